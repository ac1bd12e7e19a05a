"""What an action did: the figures of a scenario's step, under the names that callers know."""

from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.program import Program
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.claims import IssuedClaim
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Answer
from pos_loyalty.services.sales import Quoted, Sale
from pos_loyalty.services.scenario.figures import (
    Figures,
    outcome_figures,
    quote_figures,
    standing_figures,
)


def outcome_answer(answered: Answer[Outcome], program: Program, words: Words) -> Figures:
    """An outcome with the standing of its member after it."""
    outcome = answered.value
    return {
        "member": outcome.member_id,
        **outcome_figures(outcome, program, words),
        **standing_figures(program, outcome),
        "print_job": outcome.print_job,
        "repeated": answered.repeated,
    }


def quote_answer(sale: Sale, quoted: Quoted, words: Words) -> Figures:
    """What a sale would do."""
    return {
        "member": sale.member_id,
        **quote_figures(quoted, words),
        **standing_figures(quoted.program, quoted.before),
        "balance_after": quoted.after.balance,
    }


def sale_answer(sale: Sale, answered: Answer[Outcome], program: Program, words: Words) -> Figures:
    """A recorded sale, with the till's own number for it."""
    done = outcome_answer(answered, program, words)
    return {"sale": answered.value.id, **done, "receipt": sale.receipt_number}


def reversal_answer(
    sale_id: str, answered: Answer[Outcome], program: Program, words: Words
) -> Figures:
    """A sale that was taken back, whole or in part."""
    return {"sale": sale_id, **outcome_answer(answered, program, words)}


def redemption_answer(answered: Answer[Outcome], program: Program, words: Words) -> Figures:
    """A burn, with the id by which it can be taken back."""
    return undone_answer(answered.value.id, answered, program, words)


def undone_answer(
    redemption_id: str, answered: Answer[Outcome], program: Program, words: Words
) -> Figures:
    """A burn that was taken back."""
    done = outcome_answer(answered, program, words)
    return {"id": redemption_id, "redemption": redemption_id, **done}


def claim_answer(receipt_number: str, answered: Answer[IssuedClaim], program: Program) -> Figures:
    """A claim slip, with the code that stands on it."""
    issued = answered.value
    return {
        "claim": issued.text,
        "amount": format_major(issued.amount_minor, program.currency),
        "receipt": receipt_number,
        "at": issued.at.isoformat(),
        "valid_until": issued.valid_until.isoformat(),
        "print_job": issued.print_job,
        "repeated": answered.repeated,
    }
