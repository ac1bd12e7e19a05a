"""What the hub's operator asks of its database, besides what tills ask."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.hub_reports import ErasureLine, HubTotals, RefusedLine
from pos_loyalty.domain.shared_digest import SharedParts
from pos_loyalty.domain.shared_records import Conflict
from pos_loyalty.domain.shares import GrantRow
from pos_loyalty.domain.tills import InboxRow
from pos_loyalty.sync.books import HubBook, HubWork


class DeskWork(HubWork, Protocol):
    """One transaction of the hub, for its operator."""

    def add_pairing_code(
        self, code_hash: bytes, *, store: str, now_us: int, expires_us: int
    ) -> None:
        """Let one till in for this code, until it expires. Codes that expired are forgotten."""
        ...

    def totals(self) -> HubTotals: ...

    def shares_held(self) -> Mapping[str, int]:
        """Points that each till holds apart, by its id. Nothing is locked."""
        ...

    def digest(self) -> SharedParts:
        """What tills share, as the hub has it."""
        ...

    def waiting_events(self, *, limit: int) -> Sequence[RefusedLine]:
        """Events that were refused, or booked as exceptions, and not accepted yet; newest first."""
        ...

    def accept_event(self, event: str) -> RefusedLine | None:
        """The event of that id as it waited, applied from now on, its ledger entries with it.

        None when none waits under that id.
        """
        ...

    def waiting_event(self, event: str) -> InboxRow | None:
        """The event that waits, or was dealt with, under that id; locked."""
        ...

    def done_events(self, *, limit: int) -> Sequence[RefusedLine]:
        """Events that somebody has dealt with and left as they are, the latest first."""
        ...

    def acts(self, subject: str) -> Sequence[DeskAct]:
        """What operators did about something, oldest first."""
        ...

    def histories(self, members: Collection[str]) -> Iterator[tuple[str, Sequence[InboxRow]]]:
        """All that happened to each of them and was not refused, in order."""
        ...

    def seen_grants(self, grants: Collection[str]) -> Sequence[GrantRow]:
        """Shares of these ids. Nothing is locked."""
        ...

    def seen_grants_of(self, member: str) -> Sequence[GrantRow]:
        """A member's shares that are open or in doubt. Nothing is locked."""
        ...

    def conflicts(self, *, limit: int) -> Sequence[Conflict]:
        """Fields that two tills changed apart and nobody has settled, newest first."""
        ...

    def settle_conflict(self, conflict: Conflict, *, now_us: int) -> bool:
        """A person has looked at it; False when somebody else did before."""
        ...

    def erasures(self, *, limit: int) -> Sequence[ErasureLine]:
        """Erased members that some till has not confirmed, oldest first."""
        ...


class DeskBook(HubBook, Protocol):
    """The hub's database, as its operator uses it."""

    def begin(self) -> AbstractContextManager[DeskWork]:
        """A transaction; leaving it without ``commit`` undoes all of it."""
        ...
