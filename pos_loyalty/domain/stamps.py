"""Stamp cards: surplus stamps carry over, a full card grants its reward free."""

from collections.abc import Iterable
from math import floor

from pos_loyalty.domain.basket import BasketLine
from pos_loyalty.domain.events import StampGain
from pos_loyalty.domain.member_state import FreeReward, MemberState
from pos_loyalty.domain.program import StampCard


def stamps_for(card: StampCard, lines: Iterable[BasketLine]) -> int:
    """Stamps that lines give which the customer pays something for.

    Whole items of all matching lines count together; what counts per purchase or for any
    purchase gives one.
    """
    matching = [line for line in lines if _matches(card, line)]
    if not matching:
        return 0
    whole = floor(sum(line.quantity for line in matching))
    count = whole if card.per_item and not card.any_purchase else 1
    return min(count, card.maximum_per_purchase) if card.maximum_per_purchase else count


def _matches(card: StampCard, line: BasketLine) -> bool:
    if card.any_purchase:
        return True
    if card.product and line.product != card.product:
        return False
    return not card.category or line.category == card.category


class StampBook:
    """A member's stamps while history is replayed."""

    def __init__(
        self, counts: Iterable[tuple[str, int]] = (), free: Iterable[FreeReward] = ()
    ) -> None:
        self._counts = dict(counts)
        self._free = list(free)

    @classmethod
    def resumed(cls, state: MemberState) -> "StampBook":
        """The book as a kept state left it."""
        return cls(state.stamps, state.free_rewards)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Stamps by card, cards in alphabetical order."""
        return tuple(sorted(self._counts.items())) if self._counts else ()

    @property
    def free(self) -> tuple[FreeReward, ...]:
        """Free rewards nobody has used, the oldest first."""
        return tuple(self._free)

    def count(self, card_id: str) -> int:
        """Stamps on a card; below zero when used stamps were taken back."""
        return self._counts.get(card_id, 0)

    def add(self, gain: StampGain) -> None:
        """Give stamps; each full card grants its reward."""
        total = self.count(gain.card_id) + gain.count
        while total >= gain.size:
            total -= gain.size
            self._free.append(FreeReward(gain.reward_id, gain.card_id))
        self._counts[gain.card_id] = total

    def take(self, card_id: str, count: int, size: int) -> None:
        """Take stamps; below zero, unused free rewards go first, ``size`` stamps each."""
        total = self.count(card_id) - count
        while total < 0 and (place := self._last_unused_of(card_id)) is not None:
            # Rewards of one card are equal: the last one is named by its place.
            del self._free[place]
            total += size
        self._counts[card_id] = total

    def use_free(self, reward_id: str) -> FreeReward | None:
        """Use up the oldest free reward of that kind; none left is no failure in a fold."""
        used = next((free for free in self._free if free.reward_id == reward_id), None)
        if used is not None:
            self._free.remove(used)
        return used

    def return_free(self, used: FreeReward) -> None:
        """Give a free reward back that an undone purchase had used: it was the oldest then."""
        self._free.insert(0, used)

    def grant(self, reward: FreeReward) -> None:
        """Give a free reward that no stamps were collected for."""
        self._free.append(reward)

    def revoke(self, reward: FreeReward) -> None:
        """Take a granted reward back, unless it was used."""
        if reward in self._free:
            self._free.remove(reward)

    def _last_unused_of(self, card_id: str) -> int | None:
        places = reversed(range(len(self._free)))
        return next((place for place in places if self._free[place].source == card_id), None)
