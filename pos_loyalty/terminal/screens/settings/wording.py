"""Puts settings, findings and changes into words: pure, and the same for every language."""

from collections.abc import Mapping
from typing import Final

from pos_loyalty.config.settings import WrongSettingError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import GROUPS, HEADINGS, Line, Section, Shape
from pos_loyalty.terminal.screens.settings.program_catalog import PROGRAM_LINES
from pos_loyalty.terminal.screens.settings.state import Hit

_MOST_HITS: Final = 8

_FINDINGS: Final = {
    "nothing-arrived": mark("Nothing arrived. Is the scanner plugged in and awake?"),
    "other-text": mark("Something else arrived. Scan the code on this screen, close to it."),
    "other-layout": mark(
        "The scanner presses American keys. Cards work; set its country to be safe with other "
        "codes."
    ),
    "lower-case": mark("Letters arrive in the wrong case. That does no harm."),
    "no-suffix": mark("The scanner sends no Enter at the end. It works faster if it does."),
    "text-behind": mark(
        "The scanner adds characters behind the code. Switch that off in the scanner."
    ),
    "slow": mark("The scanner types slowly. It works, but shorter pauses are safer."),
    "too-slow": mark(
        "The scanner types as slowly as a person. Shorten its pause between the keys first."
    ),
}


_PROBLEMS: Final = {
    "type": mark("Write it like {expected}."),
    "choice": mark("Choose from: {expected}."),
    "range": mark("Allowed: {expected}."),
    "too-long": mark("Too long. At most: {expected}."),
    "address": mark("That is no printer address. Write it like {expected}."),
    "read-only": mark("Decided when the shop was created."),
}


def setting_problem(error: WrongSettingError, words: Words) -> str:
    """What is wrong with a setting, said beside its line, where its name stands already."""
    expected = str(error.facts.get("expected", ""))
    return words.text(_PROBLEMS[str(error.facts.get("reason"))], expected=expected)


def finding_text(finding: str, words: Words) -> str:
    """What was noticed while a scanner was learned."""
    return words.text(_FINDINGS.get(finding, _FINDINGS["other-text"]))


def find_settings(text: str, words: Words) -> tuple[Hit, ...]:
    """The settings whose words contain every word of ``text``."""
    wanted = text.casefold().split()
    if not wanted:
        return ()
    hits = []
    for section, groups in GROUPS.items():
        for group in groups:
            place = f"{words.text(HEADINGS[section])} · {words.text(group.heading)}"
            for line in group.lines:
                label = words.text(line.label)
                if _holds(wanted, label, place, _hint(line, words)):
                    hits.append(Hit(section, line.key, label, place))
    for path, label, heading in PROGRAM_LINES:
        place = f"{words.text(HEADINGS[Section.PROGRAM])} · {words.text(heading)}"
        if _holds(wanted, words.text(label), place, ""):
            hits.append(Hit(Section.PROGRAM, path, words.text(label), place))
    staff = words.text(HEADINGS[Section.STAFF])
    for key, label in _STAFF_LINES.items():
        if _holds(wanted, words.text(label), staff, ""):
            hits.append(Hit(Section.STAFF, key, words.text(label), staff))
    return tuple(hits[:_MOST_HITS])


def shown_value(line: Line, text: str, words: Words) -> str:
    """A value as a list of changes names it."""
    if line.shape is Shape.SWITCH:
        return words.text("on") if text == "true" else words.text("off")
    if line.shape is Shape.CHOICE and line.choices:
        return choice_text(dict(line.choices), text, words)
    if not text:
        return words.text("empty")
    return text.replace("\n", " / ")


def choice_text(choices: Mapping[str, str], value: str, words: Words) -> str:
    """The words for a choice; a value that nobody foresaw stands for itself."""
    return words.text(choices[value]) if value in choices else value


def _hint(line: Line, words: Words) -> str:
    return words.text(line.hint) if line.hint else ""


def _holds(wanted: list[str], *texts: str) -> bool:
    held = " ".join(texts).casefold()
    return all(word in held for word in wanted)


_STAFF_LINES: Final = {
    "staff.add": mark("Add somebody"),
    "staff.pin": mark("Change a PIN"),
    "staff.role": mark("Change a role"),
}
