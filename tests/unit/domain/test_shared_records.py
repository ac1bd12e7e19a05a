from collections.abc import Mapping
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.shared_records import (
    CARD,
    CONSENT,
    MEMBER,
    STAFF,
    RecordChange,
    Stamped,
    conflicts,
    is_erased,
    merged,
    next_told,
    overruled,
    written,
)

_EMAIL = f"{CONSENT}email"
_VALUES: Mapping[str, tuple[object, ...]] = {
    "status": ("active", "blocked", "replaced", "erased"),
    "given_name": ("Anna", "Berta", None),
    _EMAIL: ("2026-01-01", None),
}

KINDS = st.sampled_from([MEMBER, CARD, STAFF])


@st.composite
def _fields(draw: st.DrawFn) -> dict[str, Stamped]:
    names = draw(st.sets(st.sampled_from(sorted(_VALUES))))
    return {
        name: Stamped(
            value=draw(st.sampled_from(_VALUES[name])),
            hlc=draw(st.integers(1, 4)),
            device=draw(st.sampled_from("abc")),
            seen=draw(st.integers(0, 3)),
            turn=draw(st.integers(0, 2)),
        )
        for name in sorted(names)
    }


def _status(value: str, hlc: int, device: str = "a", *, turn: int = 0) -> dict[str, Stamped]:
    return {"status": Stamped(value=value, hlc=hlc, device=device, turn=turn)}


@given(KINDS, _fields(), _fields())
def test_who_merges_whose_is_nothing(
    kind: str, one: dict[str, Stamped], other: dict[str, Stamped]
) -> None:
    """Merging is the same from both sides."""
    assert merged(kind, one, other) == merged(kind, other, one)


@given(KINDS, _fields(), _fields(), _fields())
def test_the_order_of_merging_is_nothing(
    kind: str, one: dict[str, Stamped], two: dict[str, Stamped], three: dict[str, Stamped]
) -> None:
    """Three states end as one, in whatever order they meet."""
    ends = [
        merged(kind, merged(kind, first, second), third)
        for first, second, third in permutations((one, two, three))
    ]
    assert ends == [ends[0]] * len(ends)


@given(KINDS, _fields(), _fields())
def test_merging_again_changes_nothing(
    kind: str, one: dict[str, Stamped], other: dict[str, Stamped]
) -> None:
    """A message that comes twice tells nothing new."""
    once = merged(kind, one, other)
    assert merged(kind, once, other) == once
    assert merged(kind, once, once) == once


@given(_fields(), _fields())
def test_erased_is_final(one: dict[str, Stamped], other: dict[str, Stamped]) -> None:
    """Of a member whom anybody erased nothing comes back, whatever was written elsewhere."""
    erased = merged(MEMBER, one, _status("erased", 1))
    whole = merged(MEMBER, erased, other)
    assert is_erased(MEMBER, whole)
    assert {field.value for name, field in whole.items() if name != "status"} <= {None}


def test_of_an_erased_member_each_field_is_as_old_as_the_erasure() -> None:
    """Else it would matter whether a consent that was forgotten came before or after others."""
    given = {_EMAIL: Stamped(value="2026-01-01", hlc=5, device="b", seen=1)}
    older = {_EMAIL: Stamped(value="2026-01-01", hlc=1, device="a"), **_status("erased", 3)}
    whole = {_EMAIL: Stamped(hlc=3, device="a"), **_status("erased", 3)}
    assert merged(MEMBER, older, {}) == whole
    assert merged(MEMBER, merged(MEMBER, older, {}), given) == whole
    assert merged(MEMBER, merged(MEMBER, older, given), {}) == whole


def test_the_later_write_wins() -> None:
    """Of two names the one that was written later is taken; of one instant that of the later id."""
    name = {"given_name": Stamped(value="Anna", hlc=1, device="b")}
    later = {"given_name": Stamped(value="Berta", hlc=2, device="a")}
    same = {"given_name": Stamped(value="Clara", hlc=1, device="c")}
    assert merged(MEMBER, name, later) == later
    assert merged(MEMBER, name, same) == same


def test_a_block_beats_what_was_written_apart_from_it() -> None:
    """Who is blocked at one till stays so, though another wrote later without knowing."""
    assert merged(MEMBER, _status("blocked", 1), _status("active", 2, "b")) == _status("blocked", 1)


def test_a_block_that_was_seen_can_be_lifted() -> None:
    """Who sees the block and lifts it is believed, until somebody blocks again."""
    blocked = _status("blocked", 1)["status"]
    lifted = {"status": written(MEMBER, "status", "active", before=blocked, hlc=3, device="b")}
    assert merged(MEMBER, {"status": blocked}, lifted) == lifted
    again = written(MEMBER, "status", "blocked", before=lifted["status"], hlc=4, device="a")
    assert merged(MEMBER, lifted, {"status": again}) == {"status": again}


@pytest.mark.parametrize("ended", ["replaced", "blocked"])
def test_a_card_that_has_ended_stays_so(ended: str) -> None:
    """No later write makes a card active again, seen or not."""
    for turn in (0, 5):
        active = _status("active", 9, "b", turn=turn)
        assert merged(CARD, _status(ended, 1), active) == _status(ended, 1)


