"""Shares: points of a member that one till, and nobody else, may burn without asking.

The hub sets them apart, so that tills which do not see each other never burn the same points. A
share names the end of each part, and the till stops burning that part then. It is a reservation,
not an entry: what it holds still belongs to the member.
"""

from collections.abc import Iterable
from enum import StrEnum

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class SharePart:
    """Points that may be burned until ``expires_us`` (exclusive); without end where it is None."""

    points: int
    expires_us: int | None = None

    def __post_init__(self) -> None:
        if self.points <= 0:
            raise ValueError(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Points of a member that one till may burn in one epoch of its log.

    ``token`` is the hub's signature: a hub that was put back takes the grant in again from the
    till's log.
    """

    grant: str
    member: str
    device: str
    epoch: int
    parts: tuple[SharePart, ...]
    token: str = ""

    @property
    def points(self) -> int:
        """Points that were granted."""
        return sum(part.points for part in self.parts)


class GrantState(StrEnum):
    """What became of a share."""

    OPEN = "open"
    IN_DOUBT = "in-doubt"
    """Its till began a new epoch without saying what it had burned: it stays reserved."""
    CLOSED = "closed"
    WRITTEN_OFF = "written-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """A share as it stands. ``used`` are points burned from it; parts are used in their order.

    ``is_taken``: the till's log says that it has the share.
    """

    grant: Grant
    state: GrantState = GrantState.OPEN
    used: int = 0
    is_recalled: bool = False
    is_taken: bool = False
    issued_us: int = 0

    @property
    def held(self) -> int:
        """Points that were not burned, ended or not.

        A burn from a part that has ended since may have been made in time, at a till of which
        nothing was heard: the hub holds them apart until the till gives the share back.
        """
        if self.state not in {GrantState.OPEN, GrantState.IN_DOUBT}:
            return 0
        return max(0, self.grant.points - self.used)

    def left_at(self, now_us: int) -> int:
        """Points that may still be burned at an instant."""
        if self.state not in {GrantState.OPEN, GrantState.IN_DOUBT}:
            return 0
        left, used = 0, self.used
        for part in self.grant.parts:
            taken = min(used, part.points)
            used -= taken
            if part.expires_us is None or part.expires_us > now_us:
                left += part.points - taken
        return left


def reserved(grants: Iterable[GrantRow]) -> int:
    """Points that are set apart in all of these."""
    return sum(grant.held for grant in grants)
