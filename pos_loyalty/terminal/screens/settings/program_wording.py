"""The program's values, rows and changes in words: pure, and led by the one description."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.money import parse_major
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Field,
    Kind,
    Place,
    Table,
    joined,
    places_of,
    raw_path,
    row_path,
)
from pos_loyalty.terminal.screens.settings.program_draft import (
    Draft,
    DraftEditor,
    choices_for,
)
from pos_loyalty.terminal.screens.settings.program_paths import found, tables_at
from pos_loyalty.terminal.screens.settings.program_tables import PERIODS

_LIMITS: Final = {
    "day": mark("{n}\u00a0× a day"),
    "week": mark("{n}\u00a0× a week"),
    "month": mark("{n}\u00a0× a month"),
    "year": mark("{n}\u00a0× a year"),
    "lifetime": mark("{n}\u00a0× ever"),
}


class Teller:
    """Tells what stands in a document, in the words of one language."""

    def __init__(self, editor: DraftEditor, words: Words) -> None:
        self._editor = editor
        self._words = words

    def value(self, document: Mapping[str, object], place: Place) -> str:
        """A value in words, as lists of changes and summaries have it."""
        text = self._editor.value_text(document, place)
        tell = self._telling.get(place.field.kind)
        return text if tell is None or not text else tell(text, document, place)

    @property
    def _telling(self) -> Mapping[Kind, Callable[[str, Mapping[str, object], Place], str]]:
        return {
            Kind.SWITCH: self._switch,
            Kind.CHOICE: self._choice,
            Kind.ONE_OF: self._choice,
            Kind.REFERENCE: self._choice,
            Kind.MARKS: self._marks,
            Kind.LIMIT: lambda text, _document, _place: self._limit(text),
            Kind.MONEY: self._money,
            Kind.WHOLE: self._number,
            Kind.COUNT: self._number,
            Kind.LINES: lambda text, _document, _place: ", ".join(text.splitlines()),
            Kind.SEGMENTS: self._segments,
        }

    def _switch(self, text: str, _document: Mapping[str, object], _place: Place) -> str:
        return self._words.text("on") if text == "true" else self._words.text("off")

    def _choice(self, text: str, document: Mapping[str, object], place: Place) -> str:
        return self.choices(document, place.field).get(text, text)

    def _marks(self, text: str, document: Mapping[str, object], place: Place) -> str:
        names = self.choices(document, place.field)
        return ", ".join(names.get(part, part) for part in text.split(",") if part)

    def _number(self, text: str, _document: Mapping[str, object], _place: Place) -> str:
        digits = text.removeprefix("-")
        is_plain = digits.isascii() and digits.isdigit()
        return self._words.formats.number(int(text)) if is_plain else text

    def _money(self, text: str, document: Mapping[str, object], place: Place) -> str:
        formats = self._words.formats
        value = found(document, raw_path(place.path))
        try:
            return formats.money(parse_major(str(value or place.field.default), formats.currency))
        except ValueError:
            return text

    def _segments(self, _text: str, document: Mapping[str, object], place: Place) -> str:
        return " / ".join(odds(tables_at(document, place.path), self._words))

    def is_shown(self, draft: Draft, place: Place) -> bool:
        """Whether a field matters, as its neighbors stand."""
        return self._editor.is_shown(draft, place)

    def choices(self, document: Mapping[str, object], field: Field) -> dict[str, str]:
        """What a field may be, in words."""
        own = {value: self._words.text(label) for value, label in field.choices}
        return {**own, **dict(choices_for(document, field))}

    def title(self, document: Mapping[str, object], table: Table, row: int) -> str:
        """What a row is called."""
        base = row_path(table.path, row)
        keys = ("name",) if table.has_ids else ("category", "product")
        named = (str(found(document, joined(base, key)) or "") for key in keys)
        return next((each for each in named if each), self._words.text("unnamed"))

    def summary(self, draft: Draft, table: Table, row: int) -> str:
        """A row in one line: what matters of it and is not as usual."""
        parts = []
        for place in places_of(table, row):
            brief = place.field.brief
            value = found(draft.document, raw_path(place.path)) if brief else None
            if value is None or not self._is_told(draft, place, value):
                continue
            told = self._words.text(brief, value=self.value(draft.document, place))
            parts.append(told)
        return " · ".join(parts)

    def _is_told(self, draft: Draft, place: Place, value: object) -> bool:
        text = self._editor.value_text(draft.document, place)
        is_usual = value in ("", [], False) or text in ("", "0")
        return not is_usual and self._editor.is_shown(draft, place)

    def _limit(self, text: str) -> str:
        count, _, period = text.partition(" per ")
        sentence = _LIMITS.get(period)
        return text if sentence is None else self._words.text(sentence, n=count)


def odds(segments: Sequence[Mapping[str, object]], words: Words) -> tuple[str, ...]:
    """How likely each segment of a wheel is, as percentages of one decimal."""
    weights = [_weight(segment) for segment in segments]
    total = sum(weights)
    if total == 0:
        return ("–",) * len(weights)
    return tuple(
        words.formats.percent(Fraction(round(weight * 1000 / total), 1000)) for weight in weights
    )


def _weight(segment: Mapping[str, object]) -> Fraction:
    weight = segment.get("weight")
    return Fraction(weight) if isinstance(weight, int) and weight > 0 else Fraction(0)


def limit_parts(text: str) -> tuple[str, str]:
    """Number and period of a limit; an empty period means that there is none."""
    count, _, period = text.partition(" per ")
    return (count.strip(), period) if period in dict(PERIODS) else ("", "")
