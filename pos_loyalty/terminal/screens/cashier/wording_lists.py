"""Words for what is listed: members found, past sales, slips in the queue, the form's lines."""

from functools import lru_cache
from typing import Final

from pos_loyalty.domain.counter import RecentActivity, RecentSale, SearchHit, SearchResult
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.searching import still_taken_in
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import (
    AfterFacts,
    AfterStep,
    ClaimFacts,
    CounterFacts,
    EnrollField,
)
from pos_loyalty.terminal.screens.cashier.slip_words import (
    OUT,
    SETTLED,
    SLIP_KINDS,
    SLIP_STATES,
)
from pos_loyalty.terminal.screens.cashier.state import (
    AfterPanel,
    Choice,
    ClaimPanel,
    EnrollPanel,
    FindPanel,
    HitLine,
    Line,
    RecentLine,
    RecentPanel,
)

REPRINT: Final = "reprint"
GIVE_BACK: Final = "give-back"
VOID: Final = "void"


def find_panel(facts: CounterFacts, words: Words) -> FindPanel:
    """What a search found."""
    found = facts.found
    if found is None:
        return FindPanel(text=facts.find_text, is_searching=bool(facts.find_text))
    summary = words.plural("{n} match", "{n} matches", len(found.hits))
    if found.has_more:
        shown = words.formats.number(len(found.hits))
        summary = words.text("More than {count} matches: type a little more", count=shown)
    return FindPanel(
        text=facts.find_text,
        hits=tuple(_hit(hit, words) for hit in found.hits),
        selected=facts.selected,
        summary=summary if found.hits else "",
        empty_title="" if found.hits else words.text("Nobody found"),
        empty_detail="" if found.hits else _advice(found, words),
        progress=still_taken_in(found.progress, words) if found.progress else "",
    )


def _advice(found: SearchResult, words: Words) -> str:
    """What to do where nobody was found; as long as names are missing that is not to enroll."""
    if found.progress is not None:
        return words.text("Members can already be found by card or card number.")
    return words.text("Try part of the name, the last four digits of the number, or enroll.")


def recent_panel(facts: CounterFacts, words: Words) -> RecentPanel:
    """What was done last, and the day's totals."""
    if facts.recent is None:
        return RecentPanel(is_loading=True)
    return _recent_panel(facts.recent, facts.fresh_id, words)


# The whole screen is worded anew with every key; this list changes with a sale only.
@lru_cache(maxsize=2)
def _recent_panel(recent: RecentActivity, fresh_id: str, words: Words) -> RecentPanel:
    totals = words.text(
        "Today: {purchases} · {points}",
        purchases=words.plural("{n} purchase", "{n} purchases", recent.today.purchases),
        points=words.points_with_unit(recent.today.points),
    )
    lines = tuple(
        _recent_line(sale, words, when=_when(sale, recent, words), is_fresh=sale.id == fresh_id)
        for sale in recent.sales
    )
    return RecentPanel(lines, totals)


def enroll_panel(facts: CounterFacts, words: Words) -> EnrollPanel:
    """The form for a new member."""
    form = facts.enroll
    card = (
        words.text("Card scanned")
        if form.card_text
        else words.text("Scan a card, or continue: a new number is assigned")
    )
    has_address = bool(form.text(EnrollField.PHONE) or form.text(EnrollField.EMAIL))
    return EnrollPanel(
        card=card,
        has_card=bool(form.card_text),
        texts=tuple((line.value, form.text(line)) for line in EnrollField),
        errors=tuple(
            (line.value, _field_error(line, problem, words)) for line, problem in form.problems
        ),
        may_contact=form.may_contact,
        asks_contact=has_address,
        is_busy=form.is_busy,
    )


def claim_panel(claim: ClaimFacts, words: Words) -> ClaimPanel:
    """The claim slip that is being typed."""
    error = message_for(claim.problem, words) if claim.problem else ""
    if claim.is_missing:
        error = words.text("Enter the amount of the purchase first.")
    return ClaimPanel(amount_text=claim.amount_text, error=error, is_busy=claim.is_busy)


def after_panel(after: AfterFacts, words: Words) -> AfterPanel:
    """One past sale, and what can be done about it."""
    sale = after.sale
    if sale is None:
        return AfterPanel()
    return AfterPanel(
        title=sale.member_name or words.text(SLIP_KINDS[sale.kind]),
        facts=_sale_facts(sale, words) if after.step is AfterStep.CHOOSE else (),
        choices=_after_choices(sale, words) if after.step is AfterStep.CHOOSE else (),
        question=_question(after, words),
        consequence=_consequence(after, sale, words),
        asks_amount=after.step is AfterStep.GIVE_BACK and not after.asks_pin,
        amount_text=after.amount_text,
        asks_pin=after.asks_pin,
        confirm_words=_confirm_words(after, words),
        error=message_for(after.problem, words) if after.problem else "",
        is_busy=after.is_busy,
    )


