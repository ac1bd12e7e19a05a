"""Joins a till to a hub: a new one in an empty folder, or one that has a shop.

Each step may be done again: whatever dies on the way, the same call finishes it. The database of a
new till appears last, with all in it that the shop knows.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import Final, cast, get_args

import msgspec
from uuid_utils import uuid7

from pos_loyalty import __version__
from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.authority import authority_at
from pos_loyalty.bootstrap.sync import AUTHORITY_NAME, SyncReport, TillHub, authority_in
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.folder_lock import FolderLock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.private_files import write_private
from pos_loyalty.config.settings import Language, Settings
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import (
    DEVICE_KEY_NAME,
    DeviceKey,
    create_device_key,
    load_device_key,
)
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.security.vault import VAULT_KEY_NAME, create_vault
from pos_loyalty.storage.codec import decode_json
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.opening import create_database
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.conversation import Told
from pos_loyalty.sync.errors import (
    AlreadyPairedError,
    HubBusyError,
    HubUnreachableError,
    NoShopYetError,
    OtherShopError,
)
from pos_loyalty.sync.hub_note import error_of
from pos_loyalty.sync.link import HubLine, checked_url
from pos_loyalty.sync.own_shop import own_shop
from pos_loyalty.sync.pairing import (
    Pairing,
    PairingFile,
    Parcel,
    clean_code,
    is_of_one_shop,
    opened_parcel,
    pairing_error,
    sealed_parcel,
    shared_settings,
)
from pos_loyalty.sync.protocol import (
    PROGRAM,
    SHOP,
    Enrol,
    Enrolled,
    KeyRing,
    OwnShop,
    Page,
    Problem,
    ProgramNote,
    Publish,
)

_JOINING: Final = "shop-joining.db"
_TRIED_NAME: Final = "hub_ca_tried.pem"
_FIRST: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which hub, by which code, and how this till is called there.

    ``authority`` is the file of the certificate that vouches for the hub, where no public one does.
    """

    url: str
    code: str = field(repr=False)
    name: str = ""
    authority: Path | None = None


def _nobody(_progress: object) -> None:
    """Tells nobody."""


def join_new_till(
    folder: DataFolder,
    clock: Clock,
    wish: Wish,
    *,
    told: Told = _nobody,
    ends: Callable[[], bool] = lambda: False,
) -> SyncReport:
    """Make a till of the hub's shop in an empty folder, with all that the shop knows.

    Raises NotAllowedError for a folder that has a shop and for a file that is no certificate,
    HubAddressError, WrongPairingCodeError, NoShopYetError, HubRefusedError, HubUnreachableError,
    and outages of disk and keys. After one of the latter the same call goes on where it was.
    """
    url, code = checked_url(wish.url), clean_code(wish.code)
    authority = _authority(wish, clock)
    folder.create()
    lock = FolderLock(folder.state / "joining.lock")
    if not lock.take():
        raise HubBusyError
    try:
        if folder.has_shop:
            raise NotAllowedError(reason="shop-exists", folder=folder.root.name)
        pairing = _begun(folder, url)
        _trust(folder, authority, pairing)
        with closing(Store.open(folder.database.with_name(_JOINING))) as store:
            hub = TillHub(store, folder, clock)
            if not hub.is_paired:
                _let_in(store, folder, clock, pairing, replace(wish, code=code))
            with closing(hub):
                report = hub.run_once(told=told, ends=ends)
            _check_whole(store, report)
        folder.database.with_name(_JOINING).rename(folder.database)
    finally:
        lock.release()
    return report


def _begun(folder: DataFolder, url: str) -> Pairing:
    """The pairing with this hub: the one that broke off, or a new one with an empty database."""
    file, database = PairingFile(folder.keys), folder.database.with_name(_JOINING)
    kept = file.read()
    if kept is None or kept.url != url:
        # What was read from another hub is of no use here.
        for left in database.parent.glob(f"{database.name}*"):
            left.unlink()
    pairing = file.begun(url=url, device=kept.device if kept is not None else str(uuid7()))
    if not database.exists():
        create_database(database, device_id=pairing.device)
    return pairing


def _let_in(store: Store, folder: DataFolder, clock: Clock, pairing: Pairing, wish: Wish) -> None:
    """Have a new till let in, and keep what it gets at the door."""
    key = _till_keys(folder)
    with closing(_line(pairing, key, authority_in(folder))) as line:
        door = _Door(line, PairingFile(folder.keys), pairing, wish)
        enrolled = door.enrol(key)
        ring, parcel = door.fetched()
    KeyRingFile(folder.keys / KEY_RING_NAME).adopt(parcel.ring)
    _keep_settings(folder, parcel, wish.name, enrolled.store)
    _pair(store, clock, pairing, enrolled, ring.version)


