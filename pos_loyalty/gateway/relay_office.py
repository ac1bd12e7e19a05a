"""One relay process: the wire, the clerk beside it, the settings it follows, how it says it is."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event
from threading import Lock as Turn
from time import monotonic
from typing import Any, Final

from pos_loyalty.bootstrap.application import open_beside
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.ending import ended_by_signal
from pos_loyalty.config.folder_lock import FolderLock
from pos_loyalty.config.logs import start_log, stop_log
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Relay as RelaySettings
from pos_loyalty.config.settings_file import SettingsFileError, read_settings
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.gateway.relay import Address, ListenError, Relay, RelayState
from pos_loyalty.gateway.relay_clerk import Clerk, ClerkState
from pos_loyalty.gateway.relay_ears import Ear, Ears
from pos_loyalty.gateway.relay_gate import BlockGate, Blocks, Gate, OpenGate
from pos_loyalty.gateway.relay_journal import Journal
from pos_loyalty.printing.address import NetworkAddress, parse_address
from pos_loyalty.printing.till_jobs import TillJob
from pos_loyalty.services.relay_folder import RelayFolder, RelayFolderError, RelayStatus

_LOOK_S: Final = 0.5
_STATUS_S: Final = 3.0
_LOG: Final = logging.getLogger(__name__)


class RelayRunsError(OutageError):
    """There is a relay already for this data folder. No facts."""

    code = "relay-runs"


class Shelf:
    """The templates in force: read again when a file of them changed."""

    def __init__(self, folder: RelayFolder) -> None:
        self._folder = folder
        self._lock = Turn()
        self._marks: tuple[tuple[str, int], ...] | None = None
        self._templates: tuple[ReceiptTemplate, ...] = ()

    def templates(self) -> tuple[ReceiptTemplate, ...]:
        """What was taught so far."""
        marks = self._folder.templates_changed()
        with self._lock:
            if marks != self._marks:
                self._templates, self._marks = self._folder.templates(), marks
            return self._templates

    def code_page(self) -> str:
        """What the tills' printer is set to, where a template says so."""
        return next((each.code_page for each in self.templates() if each.code_page), "")


