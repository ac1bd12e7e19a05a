"""What a draft changes: every difference in words, and what it means for members."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Form,
    Place,
    Table,
    joined,
    places_of,
    row_path,
)
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor
from pos_loyalty.terminal.screens.settings.program_pages import FORMS, PAGES, TABLES, place_at
from pos_loyalty.terminal.screens.settings.program_paths import found, tables_at
from pos_loyalty.terminal.screens.settings.program_wording import Teller
from pos_loyalty.terminal.screens.settings.state import Change

_MOST_SENTENCES: Final = 5


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which row of the published document each row of the draft was, and which are gone."""

    sources: tuple[int | None, ...]
    gone: tuple[int, ...]


def paired(
    published: Mapping[str, object], document: Mapping[str, object], table: Table
) -> Pairing:
    """Rows belong together by their ids; where there are none, by their places."""
    old, new = tables_at(published, table.path), tables_at(document, table.path)
    if not table.has_ids:
        sources = tuple(n if n < len(old) else None for n in range(len(new)))
        return Pairing(sources, tuple(range(len(new), len(old))))
    places = {row.get("id"): n for n, row in enumerate(old)}
    found_at = tuple(places.get(row.get("id")) for row in new)
    return Pairing(found_at, tuple(n for n in range(len(old)) if n not in found_at))


class Comparison:
    """A draft beside the published document."""

    def __init__(
        self, published: Mapping[str, object], draft: Draft, editor: DraftEditor, words: Words
    ) -> None:
        self._published = published
        self._draft = draft
        self._editor = editor
        self._words = words
        self._teller = Teller(editor, words)
        self._wrong = editor.wrong_texts(draft)
        self._pairings = {
            path: paired(published, draft.document, table) for path, table in TABLES.items()
        }

    def changes(self) -> tuple[Change, ...]:
        """Every difference, in the order of the pages."""
        if self._published == self._draft.document and not self._draft.typed:
            return ()
        made: list[Change] = []
        for parts in PAGES.values():
            for part in parts:
                made.extend(self._of_form(part) if isinstance(part, Form) else self._of_table(part))
        return tuple(made)

    def is_changed(self, place: Place, source: str | None) -> bool:
        """Whether a cell's value differs from what stands at ``source`` in what is published."""
        if source is None:
            return False
        old = Place(place.part, source, place.field)
        return self._editor.value_text(self._published, old) != self._text_now(place)

    def source_of(self, place: Place) -> str | None:
        """Where the table of a cell is in the published document; None for a new one."""
        if isinstance(place.part, Form):
            is_new = place.part.switch and found(self._published, place.part.path) is None
            return None if is_new else place.base
        head, _, tail = place.base.removeprefix(f"{place.part.path}[").partition("]")
        source = self.pairing(place.part).sources[int(head)]
        return None if source is None else row_path(place.part.path, source) + tail

    def is_row_changed(self, table: Table, row: int) -> bool:
        """Whether anything of a row that was there before differs."""
        source = self.pairing(table).sources[row]
        if source is None:
            return False
        base = row_path(table.path, source)
        return any(self.is_changed(place, base) for place in places_of(table, row))

    def pairing(self, table: Table) -> Pairing:
        """Which rows of a list are which."""
        return self._pairings[table.path]

    def _text_now(self, place: Place) -> str:
        """The text of a cell; what was typed and cannot be read stands as it was typed."""
        if place.path in self._wrong:
            return self._draft.typed[place.path]
        return self._editor.value_text(self._draft.document, place)

    def _of_form(self, form: Form) -> Iterator[Change]:
        text = self._words.text
        if form.switch:
            before, after = (
                found(document, form.path) is not None
                for document in (self._published, self._draft.document)
            )
            if before != after:
                states = {True: text("on"), False: text("off")}
                yield Change(text(form.heading), states[before], states[after])
                return
        for place in places_of(form):
            yield from self._of_field(text(form.heading), place, form.path)

    def _of_table(self, table: Table) -> Iterator[Change]:
        text, teller = self._words.text, self._teller
        document, pairing = self._draft.document, self.pairing(table)
        for row, source in enumerate(pairing.sources):
            title = teller.title(document, table, row)
            if source is None:
                yield Change(title, text("not there"), text("new"))
                continue
            old = teller.title(self._published, table, source)
            for place in places_of(table, row):
                yield from self._of_field(old, place, row_path(table.path, source))
        for source in pairing.gone:
            title = teller.title(self._published, table, source)
            yield Change(title, text("there"), text("taken out"))
        order = [source for source in pairing.sources if source is not None]
        if order != sorted(order):
            yield self._of_order(table)

    def _of_order(self, table: Table) -> Change:
        before, after = (
            " · ".join(
                self._teller.title(document, table, row)
                for row in range(len(tables_at(document, table.path)))
            )
            for document in (self._published, self._draft.document)
        )
        label = f"{self._words.text(table.heading)} · {self._words.text('Order')}"
        return Change(label, before, after)

    def _of_field(self, owner: str, place: Place, source: str) -> Iterator[Change]:
        if not self._is_told(place, source):
            return
        old = Place(place.part, source, place.field)
        empty = self._words.text("empty")
        is_wrong = place.path in self._wrong
        after = (
            self._draft.typed[place.path]
            if is_wrong
            else self._teller.value(self._draft.document, place)
        )
        before = self._teller.value(self._published, old)
        if before != after:
            label = f"{owner} · {self._words.text(place.field.label)}"
            yield Change(label, before or empty, after or empty)

    def _is_told(self, place: Place, source: str) -> bool:
        """A field that matters neither before nor after is no change that anybody would see."""
        before = Place(place.part, source, place.field)
        return self._editor.is_shown(self._draft, place) or self._editor.is_shown(
            Draft(self._published), before
        )


