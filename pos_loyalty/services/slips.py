"""Slips: what happened put into facts, as a print job in the transaction that it belongs to."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from uuid_utils import uuid7

from pos_loyalty.cards.member_number import masked_number
from pos_loyalty.domain.calendar import last_good_day, local_day
from pos_loyalty.domain.challenges import is_on, progress_in
from pos_loyalty.domain.draws import TicketCount, ticket_counts
from pos_loyalty.domain.events import MembershipTerm
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.print_job import RECEIPT_PRINTER, JobState, PrintJob
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.prospects import (
    clubs_of,
    expiry_ahead,
    reward_offers,
    stamp_counts,
    tier_ahead,
    value_of_balance,
)
from pos_loyalty.domain.slip import (
    SlipChallenge,
    SlipFacts,
    SlipKind,
    SlipLine,
    SlipOdds,
    SlipReached,
    SlipTerm,
    SlipTickets,
    TierDistance,
)
from pos_loyalty.i18n.challenges import progress_text
from pos_loyalty.i18n.explanations import label_of
from pos_loyalty.i18n.wheels import segment_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.member_book import MemberBook, usage_of
from pos_loyalty.services.outcome import ActionKind, Outcome, SpinResult
from pos_loyalty.services.overview import Standing
from pos_loyalty.services.voice import ShopVoice
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Reading, Work

_KINDS = {
    ActionKind.PURCHASE: SlipKind.SALE,
    ActionKind.REFUND: SlipKind.REFUND,
    ActionKind.VOID: SlipKind.VOID,
    ActionKind.REDEEM: SlipKind.REDEMPTION,
    ActionKind.TICKET: SlipKind.REDEMPTION,
    ActionKind.UNDO_REDEEM: SlipKind.VOID,
    ActionKind.ADJUST: SlipKind.ADJUSTMENT,
    ActionKind.BUY_MEMBERSHIP: SlipKind.MEMBERSHIP,
    ActionKind.CANCEL_MEMBERSHIP: SlipKind.MEMBERSHIP_CANCELLED,
    ActionKind.DONATE: SlipKind.DONATION,
    ActionKind.SPIN: SlipKind.SPIN,
}
_WITH_AMOUNT = frozenset(
    {
        ActionKind.PURCHASE,
        ActionKind.REFUND,
        ActionKind.VOID,
        ActionKind.BUY_MEMBERSHIP,
        ActionKind.CANCEL_MEMBERSHIP,
    }
)
_MOST_REWARDS = 3


class SlipWriter:
    """Writes the print job of an action. ``member_code`` gives the QR text of a member's card."""

    def __init__(self, voice: ShopVoice, member_code: Callable[[Reading, str], str | None]) -> None:
        self._voice = voice
        self._member_code = member_code

    def write(
        self,
        work: Work,
        book: MemberBook,
        member: MemberRecord,
        outcome: Outcome,
        *,
        wall_time: datetime,
    ) -> Outcome:
        """The outcome with its print job, which is in ``work`` now.

        Where the shop prints no slip after a sale, the job is there all the same, put
        aside: whoever wants the slip later gets it as it would have been.
        """
        settings = self._voice.settings()
        words = self._voice.words(book.version.program, member.language)
        usage = usage_of(work, book.version)
        where = Standing(member, book.state(), book.version, usage)
        standing = slip_facts(self._voice, words, where)
        shows_code = settings.receipt.show_member_code
        is_sale = outcome.kind is ActionKind.PURCHASE
        facts = replace(
            standing,
            kind=_KINDS[outcome.kind],
            receipt_number=receipt_number(outcome.number),
            amount_minor=outcome.amount_minor if outcome.kind in _WITH_AMOUNT else None,
            membership=outcome.membership,
            membership_discount_minor=outcome.membership_discount_minor,
            terms=tuple(slip_term(book.version.program, term) for term in outcome.terms),
            discount_minor=outcome.discount_minor,
            due_minor=outcome.due_minor if is_sale else None,
            explanation=_explained(outcome, words),
            earned=outcome.earned,
            spent=outcome.spent,
            spent_on=outcome.used,
            reached=tuple(_reached(book.version.program, outcome)),
            tickets=tuple(_tickets(where, outcome.tickets)) or standing.tickets,
            reversed_points=outcome.reversed_points,
            bonus_reversed=outcome.bonus_reversed,
            restored_points=outcome.restored_points,
            adjusted_points=outcome.adjusted,
            donated_minor=outcome.donated_minor,
            qr_text=self._member_code(work, member.id) if shows_code else None,
        )
        if outcome.spin is not None:
            facts = _with_odds(facts, outcome.spin, book.version.program, words)
        wants_paper = settings.receipt.print_after_sale or not is_sale
        job = PrintJob(
            id=str(uuid7()),
            printer=RECEIPT_PRINTER,
            facts=facts,
            created_at=wall_time,
            waiting_since=wall_time,
            state=JobState.QUEUED if wants_paper else JobState.CANCELLED,
        )
        work.print_jobs.add(job, origin=outcome.origin)
        return replace(outcome, print_job=job.id)

    def write_statement(
        self, work: Work, standing: Standing, *, language: str, wall_time: datetime
    ) -> str:
        """Queue a slip that says where a member stands; the id of its print job."""
        words = self._voice.words(standing.program, language)
        shows_code = self._voice.settings().receipt.show_member_code
        code = self._member_code(work, standing.member.id) if shows_code else None
        job = PrintJob(
            id=str(uuid7()),
            printer=RECEIPT_PRINTER,
            facts=replace(slip_facts(self._voice, words, standing), qr_text=code),
            created_at=wall_time,
            waiting_since=wall_time,
        )
        work.print_jobs.add(job)
        return job.id


