"""What the whole shop uses of budgets and stock, the only thing that ties strangers together."""

from collections.abc import Iterable
from dataclasses import field

from pos_loyalty.domain.events import Position, Purchased, RewardUse
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.sale_context import ShopUsage
from pos_loyalty.domain.values import dataclass

Subject = tuple[str, str]
"""``campaign`` or ``reward``, and its id."""

CAMPAIGN = "campaign"
REWARD = "reward"


@dataclass(frozen=True, slots=True)
class Use:
    """What one event used of a budget or a stock, or put back when below zero."""

    position: Position
    member_id: str
    subject: Subject
    amount: int
    is_return: bool = False


@dataclass(slots=True)
class ShopUse:
    """A meter over all that is limited.

    ``counts`` is what rules see. Of a meter that is not ``exact`` they see nothing used: whoever
    reads it must look afterwards whether anything would have run out.
    """

    limited: frozenset[Subject]
    exact: bool = False
    uses: list[Use] = field(default_factory=list)
    _campaigns: dict[str, int] = field(default_factory=dict)
    _rewards: dict[str, int] = field(default_factory=dict)
    _seen: ShopUsage | None = None

    def seen(self, draws_held: frozenset[str]) -> ShopUsage:
        """What rules see; of budgets and stock it goes on counting."""
        if self._seen is None or self._seen.draws_held != draws_held:
            self._seen = ShopUsage(self._campaigns, self._rewards, draws_held)
        return self._seen

    def purchase(self, position: Position, member_id: str, sale: Purchased, *, sign: int) -> None:
        """Count what a purchase used, or count it back."""
        if not self.limited:
            return
        for use in sale.campaigns:
            subject = (CAMPAIGN, use.campaign_id)
            if subject in self.limited:
                self.count(Use(position, member_id, subject, sign * use.points, sign < 0))
        self.rewards(position, member_id, sale.rewards, sign=sign)

    def rewards(
        self, position: Position, member_id: str, uses: Iterable[RewardUse], *, sign: int
    ) -> None:
        """Count paid rewards out of stock, or back into it."""
        for use in uses:
            subject = (REWARD, use.reward_id)
            if not use.free and subject in self.limited:
                self.count(Use(position, member_id, subject, sign, sign < 0))

    def count(self, use: Use) -> None:
        """Count one use."""
        self.uses.append(use)
        self.see(use)

    def see(self, use: Use) -> None:
        """Let rules see a use, which somebody else counts."""
        if self.exact:
            kind, name = use.subject
            counts = self._campaigns if kind == CAMPAIGN else self._rewards
            counts[name] = counts.get(name, 0) + use.amount


def limits_of(timeline: ProgramTimeline) -> dict[Subject, int]:
    """Budgets and stocks, with the least that any version grants."""
    limits: dict[Subject, int] = {}
    for version in timeline.versions:
        for campaign in version.program.campaigns:
            if campaign.budget:
                _lower(limits, (CAMPAIGN, campaign.id), campaign.budget)
        for reward in version.program.rewards:
            if reward.stock:
                _lower(limits, (REWARD, reward.id), reward.stock)
    return limits


def pressed(uses: Iterable[Use], limits: dict[Subject, int]) -> frozenset[str]:
    """The members who used something when a limit may have mattered.

    ``uses`` are in order, made by rules that saw nothing used. As long as each would have
    found enough, they are what the rules would have given anyway.
    """
    used = dict.fromkeys(limits, 0)
    short: set[Subject] = set()
    members: set[str] = set()
    for use in uses:
        subject = use.subject
        # A budget is cut before the points are rounded: one point is what rounding can hide.
        wanted = use.amount + (subject[0] == CAMPAIGN)
        if not use.is_return and used[subject] + wanted > limits[subject]:
            short.add(subject)
        if subject in short:
            members.add(use.member_id)
        used[subject] += use.amount
    return frozenset(members)


def _lower(limits: dict[Subject, int], subject: Subject, limit: int) -> None:
    limits[subject] = min(limit, limits.get(subject, limit))
