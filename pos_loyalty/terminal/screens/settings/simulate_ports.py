"""What the page “Test on my sales” needs from below."""

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.trial import Remembered


@dataclass(frozen=True, slots=True)
class SimulationLook:
    """How far a trial is: a share of all events, and in the end a report or an error.

    ``names`` are those of the members in the report, by id.
    """

    done: int = 0
    all: int = 0
    report: SimulationReport | None = None
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    error: LoyaltyError | None = None


class SimulationRoom(Protocol):
    """The shop's own sales, to try programs on."""

    def has_sales(self) -> bool:
        """Whether there are any; called in the worker."""
        ...

    def read(self, path: str) -> Mapping[str, object]:
        """The document in a file; called in the worker. Raises ``WrongDocumentError``."""
        ...

    def begin(self, document: Mapping[str, object], remembered: Remembered) -> None:
        """Begin to try a document; returns at once, and the till can be used meanwhile."""
        ...

    def look(self) -> SimulationLook:
        """How far it is; returns at once."""
        ...

    def stop(self) -> None:
        """End what was begun, at once."""
        ...
