from datetime import timedelta
from fractions import Fraction

from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.tier_book import TierBook
from tests.support.builders import BASIS, GOLD, SILVER, at, program

NOW = at("2026-02-03T12:00")
RULES = program(tier=[BASIS, SILVER, GOLD], tiers={"window": "rolling-days", "length": 30})


def spent(amount: int, days_ago: int = 0) -> Qualifying:
    """A purchase of so many cents."""
    return Qualifying(NOW - timedelta(days=days_ago), Fraction(amount), 0, 1)


def held_after(book: TierBook, amount: int) -> str | None:
    """The tier after one more purchase now."""
    book.add(spent(amount))
    book.review_after_fact(RULES, NOW)
    return book.standing.held


def test_a_fact_that_can_move_the_tier_is_reviewed() -> None:
    """The first of all, and one that reaches the next threshold."""
    book = TierBook()
    assert held_after(book, 100) == "basis"
    book.next_review(RULES, NOW)
    assert held_after(book, 9_899) == "basis"
    assert held_after(book, 1) == "silver"


def test_a_fact_that_cannot_move_the_tier_leaves_it_alone() -> None:
    """Between thresholds the standing stays the same object."""
    book = TierBook()
    held_after(book, 20_000)
    book.next_review(RULES, NOW)
    before = book.standing
    held_after(book, 100)
    assert book.standing is before


def test_what_left_the_window_is_found_with_the_next_fact() -> None:
    """Once activity may have left, every fact is reviewed."""
    book = TierBook(items=(spent(20_000),))
    book.review(RULES, NOW)
    assert book.standing.held == "silver"
    assert book.next_review(RULES, NOW) == at("2026-03-06")
    book.review_after_fact(RULES, at("2026-03-05T11:59"))
    assert book.standing.held == "silver"
    book.next_review(RULES, NOW)
    book.review_after_fact(RULES, at("2026-03-05T12:00"))
    assert book.standing.held == "basis"


def test_other_rules_are_reviewed_anew() -> None:
    """A fact under another version finds its own thresholds."""
    book = TierBook(items=(spent(20_000),))
    book.review(RULES, NOW)
    book.next_review(RULES, NOW)
    other = program(tier=[BASIS, {**GOLD, "threshold": "200"}])
    book.review_after_fact(other, NOW)
    assert book.standing.held == "gold"
    assert book.next_review(other, NOW) is None


def test_the_activity_of_a_book() -> None:
    """All of it, and what windows may still hold."""
    book = TierBook(items=(spent(1, 90), spent(2)))
    assert len(book.activity) == 2
    assert book.activity_inside(RULES, NOW) == (spent(2),)
    book.exchange(book.activity[1], None)
    assert book.activity_inside(RULES, NOW) == ()


def test_what_was_foreseen_can_be_forgotten() -> None:
    """What is kept must not depend on the way to it: the outlook is made again."""
    book = TierBook(items=(spent(20_000, 10), spent(20_000)))
    book.review(RULES, NOW)
    assert book.next_review(RULES, NOW) == at("2026-03-06")
    book.add(spent(20_000))
    assert book.next_review(RULES, NOW) == at("2026-03-06")
    late = TierBook(items=(spent(20_000, 10),))
    late.review(RULES, NOW)
    assert late.next_review(RULES, NOW) == at("2026-02-24")
    late.add(spent(20_000))
    late.look_anew()
    assert late.next_review(RULES, NOW) == at("2026-03-06")


def test_a_tier_of_other_rules_is_not_settled_by_looking_ahead() -> None:
    """The first fact under new rules is reviewed, whoever asked before what time would bring."""
    book = TierBook(items=(spent(20_000),))
    book.review(RULES, NOW)
    assert book.standing.held == "silver"
    without = program()
    assert book.next_review(without, NOW) is None
    book.review_after_fact(without, NOW)
    assert book.standing.held is None
