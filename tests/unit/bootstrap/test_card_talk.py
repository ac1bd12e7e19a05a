from datetime import timedelta

import pytest

from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.services.sightings import AT_ONCE
from pos_loyalty.sync.errors import HubRefusedError, HubUnreachableError
from pos_loyalty.sync.hub_note import REFUSING
from tests.support.card_hub import CardTill, card_tills

PLASTIC = CardShown("anna", 0)
CODE = CardShown("anna", 0, step=7)


@pytest.fixture
def north() -> CardTill:
    """A till in one branch; ``south_of`` gives one in another."""
    return card_tills(north="Nord", south="Süd")["north"]


def pair() -> tuple[CardTill, CardTill]:
    """Tills in two branches."""
    tills = card_tills(north="Nord", south="Süd")
    return tills["north"], tills["south"]


def test_a_copied_card_is_known_at_once() -> None:
    """The second branch hears of the first while its customer stands there, and logs it once."""
    north, south = pair()
    north.show(PLASTIC)
    assert not north.talk.about(PLASTIC)
    assert north.elsewhere(PLASTIC) is None
    north.clock.advance(timedelta(minutes=3))
    south.show(PLASTIC)
    assert not south.talk.about(PLASTIC)
    found = south.elsewhere(PLASTIC)
    assert found is not None
    assert (found.site, found.seen_at) == ("Nord", south.clock.now() - timedelta(minutes=3))
    assert (north.suspicions(), south.suspicions()) == (0, 1)


def test_a_phones_code_is_good_once_at_all_tills() -> None:
    """Where it was first it stays good for a hand that holds still; the photograph is refused."""
    north, south = pair()
    for till, is_used in ((north, False), (south, True), (north, False), (south, True)):
        till.show(CODE)
        assert till.talk.about(CODE) is is_used
    older = CardShown("anna", 0, step=6)
    south.show(older)
    assert south.talk.about(older)


def test_what_was_shown_without_a_line_is_told_later() -> None:
    """Both served it while the hub was away; who tells second looks, and says it once."""
    north, south = pair()
    for till in (north, south):
        till.line.loses = lambda: "request"
        till.show(PLASTIC)
        with pytest.raises(HubUnreachableError):
            till.talk.about(PLASTIC)
    assert (north.waiting(), south.waiting()) == (1, 1)
    for till in (north, south, north, south):
        till.line.loses = str
        till.tell()
    assert (north.suspicions(), south.suspicions()) == (0, 1)
    assert (north.waiting(), south.waiting()) == (0, 0)


def test_a_lost_answer_is_asked_for_again() -> None:
    """The hub has it already; what it would have said is said the next time."""
    north, south = pair()
    north.show(PLASTIC)
    north.tell()
    south.show(PLASTIC)
    south.line.loses = lambda: "answer"
    with pytest.raises(HubUnreachableError):
        south.tell()
    assert south.waiting() == 1
    south.line.loses = str
    south.tell()
    assert (south.waiting(), south.suspicions()) == (0, 1)


def test_whoever_asks_at_the_same_moment_is_heard_after_a_breath(north: CardTill) -> None:
    """Another program of this till was asking; for longer than that nobody waits."""
    fates = ["retry-later", ""]
    north.line.loses = lambda: fates.pop(0)
    north.show(PLASTIC)
    assert not north.talk.about(PLASTIC)
    assert north.waiting() == 0
    north.clock.advance(timedelta(minutes=2))
    north.show(PLASTIC)
    north.line.loses = lambda: "retry-later"
    with pytest.raises(HubUnreachableError):
        north.talk.about(PLASTIC)
    assert (len(north.pauses), north.waiting()) == (3, 1)


@pytest.mark.parametrize("code", sorted(REFUSING))
def test_a_hub_that_refuses_is_told_of_nothing(north: CardTill, code: str) -> None:
    """What was to be told waits, and is forgotten with its day."""
    north.line.loses = lambda: code
    north.show(PLASTIC)
    for tell in (north.tell, lambda: north.talk.about(PLASTIC)):
        with pytest.raises(HubRefusedError):
            tell()
    assert north.waiting() == 1


def test_after_the_end_the_database_is_left_alone(north: CardTill) -> None:
    """Whatever is still on its way: an answer that comes too late is not kept."""
    north.show(PLASTIC)

    def closed() -> str:
        north.talk.close()
        return ""

    north.line.loses = closed
    assert not north.talk.about(PLASTIC)
    assert north.waiting() == 1
    assert not north.talk.about(PLASTIC)
    assert north.line.asked == 1


def test_more_than_fits_into_a_request_is_told_in_several(north: CardTill) -> None:
    """After a day without a line nothing waits for another conversation."""
    for number in range(AT_ONCE + 1):
        north.show(CardShown(f"member-{number}", 0))
    north.tell()
    assert (north.line.asked, north.waiting()) == (2, 0)


def test_a_program_that_ends_tells_nothing_more(north: CardTill) -> None:
    """The rest is told at the next start."""
    north.show(PLASTIC)
    north.talk.tell_rest(north.line, lambda: True)
    assert (north.line.asked, north.waiting()) == (0, 1)
