import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.document import (
    BIG,
    BOLD,
    INVERSE,
    CodePageSample,
    Cut,
    Feed,
    Qr,
    Row,
    Size,
    Span,
    Stamps,
    Style,
    Text,
)
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile, profile
from pos_loyalty.printing.typesetting import Sheet
from tests.support import escpos_oracle as oracle
from tests.support.escpos_oracle import PrintedDots, PrintedLine
from tests.support.slips import CARD, sale_slip
from tests.support.typography import NARROW, WIDE, drawn, encoded, sheet_of, slip_sheet

_ALL = pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
_GERMAN = "ÄÖÜ äöü ß € × 36,50\u00a0€ −14"


def text_of(text: str) -> Text:
    """A plain line."""
    return Text((Span(text),))


def printed(sheet: Sheet) -> oracle.Paper:
    """What the printer of this sheet makes of its bytes."""
    return oracle.decode(encoded(sheet), sheet.profile.id)


@_ALL
def test_german_is_printed_right_on_every_printer(known: PrinterProfile) -> None:
    """Umlauts, ß and € come from the code page that was selected, on each printer we name."""
    paper = printed(sheet_of(text_of(_GERMAN), profile=known))
    assert paper.text == "ÄÖÜ äöü ß € × 36,50 € -14"


@_ALL
def test_german_is_right_under_every_code_page(known: PrinterProfile) -> None:
    """A shop whose printer wants another code page gets the same letters from that one."""
    for page in known.samples:
        if page.has("€"):
            changed = profile(known.id, code_page=str(page.slot))
            paper = printed(sheet_of(text_of("ÄÖÜ äöü ß €"), profile=changed))
            assert paper.text == "ÄÖÜ äöü ß €"


@_ALL
def test_what_the_code_page_lacks_is_drawn(known: PrinterProfile) -> None:
    """No letter is ever replaced by a question mark."""
    paper = printed(sheet_of(text_of("Łukasz Ελλάδα ẞ"), profile=known))
    (dots,) = paper.events
    assert isinstance(dots, PrintedDots)
    assert "?" not in paper.text


def test_each_line_is_sent_in_a_page_that_has_it() -> None:
    """A printer whose pages are known needs no picture for Polish or Turkish, and comes back."""
    names = ("Müller", "Œuvre „Été“", "Łukasz", "İsmail Ağa", "Müller", "ẞ")
    sheet = sheet_of(*(text_of(name) for name in names), profile=profile("tm-t20"))
    events = printed(sheet).events
    codecs = [event.codec for event in events if isinstance(event, PrintedLine)]
    assert codecs == ["cp858", "cp1252", "cp1250", "cp1254", "cp858"]
    assert [event.text for event in events if isinstance(event, PrintedLine)] == list(names[:-1])
    assert isinstance(events[-1], PrintedDots)


def test_a_clone_is_trusted_with_one_page_only() -> None:
    """What its other slots hold is anybody's guess."""
    data = encoded(sheet_of(text_of("Müller"), text_of("„Łódź“"), text_of("€")))
    assert data.count(b"\x1bt") == 1


@pytest.mark.parametrize("code_page", ["CP437", "CP850"])
def test_a_code_page_without_the_euro_draws_it(code_page: str) -> None:
    """Old printers have no € at all, and get a picture of the line."""
    old = profile("generic-80", code_page=code_page)
    paper = printed(sheet_of(text_of("Müller"), text_of("5 €"), profile=old))
    assert [type(event) for event in paper.events] == [PrintedLine, PrintedDots]


@_ALL
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_independent_decoder_draws_the_same_slip(known: PrinterProfile, language: str) -> None:
    """What the preview shows is what comes out of the paper, dot by dot."""
    sheet = slip_sheet(sale_slip(language, copy_number=1), known)
    paper = printed(sheet)
    assert same(drawn(sheet), oracle.draw(paper, known.text_dots))


@_ALL
def test_a_slip_with_foreign_names_is_drawn_the_same(known: PrinterProfile) -> None:
    """Lines sent as pictures stand where the preview shows them, among those that are not."""
    facts = sale_slip(shop_name="Kwiaty Łódź", member_first_name="Владимир")
    sheet = slip_sheet(facts, known)
    paper = printed(sheet)
    assert same(drawn(sheet), oracle.draw(paper, known.text_dots))


