import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.receipt_template import receipts_in
from pos_loyalty.domain.till_receipt import ReceiptKind
from pos_loyalty.gateway.relay_ears import Ear
from pos_loyalty.gateway.relay_gate import BlockGate, Gate, OpenGate, Wanted
from pos_loyalty.printing.till_jobs import TillJob
from tests.support.taught import taught
from tests.support.till_receipts import (
    BY_NAME,
    MANNERS,
    Manner,
    Sold,
    copied,
    day_report,
    kitchen_slip,
    only_dots,
    voided,
)

CUTTING = [manner for manner in MANNERS if manner.cuts]
BLOCK = b"<points>"
STREAMS = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from([b"\x1d", b"\x1dV", b"\x1dVB", b"\x1b", b"\x1bi", b"\x1dv0\x00\x02"]),
        st.sampled_from([manner.print(Sold()) for manner in MANNERS]),
    ),
    max_size=8,
).map(b"".join)


class Everything:
    """Wants a block before each cut that could be one, whatever was printed."""

    def is_wanted(self, job: TillJob) -> bool:
        return any(job.lines)

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        return b""


class Taught:
    """Wants a block on receipts of one manner, and has one."""

    def __init__(self, manner: Manner, block: bytes = BLOCK) -> None:
        self.template = taught(manner)
        self.said = block
        self.asked: list[Wanted] = []

    def is_wanted(self, job: TillJob) -> bool:
        found = receipts_in(self.template, job.lines)
        return [each.kind for each in found if not each.is_copy] == [ReceiptKind.SALE]

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        self.asked.append(wanted)
        return self.said


class Broken:
    """A bug of ours."""

    def __init__(self, *, wants: bool) -> None:
        self.wants = wants

    def is_wanted(self, job: TillJob) -> bool:
        if not self.wants:
            raise ZeroDivisionError
        return True

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        raise ZeroDivisionError


def _through(gate: Gate, *pieces: bytes) -> bytes:
    out = b"".join(sent for piece in pieces for sent in gate.pass_on(piece))
    return out + gate.release()


def _ear(code_page: str = "") -> Ear:
    return Ear(code_page, lambda _job: None)


def _pieces(data: bytes, places: list[int]) -> list[bytes]:
    cuts = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(cuts)]


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=12))
def test_every_byte_comes_out_as_it_went_in(data: bytes, places: list[int]) -> None:
    """Whatever is sent, in whatever pieces, in order, and nothing else."""
    pieces = _pieces(data, places)
    assert _through(OpenGate(_ear()), *pieces) == data
    assert _through(BlockGate(_ear(), Everything()), *pieces) == data


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=12))
def test_blocks_stand_between_bytes_and_change_none(data: bytes, places: list[int]) -> None:
    """Without its blocks, what comes out is what went in."""
    out = _through(BlockGate(_ear(), Taught(BY_NAME["bakery"])), *_pieces(data, places))
    assert out.replace(BLOCK, b"") == data


@pytest.mark.parametrize("manner", CUTTING, ids=lambda manner: manner.name)
def test_one_block_stands_before_the_cut(manner: Manner) -> None:
    """Of a taught receipt, wherever the network parts it, except within the cut itself."""
    data = manner.print(Sold())
    (whole,) = {_through(BlockGate(_ear(manner.code_page), Taught(manner)), data)}
    assert whole.count(BLOCK) == 1
    before, after = whole.split(BLOCK)
    assert before + after == data
    assert after.startswith((b"\x1dV", b"\x1bi", b"\x1bm"))
    for place in range(1, len(data)):
        gate = BlockGate(_ear(manner.code_page), Taught(manner))
        assert _through(gate, data[:place], data[place:]) == whole


@pytest.mark.parametrize("manner", CUTTING, ids=lambda manner: manner.name)
def test_what_is_no_taught_sale_goes_on_as_it_is(manner: Manner) -> None:
    """Voids, copies, reports, slips, pictures and other tills' receipts."""
    others = [other.print(Sold()) for other in MANNERS if other is not manner]
    jobs = [
        voided(manner, Sold("2"), of="1"),
        copied(manner, Sold()),
        day_report(),
        kitchen_slip(),
        only_dots(Sold()),
        *others,
    ]
    for job in jobs:
        blocks = Taught(manner)
        gate = BlockGate(_ear(manner.code_page), blocks)
        # Each byte on its own, and none of them waits for the next.
        assert b"".join(sent for byte in job for sent in gate.pass_on(bytes((byte,)))) == job
        assert blocks.asked == []


