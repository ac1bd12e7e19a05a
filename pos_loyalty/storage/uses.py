"""What purchases and redemptions use of budgets and stock that all tills share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pos_loyalty.domain.events import (
    Happening,
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


def uses_of(happenings: Iterable[Happening]) -> Uses:
    """What all this used; what was taken back whole, by however many tills, used nothing."""
    sales: dict[str, Purchased] = {}
    burns: dict[str, Redeemed] = {}
    refunds: defaultdict[str, list[Refunded]] = defaultdict(list)
    undone: set[str] = set()
    for each in happenings:
        match each:
            case Purchased(sale_id=name):
                sales[name] = each
            case Refunded(sale_id=name):
                refunds[name].append(each)
            case Redeemed(redemption_id=name):
                burns[name] = each
            case RedemptionUndone(redemption_id=name):
                undone.add(name)
            case _:
                pass
    uses: Counter[tuple[UsageKind, str]] = Counter()
    for name, sale in sales.items():
        if not _is_back(sale, refunds.get(name, ())):
            uses.update(of_sale(sale, 1))
    for name, burn in burns.items():
        if name not in undone:
            uses.update(of_rewards(burn.rewards, 1))
    return {key: amount for key, amount in uses.items() if amount}


def _is_back(sale: Purchased, refunds: Collection[Refunded]) -> bool:
    """Whether nothing is left of a sale: tills that knew nothing of each other add up."""
    returned_minor = sum(refund.amount_minor for refund in refunds)
    is_all = bool(refunds) and returned_minor >= sale.paid_minor
    return is_all or any(refund.complete for refund in refunds)


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
