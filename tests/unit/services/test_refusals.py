from datetime import UTC, datetime

from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    NotAllowedError,
    RefusalError,
)
from pos_loyalty.services.refusals import refusal_from, remembered
from pos_loyalty.storage.codec import decode_json, encode_json


def _again(refusal: RefusalError) -> object:
    return refusal_from(decode_json(encode_json(remembered(refusal))))


def test_a_refusal_comes_back_as_it_was() -> None:
    """Class, code and facts, so that it is worded as the first time."""
    again = _again(InsufficientPointsError(needed=500, held=320))
    assert isinstance(again, InsufficientPointsError)
    assert again.facts == {"needed": 500, "held": 320}
    assert again.is_repeated
    assert not InsufficientPointsError(needed=500, held=320).is_repeated


def test_facts_that_are_no_plain_values_come_back_as_text() -> None:
    """An instant in a refusal is for people; its text will do."""
    at = datetime(2026, 3, 5, tzinfo=UTC)
    again = _again(NotAllowedError(reason="closed", until=at, missing=None))
    assert isinstance(again, NotAllowedError)
    assert again.facts == {"reason": "closed", "until": str(at), "missing": None}


def test_a_class_that_is_no_more_answers_with_its_code() -> None:
    """A refusal of an older release is still that refusal to scripts."""
    again = refusal_from({"class": "OldRefusalError", "code": "old-code", "facts": {"held": 3}})
    assert type(again) is RefusalError
    assert (again.code, again.facts) == ("old-code", {"held": 3})
    assert RefusalError(held=3).code == "not-allowed"