def join_shop(application: Application, folder: DataFolder, actor: Actor, wish: Wish) -> None:
    """Join an open shop's till to the hub: as the one that founds the shop there, or to its own.

    A till that is joined already is let in once more, at its own hub only: that may have moved, or
    have shut it out. What there is to be sent and read is left to the next conversation. Raises
    NotAllowedError, AlreadyPairedError, OtherShopError where the hub's shop is another one, and
    what ``join_new_till`` raises.
    """
    check(actor, Permission.EDIT_SETTINGS)
    url, code = checked_url(wish.url), clean_code(wish.code)
    store, clock = application.store, application.clock
    authority = _authority(wish, clock)
    with closing(TillHub(store, folder, clock)) as hub:
        link = hub.link() if hub.is_paired else None
        key = load_device_key(folder.keys / DEVICE_KEY_NAME)
        file = PairingFile(folder.keys)
        pairing = _pairing(file, url, hub.device, link)
        settings = application.settings.settings()
        named = replace(wish, code=code, name=wish.name or settings.shop.till)
        with (
            _trusted(folder, authority, pairing, link) as trusted,
            closing(_line(pairing, key, trusted)) as line,
        ):
            door = _Door(line, file, pairing, named)
            ring_file = KeyRingFile(folder.keys / KEY_RING_NAME)
            enrolled = door.enrol_shop(key, _own_shop(ring_file, store), link)
            if link is not None:
                _move(store, url)
                return
            if enrolled.needs_keys:
                parcel = Parcel(ring_file.load(), shared_settings(settings))
                version = door.bring(parcel, enrolled).version
                _bring_programs(line, store)
            else:
                ring, parcel = door.fetched()
                version = ring.version
                own = ring_file.load()
                if is_of_one_shop(own, parcel.ring):
                    # Perhaps this till founded the shop, and broke off.
                    _bring_programs(line, store)
                else:
                    _check_nothing_is_lost(line, store)
                if parcel.ring != own:
                    ring_file.adopt(parcel.ring)
                    application.read_key_ring_again()
        application.settings.change(
            lambda before: replace(
                before,
                shop=replace(
                    before.shop, till=named.name, site=before.shop.site or enrolled.store[:40]
                ),
            )
        )
        _pair(store, clock, pairing, enrolled, version)


def _pairing(file: PairingFile, url: str, device: str, link: HubLink | None) -> Pairing:
    """What a shop's till brings to the door; the same keys again where it was let in before."""
    kept = file.read()
    if link is None or kept is None or kept.device != device:
        return file.begun(url=url, device=device)
    # Not kept before the hub has answered: the address may be a wrong one.
    return replace(kept, url=url)


@contextmanager
def _trusted(
    folder: DataFolder, authority: bytes, pairing: Pairing, link: HubLink | None
) -> Iterator[Path | None]:
    """By which certificate the hub is believed at the door.

    Who was let in before goes on with what let him in, until the hub has let him in by another.
    """
    if link is None or not authority:
        if link is None:
            _trust(folder, authority, pairing)
        yield authority_in(folder)
        return
    tried = folder.keys / _TRIED_NAME
    write_private(tried, authority)
    try:
        yield tried
        write_private(folder.keys / AUTHORITY_NAME, authority)
    finally:
        tried.unlink(missing_ok=True)


def _move(store: Store, url: str) -> None:
    """The hub is found there from now on."""
    with store.begin() as work:
        work.hub.put_url(url)
        work.commit()


class _Door:
    """The talk at the hub's door, from a code to the shop's keys."""

    def __init__(self, line: HubLine, file: PairingFile, pairing: Pairing, wish: Wish) -> None:
        self._line = line
        self._file = file
        self._pairing = pairing
        self._wish = wish

    def enrol(self, key: DeviceKey) -> Enrolled:
        """Be let in, with nothing of one's own. Raises WrongPairingCodeError and others."""
        answer = self._asked(self._words(key))
        if answer.needs_keys:
            raise NoShopYetError
        return answer

    def enrol_shop(self, key: DeviceKey, own: OwnShop, link: HubLink | None) -> Enrolled:
        """Be let in with a shop, or once more. Raises OtherShopError, AlreadyPairedError too."""
        words = msgspec.structs.replace(
            self._words(key), founds=True, own=own, hub_key=link.hub_key if link else ""
        )
        return self._asked(words, at=link.url if link else "")

    def _words(self, key: DeviceKey) -> Enrol:
        return Enrol(
            code=self._wish.code,
            device=self._pairing.device,
            public_key=base64.b64encode(key.public).decode("ascii"),
            box_key=base64.b64encode(self._pairing.box.public).decode("ascii"),
            name=self._wish.name,
            app=__version__,
        )

    def _asked(self, words: Enrol, *, at: str = "") -> Enrolled:
        answer = self._line.enrol(words)
        if isinstance(answer, Problem):
            if answer.code == "other-hub":
                raise AlreadyPairedError(url=at)
            raise pairing_error(answer)
        if words.hub_key and answer.hub_key != words.hub_key:
            raise AlreadyPairedError(url=at)
        self._file.write(replace(self._pairing, hub_box_key=answer.hub_box_key))
        return answer

    def fetched(self) -> tuple[KeyRing, Parcel]:
        """The shop's keys, and what comes with them."""
        ring = self._line.card_keys()
        if isinstance(ring, Problem):
            raise pairing_error(ring)
        return ring, opened_parcel(ring.sealed, self._pairing.box)

    def bring(self, parcel: Parcel, enrolled: Enrolled) -> KeyRing:
        """Found the shop at the hub. Raises OtherShopError when somebody else was first."""
        sealed = sealed_parcel(parcel, enrolled.hub_box_key)
        answer = self._line.bring_card_keys(KeyRing(version=_FIRST, sealed=sealed))
        if not isinstance(answer, Problem):
            return answer
        if answer.code in {"other-shop", "version-taken"}:
            # Perhaps it was this till, whose answer was lost.
            ring, kept = self.fetched()
            if is_of_one_shop(parcel.ring, kept.ring):
                return ring
        raise pairing_error(answer)


