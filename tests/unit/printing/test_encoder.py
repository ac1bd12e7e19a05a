import re

import pytest
import zxingcpp
from PIL import Image

from pos_loyalty.printing.document import (
    BIG,
    INVERSE,
    CodePageSample,
    Cut,
    Feed,
    Qr,
    Row,
    Span,
    Stamps,
    Text,
)
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile, profile
from tests.support import escpos_oracle as oracle
from tests.support.escpos_oracle import PrintedDots, PrintedLine
from tests.support.slips import CARD, sale_slip
from tests.support.typography import NARROW, WIDE, drawn, encoded, sheet_of, slip_sheet

_ALL = pytest.mark.parametrize("known", PROFILES.values(), ids=PROFILES.keys())
_GERMAN = "ÄÖÜ äöü ß € × 36,50\u00a0€ −14"


def text_of(text: str) -> Text:
    """A plain line."""
    return Text((Span(text),))


@_ALL
def test_german_is_printed_right_on_every_printer(known: PrinterProfile) -> None:
    """Umlauts, ß and € come from the code page that was selected, on each printer we name."""
    paper = oracle.decode(encoded(sheet_of(text_of(_GERMAN), profile=known)))
    assert paper.text == "ÄÖÜ äöü ß € × 36,50 € -14"


@_ALL
@pytest.mark.parametrize("code_page", ["CP858", "CP1252", "ISO_8859-15"])
def test_german_is_right_under_every_code_page(known: PrinterProfile, code_page: str) -> None:
    """A shop whose printer wants another code page gets the same letters from that one."""
    changed = profile(known.id, code_page=code_page)
    paper = oracle.decode(encoded(sheet_of(text_of("ÄÖÜ äöü ß €"), profile=changed)))
    assert paper.text == "ÄÖÜ äöü ß €"


@_ALL
def test_what_the_code_page_lacks_is_drawn(known: PrinterProfile) -> None:
    """No letter is ever replaced by a question mark."""
    paper = oracle.decode(encoded(sheet_of(text_of("Łukasz Ελλάδα"), profile=known)))
    (dots,) = paper.events
    assert isinstance(dots, PrintedDots)
    assert "?" not in paper.text


@pytest.mark.parametrize("code_page", ["CP437", "CP850"])
def test_a_code_page_without_the_euro_draws_it(code_page: str) -> None:
    """Old printers have no € at all, and get a picture of the line."""
    old = profile("generic-80", code_page=code_page)
    paper = oracle.decode(encoded(sheet_of(text_of("Müller"), text_of("5 €"), profile=old)))
    assert [type(event) for event in paper.events] == [PrintedLine, PrintedDots]


@_ALL
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_independent_decoder_draws_the_same_slip(known: PrinterProfile, language: str) -> None:
    """What the preview shows is what comes out of the paper, dot by dot."""
    sheet = slip_sheet(sale_slip(language, copy_number=1), known)
    paper = oracle.decode(encoded(sheet))
    assert same(drawn(sheet), oracle.draw(paper, known.text_dots))


@_ALL
def test_a_slip_with_foreign_names_is_drawn_the_same(known: PrinterProfile) -> None:
    """Lines sent as pictures stand where the preview shows them, among those that are not."""
    facts = sale_slip(shop_name="Kwiaty Łódź", member_first_name="Владимир")
    sheet = slip_sheet(facts, known)
    paper = oracle.decode(encoded(sheet))
    assert same(drawn(sheet), oracle.draw(paper, known.text_dots))


@_ALL
def test_the_code_on_the_paper_can_be_read(known: PrinterProfile) -> None:
    """Drawn by the printer or by us, with its quiet zone: a reader finds the card in it."""
    paper = oracle.decode(encoded(slip_sheet(sale_slip(), known)))
    assert len(paper.codes) == known.native_qr
    (read,) = zxingcpp.read_barcodes(oracle.draw(paper, known.text_dots).convert("L"))
    assert read.text == CARD


def test_every_job_begins_by_resetting_the_printer() -> None:
    """What the last job left behind, the code page above all, cannot spoil this one."""
    data = encoded(sheet_of(text_of("ä")))
    assert data.startswith(b"\x1b@\x1bt\x13")
    assert oracle.decode(data).resets == 1


def test_two_jobs_are_told_the_same() -> None:
    """The encoder remembers nothing from one slip to the next."""
    sheet = slip_sheet(sale_slip())
    assert encoded(sheet) == encoded(sheet)


@pytest.mark.parametrize(("known", "cuts"), [(WIDE, 1), (NARROW, 0)])
def test_only_a_printer_with_a_knife_is_told_to_cut(known: PrinterProfile, cuts: int) -> None:
    """The others feed the slip to where it is torn off."""
    paper = oracle.decode(encoded(sheet_of(Cut(), profile=known)))
    assert paper.cuts == cuts
    assert oracle.PrintedFeed(6) in paper.events


def test_emphasis_ends_where_it_should() -> None:
    """A big or inverse text does not make its neighbors so."""
    row = Row((Span("Stand"),), (Span("1.349", BIG), Span("Punkte")))
    mark = Text((Span("Kopie 1", INVERSE),))
    paper = oracle.decode(encoded(sheet_of(row, mark, text_of("danach"))))
    looks = [
        {char.look for char in line.chars if char.char.strip()}
        for line in paper.events
        if isinstance(line, PrintedLine)
    ]
    big = oracle.Look(columns=2, rows=2, bold=True)
    assert looks == [{oracle.Look(), big}, {oracle.Look(bold=True, inverse=True)}, {oracle.Look()}]


def test_samples_are_sent_under_their_own_code_page() -> None:
    """The test print shows what each slot gives, and the job goes on in its own."""
    sample = CodePageSample(slot=16, code_page="CP1252", text="„ä“ €")
    paper = oracle.decode(encoded(sheet_of(sample, text_of("ä €"))))
    assert paper.text == "„ä“ €\nä €"


def test_pictures_never_speak_to_the_printer() -> None:
    """Dots that happen to spell a real-time command would be obeyed in the midst of a picture."""
    sheets = [sheet_of(Stamps(count, 24), Feed(), Qr(CARD), profile=NARROW) for count in range(25)]
    assert not any(re.search(rb"\x10[\x04\x05\x14]", encoded(sheet)) for sheet in sheets)


def test_long_pictures_are_sent_in_pieces() -> None:
    """Some printers lose track of a picture that is higher than their buffer."""
    paper = oracle.decode(encoded(sheet_of(Qr(CARD), profile=NARROW)))
    heights = [event.height for event in paper.events if isinstance(event, PrintedDots)]
    assert max(heights) <= 128
    assert sum(heights) == 33 * 6


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are equal dot by dot."""
    return one.size == other.size and one.tobytes() == other.tobytes()
