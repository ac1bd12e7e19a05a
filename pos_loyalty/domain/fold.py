"""The fold: from a member's events and an instant to where the member stands.

Events are taken in the order of their positions; what time alone does on the way (lots
lapse, tiers are reviewed at local midnights) is done in between. Whatever order
events reached this till in, folding them sorted gives the same state everywhere.
No sequence of events makes it fail: tills decide apart and the fold must still add up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import assert_never

from pos_loyalty.domain.challenges import ChallengeBook
from pos_loyalty.domain.draws import TicketBook
from pos_loyalty.domain.events import (
    Activity,
    Adjusted,
    Credit,
    Credited,
    CreditKind,
    CreditTakenBack,
    Debited,
    Enrolled,
    HistoryNoted,
    MemberEvent,
    MembershipBought,
    MembershipCancelled,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
    SpinTakenBack,
    Spun,
    Stamped,
    TakenBackOnce,
    TierSet,
)
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import FreeReward, MemberState, Qualifying, Tallies
from pos_loyalty.domain.memberships import MembershipBook
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.purse import Purse
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.stamps import StampBook
from pos_loyalty.domain.tally_book import TallyBook
from pos_loyalty.domain.tier_book import TierBook
from pos_loyalty.domain.tiers import FOREVER
from pos_loyalty.domain.trails import PurchaseBook, PurchaseTrail, RedemptionTrail, ReferenceCredit
from pos_loyalty.domain.undoing import UndoingBook
from pos_loyalty.domain.wheels import SpinBook, SpinTrail

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Fold:
    """A member's history being replayed.

    Started from nothing it knows every purchase and can answer for refunds; resumed from
    a kept state it knows what the next sale needs, and refuses to undo what it
    has not seen (``KeyError``): then the history is folded from the beginning.
    """

    def __init__(
        self,
        timeline: ProgramTimeline,
        state: MemberState | None = None,
        *,
        reigns: Reigns | None = None,
    ) -> None:
        """``reigns`` are those of the timeline, where many histories are folded in a row."""
        self._timeline = timeline
        self._reigns = reigns or Reigns(timeline)
        self._is_resumed = state is not None
        self._now = state.at if state else _BEFORE_ALL
        self._program = self._reigns.program_at(self._now)
        self._last = state.last if state else None
        self._enrolled_at = state.enrolled_at if state else None
        self._referrer_id = state.referrer_id if state else None
        self._welcome = state.welcome if state else True
        self._purse = Purse.resumed(state) if state else Purse()
        self._tiers = TierBook(state.tier, state.qualifying) if state else TierBook()
        self._tallies = TallyBook(state.tallies if state else Tallies(), self._reigns.day_at)
        self._stamps = StampBook.resumed(state) if state else StampBook()
        self._memberships = MembershipBook(state.memberships if state else ())
        self._challenges = ChallengeBook(state.challenges if state else ())
        self._tickets = TicketBook(state.tickets if state else ())
        self._spins = SpinBook()
        self._purchases = PurchaseBook()
        self._redemptions: dict[str, RedemptionTrail] = {}
        self._references: dict[str, ReferenceCredit] = {}
        self._undoings = UndoingBook(self._purse)
        self._early: defaultdict[str, list[MemberEvent]] = defaultdict(list)

    def apply(self, event: MemberEvent) -> None:
        """Take the next event in order."""
        self.advance(event.position.effective_at)
        self._last = event.position
        self._happen(event)

    def advance(self, to: datetime) -> None:
        """Let time pass up to and including ``to``; the past is left as it is."""
        if to >= self._tiers.quiet_until:
            self._review_until(to)
        elif to > self._now:
            self._now = to
        self._purse.advance(self._now)

    def purchase(self, sale_id: str) -> PurchaseTrail | None:
        """What became of a sale so far."""
        return self._purchases.trail(sale_id)

    def redemption(self, redemption_id: str) -> RedemptionTrail | None:
        """What became of a redemption so far."""
        return self._redemptions.get(redemption_id)

    @property
    def purchases(self) -> tuple[PurchaseTrail, ...]:
        """What became of all sales so far, in the order of the history."""
        return self._purchases.trails

    @property
    def spins(self) -> SpinBook:
        """The member's spins; whole only when the fold began at the beginning."""
        return self._spins

    @property
    def memberships(self) -> MembershipBook:
        """The member's terms; those that ended long ago only when folded from the beginning."""
        return self._memberships

    def lapsed_of(self, lot_id: str) -> int:
        """Points of one lot that lapsed so far."""
        return self._purse.lapsed_of(lot_id)

    def referral_credit(self, sale_id: str) -> ReferenceCredit | None:
        """What was credited here for somebody else's sale."""
        return self._references.get(sale_id)

    @property
    def undoings(self) -> UndoingBook:
        """What was taken back so far."""
        return self._undoings

    def stamps_on(self, card_id: str) -> int:
        """Stamps on a card; below zero when used stamps were taken back."""
        return self._stamps.count(card_id)

    def credited_on(self, day: date) -> int:
        """Points that count for the cap of a local day."""
        return self._tallies.credited_on(day)

    def last_purchase_until(self, at: datetime) -> datetime | None:
        """When the member last bought at or before ``at``, of what still counts."""
        return self._purchases.last_until(at)

    @property
    def is_whole(self) -> bool:
        """Whether it began at the beginning, and so knows every purchase."""
        return not self._is_resumed

    @property
    def tier_held(self) -> str | None:
        """The tier held at the instant that the fold has reached."""
        return self._tiers.standing.held

    @property
    def activity(self) -> tuple[Qualifying, ...]:
        """All activity that counts for tiers, oldest first."""
        return self._tiers.activity

    def activity_ahead(self) -> tuple[Qualifying, ...]:
        """Activity that windows from here on may still hold, oldest first."""
        inside = self._tiers.activity_inside(self._program, self._now)
        # The rules of a later version may ask for more than those of today.
        return self._tiers.activity if self._reigns.switch_after(self._now) else inside

    def state(self) -> MemberState:
        """Where the member stands at the instant that the fold has reached."""
        last, at = self._newest(), self._now
        qualifying = self.activity_ahead()
        self._tiers.look_anew()
        changes = [self._purse.next_change(at), self._next_review(at)]
        return self._standing(
            last,
            qualifying=qualifying,
            valid_until=min((m for m in changes if m is not None), default=None),
        )

    def glance(self) -> MemberState:
        """As ``state``, without what time will bring: to price a sale with, and not to be kept."""
        last, at, program = self._newest(), self._now, self._program
        needs_activity = program.tier_policy.after_purchase
        return self._standing(
            last,
            qualifying=self._tiers.activity_inside(program, at) if needs_activity else (),
            valid_until=None,
        )

    def _standing(
        self, last: Position, *, qualifying: tuple[Qualifying, ...], valid_until: datetime | None
    ) -> MemberState:
        at = self._now
        return MemberState(
            at=at,
            last=last,
            versions=len(self._timeline.versions),
            enrolled_at=self._enrolled_at or last.effective_at,
            referrer_id=self._referrer_id,
            welcome=self._welcome,
            lots=self._purse.lots,
            debt=self._purse.debt,
            lapsed=self._purse.lapsed,
            better_ends=self._purse.better_ends,
            tier=self._tiers.standing,
            qualifying=qualifying,
            tallies=self._tallies.tallies(),
            stamps=self._stamps.counts,
            free_rewards=self._stamps.free,
            memberships=self._memberships.open_terms(at),
            challenges=self._challenges.standings(),
            tickets=self._tickets.held,
            valid_until=valid_until,
        )

    def _newest(self) -> Position:
        """The newest event's place; a member whose name came before the history has none yet."""
        return self._last or Position(self._now, "", 0, 0)

    def _review_until(self, to: datetime) -> None:
        """Review the tier wherever time can move it; from then on it is quiet for a while."""
        at = to if self._now is _BEFORE_ALL else self._now
        while (moment := self._next_review(at)) is not None and moment <= to:
            at = moment
            self._tiers.review(self._reigns.program_at(at), at)
        self._now = at = max(at, to)
        self._program = self._reigns.program_at(at)
        # Under new rules the tier is reviewed at their first midnight: no moment lies behind it.
        bounds = (moment or FOREVER, self._reigns.start_after(at) or FOREVER)
        self._tiers.quiet_until = min(bounds)

    def _happen(self, event: MemberEvent) -> None:
        match event.happening:
            case Purchased() as purchased:
                self._purchased(event, purchased)
            case Refunded() as refunded:
                self._refunded(event, refunded)
            case Redeemed() as redeemed:
                self._redeemed(event, redeemed)
            case RedemptionUndone() as undone:
                self._undone(event, undone)
            case Credited() as credited:
                self._credited(event, credited)
            case CreditTakenBack() as taken_back:
                self._taken_back(event, taken_back)
            case Adjusted(credit):
                self._credit(event, credit)
            case Debited(points):
                self._purse.take_back(points, own=None)
            case Enrolled() | TierSet() | HistoryNoted() | Stamped() as noted:
                self._noted(event.position, noted)
            case _ as played:
                self._played(event, played)

    def _played(
        self,
        event: MemberEvent,
        played: MembershipBought | MembershipCancelled | Spun | SpinTakenBack | TakenBackOnce,
    ) -> None:
        match played:
            case Spun() as spun:
                self._spun(event, spun)
            case SpinTakenBack() as taken_back:
                self._spin_taken_back(event, taken_back)
            case MembershipBought(purchase_id, term):
                self._memberships.add(purchase_id, (term,))
                self._catch_up(purchase_id)
            case MembershipCancelled(purchase_id):
                if self._memberships.term_of(purchase_id) is None:
                    self._wait_for(purchase_id, event)
                self._memberships.remove(purchase_id)
            case TakenBackOnce() as once:
                self._put_right(event, once)
            case never:
                assert_never(never)

    def _noted(
        self, position: Position, noted: Enrolled | TierSet | HistoryNoted | Stamped
    ) -> None:
        match noted:
            case Enrolled(referrer_id, welcome, since):
                self._enrolled_at = since or position.effective_at
                self._referrer_id = referrer_id
                self._welcome = welcome
                self._review()
            case TierSet(tier_id):
                self._tiers.give(tier_id)
            case HistoryNoted(entries):
                for activity in entries:
                    self._tiers.add(_qualifying(activity))
                self._review()
            case Stamped(gain):
                self._stamps.add(gain)
            case never:
                assert_never(never)

    def _purchased(self, event: MemberEvent, sale: Purchased) -> None:
        position = event.position
        if self._enrolled_at is not None and sale.occurred_at < self._enrolled_at:
            # Brought along from elsewhere: whoever bought as a member was one.
            self._enrolled_at = sale.occurred_at
        qualifying = Qualifying(sale.occurred_at, sale.eligible, sale.measure_points, 1)
        self._tiers.add(qualifying)
        self._purchases.add(event, sale, qualifying)
        if sale.spent or sale.rewards or sale.challenges:
            trail = self._purchases.begin_trail(sale.sale_id)
            trail.taken = self._purse.burn(sale.spent)
            trail.free_used = self._use_free(sale.rewards)
            self._challenges.add(trail)
        self._credit(event, sale.award)
        for gain in sale.stamps:
            self._stamps.add(gain)
        if sale.tickets or sale.terms:
            self._tickets.add(position.name, sale.tickets)
            self._memberships.add(position.name, sale.terms)
        self._tallies.count_purchase(sale, position)
        self._review()
        if self._early:
            self._catch_up(sale.sale_id)

    def _refunded(self, event: MemberEvent, refund: Refunded) -> None:
        trail = self._purchases.trail(refund.sale_id)
        if trail is None:
            self._wait_for(refund.sale_id, event)
            return
        counted = self._undoings.refund(event, trail, refund)
        was_complete, before = trail.complete, trail.qualifying
        trail.qualifying = trail.refund(counted)
        if before is not None:
            self._tiers.exchange(before, trail.qualifying)
        if trail.complete and not was_complete:
            self._tallies.discount_purchase(trail.sale, trail.position)
            self._return_free(trail.free_used)
            self._memberships.remove(trail.position.name)
        for taken in counted.stamps:
            self._stamps.take(taken.card_id, taken.count, trail.size_of(taken.card_id))
        self._tickets.take_all(trail.position.name, counted.tickets)
        self._review()

    def _redeemed(self, event: MemberEvent, redeemed: Redeemed) -> None:
        position = event.position
        taken = self._purse.burn(redeemed.spent)
        free_used = self._use_free(redeemed.rewards)
        self._tallies.count_rewards(redeemed.rewards, position)
        self._tickets.add(position.name, redeemed.tickets)
        self._memberships.add(position.name, redeemed.terms)
        trail = RedemptionTrail(redeemed, position, taken, free_used, partner=event.partner)
        self._redemptions[redeemed.redemption_id] = trail
        self._catch_up(redeemed.redemption_id)

    def _undone(self, event: MemberEvent, undone: RedemptionUndone) -> None:
        trail = self._redemptions.get(undone.redemption_id)
        if trail is None:
            self._wait_for(undone.redemption_id, event)
            return
        self._undoings.undo(event, trail, undone)
        if not trail.undone:
            self._return_free(trail.free_used)
            self._tallies.discount_rewards(trail.redeemed.rewards, trail.position)
            self._memberships.remove(trail.position.name)
            self._tickets.remove(trail.position.name, but_of=undone.keeps_tickets_of)
        trail.undone = True

    def _credit(self, event: MemberEvent, credit: Credit) -> Lot:
        """Open a lot, whose end later policies may move away."""
        position = event.position
        if not self._reigns.has_one_expiry:
            ends = self._reigns.better_ends(position, credit, version=event.program_version)
            self._purse.await_ends(ends)
        return self._purse.credit(position, credit)

    def _credited(self, event: MemberEvent, credited: Credited) -> None:
        position = event.position
        lot = self._credit(event, credited.credit)
        self._tickets.add(position.name, credited.tickets)
        if credited.kind is CreditKind.ACTION:
            self._tallies.count_action(credited.reference, position)
        elif credited.reference:
            is_whole = credited.kind is CreditKind.CHALLENGE
            self._references[credited.reference] = ReferenceCredit(lot, is_whole)
            self._catch_up(credited.reference)

    def _taken_back(self, event: MemberEvent, taken_back: CreditTakenBack) -> None:
        credited = self._references.get(taken_back.reference)
        if credited is None:
            self._wait_for(taken_back.reference, event)
            return
        self._undoings.take_credit(event, credited, taken_back)

    def _spun(self, event: MemberEvent, spun: Spun) -> None:
        position = event.position
        lot = self._credit(event, spun.credit)
        self._tallies.count_spin(spun.wheel_id, position)
        trail = SpinTrail(spun, position, lot, partner=event.partner)
        self._spins.add(trail)
        if trail.free_reward is not None:
            self._stamps.grant(trail.free_reward)
        self._catch_up(spun.spin_id)

    def _spin_taken_back(self, event: MemberEvent, taken: SpinTakenBack) -> None:
        trail = self._spins.spin(taken.spin_id)
        if trail is None:
            self._wait_for(taken.spin_id, event)
            return
        self._undoings.take_spin(event, trail, taken.points)
        if not trail.undone:
            trail.undone = True
            self._tallies.discount_spin(trail.spun.wheel_id, trail.position)
            if trail.free_reward is not None:
                self._stamps.revoke(trail.free_reward)

    def _put_right(self, event: MemberEvent, once: TakenBackOnce) -> None:
        if self._is_resumed and not self._undoings.is_known(once):
            raise KeyError(once.name)
        self._undoings.put_right(event, once)
        if once.tickets and (trail := self.purchase(once.name)) is not None:
            trail.take_tickets(once.tickets)
            self._tickets.take_all(trail.position.name, once.tickets)

    def _wait_for(self, name: str, event: MemberEvent) -> None:
        """Keep an undoing for later: by another till's clock it came before what it undoes."""
        if self._is_resumed:
            raise KeyError(name)
        self._early[name].append(event)

    def _catch_up(self, name: str) -> None:
        if name in self._early:
            for event in self._early.pop(name):
                self._happen(event)

    def _use_free(self, rewards: Iterable[RewardUse]) -> list[FreeReward]:
        used = [self._stamps.use_free(reward.reward_id) for reward in rewards if reward.free]
        return [reward for reward in used if reward is not None]

    def _return_free(self, used: Sequence[FreeReward]) -> None:
        for reward in reversed(used):
            # What a wheel gave for a purchase that went back is nobody's any more.
            if not self._spins.is_undone(reward.source):
                self._stamps.return_free(reward)

    def _review(self) -> None:
        self._tiers.review_after_fact(self._program, self._now)

    def _next_review(self, after: datetime) -> datetime | None:
        """The next midnight whose review may change the tier."""
        program = self._reigns.program_at(after)
        due = self._tiers.next_review(program, after)
        switch = self._reigns.switch_after(after)
        if due is None or switch is None:
            return due or switch
        return min(due, switch)


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


def _place(event: MemberEvent) -> tuple[datetime, str, int, int]:
    """As positions are ordered; the parts are compared faster than the whole."""
    position = event.position
    return (position.effective_at, position.device, position.epoch, position.seq)


def _qualifying(activity: Activity) -> Qualifying:
    spend = Fraction(activity.spend_minor)
    return Qualifying(activity.at, spend, activity.points, activity.visits)
