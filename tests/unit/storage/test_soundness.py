from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from pos_loyalty.domain.events import (
    MOST_POINTS,
    Credit,
    Credited,
    CreditKind,
    Enrolled,
    Happening,
    MembershipBought,
    MembershipTerm,
)
from pos_loyalty.storage.codec import decode_body, decode_member_event, type_name
from pos_loyalty.storage.soundness import check_event, check_said
from tests.support.hub_events import START, credit, event, purchase

_NAIVE = datetime(2026, 3, 1, 9)  # noqa: DTZ001 - what is refused
_LAST = datetime.max.replace(tzinfo=UTC)


def test_what_a_till_writes_is_sound() -> None:
    """Whatever it is about; a time that is not there is no fault."""
    for happening in (Enrolled(), credit(5), credit(0), purchase("S", earned=5, spent=3)):
        row = event(1, happening)
        check_said(decode_body(row.body))
        told = decode_member_event(row.type, row.body)
        assert told is not None
        check_event(told)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": ""},
        {"id": "a\0"},
        {"id": "x" * 201},
        {"member": ""},
        {"member": "a\0"},
        {"type": "x" * 201},
        {"shares": {"": 5}},
        {"shares": {"g\0": 5}},
        {"shares": {"g": -1}},
        {"shares": {"g": 1 << 70}},
        {"program": -1},
        {"program": 1 << 63},
        {"occurred": _NAIVE},
        {"occurred": _LAST},
        {"occurred": datetime.min.replace(tzinfo=UTC)},
    ],
)
def test_what_cannot_be_kept_is_told(fields: dict[str, Any]) -> None:
    """An id without an end, a number that no column holds, a time in no zone or in no calendar."""
    said = msgspec.structs.replace(decode_body(event(1).body), **fields)
    with pytest.raises(ValueError, match=r"\S"):
        check_said(said)


def test_what_is_about_nobody_is_kept() -> None:
    """Not all events have a member."""
    check_said(msgspec.structs.replace(decode_body(event(1).body), member=None, shares={"g": 5}))


@pytest.mark.parametrize(
    "happening",
    [
        Credited(CreditKind.ACTION, Credit(5, _NAIVE, None)),
        Credited(CreditKind.ACTION, Credit(5, START, _LAST)),
        Credited(CreditKind.ACTION, Credit(MOST_POINTS + 1, START, None)),
        MembershipBought("b", MembershipTerm("m", START.replace(tzinfo=None), _NAIVE.max), 0),
    ],
)
def test_what_cannot_be_counted_is_told(happening: Happening) -> None:
    """Its time would stop each fold of the member from then on, or its points any sum."""
    row = event(1, happening)
    told = decode_member_event(type_name(happening), row.body)
    assert told is not None
    with pytest.raises(ValueError, match=r"\S"):
        check_event(told)


def test_a_time_is_found_however_deep_it_lies() -> None:
    """In one of several terms of a sale, too."""
    terms = (
        MembershipTerm("m", START, START.replace(year=2030)),
        MembershipTerm("n", _NAIVE, _NAIVE.replace(year=2030)),
    )
    row = event(1, replace(purchase("S"), terms=terms))
    told = decode_member_event(row.type, row.body)
    assert told is not None
    with pytest.raises(ValueError, match=r"\S"):
        check_event(told)
