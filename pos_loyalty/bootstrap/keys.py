"""The shop's keys: rotated, copied for a backup, put back. They never lie in the database."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cards.pass_signer import PassSigner, read_signer, save_signer
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    PrivateFileError,
    adopt_private,
    copy_private,
    make_private_folder,
    write_private,
)
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import DEVICE_KEY_NAME, load_device_key
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.security.vault import VAULT_KEY_NAME, export_vault_key, load_vault
from pos_loyalty.storage.event_log import EventDraft


def rotate_card_keys(
    application: Application, folder: DataFolder, actor: Actor, *, grace: timedelta
) -> CardKeyRing:
    """Sign new cards with a new key; cards under the old one are good until ``grace`` is over.

    Where there are several tills the hub has to agree, and hands the key on. Raises
    NotAllowedError, FullKeyRingError, HubNeededError, and PrivateFileError when the disk refuses.
    """
    check(actor, Permission.ROTATE_KEYS)
    now = application.clock.now()
    file = KeyRingFile(folder.keys / KEY_RING_NAME)
    with application.store.read() as reading:
        is_paired = reading.hub.is_paired()
    if is_paired:
        ring = _rotated_for_all(application, folder, lambda: file.load().rotated(now, grace))
    else:
        ring = file.rotate(now, grace)
    facts = {"key": ring.current.key_id, "grace_until": now + grace}
    _note(application, "card-keys-rotated", facts, actor)
    return ring


def _rotated_for_all(
    application: Application, folder: DataFolder, rotated: Callable[[], CardKeyRing]
) -> CardKeyRing:
    """The ring that the hub has taken, kept here too.

    Whoever dies before it is kept has it from the hub, as every other till.
    """
    # A till that stands alone has no use for what talking to a hub needs.
    from pos_loyalty.bootstrap.sync import TillHub  # noqa: PLC0415
    from pos_loyalty.sync.pairing import Parcel, shared_settings  # noqa: PLC0415

    made: list[CardKeyRing] = []

    def parcel() -> Parcel:
        made.append(rotated())
        return Parcel(made[-1], shared_settings(application.settings.settings()))

    with closing(TillHub(application.store, folder, application.clock)) as hub:
        version = hub.bring_card_keys(parcel)
        KeyRingFile(folder.keys / KEY_RING_NAME).adopt(made[-1])
        hub.note_card_keys(version)
    return made[-1]


@dataclass(frozen=True, slots=True)
class PassCertificate:
    """What wallet passes shall be signed with: a PKCS #12 bundle, and who vouches for it."""

    bundle: bytes = field(repr=False)
    password: str = field(repr=False)
    intermediate: bytes = field(repr=False)


def keep_pass_certificate(
    application: Application, folder: DataFolder, actor: Actor, given: PassCertificate
) -> PassSigner:
    """Sign wallet passes with this certificate from now on.

    Raises NotAllowedError, PassCertificateError, and PrivateFileError when the disk refuses.
    """
    check(actor, Permission.ROTATE_KEYS)
    now = application.clock.now()
    signer = read_signer(given.bundle, given.password, given.intermediate, now)
    save_signer(folder.pass_signer, signer)
    _note(application, "pass-certificate-kept", {"until": signer.ends_at}, actor)
    return signer


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """A folder with a shop's keys, and the names of the files in it."""

    folder: Path
    files: tuple[str, ...]


def copy_keys(folder: DataFolder, now: datetime) -> KeyCopy:
    """Copy what the shop keeps secret into a closed folder among the backups.

    Card keys, the vault's and the device's key, and, where there are any, the certificate for
    wallet passes, the mail account's password, and what the till was paired with its hub by: put
    back on another disk it goes on as itself, in an epoch of its own. Should the old one go on as
    well, the hub sees two. Raises PrivateFileError.
    """
    target = folder.backups / f"keys-{now:%Y%m%dT%H%M%S}"
    make_private_folder(target)
    KeyRingFile(folder.keys / KEY_RING_NAME).export(target)
    export_vault_key(folder.keys / VAULT_KEY_NAME, target)
    for path in _perhaps_there(folder):
        if path.is_file():
            copy_private(path, target)
    return KeyCopy(target, _copied_in(folder, target))


