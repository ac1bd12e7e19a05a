"""Where a member stands, and how it came to that."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cli.command import Answer, Command
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card
from pos_loyalty.domain.challenges import badges_of, progress_in
from pos_loyalty.domain.draws import ticket_counts
from pos_loyalty.domain.prospects import (
    clubs_of,
    expiry_ahead,
    tier_ahead,
    value_of_balance,
)
from pos_loyalty.domain.slip import TierMeasure
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.challenges import progress_text, tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.standings import balance_answer, statement_answer
from pos_loyalty.services.overview import Standing
from pos_loyalty.services.statement import StatementKind, StatementLine, Statements

_KINDS: Final = {
    StatementKind.EARN: mark("Purchase credit"),
    StatementKind.BURN: mark("Redeemed"),
    StatementKind.CREDIT: mark("Bonus"),
    StatementKind.CREDIT_TAKEN_BACK: mark("Bonus taken back"),
    StatementKind.REVERSED: mark("Taken back"),
    StatementKind.RESTORED: mark("Returned"),
    StatementKind.ADJUSTED: mark("Correction"),
    StatementKind.DEBITED: mark("Correction"),
    StatementKind.RETURNED: mark("Taken back twice, so given back once"),
    StatementKind.RECLAIMED: mark("Returned twice, so taken once"),
    StatementKind.LAPSED: mark("Expired"),
}


def balance(context: Context, args: Namespace) -> Answer:
    """Where a member stands now."""
    standing = _standing(context, args)
    return Answer(balance_answer(standing), _sentences(context, standing))


def statement(context: Context, args: Namespace) -> Answer:
    """Every change of a member's balance, and where the member stands now."""
    standing = _standing(context, args)
    statements = Statements(context.shop.store, context.shop.shelf, context.shop.hub)
    lines = statements.lines(standing.member.id, context.now)
    names = {partner.id: partner.name for partner in standing.program.partners}
    said = (_said(context.shop_words, line, names) for line in lines)
    value = statement_answer(standing, lines)
    return Answer(value, chain(said, _sentences(context, standing)))


def standing_lines(words: Words, standing: Standing) -> Iterator[str]:
    """A member's paid memberships, challenges, tickets and labels in sentences."""
    for club in clubs_of(standing.program, standing.state):
        until = words.formats.date(club.last_day)
        yield words.text("{membership} until {day}", membership=club.name, day=until)
    for progress in progress_in(standing.program, standing.state.challenges):
        yield f"{progress.name}: {progress_text(progress, words)}"
    badges = badges_of(standing.state.challenges)
    if badges:
        yield words.text("Badges: {badges}", badges=", ".join(badges))
    for count in ticket_counts(standing.program, standing.state.tickets):
        if count.held:
            yield f"{count.name}: {tickets_text(count.held, words)}"
    if standing.member.segments:
        yield words.text("Labels: {labels}", labels=", ".join(standing.member.segments))


def _standing(context: Context, args: Namespace) -> Standing:
    return context.shop.overviews.standing(member_of_card(context, args), context.now)


def _said(words: Words, line: StatementLine, partners: Mapping[str, str]) -> str:
    at = words.formats.date_time(line.at)
    kind = words.text(_KINDS[line.kind])
    points = words.signed_points(line.points)
    place = f" · {partners.get(line.partner, line.partner)}" if line.partner else ""
    return f"{at}  {kind}: {points} → {words.formats.points(line.balance)}{place}"


def _sentences(context: Context, standing: Standing) -> Iterator[str]:
    words, program, state = context.shop_words, standing.program, standing.state
    yield words.text("Member: {number}", number=member_number(standing.member.id))
    yield words.text("Balance: {points}", points=words.points_with_unit(state.balance))
    value_minor = value_of_balance(program, state.spendable)
    if value_minor is not None:
        yield words.text("Worth: {amount}", amount=words.formats.money(value_minor))
    if state.pending:
        yield words.text("Pending: {points}", points=words.points_with_unit(state.pending))
    held = program.tier(state.tier.held)
    if held is not None:
        yield words.text("Tier: {tier}", tier=held.name)
    yield from standing_lines(words, standing)
    ahead = tier_ahead(program, state)
    if ahead is not None:
        spend = ahead.measure is TierMeasure.SPEND
        missing = words.formats.money(ahead.missing) if spend else str(ahead.missing)
        yield words.text("To {tier}: {missing}", tier=ahead.tier.name, missing=missing)
    expiry = expiry_ahead(program, state)
    if expiry is not None:
        yield words.text(
            "Good until {day}: {points}",
            day=words.formats.date(expiry.last_day),
            points=words.points_with_unit(expiry.points),
        )


COMMANDS: Final[Mapping[str, Command]] = {
    "balance": Command(mark("shows where a member stands"), balance, add_card),
    "statement": Command(mark("lists how a member’s balance came about"), statement, add_card),
}
