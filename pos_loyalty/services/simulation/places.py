"""Where what follows from something was recorded, so that it comes to stand there again."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pos_loyalty.domain.events import (
    Credited,
    CreditKind,
    CreditTakenBack,
    Position,
    SpinTakenBack,
)
from pos_loyalty.storage.recorded import Recorded

CONSEQUENCES: Final = ("credited", "credit-taken-back", "spin-taken-back")
"""The types of events that follow from others, and are found anew."""

_FOUND_ANEW: Final = frozenset({CreditKind.WELCOME, CreditKind.REFERRAL, CreditKind.CHALLENGE})


class Places:
    """The places of events that are found anew, by member and by what they refer to."""

    def __init__(self) -> None:
        self._credits: dict[tuple[str, str], Position] = {}
        self._returns: defaultdict[tuple[str, str], list[Position]] = defaultdict(list)

    def note(self, recorded: Iterable[Recorded]) -> None:
        """Look through events."""
        for each in recorded:
            event = each.event
            match event.happening:
                case Credited(kind, _, reference) if kind in _FOUND_ANEW:
                    self._credits[event.member_id, reference] = event.position
                case CreditTakenBack(reference) | SpinTakenBack(reference):
                    self._returns[event.member_id, reference].append(event.position)
                case _:
                    pass

    def credit(self, member_id: str, reference: str, *, beside: Position) -> Position:
        """Where a credit came to stand; a welcome refers to nothing."""
        return self._credits.get((member_id, reference), beside)

    def taken_back(self, member_id: str, reference: str, *, beside: Position) -> Position:
        """Where a credit was taken back, with what happened ``beside``."""
        places = self._returns.get((member_id, reference), ())
        after = (p for p in places if p.seq > beside.seq and p.effective_at == beside.effective_at)
        return min(after, default=beside)
