from decimal import Decimal
from pathlib import Path

import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.services.document_file import parse_document, read_document_file, read_table_file


def _reason(file: Path) -> str:
    with pytest.raises(WrongDocumentError) as caught:
        read_document_file(str(file))
    (problem,) = caught.value.problems
    return problem.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('  [{"a": 1}]', [{"a": 1}]),
        ("[]", []),
        ("a = 1", {"a": 1}),
        ("[a]\nb = 1", {"a": {"b": 1}}),
        ("[[a]]\nb = 1", {"a": [{"b": 1}]}),
        ("# said\n", {}),
    ],
)
def test_the_format_shows_itself(text: str, value: object) -> None:
    """Without a suffix the first sign tells JSON from TOML."""
    assert parse_document(text) == value


@pytest.mark.parametrize("text", ['{"a": 0.1}', "a = 0.1"])
def test_fractions_stay_exact(text: str) -> None:
    """No number passes through a float."""
    assert parse_document(text) == {"a": Decimal("0.1")}


def test_a_sign_may_be_escaped_in_two_halves() -> None:
    """As other software writes what lies beyond the first 65,536 signs."""
    assert parse_document('{"a": "\\ud83c\\udf3b", "b": 0.1}') == {"a": "🌻", "b": Decimal("0.1")}


def test_a_mark_of_byte_order_and_foreign_line_ends_are_no_damage(tmp_path: Path) -> None:
    """Editors of other systems may have had the file."""
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_document_file(str(file)) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"{", "not-json"),
        ("a.json", b'{"a": 1, "a": 2}', "key-twice"),
        ("a.json", b'{"a": Infinity}', "not-plain"),
        ("a.json", b"[" * 100_000, "not-plain"),
        ("a.json", b'{"a": ' + b"9" * 5_000 + b"}", "not-plain"),
        ("a.json", b'{"a": "\\ud83c"}', "not-plain"),
        ("a.json", b'{"\\uDF3B": 1.5}', "not-plain"),
        ("a.toml", b"a = ", "not-toml"),
        ("a.toml", b"a = 1\na = 2", "not-toml"),
        ("a.toml", b"\xff\xfe", "not-text"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """Whatever the file holds, reading it ends with a reason."""
    file = tmp_path / name
    file.write_bytes(content)
    assert _reason(file) == reason


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """One that is missing, and a folder in the place of one."""
    assert _reason(tmp_path / "nothing.json") == "unreadable"
    assert _reason(tmp_path) == "unreadable"
    assert _reason(tmp_path / "nul\0") == "unreadable"


def test_a_table_is_asked_for(tmp_path: Path) -> None:
    """A list is no program."""
    file = tmp_path / "a.json"
    file.write_text("[]", "utf-8")
    with pytest.raises(WrongDocumentError):
        read_table_file(str(file))
