"""Where cards were shown, and what that says of copies going around.

A plastic card can be copied by whoever sees it, and nothing on it gives the copy away. But one card
is not in two places: shown at another site sooner than anybody gets there, it is two cards. A
phone's code is another one every half minute, and each is good once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.values import dataclass

REMEMBERED: Final = timedelta(days=1)
"""Where people were yesterday is nobody's business; no rule here looks back as far."""

MOST_HEARD: Final = 16
"""Of one member's sightings at other tills, a till hears the latest."""


@dataclass(frozen=True, slots=True)
class CardShown:
    """Which card of a member was shown. ``step`` is a phone's half minute, ``None`` for plastic."""

    member_id: str
    issue: int
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One card, shown at one till. ``site`` names the branch; tills beside one another share it."""

    member_id: str
    issue: int
    step: int | None
    device_id: str
    site: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class CardWord:
    """What the hub said of a card after it was shown: a phone's code that is used, or a copy."""

    is_used: bool = False
    elsewhere: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A sighting and its place among those of one member, in the order in which they were told.

    The hub gives the places, so for any two sightings all tills agree which was told first.
    """

    place: int
    sighting: Sighting


def is_used(shown: CardShown, device_id: str, earlier: Iterable[Sighting]) -> bool:
    """Whether a phone's code was shown elsewhere before, or is older than one that was shown.

    The same code once more at the same till is a hand that holds still.
    """
    step = shown.step
    return step is not None and any(
        other.step is not None
        and (other.step > step or (other.step == step and other.device_id != device_id))
        for other in earlier
        if other.issue == shown.issue
    )


def cloned_from(
    sighting: Sighting, earlier: Iterable[Sighting], travel: timedelta
) -> Sighting | None:
    """The latest earlier sighting at a site too far away for this to be the same card.

    ``travel`` is the least time between two sites; none at all switches this off. Cards of
    plastic only: a phone's code cannot be copied for long.
    """
    if sighting.step is not None:
        return None
    elsewhere = [
        other
        for other in earlier
        if other.issue == sighting.issue
        and other.step is None
        and other.site != sighting.site
        # Tills' clocks differ, so the other may seem to lie ahead.
        and abs(sighting.seen_at - other.seen_at) < travel
    ]
    return max(elsewhere, key=lambda other: other.seen_at, default=None)


def doubled_from(
    sighting: Sighting, earlier: Iterable[Sighting], travel: timedelta
) -> Sighting | None:
    """As ``cloned_from``; of a phone's code, where the same one was served at another site.

    For tills that could not ask each other in time. At one site it is a member who changed the
    queue.
    """
    if sighting.step is None:
        return cloned_from(sighting, earlier, travel)
    return next(
        (
            other
            for other in earlier
            if (other.issue, other.step) == (sighting.issue, sighting.step)
            and other.device_id != sighting.device_id
            and other.site != sighting.site
        ),
        None,
    )


def placed_after(told: Sequence[Placed], sightings: Iterable[Sighting]) -> tuple[Placed, ...]:
    """A member's sightings, each in its place after those told; told again, it keeps its own."""
    places = {each.sighting: each.place for each in told}
    last = max(places.values(), default=0)
    found = []
    for sighting in sightings:
        if sighting not in places:
            last += 1
            places[sighting] = last
        found.append(Placed(places[sighting], sighting))
    return tuple(found)


def heard_at(device_id: str, told: Sequence[Placed]) -> tuple[Placed, ...]:
    """What a till is to hear of a member's cards at other tills, the latest last.

    Of a phone's code that was shown at several tills it hears who told of it first: the others
    refused it, and where it was good it stays so for a hand that holds still.
    """
    first: dict[tuple[int, int], str] = {}
    for each in sorted(told, key=lambda each: each.place):
        sighting = each.sighting
        if sighting.step is not None:
            first.setdefault((sighting.issue, sighting.step), sighting.device_id)
    others = []
    for each in told:
        seen = each.sighting
        is_good = seen.step is None or first[seen.issue, seen.step] == seen.device_id
        if is_good and seen.device_id != device_id:
            others.append(each)
    others.sort(key=lambda each: (each.sighting.seen_at, each.place))
    return tuple(others[-MOST_HEARD:])
