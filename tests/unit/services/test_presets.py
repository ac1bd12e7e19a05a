from pathlib import Path

import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.services.presets import Preset, find_document, presets


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_preset_is_a_program(preset: Preset) -> None:
    """What ships is right, and says in its file what each line means."""
    program = read_program(preset.document())
    assert program.earn is not None
    assert program.expiry.length == 0 or program.expiry.length >= 36
    assert preset.path.read_text("utf-8").count("#") > 20


def test_a_preset_is_found_by_its_name() -> None:
    """The name is the file's without its suffix."""
    assert find_document("sonnenblume")["name"] == "Sonnenblume Bonus"


def test_a_path_is_found_beside_the_one_who_names_it(tmp_path: Path) -> None:
    """A document may name its neighbor from wherever it is read."""
    (tmp_path / "mine.toml").write_text('name = "Mine"', "utf-8")
    assert find_document("mine.toml", tmp_path)["name"] == "Mine"
    assert find_document(str(tmp_path / "mine.toml"))["name"] == "Mine"


def test_neither_preset_nor_file_is_told_with_what_there_is() -> None:
    """Whoever mistyped a name reads the names."""
    with pytest.raises(WrongDocumentError) as caught:
        find_document("sonnenbluhme")
    (problem,) = caught.value.problems
    assert "sonnenblume" in dict(problem.facts)["choices"]
