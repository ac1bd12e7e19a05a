"""One member inside one writing transaction: the state to decide on, and the facts added."""

from collections.abc import Mapping
from datetime import datetime

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.draws import (
    open_draws,
    tickets_for_action,
    tickets_given,
    tickets_of,
)
from pos_loyalty.domain.errors import (
    HistoryElsewhereError,
    InThePastError,
    MemberBlockedError,
    NotAllowedError,
    PointsElsewhereError,
    UnknownMemberError,
)
from pos_loyalty.domain.events import (
    MOST_POINTS,
    Enrolled,
    Happening,
    MemberEvent,
    Purchased,
    Redeemed,
    RewardUse,
    TicketGain,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.sale_context import (
    MemberTraits,
    SaleContext,
    ShopUsage,
    context_late,
    context_now,
)
from pos_loyalty.services.request import Request
from pos_loyalty.storage.event_log import Fact
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.records import MemberRecord, MemberStatus, UsageKind
from pos_loyalty.storage.store import Reading, Work


def member_of(reading: Reading, member_id: str) -> MemberRecord:
    """The member's profile. Raises UnknownMemberError, also for one that was erased."""
    member = reading.members.member(member_id)
    if member is None or member.status is MemberStatus.ERASED:
        raise UnknownMemberError(member=member_id)
    return member


def active_member_of(reading: Reading, member_id: str) -> MemberRecord:
    """The profile of a member who may take part. Raises also MemberBlockedError."""
    member = member_of(reading, member_id)
    if member.status is MemberStatus.BLOCKED:
        raise MemberBlockedError(member=member_id)
    return member


def fold_of(reading: Reading, timeline: ProgramTimeline, member_id: str, at: datetime) -> Fold:
    """The member's fold at ``at``, from the kept state where it still holds."""
    kept = reading.projections.state(member_id)
    if kept is None or kept.versions != len(timeline.versions):
        if reading.bases.is_based(member_id):
            return _based_fold_of(reading, timeline, member_id, at)
        return whole_fold_of(reading, timeline, member_id, at)
    fold = Fold(timeline, kept)
    fold.advance(at)
    return fold


def whole_fold_of(
    reading: Reading, timeline: ProgramTimeline, member_id: str, at: datetime
) -> Fold:
    """The member's fold at ``at`` over the whole history: it can answer for refunds."""
    return _folded(timeline, reading.history(member_id), at)


def _based_fold_of(
    reading: Reading, timeline: ProgramTimeline, member_id: str, at: datetime
) -> Fold:
    """The fold from where the member stood when this till joined, as far as that is enough."""
    state = reading.bases.state(member_id)
    if state is None:
        raise HistoryElsewhereError(member=member_id)
    fold = Fold(timeline, state)
    try:
        for event in reading.log.history(member_id):
            if state.last < event.position and event.position.effective_at <= at:
                fold.apply(event)
    except KeyError as error:
        raise HistoryElsewhereError(member=member_id) from error
    fold.advance(at)
    return fold


def _folded(timeline: ProgramTimeline, events: list[MemberEvent], at: datetime) -> Fold:
    fold = Fold(timeline)
    for event in events:
        if event.position.effective_at <= at:
            fold.apply(event)
    fold.advance(at)
    return fold


def effective_now(reading: Reading, now: datetime) -> datetime:
    """``now``, or the time of the newest event when the clock fell behind it."""
    return max(now, from_us(reading.log.device().last_effective_us))


def traits_of(member: MemberRecord) -> MemberTraits:
    """What campaigns may ask about a member."""
    return MemberTraits.of_profile(member.id, member.birthday, member.segments)


def usage_of(reading: Reading, version: ProgramVersion) -> ShopUsage:
    """What the shop has used of budgets, stock and draws; read only where a rule asks for it."""
    program = version.program
    budgets = any(campaign.budget for campaign in program.campaigns)
    stock = any(reward.stock for reward in program.rewards)
    return ShopUsage(
        reading.projections.usage(UsageKind.CAMPAIGN) if budgets else {},
        reading.projections.usage(UsageKind.REWARD) if stock else {},
        reading.draws.held_ids() if program.draws else frozenset(),
    )


def sale_context(
    reading: Reading,
    timeline: ProgramTimeline,
    member: MemberRecord,
    fold: Fold,
    *,
    occurred_at: datetime | None,
) -> SaleContext:
    """What a sale of ``member`` is priced on; ``fold`` is the member's, at the time it is made.

    ``occurred_at`` before that time makes it a late record.

    Raises InThePastError for a time before the member's enrollment, NotAllowedError for one
    that is still to come.
    """
    state = fold.state()
    if occurred_at is not None and occurred_at < state.enrolled_at:
        raise InThePastError(at=occurred_at.isoformat(), now=state.at.isoformat())
    return brought_context(reading, timeline, member, fold, occurred_at=occurred_at)


def brought_context(
    reading: Reading,
    timeline: ProgramTimeline,
    member: MemberRecord,
    fold: Fold,
    *,
    occurred_at: datetime | None,
) -> SaleContext:
    """As ``sale_context``, for a sale that may be older than the member's enrollment here.

    Raises NotAllowedError for a time that is still to come.
    """
    state = fold.state()
    now = state.at
    at = now if occurred_at is None else occurred_at
    version = timeline.at(at)
    usage = usage_of(reading, version)
    traits = traits_of(member)
    if at == now:
        return context_now(state, version, traits, usage)
    if at > now:
        raise NotAllowedError(reason="time-ahead")
    events = reading.history(member.id)
    whole = fold if fold.is_whole else _folded(timeline, events, now)
    then = _folded(timeline, events, at)
    return context_late(
        now=whole, then=then, occurred_at=at, version=version, traits=traits, usage=usage
    )


class MemberBook:
    """The member whose history a transaction adds to."""

    def __init__(
        self, work: Work, timeline: ProgramTimeline, member_id: str, request: Request
    ) -> None:
        self._work = work
        self._timeline = timeline
        self._request = request
        self.actor = request.actor
        self.member_id = member_id
        self.now = work.log.effective(request.now)
        self._fold: Fold | None = None
        self._state: MemberState | None = None

    @property
    def version(self) -> ProgramVersion:
        """The program version in force now."""
        return self._timeline.at(self.now)

    def fold(self) -> Fold:
        """The member's fold at this moment of the transaction; facts added are in it."""
        if self._fold is None:
            self._fold = fold_of(self._work, self._timeline, self.member_id, self.now)
        return self._fold

    def business_day(self, at: datetime) -> str:
        """The local day that an instant counts for, as an ISO date."""
        return local_day(at, self.version.program.zone).isoformat()

    def state(self) -> MemberState:
        """Where the member stands now."""
        if self._state is None:
            self._state = self.fold().state()
        return self._state

    def whole(self) -> Fold:
        """The whole history folded up to now; what is added later is applied to it."""
        self._fold = whole_fold_of(self._work, self._timeline, self.member_id, self.now)
        return self._fold

    def add(
        self,
        happening: Happening,
        *,
        occurred_at: datetime | None = None,
        version: ProgramVersion | None = None,
        detail: object = None,
        sealed: bytes | None = None,
        partner: str | None = None,
    ) -> MemberEvent:
        """Write a fact with its entries, and keep the state that follows from it.

        ``detail`` goes into the log beside it and names nobody; what does is ``sealed``.
        ``partner`` is that of the request, or of what is undone where it is given.

        Raises NotAllowedError when the member would have more points than the ledger holds,
        and for a partner that is none; PointsElsewhereError for a burn that this till may not
        make without the hub's word.
        """
        ruling = version or self.version
        if partner is None:
            partner = self._partner_under(ruling)
        at = occurred_at or self.now
        fold = Fold(self._timeline) if isinstance(happening, Enrolled) else self.fold()
        event = self._work.record(
            Fact(
                happening=happening,
                member_id=self.member_id,
                effective_at=self.now,
                occurred_at=at,
                business_day=self.business_day(at),
                program_version=ruling.number,
                staff_id=self._request.actor.staff_id,
                approved_by=self._request.actor.approver_id,
                key=self._request.key,
                detail=detail,
                sealed=sealed,
                partner=partner,
                shares=self._shares_for(happening),
            )
        )
        for gain in tickets_of(happening):
            self._work.draws.add_holder(gain.draw_id, self.member_id)
        fold.apply(event)
        self._fold = fold
        self._state = fold.state()
        if self._state.balance > MOST_POINTS:
            raise NotAllowedError(reason="too-many-points")
        self._work.projections.put_state(self.member_id, self._state)
        # Of whom only the hub has the history, it is wanted as soon as somebody is served.
        self._work.bases.note_stale([self.member_id])
        return event

    def tickets_for_action(self, action_id: str) -> tuple[TicketGain, ...]:
        """The tickets of prize draws that performing an action gives the member now."""
        program = self.version.program
        draws = open_draws(program, self.now, usage_of(self._work, self.version).draws_held)
        wanted = tickets_for_action(draws, action_id)
        return tickets_given(draws, self.state().tickets, wanted)

    def _shares_for(self, happening: Happening) -> Mapping[str, int]:
        """Which shares a burn uses up. What they leave comes out of credits not sent yet."""
        burned = happening.spent if isinstance(happening, Purchased | Redeemed) else 0
        if not burned:
            return {}
        here = self._work.shares.left(self.member_id, self.now)
        if here is None:
            return {}
        if here < burned:
            raise PointsElsewhereError(member=self.member_id, needed=burned, here=here)
        return self._work.shares.take(self.member_id, burned, self.now)

    def _partner_under(self, ruling: ProgramVersion) -> str:
        """The partner at which it happens.

        One that is named is in the program. A till goes on serving when its partner has left
        it: what it books is settled at the last value there was.
        """
        partner = self._request.at_partner
        versions = (ruling,) if self._request.partner else self._timeline.versions
        if partner and not any(version.program.partner(partner) for version in versions):
            raise NotAllowedError(reason="unknown-partner", partner=partner)
        return partner

    def count(self, purchased: Purchased, *, sign: int) -> None:
        """Count what a purchase used of budgets and stock, or count it back."""
        for used in purchased.campaigns:
            if used.points:
                self._work.projections.add_usage(
                    UsageKind.CAMPAIGN, used.campaign_id, sign * used.points
                )
        self.count_rewards(purchased.rewards, sign=sign)

    def count_rewards(self, rewards: tuple[RewardUse, ...], *, sign: int) -> None:
        """Count paid rewards out of stock, or back into it."""
        for used in rewards:
            if not used.free:
                self._work.projections.add_usage(UsageKind.REWARD, used.reward_id, sign)
