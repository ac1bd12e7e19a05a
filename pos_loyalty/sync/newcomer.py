"""How a new till comes to know a shop of many members: where each stands, not what they did."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.storage.arrivals import add_placeholders
from pos_loyalty.storage.bases import Base, Joining
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.many_members import NewCard, NewMember, add_many
from pos_loyalty.storage.records import UsageKind
from pos_loyalty.storage.shared_fields import card_of, member_of
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.uses import read_uses
from pos_loyalty.sync.protocol import EVENTS, SHOP, Change, MemberHistory, MemberLine, Members
from pos_loyalty.sync.till_book import SqliteTillBook

MANY_ROWS: Final = 10_000
"""Feeds shorter than this are read whole: then the till knows everything that happened."""
_NOTHING: Final = b"null"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS: Final = msgspec.json.Decoder(dict[str, Stamped])
_HERE: Final = "SELECT id FROM member WHERE id IN (SELECT value FROM json_each(?))"


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

    def wanted(self, limit: int) -> Sequence[str]:
        """Members whose history is to be asked for."""
        with self._store.read() as reading:
            return reading.bases.stale(limit)

    def add_history(self, history: MemberHistory) -> None:
        """The history of one of them."""
        self._book.add_history(history)

    def take(self, members: Members) -> bool:
        """Take in who follows, and what else a shop has with the first of them."""
        with self._store.begin() as work:
            joining, link = work.bases.joining(), work.hub.link()
            if joining is None or link is None or joining.after_id != members.after:
                return False
            if link.incarnation != members.incarnation:
                return False
            self._book.take_rows(work, SHOP, members.things)
            self._book.take_rows(work, EVENTS, members.notices)
            known, others = _known_rows(work, members.rows)
            self._book.take_rows(work, SHOP, known)
            _add(work, others)
            _stand(work, members.rows, members.feed_seq)
            if members.latest_us:
                work.log.note_time(from_us(members.latest_us), now=self._clock())
            if members.is_last:
                work.bases.end_joining()
                work.hub.move_cursor(SHOP, start=0, to=joining.shop_seq)
                work.hub.move_cursor(EVENTS, start=0, to=joining.events_seq)
            else:
                work.bases.put_joining(Joining(members.to, joining.shop_seq, joining.events_seq))
            work.commit()
        return True


def _known_rows(work: Work, rows: Sequence[MemberLine]) -> tuple[list[Change], list[MemberLine]]:
    """Who is here already, named by somebody before, as changes; and all the others."""
    ids = encode_json([row.id for row in rows]).decode()
    here = set(work.connection.execute(_HERE, (ids,)).column())
    changes, others = [], []
    for row in rows:
        if row.id not in here:
            others.append(row)
            continue
        if _has_fields(row):
            changes.append(Change(seq=0, kind=MEMBER, key=row.id, body=row.fields))
        changes += [Change(seq=0, kind=CARD, key=c.key, body=c.fields) for c in row.cards]
    return changes, others


def _add(work: Work, rows: Sequence[MemberLine]) -> None:
    members = [_member(row) for row in rows if _has_fields(row)]
    cards = [card for row in rows for card in _cards(row)]
    coming = {each.record.id for each in members}
    # Members of whom only events were told, and who brought one of these and comes later.
    unknown = {row.id: _LONG_AGO for row in rows if not _has_fields(row)}
    for each in members:
        referrer = each.record.referrer_id
        if referrer is not None and referrer not in coming:
            unknown[referrer] = each.record.enrolled_at
    if unknown:
        add_placeholders(work, unknown)
    work.connection.execute("PRAGMA defer_foreign_keys = ON")
    add_many(work.connection, members, cards)
    work.log.note_stamp(max((each.record.hlc for each in members), default=0))


def _has_fields(row: MemberLine) -> bool:
    return bytes(row.fields) != _NOTHING


def _member(row: MemberLine) -> NewMember:
    fields = _FIELDS.decode(row.fields)
    said = {name: each.value for name, each in fields.items()}
    return NewMember(member_of(row.id, said, hlc=_newest(fields)), fields)


def _cards(row: MemberLine) -> Iterator[NewCard]:
    for card in row.cards:
        fields = _FIELDS.decode(card.fields)
        said = {name: each.value for name, each in fields.items()}
        yield NewCard(card_of(card.key, said), card.key, fields)


def _newest(fields: Mapping[str, Stamped]) -> int:
    return max(each.hlc for each in fields.values())


def _stand(work: Work, rows: Sequence[MemberLine], feed_seq: int) -> None:
    """Keep where each of them stands, and count what they used on the way there."""
    work.bases.add(_bases(rows, feed_seq))
    uses: Counter[tuple[UsageKind, str]] = Counter()
    for row in rows:
        if row.base is not None:
            uses.update(read_uses(row.base.uses))
            for draw_id in row.base.draws:
                work.draws.add_holder(draw_id, row.id)
    for (kind, subject), amount in uses.items():
        work.projections.add_usage(kind, subject, amount)


def _bases(rows: Sequence[MemberLine], feed_seq: int) -> Iterator[Base]:
    for row in rows:
        if row.base is not None:
            yield Base(
                member_id=row.id,
                state=row.base.state,
                shape=row.base.shape,
                uses=row.base.uses,
                entries=row.base.entries,
                entry_sum=bytes.fromhex(row.base.entry_sum),
                points=row.base.points,
                feed_seq=feed_seq,
            )
