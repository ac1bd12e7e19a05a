from pathlib import Path

import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.lint import advice_of
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.i18n.catalog import Translator, languages
from pos_loyalty.services.presets import PresetInfo, find_document, presets

_ADVISED = {"spielwiese": ["chance-needs-purchase"]}
"""What cannot be otherwise, and is explained in the file: a wheel that a purchase turns."""


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_preset_is_a_program(preset: PresetInfo) -> None:
    """What ships is right, says in its file what each line means, and keeps to good practice."""
    program = read_program(preset.document())
    assert program.name == preset.name
    assert program.expiry.length == 0 or program.expiry.length >= 36
    assert preset.path.read_text("utf-8").count("#") > 15
    codes = [each.code for each in advice_of(program)]
    assert codes == _ADVISED.get(preset.id, [])


@pytest.mark.parametrize("language", languages())
def test_a_preset_is_told_in_one_line(language: str) -> None:
    """Each line is of its own, and no longer than a card has room for."""
    translator = Translator(language)
    lines = [translator.text(preset.summary) for preset in presets()]
    assert all(0 < len(line) <= 48 for line in lines)
    assert len(set(lines)) == len(lines)


def test_the_all_round_program_comes_first() -> None:
    """Whoever takes the first that is offered is well served."""
    assert presets()[0].id == "sonnenblume"


def test_a_file_of_the_shop_stands_after_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It has no summary, and is called by its id until it says its name."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "abc.toml").write_text("schema = 1", "utf-8")
    (programs / "sonnenblume.toml").write_text('name = "Sonne"', "utf-8")
    monkeypatch.setattr("pos_loyalty.services.presets.paths.resources", lambda: tmp_path)
    first, second = presets()
    assert (first.id, first.name) == ("sonnenblume", "Sonne")
    assert (second.id, second.name, second.summary) == ("abc", "abc", "")


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
