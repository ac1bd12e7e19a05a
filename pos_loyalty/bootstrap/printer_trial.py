"""Trying a printer before its settings are in force: preview, test page, the code to scan."""

import io
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.printer_settings import standing_in
from pos_loyalty.bootstrap.printing import look_of, transport_to
from pos_loyalty.config.paths import DataFolder, resources
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    PrinterOutageError,
    PrintJob,
)
from pos_loyalty.domain.slip import SlipFacts, SlipKind
from pos_loyalty.printing.graphics import qr_raster
from pos_loyalty.printing.press import SlipPress
from pos_loyalty.printing.profiles import DEFAULT, PROFILES
from pos_loyalty.printing.qr import plan_qr
from pos_loyalty.printing.sample_slip import sample_slip
from pos_loyalty.printing.transports.transport import SendResult

_TEST_NAME: Final = "test"
_CODE_DOTS: Final = 320


class PrinterTrial:
    """Shows and prints with settings that somebody is only thinking about."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._folder = folder

    def profiles(self) -> tuple[str, ...]:
        """The printer models that can be chosen."""
        return (DEFAULT, *PROFILES)

    def preview(self, settings: Settings) -> bytes:
        """A sample slip as a PNG picture."""
        clock = self._application.clock
        program = self._application.programs.current(clock.now()).program
        facts = sample_slip(
            self._application.voice.words(program, settings.shop.language),
            shop_name=settings.shop.name,
            till_name=settings.shop.till,
            at=clock.now(),
            shop_lines=settings.shop.address,
        )
        return self._press(settings).preview(facts, look_of(settings))

    def print_test_page(self, settings: Settings, printer: str = RECEIPT_PRINTER) -> SendResult:
        """Print a page that shows what the printer can do; it is kept in no queue.

        Raises PrinterAddressError, and PrinterOutageError with what the printer has.
        """
        if printer == FALLBACK_PRINTER:
            settings = standing_in(settings)
        printout = self._press(settings).printout(self._test_job(settings))
        result = transport_to(settings, self._folder).send(printout)
        if result.problem is not None:
            raise PrinterOutageError(problem=result.problem)
        return result

    def code_picture(self, text: str) -> bytes:
        """A QR code as a PNG picture, to be scanned from the screen."""
        buffer = io.BytesIO()
        qr_raster(plan_qr(text), _CODE_DOTS).image().save(buffer, "PNG")
        return buffer.getvalue()

    def _press(self, settings: Settings) -> SlipPress:
        return SlipPress(
            fonts=resources() / "fonts",
            cache=self._folder.cache / "escpos",
            look=lambda: look_of(settings),
        )

    def _test_job(self, settings: Settings) -> PrintJob:
        now = self._application.clock.now()
        program = self._application.programs.current(now).program
        facts = SlipFacts(
            kind=SlipKind.TEST,
            shop_name=settings.shop.name,
            till_name=settings.shop.till,
            at=now,
            language=settings.shop.language,
            currency=program.currency.code,
            timezone=program.timezone,
            receipt_number="",
            unit_one=program.unit.one,
            unit_many=program.unit.many,
            shop_lines=settings.shop.address,
        )
        return PrintJob(
            id=_TEST_NAME,
            printer=RECEIPT_PRINTER,
            facts=facts,
            created_at=now,
            waiting_since=now,
        )
