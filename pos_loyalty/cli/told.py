"""Outcomes of the services as a command answers them."""

from typing import Any

from pos_loyalty.cli.context import Context
from pos_loyalty.domain.draws import TicketCount
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.challenges import tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.outcomes import outcome_answer, redemption_answer
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Answer as Answered


@dataclass(frozen=True, slots=True)
class Told:
    """What a service did, as plain values and in sentences."""

    value: dict[str, Any]
    lines: tuple[str, ...]


def told(context: Context, answered: Answered[Outcome]) -> Told:
    """An outcome with the standing of its member after it."""
    value = outcome_answer(answered, context.program, context.shop_words)
    return Told(value, said(context, answered))


def told_redemption(context: Context, answered: Answered[Outcome]) -> Told:
    """As ``told``, with the id by which the redemption can be taken back."""
    value = redemption_answer(answered, context.program, context.shop_words)
    label = context.shop_words.text("Redemption: {id}", id=answered.value.id)
    return Told(value, (label, *said(context, answered)))


def said(context: Context, answered: Answered[Outcome]) -> tuple[str, ...]:
    """An outcome in sentences."""
    return tuple(_sentences(context, context.program, answered))


def _with_it(words: Words, outcome: Outcome) -> list[str]:
    """Challenges, tickets, and what went back."""
    lines = []
    for bonus in outcome.bonuses:
        given = words.signed_points(bonus.points) if bonus.points else "✓"
        lines.append(words.text("Challenge “{name}”: {given}", name=bonus.name, given=given))
    lines += [f"{each.name}: {tickets_text(each.held, words)}" for each in _changed(outcome)]
    if outcome.reversed_points + outcome.bonus_reversed:
        taken = words.signed_points(-outcome.reversed_points - outcome.bonus_reversed)
        lines.append(words.text("Taken back: {points}", points=taken))
    if outcome.restored_points:
        back = words.signed_points(outcome.restored_points)
        lines.append(words.text("Returned: {points}", points=back))
    return lines


def _changed(outcome: Outcome) -> tuple[TicketCount, ...]:
    return tuple(each for each in outcome.tickets if each.gained)


def _sentences(context: Context, program: Program, answered: Answered[Outcome]) -> list[str]:
    words, outcome = context.shop_words, answered.value
    lines = []
    if answered.repeated:
        lines.append(words.text("This was booked before; nothing was booked again."))
    if outcome.earned:
        lines.append(words.text("Credited: {points}", points=words.signed_points(outcome.earned)))
    if outcome.spent:
        lines.append(words.text("Redeemed: {points}", points=words.points_with_unit(outcome.spent)))
    if outcome.donated_minor:
        value = words.formats.money(outcome.donated_minor)
        lines.append(words.text("Donated: {amount}", amount=value))
    if outcome.membership_discount_minor:
        value = words.formats.money(-outcome.membership_discount_minor)
        lines.append(f"{outcome.membership}: {value}")
    discount_minor = outcome.membership_discount_minor + outcome.discount_minor
    if discount_minor:
        value = words.formats.money(discount_minor)
        lines.append(words.text("Discount to key in: {amount}", amount=value))
    lines += _with_it(words, outcome)
    lines.append(words.text("Balance: {points}", points=words.points_with_unit(outcome.balance)))
    tier = program.tier(outcome.tier)
    if tier is not None:
        lines.append(words.text("Tier: {tier}", tier=tier.name))
    return lines
