from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.letter import LEASE, Letter, LetterKind, LetterProblem, LetterState
from pos_loyalty.storage.letters import LetterCounts
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Shop:
    """A shop in memory."""
    return scratch_shop()


def queued(shop: Shop, name: str, minutes: int = 0) -> Letter:
    """A letter that is due so many minutes from now."""
    letter = Letter(
        id=name,
        member_id=shop.enroll(),
        kind=LetterKind.CARD,
        created_at=shop.now,
        next_at=shop.now + timedelta(minutes=minutes),
    )
    with shop.application.store.begin() as work:
        work.letters.add(letter)
        work.commit()
    return letter


def claimed(shop: Shop) -> Letter | None:
    """The letter that is due first."""
    with shop.application.store.begin() as work:
        letter = work.letters.claim(shop.now)
        work.commit()
    return letter


def put(shop: Shop, letter: Letter) -> bool:
    """What became of it."""
    with shop.application.store.begin() as work:
        is_kept = work.letters.put(letter)
        work.commit()
    return is_kept


def test_letters_are_claimed_when_they_are_due(shop: Shop) -> None:
    """The one that has waited longest first; one of tomorrow not today."""
    queued(shop, "later", 5)
    queued(shop, "now", -1)
    queued(shop, "first", -2)
    names = [letter.id if (letter := claimed(shop)) else None for _ in range(3)]
    assert names == ["first", "now", None]


def test_nobody_else_gets_a_letter_while_it_is_being_sent(shop: Shop) -> None:
    """Until its lease is over: then whoever took it has died."""
    queued(shop, "a")
    first = claimed(shop)
    assert first is not None
    assert (first.attempts, claimed(shop)) == (1, None)
    shop.clock.advance(LEASE)
    again = claimed(shop)
    assert again is not None
    assert again.attempts == 2


def test_an_answer_to_an_old_attempt_changes_nothing(shop: Shop) -> None:
    """Somebody else tried since; the letter is theirs."""
    queued(shop, "a")
    first = claimed(shop)
    shop.clock.advance(LEASE)
    again = claimed(shop)
    assert first is not None
    assert again is not None
    assert not put(shop, first.sent(shop.now))
    assert put(shop, again.sent(shop.now))
    assert not put(shop, again.refused(LetterProblem.BUSY, shop.now))


def test_what_is_kept_comes_back(shop: Shop) -> None:
    """All of a letter, and how many of which state."""
    for name in ("a", "b", "c"):
        queued(shop, name)
    sent, failed = claimed(shop), claimed(shop)
    assert sent is not None
    assert failed is not None
    put(shop, sent.sent(shop.now))
    gone = failed.refused(LetterProblem.RECIPIENT, shop.now)
    put(shop, gone)
    with shop.application.store.read() as reading:
        letters = reading.letters
        assert letters.letter("b") == gone
        assert letters.letter("nothing") is None
        assert letters.counts() == LetterCounts(waiting=1, failed=1)
        assert [letter.id for letter in letters.latest()] == ["c", "b", "a"]
        assert letters.next_due() == shop.now
        assert letters.latest(1)[0].state is LetterState.QUEUED
    waiting = claimed(shop)
    assert waiting is not None
    put(shop, replace(waiting.sent(shop.now)))
    with shop.application.store.read() as reading:
        assert reading.letters.next_due() is None
