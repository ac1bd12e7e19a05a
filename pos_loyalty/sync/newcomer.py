"""How a new till comes to know a shop of many members: where each stands, not what they did."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.many_members import (
    add_bases,
    add_members,
    known_between,
    named_between,
)
from pos_loyalty.storage.member_parts import MemberPart, Record, records_of, unpacked
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.sync.protocol import EVENTS, SHOP, Change, MemberHistory, Members, change_of
from pos_loyalty.sync.till_book import SqliteTillBook

MANY_ROWS: Final = 10_000
"""Feeds shorter than this are read whole: then the till knows everything that happened."""

_log = logging.getLogger(__name__)


class SqliteNewcomer:
    """The real one. Each method is one transaction, and may be repeated."""

    def __init__(self, store: Store, book: SqliteTillBook, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    def begin(self, heads: Mapping[str, int]) -> None:
        """Begin to be told of members, where the shop has many and this till knows nobody."""
        if sum(heads.values()) < MANY_ROWS:
            return
        with self._store.begin() as work:
            if work.bases.is_new_till():
                work.bases.put_joining(Joining("", heads.get(SHOP, 0), heads.get(EVENTS, 0)))
                work.commit()

    def after(self) -> str | None:
        """The member after whom to ask on."""
        with self._store.read() as reading:
            joining = reading.bases.joining()
        return None if joining is None else joining.after_id

    def progress(self) -> tuple[int, int] | None:
        """Of how many members the till was told, and how many there are; None where unknown."""
        with self._store.read() as reading:
            joining = reading.bases.joining()
        if joining is None or not joining.in_shop:
            return None
        # Who came since the shop was counted is told of too.
        return min(joining.told, joining.in_shop), joining.in_shop

    def wanted(self, limit: int) -> Sequence[str]:
        """Members whose history is to be asked for."""
        with self._store.read() as reading:
            return reading.bases.stale(limit)

    def add_history(self, history: MemberHistory) -> bool:
        """The history of one of them; whether it could be taken in."""
        return self._book.add_history(history)

    def take(self, members: Members) -> bool:
        """Take in who follows, and what else a shop has with the first of them."""
        try:
            parts = _parts(members)
        except ValueError as error:
            _log.warning("members cannot be read: %s", type(error).__name__)
            return False
        with self._store.begin() as work:
            joining, link = work.bases.joining(), work.hub.link()
            if joining is None or link is None or joining.after_id != members.after:
                return False
            if link.incarnation != members.incarnation:
                return False
            work.connection.execute("PRAGMA defer_foreign_keys = ON")
            has_erased = self._book.take_rows(work, SHOP, list(map(change_of, members.things)))
            self._book.take_rows(work, EVENTS, list(map(change_of, members.notices)))
            for part in parts:
                has_erased |= self._add(work, members, part)
            if members.is_last:
                work.bases.end_joining()
                work.hub.move_cursor(SHOP, start=0, to=joining.shop_seq)
                work.hub.move_cursor(EVENTS, start=0, to=joining.events_seq)
            else:
                told = joining.told + sum(len(part.ids) for part in parts)
                in_shop = members.in_shop or joining.in_shop
                step = replace(joining, after_id=members.to, told=told, in_shop=in_shop)
                work.bases.put_joining(step)
            work.commit()
        if has_erased:
            self._store.empty_log()
        return True

    def _add(self, work: Work, members: Members, part: MemberPart) -> bool:
        """Add the members of a part, and where they stand; whether somebody was erased by it."""
        connection = work.connection
        # What came before in this answer may have named some of these.
        known = known_between(connection, after=members.after, to=members.to)
        named = named_between(connection, after=members.after, to=members.to)
        odd, rest = part.records, part
        if not known.isdisjoint(part.ids):
            odd, rest = (*odd, *records_of(part.only(known))), part.without(known)
        add_members(connection, rest, named=named, own=work.log.device().device_id)
        has_erased = self._book.take_rows(work, SHOP, list(map(_change, odd)))
        add_bases(connection, part, feed_seq=members.feed_seq)
        for draw_id, member in part.draws:
            work.draws.add_holder(draw_id, member)
        work.log.note_stamp(max(part.members.get("hlc", ()), default=0))
        if part.latest_us:
            work.log.note_time(from_us(part.latest_us), now=self._clock())
        return has_erased


def _parts(members: Members) -> Sequence[MemberPart]:
    """Who changed since the part was made, and the part without them. Raises ValueError."""
    if sha256(members.part).hexdigest() != members.sha256:
        raise ValueError(members.to)
    part = unpacked(members.part)
    if not members.changed:
        return [part]
    changed = unpacked(members.changed)
    gone = {*changed.ids, *changed.named}
    return [changed, part.without(gone)]


def _change(record: Record) -> Change:
    body = msgspec.Raw(record.fields)
    return Change(seq=0, kind=record.kind, key=record.key, body=body)
