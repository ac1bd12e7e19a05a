import subprocess
import sys
from pathlib import Path

import pytest

from pos_loyalty.config import paths
from pos_loyalty.i18n.catalog import Translator, base_language, languages, mark, placeholders
from pos_loyalty.i18n.compile import ConflictError, compile_catalogs, conflicts
from pos_loyalty.i18n.sources import compiled_path, po_files, shipped_folder

_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n\n'


def _area(folder: Path, name: str, *entries: str) -> Path:
    target = folder / "de" / f"{name}.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_HEAD + "\n\n".join(entries) + "\n", encoding="utf-8")
    return target


_HELLO = 'msgid "Hello, {name}"\nmsgstr "Hallo, {name}"'
_DAYS = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} Tag"\nmsgstr[1] "{n} Tage"'


def test_areas_make_one_catalog(tmp_path: Path) -> None:
    """Texts of all areas are found, filled with their facts."""
    _area(tmp_path, "counter", _HELLO)
    _area(tmp_path, "display", _DAYS)
    translator = Translator("de", tmp_path)
    assert translator.text("Hello, {name}", name="Anna") == "Hallo, Anna"
    assert translator.plural("{n} day", "{n} days", 1) == "1 Tag"
    assert translator.plural("{n} day", "{n} days", 1284, n="1.284") == "1.284 Tage"


def test_source_language_needs_no_catalog(tmp_path: Path) -> None:
    """English texts come as they stand in the source; so do texts that nobody translated."""
    _area(tmp_path, "counter", _HELLO)
    assert Translator("en", tmp_path).text("Hello, {name}", name="Anna") == "Hello, Anna"
    assert Translator("en", tmp_path).plural("{n} day", "{n} days", 2) == "2 days"
    assert Translator("de", tmp_path).text("Unheard of") == "Unheard of"
    assert Translator("fr", tmp_path).text("Unheard of") == "Unheard of"


def test_text_without_facts_is_left_alone(tmp_path: Path) -> None:
    """Braces are filled only where facts are given."""
    assert Translator("en", tmp_path).text("a {brace}") == "a {brace}"


def test_changed_source_is_seen_at_once(tmp_path: Path) -> None:
    """A compiled catalog is used only while its sources are those it was made from."""
    _area(tmp_path, "counter", _HELLO)
    assert Translator("de", tmp_path).text("Hello, {name}", name="A") == "Hallo, A"
    _area(tmp_path, "counter", _HELLO.replace("Hallo", "Servus"))
    assert Translator("de", tmp_path).text("Hello, {name}", name="A") == "Servus, A"


def test_second_start_parses_nothing(tmp_path: Path) -> None:
    """The compiled catalog of the first start serves the second, without Babel."""
    _area(tmp_path, "counter", _HELLO)
    Translator("de", tmp_path)
    script = (
        "import sys; from pathlib import Path; from pos_loyalty.i18n.catalog import Translator;"
        f"print(Translator('de', Path({str(tmp_path)!r})).text('Hello, {{name}}', name='B'));"
        "print('babel' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert result.stdout.split("\n")[:2] == ["Hallo, B", "False"]


def test_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program installed where it may not write still speaks the language."""
    _area(tmp_path, "counter", _HELLO)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pos_loyalty.i18n.compile.tempfile.mkstemp", refuse)
    assert Translator("de", tmp_path).text("Hello, {name}", name="A") == "Hallo, A"
    assert not compiled_path(tmp_path, "de").exists()


def test_damaged_compiled_catalog_is_made_anew(tmp_path: Path) -> None:
    """A compiled file cut short by a power failure does not keep the till from opening."""
    _area(tmp_path, "counter", _HELLO)
    Translator("de", tmp_path)
    compiled_path(tmp_path, "de").write_bytes(b"\xde\x12")
    assert Translator("de", tmp_path).text("Hello, {name}", name="A") == "Hallo, A"


def test_areas_may_not_disagree(tmp_path: Path) -> None:
    """Packaging refuses two translations of one text; a till that has them opens all the same."""
    _area(tmp_path, "counter", _HELLO)
    _area(tmp_path, "display", _HELLO.replace("Hallo", "Servus"))
    assert Translator("de", tmp_path).text("Hello, {name}", name="A") == "Hallo, A"
    with pytest.raises(ConflictError, match=r"display\.po"):
        compile_catalogs(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_shipped_areas_agree(language: str) -> None:
    """One text has one translation, in whichever area it stands."""
    assert conflicts(language, po_files(shipped_folder(), language)) == ()


def test_compiling_is_reproducible(tmp_path: Path) -> None:
    """The same sources give the same bytes, and nothing but the compiled file is left."""
    _area(tmp_path, "counter", _HELLO)
    (first,) = compile_catalogs(tmp_path, tmp_path / "one")
    (second,) = compile_catalogs(tmp_path, tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()
    assert [path.name for path in first.parent.iterdir()] == ["pos_loyalty.mo"]


def test_shipped_folder_is_the_one_that_paths_name() -> None:
    """Both rooms that may not ask each other mean the same folder."""
    assert shipped_folder() == paths.locale_folder()


def test_german_ships() -> None:
    """German and English are there from the first day."""
    assert {"de", "en"} <= set(languages())
    assert Translator("de-AT").plural("point", "points", 2) == "Punkte"


def test_small_parts() -> None:
    """Language tags are reduced to their language; marking changes nothing."""
    assert base_language("de_AT") == base_language("de-CH") == base_language("DE") == "de"
    assert mark("Open") == "Open"
    assert placeholders("{a} of {b}") == {"a", "b"}
