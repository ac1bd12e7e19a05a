"""What a plain purchase earns under a program: for drafts, before anybody has bought anything."""

from collections.abc import Mapping
from datetime import datetime

from pos_loyalty.domain.basket import single_amount
from pos_loyalty.domain.events import Position
from pos_loyalty.domain.member_state import MemberState, Tallies, TierStanding
from pos_loyalty.domain.program import Program, ProgramVersion
from pos_loyalty.domain.sale import quote_sale
from pos_loyalty.domain.sale_context import MemberTraits, ShopUsage, context_now


def points_by_tier(program: Program, amount_minor: int, at: datetime) -> Mapping[str, int]:
    """Points that ``amount_minor`` earns a member of each tier at ``at``.

    The id is empty in a program without tiers. The member is nobody's birthday child and has
    bought before, so what is left is what everybody gets.
    """
    held: list[str | None] = [tier.id for tier in program.tiers]
    return {
        tier_id or "": _points(program, amount_minor, at, tier_id) for tier_id in held or [None]
    }


def _points(program: Program, amount_minor: int, at: datetime, tier_id: str | None) -> int:
    state = MemberState(
        at=at,
        last=Position(at, "", 0, 0),
        versions=1,
        enrolled_at=at,
        welcome=False,
        tier=TierStanding(held=tier_id),
        tallies=Tallies(purchases=1, last_purchase_at=at),
    )
    version = ProgramVersion(1, at, program)
    context = context_now(state, version, MemberTraits(""), ShopUsage())
    return quote_sale(context, single_amount(amount_minor), sale_id="sample").earned
