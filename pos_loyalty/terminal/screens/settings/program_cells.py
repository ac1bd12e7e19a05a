"""What of a draft is shown: cells for the fields that matter, rows for the lists."""

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Form,
    Kind,
    Place,
    Table,
    places_of,
    row_path,
)
from pos_loyalty.terminal.screens.settings.program_changes import Comparison
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor, choices_for
from pos_loyalty.terminal.screens.settings.program_pages import (
    FORMS,
    TABLES,
    candidates,
    is_known,
    place_at,
)
from pos_loyalty.terminal.screens.settings.program_paths import found, tables_at
from pos_loyalty.terminal.screens.settings.program_wording import Teller, odds
from pos_loyalty.terminal.screens.settings.state import Cell, Row, Rows

_CHOSEN: Final = frozenset({Kind.CHOICE, Kind.ONE_OF, Kind.MARKS, Kind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Remarks:
    """Sentences on a draft by the paths of its document."""

    problems: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[str, str] = field(default_factory=dict)


class CellMaker:
    """Makes what is shown from a draft, what is published, and what is remarked on it."""

    def __init__(
        self, draft: Draft, editor: DraftEditor, comparison: Comparison, words: Words
    ) -> None:
        self._draft = draft
        self._editor = editor
        self.comparison = comparison
        self._words = words
        self._teller = Teller(editor, words)

    def sections(self) -> dict[str, bool]:
        """Which sections are on."""
        return {form.id: self._is_on(form) for form in FORMS}

    def cells(self, opened: Mapping[str, int], remarks: Remarks) -> dict[str, Cell]:
        """The cells of all forms that are on, and of the rows that are open."""
        shown: dict[str, Cell] = {}
        problems = self.at_cells(remarks.problems)
        advice = self.at_cells(remarks.advice)
        for place in self._places(opened):
            shown[place.path] = self._cell(place, problems, advice)
            if place.field.kind is Kind.SEGMENTS:
                shown.update(self._segments(place, problems, advice))
        return shown

    def tables(self, opened: Mapping[str, int], problems: Mapping[str, str]) -> dict[str, Rows]:
        """All lists, closed rows in a line each."""
        return {
            path: Rows(
                tuple(
                    self._row(table, row, problems)
                    for row in range(len(tables_at(self._draft.document, path)))
                ),
                opened.get(path, -1),
            )
            for path, table in TABLES.items()
        }

    def at_cells(self, remarks: Mapping[str, str]) -> dict[str, str]:
        """Remarks at the cells that stand for their paths."""
        placed: dict[str, str] = {}
        for path, sentence in remarks.items():
            cell = self.cell_for(path)
            if cell:
                placed.setdefault(cell, sentence)
        return placed

    def cell_for(self, path: str) -> str:
        """The cell that shows a path of the document; empty where there is none."""
        if is_known(path) and self._editor.is_shown(self._draft, place_at(path)):
            return path
        known = [each for each in candidates(path) if self._is_there(each)]
        shown = [each for each in known if self._editor.is_shown(self._draft, place_at(each))]
        return next(iter(shown), "")

    def label_of(self, path: str) -> str:
        """Where a path stands, in words: card or thing, and field; empty for what has no field."""
        cell = self.cell_for(path)
        if not cell:
            return self._owner_of(path)
        place = place_at(cell)
        if isinstance(place.part, Form):
            owner = self._words.text(place.part.heading)
        else:
            row = row_of(cell, place.part)
            owner = self._teller.title(self._draft.document, place.part, row)
        return f"{owner} · {self._words.text(place.field.label)}"

    def _owner_of(self, path: str) -> str:
        """The card or the thing that a path without a field of its own names."""
        for form in FORMS:
            if form.path and form.path == path:
                return self._words.text(form.heading)
        for table in TABLES.values():
            if path == table.path:
                return self._words.text(table.heading)
            if path.startswith(f"{table.path}["):
                return self._teller.title(self._draft.document, table, row_of(path, table))
        return ""

    def others(self, problems: Mapping[str, str]) -> tuple[str, ...]:
        """Problems that no field stands for, with their paths."""
        return tuple(
            f"{path}: {sentence}" if path else sentence
            for path, sentence in problems.items()
            if not self.cell_for(path)
        )

    def _is_there(self, path: str) -> bool:
        return "[]" not in path and is_known(path)

    def _places(self, opened: Mapping[str, int]) -> list[Place]:
        places = [place for form in FORMS if self._is_on(form) for place in places_of(form)]
        for path, row in opened.items():
            if 0 <= row < len(tables_at(self._draft.document, path)):
                places.extend(places_of(TABLES[path], row))
        return [place for place in places if self._editor.is_shown(self._draft, place)]

    def _is_on(self, form: Form) -> bool:
        return not form.switch or found(self._draft.document, form.path) is not None

    def _cell(self, place: Place, problems: Mapping[str, str], advice: Mapping[str, str]) -> Cell:
        source = self.comparison.source_of(place)
        return Cell(
            text=self._editor.text_at(self._draft, place),
            error=problems.get(place.path, ""),
            is_changed=self.comparison.is_changed(place, source),
            is_read_only=place.field.kind is Kind.FIXED
            or (place.field.key == "id" and source is not None),
            choices=self._choices(place),
            advice=advice.get(place.path, ""),
        )

    def _choices(self, place: Place) -> tuple[tuple[str, str], ...]:
        if place.field.kind not in _CHOSEN:
            return ()
        own = tuple((value, self._words.text(label)) for value, label in place.field.choices)
        known = (*own, *choices_for(self._draft.document, place.field))
        if place.field.kind is Kind.REFERENCE:
            return (("", self._words.text("nothing chosen")), *known)
        if place.field.kind is Kind.MARKS and not place.field.takes_own:
            # What is marked and gone has to be seen to be taken away.
            marked = self._editor.text_at(self._draft, place).split(",")
            gone = [each for each in marked if each and each not in dict(known)]
            return (*known, *((each, each) for each in gone))
        return known

    def _segments(
        self, place: Place, problems: Mapping[str, str], advice: Mapping[str, str]
    ) -> dict[str, Cell]:
        rows = tables_at(self._draft.document, place.path)
        cells: dict[str, Cell] = {}
        for row, share in enumerate(odds(rows, self._words)):
            base = row_path(place.path, row)
            cells[base] = Cell(share)
            for inner in place.field.inner:
                each = Place(place.part, base, inner)
                cells[each.path] = self._cell(each, problems, advice)
        return cells

    def _row(self, table: Table, row: int, problems: Mapping[str, str]) -> Row:
        base = row_path(table.path, row)
        source = self.comparison.pairing(table).sources[row]
        color, icon = (found(self._draft.document, f"{base}.{key}") for key in ("color", "icon"))
        return Row(
            title=self._teller.title(self._draft.document, table, row),
            detail=self._teller.summary(self._draft, table, row),
            problems=sum(1 for path in problems if path.startswith(f"{base}.") or path == base),
            is_new=source is None,
            is_changed=source is not None and self.comparison.is_row_changed(table, row),
            color=str(color or ""),
            icon=str(icon or ""),
        )


def row_of(path: str, table: Table) -> int:
    """Which row of a table a path is in."""
    return int(path.removeprefix(f"{table.path}[").partition("]")[0])
