"""Files that are not what they should be: said in sentences, and nothing is changed."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from pos_loyalty.cards.key_ring_file import KEY_RING_NAME
from pos_loyalty.config.settings_file import SettingsFileError, read_settings
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.device_key import DEVICE_KEY_NAME
from pos_loyalty.security.vault import VAULT_KEY_NAME
from tests.support.builders import BASIS, COFFEE, SILVER
from tests.support.command_line import CommandLine, Said
from tests.support.plain_words import spoken_in_both
from tests.support.shop import rules


def _refused(till: CommandLine, *words: str) -> Said:
    """A command that is refused in both languages, without a trace of how we are built."""
    german, english = till("--lang", "de", *words), till("--lang", "en", *words)
    assert german.status == english.status
    assert german.status in {1, 2, 3}
    assert german.out == english.out == ""
    spoken_in_both(german.err, english.err)
    return german


def _books(till: CommandLine) -> bytes:
    """All that the shop has on record, as one text."""
    with closing(sqlite3.connect(till.folder / "shop.db")) as connection:
        return "\n".join(connection.iterdump()).encode()


_BYTES: Mapping[str, bytes] = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "another encoding": 'name = "Kaffeer\xf6sterei"'.encode("latin-1"),
    "half a line": b"schema = ",
    "an open bracket": b"[earn\npoints = 1\n",
    "a section twice": b"[earn]\n[earn]\n",
    "a list": b"[1, 2, 3]",
    "a word": b'"Sonnenblume"',
    "half a document": b'{"schema": 1, "name": ',
    "a key twice": b'{"schema": 1, "schema": 1}',
    "no number": b'{"schema": NaN}',
    "too deep": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "a page": b"<!DOCTYPE html><html></html>",
}
_DOCUMENTS: Mapping[str, Mapping[str, object]] = {
    "no name": {"name": ""},
    "a later release": {"schema": 99},
    "no such entry": {"erna": {}},
    "a list for a section": {"earn": []},
    "points of nothing": {"earn": {"points": -1}},
    "an amount in words": {"earn": {"points": 1, "per": "one euro"}},
    "a number for an amount": {"earn": {"points": 1, "per": 1.5}},
    "no such rounding": {"earn": {"rounding": "up and down"}},
    "no currency": {"currency": "Taler"},
    "no time zone": {"timezone": "Europe/Bielefeld"},
    "first tier above zero": {"tier": [SILVER]},
    "tiers downhill": {"tier": [BASIS, {**SILVER, "threshold": "0"}]},
    "a tier twice": {"tier": [BASIS, {**SILVER, "id": "basis"}]},
    "a reward that gives points": {"reward": [{**COFFEE, "cost": -1}]},
    "a reward of no kind": {"reward": [{**COFFEE, "kind": "miracle"}]},
    "a reward without a name": {"reward": [{"id": "x", "cost": 5, "kind": "product"}]},
    "a card without its reward": {
        "stamp_card": [{"id": "c", "name": "C", "category": "kaffee", "size": 9, "reward": "no"}]
    },
    "a limit in words": {"action": [{"id": "a", "name": "A", "points": 1, "limit": "often"}]},
    "points in words": {"welcome": {"points": "many"}},
    "a truth in words": {"redemption": {"points": 1, "value": "1", "with_purchase_only": "yes"}},
}


@pytest.mark.parametrize("content", _BYTES.values(), ids=_BYTES.keys())
def test_a_file_that_is_no_program(till: CommandLine, tmp_path: Path, content: bytes) -> None:
    """Neither checked nor published; the rules in force stay."""
    file = tmp_path / "program.txt"
    file.write_bytes(content)
    before = _books(till)
    assert _refused(till, "program", "check", str(file)).status == 2
    assert _refused(till, "program", "set", str(file)).status == 2
    assert _books(till) == before


@pytest.mark.parametrize("sections", _DOCUMENTS.values(), ids=_DOCUMENTS.keys())
def test_a_program_that_cannot_be(
    till: CommandLine, tmp_path: Path, sections: Mapping[str, object]
) -> None:
    """The place is named, and what belongs there."""
    file = tmp_path / "program.json"
    file.write_text(json.dumps(rules(**sections)), "utf-8")
    before = _books(till)
    said = _refused(till, "program", "set", str(file))
    assert said.status == 2
    assert any(key in said.err for key in sections), said.err
    assert _books(till) == before


@pytest.mark.parametrize("name", ["missing.toml", ".", "a\0b", "x" * 300 + ".json"])
def test_a_program_that_is_nowhere(till: CommandLine, tmp_path: Path, name: str) -> None:
    """A name that leads to no file is said to be none."""
    assert _refused(till, "program", "check", str(tmp_path / name)).status == 2


_SET = {
    "no such setting": ("printer.recipt", "virtual"),
    "no such section": ("moon.phase", "full"),
    "nothing": ("", ""),
    "no such language": ("shop.language", "fr"),
    "no such look": ("counter.theme", "pink"),
    "no number": ("counter.lock_after_minutes", "soon"),
    "below": ("counter.lock_after_minutes", "-1"),
    "above": ("display.forget_after_s", "9999"),
    "a figure too long": ("counter.lock_after_minutes", "9" * 5000),
    "too long": ("shop.name", "Sonnenblume " * 20),
    "decided long ago": ("shop.currency", "USD"),
    "no address": ("printer.receipt", "next room"),
    "no such way": ("printer.receipt", "pigeon://loft"),
    "no such second way": ("printer.fallback", "pigeon://loft"),
    "too soon": ("printer.fallback_after_s", "1"),
    "no such port": ("printer.receipt", "network://10.0.0.9:99999"),
    "no such printer": ("printer.profile", "matrix"),
    "too narrow": ("printer.columns", "7"),
    "no such page": ("printer.code_page", "CP000"),
}


@pytest.mark.parametrize(("key", "value"), _SET.values(), ids=_SET.keys())
def test_a_setting_that_cannot_be(till: CommandLine, key: str, value: str) -> None:
    """The key is named; the file stays as it was."""
    file, before = till.folder / "settings.toml", _books(till)
    text = file.read_bytes()
    assert _refused(till, "settings", "set", key, value).status == 2
    assert file.read_bytes() == text
    assert _books(till) == before


_SETTINGS: Mapping[str, bytes] = {
    "an open bracket": b"[shop\n",
    "half a line": b"[shop]\nname =",
    "a section twice": b"[shop]\n[shop]\n",
    "another encoding": '[shop]\nname = "K\xf6'.encode("latin-1"),
    "a picture": b"\x89PNG\r\n\x1a\n\0",
}
_HALF_RIGHT: Mapping[str, str] = {
    "a wrong choice": '[counter]\ntheme = "pink"\n',
    "a wrong kind": '[counter]\nsounds = "loud"\n',
    "a number for a text": "[shop]\nname = 5\n",
    "out of range": "[scanner]\nmax_gap_ms = 5000\n",
    "no such setting": "[counter]\nthem = 1\n",
    "no such section": "[moon]\nphase = 1\n",
    "a value for a section": "counter = 1\n",
    "a list of numbers": "[shop]\naddress = [1, 2]\n",
    "a date": "[shop]\nname = 2026-03-05\n",
}


@pytest.mark.parametrize("content", _SETTINGS.values(), ids=_SETTINGS.keys())
def test_settings_that_cannot_be_read(till: CommandLine, content: bytes) -> None:
    """The file is named and left alone; the books are not touched."""
    file, before = till.folder / "settings.toml", _books(till)
    file.write_bytes(content)
    with pytest.raises(SettingsFileError) as caught:
        read_settings(file)
    said = [message_for(caught.value, words_for(language)) for language in ("de", "en")]
    spoken_in_both(*said)
    assert all(str(file) in each for each in said)
    assert _refused(till, "settings", "get").status == 3
    assert file.read_bytes() == content
    assert _books(till) == before


@pytest.mark.parametrize("text", _HALF_RIGHT.values(), ids=_HALF_RIGHT.keys())
def test_settings_that_are_half_right(till: CommandLine, text: str) -> None:
    """What cannot be is left aside and named; the till goes on with the rest."""
    file = till.folder / "settings.toml"
    file.write_text(text, "utf-8")
    loaded = read_settings(file)
    assert loaded.problems
    for problem in loaded.problems:
        spoken_in_both(*(message_for(problem, words_for(each)) for each in ("de", "en")))
    assert till("settings", "get").status == 0


def _cut(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(8192)


def _zeros(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(bytes(4096))


def _hole(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 16384)


def _somebody_elses(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.commit()


def _newer(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
        connection.commit()


def _folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


_DATABASES: Mapping[str, Callable[[Path], object]] = {
    "missing": lambda database: database.unlink(),
    "empty": lambda database: database.write_bytes(b""),
    "a text": lambda database: database.write_text("Kasse 1\n" * 2000),
    "cut short": _cut,
    "zeros in front": _zeros,
    "a hole": _hole,
    "somebody else's": _somebody_elses,
    "of a newer release": _newer,
    "a folder": _folder,
}


@pytest.mark.parametrize("spoil", _DATABASES.values(), ids=_DATABASES.keys())
def test_a_database_that_is_none_of_ours(
    till: CommandLine, spoil: Callable[[Path], object]
) -> None:
    """Not opened, not mended behind anybody's back, and left as it is."""
    database = till.folder / "shop.db"
    for log in till.folder.glob("shop.db-*"):
        log.unlink()
    spoil(database)
    before = database.read_bytes() if database.is_file() else b""
    for words in (("ledger", "verify"), ("member", "enroll", "--name", "Anna")):
        assert _refused(till, *words).status == 3
    assert (database.read_bytes() if database.is_file() else b"") == before


@pytest.mark.parametrize("name", [KEY_RING_NAME, VAULT_KEY_NAME, DEVICE_KEY_NAME])
@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_keys_that_are_gone_stop_only_what_needs_them(
    till: CommandLine, name: str, how: str
) -> None:
    """Whatever is asked for is answered, or refused in words; the books stay right."""
    key = till.folder / "keys" / name
    if how == "missing":
        key.unlink()
    else:
        key.write_bytes(bytes(7))
    for words in (("member", "enroll", "--name", "Anna"), ("member", "find", "Anna")):
        said = till("--lang", "de", *words)
        assert "Traceback" not in said.err
        assert said.status in {0, 1, 3}
        assert said.status == 0 or said.err.strip()
    assert till("ledger", "verify").status == 0
