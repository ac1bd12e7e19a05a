from collections.abc import Mapping

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.program_cells import CellMaker, Remarks, row_of
from pos_loyalty.terminal.screens.settings.program_changes import Comparison
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor
from pos_loyalty.terminal.screens.settings.program_pages import TABLES
from pos_loyalty.terminal.screens.settings.program_texts import Texts

_WORDS = words_for("de")
_DOCUMENT = {
    "schema": 1,
    "currency": "EUR",
    "earn": {"points": 1},
    "tier": [{"id": "gold", "name": "Gold", "threshold": "0", "color": "#8f6900", "icon": "crown"}],
    "reward": [{"id": "a", "name": "Kaffee", "kind": "ticket", "product": "x"}],
    "wheel": [{"id": "w", "name": "Rad", "segments": [{"weight": 1}, {"weight": 3}]}],
}


def _maker(document: Mapping[str, object] | None = None) -> CellMaker:
    draft = Draft(_DOCUMENT if document is None else document)
    editor = DraftEditor(Texts(_WORDS.formats), _DOCUMENT)
    return CellMaker(draft, editor, Comparison(_DOCUMENT, draft, editor, _WORDS), _WORDS)


def test_cells_are_made_for_what_is_on_and_open() -> None:
    """A section that is off has none; a row has some only while it is open."""
    maker = _maker()
    cells = maker.cells({"reward": 0, "tier": 5}, Remarks())
    assert "earn.points" in cells
    assert "redemption.points" not in cells
    assert "reward[0].product#draw" in cells
    assert "reward[0].product" not in cells
    assert not any(path.startswith("tier[") for path in cells)
    assert cells["currency"].is_read_only
    assert cells["reward[0].id"].is_read_only


def test_a_wheel_brings_its_segments() -> None:
    """Each with its fields, and the odds at its own path."""
    cells = _maker().cells({"wheel": 0}, Remarks())
    assert [cells[f"wheel[0].segments[{n}]"].text for n in range(2)] == ["25\u00a0%", "75\u00a0%"]
    assert cells["wheel[0].segments[1].weight"].text == "3"
    assert cells["wheel[0].segments[1].reward"].choices == (
        ("", "nichts gewählt"),
        ("a", "Kaffee"),
    )


def test_remarks_find_their_cells() -> None:
    """A problem of the document stands where a person can mend it."""
    maker = _maker()
    problems = {"reward[0].product": "unbekannt", "colour": "was ist das"}
    cells = maker.cells({"reward": 0}, Remarks(problems, {"earn.per": "Rat"}))
    assert cells["reward[0].product#draw"].error == "unbekannt"
    assert cells["earn.per"].advice == "Rat"
    assert maker.others(problems) == ("colour: was ist das",)
    rows = maker.tables({}, problems)
    assert rows["reward"].rows[0].problems == 1
    assert rows["wheel"].rows[0].problems == 0


def test_places_have_names() -> None:
    """Card and field, thing and field, the thing, the list, the card; or nothing at all."""
    maker = _maker()
    named = {
        "earn.points": "Sammeln · Punkte",
        "reward[0].cost": "Kaffee · Preis in Punkten",
        "reward[0]": "Kaffee",
        "reward": "Prämien",
        "expiry": "Verfall",
        "": "",
    }
    assert {path: maker.label_of(path) for path in named} == named


def test_a_tier_wears_its_color_and_sign() -> None:
    """As members see it; other things have none."""
    rows = _maker().tables({}, {})
    assert (rows["tier"].rows[0].color, rows["tier"].rows[0].icon) == ("#8f6900", "crown")
    assert rows["reward"].rows[0].color == ""
    assert row_of("reward[12].name", TABLES["reward"]) == 12


def test_sections_say_whether_they_are_on() -> None:
    """What cannot be turned off always is."""
    sections = _maker({"name": "A"}).sections()
    assert (sections["earn"], sections["names"], sections["expiry"]) == (False, True, True)
