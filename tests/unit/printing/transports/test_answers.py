import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.transports.answers import (
    Answer,
    AnswerStream,
    AutomaticStatus,
    ProcessDone,
    QueuedStatus,
    RealTimeStatus,
)

_PAPER_OUT = b"\x18\x00\x0f\x00"


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (b"\x12", [RealTimeStatus(0x12)]),
        (b"\x7e", [RealTimeStatus(0x7E)]),
        (b"\x00", [QueuedStatus(0)]),
        (b"\x0f", [QueuedStatus(0x0F)]),
        (b"\x37\x22" + b"4711\0", [ProcessDone(b"4711")]),
        (_PAPER_OUT, [AutomaticStatus(_PAPER_OUT)]),
        (_PAPER_OUT + b"\x12", [AutomaticStatus(_PAPER_OUT), RealTimeStatus(0x12)]),
        (
            b"\x12" + _PAPER_OUT + b"\0",
            [RealTimeStatus(0x12), AutomaticStatus(_PAPER_OUT), QueuedStatus(0)],
        ),
        (b"\x11\x13\xff\x80\x16", [RealTimeStatus(0x16)]),
        (b"\x37\x21" + b"48\0" + b"\x12", [RealTimeStatus(0x12)]),
        (b"\x18\x12", [RealTimeStatus(0x12)]),
    ],
)
def test_answers_are_told_apart_by_their_fixed_bits(heard: bytes, expected: list[Answer]) -> None:
    """What a printer says unasked is never taken for an answer, nor the other way round."""
    assert list(AnswerStream().fed(heard)) == expected


def test_half_an_answer_waits_for_the_rest() -> None:
    """Bytes come in pieces of any size."""
    stream = AnswerStream()
    assert list(stream.fed(_PAPER_OUT[:2])) == []
    assert list(stream.fed(_PAPER_OUT[2:])) == [AutomaticStatus(_PAPER_OUT)]
    assert list(stream.fed(b"\x37")) == []
    assert list(stream.fed(b"\x22" + b"47")) == []
    assert list(stream.fed(b"11\0")) == [ProcessDone(b"4711")]


@given(
    st.lists(st.sampled_from([b"\x12", b"\x00", _PAPER_OUT, b"\x37\x22" + b"0815\0"])), st.data()
)
def test_where_the_bytes_are_cut_makes_no_difference(
    pieces: list[bytes], data: st.DataObject
) -> None:
    """The same bytes are the same answers, however the line delivers them."""
    whole = b"".join(pieces)
    at = data.draw(st.integers(0, len(whole)))
    stream = AnswerStream()
    cut = [*stream.fed(whole[:at]), *stream.fed(whole[at:])]
    assert cut == list(AnswerStream().fed(whole))
    assert len(cut) == len(pieces)


@given(st.binary(max_size=300))
def test_noise_ends_and_is_forgotten(noise: bytes) -> None:
    """Whatever a broken cable sends, what follows after a while is heard again."""
    stream = AnswerStream()
    list(stream.fed(noise))
    after = list(stream.fed(b"\xff" * 100 + b"\0\xff\x12"))
    assert after[-1] == RealTimeStatus(0x12)
