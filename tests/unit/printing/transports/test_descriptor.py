import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.transports.descriptor import (
    DescriptorLine,
    open_device,
    opening_problem,
)
from pos_loyalty.printing.transports.line import LineError, StalledError


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Reading and writing end."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    yield ends
    for end in ends:
        with suppress(OSError):
            os.close(end)


def _line(end: int) -> DescriptorLine:
    return DescriptorLine(end, close=lambda: os.close(end))


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EBUSY, PrintProblem.OCCUPIED),
        (errno.EAGAIN, PrintProblem.OCCUPIED),
        (errno.EACCES, PrintProblem.FORBIDDEN),
        (errno.EPERM, PrintProblem.FORBIDDEN),
        (errno.ENOENT, PrintProblem.UNREACHABLE),
        (errno.EIO, PrintProblem.UNREACHABLE),
    ],
)
def test_why_a_device_does_not_open_is_told(number: int, problem: PrintProblem) -> None:
    """Close the other program, ask for the right, or plug it in: three things to do."""
    assert opening_problem(OSError(number, "")) is problem


def test_a_full_line_is_waited_for_and_left(pipe: tuple[int, int]) -> None:
    """What it took is counted to the byte."""
    line = _line(pipe[1])
    taken = line.write(bytes(1_000_000), 0.01)
    with pytest.raises(StalledError) as stalled:
        line.write(b"x", 0.01)
    assert stalled.value.maybe_taken == 0
    assert len(os.read(pipe[0], 1_000_000)) == taken


def test_a_line_that_is_gone_is_told(pipe: tuple[int, int]) -> None:
    """Writing to nobody and hearing from nobody are both the end of it."""
    reading, writing = (_line(end) for end in pipe)
    assert reading.read(0) == b""
    os.close(pipe[0])
    with pytest.raises(LineError):
        writing.write(b"x", 0.1)


def test_the_end_of_a_line_is_told(pipe: tuple[int, int]) -> None:
    """A cable that was pulled out ends the reading, not the program."""
    os.close(pipe[1])
    with pytest.raises(LineError):
        _line(pipe[0]).read(0.1)


def test_only_serial_lines_know_what_is_unsent(pipe: tuple[int, int]) -> None:
    """Elsewhere what was taken is gone."""
    line = _line(pipe[1])
    line.write(b"Bon", 0.1)
    line.discard()
    assert line.unsent() == 0
    assert line.hang_up() is None
    assert os.read(pipe[0], 10) == b"Bon"


def test_a_serial_line_knows_what_is_unsent_and_drops_it() -> None:
    """A pseudo-terminal holds nothing back; one that is gone says so, and closes in peace."""
    master, slave = os.openpty()
    line = _line(slave)
    os.set_blocking(slave, False)
    line.write(b"Bon", 0.1)
    assert line.unsent() == 0
    line.discard()
    os.close(master)
    line.discard()
    with pytest.raises(LineError):
        line.unsent()
    with pytest.raises(LineError):
        line.write(b"x", 0.1)
    line.close()


def test_a_device_that_answers_with_nothing_is_not_at_its_end(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some printers on USB say at once that they have nothing to say."""
    os.write(pipe[1], b"x")
    monkeypatch.setattr(os, "read", lambda *_how: b"")
    assert _line(pipe[0]).read(0) == b""


@pytest.mark.parametrize("error", [BlockingIOError(), OSError(errno.EIO, "gone")])
def test_a_device_that_changes_its_mind_is_believed(
    error: OSError, pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was ready, and then it was not; or it was not there any more."""
    os.write(pipe[1], b"x")

    def fail(*_how: object) -> bytes:
        raise error

    monkeypatch.setattr(os, "read", fail)
    monkeypatch.setattr(os, "write", fail)
    reading, writing = (_line(end) for end in pipe)
    if isinstance(error, BlockingIOError):
        assert reading.read(0) == b""
        with pytest.raises(StalledError):
            writing.write(b"x", 0)
    else:
        for lost in (lambda: reading.read(0), lambda: writing.write(b"x", 0)):
            with pytest.raises(LineError):
                lost()


def test_what_may_only_be_written_is_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems let people print, but not read what the printer says."""
    device = tmp_path / "lp0"
    device.touch()
    really = os.open

    def open_for_writing_only(path: Path, flags: int) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "no reading")
        return really(path, flags)

    monkeypatch.setattr(os, "open", open_for_writing_only)
    line = open_device(device, 1)
    assert not line.hears
    line.close()


def test_a_device_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Unplugged, or never plugged in."""
    with pytest.raises(LineError) as failed:
        open_device(tmp_path / "lp0", 1)
    assert failed.value.problem is PrintProblem.UNREACHABLE
