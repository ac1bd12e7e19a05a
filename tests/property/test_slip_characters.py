"""What people write is what comes out, on every printer: proven by the bytes alone."""

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.document import BIG, BOLD, INVERSE, PLAIN, Align, Row, Size, Span, Style
from pos_loyalty.printing.document import Text as Paragraph
from pos_loyalty.printing.profiles import PROFILES, PrinterProfile
from tests.golden.golden_characters import ALPHABETS
from tests.support import escpos_oracle as oracle
from tests.support.escpos_oracle import PrintedDots, PrintedLine
from tests.support.typography import encoded, sheet_of

_DRAWING = (PROFILES["generic-58"].drawing_all(), PROFILES["tm-t88"].drawing_all())
_PRINTERS = [*PROFILES.values(), *_DRAWING]
_ALL = pytest.mark.parametrize(
    "known", _PRINTERS, ids=lambda known: f"{known.id}{'' if known.pages else '-picture'}"
)
# The capital ẞ comes from another typeface, whose shape the decoder does not know.
_LETTERS = "".join(dict.fromkeys("".join(list(ALPHABETS.values())[:5]))).replace("ẞ", "")
_FOREIGN = ("שלום עולם", "مرحبا بالعالم", "日本語テスト", "한국어", "नमस्ते", "😀👍🏽", "👨‍👩‍👧 🇩🇪")
_STYLES = (PLAIN, BOLD, BIG, INVERSE, Style(size=Size.TALL))

_words = st.lists(st.text(_LETTERS, min_size=1, max_size=12), min_size=1, max_size=12)


@cache
def _of_one_shape() -> dict[int, str]:
    """Letters that the typeface draws alike; no reader could tell them apart."""
    first: dict[bytes, str] = {}
    return {
        ord(char): first.setdefault(_shape(char), char)
        for char in _LETTERS
        if first.setdefault(_shape(char), char) != char
    }


def _shape(char: str) -> bytes:
    (dots,) = oracle.decode(
        encoded(sheet_of(Paragraph((Span(char),)), profile=PROFILES["tm-t20"].drawing_all())),
        "tm-t20",
    ).events
    assert isinstance(dots, PrintedDots)
    return dots.rows


def _read(event: oracle.Event) -> str:
    if isinstance(event, PrintedLine):
        return event.text
    assert isinstance(event, PrintedDots)
    return oracle.read(event, _LETTERS)


@_ALL
@given(words=_words, form=st.sampled_from(["NFC", "NFD"]))
def test_mixed_languages_come_out_as_written(
    known: PrinterProfile, words: list[str], form: str
) -> None:
    """German, French, Polish and Turkish in one sentence, composed or not, letter by letter."""
    text = unicodedata.normalize(form, " ".join(words))  # type: ignore[arg-type] # two of the four forms
    paper = oracle.decode(encoded(sheet_of(Paragraph((Span(text),)), profile=known)), known.id)
    shown = " ".join(_read(event) for event in paper.events)
    alike = _of_one_shape()
    assert shown.translate(alike).split() == " ".join(words).translate(alike).split()


@_ALL
@given(
    left=st.text(st.characters(), max_size=40) | st.sampled_from(_FOREIGN),
    right=st.text(st.characters(), max_size=8),
    style=st.sampled_from(_STYLES),
    align=st.sampled_from(Align),
)
def test_any_text_can_be_printed(
    known: PrinterProfile, left: str, right: str, style: Style, align: Align
) -> None:
    """Whatever somebody pastes: no command, no question mark, nothing beyond the edge."""
    sheet = sheet_of(
        Row((Span(left, style),), (Span(right),)),
        Paragraph((Span(left), Span(right, style)), align),
        profile=known,
    )
    paper = oracle.decode(encoded(sheet), known.id)
    assert paper.text.count("?") <= 2 * (left + right).count("?")
    for event in paper.events:
        if isinstance(event, PrintedLine):
            assert all(char.column + char.look.columns <= known.columns for char in event.chars)
            assert all(char.char.isprintable() for char in event.chars)
        else:
            assert isinstance(event, PrintedDots)
            assert event.width_bytes * 8 <= oracle.MODELS[known.id].dots
