"""Remembers where cards are shown, and notices one that is in two places.

Where there is a hub, tills tell it what they saw and hear what others did. Of any two sightings
the one that was told later is looked at beside the other, by its own till: so a suspicion that is
found afterwards stands in one log, once, however often and in whatever order it was told.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from pos_loyalty.domain.sightings import (
    REMEMBERED,
    CardShown,
    Placed,
    Sighting,
    cloned_from,
    doubled_from,
)
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import MemberStatus
from pos_loyalty.storage.store import Reading, Store

CARD_COPY_SUSPECTED: Final = "card-copy-suspected"

AT_ONCE: Final = 100
"""So many sightings are told in one request at most."""

# A card that is held before the scanner twice is one visit.
_SAME_VISIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where this till stands, and the least time from one site to another."""

    site: str
    travel: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """One card at two sites, as a till noted it: ``seconds`` after the other, below 0 before it."""

    member_id: str
    issue: int
    seen_at: datetime
    site: str
    other_site: str
    seconds: int


class CardQuestion(Protocol):
    """What the hub was asked about a card, on its way there and back."""

    def is_used(self) -> bool:
        """Whether a phone's code was shown at another till before, as far as the hub has said.

        Waits for its word no longer than a scan may take, counted from the question.
        """
        ...

    def wait(self) -> None:
        """Wait until the hub has said it, or will not."""
        ...


class CardOffice(Protocol):
    """Asks the hub about cards, while whoever showed one is served. None where nobody is asked."""

    def ask(self, card: CardShown) -> CardQuestion | None: ...


class Sightings:
    """Notes each card that is served. ``ground`` is what the settings say now."""

    def __init__(
        self, store: Store, ground: Callable[[], Ground], office: CardOffice | None = None
    ) -> None:
        self._store = store
        self._ground = ground
        self._office = office

    def ask(self, card: CardShown) -> CardQuestion | None:
        """Ask the hub where this card was, and tell it what was noted; None without a hub."""
        return None if self._office is None else self._office.ask(card)

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
                work.append(_suspicion(sighting, other, now, actor.staff_id))
            work.sightings.forget(now - REMEMBERED)
            work.sightings.add(sighting)
            work.commit()

    def suspicions(self, since: datetime) -> tuple[Suspicion, ...]:
        """Cards of which a copy was suspected, at this till or another, newest first."""
        with self._store.read() as reading:
            events = reading.sightings.suspicions(CARD_COPY_SUSPECTED, since=since)
        return tuple(
            Suspicion(
                member_id=str(event.member),
                issue=event.data["issue"],
                seen_at=event.occurred,
                site=event.data["site"],
                other_site=event.data["other_site"],
                seconds=event.data["seconds"],
            )
            for event in events
        )

    def untold_of(self, member_id: str, now: datetime) -> tuple[Placed, ...]:
        """What the hub has not heard of one member's cards here."""
        with self._store.read() as reading:
            return reading.sightings.untold_of(member_id, since=now - REMEMBERED, limit=AT_ONCE)

    def untold(self, now: datetime) -> tuple[Placed, ...]:
        """What the hub has not heard of any, as much as is told at once."""
        with self._store.read() as reading:
            return reading.sightings.untold(since=now - REMEMBERED, limit=AT_ONCE)

    def heard(
        self, told: Sequence[tuple[Placed, int]], others: Sequence[Placed], now: datetime
    ) -> None:
        """Keep what the hub says: ``told`` are own ones, each with its place there.

        ``others`` are those of other tills, in the hub's places too. A suspicion that was not
        seen when the card was shown goes into the log now.
        """
        travel = self._ground().travel
        with self._store.begin() as work:
            for own, place in told:
                if work.sightings.tell(own.place):
                    before = [each.sighting for each in others if each.place < place]
                    other = _unseen_double(work, own, before, travel)
                    if other is not None:
                        work.append(_suspicion(own.sighting, other, now))
            for sighting in _kept(work, others, now):
                work.sightings.hear(sighting)
            work.commit()


def _unseen_double(
    reading: Reading, own: Placed, told_before: Iterable[Sighting], travel: timedelta
) -> Sighting | None:
    """What a sighting doubles, of what was not known here when it was noted."""
    member_id = own.sighting.member_id
    seen = frozenset(reading.sightings.before(member_id, own.place))
    unseen = [each for each in told_before if each.member_id == member_id and each not in seen]
    return doubled_from(own.sighting, unseen, travel)


def _kept(reading: Reading, others: Iterable[Placed], now: datetime) -> list[Sighting]:
    """Those of today, and of nobody who was erased meanwhile."""
    found = []
    for each in others:
        sighting = each.sighting
        member = reading.members.member(sighting.member_id)
        is_erased = member is not None and member.status is MemberStatus.ERASED
        if abs(now - sighting.seen_at) < REMEMBERED and not is_erased:
            found.append(sighting)
    return found


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


def _suspicion(
    sighting: Sighting, other: Sighting, now: datetime, staff_id: str | None = None
) -> EventDraft:
    return EventDraft(
        type=CARD_COPY_SUSPECTED,
        data={
            "issue": sighting.issue,
            "site": sighting.site,
            "other_site": other.site,
            "other_device": other.device_id,
            "seconds": round((sighting.seen_at - other.seen_at).total_seconds()),
        },
        effective_at=now,
        occurred_at=sighting.seen_at,
        member_id=sighting.member_id,
        staff_id=staff_id,
    )
