from collections.abc import Iterator

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Field,
    Kind,
    Table,
    When,
    raw_path,
)
from pos_loyalty.terminal.screens.settings.program_pages import (
    FORMS,
    PAGES,
    TABLES,
    candidates,
    every_place,
    field_of,
    is_known,
    place_at,
    section_of,
)

_LISTS = (
    "tier",
    "campaign",
    "action",
    "reward",
    "stamp_card",
    "membership",
    "challenge",
    "draw",
    "wheel",
    "partner",
)
_TABLES = ("unit", "earn", "tiers", "stacking", "welcome", "referral", "redemption", "expiry")


class _Spy(dict[str, object]):
    """A table that notes every key that a reader asks it for."""

    def __init__(self, path: str, asked: set[str], **values: object) -> None:
        super().__init__(values)
        self._path = path
        self._asked = asked

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)

    def get(self, key: str, default: object = None) -> object:
        self._note(key)
        return super().get(key, default)

    def _note(self, key: object) -> None:
        self._asked.add(f"{self._path}.{key}" if self._path else str(key))


def _asked_keys() -> set[str]:
    """Every key that the reader of program documents asks for, rows as ``campaign[].name``."""
    asked: set[str] = set()
    values: dict[str, object] = {key: _Spy(key, asked) for key in (*_TABLES, "refund")}
    values["earn"] = _Spy("earn", asked, category=[_Spy("earn.category[]", asked)])
    for key in _LISTS:
        values[key] = [_Spy(f"{key}[]", asked)]
    values["challenge"] = [
        _Spy("challenge[]", asked, goal=_Spy("challenge[].goal", asked, **{measure: "1"}))
        for measure in ("visits", "spend", "points", "categories", "products")
    ]
    values["draw"] = [_Spy("draw[]", asked, ticket=_Spy("draw[].ticket", asked))]
    segment = _Spy("wheel[].segments[]", asked)
    values["wheel"] = [_Spy("wheel[]", asked, segments=[segment])]
    try:
        read_program(_Spy("", asked, **values))
    except WrongDocumentError:
        # Of course it is wrong: what matters is what was asked.
        return asked
    raise AssertionError


def _leaves(keys: set[str]) -> Iterator[str]:
    """Keys that hold values, not tables."""
    for key in keys:
        inside = any(other.startswith((f"{key}.", f"{key}[]")) for other in keys if other != key)
        if not inside or key == "wheel[].segments":
            yield key


def test_every_key_of_the_document_has_a_field() -> None:
    """What the reader knows, a person can edit: the description is complete, and has no more."""
    asked = set(_leaves(_asked_keys()))
    shown = {raw_path(place.path) for _section, place in every_place() if place.field.is_written}
    assert shown - asked == set()
    assert asked - shown == set()


def test_every_table_can_be_found_by_its_path() -> None:
    """Problems and search find fields by paths; no two fields share one."""
    paths = [place.path for _section, place in every_place()]
    assert len(paths) == len(set(paths))
    for path in paths:
        assert is_known(path)
        assert place_at(path.replace("[]", "[3]")).path == path.replace("[]", "[3]")


def test_every_field_that_depends_names_a_field_and_its_texts() -> None:
    """A condition that can never come true would hide a rule from everybody."""
    for _section, place in every_place():
        when = place.field.when
        if when is None:
            continue
        other = _condition(place.base, when)
        known = {value for value, _label in other.choices}
        assert set(when.texts) <= known, place.path


def _condition(base: str, when: When) -> Field:
    key = when.key.removeprefix("/")
    path = key if when.key.startswith("/") else f"{base}.{key}" if base else key
    return place_at(path).field


def test_choices_between_keys_start_with_something() -> None:
    """Each key that can be chosen has a value to start with, and a field of its own."""
    chosen = [place for _section, place in every_place() if place.field.kind is Kind.ONE_OF]
    assert len(chosen) == 6
    for place in chosen:
        assert len(place.field.choices) == len(place.field.starts)
        for key, _label in place.field.choices:
            assert is_known(f"{place.base}.{key}")


def test_what_is_new_fits_every_currency() -> None:
    """Yen have no hundredths: nothing that starts by itself may have some."""
    started = [form.start for form in FORMS] + [table.start for table in TABLES.values()]
    chosen = [place.field.starts for _section, place in every_place()]
    assert ".00" not in str(started)
    assert ".00" not in str(chosen)


def test_problems_find_their_cells() -> None:
    """An item of a list, a missing key among several, a table around keys: each has its cell."""
    assert candidates("campaign[2].weekdays[1]") == ("campaign[2].weekdays",)
    assert candidates("draw[0].ticket") == ("draw[0].~ticket",)
    assert candidates("challenge[0].goal") == ("challenge[0].~goal",)
    assert candidates("tier[0].threshold") == ("tier[0].threshold#money", "tier[0].threshold")
    assert candidates("wheel[0].segments[1].weight") == ("wheel[0].segments[1].weight",)
    assert candidates("wheel[0].segments") == ("wheel[0].segments",)
    assert candidates("nobody.knows") == ()


def test_every_part_has_a_page_and_a_name_of_its_own() -> None:
    """Pages are found from parts, and cards by their ids."""
    parts = [part for parts in PAGES.values() for part in parts]
    assert len({part.id for part in parts}) == len(parts)
    for part in parts:
        assert part in PAGES[section_of(part)]
        assert part.heading
        if isinstance(part, Table):
            assert part.add
            assert part.empty
            assert TABLES[part.path] is part
            assert field_of(part, part.fields[0].name) is part.fields[0]
        else:
            assert part in FORMS
