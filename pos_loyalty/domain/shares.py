"""Shares: points of a member that one till, and nobody else, may burn without asking.

The hub sets them apart, so that tills which do not see each other never burn the same points. A
share names the end of each part, and the till stops burning that part then. It is a reservation,
not an entry: what it holds still belongs to the member.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass

_NEVER_US: Final = 2**63


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


def free_parts(
    lots: Iterable[SharePart], grants: Iterable[GrantRow], *, gone: int
) -> tuple[SharePart, ...]:
    """What of a member's open lots no share holds, as parts that a new one can have.

    ``lots`` are spendable points with their ends, in spending order; the free parts keep it.
    ``gone`` are points that were burned already, in events that have not come yet. Nobody knows out
    of which lots, so what is left is taken to end as early as it can. What a share holds is matched
    with lots that end no earlier than its parts: so at every later instant all shares together find
    enough open lots, whoever burns first.
    """
    left = _without(tuple(lots), gone, ending_from_us=_NEVER_US + 1)
    held = [part for row in grants for part in held_parts(row)]
    for part in sorted(held, key=_end_us, reverse=True):
        left = _without(left, part.points, ending_from_us=_end_us(part))
    return left


def held_parts(row: GrantRow) -> tuple[SharePart, ...]:
    """What is left of a share's parts, those that have ended too; they are used in their order."""
    if not row.held:
        return ()
    used, left = row.used, []
    for part in row.grant.parts:
        taken = min(used, part.points)
        used -= taken
        if part.points > taken:
            left.append(SharePart(part.points - taken, part.expires_us))
    return tuple(left)


def first_of(parts: Iterable[SharePart], points: int) -> tuple[SharePart, ...]:
    """The first ``points`` of these parts, and no more than there are."""
    taken = []
    for part in parts:
        some = min(points, part.points)
        if some > 0:
            taken.append(SharePart(some, part.expires_us))
            points -= some
    return tuple(taken)


def _end_us(part: SharePart) -> int:
    return _NEVER_US if part.expires_us is None else part.expires_us


def _without(
    lots: tuple[SharePart, ...], points: int, *, ending_from_us: int
) -> tuple[SharePart, ...]:
    """Take points from lots that end no earlier than that, the first to end in front.

    Where they are not enough, for an undoing took some away, those that end before go too.
    """
    late = [place for place, lot in enumerate(lots) if _end_us(lot) >= ending_from_us]
    early = [place for place, lot in enumerate(lots) if _end_us(lot) < ending_from_us]
    left = [lot.points for lot in lots]
    for place in (*late, *reversed(early)):
        taken = min(points, left[place])
        left[place] -= taken
        points -= taken
    return tuple(
        SharePart(some, lot.expires_us) for lot, some in zip(lots, left, strict=True) if some
    )