def test_a_blocked_card_is_not_merely_replaced() -> None:
    """The graver end of a card is kept."""
    assert merged(CARD, _status("replaced", 5), _status("blocked", 1)) == _status("blocked", 1)


def test_a_consent_taken_back_is_taken_back() -> None:
    """Of a consent given and taken back apart, taken back counts; given anew, it is given."""
    given_one = written(MEMBER, _EMAIL, "2026-01-01", before=None, hlc=1, device="a")
    back = written(MEMBER, _EMAIL, None, before=given_one, hlc=2, device="b")
    other = written(MEMBER, _EMAIL, "2026-02-02", before=given_one, hlc=3, device="c")
    assert merged(MEMBER, {_EMAIL: back}, {_EMAIL: other}) == {_EMAIL: back}
    anew = written(MEMBER, _EMAIL, "2026-03-03", before=back, hlc=4, device="a")
    assert merged(MEMBER, {_EMAIL: back}, {_EMAIL: anew}) == {_EMAIL: anew}


@given(st.lists(st.tuples(KINDS, st.sampled_from(sorted(_VALUES)), st.integers(0, 3))))
def test_who_writes_over_what_he_sees_wins(writes: list[tuple[str, str, int]]) -> None:
    """One till after the other: each finds its own word in the record, but where none may."""
    ticks = count(1)
    for kind, name, pick in writes:
        before = Stamped(value=_VALUES[name][0], hlc=next(ticks), device="a")
        value = _VALUES[name][pick % len(_VALUES[name])]
        after = written(kind, name, value, before=before, hlc=next(ticks), device="b")
        assert merged(kind, {name: before}, {name: after})[name] == after


def _apart(value: object, *, seen: int, device: str = "b", field: str = "phone") -> RecordChange:
    stamped = Stamped(value=value, hlc=7, device=device, seen=seen)
    return RecordChange(kind=MEMBER, key="anna", fields={field: stamped})


_MINE = {"phone": Stamped(value="1", hlc=5, device="a", seen=4)}


def test_two_who_write_apart_are_a_conflict() -> None:
    """Both sides are shown, with the one that was taken."""
    change = _apart("2", seen=4)
    (found,) = conflicts(change, _MINE, noticed_us=9)
    assert (found.field, found.key, found.noticed_us) == ("phone", "anna", 9)
    assert (found.taken.value, found.left.value) == ("2", "1")
    (found,) = conflicts(
        RecordChange(kind=MEMBER, key="anna", fields=_MINE), change.fields, noticed_us=9
    )
    assert (found.taken.value, found.left.value) == ("2", "1")


def test_what_was_written_of_an_erased_member_is_no_conflict() -> None:
    """Whichever side erased: both would keep what is to be forgotten."""
    erased = {**_status("erased", 7, "b"), "phone": Stamped(value=None, hlc=7, device="b")}
    erasure = RecordChange(kind=MEMBER, key="anna", fields=erased)
    assert conflicts(erasure, _MINE, noticed_us=9) == []
    late = RecordChange(kind=MEMBER, key="anna", fields=_MINE)
    assert conflicts(late, erased, noticed_us=9) == []


@pytest.mark.parametrize(
    "change",
    [
        _apart("2", seen=5),
        _apart("1", seen=4),
        _apart("2", seen=4, device="a"),
        _apart("2", seen=4, field="note"),
        _apart("erased", seen=4, field="status"),
    ],
    ids=["knew of it", "says the same", "same till", "another field", "erased"],
)
def test_what_is_no_conflict(change: RecordChange) -> None:
    """Who knew what was there, says the same, or speaks of other things contradicts nobody."""
    assert conflicts(change, _MINE, noticed_us=9) == []


def test_what_gives_way_to_a_value_written_apart_is_overruled() -> None:
    """Not what stands, and not what gave way to somebody who saw it."""
    mine = RecordChange(kind=MEMBER, key="anna", fields={**_MINE, **_status("active", 5)})
    apart, knowing = _apart("2", seen=4).fields, _apart("2", seen=5).fields
    assert overruled(mine, {**apart, **_status("active", 9, "b")}) == _MINE
    assert overruled(mine, knowing) == {}
    assert overruled(RecordChange(kind=MEMBER, key="anna", fields=apart), _MINE) == {}
    assert overruled(mine, _status("erased", 9, "b")) == {}


_OLD = Stamped(value="1", hlc=5, device="a", seen=4)
_LATER = Stamped(value="3", hlc=8, device="a", seen=6)


@pytest.mark.parametrize(
    ("new", "first"),
    [
        ({}, _OLD),
        ({"phone": Stamped(value="9", hlc=9, device="a", seen=7)}, _OLD),
        ({"phone": Stamped(value="2", hlc=7, device="b")}, "new"),
        ({"phone": Stamped(value="0", hlc=3, device="a")}, "new"),
    ],
    ids=["nothing new", "written over it", "only given back", "older"],
)
def test_of_a_field_one_value_is_told_at_a_time(
    new: Mapping[str, Stamped], first: Stamped | str
) -> None:
    """In the order in which they were written here; what is given back goes before."""
    new = {**new, **_status("active", 2)}
    kept = [("phone", _OLD), ("phone", _LATER)]
    expected = new["phone"] if first == "new" else first
    assert next_told(new, kept, device="a") == {**new, "phone": expected}
