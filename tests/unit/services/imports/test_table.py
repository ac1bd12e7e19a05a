import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.services.imports.table import decoded, delimiter_of, read_rows

_GERMAN = "Kunde;Betrag\nMüller;12,50 €\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (_GERMAN.encode(), "utf-8"),
        (_GERMAN.encode("utf-8-sig"), "utf-8"),
        (_GERMAN.encode("windows-1252"), "windows-1252"),
        (_GERMAN.encode("utf-16"), "utf-16"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_is_in(data: bytes, encoding: str) -> None:
    """Umlauts and the euro sign arrive whole, whatever program wrote the file."""
    text = decoded(data)
    assert (text.text, text.encoding) == (_GERMAN, encoding)


def test_a_person_may_know_the_encoding_better() -> None:
    """What happens to be UTF-8 may still be meant otherwise."""
    assert decoded("ä".encode(), "windows-1252").text == "Ã¤"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\0\0", b"a;\x81\xe4", b"PK\x03\x04\0"])
def test_a_file_that_is_no_text_is_refused(data: bytes) -> None:
    """A picture or a spreadsheet is told apart before anything is made of it."""
    with pytest.raises(WrongDocumentError) as refused:
        decoded(data)
    assert [problem.reason for problem in refused.value.problems] == ["not-table-text"]


def test_a_file_beyond_all_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window never swallows a disk image."""
    monkeypatch.setattr("pos_loyalty.services.imports.table.LARGEST_BYTES", 4)
    with pytest.raises(WrongDocumentError):
        decoded(b"a;b;c")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Datum;Betrag\n01.02.2026;12,50\n02.02.2026;8,00\n", ";"),
        ("date,amount\n2026-02-01,12.50\n", ","),
        ("date\tamount\tname\n2026-02-01\t12,50\tMuster, Anna\n", "\t"),
        ('name,amount\n"a;b;c",12.50\n"d;e;f",1.00\n', ","),
        ("sep=|\nname;x|y\n", "|"),
        ("only\none\n", ";"),
    ],
)
def test_the_sign_between_cells_is_found(text: str, delimiter: str) -> None:
    """It is what cuts the lines evenly, also where other candidates stand in the cells."""
    assert delimiter_of(text) == delimiter


def test_rows_know_the_line_on_which_they_begin() -> None:
    """Line breaks within quotes, empty lines and a line that names the separator are counted."""
    text = 'sep=;\r\na;"b\r\nc"\r\n\r\n ; \r\n"say ""hi""";2\r\n'
    rows = read_rows(text, ";").rows
    assert [(row.line, row.cells) for row in rows] == [
        (2, ("a", "b\r\nc")),
        (6, ('say "hi"', "2")),
    ]


def test_a_quote_that_nobody_closes_costs_one_line() -> None:
    """All that follows is read, and the line is named."""
    text = 'a;b\n"broken;1\n' + "c;2\n" * 40
    read = read_rows(text, ";")
    assert len(read.rows) == 41
    assert [(problem.line, problem.code) for problem in read.problems] == [(2, "open-quote")]


def test_signs_that_only_programs_take_for_line_breaks_break_no_line() -> None:
    """A name may hold what spreadsheets use within a cell."""
    assert read_rows("a\x0bb;\u2028c\n", ";").rows[0].cells == ("a\x0bb", "c")
