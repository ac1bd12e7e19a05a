from pos_loyalty.terminal.screens.settings.program_paths import (
    found,
    parent_of,
    steps_of,
    tables_at,
    with_value,
    without,
)

_DOCUMENT = {"name": "A", "earn": {"per": "1.00"}, "tier": [{"id": "a"}, {"id": "b"}]}


def test_values_are_found() -> None:
    """Through tables and lists; what is not there is None."""
    assert steps_of("wheel[0].segments[12].weight") == ("wheel", 0, "segments", 12, "weight")
    assert found(_DOCUMENT, "tier[1].id") == "b"
    assert found(_DOCUMENT, "earn.per") == "1.00"
    for path in ("tier[2].id", "tier[0].id.x", "earn[0]", "name[0]", "nothing.here"):
        assert found(_DOCUMENT, path) is None


def test_values_are_put_into_copies() -> None:
    """The document itself stays; missing tables are made."""
    changed = with_value(_DOCUMENT, "tier[1].id", "c")
    assert changed["tier"] == [{"id": "a"}, {"id": "c"}]
    assert _DOCUMENT["tier"] == [{"id": "a"}, {"id": "b"}]
    assert with_value({}, "draw.ticket.points", 3) == {"draw": {"ticket": {"points": 3}}}
    assert with_value({"name": 1}, "name.first", "A") == {"name": {"first": "A"}}


def test_keys_are_taken_out() -> None:
    """Of the document, of a table, of a row; what is not there is no reason to complain."""
    assert without(_DOCUMENT, "name") == {"earn": {"per": "1.00"}, "tier": _DOCUMENT["tier"]}
    assert without(_DOCUMENT, "earn.per")["earn"] == {}
    assert without(_DOCUMENT, "tier[0].id")["tier"] == [{}, {"id": "b"}]
    assert without(_DOCUMENT, "tier[0].name") == _DOCUMENT
    assert parent_of("tier[0].id") == ("tier[0]", "id")


def test_rows_keep_their_places() -> None:
    """What is no table in a list stands as an empty one; what is no list has no rows."""
    assert tables_at({"tier": [1, {"id": "b"}]}, "tier") == ({}, {"id": "b"})
    assert tables_at({"tier": "many"}, "tier") == ()
    assert tables_at({}, "tier") == ()
