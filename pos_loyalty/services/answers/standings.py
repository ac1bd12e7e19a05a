"""Where a member stands, and how it came to that."""

from collections.abc import Iterable
from typing import Any

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.domain.challenges import badges_of
from pos_loyalty.domain.counter import RewardOffer, TierAhead
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.prospects import clubs_of, reward_offers, tier_ahead, value_of_balance
from pos_loyalty.domain.slip import TierMeasure
from pos_loyalty.services.overview import Standing
from pos_loyalty.services.scenario.figures import (
    Figures,
    local,
    lots,
    progress_standing,
    stamps,
)
from pos_loyalty.services.statement import StatementLine


def balance_answer(standing: Standing) -> Figures:
    """Where a member stands now."""
    program, state = standing.program, standing.state
    ahead = tier_ahead(program, state)
    value_minor = value_of_balance(program, state.spendable)
    return {
        "member": standing.member.id,
        "number": member_number(standing.member.id),
        "status": standing.member.status.value,
        "balance": state.balance,
        "spendable": state.spendable,
        "pending": state.pending,
        "value": _money(program, value_minor),
        "tier": state.tier.held,
        "next_tier": ahead.tier.id if ahead else None,
        "to_next": _missing(program, ahead),
        "lots": lots(program, state.lots),
        "rewards": [_reward(offer) for offer in reward_offers(standing.burn_context)],
        "stamps": stamps(program, state),
        "memberships": clubs(program, state),
        "segments": list(standing.member.segments),
        **games(program, state),
    }


def statement_answer(standing: Standing, lines: Iterable[StatementLine]) -> Figures:
    """Every change of a member's balance, and where the member stands now."""
    entries = [
        {
            "at": local(standing.program, line.at),
            "kind": line.kind.value,
            "points": line.points,
            "balance": line.balance,
            "sale": line.sale_id or None,
            "partner": line.partner or None,
        }
        for line in lines
    ]
    return {**balance_answer(standing), "entries": entries}


def clubs(program: Program, state: MemberState) -> list[dict[str, Any]]:
    """The paid memberships that a member is in."""
    return [
        {
            "membership": club.id,
            "name": club.name,
            "ends": local(program, club.ends_at),
            "last_day": club.last_day.isoformat(),
        }
        for club in clubs_of(program, state)
    ]


def games(program: Program, state: MemberState) -> Figures:
    """Badges, and where a member stands in challenges and draws that the program has."""
    return {"badges": list(badges_of(state.challenges)), **progress_standing(program, state)}


def _missing(program: Program, ahead: TierAhead | None) -> str | int | None:
    """What is missing to the next tier, in the unit of the program's measure."""
    if ahead is None:
        return None
    return _money(program, ahead.missing) if ahead.measure is TierMeasure.SPEND else ahead.missing


def _money(program: Program, minor: int | None) -> str | None:
    return None if minor is None else format_major(minor, program.currency)


def _reward(offer: RewardOffer) -> Figures:
    return {
        "id": offer.id,
        "name": offer.name,
        "cost": offer.cost,
        "available": offer.is_affordable,
        "missing": offer.missing_points,
        "free": offer.free,
        "bar": offer.bar.value if offer.bar else None,
    }
