"""Where cards were shown, and what that says of copies going around.

A plastic card can be copied by whoever sees it, and nothing on it gives the copy away. But one card
is not in two places: shown at another site sooner than anybody gets there, it is two cards. A
phone's code is another one every half minute, and each is good once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.values import dataclass

REMEMBERED: Final = timedelta(days=1)
"""Where people were yesterday is nobody's business; no rule here looks back as far."""


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
