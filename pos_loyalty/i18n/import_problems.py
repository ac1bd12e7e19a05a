"""What is wrong in a line of an imported file, in words that help to mend it."""

from typing import Final

from pos_loyalty.domain.imports import RowProblem
from pos_loyalty.i18n.catalog import mark, placeholders
from pos_loyalty.i18n.words import Words

_SENTENCES: Final = {
    # Lines
    "open-quote": mark("A quotation mark is opened and never closed."),
    "too-many-cells": mark("There are more cells than headings. Is a separator inside a text?"),
    "missing": mark("Nothing is filled in here."),
    # Purchases
    "bad-date": mark("“{value}” is not a readable date."),
    "bad-amount": mark("“{value}” is not an amount."),
    "bad-quantity": mark("“{value}” is not a quantity."),
    "negative-amount": mark("“{value}” is a return. Returns are booked at the counter."),
    "no-member": mark("There is no member number in this line."),
    "receipt-incomplete": mark("Another line of receipt {receipt} is wrong."),
    "receipt-members": mark("The lines of receipt {receipt} name several members."),
    "sale-differs/receipt": mark("Receipt {receipt} was imported before, as another purchase."),
    "sale-differs": mark("This purchase was imported before, with other figures."),
    "time-ahead": mark("This date is in the future."),
    "in-the-past": mark("The purchase is older than the membership."),
    "unknown-member": mark("Nobody here is number {member}."),
    "member-blocked": mark("The member {member} is blocked."),
    "member-erased": mark("The member {member} was erased and is not added again."),
    # Members
    "no-identity": mark("Without number, e-mail and telephone nobody is recognized again."),
    "bad-phone": mark("This is not a valid telephone number."),
    "bad-email": mark("This is not a valid e-mail address."),
    "bad-birthday": mark("This is not a birthday. Write it like 31.12. or 1980-12-31."),
    "bad-language": mark("“{value}” is not a language known here. Write it like de."),
    "bad-points": mark("“{value}” is not a number of points."),
    "bad-segments": mark("One of the labels is too long, or a word that campaigns use."),
    "too-long": mark("This is too long. At most {most} characters."),
    "unknown-tier": mark("The program has no tier “{tier}”."),
}
_OTHER: Final = mark("The ledger does not take this line ({code}).")


def row_problem_text(problem: RowProblem, words: Words) -> str:
    """One sentence on what is wrong, without the line, which is said beside it."""
    facts = {name: value for name, value in problem.facts if value}
    for key in (f"{problem.code}/receipt", problem.code):
        sentence = _SENTENCES.get(key)
        if sentence is not None and placeholders(sentence) <= facts.keys():
            return words.text(sentence, **facts)
    return words.text(_OTHER, code=problem.code)


def row_place_text(problem: RowProblem, words: Words) -> str:
    """Where it stands: ``Line 12, Betrag``."""
    line = words.formats.number(problem.line)
    if problem.column:
        return words.text("Line {line}, column “{column}”", line=line, column=problem.column)
    return words.text("Line {line}", line=line)


def known_row_codes() -> frozenset[str]:
    """The codes that have words of their own."""
    return frozenset(key.partition("/")[0] for key in _SENTENCES)