@_ALL
def test_a_printer_that_garbles_text_is_sent_pictures_alone(known: PrinterProfile) -> None:
    """Not one character is left to it, its code can be read, and the slip looks as ever."""
    sheet = slip_sheet(sale_slip(), known.drawing_all())
    paper = printed(sheet)
    assert not paper.text.strip()
    assert not paper.codes
    picture = oracle.draw(paper, known.text_dots)
    assert same(drawn(sheet), picture)
    assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == CARD


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((Span("%skasz"),), (Span("1.349", BIG), Span("Punkte", BOLD))),
        ((Span("%s", BIG),), (Span("Punkte"),)),
        ((Span("%s", INVERSE), Span("und")), (Span("+65", Style(size=Size.TALL)),)),
    ],
)
@_ALL
def test_a_drawn_line_stands_as_a_sent_one_would(
    known: PrinterProfile, left: tuple[Span, ...], right: tuple[Span, ...]
) -> None:
    """One foreign letter moves nothing: sizes, edges and ground line are the printer's own."""

    def row(letter: str) -> Image.Image:
        start = replace(left[0], text=left[0].text.replace("%s", letter))
        sheet = sheet_of(Row((start, *left[1:]), right), profile=known)
        return oracle.draw(printed(sheet), known.text_dots)

    sent, as_dots = row("H"), row("Ω")
    assert sent.size == as_dots.size
    first = left[0].style.size.columns * 12
    beside = (first, 0, *sent.size)
    assert same(sent.crop(beside), as_dots.crop(beside))
    assert not same(sent, as_dots)


def test_a_mark_without_a_letter_is_no_trouble() -> None:
    """Somebody's name is an accent that lost its letter: nothing to see, and nothing breaks."""
    (event,) = printed(sheet_of(text_of("\u0301"))).events
    assert isinstance(event, PrintedDots)


def test_the_white_at_the_end_of_a_drawn_line_is_not_sent() -> None:
    """On a slow cable a short line takes a short time."""
    (event,) = printed(sheet_of(text_of("Łukasz"))).events
    assert isinstance(event, PrintedDots)
    assert event.width_bytes == 6 * 12 // 8


@_ALL
def test_the_code_on_the_paper_can_be_read(known: PrinterProfile) -> None:
    """Drawn by the printer or by us, with its quiet zone: a reader finds the card in it."""
    paper = printed(slip_sheet(sale_slip(), known))
    assert len(paper.codes) == known.native_qr
    (read,) = zxingcpp.read_barcodes(oracle.draw(paper, known.text_dots).convert("L"))
    assert read.text == CARD


def test_every_job_begins_by_resetting_the_printer() -> None:
    """What the last job left behind, the code page above all, cannot spoil this one."""
    data = encoded(sheet_of(text_of("ä")))
    assert data.startswith(b"\x1b@\x1c.\x1bM\x00\x1bt\x13")
    assert oracle.decode(data).resets == 1


def test_two_jobs_are_told_the_same() -> None:
    """The encoder remembers nothing from one slip to the next."""
    sheet = slip_sheet(sale_slip())
    assert encoded(sheet) == encoded(sheet)


@pytest.mark.parametrize(("known", "cuts"), [(WIDE, 1), (NARROW, 0)])
def test_only_a_printer_with_a_knife_is_told_to_cut(known: PrinterProfile, cuts: int) -> None:
    """The others feed the slip to where it is torn off."""
    paper = printed(sheet_of(Cut(), profile=known))
    assert paper.cuts == cuts
    assert oracle.PrintedFeed(6) in paper.events


def test_emphasis_ends_where_it_should() -> None:
    """A big or inverse text does not make its neighbors so."""
    row = Row((Span("Stand"),), (Span("1.349", BIG), Span("Punkte")))
    mark = Text((Span("Kopie 1", INVERSE),))
    paper = printed(sheet_of(row, mark, text_of("danach")))
    looks = [
        {char.look for char in line.chars if char.char.strip()}
        for line in paper.events
        if isinstance(line, PrintedLine)
    ]
    big = oracle.Look(columns=2, rows=2, bold=True)
    assert looks == [{oracle.Look(), big}, {oracle.Look(bold=True, inverse=True)}, {oracle.Look()}]


def test_samples_are_sent_under_their_own_code_page() -> None:
    """The test print shows what each slot gives, and the job goes on in its own."""
    sample = CodePageSample(CodePage("CP1252", 16), "„ä“ €")
    paper = printed(sheet_of(sample, text_of("ä €")))
    assert paper.text == "„ä“ €\nä €"


def test_pictures_never_speak_to_the_printer() -> None:
    """Dots that happen to spell a real-time command would be obeyed in the midst of a picture."""
    sheets = [sheet_of(Stamps(count, 24), Feed(), Qr(CARD), profile=NARROW) for count in range(25)]
    assert not any(re.search(rb"\x10[\x04\x05\x14]", encoded(sheet)) for sheet in sheets)


def test_long_pictures_are_sent_in_pieces() -> None:
    """Some printers lose track of a picture that is higher than their buffer."""
    paper = printed(sheet_of(Qr(CARD), profile=NARROW))
    heights = [event.height for event in paper.events if isinstance(event, PrintedDots)]
    assert max(heights) <= 128
    assert sum(heights) == 33 * 6


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are equal dot by dot."""
    return one.size == other.size and one.tobytes() == other.tobytes()
