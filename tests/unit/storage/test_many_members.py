"""Members come by thousands, and are what they would be had they come one by one."""

from collections.abc import Collection
from typing import Any

import pytest

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.storage.arrivals import add_placeholders
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.many_members import (
    add_bases,
    add_members,
    known_between,
    named_between,
)
from pos_loyalty.storage.member_parts import MemberPart, PartMaker
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, UsageKind
from pos_loyalty.storage.search_gap import search_gap
from pos_loyalty.storage.shared_fields import member_fields
from pos_loyalty.storage.stamps import Stamps
from pos_loyalty.storage.store import Work
from tests.support.stores import NOW, memory_store

_US = 1_700_000_000_000_000


def _fields(**values: Any) -> dict[str, Stamped]:  # noqa: ANN401 - what JSON holds
    said = {"status": "active", "enrolled_at": _US, **values}
    return {name: Stamped(value=each, hlc=7, device="other") for name, each in said.items()}


def _part(**members: dict[str, Stamped] | None) -> MemberPart:
    maker = PartMaker()
    for member, fields in members.items():
        maker.add_member(member, None if fields is None else encode_json(fields).decode())
        if fields is not None:
            card = {
                "status": Stamped(value="active", hlc=9, device="other"),
                "issued_us": Stamped(value=_US, hlc=9, device="other"),
            }
            maker.add_card(f"{member}/0", encode_json(card).decode())
    return maker.part()


def _add(work: Work, part: MemberPart, named: Collection[str] = ()) -> None:
    work.connection.execute("PRAGMA defer_foreign_keys = ON")
    add_members(work.connection, part, named=named, own="till")


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 101])
def test_all_of_them_come(count: int) -> None:
    """However many fit into one statement."""
    ids = [f"M{number:03}" for number in range(count)]
    with memory_store().begin() as work:
        _add(work, _part(**{each: _fields(given_name=each) for each in ids}))
        rows = work.connection.execute("SELECT id, given_name FROM member ORDER BY id").all()
        assert rows == [(each, each) for each in ids]
        assert [work.members.card(each, 0) for each in ids] == [
            CardRecord(each, 0, CardStatus.ACTIVE, work.members.cards(each)[0].issued_at)
            for each in ids
        ]
        gap = search_gap(work.connection)
        assert (gap.missing if gap else 0) == count


def test_they_are_stamped_as_the_hub_has_them() -> None:
    """Without a row where the record says it, and with one for a card that does not."""
    with memory_store().begin() as work:
        fields = _fields(given_name="Anna")
        _add(work, _part(M1=fields))
        member = work.members.member("M1")
        assert member is not None
        stamps = Stamps(work.connection, MEMBER)
        assert stamps.stamped("M1", member_fields(member), hlc=member.hlc) == fields
        kept = work.connection.execute("SELECT kind, is_dirty FROM record_stamp").all()
        assert kept == [(CARD, 0)]


def test_who_brought_somebody_and_comes_later_is_named() -> None:
    """And is filled in then, with words that follow."""
    with memory_store().begin() as work:
        _add(work, _part(M2=_fields(referrer_id="M9"), M3=_fields(referrer_id="M2"), M4=None))
        assert named_between(work.connection, after="", to="Z") == {"M4", "M9"}
        assert known_between(work.connection, after="", to="Z") == {"M2", "M3"}
        assert known_between(work.connection, after="M2", to="M3") == {"M3"}
        assert named_between(work.connection, after="M4", to="M9") == {"M9"}
        named = named_between(work.connection, after="M4", to="Z")
        _add(work, _part(M5=_fields(referrer_id="M2"), M9=_fields(given_name="Ben")), named)
        ben = work.members.member("M9")
        assert ben is not None
        assert (ben.given_name, ben.hlc) == ("Ben", 7)
        gap = search_gap(work.connection)
        assert gap is not None
        assert (gap.from_id, gap.missing) == ("M2", 5)


def test_who_was_named_with_a_row_of_words_gets_them_anew() -> None:
    """Of whom an event told is known without a name."""
    with memory_store().begin() as work:
        add_placeholders(work, {"M1": NOW})
        _add(work, _part(M1=_fields(given_name="Anna")), {"M1"})
        gap = search_gap(work.connection)
        assert gap is not None
        assert gap.missing == 1
        assert work.connection.execute("SELECT count(*) FROM member_search").value() == 0


def test_who_has_a_card_is_known_whatever_else() -> None:
    """A card may have been told of before its member."""
    with memory_store().begin() as work:
        add_placeholders(work, {"M1": NOW})
        work.members.put_merged_card(CardRecord("M1", 0, CardStatus.BLOCKED, NOW))
        assert known_between(work.connection, after="", to="Z") == {"M1"}


def test_what_was_used_is_counted_once_for_each() -> None:
    """However often the same was used."""
    maker = PartMaker()
    for member, uses in (("M1", {"reward/tea": 2}), ("M2", {"reward/tea": 2}), ("M3", {})):
        maker.add_base((member, b"s", 1, encode_json(uses), 1, bytes(32), 5), (), 0)
    with memory_store().begin() as work:
        for member in ("M1", "M2", "M3"):
            work.members.put_merged(MemberRecord(id=member, enrolled_at=NOW))
        add_bases(work.connection, maker.part(), feed_seq=17)
        assert work.projections.add_usage(UsageKind.REWARD, "tea", 0) == 4
        rows = work.connection.execute("SELECT feed_seq, is_stale FROM member_base").all()
        assert rows == [(17, 0)] * 3
