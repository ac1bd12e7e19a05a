"""A program being edited: plain texts under the paths of the program document.

The document that the draft was made from stays beside it, and only what was changed is written
into a copy of it: sections that this screen does not show pass through untouched.
"""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Final, TypeVar

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.money import Currency, format_major, parse_decimal, parse_major
from pos_loyalty.i18n.formats import Formats

_ROW: Final = re.compile(r"(tier|reward)\[(\d+)\]\.(\w+)")


class BadNumberError(RefusalError):
    """The text is no number of the kind that belongs here. Facts: ``text``."""

    code = "bad-number"


@dataclass(frozen=True, slots=True)
class TierDraft:
    """A tier's row. ``source`` is its place in the published document; -1 for a new one."""

    source: int = -1
    name: str = ""
    threshold: str = ""
    multiplier: str = ""
    benefits: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class RewardDraft:
    """A reward's row."""

    source: int = -1
    name: str = ""
    cost: str = ""
    kind: str = "product"
    value: str = ""


Row = TierDraft | RewardDraft
SomeRow = TypeVar("SomeRow", TierDraft, RewardDraft)


def _line(path: str) -> str:
    """A field that stands at a path of the document."""
    return field(default="", metadata={"path": path})


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """All texts of the form."""

    name: str = _line("name")
    unit_one: str = _line("unit.one")
    unit_many: str = _line("unit.many")
    points: str = _line("earn.points")
    per: str = _line("earn.per")
    rounding: str = _line("earn.rounding")
    minimum_purchase: str = _line("earn.minimum_purchase")
    excluded: str = _line("earn.exclude_categories")
    measure: str = _line("tiers.measure")
    window: str = _line("tiers.window")
    length: str = _line("tiers.length")
    downgrade: str = _line("tiers.downgrade")
    tiers: tuple[TierDraft, ...] = ()
    redemption_points: str = _line("redemption.points")
    redemption_value: str = _line("redemption.value")
    redemption_minimum: str = _line("redemption.minimum_points")
    rewards: tuple[RewardDraft, ...] = ()
    expiry_kind: str = _line("expiry.kind")
    expiry_length: str = _line("expiry.length")
    expiry_warn: str = _line("expiry.warn_days")


_ATTRIBUTES: Final = {
    each.metadata["path"]: each.name for each in fields(ProgramDraft) if "path" in each.metadata
}
PATHS: Final = tuple(_ATTRIBUTES)


def text_at(draft: ProgramDraft, path: str) -> str:
    """The text at a path such as ``earn.per`` or ``tier[1].threshold``."""
    row = _ROW.fullmatch(path)
    if row is None:
        return str(getattr(draft, _ATTRIBUTES[path]))
    rows = draft.tiers if row[1] == "tier" else draft.rewards
    return str(getattr(rows[int(row[2])], row[3]))


def with_text(draft: ProgramDraft, path: str, text: str) -> ProgramDraft:
    """The draft with another text at a path."""
    row = _ROW.fullmatch(path)
    if row is None:
        return replace(draft, **{_ATTRIBUTES[path]: text})  # type: ignore[arg-type]  # all are texts
    place = int(row[2])
    if row[1] == "tier":
        tiers = list(draft.tiers)
        tiers[place] = replace(tiers[place], **{row[3]: text})  # type: ignore[arg-type]  # as above
        return replace(draft, tiers=tuple(tiers))
    rewards = list(draft.rewards)
    rewards[place] = replace(rewards[place], **{row[3]: text})  # type: ignore[arg-type]  # as above
    return replace(draft, rewards=tuple(rewards))


def moved(draft: ProgramDraft, kind: str, place: int, *, step: int) -> ProgramDraft:
    """The draft with a row moved up or down by one; at the end it stays."""
    if kind == "tier":
        return replace(draft, tiers=_swapped(draft.tiers, place, place + step))
    return replace(draft, rewards=_swapped(draft.rewards, place, place + step))


