"""What a story tells of a step, as the plain values that the contract of scenarios names."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pos_loyalty.domain.challenges import (
    ChallengeBonus,
    ChallengeProgress,
    badges_of,
    progress_in,
)
from pos_loyalty.domain.draws import TicketCount, ticket_counts
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.member_state import MemberState, TierStanding
from pos_loyalty.domain.money import Currency, format_major
from pos_loyalty.domain.program import ChallengeMeasure, Program
from pos_loyalty.domain.prospects import clubs_of
from pos_loyalty.i18n.explanations import sentence_of
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.draws import DrawResult
from pos_loyalty.services.outcome import ActionKind, Outcome
from pos_loyalty.services.sales import Quoted

Figures = dict[str, Any]
"""Values that JSON can hold, by name."""


def standing_figures(program: Program, standing: MemberState | Outcome) -> Figures:
    """Where a member stands: on every step, whatever was done."""
    tier = standing.tier
    figures: Figures = {
        "balance": standing.balance,
        "spendable": standing.spendable,
        "pending": standing.pending,
        "tier": tier.held if isinstance(tier, TierStanding) else tier,
    }
    return {**figures, "stamps": stamps(program, standing)} if program.stamp_cards else figures


def final_figures(program: Program, state: MemberState) -> Figures:
    """Where a member stands when the story is over."""
    return {
        **standing_figures(program, state),
        "lots": lots(program, state.lots),
        "stamps": stamps(program, state),
        "rewards": [free.reward_id for free in state.free_rewards],
        **membership_figures(program, state),
        "badges": list(badges_of(state.challenges)),
        **progress_standing(program, state),
    }


def quote_figures(quoted: Quoted, words: Words) -> Figures:
    """What a sale would do."""
    quote, currency = quoted.quote, quoted.program.currency
    return {
        "earned": quote.earned,
        "spent": quote.spent,
        "discount": format_major(quote.discount_minor, currency),
        "due": format_major(quote.due_minor, currency),
        "eligible": format_major(quote.eligible_minor, currency),
        **_membership_discount(quoted.program, quote.membership_discount_minor),
        "tier_used": quote.tier_used,
        "explanation": explanation(quote.explanation, words),
    }


def outcome_figures(outcome: Outcome, program: Program, words: Words) -> Figures:
    """What an action did; what does not apply to it is left out."""
    currency = program.currency
    figures: Figures = {}
    match outcome.kind:
        case ActionKind.PURCHASE:
            figures = {
                "earned": outcome.earned,
                "spent": outcome.spent,
                "discount": format_major(outcome.discount_minor, currency),
                "due": format_major(outcome.due_minor, currency),
                "eligible": format_major(outcome.eligible_minor, currency),
                **_membership_discount(program, outcome.membership_discount_minor),
                "tier_used": outcome.tier_used,
                "granted": [*outcome.granted, *map(_bonus, outcome.bonuses)],
                "explanation": explanation(outcome.explanation, words),
            }
        case ActionKind.REFUND | ActionKind.VOID:
            figures = {
                "amount": format_major(outcome.amount_minor, currency),
                "reversed": outcome.reversed_points + outcome.bonus_reversed,
                "restored": outcome.restored_points,
            }
        case ActionKind.REDEEM | ActionKind.DONATE:
            figures = {
                "spent": outcome.spent,
                "discount": format_major(outcome.discount_minor, currency),
            }
        case ActionKind.TICKET:
            figures = {"spent": outcome.spent}
        case ActionKind.UNDO_REDEEM:
            figures = {"restored": outcome.restored_points}
        case ActionKind.ENROLL | ActionKind.ACTION | ActionKind.SPIN:
            figures = {"earned": outcome.earned}
        case ActionKind.STAMP:
            figures = {"granted": list(outcome.granted)}
        case ActionKind.BUY_MEMBERSHIP | ActionKind.CANCEL_MEMBERSHIP:
            figures = {
                **_terms(program, outcome),
                "fee": format_major(outcome.amount_minor, currency),
            }
        case ActionKind.ADJUST | ActionKind.GRANT | ActionKind.SET_TIER | ActionKind.HISTORY:
            pass
    return {**figures, **_won_or_given(outcome, currency), **_progress(outcome, currency)}


def progress_standing(program: Program, state: MemberState) -> Figures:
    """Where a member stands in challenges and draws, in a program that has any."""
    figures: Figures = {}
    if program.challenges:
        progress = progress_in(program, state.challenges)
        figures["challenges"] = challenges(progress, program.currency)
    if program.draws:
        figures["tickets"] = tickets(ticket_counts(program, state.tickets))
    return figures


def _won_or_given(outcome: Outcome, currency: Currency) -> Figures:
    """Where a wheel stopped and what that gave, or what a good cause gets."""
    if outcome.kind is ActionKind.DONATE:
        return {"donated": format_major(outcome.donated_minor, currency)}
    spin = outcome.spin
    if spin is None:
        return {}
    stop = {"segment": spin.segment, "points": spin.points, "reward": spin.reward_id or None}
    return {"granted": list(outcome.granted), "spin": stop}


def challenges(progress: Iterable[ChallengeProgress], currency: Currency) -> Figures:
    """How far somebody has come in challenges: money as decimal strings, else whole numbers."""
    return {
        each.challenge_id: {
            "progress": _counted(each, each.progress, currency),
            "goal": _counted(each, each.goal, currency),
        }
        for each in progress
    }


def tickets(counts: Iterable[TicketCount]) -> Figures:
    """Tickets by draw."""
    return {each.draw_id: each.held for each in counts}


def winners(result: DrawResult, names: Mapping[str, str]) -> list[Figures]:
    """Who won what in a draw; ``names`` are what the story calls its members."""
    return [
        {"prize": won.prize, "member": names[won.member_id], "ticket": won.ticket}
        for won in result.winners
    ]


def _progress(outcome: Outcome, currency: Currency) -> Figures:
    """What an action did to challenges, badges and tickets."""
    figures: Figures = {}
    if outcome.challenges:
        figures["challenges"] = challenges(outcome.challenges, currency)
    if outcome.badges is not None:
        figures["badges"] = list(outcome.badges)
    if outcome.tickets:
        figures["tickets"] = tickets(outcome.tickets)
    return figures


def _counted(challenge: ChallengeProgress, count: int, currency: Currency) -> str | int:
    return format_major(count, currency) if challenge.measure is ChallengeMeasure.SPEND else count


def _bonus(bonus: ChallengeBonus) -> Figures:
    return {"challenge": bonus.challenge_id, "points": bonus.points}


def membership_figures(program: Program, state: MemberState) -> Figures:
    """The memberships that are running and until when, in a program that has any."""
    if not program.memberships:
        return {}
    return {
        "memberships": [
            {"membership": club.id, "ends": local(program, club.ends_at)}
            for club in clubs_of(program, state)
        ]
    }


def explanation(lines: Iterable[ExplanationLine], words: Words) -> list[Figures]:
    """Why a credit is what it is, line by line."""
    return [
        {"rule": line.rule.value, "text": sentence_of(line, words), "points": line.points}
        for line in lines
    ]


def _membership_discount(program: Program, minor: int) -> Figures:
    """What a membership takes off, in a program that has any."""
    if not program.memberships:
        return {}
    return {"membership_discount": format_major(minor, program.currency)}


def _terms(program: Program, outcome: Outcome) -> Figures:
    """The term that was bought or taken back."""
    term = outcome.terms[0]
    return {
        "id": outcome.id,
        "membership": term.membership_id,
        "starts": local(program, term.starts_at),
        "ends": local(program, term.ends_at),
    }


def lots(program: Program, open_lots: Iterable[Lot]) -> list[Figures]:
    """Open lots in spending order, with the local offset of their ends."""
    return [{"points": lot.points, "expires": local(program, lot.expires_at)} for lot in open_lots]


def stamps(program: Program, standing: MemberState | Outcome) -> Mapping[str, int]:
    """Stamps by card, those of every card that the program has."""
    counts = dict(standing.stamps)
    return {card.id: counts.get(card.id, 0) for card in program.stamp_cards}


def local(program: Program, instant: datetime | None) -> str | None:
    """An instant with the offset of the program's time zone."""
    return None if instant is None else instant.astimezone(program.zone).isoformat()
