"""Why a purchase earns what it earns under a program: for drafts, before anybody has bought."""

from collections.abc import Mapping
from datetime import datetime

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import Position
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.member_state import MemberState, Tallies, TierStanding
from pos_loyalty.domain.program import Program, ProgramVersion
from pos_loyalty.domain.sale import quote_sale
from pos_loyalty.domain.sale_context import MemberTraits, ShopUsage, context_now


def explained_by_tier(
    program: Program, basket: Basket, at: datetime
) -> Mapping[str, tuple[ExplanationLine, ...]]:
    """The explanation of ``basket`` for a member of each tier at ``at``.

    The id is empty in a program without tiers. The member is nobody's birthday child and has
    bought before, so what is left is what everybody gets.
    """
    held: list[str | None] = [tier.id for tier in program.tiers]
    return {tier_id or "": _explained(program, basket, at, tier_id) for tier_id in held or [None]}


def _explained(
    program: Program, basket: Basket, at: datetime, tier_id: str | None
) -> tuple[ExplanationLine, ...]:
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
    return quote_sale(context, basket, sale_id="sample").explanation
