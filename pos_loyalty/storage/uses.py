"""What purchases and redemptions use of budgets and stock that all tills share."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pos_loyalty.domain.events import (
    MemberEvent,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
)
from pos_loyalty.storage.records import UsageKind

Uses = Mapping[tuple[UsageKind, str], int]


def of_sale(sale: Purchased, sign: int) -> Uses:
    """What a purchase used, or with a sign below zero what its undoing gives back."""
    uses = Counter(of_rewards(sale.rewards, sign))
    for used in sale.campaigns:
        uses[UsageKind.CAMPAIGN, used.campaign_id] += sign * used.points
    return uses


def of_rewards(rewards: Sequence[RewardUse], sign: int) -> Uses:
    """What rewards that were paid for used."""
    uses: Counter[tuple[UsageKind, str]] = Counter()
    for used in rewards:
        if not used.free:
            uses[UsageKind.REWARD, used.reward_id] += sign
    return uses


def uses_of(history: Sequence[MemberEvent]) -> Uses:
    """What one member's whole history used, with what was undone given back."""
    happenings = [event.happening for event in history]
    sales = {each.sale_id: each for each in happenings if isinstance(each, Purchased)}
    burns = {each.redemption_id: each for each in happenings if isinstance(each, Redeemed)}
    uses: Counter[tuple[UsageKind, str]] = Counter()
    for each in happenings:
        match each:
            case Purchased():
                uses.update(of_sale(each, 1))
            case Refunded(complete=True, sale_id=sale_id) if sale_id in sales:
                uses.update(of_sale(sales[sale_id], -1))
            case Redeemed(rewards=rewards):
                uses.update(of_rewards(rewards, 1))
            case RedemptionUndone(redemption_id=name) if name in burns:
                uses.update(of_rewards(burns[name].rewards, -1))
            case _:
                pass
    return {key: amount for key, amount in uses.items() if amount}


def written_uses(uses: Uses) -> dict[str, int]:
    """Uses as they are kept and told."""
    return {f"{kind.value}/{subject}": amount for (kind, subject), amount in sorted(uses.items())}


def read_uses(said: Mapping[str, int]) -> Uses:
    """And read again. Raises ValueError for a kind that nobody counts."""
    found: dict[tuple[UsageKind, str], int] = {}
    for name, amount in said.items():
        kind, _slash, subject = name.partition("/")
        found[UsageKind(kind), subject] = amount
    return found
