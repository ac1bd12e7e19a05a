"""Histories replayed together: what one member's purchase gives another arrives at its time."""

from collections.abc import Iterable, Sequence

from pos_loyalty.domain.events import Position
from pos_loyalty.services.simulation.places import Places
from pos_loyalty.services.simulation.replay import MemberReplay
from pos_loyalty.services.simulation.rulebook import Rulebook
from pos_loyalty.services.simulation.shop_use import ShopUse, Use
from pos_loyalty.storage.recorded import Person, Recorded


class Play:
    """Some members' histories being replayed side by side, in the order in which it happened."""

    def __init__(
        self,
        rules: Rulebook,
        people: Sequence[Person],
        places: Places,
        use: ShopUse,
        others: Iterable[Use] = (),
    ) -> None:
        """``others`` are uses of members who are not in the play, in order."""
        self._use = use
        self._others = iter(others)
        self._next_of_others = next(self._others, None)
        self.replays = {person.id: MemberReplay(rules, person, places, use) for person in people}

    def take(self, recorded: Recorded) -> None:
        """Go on to the next event."""
        if self._next_of_others is not None:
            self._catch_up(recorded.event.position)
        referral = self.replays[recorded.event.member_id].take(recorded)
        if referral is not None and referral.to in self.replays:
            self.replays[referral.to].receive(referral)

    def _catch_up(self, place: Position) -> None:
        while self._next_of_others is not None and self._next_of_others.position < place:
            self._use.see(self._next_of_others)
            self._next_of_others = next(self._others, None)
