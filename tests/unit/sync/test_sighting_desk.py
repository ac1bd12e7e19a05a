from datetime import timedelta

import pytest

from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import SIGHTINGS_AT_ONCE, Seen, SeenElsewhere, Sight
from pos_loyalty.sync.sighting_desk import SightingDesk
from tests.support.builders import at
from tests.support.hub_events import till
from tests.support.memory_hub import MemoryHub

NOON = at("2026-05-04 12:00")
NOON_US = to_us(NOON)


@pytest.fixture
def desk() -> SightingDesk:
    """A hub with two tills and one that was shut out."""
    book = MemoryHub()
    with book.begin() as work:
        for name in ("north", "south"):
            work.put_device(till(name))
        work.put_device(till("gone", status=DeviceStatus.REVOKED))
        work.commit()
    return SightingDesk(book)


def card(minutes: float = 0, *, site: str = "Nord", step: int | None = None) -> Sight:
    """Anna's card, so many minutes after noon."""
    seen_us = to_us(NOON + timedelta(minutes=minutes))
    return Sight(member="anna", issue=0, site=site, seen_us=seen_us, step=step)


def tell(desk: SightingDesk, device: str, *sightings: Sight) -> SeenElsewhere:
    """A till tells, at noon."""
    return desk.seen(device, Seen(sightings=sightings), now_us=NOON_US)


def test_who_tells_second_hears_of_the_first(desk: SightingDesk) -> None:
    """And the first does not need to ask again: the other one has to look."""
    assert tell(desk, "north", card()) == SeenElsewhere(places=(1,))
    heard = tell(desk, "south", card(1, site="Süd"))
    assert heard.places == (2,)
    (other,) = heard.others
    assert (other.device, other.site, other.seen_us, other.place) == ("north", "Nord", NOON_US, 1)


def test_telling_again_is_the_same(desk: SightingDesk) -> None:
    """An answer that was lost is given once more; nothing is kept twice."""
    first = tell(desk, "north", card(), card())
    assert first.places == (1, 1)
    south = tell(desk, "south", card(1))
    assert tell(desk, "south", card(1)) == south
    again = tell(desk, "north", card())
    assert (again.places, [each.place for each in again.others]) == ((1,), [2])


def test_who_only_asks_leaves_no_trace(desk: SightingDesk) -> None:
    """A quote is told where the card was, and nobody is told of the quote."""
    tell(desk, "north", card())
    heard = desk.seen("south", Seen(asks=("anna", "ben")), now_us=NOON_US)
    assert [each.site for each in heard.others] == ["Nord"]
    assert tell(desk, "north", card(5)).others == ()


def test_a_code_stays_good_where_it_was_shown_first(desk: SightingDesk) -> None:
    """The till that was first hears nothing of those that refused it; they hear of it."""
    tell(desk, "north", card(step=7))
    assert [each.step for each in tell(desk, "south", card(1, step=7)).others] == [7]
    assert tell(desk, "north", card(step=7)).others == ()


def test_what_is_a_day_old_is_not_kept(desk: SightingDesk) -> None:
    """Also of a clock that is a day ahead; the till is told so, and does not try again."""
    heard = tell(desk, "north", card(-24 * 60), card(24 * 60), card())
    assert heard.places == (0, 0, 1)
    later = Seen(asks=("anna",))
    day_us = 24 * 60 * 60 * 1_000_000
    assert desk.seen("south", later, now_us=NOON_US + day_us - 1).others
    assert not desk.seen("south", later, now_us=NOON_US + day_us).others


@pytest.mark.parametrize(("device", "code"), [("gone", "revoked"), ("who", "unknown-device")])
def test_others_are_told_nothing(desk: SightingDesk, device: str, code: str) -> None:
    """A till that was shut out learns nothing of where people are."""
    with pytest.raises(ProblemError) as caught:
        tell(desk, device, card())
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "message",
    [
        Seen(sightings=(card(),) * (SIGHTINGS_AT_ONCE + 1)),
        Seen(asks=("anna",) * (SIGHTINGS_AT_ONCE + 1)),
        Seen(sightings=(Sight(member="anna", issue=-1, site="", seen_us=0),)),
        Seen(sightings=(Sight(member="anna", issue=0, site="", seen_us=1 << 60),)),
        Seen(sightings=(Sight(member="anna", issue=0, site="", seen_us=0, step=-1),)),
        Seen(sightings=(Sight(member="anna", issue=0, site="x" * 201, seen_us=0),)),
        Seen(sightings=(Sight(member="an\0na", issue=0, site="", seen_us=0),)),
    ],
)
def test_what_no_till_says_is_refused(desk: SightingDesk, message: Seen) -> None:
    """Too much at once, and figures that no database holds."""
    with pytest.raises(ProblemError) as caught:
        desk.seen("north", message, now_us=NOON_US)
    assert caught.value.problem.code == "bad-request"
