"""The counter's own view of the services: one person at one till, speaking the screen's values."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.cards.member_number import member_number
from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.counter import (
    Birthday,
    Category,
    Enrollment,
    MemberGlance,
    Receipt,
    RecentActivity,
    SalePreview,
    SaleRequest,
    SearchHit,
    SearchResult,
    TierGlance,
)
from pos_loyalty.domain.errors import (
    MemberBlockedError,
    SaleElsewhereError,
    UnknownPurchaseError,
)
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.program import Tier
from pos_loyalty.domain.prospects import glance_at
from pos_loyalty.domain.sightings import CardShown, CardWord
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.claims import Claims
from pos_loyalty.services.identify import CardReader
from pos_loyalty.services.members import Members, NewMember
from pos_loyalty.services.outcome import ActionKind, Outcome
from pos_loyalty.services.overview import Overviews, glance_of, masked_email
from pos_loyalty.services.printouts import queue_copy
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.recent import RecentBusiness
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.sales import Sale, Sales
from pos_loyalty.services.shares import ShareOffice
from pos_loyalty.services.sightings import CardQuestion, Sightings
from pos_loyalty.services.staff import StaffRoom
from pos_loyalty.services.till_receipts import TillReceipts
from pos_loyalty.services.whose import found_out
from pos_loyalty.storage.member_search import MemberHit
from pos_loyalty.storage.records import MemberStatus
from pos_loyalty.storage.store import Store, Work

if TYPE_CHECKING:
    # For the checker alone: what letters need is imported when somebody sends one.
    from pos_loyalty.services.letters import Letters

_KINDS = {
    ActionKind.PURCHASE: SlipKind.SALE,
    ActionKind.REFUND: SlipKind.REFUND,
    ActionKind.VOID: SlipKind.VOID,
    ActionKind.REDEEM: SlipKind.REDEMPTION,
}
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class CounterRooms:
    """The services that the counter speaks to."""

    store: Store
    sales: Sales
    claims: Claims
    redemptions: Redemptions
    members: Members
    cards: CardReader
    sightings: Sightings
    overviews: Overviews
    programs: Programs
    recent: RecentBusiness
    staff: StaffRoom
    till_receipts: TillReceipts
    letters: Callable[[], "Letters"]
    has_mail: Callable[[], bool]
    """Whether a mail server is set."""
    office: ShareOffice | None = None
    """Asks the hub, where there is one."""
    till_partner: Callable[[], str] = str
    """At which partner of a coalition this till stands; "" is the shop itself."""


class CounterService:
    """Serves members for whoever is signed in. Every call is one short transaction.

    ``actor`` tells who is signed in now; ``clock`` what time it is; ``slip_queued`` is
    called after a commit that left a slip to print, ``sold`` once after each purchase.
    """

    def __init__(
        self,
        rooms: CounterRooms,
        *,
        actor: Callable[[], Actor],
        clock: Clock,
        slip_queued: Callable[[], None],
        sold: Callable[[], None] = lambda: None,
    ) -> None:
        self._rooms = rooms
        self._actor = actor
        self._clock = clock
        self._slip_queued = slip_queued
        self._sold = sold
        self._asked: tuple[CardShown, CardQuestion] | None = None

    def identify(self, text: str) -> MemberGlance:
        """The member of a scanned card or a typed number; raises what ``CardReader`` raises."""
        now = self._clock.now()
        rooms = self._rooms
        with rooms.store.read() as reading:
            shown = rooms.cards.shown_in(reading, text, now)
            standing = rooms.overviews.standing_in(reading, shown.member_id, now)
            glance = self._served(glance_of(standing))
            if shown.card is None:
                return glance
            elsewhere = rooms.sightings.elsewhere(reading, shown.card, now)
            return replace(glance, card=shown.card, elsewhere=elsewhere)

    def card_served(self, card: CardShown) -> None:
        """Remember where this card was shown; for when its member stands on the screen."""
        sightings = self._rooms.sightings
        sightings.note(card, self._actor(), self._clock.now())
        question = sightings.ask(card)
        self._asked = None if question is None else (card, question)

    def card_word(self, card: CardShown) -> CardWord | None:
        """What the hub says of the card that was served last, once it has said it.

        None where nobody is asked. Waits for a line, and is called in a thread of its own.
        """
        question = self._question(card)
        if question is None:
            return None
        question.wait()
        with self._rooms.store.read() as reading:
            elsewhere = self._rooms.sightings.elsewhere(reading, card, self._clock.now())
        return CardWord(question.is_used(), elsewhere)

    def _question(self, card: CardShown | None) -> CardQuestion | None:
        asked = self._asked
        return asked[1] if asked is not None and asked[0] == card else None

    def _check_code(self, key: str, card: CardShown | None) -> None:
        """Refuse a phone's code that was used elsewhere, as far as the hub has said so by now.

        What was booked under this key before is not booked now, and its answer is given again.
        """
        question = self._question(card)
        if card is None or card.step is None or question is None or not question.is_used():
            return
        with self._rooms.store.read() as reading:
            if reading.shop.request(key) is None:
                raise UsedCodeError(member=card.member_id)

    def member(self, member_id: str) -> MemberGlance:
        """A member found by a search. Raises UnknownMemberError and MemberBlockedError."""
        return self._served(self._rooms.overviews.glance(member_id, self._clock.now()))

    def mail_card(self, *, key: str, member_id: str) -> None:
        """Queue the member's card as a letter; raises what ``Letters.send_card`` raises."""
        self._rooms.letters().send_card(self.request(key), member_id)

    def find(self, text: str) -> SearchResult:
        """Members by name, telephone, e-mail or number."""
        program = self._rooms.programs.current(self._clock.now()).program
        with self._rooms.store.read() as reading:
            found = reading.members.find(text)
            hits = []
            for hit in found.hits:
                state = reading.projections.state(hit.id)
                tier = glance_at(program.tier(state.tier.held)) if state else None
                hits.append(_search_hit(hit, tier))
        progress = None if found.gap is None else found.gap.progress
        return SearchResult(tuple(hits), has_more=found.more, progress=progress)

    def _served(self, glance: MemberGlance) -> MemberGlance:
        if glance.is_blocked:
            raise MemberBlockedError(member=glance.member_id)
        if glance.mailbox and not self._rooms.has_mail():
            return replace(glance, mailbox="")
        return glance

    def preview(self, member_id: str, basket: Basket) -> SalePreview:
        """What a sale would do; raises what ``Sales.quote`` raises."""
        sale = Sale(member_id=member_id, basket=basket)
        quoted = self._rooms.sales.quote(sale, now=self._clock.now())
        quote, program = quoted.quote, quoted.program
        rises = quoted.after.tier.held != quoted.before.tier.held
        return SalePreview(
            total_minor=quote.total_minor,
            discount_minor=quote.discount_minor,
            due_minor=quote.due_minor,
            membership=quote.membership,
            membership_discount_minor=quote.membership_discount_minor,
            earned=quote.earned,
            spent=quote.spent,
            balance_after=quoted.after.balance,
            pending_days=program.earn.pending_days if program.earn else 0,
            explanation=quote.explanation,
            tier_after=glance_at(program.tier(quoted.after.tier.held)) if rises else None,
        )

    def record(self, request: SaleRequest) -> Receipt:
        """Record a sale and queue its slip; raises what ``Sales.record`` raises.

        Raises UsedCodeError for a phone's code that was shown at another till before.
        """
        self._check_code(request.key, request.card)
        sale = Sale(
            member_id=request.member_id,
            basket=request.basket,
            receipt_number=request.receipt_number,
        )
        answer = self._recorded(request, sale)
        if not answer.repeated:
            self._sold()
        return self._receipt(answer.value)

    def _recorded(self, request: SaleRequest, sale: Sale) -> Answer[Outcome]:
        asked = self.request(request.key)
        if request.till_receipt:
            return self._rooms.till_receipts.credit(asked, request.till_receipt, sale)
        return self._rooms.sales.record(asked, sale)

    def redeem(
        self, *, key: str, member_id: str, burn: Burn, card: CardShown | None = None
    ) -> Receipt:
        """Burn points for rewards without a purchase; raises what ``Redemptions.redeem`` raises.

        Raises UsedCodeError as ``record`` does.
        """
        self._check_code(key, card)
        answer = self._rooms.redemptions.redeem(self.request(key), member_id, burn)
        return self._receipt(answer.value)

    def issue_claim(self, *, key: str, amount_minor: int) -> date:
        """Queue a claim slip; the last day it is good. Raises what ``Claims.issue`` raises."""
        issued = self._rooms.claims.issue(self.request(key), amount_minor).value
        self._slip_queued()
        return issued.valid_until

    def redeem_claim(self, *, key: str, text: str, member_id: str) -> Receipt:
        """Credit a claim slip to a member; raises what ``Claims.redeem`` raises."""
        answer = self._rooms.claims.redeem(self.request(key), text, member_id)
        return self._receipt(answer.value)

    def enroll(self, enrollment: Enrollment) -> MemberGlance:
        """Take in a new member; raises what ``Members.enroll`` and ``CardReader`` raise."""
        now = self._clock.now()
        card = enrollment.card_text.strip()
        blank = self._rooms.cards.blank_card(card, now) if card else None
        referrer = enrollment.referrer_number.strip()
        new = NewMember(
            given_name=enrollment.first_name,
            family_name=enrollment.last_name,
            email=enrollment.email,
            phone=enrollment.phone,
            birthday=_birthday_text(enrollment.birthday),
            referrer_id=self._rooms.cards.member_id(referrer, now) if referrer else None,
            member_id=blank.member_id if blank else None,
            card_issue=blank.issue if blank else 0,
            may_contact=enrollment.may_contact,
        )
        joined = self._rooms.members.enroll(self.request(enrollment.key), new)
        return self._rooms.overviews.glance(joined.value.member_id, self._clock.now())

    def recent(self) -> RecentActivity:
        """What was done last on this till, and the day's totals."""
        return self._rooms.recent.activity(self._clock.now())

    def give_back(
        self, *, key: str, sale_id: str, amount_minor: int | None, approval_pin: str
    ) -> Receipt:
        """Return part of a sale, or all that is left; raises what ``Sales.refund`` raises."""
        request = self.request(key, approval_pin)
        answer = self._rooms.sales.refund(request, sale_id, amount_minor=amount_minor)
        return self._receipt(answer.value)

    def void(self, *, key: str, sale_id: str, approval_pin: str) -> Receipt:
        """Take a sale or a redemption back completely; raises what the services raise."""
        request = self.request(key, approval_pin)
        if found_out(self._rooms.office, lambda: self._is_redemption(sale_id)):
            return self._receipt(self._rooms.redemptions.undo(request, sale_id).value)
        return self._receipt(self._rooms.sales.void(request, sale_id).value)

    def _is_redemption(self, sale_id: str) -> bool:
        with self._rooms.store.read() as reading:
            if reading.sales.redemption(sale_id) is not None:
                return True
            if reading.sales.sale(sale_id) is None and reading.bases.may_lack():
                raise SaleElsewhereError(purchase=sale_id)
        return False

    def reprint(self, *, key: str, sale_id: str) -> None:
        """Queue the slip of a sale again, marked as a copy; one never printed, as it is.

        Raises UnknownPurchaseError and KeyReusedError.
        """
        request = self.request(key)

        def act(work: Work) -> str:
            original = work.print_jobs.original(sale_id)
            if original is None:
                raise UnknownPurchaseError(purchase=sale_id)
            if original.state is JobState.CANCELLED and not original.attempts:
                work.print_jobs.put(original.wanted(request.now))
                return original.id
            return queue_copy(work, request, original).id

        Desk(self._rooms.store).perform(request, ("reprint", sale_id), str, act)
        self._slip_queued()

    def categories(self) -> tuple[Category, ...]:
        """The product groups that the program in force treats on their own."""
        program = self._rooms.programs.current(self._clock.now()).program
        named = [rate.category for rate in (program.earn.special_rates if program.earn else ())]
        named += sorted(program.earn.exclude_categories) if program.earn else []
        named += [name for campaign in program.campaigns for name in sorted(campaign.categories)]
        named += [card.category for card in program.stamp_cards]
        return tuple(Category(name, name.capitalize()) for name in dict.fromkeys(named) if name)

    def request(self, key: str, approval_pin: str = "") -> Request:
        """A request of whoever is signed in, approved where a manager's PIN is given."""
        now = self._clock.now()
        actor = self._actor()
        if approval_pin:
            actor = self._rooms.staff.approve(actor, approval_pin, now)
        return Request(key, actor, now, till_partner=self._rooms.till_partner())

    def _receipt(self, outcome: Outcome) -> Receipt:
        if outcome.print_job is not None:
            self._slip_queued()
        program = self._rooms.programs.current(outcome.at).program
        before, after = program.tier(outcome.tier_before), program.tier(outcome.tier)
        names = {reward.id: reward.name for reward in program.rewards}
        return Receipt(
            id=outcome.id,
            kind=_KINDS.get(outcome.kind, SlipKind.VOID),
            at=outcome.at,
            member_id=outcome.member_id,
            member_name=self._name_of(outcome.member_id),
            earned=outcome.earned,
            spent=outcome.spent,
            taken_back=outcome.reversed_points + outcome.bonus_reversed,
            restored=outcome.restored_points,
            amount_minor=outcome.amount_minor,
            off_minor=outcome.membership_discount_minor + outcome.discount_minor,
            balance_after=outcome.balance,
            tier_before=glance_at(before),
            tier_after=glance_at(after),
            is_raised=_is_raised(program.tiers, before, after),
            granted=tuple(names.get(reward, reward) for reward in outcome.granted),
            used=outcome.used,
            reached=outcome.bonuses,
        )

    def _name_of(self, member_id: str) -> str:
        """The member's name, if there still is one: what was booked is booked without it too."""
        with self._rooms.store.read() as reading:
            member = reading.members.member(member_id)
        return " ".join(filter(None, (member.given_name, member.family_name))) if member else ""


def _search_hit(hit: MemberHit, tier: TierGlance | None) -> SearchHit:
    return SearchHit(
        member_id=hit.id,
        number=member_number(hit.id),
        name=" ".join(filter(None, (hit.given_name, hit.family_name))),
        hint=_masked_contact(hit),
        tier=tier,
        is_blocked=hit.status == MemberStatus.BLOCKED.value,
    )


def _masked_contact(hit: MemberHit) -> str:
    """Enough of a phone number or an address to tell two of one name apart."""
    if hit.phone:
        return f"… {hit.phone[-_SHOWN_DIGITS:]}"
    if hit.email:
        return masked_email(hit.email)
    return ""


def _birthday_text(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    month_day = f"{birthday.month:02d}-{birthday.day:02d}"
    return f"{birthday.year:04d}-{month_day}" if birthday.year else month_day


def _is_raised(tiers: tuple[Tier, ...], before: Tier | None, after: Tier | None) -> bool:
    if after is None or before == after:
        return False
    return before is None or tiers.index(after) > tiers.index(before)
