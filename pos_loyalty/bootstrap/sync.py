"""A till's dealings with the hub of its shop: conversations, card keys, programs.

Importing this loads what sync needs; a till that stands alone never does.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
from uuid_utils import uuid7

from pos_loyalty import __version__
from pos_loyalty.bootstrap.card_talk import CardTalk
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.folder_lock import FolderLock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.errors import HubNeededError
from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.domain.tills import TillPlace
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import DEVICE_KEY_NAME, load_device_key
from pos_loyalty.security.vault import SealBrokenError
from pos_loyalty.services.programs import Published
from pos_loyalty.services.sightings import Sightings
from pos_loyalty.storage import schema
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.shop import program_digest
from pos_loyalty.storage.store import Store, this_boot
from pos_loyalty.sync import protocol
from pos_loyalty.sync.conversation import Conversation, Talk, Told
from pos_loyalty.sync.errors import (
    HubBusyError,
    HubRefusedError,
    HubUnreachableError,
    NotPairedError,
)
from pos_loyalty.sync.hub_note import HubNote, after, error_of, read_note, write_note
from pos_loyalty.sync.link import A_LOOK, HubLine
from pos_loyalty.sync.members_ahead import MembersAhead
from pos_loyalty.sync.newcomer import SqliteNewcomer
from pos_loyalty.sync.pairing import (
    PairingFile,
    Parcel,
    opened_parcel,
    sealed_parcel,
    shared_settings,
)
from pos_loyalty.sync.protocol import EVENTS, SHOP, Hello, KeyRing, Problem, Publish, Want
from pos_loyalty.sync.till import About, Moment, TillSync
from pos_loyalty.sync.till_book import SqliteTillBook

POLL_S: Final = 45
"""How often a till looks without being called."""
AUTHORITY_NAME: Final = "hub_ca.pem"
PUT_BACK_NAME: Final = "card_keys_put_back"
"""Lies beside card keys that came from a copy, until the hub has been asked for newer ones."""

_LATELY: Final = 200
_PURCHASE: Final = "purchased"
_LOOKS_FOR_LOCK_S: Final = 0.05
_WAITS_FOR_LOCK: Final = timedelta(seconds=20)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a conversation brought, and where the till stands now."""

    pushed: int = 0
    pulled: int = 0
    backlog: int
    cursors: Mapping[str, int]
    note: HubNote
    is_whole: bool = False
    """Whether everything was read that the hub had to tell."""
    poll_s: int = POLL_S
    after_s: int = 0
    """How long the hub asks not to be asked again."""

    @property
    def is_online(self) -> bool:
        """Whether the hub lets this till in."""
        return self.note.link is Link.CONNECTED

    @property
    def status(self) -> LinkStatus:
        """What the counter shows of it."""
        return LinkStatus(self.note.link, self.note.down_since, self.backlog)