def test_what_stands_before_the_cut_is_sent_before_anybody_is_asked() -> None:
    """The printer prints while we wait."""
    manner = BY_NAME["bakery"]
    blocks = Taught(manner)
    data = manner.print(Sold())
    sending = BlockGate(_ear(), blocks).pass_on(data)
    assert next(sending) == data[: data.index(b"\x1dVB")]
    assert blocks.asked == []
    assert next(sending) == BLOCK
    assert blocks.asked[0].is_feeding
    assert b"".join(sending) == data[data.index(b"\x1dVB") :]


def test_half_a_cut_is_held_and_let_go() -> None:
    """When its other half does not come, what is held goes on, and no block comes too late."""
    manner = BY_NAME["bakery"]
    data = manner.print(Sold())
    cut = data.index(b"\x1dVB")
    gate = BlockGate(_ear(), Taught(manner))
    assert b"".join(gate.pass_on(data[: cut + 1])) == data[:cut]
    holding = [gate.is_holding]
    assert gate.release() == b"\x1d"
    assert [*holding, gate.is_holding] == [True, False]
    assert b"".join(gate.pass_on(data[cut + 1 :])) == data[cut + 1 :]


def test_nothing_is_held_where_nothing_was_taught() -> None:
    """A byte that may begin a cut is passed on at once after anything else."""
    gate = BlockGate(_ear(), Taught(BY_NAME["bakery"]))
    assert b"".join(gate.pass_on(b"TISCH 7\n\x1d")) == b"TISCH 7\n\x1d"
    assert not gate.is_holding


def test_a_receipt_over_two_connections_gets_its_block() -> None:
    """Each connection has a gate of its own, and the ear knows what went before."""
    manner = BY_NAME["grocer"]
    data = manner.print(Sold())
    ear, blocks = _ear(), Taught(manner)
    halves = (data[:100], data[100:])
    out = b"".join(_through(BlockGate(ear, blocks), half) for half in halves)
    assert out == data[:-3] + BLOCK + data[-3:]


def test_without_an_answer_the_cut_goes_out_as_it_is() -> None:
    """Nobody had anything to say in time."""
    manner = BY_NAME["grocer"]
    data = manner.print(Sold())
    assert _through(BlockGate(_ear(), Taught(manner, block=b"")), data) == data


def test_a_line_that_is_not_ended_gets_no_block() -> None:
    """In the middle of a line a picture would be thrown away or print rubbish."""
    manner = BY_NAME["bakery"]
    data = manner.print(Sold()).replace(b"\n\x1dVB", b"\nx\x1dVB")
    blocks = Taught(manner)
    assert _through(BlockGate(_ear(), blocks), data) == data
    assert blocks.asked == []


@pytest.mark.expected_log("a block failed", "reading failed")
@pytest.mark.parametrize("wants", [True, False])
def test_a_bug_of_ours_stops_nobody(monkeypatch: pytest.MonkeyPatch, *, wants: bool) -> None:
    """The receipt goes on as it is, and so does everything after it."""
    data = BY_NAME["bakery"].print(Sold())
    assert _through(BlockGate(_ear(), Broken(wants=wants)), data, data) == data + data
    ear = _ear()
    monkeypatch.setattr("pos_loyalty.printing.till_jobs.JobReader.read", lambda *_: 1 // 0)
    assert _through(BlockGate(ear, Everything()), data, data) == data + data
    assert _through(OpenGate(ear), data) == data
    ear.rest()
    monkeypatch.undo()
    monkeypatch.setattr("pos_loyalty.printing.command_stream.CommandStream.feed", lambda *_: 1 // 0)
    assert _through(OpenGate(_ear()), data) == data


@pytest.mark.expected_log("reading failed")
def test_a_bug_in_what_a_silence_ends_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks after silent tills lets new ones in, too, and goes on with both."""
    ear = _ear()
    ear.hear(BY_NAME["bakery"].print(Sold()))
    monkeypatch.setattr("pos_loyalty.printing.till_jobs.JobReader.rest", lambda _self: 1 // 0)
    ear.rest()
    ear.rest()
