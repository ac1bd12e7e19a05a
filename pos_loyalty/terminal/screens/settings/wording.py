"""Puts settings, findings and changes into words: pure, and the same for every language."""

from collections.abc import Iterator, Mapping
from typing import Final

from pos_loyalty.config.settings import WrongSettingError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.catalog import GROUPS, HEADINGS, Section
from pos_loyalty.terminal.screens.settings.catalog_lines import Line, Shape
from pos_loyalty.terminal.screens.settings.program_catalog import Field
from pos_loyalty.terminal.screens.settings.program_pages import FORMS, every_place, section_of
from pos_loyalty.terminal.screens.settings.state import Hit

_MOST_HITS: Final = 8

_FINDINGS: Final = {
    "nothing-arrived": mark("Nothing arrived. Is the scanner plugged in and awake?"),
    "other-text": mark("Something else arrived. Scan the code on this screen, close to it."),
    "other-layout": mark(
        "The scanner types with a US keyboard layout. Cards work; set its country so that other "
        "codes are safe too."
    ),
    "lower-case": mark(
        "Caps Lock is on, or the scanner swaps upper and lower case. That does no harm."
    ),
    "no-suffix": mark("The scanner sends no Enter at the end. It works faster if it does."),
    "text-behind": mark(
        "The scanner adds characters behind the code. Switch that off in the scanner."
    ),
    "slow": mark("The scanner types slowly. It works, but shorter pauses are safer."),
    "too-slow": mark(
        "The scanner types as slowly as a person. Shorten its pause between the keys first."
    ),
    "stops": mark(
        "The scanner pauses between keys, as wireless ones do. Cards are read; other codes may "
        "not be."
    ),
    "sends-first": mark("It sends its prefix key first, so typing never has to wait."),
    "no-prefix": mark(
        "The second scanner has to send its own key first, such as F14. Set that in the scanner; "
        "otherwise the two cannot be told apart."
    ),
}


_PROBLEMS: Final = {
    "type": mark("Write it like {expected}."),
    "choice": mark("Choose from: {expected}."),
    "range": mark("Allowed: {expected}."),
    "too-long": mark("Too long. At most: {expected}."),
    "address": mark("That is not a printer address. Write it like {expected}."),
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
    hits.extend(_find_rules(wanted, words))
    staff = words.text(HEADINGS[Section.STAFF])
    for key, label in _STAFF_LINES.items():
        if _holds(wanted, words.text(label), staff, ""):
            hits.append(Hit(Section.STAFF, key, words.text(label), staff))
    # What carries the word in its own name comes before what only stands near it.
    hits.sort(key=lambda hit: not _holds(wanted, hit.label))
    return tuple(hits[:_MOST_HITS])


def _find_rules(wanted: list[str], words: Words) -> Iterator[Hit]:
    """The fields of the program document, found by label, help, choices, card and page."""
    for section, place in every_place():
        heading = words.text(place.part.heading)
        page = words.text(HEADINGS[section])
        where = page if page == heading else f"{page} · {heading}"
        label = words.text(place.field.label)
        if _holds(wanted, label, where, _field_words(place.field, words)):
            yield Hit(section, place.path, label, where)
    for form in FORMS:
        heading = words.text(form.heading)
        page = words.text(HEADINGS[section_of(form)])
        if form.switch and _holds(wanted, heading, words.text(form.switch)):
            yield Hit(section_of(form), form.id, words.text(form.switch), f"{page} · {heading}")


def _field_words(field: Field, words: Words) -> str:
    said = [field.help, field.unit, *(label for _value, label in field.choices)]
    return " ".join(words.text(each) for each in said if each)


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
