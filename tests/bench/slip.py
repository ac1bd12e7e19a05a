"""From Enter, and from the queue, to the first byte at the printer: sale, spooler, network."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from queue import Queue
from random import Random
from time import perf_counter
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.printing import TillPrinters
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.domain.print_job import PrinterState, PrinterStatus
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.printing.pair import PrinterPair
from pos_loyalty.printing.spooler_thread import SpoolerThread
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.sale import basket_of
from tests.bench.scale import Setting
from tests.bench.shops import shop_of
from tests.support.printers import READY, Mechanism, answering, printer

_WARM_UP: Final = 5
_PATIENCE_S: Final = 30.0


class _Bell:
    """A printer that notes when the first byte of each connection came."""

    def __init__(self) -> None:
        self.rung: Queue[float] = Queue()

    def forget(self) -> None:
        """Take no notice of what rang until now."""
        while not self.rung.empty():
            self.rung.get()

    def behave(self, server: Mechanism, connection: socket.socket) -> None:
        """Note the time, then print and answer as a good printer does."""
        if connection.recv(1, socket.MSG_PEEK):
            self.rung.put(perf_counter())
        answering(server, connection)


def slip(setting: Setting) -> list[Result]:
    """Sale recorded, spooler nudged, first byte noted; the floor is a bare connection."""
    shop = shop_of(setting.place, setting.scale.members)
    random = Random(4)  # noqa: S311 - chance is all that is asked for
    warm_up = min(_WARM_UP, setting.scale.slips)
    bell = _Bell()
    taken: list[float] = []
    queued: list[float] = []
    floor: list[float] = []
    with (
        printer(bell.behave, condition=READY) as server,
        open_application(shop.folder, SystemClock()) as application,
    ):
        before = application.settings.settings()
        application.settings.change(lambda settings: printing_to(settings, server.address))
        try:
            with _spooling(application, shop.folder) as (spooler, idle):
                moments: list[float] = []

                def nudge() -> None:
                    moments.append(perf_counter())
                    spooler.nudge()

                counter = application.counter(lambda: OPERATOR, nudge)
                for _ in range(setting.scale.slips + warm_up):
                    request = SaleRequest(
                        key=str(uuid7()),
                        member_id=random.choice(shop.members),
                        basket=basket_of(random),
                    )
                    # A printer at rest is asked how it is; that is no slip.
                    bell.forget()
                    began = perf_counter()
                    counter.record(request)
                    first_byte = bell.rung.get(timeout=_PATIENCE_S)
                    taken.append((first_byte - began) * 1000)
                    queued.append((first_byte - moments[-1]) * 1000)
                    idle.get(timeout=_PATIENCE_S)
                    floor.append(_bare(bell, server.address))
        finally:
            application.settings.change(lambda _settings: before)
    return [
        measured(
            "Enter to first byte at printer",
            taken[warm_up:],
            floor=floor[warm_up:],
            goal=Goal(Figure.P99, 150),
        ),
        measured("Queued to first byte at printer", queued[warm_up:], floor=floor[warm_up:]),
    ]


@contextmanager
def _spooling(
    application: Application, folder: DataFolder
) -> Iterator[tuple[SpoolerThread, Queue[PrinterStatus]]]:
    """The spooler's thread, and a queue that fills whenever it has nothing more to do."""
    idle: Queue[PrinterStatus] = Queue()
    stumbled: list[Exception] = []

    def listen(status: PrinterStatus) -> None:
        if status.state in {PrinterState.READY, PrinterState.SILENT}:
            idle.put(status)

    def make() -> PrinterPair:
        printers = TillPrinters(application, folder)
        printers.first.warm_up()
        return printers.spoolers(listen)

    thread = SpoolerThread(make, stumbled=stumbled.append)
    thread.start()
    try:
        idle.get(timeout=_PATIENCE_S)
        yield thread, idle
    finally:
        thread.stop()
    if stumbled:
        raise stumbled[0]


def printing_to(settings: Settings, address: NetworkAddress) -> Settings:
    """The same settings with that printer."""
    receipt = f"network://{address.host}:{address.port}"
    return replace(settings, printer=replace(settings.printer, receipt=receipt))


def _bare(bell: _Bell, address: NetworkAddress) -> float:
    """Milliseconds to the first byte over a connection of nobody's but ours."""
    began = perf_counter()
    with socket.create_connection((address.host, address.port)) as connection:
        connection.sendall(b"\x1b@")
        return (bell.rung.get(timeout=_PATIENCE_S) - began) * 1000
