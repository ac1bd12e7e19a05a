from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.program_changes import Comparison, paired
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor
from pos_loyalty.terminal.screens.settings.program_pages import TABLES, place_at
from pos_loyalty.terminal.screens.settings.program_texts import Texts

_WORDS = words_for("de")
_KAFFEE = {"category": "kaffee", "points": 2}
_DOCUMENT = {
    "name": "Bonus",
    "earn": {"points": 1, "category": [_KAFFEE, {"category": "tee", "points": 3}]},
    "reward": [
        {"id": "a", "name": "A", "cost": 1, "kind": "product"},
        {"id": "b", "name": "B", "cost": 2, "kind": "percent-off", "value": "5"},
    ],
}


def _compared(draft: Draft) -> Comparison:
    editor = DraftEditor(Texts(_WORDS.formats), _DOCUMENT)
    return Comparison(_DOCUMENT, draft, editor, _WORDS)


def test_rows_are_known_by_their_ids() -> None:
    """Wherever they stand; where there are no ids, their places tell."""
    moved = {"reward": [{"id": "b"}, {"id": "c"}]}
    pairing = paired(_DOCUMENT, moved, TABLES["reward"])
    assert (pairing.sources, pairing.gone) == ((1, None), (0,))
    rates = {"earn": {"category": [_KAFFEE]}}
    pairing = paired(_DOCUMENT, rates, TABLES["earn.category"])
    assert (pairing.sources, pairing.gone) == ((0,), (1,))


def test_changes_are_told_with_their_owners() -> None:
    """Fields that matter neither before nor after are no change that anybody would see."""
    editor = DraftEditor(Texts(_WORDS.formats), _DOCUMENT)
    draft = Draft(_DOCUMENT)
    draft = editor.with_text(draft, "reward[1].value", "10")
    draft = editor.with_text(draft, "reward[0].kind", "service")
    draft = editor.with_text(draft, "earn.points", "viel")
    draft = editor.removed(draft, "earn.category", 1)
    told = [(each.label, each.before, each.after) for each in _compared(draft).changes()]
    assert told == [
        ("Sammeln · Punkte", "1", "viel"),
        ("tee", "da", "herausgenommen"),
        ("A · Art", "Produkt", "Leistung"),
        ("B · Rabatt", "5", "10"),
    ]


def test_a_cell_is_compared_with_where_it_came_from() -> None:
    """A row that moved is as it was; a new one has nothing to be compared with."""
    rows = _DOCUMENT["reward"]
    assert isinstance(rows, list)
    draft = Draft({**_DOCUMENT, "reward": [rows[1], rows[0], {"id": "c", "name": "C"}]})
    comparison = _compared(draft)
    place = place_at("reward[0].name")
    assert comparison.source_of(place) == "reward[1]"
    assert not comparison.is_changed(place, "reward[1]")
    assert comparison.source_of(place_at("reward[2].name")) is None
    assert not comparison.is_row_changed(TABLES["reward"], 0)
    assert not comparison.is_row_changed(TABLES["reward"], 2)
    assert comparison.source_of(place_at("welcome.points")) is None


def test_nothing_changed_is_nothing_told() -> None:
    """And costs no comparing."""
    assert _compared(Draft(_DOCUMENT)).changes() == ()
