"""The shop's keys: rotated, and copied for a backup. They never lie in the database."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cards.pass_signer import PassSigner, read_signer, save_signer
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.private_files import make_private_folder
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.security.vault import VAULT_KEY_NAME, export_vault_key
from pos_loyalty.storage.event_log import EventDraft


def rotate_card_keys(
    application: Application, folder: DataFolder, actor: Actor, *, grace: timedelta
) -> CardKeyRing:
    """Sign new cards with a new key; cards under the old one are good until ``grace`` is over.

    Raises NotAllowedError, FullKeyRingError, and PrivateFileError when the disk refuses.
    """
    check(actor, Permission.ROTATE_KEYS)
    now = application.clock.now()
    ring = KeyRingFile(folder.keys / KEY_RING_NAME).rotate(now, grace)
    facts = {"key": ring.current.key_id, "grace_until": now + grace}
    _note(application, "card-keys-rotated", facts, actor)
    return ring


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


def copy_keys(folder: DataFolder, now: datetime) -> Path:
    """Copy the card keys and the vault's key into a closed folder among the backups.

    The device's key stays where it is: a restored till must not pass for two.
    Raises PrivateFileError.
    """
    target = folder.backups / f"keys-{now:%Y%m%dT%H%M%S}"
    make_private_folder(target)
    KeyRingFile(folder.keys / KEY_RING_NAME).export(target)
    export_vault_key(folder.keys / VAULT_KEY_NAME, target)
    return target


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
