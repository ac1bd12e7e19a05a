import tomllib
from pathlib import Path

import pytest

from pos_loyalty.services.document_file import read_table_file
from pos_loyalty.services.presets import presets
from pos_loyalty.services.program_file import ProgramFileError, program_text, write_program_file


@pytest.mark.parametrize("preset_id", [each.id for each in presets()])
def test_what_is_written_is_read_back(tmp_path: Path, preset_id: str) -> None:
    """Every program that ships survives the way into a file and out of it."""
    document = next(each for each in presets() if each.id == preset_id).document()
    file = tmp_path / "mine.toml"
    write_program_file(file, document)
    assert read_table_file(str(file)) == document


def test_a_file_is_written_in_the_order_of_reading() -> None:
    """Names first, then sections; nothing is swallowed by the table before it."""
    text = program_text(
        {
            "tier": [{"goal": {"visits": 1}, "id": "a"}],
            "earn": {"category": [{"category": "kaffee"}], "per": "1.00"},
            "name": "A",
            "something": {"new": True},
            "schema": 1,
        }
    )
    places = [text.index(part) for part in ("schema", "name", "[earn]", "[[tier]]", "[something]")]
    assert places == sorted(places)
    assert tomllib.loads(text)["tier"] == [{"id": "a", "goal": {"visits": 1}}]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The draft is not lost with it."""
    with pytest.raises(ProgramFileError):
        write_program_file(tmp_path / "not" / "there.toml", {"name": "A"})
