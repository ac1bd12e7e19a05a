"""Remembers where cards are shown, and notices one that is in two places."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.sightings import REMEMBERED, CardShown, Sighting, cloned_from
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Reading, Store

CARD_COPY_SUSPECTED: Final = "card-copy-suspected"

# A card that is held before the scanner twice is one visit.
_SAME_VISIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where this till stands, and the least time from one site to another."""

    site: str
    travel: timedelta


class Sightings:
    """Notes each card that is served. ``ground`` is what the settings say now."""

    def __init__(self, store: Store, ground: Callable[[], Ground]) -> None:
        self._store = store
        self._ground = ground

    def elsewhere(self, reading: Reading, card: CardShown, now: datetime) -> Sighting | None:
        """Where the same card was so recently that this one, or that one, is a copy."""
        ground = self._ground()
        sighting = _sighting(reading, card, ground, now)
        return cloned_from(sighting, reading.sightings.of(card.member_id), ground.travel)

    def note(self, card: CardShown, actor: Actor, now: datetime) -> None:
        """Remember that this card was served here; a suspicion goes into the log.

        Sightings of the day before are forgotten.
        """
        ground = self._ground()
        with self._store.begin() as work:
            sighting = _sighting(work, card, ground, now)
            earlier = work.sightings.of(card.member_id)
            if any(_same_visit(sighting, other) for other in earlier):
                return
            other = cloned_from(sighting, earlier, ground.travel)
            if other is not None:
                work.append(_suspicion(sighting, other, actor))
            work.sightings.forget(now - REMEMBERED)
            work.sightings.add(sighting)
            work.commit()


def _sighting(reading: Reading, card: CardShown, ground: Ground, now: datetime) -> Sighting:
    return Sighting(
        member_id=card.member_id,
        issue=card.issue,
        step=card.step,
        device_id=reading.log.device().device_id,
        site=ground.site,
        seen_at=now,
    )


def _same_visit(sighting: Sighting, other: Sighting) -> bool:
    same = (sighting.issue, sighting.step, sighting.device_id, sighting.site) == (
        other.issue,
        other.step,
        other.device_id,
        other.site,
    )
    return same and abs(sighting.seen_at - other.seen_at) < _SAME_VISIT


def _suspicion(sighting: Sighting, other: Sighting, actor: Actor) -> EventDraft:
    return EventDraft(
        type=CARD_COPY_SUSPECTED,
        data={
            "issue": sighting.issue,
            "site": sighting.site,
            "other_site": other.site,
            "other_device": other.device_id,
            "seconds": round((sighting.seen_at - other.seen_at).total_seconds()),
        },
        effective_at=sighting.seen_at,
        occurred_at=sighting.seen_at,
        member_id=sighting.member_id,
        staff_id=actor.staff_id,
    )
