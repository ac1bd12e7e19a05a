"""What a member takes part in besides the purchase, as the counter offers and does it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Protocol

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.burning import bar_of, cost_of
from pos_loyalty.domain.calendar import last_good_day, local_day
from pos_loyalty.domain.challenges import badges_of, is_on, progress_in
from pos_loyalty.domain.draws import sells_at, tickets_held
from pos_loyalty.domain.events import MembershipBought
from pos_loyalty.domain.limits import limit_reached
from pos_loyalty.domain.memberships import next_term, running
from pos_loyalty.domain.play import (
    ActionOffer,
    BoughtMembership,
    BuyTickets,
    ChallengeOffer,
    DonationOffer,
    DrawOffer,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    MembershipOffer,
    Odds,
    PerformAction,
    PlayDeed,
    Played,
    PlayOffers,
    SpinWheel,
    StampOffer,
    WheelOffer,
)
from pos_loyalty.domain.program import Draw, Program, RewardKind
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.wheels import Chance, odds_of
from pos_loyalty.services.draws import Draws
from pos_loyalty.services.memberships import Memberships
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.overview import Overviews, Standing
from pos_loyalty.services.points import Points
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Answer, Request
from pos_loyalty.services.wheels import Wheels


class _Named(Protocol):
    @property
    def name(self) -> str: ...


RequestOf = Callable[[str, str], Request]
"""The request of whoever is signed in: its key, and a manager's PIN or nothing."""


@dataclass(frozen=True, slots=True)
class PlayRooms:
    """The services behind it."""

    overviews: Overviews
    programs: Programs
    points: Points
    memberships: Memberships
    draws: Draws
    wheels: Wheels
    redemptions: Redemptions


class PlayService:
    """Offers what there is and does what is chosen, each in one short transaction.

    ``slip_queued`` is called after a commit that left a slip to print.
    """

    def __init__(
        self,
        rooms: PlayRooms,
        *,
        request: RequestOf,
        clock: Clock,
        slip_queued: Callable[[], None],
    ) -> None:
        self._rooms = rooms
        self._request = request
        self._clock = clock
        self._slip_queued = slip_queued

    def offers(self, member_id: str) -> PlayOffers:
        """All that a member can take part in now.

        Raises UnknownMemberError and MemberBlockedError.
        """
        now = self._clock.now()
        chances = self._rooms.wheels.chances(member_id, now=now)
        bought = self._rooms.memberships.bought(member_id, now)
        standing = self._rooms.overviews.standing(member_id, now)
        program, state = standing.program, standing.state
        return PlayOffers(
            spendable=state.spendable,
            actions=tuple(_actions(standing)),
            stamps=tuple(_stamps(standing)),
            memberships=tuple(_memberships(standing)),
            bought=tuple(_bought(program, each) for each in bought),
            challenges=tuple(_challenges(standing)),
            badges=badges_of(state.challenges),
            draws=tuple(_draws(standing)),
            wheels=tuple(_wheel(program, chance) for chance in chances),
            donations=tuple(_donations(standing)),
        )

    def do(self, *, key: str, member_id: str, deed: PlayDeed, approval_pin: str) -> Played:
        """Do what was chosen, once; raises what the service behind it raises."""
        program = self._rooms.programs.current(self._clock.now()).program
        outcome = self._done(self._request(key, approval_pin), member_id, deed).value
        if outcome.print_job is not None:
            self._slip_queued()
        return _played(program, deed, outcome)

    def _done(self, request: Request, member_id: str, deed: PlayDeed) -> Answer[Outcome]:
        rooms = self._rooms
        match deed:
            case PerformAction(action_id):
                return rooms.points.action(request, member_id, action_id)
            case GiveStamps(card_id, count):
                return rooms.points.stamp(request, member_id, card_id, count)
            case JoinClub(membership_id):
                return rooms.memberships.buy(request, member_id, membership_id)
            case LeaveClub(purchase_id):
                return rooms.memberships.cancel(request, member_id, purchase_id)
            case _ as played:
                return self._played(request, member_id, played)

    def _played(
        self, request: Request, member_id: str, deed: BuyTickets | SpinWheel | GivePoints
    ) -> Answer[Outcome]:
        rooms = self._rooms
        match deed:
            case BuyTickets(draw_id, count):
                return rooms.draws.buy_tickets(request, member_id, draw_id, count)
            case SpinWheel(wheel_id):
                return rooms.wheels.spin(request, member_id, wheel_id)
            case GivePoints(reward_id, points):
                return rooms.redemptions.donate(
                    request, member_id, points=points, reward_id=reward_id
                )


def _actions(standing: Standing) -> Iterator[ActionOffer]:
    state, zone = standing.state, standing.program.zone
    for action in standing.program.actions:
        uses = state.tallies.action_uses
        used_up = limit_reached(action.limit, action.id, uses, at=state.at, zone=zone)
        yield ActionOffer(action.id, action.name, action.points, action.needs_manager, used_up)


