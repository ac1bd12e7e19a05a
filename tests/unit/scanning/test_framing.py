import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.scanning.framing import SILENCE_MS, Framer
from tests.support.wedge import CARD, EAN


def _codes(*chunks: bytes, gap_ms: int = 30) -> list[str]:
    framer, codes = Framer(), []
    for place, chunk in enumerate(chunks):
        codes += framer.feed(chunk, 1000 + place * gap_ms)
    return codes + framer.expire(1000 + len(chunks) * gap_ms + SILENCE_MS)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x03\r\n", b"\x04", b""])
@pytest.mark.parametrize("start", [b"", b"\x02", b"]Q1", b"\x02]Q1"])
def test_what_scanners_put_around_a_code_is_taken_off(start: bytes, end: bytes) -> None:
    """Start and end of text, line ends, and the three characters that tell the code's kind."""
    assert _codes(start + CARD.encode() + end) == [CARD]


def test_a_code_in_two_chunks_is_one() -> None:
    """A third of a second may lie between its first byte and its last, as was seen."""
    assert _codes(CARD[:4].encode(), CARD[4:].encode() + b"\r", gap_ms=131) == [CARD]


def test_two_codes_in_one_chunk_are_two() -> None:
    """The second one may be cut off by the chunk's end."""
    assert _codes(f"{CARD}\r\n{EAN[:5]}".encode(), EAN[5:].encode() + b"\r\n") == [CARD, EAN]


def test_silence_ends_a_code() -> None:
    """A scanner that was not set up sends no line's end."""
    framer = Framer()
    assert framer.feed(CARD.encode(), 1000) == []
    assert framer.is_waiting
    assert framer.expire(1000 + SILENCE_MS - 1) == []
    assert framer.expire(1000 + SILENCE_MS) == [CARD]
    assert not framer.is_waiting


def test_a_code_after_silence_does_not_join_the_one_before() -> None:
    """Even when nobody asked in between."""
    framer = Framer()
    framer.feed(CARD.encode(), 1000)
    assert framer.feed(EAN.encode() + b"\r", 1000 + SILENCE_MS) == [CARD, EAN]


@pytest.mark.parametrize("junk", [b"\xff\xfe\x80\r", b"\r\n\r\n", b"\x00\x00", b"ab\r", b"\x1b[\r"])
def test_junk_is_no_code(junk: bytes) -> None:
    """A plug that is moved, a wrong speed, a line that is empty."""
    assert _codes(junk, CARD.encode() + b"\r") == [CARD]


def test_a_flood_is_no_code() -> None:
    """What never ends is no scanner; the code after its end is read."""
    assert _codes(b"x" * 5000, b"y" * 10 + b"\r", CARD.encode() + b"\r") == [CARD]


def test_a_code_that_is_read_twice_at_once_is_one() -> None:
    """Held before the scanner a moment too long; a second later it is meant."""
    framer = Framer()
    line = CARD.encode() + b"\r"
    assert framer.feed(line + line, 1000) == [CARD]
    assert framer.feed(line, 1301) == [CARD]


def test_umlauts_arrive() -> None:
    """Codes of others may have them."""
    assert _codes("Jörg Müßig\r".encode()) == ["Jörg Müßig"]


@given(st.lists(st.sampled_from([CARD, EAN, "LC12345", "Rabatt 10 %"]), max_size=6), st.integers())
def test_however_a_line_is_cut_the_codes_are_the_same(texts: list[str], seed: int) -> None:
    """Chunks are the system's, codes the scanner's."""
    distinct = list(dict.fromkeys(texts))
    line = "".join(f"{text}\r\n" for text in distinct).encode()
    dice = random.Random(seed)  # noqa: S311 - where the line is cut
    framer, codes = Framer(), []
    while line:
        size = dice.randint(1, 20)
        codes += framer.feed(line[:size], 1000)
        line = line[size:]
    assert codes == distinct