def meaning(
    published: Mapping[str, object], draft: Draft, editor: DraftEditor, words: Words
) -> tuple[str, ...]:
    """The changes that members notice, as sentences."""
    teller = Teller(editor, words)
    sentences: list[str] = []
    sentences.extend(_about_rates(published, draft, teller, words))
    for table in TABLES.values():
        pairing = paired(published, draft.document, table)
        for row, source in enumerate(pairing.sources):
            title = teller.title(draft.document, table, row)
            if source is None:
                detail = teller.summary(draft, table, row)
                sentences.append(_new(table, title, detail, words))
            else:
                places = (row_path(table.path, source), row_path(table.path, row))
                sentences.extend(_about_row(published, draft, places, teller, words))
        sentences.extend(
            words.text(
                "“{name}” is no longer offered.", name=teller.title(published, table, source)
            )
            for source in pairing.gone
        )
    if found(published, "expiry") != found(draft.document, "expiry"):
        sentences.append(words.text("Points earned from then on expire by the new rule."))
    sentences.extend(_about_sections(published, draft, words))
    return tuple(sentences[:_MOST_SENTENCES])


def _new(table: Table, title: str, detail: str, words: Words) -> str:
    heading = words.text(table.heading)
    if detail:
        return words.text(
            "New in {list}: {name}, {detail}.", list=heading, name=title, detail=detail
        )
    return words.text("New in {list}: {name}.", list=heading, name=title)


def _about_rates(
    published: Mapping[str, object], draft: Draft, teller: Teller, words: Words
) -> list[str]:
    if found(published, "earn") is None or found(draft.document, "earn") is None:
        return []
    points, per = place_at("earn.points"), place_at("earn.per")
    before = [teller.value(published, each) for each in (points, per)]
    after = [teller.value(draft.document, each) for each in (points, per)]
    if before == after:
        return []
    was = before[0] if before[1] == after[1] else f"{before[0]} / {before[1]}"
    sentence = words.text(
        "Members earn {points} instead of {before} per {amount}.",
        points=after[0],
        before=was,
        amount=after[1],
    )
    return [sentence]


def _about_row(
    published: Mapping[str, object],
    draft: Draft,
    places: Sequence[str],
    teller: Teller,
    words: Words,
) -> list[str]:
    """What changes about something that was there before: factors, thresholds and prices."""
    old, new = places
    told = {
        "multiplier": words.text("factor"),
        "threshold": words.text("threshold"),
        "threshold#money": words.text("threshold"),
        "cost": words.text("price in points"),
        "points": words.text("Points"),
        "bonus": words.text("bonus"),
        "size": words.text("stamps"),
        "fee": words.text("fee"),
    }
    table = TABLES[new.partition("[")[0]]
    name = str(found(draft.document, joined(new, "name")) or "…")
    sentences = []
    for each in table.fields:
        place, was = Place(table, new, each), Place(table, old, each)
        before = found(published, joined(old, each.key))
        after = found(draft.document, joined(new, each.key))
        is_told = each.name in told and before != after and None not in (before, after)
        if is_told and teller.is_shown(draft, place):
            sentences.append(
                words.text(
                    "{name}: {what} {after} instead of {before}.",
                    name=name,
                    what=told[each.name],
                    after=teller.value(draft.document, place),
                    before=teller.value(published, was),
                )
            )
    return sentences


def _about_sections(published: Mapping[str, object], draft: Draft, words: Words) -> Iterator[str]:
    for form in FORMS:
        if not form.switch:
            continue
        was, now = found(published, form.path), found(draft.document, form.path)
        if was is None and now is not None:
            yield words.text("New: {name}.", name=words.text(form.heading))
        elif was is not None and now is None:
            yield words.text("“{name}” is no longer offered.", name=words.text(form.heading))
