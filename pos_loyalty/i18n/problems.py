"""What is wrong in a document, in words that a shop manager understands."""

from typing import Final

from pos_loyalty.domain.errors import Problem
from pos_loyalty.i18n.catalog import mark, placeholders
from pos_loyalty.i18n.words import Words

_SENTENCES: Final = {
    "missing": mark("This must be filled in."),
    "empty": mark("This must not be empty."),
    "unknown-key": mark("The program knows no such entry. Check the spelling, or take it out."),
    "unknown-choice": mark("“{value}” cannot be chosen here. Possible: {choices}."),
    "out-of-range": mark("This must be at least {least}."),
    "wrong-type": mark("This is of the wrong kind."),
    "wrong-type/text": mark("This must be a text in quotation marks."),
    "wrong-type/whole-number": mark("This must be a whole number, without quotation marks."),
    "wrong-type/yes-or-no": mark("This must be true or false."),
    "wrong-type/money": mark('This must be an amount in quotation marks, like "12.50".'),
    "wrong-type/decimal": mark('This must be a number in quotation marks, like "1.5".'),
    "wrong-type/date": mark('This must be a date in quotation marks, like "2026-12-31".'),
    "wrong-type/limit": mark('This must be a limit in quotation marks, like "1 per year".'),
    "not-a-table": mark("This must be a section of its own."),
    "not-a-list": mark("This must be a list."),
    "not-money": mark("“{value}” is not an amount. Write it like 12.50."),
    "not-decimal": mark("“{value}” is not a number. Write it like 1.5."),
    "not-date": mark("“{value}” is not a date. Write it like 2026-12-31."),
    "not-limit": mark("“{value}” is not a limit. Write it like “1 per year”."),
    "not-hours": mark("“{value}” is not a time range. Write it like 16:00-18:00."),
    "above": mark("This must be at most {most}."),
    "one-of": mark("Exactly one of these must be filled in: {choices}."),
    "unknown-reference": mark("There is no “{value}” in this program."),
    "used-twice": mark("“{value}” is used twice. Each needs a name of its own."),
    "unknown-schema": mark("This file was made for another release of the program."),
    "unknown-currency": mark("“{value}” is not a currency. Write it like EUR."),
    "unknown-timezone": mark("“{value}” is not a time zone. Write it like Europe/Berlin."),
    "first-not-zero": mark("The first tier is for everybody: it begins at 0."),
    "not-ascending": mark("Each tier must begin above the one before it."),
    "ends-before-start": mark("The end must lie after the beginning."),
    "above-zero": mark("This must be more than 0."),
    "above-line": mark("The discount is more than the line costs."),
    "above-purchase": mark("The discount is more than the purchase costs."),
    "too-large-sum": mark("This purchase is too large to be reckoned."),
    "not-birthday": mark("“{value}” is not a birthday. Write month and day, like 05-04."),
    "unknown-program": mark("“{value}” is neither a file nor one of ours: {choices}."),
    "unreadable": mark("The file {file} cannot be read."),
    "too-large": mark("The file is too large."),
    "not-text": mark("This is not a text file. Save it as UTF-8."),
    "not-json": mark(
        "Line {line}, column {column}: a character is missing, or there is one too many."
    ),
    "not-toml": mark(
        "Line {line}, column {column}: a character is missing, or there is one too many."
    ),
    "not-plain": mark("The file contains things that no such file needs."),
    "not-table-text": mark("This is not a text file with columns. Export it as CSV."),
    "no-column": mark("No column says this. Name one in the mapping."),
    "unknown-column": mark("There is no column “{value}”. There are: {choices}."),
    "no-rows": mark("The file has no lines."),
    "day-order-unclear": mark(
        "Days or months could come first. Say which in the mapping: day-first or month-first."
    ),
    "key-twice": mark("“{key}” appears twice in the same place."),
}
_OTHER: Final = mark("This does not fit the rest of the program ({reason}).")


def problem_text(problem: Problem, words: Words) -> str:
    """One sentence on what is wrong at ``problem.path``."""
    facts = dict(problem.facts)
    for key in (f"{problem.reason}/{facts.get('expected', '')}", problem.reason):
        sentence = _SENTENCES.get(key)
        if sentence is not None and placeholders(sentence) <= facts.keys():
            return words.text(sentence, **facts)
    return words.text(_OTHER, reason=problem.reason)


def known_reasons() -> frozenset[str]:
    """The reasons that have words of their own."""
    return frozenset(key.partition("/")[0] for key in _SENTENCES)
