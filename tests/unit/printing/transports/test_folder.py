from pathlib import Path

import pytest

from pos_loyalty.domain.print_job import PrinterState
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.folder import (
    FolderTransport,
    SlipFiles,
    VirtualTransport,
    slips_in,
)


def printout(name: str) -> Printout:
    """A slip of this name."""
    return Printout(name, b"\x1b@", "Punkte\n", lambda: b"PNG")


def test_each_slip_becomes_three_files(tmp_path: Path) -> None:
    """Bytes for a printer, text for a reader, a picture for everybody."""
    FolderTransport(tmp_path / "new" / "slips").send(printout("slip-1"))
    (slip,) = slips_in(tmp_path / "new" / "slips")
    assert slip.data.read_bytes() == b"\x1b@"
    assert slip.text.read_text() == "Punkte\n"
    assert slip.picture.read_bytes() == b"PNG"
    assert len(list((tmp_path / "new" / "slips").iterdir())) == 3


def test_a_slip_sent_again_replaces_itself(tmp_path: Path) -> None:
    """The same job is one slip, however often it was tried."""
    transport = FolderTransport(tmp_path)
    transport.send(printout("slip-1"))
    transport.send(printout("slip-1"))
    assert len(slips_in(tmp_path)) == 1


@pytest.mark.expected_log("slip folder cannot be written")
def test_a_slip_that_was_not_written_whole_is_not_there(tmp_path: Path) -> None:
    """Whoever watches the folder never picks up half a slip."""
    (tmp_path / ".slip-1.escpos.part").mkdir()
    assert not FolderTransport(tmp_path).send(printout("slip-1")).confirmed
    assert slips_in(tmp_path) == ()


def test_a_folder_that_is_not_there_yet_is_ready(tmp_path: Path) -> None:
    """It is made with the first slip."""
    assert FolderTransport(tmp_path / "later").status().state is PrinterState.READY


def test_the_virtual_printer_shows_each_slip(tmp_path: Path) -> None:
    """The viewer learns of a slip when all its files are there."""
    shown: list[SlipFiles] = []
    VirtualTransport(tmp_path, shown=shown.append).send(printout("slip-1"))
    assert shown == list(slips_in(tmp_path))
    assert shown[0].picture.exists()


def test_the_virtual_printer_keeps_the_newest(tmp_path: Path) -> None:
    """A year of slips does not fill the disk."""
    transport = VirtualTransport(tmp_path, kept=2)
    for name in "slip-1", "slip-2", "slip-3":
        transport.send(printout(name))
    assert [slip.name for slip in slips_in(tmp_path)] == ["slip-3", "slip-2"]
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.expected_log("slip folder cannot be written")
def test_what_could_not_be_written_is_not_shown(tmp_path: Path) -> None:
    """The viewer shows slips, not hopes."""
    (tmp_path / "file").write_text("in the way")
    shown: list[SlipFiles] = []
    VirtualTransport(tmp_path / "file" / "x", shown=shown.append).send(printout("slip-1"))
    assert shown == []


@pytest.mark.expected_log("an old slip cannot be removed")
def test_an_old_slip_that_stays_is_no_trouble(tmp_path: Path) -> None:
    """Printing goes on; the folder is tidied another time."""
    (tmp_path / "slip-0.escpos").mkdir()
    assert VirtualTransport(tmp_path, kept=1).send(printout("slip-1")).confirmed
