"""A program being edited: the document itself, and beside it the texts as they were typed.

Every change makes a new draft; the old one is kept for undo. What a person typed and what cannot
be read stays in ``typed``, while the document keeps the last value that could be read.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Field,
    Form,
    Kind,
    Place,
    Table,
    joined,
    raw_path,
    row_path,
)
from pos_loyalty.terminal.screens.settings.program_pages import TABLES, every_place, place_at
from pos_loyalty.terminal.screens.settings.program_paths import (
    found,
    tables_at,
    with_value,
    without,
)
from pos_loyalty.terminal.screens.settings.program_texts import BadNumberError, Texts

# What belongs to the shop and not to its rules; a loaded program does not bring its own.
_OF_THE_SHOP: Final = ("schema", "currency", "timezone")
_TEXTUAL: Final = frozenset({Kind.TEXT, Kind.REFERENCE})
_FOLDED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_TIER_COLORS: Final = ("#766b5f", "#5a6d7a", "#8f6900", "#0f6656", "#6b4f8f")


@dataclass(frozen=True, slots=True)
class Draft:
    """A document, and the texts by the paths of their cells where they were typed."""

    document: Mapping[str, object] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


class DraftEditor:
    """Makes drafts from drafts, beside the published document."""

    def __init__(self, texts: Texts, published: Mapping[str, object]) -> None:
        self._texts = texts
        self._published = published

    # Reading

    def text_at(self, draft: Draft, place: Place) -> str:
        """What a cell shows."""
        typed = draft.typed.get(place.path)
        return self.value_text(draft.document, place) if typed is None else typed

    def value_text(self, document: Mapping[str, object], place: Place) -> str:
        """The text for the value in a document, whatever was typed."""
        if place.field.kind is Kind.ONE_OF:
            return chosen_key(document, place)
        return self._texts.shown(place.field, found(document, raw_path(place.path)))

    def wrong_texts(self, draft: Draft) -> dict[str, RefusalError]:
        """The typed texts that cannot be read, by path."""
        wrong: dict[str, RefusalError] = {}
        for path, text in draft.typed.items():
            try:
                self._read(place_at(path), text)
            except RefusalError as error:
                wrong[path] = error
        return wrong

    def is_shown(self, draft: Draft, place: Place) -> bool:
        """Whether a field matters, as its neighbors stand."""
        when = place.field.when
        if when is None:
            return True
        key = when.key.removeprefix("/")
        path = key if when.key.startswith("/") else joined(place.base, key)
        if self.text_at(draft, place_at(path)) in when.texts:
            return True
        # A key that contradicts the others has to be seen to be mended.
        return key.startswith("~") and found(draft.document, place.path) is not None

    # Changing

    def with_text(self, draft: Draft, path: str, text: str) -> Draft:
        """The draft after somebody typed, chose or switched."""
        place = place_at(path)
        if place.field.kind is Kind.ONE_OF:
            return replace(draft, document=_with_chosen(draft.document, place, text))
        typed = {**draft.typed, path: text}
        try:
            value = self._read(place, text)
        except RefusalError:
            return replace(draft, typed=typed)
        target = raw_path(path)
        document = (
            without(draft.document, target)
            if value is None
            else with_value(draft.document, target, value)
        )
        if self._texts.shown(place.field, found(document, target)) == text:
            del typed[path]
        changed = Draft(document, typed)
        if place.field.key == "name" and isinstance(place.part, Table):
            return self._renamed(draft, changed, place)
        return changed

    def with_section(self, draft: Draft, form: Form, *, is_on: bool) -> Draft:
        """The draft with a section turned on or off; off keeps nothing of it."""
        typed = {
            path: text for path, text in draft.typed.items() if place_at(path).base != form.path
        }
        if not is_on:
            return Draft(without(draft.document, form.path), typed)
        # What was there before it was turned off comes back, as far as it was published.
        start = found(self._published, form.path) or form.start
        return Draft(with_value(draft.document, form.path, copy.deepcopy(start)), typed)

    def added(self, draft: Draft, list_path: str, name: str = "") -> Draft:
        """The draft with a new thing at the end of a list, called ``name`` until it is named."""
        rows = list(tables_at(draft.document, list_path))
        table = TABLES.get(list_path)
        if table is None:
            return self._with_rows(draft, list_path, [*rows, {"points": 0, "weight": 1}])
        row = copy.deepcopy(dict(table.start))
        if list_path == "tier":
            row["color"] = _TIER_COLORS[len(rows) % len(_TIER_COLORS)]
            if rows:
                del row["threshold"]
        if table.has_ids:
            row = {"id": fresh_id(name, _ids(rows)), "name": name, **row}
        return self._with_rows(draft, list_path, [*rows, row])

    def duplicated(self, draft: Draft, list_path: str, place: int, name: str) -> Draft:
        """The draft with a copy behind a row, under another name."""
        rows = list(tables_at(draft.document, list_path))
        twin = copy.deepcopy(dict(rows[place]))
        if "name" in twin:
            twin["name"] = name
            twin["id"] = fresh_id(name, _ids(rows))
        order: list[int | None] = [*range(place + 1), None, *range(place + 1, len(rows))]
        return self._reordered(draft, list_path, order, twin)

    def removed(self, draft: Draft, list_path: str, place: int) -> Draft:
        """The draft without a row; a list that nothing is left of is taken out."""
        count = len(tables_at(draft.document, list_path))
        order: list[int | None] = [each for each in range(count) if each != place]
        return self._reordered(draft, list_path, order)

    def moved(self, draft: Draft, list_path: str, place: int, *, step: int) -> Draft:
        """The draft with a row moved up or down; at the end it stays."""
        order: list[int | None] = list(range(len(tables_at(draft.document, list_path))))
        target = place + step
        if 0 <= target < len(order):
            order[place], order[target] = order[target], order[place]
        return self._reordered(draft, list_path, order)

    def loaded(self, document: Mapping[str, object]) -> Draft:
        """A draft of another program's rules in this shop's currency and time zone."""
        own = {key: self._published[key] for key in _OF_THE_SHOP if key in self._published}
        return Draft({**copy.deepcopy(dict(document)), **own})

    def _read(self, place: Place, text: str) -> object:
        """The value of a text. One of several keys stays written, or another would seem chosen."""
        value = self._texts.read(place.field, text)
        when = place.field.when
        if value is None and when is not None and when.key.startswith("~"):
            if place.field.kind not in _TEXTUAL:
                raise BadNumberError(text=text, reason="empty")
            return ""
        return value

    def _reordered(
        self,
        draft: Draft,
        list_path: str,
        order: Sequence[int | None],
        new: Mapping[str, object] | None = None,
    ) -> Draft:
        """Rows in another order; ``None`` in it is where ``new`` comes in."""
        rows = tables_at(draft.document, list_path)
        ordered = [dict(new or {}) if each is None else rows[each] for each in order]
        typed = {}
        for path, text in draft.typed.items():
            row = re.match(re.escape(list_path) + r"\[(\d+)\]", path)
            if row is None:
                typed[path] = text
            elif (old := int(row[1])) in order:
                typed[row_path(list_path, order.index(old)) + path[row.end() :]] = text
        return self._with_rows(replace(draft, typed=typed), list_path, ordered)

    @staticmethod
    def _with_rows(draft: Draft, list_path: str, rows: Sequence[Mapping[str, object]]) -> Draft:
        if rows:
            return replace(draft, document=with_value(draft.document, list_path, list(rows)))
        return replace(draft, document=without(draft.document, list_path))

    def _renamed(self, before: Draft, changed: Draft, place: Place) -> Draft:
        """A thing that was never published takes its id from its name, also where it is meant."""
        table = place.part.path
        own = found(before.document, joined(place.base, "id"))
        if not isinstance(own, str) or own in _ids(tables_at(self._published, table)):
            return changed
        others = _ids(tables_at(before.document, table)) - {own}
        if own != fresh_id(str(found(before.document, place.path) or ""), others):
            return changed
        new = fresh_id(str(found(changed.document, place.path) or ""), others)
        document = with_value(changed.document, joined(place.base, "id"), new)
        return replace(changed, document=_with_references(document, table, own, new))


def chosen_key(document: Mapping[str, object], place: Place) -> str:
    """Which of several keys is written: the first that says something, or else the first there."""
    keys = [key for key, _label in place.field.choices]
    values = {key: found(document, joined(place.base, key)) for key in keys}
    telling = [key for key in keys if values[key]]
    there = [key for key in keys if values[key] is not None]
    return (telling or there or keys)[0]


def _with_chosen(document: Mapping[str, object], place: Place, chosen: str) -> Mapping[str, object]:
    field_of = dict(zip((key for key, _ in place.field.choices), place.field.starts, strict=True))
    for key in (*field_of, *place.field.companions):
        document = without(document, joined(place.base, key))
    return with_value(document, joined(place.base, chosen), field_of[chosen])


def _with_references(
    document: Mapping[str, object], table: str, old: str, new: str
) -> Mapping[str, object]:
    for _section, each in every_place():
        if table in each.field.refers:
            for path in _concrete(document, raw_path(each.path)):
                value = found(document, path)
                if value == old:
                    document = with_value(document, path, new)
                elif isinstance(value, list) and old in value:
                    renamed = [new if one == old else one for one in value]
                    document = with_value(document, path, renamed)
    return document


def _concrete(document: Mapping[str, object], pattern: str) -> list[str]:
    """The paths of all rows that a pattern such as ``wheel[].segments[].reward`` stands for."""
    head, bracket, rest = pattern.partition("[]")
    if not bracket:
        return [head]
    count = len(tables_at(document, head))
    return [path for n in range(count) for path in _concrete(document, f"{head}[{n}]{rest}")]


def _ids(rows: Sequence[Mapping[str, object]]) -> set[str]:
    return {str(row["id"]) for row in rows if "id" in row}


def fresh_id(name: str, taken: set[str]) -> str:
    """A readable id that no other thing has."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_FOLDED)).strip("-") or "new"
    made, number = plain, 2
    while made in taken:
        made, number = f"{plain}-{number}", number + 1
    return made


def choices_for(document: Mapping[str, object], each: Field) -> tuple[tuple[str, str], ...]:
    """The things of the document that a field may mean: id and name."""
    return tuple(
        (str(row["id"]), str(row.get("name") or row["id"]))
        for table in each.refers
        for row in tables_at(document, table)
        if row.get("id")
    )