def _authority(wish: Wish, clock: Clock) -> bytes:
    return b"" if wish.authority is None else authority_at(wish.authority, clock.now())


def _trust(folder: DataFolder, authority: bytes, pairing: Pairing) -> None:
    """Trust the hub by this certificate from now on; without one by those that all trust.

    Who was let in before goes on with what let him in.
    """
    kept = folder.keys / AUTHORITY_NAME
    if authority:
        write_private(kept, authority)
    elif not pairing.hub_box_key:
        kept.unlink(missing_ok=True)


def _line(pairing: Pairing, key: DeviceKey, authority: Path | None) -> HubLine:
    return HubLine(pairing.url, device=pairing.device, key=key, authority=authority)


def _till_keys(folder: DataFolder) -> DeviceKey:
    """The keys that are this till's own; those that are missing are made."""
    vault, device = folder.keys / VAULT_KEY_NAME, folder.keys / DEVICE_KEY_NAME
    if not vault.exists():
        create_vault(vault)
    return load_device_key(device) if device.exists() else create_device_key(device)


def _keep_settings(folder: DataFolder, parcel: Parcel, name: str, store: str) -> None:
    told = parcel.shop

    def change(settings: Settings) -> Settings:
        shop = settings.shop
        language = told.get("language", shop.language)
        if language not in get_args(Language):
            language = shop.language
        return replace(
            settings,
            shop=replace(
                shop,
                name=told.get("name", shop.name),
                currency=told.get("currency", shop.currency),
                timezone=told.get("timezone", shop.timezone),
                language=cast("Language", language),
                till=name or shop.till,
                site=store[:40],
            ),
        )

    SettingsBox.opened(folder.settings).change(change)


def _pair(store: Store, clock: Clock, pairing: Pairing, enrolled: Enrolled, version: int) -> None:
    link = HubLink(
        url=pairing.url,
        hub_key=enrolled.hub_key,
        store=enrolled.store,
        paired_at=clock.now(),
        incarnation=enrolled.incarnation,
        key_version=version,
    )
    with store.begin() as work:
        work.hub.pair(link)
        work.commit()


def _check_whole(store: Store, report: SyncReport) -> None:
    """Whether everything was read; a till that knows half of it would sell by wrong tiers."""
    error = report.note.error
    if error is not None:
        raise error
    if not report.is_whole:
        raise HubUnreachableError(problem="connection")
    with store.read() as reading:
        if reading.shop.program_count() == 0:
            raise NoShopYetError


def _own_shop(file: KeyRingFile, store: Store) -> OwnShop:
    with store.read() as reading:
        return own_shop(
            file.load(),
            reading.shop.program_versions(),
            has_members=bool(reading.members.count()),
        )


def _check_nothing_is_lost(line: HubLine, store: Store) -> None:
    """Whether a till of other card keys has no members, and no program but the hub's."""
    with store.read() as reading:
        if reading.members.count():
            raise OtherShopError
        own = {each.number: decode_json(each.document) for each in reading.shop.program_versions()}
    theirs = _programs_of(line)
    if any(number not in theirs or theirs[number] != own[number] for number in own):
        raise OtherShopError(reason="program")


def _programs_of(line: HubLine) -> dict[int, object]:
    found: dict[int, object] = {}
    after = 0
    while True:
        page = line.page(SHOP, after=after)
        if not isinstance(page, Page):
            raise error_of(page)
        for row in page.rows:
            if row.kind == PROGRAM:
                note = msgspec.json.decode(bytes(row.body), type=ProgramNote)
                found[note.number] = decode_json(bytes(note.document))
        if page.to <= after or page.to >= page.head:
            return found
        after = page.to


def _bring_programs(line: HubLine, store: Store) -> None:
    """Publish the shop's program at the hub, version by version, as it is here."""
    with store.read() as reading:
        versions = reading.shop.program_versions()
    for each in versions:
        wish = Publish(
            document=msgspec.Raw(each.document),
            valid_from_us=to_us(each.valid_from),
            published_by=each.published_by or "",
            number=each.number,
            published_us=to_us(each.published_at),
        )
        answer = line.publish(wish)
        if isinstance(answer, Problem):
            raise pairing_error(answer)
