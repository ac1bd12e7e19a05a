"""What the page of the printers asks for. All of it answers at once, in the window's thread."""

from typing import Protocol

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.found_printer import FoundPrinter


@dataclass(frozen=True, slots=True)
class SearchLook:
    """How far a search is, and what it has found or failed of. ``None``: it is not over."""

    done: int = 0
    total: int = 0
    found: tuple[FoundPrinter, ...] | None = None
    error: LoyaltyError | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.found is not None or self.error is not None


class PrintersRoom(Protocol):
    """The printers of this till, and those that can be found from here."""

    def statuses(self) -> tuple[PrinterStatus, ...]:
        """How the printers in force are, the first one first."""
        ...

    def own_range(self) -> str:
        """The range of addresses that this computer is in; empty without a network."""
        ...

    def begin(self, network_range: str | None) -> None:
        """Begin to search: at this computer, or in a range of the network."""
        ...

    def look(self) -> SearchLook:
        """How far the search is."""
        ...

    def stop(self) -> None:
        """End the search; what was found until then is the answer."""
        ...
