import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.command_stream import CommandStream, Kind, is_feeding_cut
from tests.support.till_receipts import MANNERS, Manner, Sold, picture

ANY = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [b"\x1b", b"\x1d", b"\x1dV", b"\x1b@", b"\x1dv0\x00\x01\x00\x02\x00", b"\x1b*\x21"]
        ),
    ),
    max_size=20,
).map(b"".join)


def _kinds(data: bytes) -> list[Kind]:
    return [token.kind for token in CommandStream().feed(data)]


@pytest.mark.parametrize(
    "command",
    [
        b"\x1b@",
        b"\x1b!\x08",
        b"\x1b$\x10\x00",
        b"\x1b*\x00\x03\x00abc",
        b"\x1b*\x21\x01\x00abc",
        b"\x1b&\x03\x41\x42\x01abc\x02abcdef",
        b"\x1bD\x08\x10\x00",
        b"\x1bW\x00\x00\x00\x00\x00\x02\x00\x02",
        b"\x1bp\x00\x19\xfa",
        b"\x1b(A\x02\x00ab",
        b"\x1c(A\x02\x00ab",
        b"\x1d(k\x04\x001P0x",
        b"\x1d8L\x03\x00\x00\x000pS",
        b"\x1dv0\x00\x01\x00\x02\x00ab",
        b"\x1dQ0\x00\x01\x00\x02\x00ab",
        b"\x1d*\x01\x01abcdefgh",
        b"\x1dk\x04AB12\x00",
        b"\x1dkI\x04{B\x1dV",
        b"\x1dC0",
        b"\x1dg0\x00\x01\x02",
        b"\x1dV\x00",
        b"\x1dVB\x03",
        b"\x1dV\x31",
        b"\x1bi",
        b"\x1bm",
        b"\x10\x04\x01",
        b"\x10\x04\x07\x01",
        b"\x10\x14\x01\x00\x01",
        b"\x10\x05\x01",
    ],
)
def test_a_command_is_as_long_as_the_book_says(command: bytes) -> None:
    """What follows a command is text again, whatever bytes the command is made of."""
    tokens = CommandStream().feed(command + b"SUMME")
    assert [(token.start, token.end) for token in tokens] == [
        (0, len(command)),
        (len(command), len(command) + len(b"SUMME")),
    ]
    assert tokens[-1].kind is Kind.TEXT


def test_dots_that_spell_a_cut_are_dots() -> None:
    """A logo cuts no job in two."""
    assert _kinds(picture(16, 40)) == [Kind.PICTURE]


def test_an_unknown_command_costs_two_bytes() -> None:
    """A reader that has lost its way finds it again at once."""
    assert _kinds(b"\x1b\x07abc\n\x1dVB\x00") == [
        Kind.OTHER,
        Kind.TEXT,
        Kind.LINE_END,
        Kind.CUT,
    ]


def test_a_list_that_never_ends_is_given_up() -> None:
    """What looks like a barcode and has no end does not swallow the rest of the day."""
    tokens = CommandStream().feed(b"\x1dk\x04" + b"9" * 400 + b"\n\x1bi")
    assert tokens[-1].kind is Kind.CUT


def test_characters_that_never_end_are_given_up() -> None:
    """A downloaded font of absurd size is no reason to keep it."""
    stream = CommandStream()
    stream.feed(b"\x1b&\xff\x00\xff" + b"\xff" * 70_000)
    stream.feed(b"\n" * 200_000)
    assert stream.feed(b"\x1bi")[-1].kind in {Kind.CUT, Kind.OTHER, Kind.TEXT}
    assert stream.may_become_cut is None


def test_a_cut_says_whether_it_feeds() -> None:
    """Some cuts move the paper to the knife first, others cut where it lies."""
    feeding, bare, old = (
        CommandStream().feed(cut)[0] for cut in (b"\x1dVB\x00", b"\x1dV\x01", b"\x1bi")
    )
    assert [is_feeding_cut(token) for token in (feeding, bare, old)] == [True, False, False]


@pytest.mark.parametrize("head", [b"\x1b", b"\x1d", b"\x1dV", b"\x1dVB"])
def test_what_may_become_a_cut_is_known(head: bytes) -> None:
    """Whoever has to act before the cut knows of it at its first byte."""
    stream = CommandStream()
    stream.feed(b"abc" + head)
    assert stream.may_become_cut == len(b"abc")
    assert not stream.is_between_commands


def test_what_cannot_become_a_cut_is_known_too() -> None:
    """Nothing is held for a command that is none."""
    stream = CommandStream()
    stream.feed(b"abc\x1bp")
    assert stream.may_become_cut is None
    stream.feed(b"\x00\x19\xfa")
    assert stream.is_between_commands


@given(ANY)
def test_tokens_cover_the_stream(data: bytes) -> None:
    """Every byte belongs to one token, in order, but for a command that is not whole yet."""
    tokens = CommandStream().feed(data)
    ends = [0, *(token.end for token in tokens)]
    assert [token.start for token in tokens] == ends[:-1]
    assert ends[-1] <= len(data)


@given(ANY, st.data())
def test_pieces_make_no_difference(data: bytes, draw: st.DataObject) -> None:
    """However the bytes are parted on the way, the commands are the same."""
    whole = [token for token in CommandStream().feed(data) if token.kind is not Kind.TEXT]
    stream, parts, at = CommandStream(), [], 0
    while at < len(data):
        step = draw.draw(st.integers(1, 7))
        parts += stream.feed(data[at : at + step])
        at += step
    assert [token for token in parts if token.kind is not Kind.TEXT] == whole


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_a_receipt_ends_between_commands(manner: Manner) -> None:
    """Each manner of printing is understood to its last byte."""
    stream = CommandStream()
    stream.feed(manner.print(Sold()))
    assert stream.is_between_commands
