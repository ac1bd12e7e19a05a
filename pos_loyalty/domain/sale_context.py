"""All that pricing a sale looks at besides the basket."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Self

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import MemberState, Qualifying
from pos_loyalty.domain.memberships import running
from pos_loyalty.domain.program import PaidMembership, Program, ProgramVersion
from pos_loyalty.domain.values import dataclass


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ShopUsage:
    """What the whole shop has used: points given by campaigns, rewards taken from stock.

    ``draws_held`` are the prize draws that took place: they give no more tickets.
    """

    campaign_points: Mapping[str, int] = field(default_factory=_nothing)
    reward_uses: Mapping[str, int] = field(default_factory=_nothing)
    draws_held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MemberTraits:
    """What campaigns may ask about a member. ``birthday`` is month and day."""

    member_id: str
    birthday: tuple[int, int] | None = None
    segments: frozenset[str] = frozenset()

    @classmethod
    def of_profile(cls, member_id: str, birthday: str | None, segments: Iterable[str]) -> Self:
        """The traits of a profile, whose ``birthday`` is an ISO day with a year or without."""
        month_day = None
        if birthday:
            month, day = birthday[-5:].split("-")
            month_day = (int(month), int(day))
        return cls(member_id, month_day, frozenset(segments))


@dataclass(frozen=True, slots=True)
class SaleContext:
    """The instant, the rules and the member that a sale is priced for.

    ``occurred_at`` prices the sale; ``state`` is as of the effective time and pays
    for it. They differ for a late record only, and then ``tier_id``, ``memberships``,
    ``activity``, ``last_purchase_at`` and ``credited_today`` are those of ``occurred_at``.
    """

    occurred_at: datetime
    version: ProgramVersion
    state: MemberState
    traits: MemberTraits
    tier_id: str | None
    activity: tuple[Qualifying, ...]
    last_purchase_at: datetime | None
    credited_today: int
    usage: ShopUsage = ShopUsage()
    memberships: tuple[PaidMembership, ...] = ()

    @property
    def program(self) -> Program:
        """The rules in force when the sale occurred."""
        return self.version.program


def context_now(
    state: MemberState, version: ProgramVersion, traits: MemberTraits, usage: ShopUsage
) -> SaleContext:
    """The context of a sale that is made at the instant of ``state``."""
    today = local_day(state.at, version.program.zone)
    credited = sum([credit.points for credit in state.tallies.credited if credit.day == today])
    return SaleContext(
        occurred_at=state.at,
        version=version,
        state=state,
        traits=traits,
        tier_id=state.tier.held,
        activity=state.qualifying,
        last_purchase_at=state.tallies.last_purchase_at,
        credited_today=credited,
        usage=usage,
        memberships=running(version.program, state.terms, state.at),
    )


def context_late(
    *,
    now: Fold,
    then: Fold,
    occurred_at: datetime,
    version: ProgramVersion,
    traits: MemberTraits,
    usage: ShopUsage,
) -> SaleContext:
    """The context of a sale recorded late.

    ``now`` is the whole history folded up to the effective time, ``then`` the
    part of it up to ``occurred_at``: the tier that the sale earns at comes from there, and
    the memberships that were held.
    """
    day = local_day(occurred_at, version.program.zone)
    return SaleContext(
        occurred_at=occurred_at,
        version=version,
        state=now.state(),
        traits=traits,
        tier_id=then.tier_held,
        activity=then.activity,
        last_purchase_at=now.last_purchase_until(occurred_at),
        credited_today=now.credited_on(day),
        usage=usage,
        memberships=running(version.program, then.memberships.terms, occurred_at),
    )