class Office:
    """Runs until it is told to stop, or until the settings say that there is to be no relay."""

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        settings: Callable[[], RelaySettings],
        *,
        blocks: Callable[[Shelf], Blocks] | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._settings = settings
        self._blocks = blocks
        self._papers = RelayFolder(folder.relay)
        self._only_one = FolderLock(folder.relay / "lock")
        self.shelf = Shelf(self._papers)
        self._shown = 0
        self._lock = Turn()
        self._wire = RelayState()
        self._desk = ClerkState()
        self._told_s = 0.0
        self._is_stopping = Event()
        self._relay: Relay | None = None
        self._log: logging.Handler | None = None
        self._in_force = settings()
        self._clerk = Clerk(
            Journal(self._papers.journal),
            templates=self.shelf.templates,
            deliver=self._deliver,
            now=clock.now,
            shown=self._show,
            changed=self._desk_changed,
        )

    @property
    def address(self) -> Address:
        """Where tills find it."""
        return self._relay.address if self._relay else listen_address(self._in_force.listen)

    @property
    def is_listening(self) -> bool:
        """Whether tills are heard."""
        return self._relay is not None

    def open(self) -> None:
        """Begin. Raises ListenError, PrinterAddressError and RelayRunsError."""
        relay = self._made(self._in_force)
        if not self._only_one.take():
            raise RelayRunsError
        try:
            relay.start()
        except ListenError:
            self._only_one.release()
            raise
        self._relay = relay
        # A folder of its own: two processes that turn over one log lose lines.
        self._log = start_log(self._folder.logs / "relay")
        self._clerk.start()
        self._tell()

    def serve(self) -> None:
        """Follow the settings until the process is told to end, or they say so."""
        with ended_by_signal(self.stop):
            self.run()

    def run(self) -> None:
        """Follow the settings until the end."""
        while not self._is_stopping.wait(_LOOK_S):
            wanted = self._settings()
            if not wanted.on:
                break
            if wanted != self._in_force:
                self._follow(wanted)
            if monotonic() - self._told_s >= _STATUS_S:
                self._tell()
        self.close()

    def stop(self) -> None:
        """End, from another thread or from a signal."""
        self._is_stopping.set()

    def close(self) -> None:
        """End all threads. What was heard is written down first."""
        if self._relay is not None:
            self._relay.stop()
            self._relay = None
        self._clerk.stop()
        self._wire = RelayState()
        self._tell()
        self._only_one.release()
        if self._log is not None:
            stop_log(self._log)
            self._log = None

    def _made(self, settings: RelaySettings) -> Relay:
        ears = Ears(self.shelf.code_page, self._clerk.hear)
        blocks = self._blocks(self.shelf) if self._blocks and settings.block else None

        def gate(ear: Ear) -> Gate:
            return BlockGate(ear, blocks) if blocks is not None else OpenGate(ear)

        return Relay(
            listen_address(settings.listen),
            printer_address(settings.printer),
            ears=ears,
            gate=gate,
            changed=self._wire_changed,
        )

    def _follow(self, wanted: RelaySettings) -> None:
        """Other settings are in force. What cannot be done is logged, and tried at each look."""
        if self._relay is not None:
            self._relay.stop()
            self._relay = None
        if not wanted.teaching:
            self._papers.forget_shown()
        try:
            relay = self._made(wanted)
            relay.start()
        except (ListenError, PrinterAddressError):
            _LOG.exception("the relay cannot be set as wanted")
            return
        self._relay, self._in_force = relay, wanted

    def _deliver(self, receipt: TillReceipt, at: datetime) -> None:
        # Opened for each: a file that is put back from a backup must not be written beside.
        with open_beside(self._folder, self._clock) as shop:
            shop.till_receipts.take(receipt, at)

    def _show(self, job: TillJob, at: datetime) -> None:
        if not self._in_force.teaching:
            return
        self._shown += 1
        try:
            self._papers.show(job.lines, at, self._shown % 10_000)
        except RelayFolderError as error:
            _LOG.warning("a receipt could not be kept for teaching", extra={"code": error.code})

    def _wire_changed(self, state: RelayState) -> None:
        with self._lock:
            self._wire = state

    def _desk_changed(self, state: ClerkState) -> None:
        with self._lock:
            self._desk = state

    def _tell(self) -> None:
        self._told_s = monotonic()
        with self._lock:
            wire, desk = self._wire, self._desk
        problem = "printer" if wire.is_printer_away else ""
        if not problem and desk.is_database_away:
            problem = "database"
        status = RelayStatus(
            at=self._clock.now(),
            listen=str(self.address),
            printer=self._in_force.printer,
            is_listening=wire.is_listening,
            connections=wire.connections,
            jobs=desk.jobs,
            receipts=desk.receipts,
            unreadable=desk.unreadable,
            waiting=desk.waiting,
            templates=len(self.shelf.templates()),
            problem=problem,
        )
        try:
            self._papers.put_status(status)
        except RelayFolderError as error:
            _LOG.warning("the relay's state cannot be told", extra={"code": error.code})


class FollowedSettings:
    """The relay's settings as the file says them now, with what was given by hand on top."""

    def __init__(self, folder: DataFolder, **given: Any) -> None:  # noqa: ANN401 - fields of the section
        self._path = folder.settings
        self._given = given
        self._changed_ns: int | None = None
        self._read = RelaySettings()

    def __call__(self) -> RelaySettings:
        """What is in force; the last good ones while the file cannot be read."""
        try:
            changed_ns = self._path.stat().st_mtime_ns
        except OSError:
            changed_ns = 0
        if changed_ns != self._changed_ns:
            try:
                self._read = read_settings(self._path).settings.relay
                self._changed_ns = changed_ns
            except SettingsFileError:
                _LOG.warning("the settings cannot be read; the last ones stay in force")
        return replace(self._read, **self._given)


def listen_address(text: str) -> Address:
    """The address and port of ``127.0.0.1:9100`` or ``[::1]:9100``."""
    host, _, port = text.rpartition(":")
    return Address(host.strip("[]"), int(port))


def printer_address(text: str) -> Address:
    """The real printer. Raises PrinterAddressError, for one that is not on the network too."""
    address = parse_address(text)
    if not isinstance(address, NetworkAddress):
        raise PrinterAddressError(address=text, reason="scheme")
    return Address(address.host, address.port)