def _stamps(standing: Standing) -> Iterator[StampOffer]:
    counts = dict(standing.state.stamps)
    for card in standing.program.stamp_cards:
        yield StampOffer(card.id, card.name, max(0, counts.get(card.id, 0)), card.size)


def _memberships(standing: Standing) -> Iterator[MembershipOffer]:
    program, state = standing.program, standing.state
    now_running = running(program, state.terms, state.at)
    for membership in program.memberships:
        term = next_term(program, membership, state.terms, state.at)
        yield MembershipOffer(
            id=membership.id,
            name=membership.name,
            fee_minor=membership.fee_minor,
            first_day=local_day(term.starts_at, program.zone),
            last_day=last_good_day(term.ends_at, program.zone),
            multiplier=membership.multiplier,
            percent_off=membership.percent_off,
            benefits=membership.benefits,
            is_running=membership in now_running,
        )


def _bought(program: Program, bought: MembershipBought) -> BoughtMembership:
    membership = program.membership(bought.term.membership_id)
    return BoughtMembership(
        purchase_id=bought.purchase_id,
        name=membership.name if membership else bought.term.membership_id,
        first_day=local_day(bought.term.starts_at, program.zone),
        last_day=last_good_day(bought.term.ends_at, program.zone),
        fee_minor=bought.fee_minor,
    )


def _challenges(standing: Standing) -> Iterator[ChallengeOffer]:
    program, state = standing.program, standing.state
    moving = progress_in(program, state.challenges)
    for challenge, progress in zip(program.challenges, moving, strict=True):
        if is_on(challenge, state.at) or progress.completed:
            last_day = _last_day(program, challenge.ends_at)
            yield ChallengeOffer(progress, challenge.bonus, challenge.badge, last_day)


def _draws(standing: Standing) -> Iterator[DrawOffer]:
    program, state = standing.program, standing.state
    for draw in program.draws:
        held = tickets_held(state.tickets, draw.id)
        is_open = sells_at(draw, state.at) and draw.id not in standing.usage.draws_held
        if is_open or held:
            yield DrawOffer(
                id=draw.id,
                name=draw.name,
                held=held,
                price=draw.ticket_points if is_open else 0,
                room=_room(draw, held),
                prizes=draw.prizes,
                last_day=_last_day(program, draw.ends_at),
            )


def _room(draw: Draw, held: int) -> int | None:
    return max(0, draw.maximum_tickets - held) if draw.maximum_tickets else None


def _wheel(program: Program, chance: Chance) -> WheelOffer:
    wheel = chance.wheel
    odds = (
        Odds(segment.points, _reward_name(program, segment.reward), share)
        for segment, share in zip(wheel.segments, odds_of(wheel), strict=True)
    )
    return WheelOffer(wheel.id, wheel.name, tuple(odds), chance.bar, wheel.minimum_purchase_minor)


def _donations(standing: Standing) -> Iterator[DonationOffer]:
    program, context = standing.program, standing.burn_context
    for reward in program.rewards:
        if reward.kind is RewardKind.DONATION:
            cost = cost_of(program, reward, context.tier_id)
            bar = bar_of(context, reward)
            yield DonationOffer(reward.id, reward.name, cost, reward.value_minor, bar)


def _last_day(program: Program, ends_at: datetime | None) -> date | None:
    return last_good_day(ends_at, program.zone) if ends_at is not None else None


def _reward_name(program: Program, reward_id: str) -> str:
    reward = program.reward(reward_id)
    return reward.name if reward is not None else ""


def _name_of(program: Program, deed: PlayDeed, outcome: Outcome) -> str:
    found: _Named | None
    match deed:
        case PerformAction(subject):
            found = program.action(subject)
        case GiveStamps(subject):
            found = program.stamp_card(subject)
        case JoinClub() | LeaveClub():
            found = program.membership(outcome.terms[0].membership_id)
        case BuyTickets(subject):
            found = program.draw(subject)
        case SpinWheel(subject):
            found = program.wheel(subject)
        case GivePoints(subject):
            found = program.reward(subject)
    return found.name if found is not None else ""


def _played(program: Program, deed: PlayDeed, outcome: Outcome) -> Played:
    ends = [term.ends_at for term in outcome.terms]
    counts = [each.held for each in outcome.tickets if _is_about(deed, each.draw_id)]
    return Played(
        deed=deed,
        name=_name_of(program, deed, outcome),
        member_id=outcome.member_id,
        balance_after=outcome.balance,
        earned=outcome.earned,
        spent=outcome.spent,
        granted=tuple(_reward_name(program, reward) for reward in outcome.granted),
        reward=_reward_name(program, outcome.spin.reward_id) if outcome.spin else "",
        fee_minor=outcome.amount_minor,
        last_day=_last_day(program, max(ends)) if ends else None,
        tickets=sum(counts),
        donated_minor=outcome.donated_minor,
    )


def _is_about(deed: PlayDeed, draw_id: str) -> bool:
    return isinstance(deed, BuyTickets) and deed.draw_id == draw_id
