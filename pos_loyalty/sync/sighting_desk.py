"""Where cards were shown, as tills tell the hub and hear of each other at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from pos_loyalty.domain.sightings import REMEMBERED, Placed, Sighting, heard_at, placed_after
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.instants import from_us
from pos_loyalty.sync.books import HubBook
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import SIGHTINGS_AT_ONCE, Seen, SeenElsewhere, Sight
from pos_loyalty.sync.sights import sight_of, sighting_of

# Beyond the year 5000, and what a column of the database holds.
_MOST: Final = 1 << 56
_LONGEST: Final = 200


class SightingDesk:
    """Takes sightings of one till, and tells those of the others. Raises ``ProblemError``."""

    def __init__(self, book: HubBook) -> None:
        self._book = book

    def seen(self, device: str, message: Seen, *, now_us: int) -> SeenElsewhere:
        """What other tills saw of the members whom this one tells of or asks for.

        Whoever tells second of one card hears of the first: a member's sightings are taken one
        after the other.
        """
        told, now = _told(device, message), from_us(now_us)
        places: dict[Sighting, int] = {}
        others: list[Placed] = []
        with self._book.begin() as work:
            _check(work.device_status(device))
            members = {each.member_id for each in told} | set(message.asks)
            new: set[Placed] = set()
            for member, before in work.sightings(members).items():
                mine = [each for each in told if each.member_id == member]
                rows = placed_after(before, [each for each in mine if _is_of_today(each, now)])
                places |= {each.sighting: each.place for each in rows}
                new |= set(rows).difference(before)
                others += heard_at(device, [each for each in before if _is_known(each, now)])
            work.add_sightings(sorted(new, key=_order), now_us=now_us)
            work.drop_sightings(now_us=now_us)
            work.commit()
        return SeenElsewhere(
            places=tuple(places.get(each, 0) for each in told),
            others=tuple(_said(each) for each in others),
        )


def _check(status: DeviceStatus | None) -> None:
    if status is None:
        raise ProblemError("unknown-device")
    if status is DeviceStatus.REVOKED:
        raise ProblemError("revoked")


def _told(device: str, message: Seen) -> Sequence[Sighting]:
    is_small = max(len(message.sightings), len(message.asks)) <= SIGHTINGS_AT_ONCE
    if not is_small or not all(_is_sound(each) for each in message.sightings):
        raise ProblemError("bad-request")
    return [sighting_of(each, device=device) for each in message.sightings]


def _is_sound(sight: Sight) -> bool:
    numbers = (sight.issue, sight.step or 0, sight.seen_us)
    texts = (sight.member, sight.site)
    return all(0 <= number < _MOST for number in numbers) and all(
        len(text) <= _LONGEST and "\0" not in text for text in texts
    )


def _is_of_today(sighting: Sighting, now: datetime) -> bool:
    return abs(now - sighting.seen_at) < REMEMBERED


def _is_known(placed: Placed, now: datetime) -> bool:
    return _is_of_today(placed.sighting, now)


def _order(placed: Placed) -> tuple[str, int]:
    return placed.sighting.member_id, placed.place


def _said(placed: Placed) -> Sight:
    sight = sight_of(placed.sighting)
    return msgspec.structs.replace(sight, device=placed.sighting.device_id, place=placed.place)
