"""What each end of the protocol asks of its database; ``storage`` holds the real ones.

The ends know no SQL and no clock. Each method of a ``TillBook`` is one transaction: whatever dies
between two of them, the next start goes on from there. A ``HubWork`` is one transaction of the
hub: all that a request does, or nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, GrantRow
from pos_loyalty.domain.sightings import Placed
from pos_loyalty.domain.tills import (
    DeviceRow,
    DeviceStatus,
    FeedPage,
    FeedRow,
    HubMeta,
    InboxRow,
    TillPlace,
)
from pos_loyalty.sync.protocol import MemberHistory, Members, Page, Publish, Push


class TillBook(Protocol):
    """A till's database, as its end of the protocol uses it."""

    def place(self) -> TillPlace: ...

    def hash_at(self, seq: int) -> bytes | None:
        """The link of this till's event of that seq; None where the log does not reach it."""
        ...

    def next_push(self, *, most_events: int, most_bytes: int) -> Push | None:
        """The next push after ``acked_seq``, of one epoch; None when nothing waits.

        What is in it counts as sent from now on, before a byte has left. There is one event at
        least where one waits, whatever its size.
        """
        ...

    def acked(self, push: Push, *, seq: int, incarnation: int) -> None:
        """The hub has everything up to ``seq``, and the records of ``push``."""
        ...

    def rewind(self, *, seq: int, incarnation: int) -> None:
        """The hub was put back: it has this till's log up to ``seq`` only. Cursors start anew.

        All records wait to be sent, until the hub tells them as they are here. With the same
        ``incarnation`` it only sends again from there: the hub has a gap, and its feeds are what
        they were.
        """
        ...

    def newest_program(self) -> int:
        """The number of the newest version of the program that is here; 0 before the first."""
        ...

    def program_after(self, number: int) -> Publish | None:
        """The version that follows, as it was published; None where there is none here."""
        ...

    def begin_epoch(self, *, above: int, after_seq: int, known_to_seq: int) -> None:
        """Begin an epoch above ``above``: the log was put back, or another till writes it too.

        Events after ``after_seq`` were never taken by the hub under their places: they get new
        ones in the new epoch, with their ids and all that they say. ``known_to_seq`` is as far as
        the hub knows an older epoch; running numbers go on beyond what it can have given out.
        All shares are given up. From epoch 2 on the till reads its own rows of the feeds too:
        leaving the first epoch, the cursor of events starts anew.
        """
        ...

    def apply(self, page: Page) -> bool:
        """Take in the rows of a page and move the cursor.

        False, and nothing is done, when it starts elsewhere, is of another incarnation of the hub,
        or when an own event stands at a place where the hub has another: an epoch must begin
        first. A row that cannot be read is laid by: the cursor moves on in any case.
        """
        ...

    def add_history(self, history: MemberHistory) -> bool:
        """Take in all that happened to one member, whole, for one known by a summary only.

        Whether it was; nothing has changed where it was not.
        """
        ...

    def add_grants(self, grants: Sequence[Grant], *, given_us: int) -> None:
        """Take shares of today's epoch, and note each in the log. One that is here already stays.

        What is burned from now on comes after ``given_us``, the hub's time: the points that it
        reckoned with were there by then, whatever this till's clock says.
        """
        ...

    def release(self, grants: Collection[str]) -> None:
        """Give back what is left of these shares, by events in the log."""
        ...

    def give_up_shares(self) -> None:
        """Burn from no share any more, nor from credits of this log that were not sent.

        Another log than this one may have burned from them.
        """
        ...

    def amend(self) -> bool:
        """Write what was taken back here after another till had taken it back; whether any was.

        Asked when all that the hub has was read, this till's own lost events too.
        """
        ...

    def returnable(self, now_us: int) -> Sequence[str]:
        """Open shares that the hub has asked back, or of which a part has ended.

        The hub keeps points that have ended apart until the till says so: a burn made in time may
        still be on its way.
        """
        ...


class NewcomerBook(Protocol):
    """A till's database, as far as it knows members by where they stand."""

    def begin(self, heads: Mapping[str, int]) -> None:
        """Begin to be told of members, in a till that knows nothing; elsewhere do nothing."""
        ...

    def after(self) -> str | None:
        """The member after whom to ask on; None when nothing is asked any more."""
        ...

    def take(self, members: Members) -> bool:
        """Take in who follows there; False, and nothing is done, where it does not fit."""
        ...

    def progress(self) -> tuple[int, int] | None:
        """Of how many members the till was told, and how many there are; None where unknown."""
        ...

    def wanted(self, limit: int) -> Sequence[str]:
        """Members whose history is to be asked for."""
        ...

    def add_history(self, history: MemberHistory) -> bool:
        """The history of one of them, in the place of where the member stood; whether it was."""
        ...


