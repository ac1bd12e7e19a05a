from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_loyalty.services.counter_note import CounterNote

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)


def test_the_note_says_who_is_there(tmp_path: Path) -> None:
    """For a few seconds, and to its owner alone: a window that died leaves nobody standing."""
    note = CounterNote(tmp_path / "counter.json")
    assert note.member_id(NOW) == ""
    note.write("K1", NOW)
    assert note.member_id(NOW + timedelta(seconds=4)) == "K1"
    assert note.member_id(NOW + timedelta(seconds=6)) == ""
    assert (tmp_path / "counter.json").stat().st_mode & 0o077 == 0
    note.clear()
    note.clear()
    assert note.member_id(NOW) == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"at": 5}', '{"at": "2026-11-22"}'])
def test_a_note_that_is_none_names_nobody(text: str, tmp_path: Path) -> None:
    """Half a file is as good as no file."""
    path = tmp_path / "counter.json"
    path.write_text(text, "ascii")
    assert CounterNote(path).member_id(NOW) == ""


def test_a_disk_that_refuses_stops_nobody(tmp_path: Path) -> None:
    """It costs a line on a receipt."""
    note = CounterNote(tmp_path / "nowhere" / "counter.json")
    note.write("K1", NOW)
    note.clear()
    assert note.member_id(NOW) == ""
