import pytest

from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile, UnknownProfileError, profile
from tests.support.typography import NARROW, WIDE


@pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
def test_every_printer_says_german_in_its_own_characters(known: PrinterProfile) -> None:
    """Umlauts, ß, € and × need no picture on any printer that we name."""
    assert known.prints("ÄÖÜ äöü ß € × é")


def test_spaces_and_signs_are_written_plainer_where_the_code_page_lacks_them() -> None:
    """Amounts are formatted with spaces and minus signs that no receipt printer has."""
    assert WIDE.plain("−14\u00a0€ K4821-…9X-B •") == "-14 € K4821-...9X-B *"


def test_letters_are_never_replaced() -> None:
    """A name is a name, and a quote is one: what the printer cannot say is drawn."""
    assert WIDE.plain("Łukasz Ørsted ẞ ✓ – „Rest“") == "Łukasz Ørsted ẞ ✓ – „Rest“"


def test_decomposed_letters_are_composed() -> None:
    """An ü that came in two pieces is still an ü of the code page."""
    assert WIDE.plain("Mu\u0308ller") == "Müller"


def test_signs_that_a_page_has_are_kept() -> None:
    """Plainer signs are for printers that have no better ones."""
    assert profile("generic-80", code_page="CP1252").plain("K4821-…9X-B") == "K4821-…9X-B"
    assert profile("tm-t20").plain("K4821-…9X-B ─") == "K4821-…9X-B ─"


def test_a_drawn_slip_needs_no_plainer_signs() -> None:
    """Where every line is a picture, every sign is the right one."""
    assert WIDE.drawing_all().plain("−14\u00a0€ …") == "−14 € …"


def test_nothing_is_left_to_a_printer_that_garbles_text() -> None:
    """Neither characters nor codes."""
    drawing = profile("tm-t20").drawing_all()
    assert not drawing.native_qr
    assert not drawing.prints("A")
    assert drawing.page_for("A") is None


@pytest.mark.parametrize("text", ["\x1b@", "a\nb", "\u00a0"])
def test_control_characters_are_no_text(text: str) -> None:
    """Nothing that a printer would obey passes as a character."""
    assert not WIDE.prints(text)
    assert WIDE.page_for(text) is None


@pytest.mark.parametrize(("paper_mm", "expected"), [(80, WIDE), (58, NARROW), (None, WIDE)])
def test_the_default_goes_with_the_paper(paper_mm: int | None, expected: PrinterProfile) -> None:
    """Who has chosen no printer still gets slips as wide as the paper."""
    assert profile(paper_mm=paper_mm) == expected


def test_narrow_paper_narrows_a_wide_printer() -> None:
    """A printer for 80 mm with a guide for 58 mm prints 32 columns."""
    narrow = profile("tm-t20", paper_mm=58)
    assert (narrow.columns, narrow.width_dots) == (32, 384)


def test_what_the_test_print_shows_overrides_the_profile() -> None:
    """Clones differ from what they claim to be."""
    changed = profile("generic-80", columns=42, code_page="CP1252")
    assert (changed.columns, changed.pages) == (42, (CodePage("CP1252", 16),))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CP858:53", CodePage("CP858", 53)),
        ("53", CodePage("CP858", 53)),
        ("6", CodePage("CP1252", 6)),
        ("CP852", CodePage("CP852", 18)),
        ("CP857:61", CodePage("CP857", 61)),
    ],
)
def test_a_code_page_is_named_as_the_test_page_shows_it(written: str, expected: CodePage) -> None:
    """A number is enough; who knows more may say more."""
    assert profile("generic-80", code_page=written).pages == (expected,)


def test_the_usual_page_leaves_a_known_printer_its_others() -> None:
    """Only a page that the profile does not begin with shows that its pages are not to be had."""
    assert profile("tm-t20", code_page="CP858") == profile("tm-t20")
    assert profile("tm-t20", code_page="CP858:19").pages == (CodePage("CP858", 19),)


@pytest.mark.parametrize(
    ("name", "code_page"),
    [
        ("tm-t99", ""),
        ("generic-80", "KLINGON"),
        ("generic-80", "utf-8:3"),
        ("generic-80", "99"),
        ("generic-80", "CP858:256"),
    ],
)
def test_what_nobody_knows_is_refused(name: str, code_page: str) -> None:
    """A typing error in the settings is found there and not on paper."""
    with pytest.raises(UnknownProfileError):
        profile(name, code_page=code_page)


@pytest.mark.parametrize("columns", [12, 96])
def test_columns_fit_the_paper(columns: int) -> None:
    """Neither more than there are dots for, nor so few that no line holds a figure."""
    with pytest.raises(ValueError, match=str(columns)):
        profile("generic-80", columns=columns)