def _swapped(rows: tuple[SomeRow, ...], place: int, target: int) -> tuple[SomeRow, ...]:
    made = list(rows)
    if 0 <= target < len(made):
        made[place], made[target] = made[target], made[place]
    return tuple(made)


class DraftReader:
    """Turns documents into drafts and back, in the notation of one language and currency."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._currency: Currency = formats.currency

    def draft_of(self, document: Mapping[str, object]) -> ProgramDraft:
        """The texts of a document."""
        texts = {
            attribute: self._shown(path, _found(document, path))
            for path, attribute in _ATTRIBUTES.items()
        }
        spends = _found(document, "tiers.measure") in (None, "spend")
        return ProgramDraft(
            **texts,
            tiers=tuple(
                self._tier(place, tier, spends=spends)
                for place, tier in enumerate(_tables(document, "tier"))
            ),
            rewards=tuple(
                self._reward(place, reward)
                for place, reward in enumerate(_tables(document, "reward"))
            ),
        )

    def document_of(
        self, draft: ProgramDraft, base: Mapping[str, object]
    ) -> tuple[dict[str, object], dict[str, RefusalError]]:
        """The document that the draft means, and what could not be read, by path."""
        document: dict[str, object] = copy.deepcopy(dict(base))
        wrong: dict[str, RefusalError] = {}
        before = self.draft_of(base)
        for path in PATHS:
            text = text_at(draft, path)
            if text != text_at(before, path):
                _put(document, path, text, self._reading(path), (path, wrong))
        for kind in ("tier", "reward"):
            rows = self._rows(draft, before, kind, _tables(base, kind), wrong)
            if rows or kind in base:
                document[kind] = rows
        return document, wrong

    def _rows(
        self,
        draft: ProgramDraft,
        before: ProgramDraft,
        kind: str,
        tables: Sequence[Mapping[str, object]],
        wrong: dict[str, RefusalError],
    ) -> list[dict[str, object]]:
        rows: Sequence[Row] = draft.tiers if kind == "tier" else draft.rewards
        known: Sequence[Row] = before.tiers if kind == "tier" else before.rewards
        taken = {str(table.get("id", "")) for table in tables}
        made: list[dict[str, object]] = []
        for place, row in enumerate(rows):
            table = dict(tables[row.source]) if row.source >= 0 else {}
            old = known[row.source] if row.source >= 0 else None
            if old is None:
                table["id"] = _new_id(row.name, taken)
                taken.add(str(table["id"]))
            for name in _columns(row):
                text, path = str(getattr(row, name)), f"{kind}[{place}].{name}"
                is_new = old is None or text != str(getattr(old, name))
                # A threshold is money or a number, as the measure says.
                if is_new or (name == "threshold" and draft.measure != before.measure):
                    read = self._reading(path, row=row, spends=draft.measure == "spend")
                    _put(table, name, text, read, (path, wrong))
            made.append(table)
        return made

    def _reading(
        self, path: str, *, row: Row | None = None, spends: bool = True
    ) -> Callable[[str], object]:
        """How the text at a path is read."""
        name = path.rpartition(".")[2]
        is_percent = isinstance(row, RewardDraft) and row.kind == "percent-off"
        if name == "multiplier" or (name == "value" and is_percent):
            return self._factor
        if path in MONEY or name == "value" or (name == "threshold" and spends):
            return self._money
        if name == "threshold":
            return lambda text: str(self._whole(text))
        if name in _WHOLE:
            return self._whole
        return _list if name in _LISTS else str

    def _money(self, text: str) -> str:
        return format_major(self._formats.parse_money(text), self._currency)

    def _factor(self, text: str) -> str:
        plain = text.lstrip("×x* ").replace(",", ".")
        try:
            parse_decimal(plain)
        except ValueError:
            raise BadNumberError(text=text) from None
        return plain

    def _whole(self, text: str) -> int:
        plain = text.replace(self._formats.number(1000)[1], "").replace("\u00a0", "")
        if not (plain.isascii() and plain.isdigit() and len(plain) < _MOST_DIGITS):
            raise BadNumberError(text=text)
        return int(plain)

    def _shown(self, path: str, value: object) -> str:
        if value is None:
            return _DEFAULTS.get(path, "")
        if path in MONEY:
            return self._amount(value)
        if isinstance(value, list):
            return ", ".join(str(each) for each in value)
        return str(value)

    def _tier(self, place: int, table: Mapping[str, object], *, spends: bool) -> TierDraft:
        threshold = table.get("threshold", "0")
        benefits = table.get("benefits", [])
        return TierDraft(
            source=place,
            name=str(table.get("name", "")),
            threshold=self._amount(threshold) if spends else str(threshold),
            multiplier=self._shown_factor(table.get("multiplier", "1")),
            benefits=", ".join(map(str, benefits)) if isinstance(benefits, list) else "",
            color=str(table.get("color", "")),
        )

    def _reward(self, place: int, table: Mapping[str, object]) -> RewardDraft:
        kind = str(table.get("kind", "product"))
        value = table.get("value", "")
        return RewardDraft(
            source=place,
            name=str(table.get("name", "")),
            cost=str(table.get("cost", "")),
            kind=kind,
            value=self._shown_value(kind, value),
        )

    def _shown_value(self, kind: str, value: object) -> str:
        if not value:
            return ""
        return self._shown_factor(value) if kind == "percent-off" else self._amount(value)

    def _amount(self, value: object) -> str:
        try:
            return self._formats.amount(parse_major(str(value), self._currency))
        except ValueError:
            return str(value)

    def _shown_factor(self, value: object) -> str:
        try:
            return self._formats.decimal(Fraction(str(value)))
        except ValueError:
            return str(value)


_MOST_DIGITS: Final = 16
MONEY: Final = frozenset({"earn.per", "earn.minimum_purchase", "redemption.value"})
_WHOLE: Final = frozenset({"points", "length", "minimum_points", "warn_days", "cost"})
_LISTS: Final = frozenset({"exclude_categories", "benefits"})
# What an absent key means, where the form has to show something.
_DEFAULTS: Final = {
    "earn.rounding": "down",
    "tiers.measure": "spend",
    "tiers.window": "lifetime",
    "tiers.downgrade": "to-earned",
    "expiry.kind": "never",
}


def _columns(row: Row) -> tuple[str, ...]:
    return tuple(each.name for each in fields(row) if each.name != "source")


def _put(
    table: dict[str, object],
    key: str,
    text: str,
    read: Callable[[str], object],
    problem: tuple[str, dict[str, RefusalError]],
) -> None:
    """Write a text as the value that it means; an empty one takes the key out."""
    section, _, name = key.rpartition(".")
    target = table
    if section:
        inner = table.get(section)
        target = dict(inner) if isinstance(inner, Mapping) else {}
        table[section] = target
    if not text.strip():
        target.pop(name, None)
        return
    path, wrong = problem
    try:
        target[name] = read(text.strip())
    except RefusalError as error:
        wrong[path] = error


def _list(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]


def _found(document: Mapping[str, object], path: str) -> object:
    value: object = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _tables(document: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = document.get(name, [])
    rows = found if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, Mapping)]


_FOLDED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _new_id(name: str, taken: set[str]) -> str:
    """A readable id that no other row has."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_FOLDED)).strip("-") or "new"
    found, number = plain, 2
    while found in taken:
        found, number = f"{plain}-{number}", number + 1
    return found


def row_paths(draft: ProgramDraft) -> tuple[str, ...]:
    """The paths of every line in the tables of tiers and rewards."""
    tables: tuple[tuple[str, Sequence[Row]], ...] = (
        ("tier", draft.tiers),
        ("reward", draft.rewards),
    )
    return tuple(
        f"{kind}[{place}].{name}"
        for kind, rows in tables
        for place, row in enumerate(rows)
        for name in _columns(row)
    )