def bare_slip(voice: ShopVoice, program: Program, kind: SlipKind, at: datetime) -> SlipFacts:
    """A slip of the shop's that is about no member, and says nothing yet."""
    shop = voice.settings().shop
    return SlipFacts(
        kind=kind,
        shop_name=shop.name,
        shop_lines=(*shop.address, *filter(None, (shop.phone, shop.web))),
        till_name=shop.till,
        at=at,
        language=shop.language,
        currency=program.currency.code,
        timezone=program.timezone,
        receipt_number="",
        unit_one=program.unit.one,
        unit_many=program.unit.many,
    )


def receipt_number(number: int) -> str:
    """The running number of this till as people read it."""
    return f"{number:06d}"


def slip_facts(voice: ShopVoice, words: Words, standing: Standing) -> SlipFacts:
    """A slip that says where a member stands, and nothing yet of what happened."""
    shop = voice.settings().shop
    member, state, program = standing.member, standing.state, standing.program
    held = program.tier(state.tier.held)
    ahead = tier_ahead(program, state)
    offers = reward_offers(standing.burn_context)
    in_reach = [offer.name for offer in offers if offer.is_affordable]
    expiry = expiry_ahead(program, state)
    return SlipFacts(
        kind=SlipKind.BALANCE,
        shop_name=shop.name,
        shop_lines=(*shop.address, *filter(None, (shop.phone, shop.web))),
        till_name=shop.till,
        at=state.at,
        language=words.translator.language,
        currency=program.currency.code,
        timezone=program.timezone,
        receipt_number="",
        unit_one=program.unit.one,
        unit_many=program.unit.many,
        member_first_name=member.given_name,
        masked_number=masked_number(member.id),
        balance=state.balance,
        balance_value_minor=value_of_balance(program, state.spendable),
        pending=state.pending,
        tier_name=held.name if held else None,
        next_tier_name=ahead.tier.name if ahead else None,
        to_next=TierDistance(ahead.measure, ahead.missing) if ahead else None,
        tier_progress_permille=ahead.progress_permille if ahead else None,
        clubs=tuple(
            SlipTerm(club.name, local_day(state.at, program.zone), club.last_day)
            for club in clubs_of(program, state)
        ),
        challenges=tuple(_open_challenges(program, state, words)),
        tickets=tuple(_tickets(standing, ticket_counts(program, state.tickets))),
        stamps=stamp_counts(program, state),
        rewards_in_reach=tuple(in_reach[:_MOST_REWARDS]),
        next_expiry_points=expiry.points if expiry else 0,
        next_expiry_on=expiry.last_day if expiry else None,
    )


def _open_challenges(program: Program, state: MemberState, words: Words) -> Iterator[SlipChallenge]:
    """The challenges that purchases move now, and that were begun."""
    progress = progress_in(program, state.challenges)
    for challenge, each in zip(program.challenges, progress, strict=True):
        if is_on(challenge, state.at) and each.progress and not each.is_over:
            yield SlipChallenge(each.name, progress_text(each, words))


def _reached(program: Program, outcome: Outcome) -> Iterator[SlipReached]:
    badges = {challenge.id: challenge.badge for challenge in program.challenges}
    for bonus in outcome.bonuses:
        yield SlipReached(bonus.name, bonus.points, badges.get(bonus.challenge_id, ""))


def _tickets(standing: Standing, counts: Iterable[TicketCount]) -> Iterator[SlipTickets]:
    """Tickets of draws that are still to be held, and those that changed."""
    for each in counts:
        if each.gained or (each.held and each.draw_id not in standing.usage.draws_held):
            yield SlipTickets(each.name, each.held, each.gained)


def slip_term(program: Program, term: MembershipTerm) -> SlipTerm:
    """A term in days, with the name and the benefits that its membership has now."""
    membership = program.membership(term.membership_id)
    return SlipTerm(
        name=membership.name if membership else term.membership_id,
        first_day=local_day(term.starts_at, program.zone),
        last_day=last_good_day(term.ends_at, program.zone),
        benefits=membership.benefits if membership else (),
    )


def _with_odds(facts: SlipFacts, spin: SpinResult, program: Program, words: Words) -> SlipFacts:
    """The slip of a win, with how likely every segment of the wheel was."""
    wheel = program.wheel(spin.wheel_id)
    if wheel is None:
        return facts
    labels = [segment_text(program, segment, words) for segment in wheel.segments]
    odds = tuple(
        SlipOdds(label, segment.weight, wheel.total_weight)
        for label, segment in zip(labels, wheel.segments, strict=True)
        if segment.weight
    )
    return replace(facts, wheel_name=wheel.name, won=labels[spin.segment], odds=odds)


def _explained(outcome: Outcome, words: Words) -> tuple[SlipLine, ...]:
    return tuple(SlipLine(label_of(line, words), line.points) for line in outcome.explanation)
