"""The terminal itself, driven without a screen. Run as a process of its own.

    python -m tests.bench.counter_session DATA MEMBERS SCANS SALES

Its last line of output is JSON: milliseconds of each scan and each sale, and the memory it had
when it was ready and when all was done.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any, Final

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.config import paths
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder, data_folder
from pos_loyalty.config.settings_file import read_settings
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.storage.connection import bare_connection
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.floor import ShopFloor
from pos_loyalty.terminal.loading import opened
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.theme_choice import look_for
from pos_loyalty.terminal.worker import WorkerTasks
from tests.bench.people import member_ids
from tests.bench.processes import resident_mib
from tests.bench.shops import CASHIER, SEED

_PATIENCE_MS: Final = 30_000
_WARM_UP: Final = 10
_RESTS_EVERY: Final = 40
_LOOK_UP: Final = """
    SELECT member.given_name, member.family_name, member_state.body, card.status
    FROM member LEFT JOIN member_state ON member_state.member_id = member.id
        JOIN card ON card.member_id = member.id AND card.issue = 0
    WHERE member.id = ?
"""


class PaintWatch(QObject):
    """Tells when a widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._painted_at = 0.0
        self._patience = QTimer(self, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._loop.quit)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._loop.isRunning():
            QTimer.singleShot(0, self, self._painted)
        return False

    def ms_until_paint(self, act: Callable[[], object]) -> float:
        """Milliseconds from calling ``act`` to the end of the paint that came of it."""
        began = perf_counter()
        QTimer.singleShot(0, self, act)
        self._patience.start()
        self._painted_at = 0.0
        self._loop.exec()
        self._patience.stop()
        if not self._painted_at:
            raise TimeoutError
        return (self._painted_at - began) * 1000

    def _painted(self) -> None:
        self._painted_at = perf_counter()
        self._loop.quit()


class CounterSession:
    """A till that is open, with somebody signed in."""

    def __init__(self, app: QApplication, folder: DataFolder) -> None:
        theme.apply(app, look_for(read_settings(folder.settings).settings, paths.resources()))
        self._application = open_application(folder, SystemClock())
        self._tasks = WorkerTasks()
        self._window = MainWindow()
        self._window.show()
        self._floor = ShopFloor(
            app=app,
            window=self._window,
            tasks=self._tasks,
            folder=folder,
            opened=opened(self._application),
            stumbled=_raise,
        )
        self._floor.open()
        self._floor.settle()
        self._floor.entrance.let_in(Actor("bench", CASHIER, Role.MANAGER))
        self._watch = PaintWatch(self._floor.cashier.view.member)
        self.settle()

    def card_of(self, member_id: str) -> str:
        """What the scanner reads from a member's card."""
        return card_payload(member_id=member_id, issue=0, key=self._application.key_ring().current)

    def scan(self, member_id: str) -> float:
        """Milliseconds until the member stands on the screen."""
        card = self.card_of(member_id)
        return self._watch.ms_until_paint(lambda: self._floor.readers.scans.from_keyboard(card))

    def leave(self) -> None:
        """Back to the prompt."""
        self._floor.cashier.presenter.cancel()
        self.settle()

    def sell(self, amount: str) -> float:
        """Milliseconds from Enter until the counter is ready for the next member."""
        presenter = self._floor.cashier.presenter
        presenter.sale.amount_edited(amount)
        self.settle(is_idle=False)
        began = perf_counter()
        presenter.confirm()
        wait_until(presenter.is_idle)
        taken = (perf_counter() - began) * 1000
        self.settle()
        return taken

    def settle(self, *, is_idle: bool = True) -> None:
        """Let everything that is under way come to its end."""
        if is_idle:
            wait_until(self._floor.cashier.presenter.is_idle)
        done: list[None] = []
        # The worker answers in order: when this comes back, all before it has.
        self._tasks.run(lambda: None, done.append, _raise)
        wait_until(lambda: bool(done))

    def rest(self) -> None:
        """What the till does when nobody is there."""
        self._application.store.checkpoint()

    def close(self) -> None:
        """Close the till."""
        self._floor.close()
        self._tasks.close()
        self._application.store.close()
        self._window.close()


class BareLookUp:
    """The floor of a scan: three rows by key in plain SQL, and one label painted anew."""

    def __init__(self, folder: DataFolder) -> None:
        self._connection = bare_connection(folder.database)
        self._window = QMainWindow()
        self._window.resize(1366, 820)
        self._label = QLabel()
        self._window.setCentralWidget(self._label)
        self._window.show()
        self._watch = PaintWatch(self._label)
        self._shown = 0

    def look_up(self, member_id: str) -> float:
        """Milliseconds until the label shows the member."""
        return self._watch.ms_until_paint(lambda: self._show(member_id))

    def close(self) -> None:
        """Close the connection and the window."""
        self._connection.close()
        self._window.close()

    def _show(self, member_id: str) -> None:
        row: Any = self._connection.execute(_LOOK_UP, (member_id,)).fetchone()
        # Shown twice in a row, the same text would not be painted again.
        self._shown += 1
        self._label.setText(f"{self._shown} {row[0]} {row[1]} {member_id}")


def wait_until(reached: Callable[[], bool]) -> None:
    """Handle events until something is so."""
    loop = QEventLoop()
    patience = perf_counter() + _PATIENCE_MS / 1000
    while not reached():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1)
        if perf_counter() > patience:
            raise TimeoutError


def _raise(error: Exception) -> None:
    raise error


def _scans(
    session: CounterSession, folder: DataFolder, members: list[str]
) -> dict[str, list[float]]:
    """Scans and their floor in turn, each of a member of its own, half of them before the other."""
    floor = BareLookUp(folder)
    scans: list[float] = []
    processor: list[float] = []
    floors: list[float] = []
    for scanned, looked_up in zip(members[::2], members[1::2], strict=False):
        floors.append(floor.look_up(looked_up))
        began = process_time()
        scans.append(session.scan(scanned))
        processor.append((process_time() - began) * 1000)
        session.leave()
    floor.close()
    told = {"scan": scans, "scan-processor": processor, "scan-floor": floors}
    return {what: samples[_WARM_UP:] for what, samples in told.items()}


def _sales(session: CounterSession, members: list[str]) -> dict[str, list[float]]:
    taken: list[float] = []
    for place, member_id in enumerate(members):
        session.scan(member_id)
        taken.append(session.sell(f"{10 + place % 50},90"))
        if place % _RESTS_EVERY == 0:
            session.rest()
    return {"sale": taken[_WARM_UP:] or taken}


def main(arguments: Sequence[str]) -> int:
    """Measure, and print."""
    root, members, scans, sales = Path(arguments[0]), *map(int, arguments[1:])
    random = Random(scans)  # noqa: S311 - chance is all that is asked for
    ids = member_ids(members, SEED)
    app = QApplication(sys.argv[:1])
    folder = data_folder(root)
    session = CounterSession(app, folder)
    told = {"memory-ready": [resident_mib("self")]}
    if scans:
        told |= _scans(session, folder, random.choices(ids, k=2 * (scans + _WARM_UP)))
    if sales:
        told |= _sales(session, random.choices(ids, k=sales))
    told["memory-after"] = [resident_mib("self")]
    session.close()
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
