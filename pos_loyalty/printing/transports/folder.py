"""A printer that is a folder: bytes, text and picture of each slip."""

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.transport import Condition, SendResult

_LOG = logging.getLogger(__name__)
_PICTURE, _TEXT, _BYTES = ".png", ".txt", ".escpos"
_FORMS = (_PICTURE, _TEXT, _BYTES)


@dataclass(frozen=True, slots=True)
class SlipFiles:
    """Where the forms of one slip lie."""

    name: str
    picture: Path
    text: Path
    data: Path


class FolderTransport:
    """Writes each slip as three files. The bytes come last: where they are, all are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, printout: Printout) -> SendResult:
        files = _files(self._folder, printout.name)
        forms: Mapping[Path, bytes] = {
            files.picture: printout.picture(),
            files.text: printout.text.encode(),
            files.data: printout.data,
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for path, content in forms.items():
                _write(path, content)
        except OSError as error:
            _LOG.warning("slip folder cannot be written: %s", error.strerror)
            return SendResult(accepted_bytes=0, problem=PrintProblem.FOLDER)
        return SendResult(accepted_bytes=len(printout.data), confirmed=True)

    def status(self) -> Condition:
        if self._folder.exists() and not os.access(self._folder, os.W_OK | os.X_OK):
            return Condition(PrinterState.TROUBLE, PrintProblem.FOLDER)
        return Condition(PrinterState.READY)


class VirtualTransport:
    """The printer of a fresh installation: its slips lie in a folder and are shown on the screen.

    The folder keeps the newest slips only. They can be printed again from their facts.
    """

    def __init__(
        self, folder: Path, *, shown: Callable[[SlipFiles], None] | None = None, kept: int = 100
    ) -> None:
        """``shown`` is told of each slip, in the thread that prints."""
        self._folder = folder
        self._writer = FolderTransport(folder)
        self._shown = shown
        self._kept = kept

    def send(self, printout: Printout) -> SendResult:
        result = self._writer.send(printout)
        if result.confirmed:
            for old in slips_in(self._folder)[self._kept :]:
                _remove(old)
            if self._shown is not None:
                self._shown(_files(self._folder, printout.name))
        return result

    def status(self) -> Condition:
        return self._writer.status()


def slips_in(folder: Path) -> tuple[SlipFiles, ...]:
    """The slips of a folder, the newest first."""
    names = sorted((path.stem for path in folder.glob(f"*{_BYTES}")), reverse=True)
    return tuple(_files(folder, name) for name in names)


def _files(folder: Path, name: str) -> SlipFiles:
    picture, text, data = (folder / f"{name}{form}" for form in _FORMS)
    return SlipFiles(name=name, picture=picture, text=text, data=data)


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _remove(files: SlipFiles) -> None:
    try:
        for path in (files.data, files.text, files.picture):
            path.unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("an old slip cannot be removed: %s", error.strerror)
