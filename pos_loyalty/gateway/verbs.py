"""The verbs of the command line for other software: the same services, the same answers."""

from datetime import datetime

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.staff import TILL, Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway import bodies
from pos_loyalty.gateway.baskets import amount_of, basket_of, moment_of
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.services.answers.outcomes import (
    claim_answer,
    outcome_answer,
    quote_answer,
    redemption_answer,
    reversal_answer,
    sale_answer,
    undone_answer,
)
from pos_loyalty.services.answers.people import hits_answer, joined_answer, member_answer
from pos_loyalty.services.answers.standings import balance_answer, statement_answer
from pos_loyalty.services.answers.warnings import warnings_answer
from pos_loyalty.services.identify import GOOD_BEFORE, Shown
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.services.scenario.figures import Figures
from pos_loyalty.services.statement import Statements


@dataclass(frozen=True, slots=True)
class Asked:
    """How something is asked: under which key, with whose approval, in which language."""

    key: str = ""
    manager_pin: str = ""
    language: str | None = None


class Verbs:
    """What a till's software may ask for. Each raises the refusals of its service."""

    def __init__(self, application: Application) -> None:
        self._shop = application

    def words(self, asked: Asked) -> Words:
        """Words in the language asked for, or in the shop's."""
        return self._shop.voice.words(self._program(), asked.language)

    def plain_words(self, asked: Asked) -> Words:
        """The same without the program's unit: for when the database does not answer."""
        shop = self._shop.settings.settings().shop
        return words_for(
            asked.language or shop.language, currency=shop.currency, timezone=shop.timezone
        )

    def words_for_error(self, error: Exception, asked: Asked) -> Words:
        """Words to tell an error in: only the program's refusals speak of its points."""
        return self.words(asked) if isinstance(error, RefusalError) else self.plain_words(asked)

    def status(self, _asked: Asked) -> Figures:
        """Whose till this is, and the program in force."""
        shop = self._shop.settings.settings().shop
        version = self._shop.programs.current(self._shop.clock.now())
        return {
            "shop": shop.name,
            "till": shop.till,
            "currency": version.program.currency.code,
            "program": version.number,
        }

    def balance(self, asked: Asked, card: str) -> Figures:
        """Where a member stands."""
        shown = self._shown(asked, card)
        standing = self._shop.overviews.standing(shown.member_id, self._now)
        return self._warned(asked, shown, balance_answer(standing))

    def statement(self, asked: Asked, card: str) -> Figures:
        """How a member's balance came about."""
        shown = self._shown(asked, card)
        standing = self._shop.overviews.standing(shown.member_id, self._now)
        statements = Statements(self._shop.store, self._shop.shelf, self._shop.hub)
        lines = statements.lines(standing.member.id, standing.state.at)
        return self._warned(asked, shown, statement_answer(standing, lines))

    def show(self, asked: Asked, card: str) -> Figures:
        """What is known of a member."""
        shown = self._shown(asked, card)
        standing = self._shop.overviews.standing(shown.member_id, self._now)
        bought = self._shop.memberships.bought(shown.member_id, self._now)
        answer = member_answer(standing, self._shop.members.card(shown.member_id), bought)
        return self._warned(asked, shown, answer)

    def find(self, _asked: Asked, text: str) -> Figures:
        """Members by a part of name, telephone, e-mail or number."""
        with self._shop.store.read() as reading:
            return hits_answer(reading.members.find(text))

    def enroll(self, asked: Asked, body: bodies.Enrollment) -> Figures:
        """Take in a member."""
        given, _, family = body.name.strip().rpartition(" ")
        referrer_id = self._shown(asked, body.referrer).member_id if body.referrer else None
        new = NewMember(
            given_name=given or family,
            family_name=family if given else "",
            email=body.email,
            phone=body.phone,
            birthday=body.birthday,
            referrer_id=referrer_id,
        )
        return joined_answer(self._shop.members.enroll(self._request(asked, body.partner), new))

    def quote(self, asked: Asked, body: bodies.Purchase) -> Figures:
        """What a purchase would bring; nothing is written."""
        shown = self._shown(asked, body.card)
        self._heed_hub(shown)
        sale = self._sale(shown, body)
        quoted = self._shop.sales.quote(sale, now=self._now)
        return self._warned(asked, shown, quote_answer(sale, quoted, self.words(asked)))

    def sale(self, asked: Asked, body: bodies.RecordedPurchase) -> Figures:
        """Record a purchase."""
        shown = self._shown(asked, body.card)
        sale = self._sale(shown, body, receipt_number=body.receipt)
        request = self._request(asked, body.partner)
        answered = self._shop.sales.record(request, sale, slip=body.print)
        answer = sale_answer(sale, answered, self._program(), self.words(asked))
        return self._warned(asked, shown, answer)

    def refund(self, asked: Asked, body: bodies.Refund) -> Figures:
        """Take back a purchase or part of it."""
        answered = self._shop.sales.refund(
            self._request(asked),
            body.sale,
            amount_minor=self._optional_amount(body.amount, "amount"),
            slip=body.print,
        )
        return reversal_answer(body.sale, answered, self._program(), self.words(asked))

    def void(self, asked: Asked, body: bodies.Void) -> Figures:
        """Cancel a purchase; a manager has to approve."""
        answered = self._shop.sales.void(self._request(asked), body.sale, slip=body.print)
        return reversal_answer(body.sale, answered, self._program(), self.words(asked))

    def redeem(self, asked: Asked, body: bodies.Redemption) -> Figures:
        """Redeem points or a reward without a purchase of ours."""
        shown = self._shown(asked, body.card)
        answered = self._shop.redemptions.redeem(
            self._request(asked, body.partner),
            shown.member_id,
            Burn(body.points, (body.reward,) if body.reward else ()),
            purchase_total_minor=self._optional_amount(body.purchase_total, "purchase_total"),
            slip=body.print,
        )
        answer = redemption_answer(answered, self._program(), self.words(asked))
        return self._warned(asked, shown, answer)

    def undo_redeem(self, asked: Asked, body: bodies.Undo) -> Figures:
        """Take a redemption back; a manager has to approve."""
        answered = self._shop.redemptions.undo(self._request(asked), body.id, slip=body.print)
        return undone_answer(body.id, answered, self._program(), self.words(asked))

    def adjust(self, asked: Asked, body: bodies.Adjustment) -> Figures:
        """Give or take points by hand; a manager has to approve."""
        shown = self._shown(asked, body.card)
        answered = self._shop.points.adjust(
            self._request(asked, body.partner),
            shown.member_id,
            points=body.points,
            reason=body.reason,
            slip=body.print,
        )
        done = outcome_answer(answered, self._program(), self.words(asked))
        return self._warned(asked, shown, {"adjusted": body.points, **done})

    def action(self, asked: Asked, body: bodies.Action) -> Figures:
        """Give the points of an action."""
        shown = self._shown(asked, body.card)
        request = self._request(asked, body.partner)
        answered = self._shop.points.action(request, shown.member_id, body.action)
        done = outcome_answer(answered, self._program(), self.words(asked))
        return self._warned(asked, shown, {"action": body.action, **done})

    def issue_claim(self, asked: Asked, body: bodies.ClaimIssue) -> Figures:
        """Print a claim slip for a purchase whose member is not here."""
        amount_minor = amount_of(body.amount, "amount", self._program())
        answered = self._shop.claims.issue(self._request(asked), amount_minor, body.receipt)
        return claim_answer(body.receipt, answered, self._program())

    def redeem_claim(self, asked: Asked, body: bodies.ClaimRedemption) -> Figures:
        """Credit a claim slip to a member."""
        shown = self._shown(asked, body.card)
        request = self._request(asked, body.partner)
        answered = self._shop.claims.redeem(request, body.claim, shown.member_id)
        done = outcome_answer(answered, self._program(), self.words(asked))
        return self._warned(asked, shown, {"sale": answered.value.id, **done})

    def _sale(self, shown: Shown, body: bodies.Purchase, *, receipt_number: str = "") -> Sale:
        program = self._program()
        return Sale(
            member_id=shown.member_id,
            basket=basket_of(body, program),
            occurred_at=None if body.at is None else moment_of(body.at, "at", program),
            receipt_number=receipt_number,
        )

    def _request(self, asked: Asked, partner: str = "") -> Request:
        now = self._now
        actor: Actor = TILL
        if asked.manager_pin:
            actor = self._shop.staff.approve(TILL, asked.manager_pin, now)
        till_partner = self._shop.settings.settings().shop.partner
        return Request(asked.key, actor, now, partner=partner, till_partner=till_partner)

    def _shown(self, asked: Asked, card: str) -> Shown:
        """The member of a code or number; a card that something is booked for was seen here.

        A card that was good when a request was first made names its member in the repetition.
        """
        now = self._now
        try:
            with self._shop.store.read() as reading:
                shown = self._shop.cards.shown_in(reading, card, now)
            if asked.key and shown.card is not None:
                self._shop.sightings.note(shown.card, TILL, now)
                self._heed_hub(shown)
        except GOOD_BEFORE as refusal:
            with self._shop.store.read() as reading:
                is_repeating = bool(asked.key) and reading.shop.request(asked.key) is not None
            if is_repeating:
                return Shown(str(refusal.facts["member"]))
            raise
        return shown

    def _heed_hub(self, shown: Shown) -> None:
        """Wait for the hub's word on a card, but not for long. Raises UsedCodeError."""
        question = self._shop.sightings.ask(shown.card) if shown.card is not None else None
        if question is not None and question.is_used():
            raise UsedCodeError(member=shown.member_id)

    def _warned(self, asked: Asked, shown: Shown, answer: Figures) -> Figures:
        """The answer, and what is wrong with the card where something is."""
        if shown.card is None:
            return answer
        with self._shop.store.read() as reading:
            elsewhere = self._shop.sightings.elsewhere(reading, shown.card, self._now)
        return answer | warnings_answer(elsewhere, self.words(asked)) if elsewhere else answer

    def _optional_amount(self, text: str | None, field: str) -> int | None:
        return None if text is None else amount_of(text, field, self._program())

    def _program(self) -> Program:
        return self._shop.programs.current(self._now).program

    @property
    def _now(self) -> datetime:
        return self._shop.clock.now()
