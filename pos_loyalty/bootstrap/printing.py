"""The receipt printers of one till: press, transport and spooler in the settings in force.

Importing this costs a third of a second, so the window leaves it to the spooler's thread.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.printer_settings import profile_in_force, standing_in
from pos_loyalty.config.paths import DataFolder, resources
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    PrinterAddressError,
    PrinterStatus,
)
from pos_loyalty.printing.address import FileAddress, VirtualAddress, parse_address
from pos_loyalty.printing.drawer import open_drawer
from pos_loyalty.printing.pace import HOLD_AFTER, Watch
from pos_loyalty.printing.pair import PrinterPair, Relief
from pos_loyalty.printing.press import Look, SlipPress
from pos_loyalty.printing.sample_slip import sample_slip
from pos_loyalty.printing.spooler import Spooler
from pos_loyalty.printing.template import template_of
from pos_loyalty.printing.transports.folder import SlipFiles
from pos_loyalty.printing.transports.nowhere import NowhereTransport
from pos_loyalty.printing.transports.opening import open_transport
from pos_loyalty.printing.transports.transport import Transport
from pos_loyalty.services.drawer import NoDrawerError
from pos_loyalty.storage.print_queue import StoredPrintQueue


class ReceiptPrinter:
    """Everything around a printer of slips. ``shown`` is told of slips of the virtual one."""

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        *,
        name: str = RECEIPT_PRINTER,
        shown: Callable[[SlipFiles], None] | None = None,
    ) -> None:
        """``name`` is that of its queue: the first printer's, or that of its stand-in."""
        self.name = name
        self._application = application
        self._folder = folder
        self._shown = shown

    @cached_property
    def press(self) -> SlipPress:
        """Lays out and draws slips."""
        return SlipPress(
            fonts=resources() / "fonts", cache=self._folder.cache / "escpos", look=self.look
        )

    def look(self) -> Look:
        """The printer's profile and the template in force."""
        return look_of(self._settings)

    def warm_up(self) -> None:
        """Draw and encode a slip for nobody, so that the first one is as quick as the rest."""
        settings = self._application.settings.settings()
        program = self._application.programs.current(self._application.clock.now()).program
        self.press.warm_up(
            sample_slip(
                self._application.voice.words(program),
                shop_name=settings.shop.name,
                till_name=settings.shop.till,
                at=self._application.clock.now(),
            )
        )

    def transport(self) -> Transport:
        """The way to the printer that is set now. Raises PrinterAddressError."""
        return transport_to(self._settings, self._folder, shown=self._shown)

    def open_drawer(self) -> None:
        """Open the drawer at the printer's plug. Raises DrawerOutageError, NoDrawerError."""
        settings = self._settings
        if isinstance(parse_address(settings.printer.receipt), VirtualAddress | FileAddress):
            raise NoDrawerError
        open_drawer(self.transport(), settings.drawer.pin)

    def spooler(
        self,
        listener: Callable[[PrinterStatus], None],
        *,
        hold_after: timedelta | None = HOLD_AFTER,
        watch: Watch | None = None,
    ) -> Spooler:
        """The spooler of this printer; the caller lends it a thread."""
        return Spooler(
            printer=self.name,
            queue=StoredPrintQueue(self._application.store),
            press=self.press,
            transport=self._way,
            now=self._application.clock.now,
            listener=listener,
            hold_after=hold_after,
            watch=watch,
        )

    @property
    def _settings(self) -> Settings:
        settings = self._application.settings.settings()
        return standing_in(settings) if self.name == FALLBACK_PRINTER else settings

    def _way(self) -> Transport:
        """As ``transport``; a spooler goes on where the address is none, and its slips wait."""
        try:
            return self.transport()
        except PrinterAddressError:
            return NowhereTransport()


class TillPrinters:
    """The printer of slips and the one that stands in for it."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self.first = ReceiptPrinter(application, folder)
        self.second = ReceiptPrinter(application, folder, name=FALLBACK_PRINTER)

    def spoolers(
        self,
        listener: Callable[[PrinterStatus], None],
        *,
        hold_after: timedelta | None = HOLD_AFTER,
        watch: Watch | None = None,
    ) -> PrinterPair:
        """The spoolers of both; the caller lends them a thread."""
        return PrinterPair(
            self.first.spooler(listener, hold_after=hold_after, watch=watch),
            self.second.spooler(listener, hold_after=hold_after, watch=watch),
            queue=StoredPrintQueue(self._application.store),
            relief=Relief(self._has_second, self._relieved_after),
            now=self._application.clock.now,
        )

    def _has_second(self) -> bool:
        return bool(self._application.settings.settings().printer.fallback)

    def _relieved_after(self) -> timedelta:
        seconds = self._application.settings.settings().printer.fallback_after_s
        return timedelta(seconds=seconds)


def look_of(settings: Settings) -> Look:
    """How slips look under these settings."""
    return Look(
        profile_in_force(settings), template_of(settings.receipt), address=settings.printer.receipt
    )


def transport_to(
    settings: Settings,
    folder: DataFolder,
    *,
    shown: Callable[[SlipFiles], None] | None = None,
) -> Transport:
    """The way to the printer that these settings name. Raises PrinterAddressError."""
    address = parse_address(settings.printer.receipt)
    return open_transport(address, look_of(settings).profile, spool=folder.spool, shown=shown)
