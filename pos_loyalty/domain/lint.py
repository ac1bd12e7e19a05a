"""What a careful adviser would say about a program before it is published.

Warnings for German and EU practice, each with a reason, and for slips of the pen that no schema
finds. None of them blocks: whoever runs the shop may know better. It is advice on
what is usual, not legal counsel.
"""

from datetime import datetime

from pos_loyalty.domain.advice import Advice
from pos_loyalty.domain.lint_changes import change_advice
from pos_loyalty.domain.lint_fairness import fairness_advice
from pos_loyalty.domain.lint_sense import sense_advice
from pos_loyalty.domain.program import Program

__all__ = ["Advice", "advice_of"]


def advice_of(
    program: Program, *, before: Program | None = None, now: datetime | None = None
) -> tuple[Advice, ...]:
    """All advice on ``program``: law and fairness first, then the change, then mere sense.

    With ``before``, the version that it takes over from, also what gets worse for points
    already earned; with ``now``, also what is over.
    """
    found = list(fairness_advice(program))
    if before is not None:
        found += change_advice(program, before=before)
    found += sense_advice(program, now)
    return tuple(found)