class TillHub:
    """The hub of one till, whose conversations never go on side by side."""

    def __init__(
        self,
        store: Store,
        folder: DataFolder,
        clock: Clock,
        *,
        ring_changed: Callable[[], None] = lambda: None,
        sightings: Sightings | None = None,
    ) -> None:
        """``ring_changed`` is called once newer card keys have come, in the caller's thread.

        Without ``sightings`` nothing is told of cards that were shown.
        """
        self._store = store
        self._folder = folder
        self._clock = clock
        self._ring_changed = ring_changed
        self._boot = this_boot()
        self._note_file = folder.hub_note
        self._only_one = FolderLock(folder.state / "hub.lock")
        self._making = Lock()
        self._line: tuple[str, object, HubLine] | None = None
        self.book = SqliteTillBook(store, clock.now)
        self._cards: CardTalk | None = None
        if sightings is not None:
            self._cards = CardTalk(sightings, self.line, now=clock.now)

    @property
    def is_paired(self) -> bool:
        """Whether there is a hub."""
        with self._store.read() as reading:
            return reading.hub.is_paired()

    @property
    def device(self) -> str:
        """The id of this till."""
        with self._store.read() as reading:
            return reading.log.device().device_id

    def link(self) -> HubLink:
        """The hub that the till is paired with. Raises NotPairedError."""
        with self._store.read() as reading:
            link = reading.hub.link()
        if link is None:
            raise NotPairedError
        return link

    def line(self) -> HubLine:
        """The line to it, by the address and the certificate of now. Raises NotPairedError."""
        url, vouched = self.link().url, _state_of(self._folder.keys / AUTHORITY_NAME)
        with self._making:
            if self._line is None or self._line[:2] != (url, vouched):
                self._line = (url, vouched, self.new_line(url))
            return self._line[2]

    def new_line(self, url: str) -> HubLine:
        """A line to a hub for this till. Raises HubAddressError and PrivateFileError."""
        return HubLine(
            url,
            device=self.device,
            key=load_device_key(self._folder.keys / DEVICE_KEY_NAME),
            authority=authority_in(self._folder),
        )

    def is_used(self, card: CardShown) -> bool:
        """Tell the hub of a card that was shown, and hear where else its member's were.

        Whether it is a phone's code that was shown at another till before. Raises OutageError and
        HubRefusedError where the hub does not say it, and NotPairedError.
        """
        return self._cards is not None and self._cards.about(card)

    def has_room_for(self, member_id: str) -> bool:
        """Whether the member's history can be taken in."""
        with self._store.read() as reading:
            return reading.bases.has_room_for(member_id)

    def has_something_to_send(self) -> bool:
        """Whether anything was written that the hub has not heard of."""
        return self.backlog() > 0

    def is_news(self, heads: Mapping[str, int]) -> bool:
        """Whether a feed goes further than this till has read."""
        cursors = self.book.place().cursors if heads else {}
        return any(head > cursors.get(feed, 0) for feed, head in heads.items())

    def backlog(self) -> int:
        """How much of that there is."""
        return _backlog(self.book.place())

    def standing(self) -> SyncReport:
        """Where the till stands, without a network. Raises NotPairedError."""
        self.link()
        return self._report(Talk(), read_note(self._note_file))

    def look(self) -> SyncReport:
        """The same, after a second's look at whether the hub is there. Raises NotPairedError."""
        line, place = self.line(), self.book.place()
        # It says nothing of what is here: a look takes no part in any conversation.
        hello = self._hello(place)
        note = read_note(self._note_file)
        try:
            answer = line.hello(hello, patience=A_LOOK)
        except HubUnreachableError as error:
            seen = Talk(trouble=error)
        else:
            refused = answer if isinstance(answer, Problem) else None
            seen = Talk(welcome=None if isinstance(answer, Problem) else answer, problem=refused)
        now_known = after(note, seen, self._clock.now())
        if now_known.link is Link.CONNECTED:
            # Nothing was synced by looking.
            now_known = replace(now_known, synced_at=note.synced_at)
        return self._report(Talk(), now_known)

    def run_once(
        self,
        heads: Mapping[str, int] | None = None,
        *,
        told: Told = lambda _progress: None,
        ends: Callable[[], bool] = lambda: False,
        waits: timedelta = _WAITS_FOR_LOCK,
    ) -> SyncReport:
        """Send what waits and read what is new.

        How it went stands in the report; nothing is raised for a hub that is away. Raises
        NotPairedError, HubBusyError when another program talks to the hub for longer than
        ``waits``, and outages of the database and the key files.
        """
        line = self.line()
        self._take_turn(waits)
        try:
            self._doubt_card_keys()
            link = self.link()
            newcomer = SqliteNewcomer(self._store, self.book, self._clock.now)
            sync = TillSync(self.book, self._about(link), newcomer=newcomer)
            for member_id in self._bought_lately(link):
                sync.want(Want(grant=str(uuid7()), member=member_id))
            with closing(MembersAhead(line)) as ahead:
                conversation = Conversation(
                    sync, line, now=self._moment, members=ahead, ends=ends, told=told
                )
                talk = conversation.have(heads)
            if sync.needs_keys:
                self._take_card_keys(line)
            elif talk.welcome is not None and 0 < talk.welcome.key_version < link.key_version:
                self._return_card_keys(line, above=talk.welcome.key_version, to=link.key_version)
            if talk.welcome is not None and talk.welcome.hears_sightings:
                self._tell_of_cards(line, ends)
            note = after(read_note(self._note_file), talk, self._clock.now())
            write_note(self._note_file, note)
        finally:
            self._only_one.release()
        if talk.problem is not None:
            _log.info("the hub refused something", extra={"code": talk.problem.code})
        return self._report(talk, note)

    def publish_program(
        self, document: Mapping[str, object], *, start: datetime | None, published_by: str
    ) -> Published:
        """Publish the next version for all tills, in force at once or from ``start``.

        Raises HubNeededError without the hub's word, and HubRefusedError when another till has
        just published one.
        """
        before, encoded = self._newest_program(), encode_json(document)
        if not self.run_once().is_online:
            raise HubNeededError(reason="program")
        newest = self._newest_program()
        if newest.number > before.number and _is_wish(newest, encoded, published_by):
            # It was published before, and the answer was lost.
            return Published(newest.number, newest.valid_from)
        wish = Publish(
            document=msgspec.Raw(encoded),
            valid_from_us=to_us(start) if start is not None else 0,
            published_by=published_by,
            number=newest.number + 1,
        )
        try:
            answer = self.line().post("/v1/programs", wish, protocol.Published)
        except HubUnreachableError as error:
            raise HubNeededError(reason="program") from error
        if isinstance(answer, Problem):
            raise error_of(answer)
        self.run_once()
        return Published(answer.number, from_us(answer.valid_from_us))

    def bring_card_keys(self, parcel: Callable[[], Parcel]) -> int:
        """Have the hub take newer card keys, for all tills; their version.

        ``parcel`` is asked for once the newest keys are here, which it has to go on from. Raises
        HubNeededError without the hub's word, and HubRefusedError when another till was first.
        """
        kept = PairingFile(self._folder.keys).read()
        if kept is None or not self.run_once().is_online:
            raise HubNeededError(reason="keys")
        version = self.link().key_version + 1
        sealed = sealed_parcel(parcel(), kept.hub_box_key)
        try:
            answer = self.line().bring_card_keys(KeyRing(version=version, sealed=sealed))
        except HubUnreachableError as error:
            raise HubNeededError(reason="keys") from error
        if isinstance(answer, Problem):
            raise error_of(answer)
        return answer.version

    def note_card_keys(self, version: int) -> None:
        """The card keys of this version are in their file."""
        with self._store.begin() as work:
            work.hub.put_key_version(version)
            work.commit()

    def close(self) -> None:
        """Let go of the line."""
        if self._cards is not None:
            self._cards.close()
        with self._making:
            line, self._line = self._line, None
        if line is not None:
            line[2].close()

    def _newest_program(self) -> ProgramRecord:
        with self._store.read() as reading:
            return reading.shop.program_versions()[-1]

    def _take_turn(self, waits: timedelta) -> None:
        until = time.monotonic() + waits.total_seconds()
        while not self._only_one.take():
            if time.monotonic() >= until:
                raise HubBusyError
            time.sleep(_LOOKS_FOR_LOCK_S)

    def _tell_of_cards(self, line: HubLine, ends: Callable[[], bool]) -> None:
        """Those that were shown while the hub was away; what it does not take, the next time."""
        try:
            if self._cards is not None:
                self._cards.tell_rest(line, ends)
        except (HubUnreachableError, HubRefusedError) as error:
            _log.info("sightings of cards wait", extra={"code": error.code})

    def _doubt_card_keys(self) -> None:
        """Those that were put back from a copy may be older than the database says."""
        mark = self._folder.keys / PUT_BACK_NAME
        if mark.exists():
            self.note_card_keys(0)
            with suppress(OSError):
                mark.unlink()

    def _take_card_keys(self, line: HubLine) -> None:
        """Newer keys, where they can be had now; otherwise the next conversation asks again."""
        try:
            answer = line.card_keys()
        except HubUnreachableError:
            return
        if not isinstance(answer, KeyRing):
            return
        kept = PairingFile(self._folder.keys).read()
        if kept is None:
            _log.error("the key of this pairing is missing")
            return
        try:
            parcel = opened_parcel(answer.sealed, kept.box)
        except SealBrokenError:
            # What was said in this conversation holds all the same.
            _log.exception("the card keys are sealed for another key")
            return
        KeyRingFile(self._folder.keys / KEY_RING_NAME).adopt(parcel.ring)
        self.note_card_keys(answer.version)
        self._ring_changed()

    def _return_card_keys(self, line: HubLine, *, above: int, to: int) -> None:
        """A hub that was put back has older card keys than its tills: it gets these again.

        Version by version, so that a till with keys from between is told of them too. What it does
        not take now, another till has brought, or the next conversation brings.
        """
        kept = PairingFile(self._folder.keys).read()
        if kept is None:
            return
        settings = SettingsBox.opened(self._folder.settings).settings()
        ring = KeyRingFile(self._folder.keys / KEY_RING_NAME).load()
        sealed = sealed_parcel(Parcel(ring, shared_settings(settings)), kept.hub_box_key)
        for version in range(above + 1, to + 1):
            try:
                answer = line.bring_card_keys(KeyRing(version=version, sealed=sealed))
            except HubUnreachableError:
                return
            if isinstance(answer, Problem):
                return
        _log.info("the hub has its card keys again")

    def _bought_lately(self, link: HubLink) -> Sequence[str]:
        """Who bought something that the hub does not know of: this may be their usual till."""
        with self._store.read() as reading:
            rows = reading.log.events(after=link.acked_seq, limit=_LATELY)
            found = {row.member_id: None for row in rows if row.type == _PURCHASE}
        return [member_id for member_id in found if member_id is not None]

    def _about(self, link: HubLink) -> About:
        return About(
            boot_id=self._boot.id,
            app=__version__,
            schema=schema.HEAD,
            key_version=link.key_version,
        )

    def _moment(self) -> Moment:
        return Moment(to_us(self._clock.now()), self._boot.monotonic_ms())

    def _hello(self, place: TillPlace) -> Hello:
        moment = self._moment()
        return Hello(
            device=place.device,
            epoch=place.epoch,
            seq=place.seq,
            tip_hash=place.tip_hash.hex(),
            boot_id=self._boot.id,
            mono_ms=moment.mono_ms,
            wall_us=moment.wall_us,
            app=__version__,
            schema=schema.HEAD,
            backlog=place.seq - place.acked_seq,
            incarnation_seen=place.incarnation,
            acked=place.acked_seq,
            cursors=dict(place.cursors),
        )

    def _report(self, talk: Talk, note: HubNote) -> SyncReport:
        place = self.book.place()
        cursors = {feed: place.cursors.get(feed, 0) for feed in (SHOP, EVENTS)}
        return SyncReport(
            pushed=talk.pushed,
            pulled=talk.pulled,
            backlog=_backlog(place),
            cursors=cursors,
            note=note,
            is_whole=talk.went_well and _is_read(cursors, talk),
            poll_s=talk.welcome.poll_s if talk.welcome is not None else POLL_S,
            after_s=_after_s(talk),
        )


def authority_in(folder: DataFolder) -> Path | None:
    """The certificate that vouches for the hub, where the till was paired with one."""
    path = folder.keys / AUTHORITY_NAME
    return path if path.is_file() else None


def _state_of(path: Path) -> object:
    """What tells one file in a place from the next."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ino, state.st_size


def _is_wish(version: ProgramRecord, document: bytes, published_by: str) -> bool:
    is_same = program_digest(version.document) == program_digest(document)
    return is_same and version.published_by == published_by


def _after_s(talk: Talk) -> int:
    wanted = talk.problem.facts.get("after_s", 0) if talk.problem is not None else 0
    return wanted if isinstance(wanted, int) else 0


def _is_read(cursors: Mapping[str, int], talk: Talk) -> bool:
    heads = talk.welcome.heads if talk.welcome is not None else {}
    return all(cursors.get(feed, 0) >= head for feed, head in heads.items())


def _backlog(place: TillPlace) -> int:
    """Events that wait, and one more where records do."""
    return place.seq - place.acked_seq + (1 if place.has_changes else 0)