def _hit(hit: SearchHit, words: Words) -> HitLine:
    parts = [hit.number, hit.hint]
    if hit.is_blocked:
        parts.append(words.text("blocked"))
    detail = " · ".join(part for part in parts if part)
    return HitLine(hit.member_id, hit.name or hit.number, detail, hit.tier.name if hit.tier else "")


def _when(sale: RecentSale, recent: RecentActivity, words: Words) -> str:
    """The time of what was done today, the day of what was done before."""
    day = words.formats.local(sale.at).date()
    if recent.as_of is None or words.formats.local(recent.as_of).date() == day:
        return words.formats.time(sale.at)
    return words.formats.date(day)


def _recent_line(sale: RecentSale, words: Words, *, when: str, is_fresh: bool) -> RecentLine:
    is_sale = sale.kind is SlipKind.SALE
    title = (sale.member_name if is_sale else "") or words.text(SLIP_KINDS[sale.kind])
    parts = [when]
    if not is_sale and sale.member_name:
        parts.append(sale.member_name)
    elif sale.amount_minor is not None:
        parts.append(words.formats.money(sale.amount_minor))
    if sale.slip is not None and _is_news(sale.slip, is_fresh=is_fresh):
        parts.append(words.text(SLIP_STATES[sale.slip]))
    elif sale.tier_name:
        parts.append(sale.tier_name)
    icon = "receipt-text" if is_sale else "undo-2"
    if sale.kind is SlipKind.REDEMPTION:
        icon = "gift"
    if is_fresh and sale.slip in OUT:
        icon = "check"
    elif sale.slip in (JobState.FAILED, JobState.HELD, JobState.UNCERTAIN):
        icon = "printer"
    return RecentLine(
        id=sale.id,
        title=title,
        detail=" · ".join(parts),
        points=words.formats.signed(sale.points),
        icon=icon,
        is_negative=sale.points < 0,
        is_fresh=is_fresh,
    )


def _is_news(slip: JobState, *, is_fresh: bool) -> bool:
    """Whether a sale's line says how its slip is."""
    return slip not in SETTLED or (is_fresh and slip in OUT)


def _field_error(line: EnrollField, problem: LoyaltyError | None, words: Words) -> str:
    if line is EnrollField.BIRTHDAY:
        return words.text("Type a day like 4.5. or 4.5.1988.")
    if line is EnrollField.EMAIL:
        return words.text("This is not a valid e-mail address.")
    if line is EnrollField.PHONE:
        return words.text("This is not a valid telephone number.")
    return message_for(problem, words) if problem else ""


def _sale_facts(sale: RecentSale, words: Words) -> tuple[Line, ...]:
    lines = [Line(words.text(SLIP_KINDS[sale.kind]), words.formats.date_time(sale.at))]
    if sale.amount_minor is not None:
        lines.append(Line(words.text("Amount"), words.formats.money(sale.amount_minor)))
    lines.append(Line(words.text("Points"), words.formats.signed(sale.points)))
    if sale.amount_minor and sale.left_minor != sale.amount_minor:
        returned = words.formats.money(sale.amount_minor - sale.left_minor)
        lines.append(Line(words.text("Already returned"), returned))
    if sale.slip is not None:
        lines.append(Line(words.text("Slip"), words.text(SLIP_STATES[sale.slip])))
    return tuple(lines)


def _after_choices(sale: RecentSale, words: Words) -> tuple[Choice, ...]:
    choices = [Choice(REPRINT, words.text("Print a copy"))]
    if sale.can_return:
        choices.append(Choice(GIVE_BACK, words.text("Return …")))
    if sale.can_void:
        choices.append(Choice(VOID, words.text("Void …")))
    return tuple(choices)


def _question(after: AfterFacts, words: Words) -> str:
    if after.step is AfterStep.GIVE_BACK:
        return words.text("How much is being refunded?")
    if after.step is AfterStep.VOID:
        return words.text("Void the whole purchase?")
    return ""


def _consequence(after: AfterFacts, sale: RecentSale, words: Words) -> str:
    if after.asks_pin:
        return words.text("This needs a manager: enter a manager’s PIN.")
    if after.step is AfterStep.GIVE_BACK:
        left = words.formats.money(sale.left_minor)
        return words.text(
            "Up to {money}. Points earned are taken back in proportion; redeemed points are "
            "given back.",
            money=left,
        )
    if after.step is AfterStep.VOID:
        return words.text("Points and stamps are taken back, redeemed points are returned.")
    return ""


def _confirm_words(after: AfterFacts, words: Words) -> str:
    if after.step is AfterStep.GIVE_BACK:
        return words.text("Book return")
    if after.step is AfterStep.VOID:
        return words.text("Void it")
    return ""
