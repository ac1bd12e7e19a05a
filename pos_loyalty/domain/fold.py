"""The fold: from a member's events and an instant to where the member stands.

Events are taken in the order of their positions; what time alone does on the way (lots
lapse, tiers are reviewed at local midnights) is done in between. Whatever order
events reached this till in, folding them sorted gives the same state everywhere.
No sequence of events makes it fail: tills decide apart and the fold must still add up.
"""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain import calendar
from pos_loyalty.domain.events import (
    Activity,
    Adjusted,
    Credited,
    CreditKind,
    CreditTakenBack,
    Debited,
    Enrolled,
    HistoryNoted,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
    Stamped,
    TierSet,
)
from pos_loyalty.domain.member_state import (
    FreeReward,
    MemberState,
    Qualifying,
    Tallies,
    TierStanding,
)
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.purse import Purse, ReferenceCredit
from pos_loyalty.domain.stamps import StampBook
from pos_loyalty.domain.tally_book import TallyBook
from pos_loyalty.domain.tiers import TierWindow, next_review, review
from pos_loyalty.domain.trails import PurchaseTrail, RedemptionTrail


class Fold:
    """A member's history being replayed.

    Started from nothing it knows every purchase and can answer for refunds; resumed from
    a kept state it knows what the next sale needs, and refuses to undo what it
    has not seen (``KeyError``): then the history is folded from the beginning.
    """

    def __init__(self, timeline: ProgramTimeline, state: MemberState | None = None) -> None:
        self._timeline = timeline
        self._at = state.at if state else None
        self._last = state.last if state else None
        self._enrolled_at = state.enrolled_at if state else None
        self._referrer_id = state.referrer_id if state else None
        self._welcome = state.welcome if state else True
        self._purse = Purse(state.lots, debt=state.debt, lapsed=state.lapsed) if state else Purse()
        self._tier = state.tier if state else TierStanding()
        self._window = TierWindow(state.qualifying if state else ())
        self._tallies = TallyBook(state.tallies if state else Tallies())
        self._stamps = StampBook.resumed(state) if state else StampBook()
        self._purchases: dict[str, PurchaseTrail] = {}
        self._redemptions: dict[str, RedemptionTrail] = {}

    def apply(self, event: MemberEvent) -> None:
        """Take the next event in order."""
        self.advance(event.position.effective_at)
        self._last = event.position
        match event.happening:
            case Purchased() as purchased:
                self._purchased(event.position, purchased)
            case Refunded() as refunded:
                self._refunded(refunded)
            case Redeemed() as redeemed:
                self._redeemed(event.position, redeemed)
            case RedemptionUndone() as undone:
                self._undone(undone)
            case Credited() | CreditTakenBack() | Adjusted() | Debited() as moved:
                self._moved(event.position, moved)
            case _ as standing:
                self._noted(event.position, standing)

    def advance(self, to: datetime) -> None:
        """Let time pass up to and including ``to``; the past is left as it is."""
        if self._at is None:
            self._at = to
        while (moment := self._next_review(to)) is not None:
            self._at = moment
            self._review()
        self._at = max(self._at, to)
        self._purse.advance(self._at)

    def purchase(self, sale_id: str) -> PurchaseTrail | None:
        """What became of a sale so far."""
        return self._purchases.get(sale_id)

    def redemption(self, redemption_id: str) -> RedemptionTrail | None:
        """What became of a redemption so far."""
        return self._redemptions.get(redemption_id)

    def lapsed_of(self, lot_id: str) -> int:
        """Points of one lot that lapsed so far."""
        return self._purse.lapsed_of(lot_id)

    def referral_credit(self, sale_id: str) -> ReferenceCredit | None:
        """What was credited here for somebody else's sale."""
        return self._purse.reference(sale_id)

    def stamps_on(self, card_id: str) -> int:
        """Stamps on a card; below zero when used stamps were taken back."""
        return self._stamps.count(card_id)

    def credited_on(self, day: date) -> int:
        """Points that count for the cap of a local day."""
        return self._tallies.credited_on(day)

    def last_purchase_until(self, at: datetime) -> datetime | None:
        """When the member last bought at or before ``at``, of what still counts."""
        times = (t.sale.occurred_at for t in self._purchases.values() if not t.complete)
        return max((time for time in times if time <= at), default=None)

    @property
    def tier_held(self) -> str | None:
        """The tier held at the instant that the fold has reached."""
        return self._tier.held

    def state(self) -> MemberState:
        """Where the member stands at the instant that the fold has reached."""
        if self._at is None or self._last is None:
            raise ValueError(self._last)
        program = self._timeline.at(self._at).program
        review_at = next_review(program, self._tier, self._window, self._at)
        switch = self._next_switch(self._at)
        changes = [self._purse.next_change(self._at), review_at, switch]
        return MemberState(
            at=self._at,
            last=self._last,
            versions=len(self._timeline.versions),
            enrolled_at=self._enrolled_at or self._last.effective_at,
            referrer_id=self._referrer_id,
            welcome=self._welcome,
            lots=self._purse.lots,
            debt=self._purse.debt,
            lapsed=self._purse.lapsed,
            tier=self._tier,
            qualifying=self._window.items if switch else self._window.inside,
            tallies=self._tallies.tallies(),
            stamps=self._stamps.counts,
            free_rewards=self._stamps.free,
            valid_until=min((m for m in changes if m is not None), default=None),
        )

    def _moved(
        self, position: Position, moved: Credited | CreditTakenBack | Adjusted | Debited
    ) -> None:
        match moved:
            case Credited(kind, credit, reference):
                self._purse.credit(position, credit, reference=reference)
                if kind is CreditKind.ACTION:
                    self._tallies.count_action(reference, position)
            case CreditTakenBack(reference, points):
                credited = self._purse.reference(reference)
                if credited is not None:
                    credited.taken_back += points
                self._purse.take_back(points, own=credited.lot_id if credited else None)
            case Adjusted(credit):
                self._purse.credit(position, credit)
            case Debited(points):
                self._purse.take_back(points, own=None)

    def _noted(
        self, position: Position, noted: Enrolled | TierSet | HistoryNoted | Stamped
    ) -> None:
        match noted:
            case Enrolled(referrer_id, welcome):
                self._enrolled_at = position.effective_at
                self._referrer_id = referrer_id
                self._welcome = welcome
                self._review()
            case TierSet(tier_id):
                self._tier = TierStanding(held=tier_id, floor=tier_id)
            case HistoryNoted(entries):
                for activity in entries:
                    self._window.add(_qualifying(activity))
                self._review()
            case Stamped(gain):
                self._stamps.add(gain)

    def _purchased(self, position: Position, sale: Purchased) -> None:
        taken = self._purse.burn(sale.spent)
        free_used = self._use_free(sale.rewards)
        self._purse.credit(position, sale.award)
        for gain in sale.stamps:
            self._stamps.add(gain)
        qualifying = Qualifying(sale.occurred_at, sale.eligible, sale.measure_points, 1)
        self._window.add(qualifying)
        trail = PurchaseTrail(sale, position, qualifying, taken, free_used)
        self._purchases[sale.sale_id] = trail
        self._tallies.count_purchase(trail, self._day_of(trail))
        self._review()

    def _refunded(self, refund: Refunded) -> None:
        trail = self._purchases[refund.sale_id]
        self._purse.restore(trail.taken, refund.restored_points)
        self._purse.take_back(refund.reversed_points, own=trail.position.name)
        for taken in refund.stamps:
            self._stamps.take(taken.card_id, taken.count, trail.size_of(taken.card_id))
        before = trail.qualifying
        trail.qualifying = trail.refund(refund)
        if before is not None:
            self._window.exchange(before, trail.qualifying)
        if refund.complete:
            self._tallies.discount_purchase(trail, self._day_of(trail), self._purchases.values())
            self._return_free(trail.free_used)
        self._review()

    def _redeemed(self, position: Position, redeemed: Redeemed) -> None:
        taken = self._purse.burn(redeemed.spent)
        free_used = self._use_free(redeemed.rewards)
        self._tallies.count_rewards(redeemed.rewards, position)
        self._redemptions[redeemed.redemption_id] = RedemptionTrail(
            redeemed, position, taken, free_used
        )

    def _undone(self, undone: RedemptionUndone) -> None:
        trail = self._redemptions[undone.redemption_id]
        self._purse.restore(trail.taken, undone.restored_points)
        self._return_free(trail.free_used)
        self._tallies.discount_rewards(trail.redeemed.rewards, trail.position)
        trail.undone = True

    def _use_free(self, rewards: Iterable[RewardUse]) -> list[FreeReward]:
        used = [self._stamps.use_free(reward.reward_id) for reward in rewards if reward.free]
        return [reward for reward in used if reward is not None]

    def _return_free(self, used: Iterable[FreeReward]) -> None:
        for reward in used:
            self._stamps.return_free(reward)

    def _review(self) -> None:
        at = self._now
        program = self._timeline.at(at).program
        measured = self._window.measured(program, at)
        self._tier = review(program, self._tier, measured=measured, at=at)

    def _next_review(self, to: datetime) -> datetime | None:
        """The next midnight up to ``to`` whose review may change the tier."""
        at = self._now
        program = self._timeline.at(at).program
        due = [next_review(program, self._tier, self._window, at), self._next_switch(at)]
        moment = min((m for m in due if m is not None), default=None)
        return moment if moment is not None and moment <= to else None

    def _next_switch(self, at: datetime) -> datetime | None:
        """The first midnight under the next program version."""
        for start in self._timeline.starts_after(at):
            zone = self._timeline.at(start).program.zone
            at_midnight = calendar.midnight(calendar.local_day(start, zone), zone) == start
            return start if at_midnight else calendar.next_midnight(start, zone)
        return self._begun_today(at)

    def _begun_today(self, at: datetime) -> datetime | None:
        """The coming midnight when the version in force began since the last one."""
        version = self._timeline.at(at)
        zone = version.program.zone
        today = calendar.midnight(calendar.local_day(at, zone), zone)
        first_of_all = version == self._timeline.versions[0]
        if first_of_all or version.valid_from <= today:
            return None
        return calendar.next_midnight(at, zone)

    def _day_of(self, trail: PurchaseTrail) -> date:
        at = trail.sale.occurred_at
        return calendar.local_day(at, self._timeline.at(at).program.zone)

    @property
    def _now(self) -> datetime:
        if self._at is None:
            raise ValueError(self._at)
        return self._at


def fold(
    timeline: ProgramTimeline,
    events: Iterable[MemberEvent],
    *,
    at: datetime | None = None,
    state: MemberState | None = None,
) -> MemberState:
    """Where the member stands after ``events`` (sorted here) and at ``at``, if later."""
    replay = Fold(timeline, state)
    for event in sorted(events, key=_place):
        replay.apply(event)
    if at is not None:
        replay.advance(at)
    return replay.state()


def _place(event: MemberEvent) -> Position:
    return event.position


def _qualifying(activity: Activity) -> Qualifying:
    spend = Fraction(activity.spend_minor)
    return Qualifying(activity.at, spend, activity.points, activity.visits)
