"""The stage of a story: what each step does, done by the services of the counter."""

from datetime import datetime

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.draws import DrawResult, Draws
from pos_loyalty.services.members import Members, NewMember
from pos_loyalty.services.memberships import Memberships
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.overview import Overviews
from pos_loyalty.services.points import Points
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Quoted, Sale, Sales
from pos_loyalty.services.scenario.steps import (
    Adjust,
    Advance,
    Balance,
    Block,
    BuyMembership,
    CancelMembership,
    Deed,
    Donate,
    Enroll,
    Grant,
    GrantByPolicy,
    History,
    HoldDraw,
    PerformAction,
    Purchase,
    Quote,
    Redeem,
    Refund,
    SetTier,
    Spin,
    Stamp,
    Ticket,
    Unblock,
    UndoRedeem,
    Void,
)
from pos_loyalty.services.wheels import Wheels

_NO_REASON = "–"


@dataclass(frozen=True, slots=True)
class Stage:
    """The services that a story is played on, over a shop of its own."""

    program: Program
    sales: Sales
    redemptions: Redemptions
    points: Points
    wheels: Wheels
    members: Members
    memberships: Memberships
    draws: Draws
    overviews: Overviews
    words: Words

    def state(self, member_id: str, now: datetime) -> MemberState:
        """Where a member stands. Raises UnknownMemberError."""
        return self.overviews.standing(member_id, now).state

    def enroll(
        self, request: Request, member_id: str, new: Enroll, *, referrer: str | None, welcome: bool
    ) -> Outcome:
        """Take in a member. Raises what ``Members.enroll`` raises."""
        birthday = f"{new.birthday[0]:02d}-{new.birthday[1]:02d}" if new.birthday else ""
        answer = self.members.enroll(
            request,
            NewMember(
                member_id=member_id,
                birthday=birthday,
                referrer_id=referrer,
                segments=new.segments,
                welcome=welcome,
            ),
        )
        return answer.value.outcome

    def quote(self, member_id: str, quote: Quote, now: datetime) -> Quoted:
        """What a sale would do. Raises what ``Sales.quote`` raises."""
        return self.sales.quote(Sale(member_id=member_id, basket=quote.basket), now=now)

    def buy(
        self, request: Request, member_id: str, purchase: Purchase, occurred_at: datetime | None
    ) -> Outcome:
        """Record a sale. Raises what ``Sales.record`` raises."""
        sale = Sale(
            member_id=member_id,
            basket=purchase.basket,
            occurred_at=occurred_at,
            id=purchase.id,
        )
        return self.sales.record(request, sale, slip=False).value

    def hold(self, request: Request, deed: HoldDraw) -> DrawResult:
        """Hold a prize draw. Raises what ``Draws.hold`` raises."""
        return self.draws.hold(request, deed.draw, seed=deed.seed).value

    def do(self, request: Request, member_id: str, deed: Deed) -> Outcome | None:
        """Everything else that is done to a member; None for what only looks.

        Raises what the services raise, and NotAllowedError for what this release lacks.
        """
        match deed:
            case Refund() | Void() | Redeem() | UndoRedeem():
                return self._burned_or_undone(request, member_id, deed)
            case (
                Grant()
                | GrantByPolicy()
                | Adjust()
                | PerformAction()
                | SetTier()
                | History()
                | Stamp()
            ):
                return self._noted(request, member_id, deed)
            case BuyMembership(membership, purchase_id):
                return self.memberships.buy(
                    request, member_id, membership, purchase_id=purchase_id, slip=False
                ).value
            case CancelMembership(purchase_id):
                return self.memberships.cancel(request, member_id, purchase_id, slip=False).value
            case Ticket() | Spin() | Donate():
                return self._played_or_given(request, member_id, deed)
            case Block():
                self.members.block(request, member_id)
            case Unblock():
                self.members.unblock(request, member_id)
            case Balance() | Advance():
                pass
            case _:
                raise NotAllowedError(reason="not-in-this-release", step=type(deed).__name__)
        return None

    def _played_or_given(
        self, request: Request, member_id: str, deed: Ticket | Spin | Donate
    ) -> Outcome:
        match deed:
            case Ticket(draw, count, redemption_id):
                return self.draws.buy_tickets(
                    request, member_id, draw, count, redemption_id=redemption_id, slip=False
                ).value
            case Spin(wheel, seed):
                # Without a seed of its own a story still goes alike whenever it is played.
                return self.wheels.spin(
                    request, member_id, wheel, seed=seed or request.key, slip=False
                ).value
            case Donate(points, reward, redemption_id):
                return self.redemptions.donate(
                    request,
                    member_id,
                    points=points,
                    reward_id=reward,
                    redemption_id=redemption_id,
                    slip=False,
                ).value

    def _burned_or_undone(
        self, request: Request, member_id: str, deed: Refund | Void | Redeem | UndoRedeem
    ) -> Outcome:
        match deed:
            case Refund(purchase, amount_minor):
                return self.sales.refund(
                    request, purchase, amount_minor=amount_minor, slip=False
                ).value
            case Void(purchase):
                return self.sales.void(request, purchase, slip=False).value
            case UndoRedeem(redemption_id):
                return self.redemptions.undo(request, redemption_id, slip=False).value
            case Redeem(points, reward, purchase_total_minor, redemption_id):
                return self.redemptions.redeem(
                    request,
                    member_id,
                    Burn(points, (reward,) if reward else ()),
                    purchase_total_minor=purchase_total_minor,
                    redemption_id=redemption_id,
                    slip=False,
                ).value

    def _granted(self, request: Request, member_id: str, deed: Grant | GrantByPolicy) -> Outcome:
        match deed:
            case Grant(points, expires_at):
                return self.points.grant(
                    request, member_id, points=points, expires_at=expires_at
                ).value
            case GrantByPolicy(points):
                return self.points.grant_by_policy(request, member_id, points=points).value

    def _noted(
        self,
        request: Request,
        member_id: str,
        deed: Grant | GrantByPolicy | Adjust | PerformAction | SetTier | History | Stamp,
    ) -> Outcome:
        match deed:
            case Grant() | GrantByPolicy():
                return self._granted(request, member_id, deed)
            case Adjust(points, reason):
                return self.points.adjust(
                    request, member_id, points=points, reason=reason or _NO_REASON, slip=False
                ).value
            case PerformAction(action):
                return self.points.action(request, member_id, action).value
            case SetTier(tier):
                return self.points.set_tier(request, member_id, tier).value
            case History(entries):
                return self.points.note_history(request, member_id, entries).value
            case Stamp(card, count):
                return self.points.stamp(request, member_id, card, count).value