@contextmanager
def checked_keys(folder: DataFolder, source: Path) -> Iterator[KeyCopy]:
    """A private copy of the keys in ``source``, known to be whole; for ``put_back``.

    Raises PrivateFileError and DamagedKeyRingError; nothing is changed by it.
    """
    staged = folder.keys / ".staged"
    try:
        make_private_folder(staged)
        for name in (KEY_RING_NAME, VAULT_KEY_NAME):
            adopt_private(source / name, staged)
        for path in _perhaps_there(folder):
            if (source / path.name).is_file():
                adopt_private(source / path.name, staged)
        KeyRingFile(staged / KEY_RING_NAME).load()
        load_vault(staged / VAULT_KEY_NAME)
        _check_till(staged)
        yield KeyCopy(staged, _copied_in(folder, staged))
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _check_till(staged: Path) -> None:
    """Whether that by which a till proves to be itself is whole, where it was copied."""
    # As above.
    from pos_loyalty.sync.pairing import PAIRING_NAME, PairingFile  # noqa: PLC0415

    if (staged / DEVICE_KEY_NAME).is_file():
        load_device_key(staged / DEVICE_KEY_NAME)
    if (staged / PAIRING_NAME).is_file() and PairingFile(staged).read() is None:
        raise DamagedPrivateFileError(file=PAIRING_NAME)


def put_back(folder: DataFolder, keys: KeyCopy, now: datetime) -> Path | None:
    """Have the shop use these keys; where others lie aside now, None when there were none.

    Raises PrivateFileError.
    """
    aside = folder.root / "aside" / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}" / "keys"
    for name in keys.files:
        given, there = keys.folder / name, folder.keys / name
        try:
            if there.is_file() and there.read_bytes() != given.read_bytes():
                make_private_folder(aside)
                copy_private(there, aside)
            given.replace(there)
        except OSError as error:
            raise PrivateFileError(file=name, reason=error.strerror) from error
    _have_newer_asked_for(folder)
    return aside if aside.is_dir() else None


def _have_newer_asked_for(folder: DataFolder) -> None:
    """The copy may be older than the database: then the hub has card keys that are not here."""
    # As above.
    from pos_loyalty.bootstrap.sync import PUT_BACK_NAME  # noqa: PLC0415
    from pos_loyalty.sync.pairing import PAIRING_NAME  # noqa: PLC0415

    if (folder.keys / PAIRING_NAME).is_file():
        write_private(folder.keys / PUT_BACK_NAME, b"")


def _perhaps_there(folder: DataFolder) -> tuple[Path, ...]:
    # As above.
    from pos_loyalty.bootstrap.sync import AUTHORITY_NAME  # noqa: PLC0415
    from pos_loyalty.sync.pairing import PAIRING_NAME  # noqa: PLC0415

    till = (folder.keys / name for name in (DEVICE_KEY_NAME, PAIRING_NAME, AUTHORITY_NAME))
    return (*till, folder.pass_signer, folder.mail_password)


def _copied_in(folder: DataFolder, copies: Path) -> tuple[str, ...]:
    others = (path.name for path in _perhaps_there(folder))
    names = (KEY_RING_NAME, VAULT_KEY_NAME, *others)
    return tuple(name for name in names if (copies / name).is_file())


def _note(application: Application, kind: str, facts: Mapping[str, object], actor: Actor) -> None:
    now = application.clock.now()
    with application.store.begin() as work:
        work.append(
            EventDraft(
                type=kind,
                data=facts,
                effective_at=now,
                occurred_at=now,
                staff_id=actor.staff_id,
            )
        )
        work.commit()