class HubWork(Protocol):
    """One transaction of the hub. What was written is there after ``commit`` only."""

    def meta(self) -> HubMeta: ...

    def put_meta(self, meta: HubMeta) -> None: ...

    def secret(self, name: str) -> bytes | None:
        """What the hub keeps to itself: its keys, the shop's key ring; None before it was put."""
        ...

    def put_secret(self, name: str, value: bytes) -> None: ...

    def take_pairing_code(self, code_hash: bytes, *, device: str, now_us: int) -> str | None:
        """The store for which a code lets a till in, once; None for any other code.

        The till that used it may ask again: its answer can have been lost.
        """
        ...

    def device(self, device: str) -> DeviceRow | None:
        """The till, locked until the end of the transaction."""
        ...

    def device_status(self, device: str) -> DeviceStatus | None:
        """How the till stands; nothing is locked, for somebody waits at a counter."""
        ...

    def put_device(self, row: DeviceRow) -> None: ...

    def devices(self) -> Sequence[DeviceRow]: ...

    def event_hashes(
        self, device: str, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], bytes]:
        """Hashes of those events of a till (epoch, seq) that are in the inbox."""
        ...

    def newest_before(self, device: str, *, seq: int) -> tuple[int, bytes] | None:
        """Epoch and hash of the event of the till's newest lineage at ``seq``, if it is there."""
        ...

    def known_events(self, ids: Collection[str]) -> Collection[str]:
        """Which of these ids came before, under whatever place."""
        ...

    def add_events(self, rows: Sequence[InboxRow]) -> Collection[str]:
        """Keep events, with their ledger entries unless refused.

        The ids of those that were new. Of one that came before under another place, only the
        new place and its hash are kept.
        """
        ...

    def history(self, member: str) -> Sequence[bytes]:
        """Bodies of all events of a member that were not refused, in the order of their places."""
        ...

    def whose(self, subject: str) -> Sequence[str]:
        """Members with a sale or a redemption of that id which was not refused.

        Ids are given at the tills: two of them may have given the same one.
        """
        ...

    def lock_member(self, member: str) -> None:
        """From here to the end of the transaction nobody else grants the member's points.

        Who gives shares does so in a transaction of ``begin_shares``.
        """
        ...

    def grant(self, grant: str) -> GrantRow | None:
        """The share, locked until the end of the transaction."""
        ...

    def put_grant(self, row: GrantRow) -> None: ...

    def open_grants(
        self, *, member: str | None = None, device: str | None = None
    ) -> Sequence[GrantRow]:
        """Shares that are open or in doubt, locked until the end of the transaction."""
        ...

    def transit(self, member: str) -> int:
        """Points of the member that are on the way with tills that have not sent all yet."""
        ...

    def put_transit(self, device: str, points: Mapping[str, int]) -> None:
        """Put what a till said in the place of what it said of the same members before."""
        ...

    def clear_transit(self, device: str) -> None:
        """Everything that a till had has come: nothing of it is on the way any more."""
        ...

    def visits(self, member: str) -> Mapping[str, int]:
        """How often the member bought something, by till, of late."""
        ...

    def sightings(self, members: Collection[str]) -> Mapping[str, Sequence[Placed]]:
        """Where cards of these members were shown, locked until the end of the transaction.

        Who was erased is not in it.
        """
        ...

    def add_sightings(self, rows: Sequence[Placed], *, now_us: int) -> None:
        """Keep these in their places for a day."""
        ...

    def drop_sightings(self, *, now_us: int) -> None:
        """Forget some of those whose day is over, as many as are forgotten in passing."""
        ...

    def records(
        self, keys: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Mapping[str, Stamped]]:
        """The fields of each record (kind, key), locked until the end of the transaction.

        A record that nobody has written yet is locked too, and has no fields.
        """
        ...

    def put_records(self, changes: Sequence[RecordChange]) -> None:
        """Put these fields in the place of what they were. Only of records that were locked."""
        ...

    def add_conflict(self, conflict: Conflict) -> None: ...

    def add_act(self, act: DeskAct) -> bool:
        """Keep what an operator did; False where the same was done before."""
        ...

    def publish(self, feed: str, rows: Sequence[FeedRow]) -> int:
        """Number rows (their ``seq`` is ignored) and add them to a feed; the new head.

        Takes the feed's lock, and must therefore be the last thing before the commit, the shop
        feed before that of events. A key of the shop feed moves to its new place. A row of the
        feed of events names an event that was added: its key is the event's id, and its body is
        not kept a second time.
        """
        ...

    def shop_rows(self, kind: str) -> Sequence[FeedRow]:
        """All rows of one kind in the shop feed, oldest place first."""
        ...

    def page(self, feed: str, *, after: int, limit: int, without_device: str = "") -> FeedPage:
        """Rows after a place, the feed's head, and the place to go on from.

        With ``without_device`` rows of that till are left out; there may be none then, and still
        a place to go on from.
        """
        ...

    def heads(self) -> Mapping[str, int]: ...

    def commit(self) -> None: ...


class HubBook(Protocol):
    """The hub's database."""

    def begin(self) -> AbstractContextManager[HubWork]:
        """A transaction; leaving it without ``commit`` undoes all of it.

        Where two of them clash, one raises and the whole request is done again.
        """
        ...

    def begin_shares(self) -> AbstractContextManager[HubWork]:
        """As ``begin``; all that is read is of one instant, as who gives shares needs it."""
        ...
