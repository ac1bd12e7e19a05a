"""One whole counter story on a fresh demo shop, offscreen, by real key events."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_loyalty.bootstrap.demo import DemoShop, create_demo_shop
from pos_loyalty.cards.artwork import card_png
from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.config import paths
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.counter import Receipt
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.printing.transports.folder import slips_in
from pos_loyalty.terminal import motion, theme
from pos_loyalty.terminal.floor import ShopFloor
from pos_loyalty.terminal.milestones import Milestones
from pos_loyalty.terminal.screens.cashier.state import Stage
from pos_loyalty.terminal.shell.window import MainWindow
from pos_loyalty.terminal.theme_choice import look_for
from pos_loyalty.terminal.till import Till

Found = TypeVar("Found")

_MEMBERS: Final = 200
_SEED: Final = 7
_WINDOW: Final = (1366, 768)
_DISPLAY: Final = (1280, 800)
_PATIENCE_S: Final = 30
_POLL_MS: Final = 10
_PERSON_MS: Final = 140
_SCANNER_MS: Final = 4
_AMOUNT: Final = "36,50"
_WRONG_USE: Final = 2
_SLIP_SUFFIXES: Final = (".png", ".txt", ".escpos")


class StoryBrokenError(Exception):
    """The story did not go on as it should have."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a story left behind."""

    member: str
    amount: str
    earned: int
    balance: int
    files: tuple[str, ...]


def play(options: argparse.Namespace) -> int:
    """Play the story into ``options.out``; the exit status."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    out: Path = options.out.absolute()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _wrong_use(options, out)
    with tempfile.TemporaryDirectory(prefix="pos-loyalty-demo-") as place:
        root = Path(place)
        folder = DataFolder(root / "shop", root / "state", root / "cache")
        shop = create_demo_shop(folder, SystemClock(), members=_MEMBERS, seed=_SEED)
        played = _Story(folder, shop, out).play()
    if options.json:
        print(json.dumps({"files": list(played.files)}))  # noqa: T201 - this is a command
    else:
        _tell(played, words_for(options.lang or "de"), out)
    return 0


def _wrong_use(options: argparse.Namespace, out: Path) -> int:
    """As every command says of a place that cannot be written to."""
    said = words_for(options.lang or "de").text("The file {file} cannot be written.", file=out)
    if options.json:
        print(json.dumps({"error": {"code": "wrong-use", "message": said}}))  # noqa: T201 - this is a command
    else:
        print(said, file=sys.stderr)  # noqa: T201 - this is a command
    return _WRONG_USE


def _tell(played: Played, words: Words, out: Path) -> None:

    lines = (
        words.text("Served {name}: {amount}", name=played.member, amount=played.amount),
        words.text(
            "{earned} credited, new balance {balance}",
            earned=words.points_with_unit(played.earned),
            balance=words.points_with_unit(played.balance),
        ),
        words.text("In {folder}:", folder=out),
        *(f"  {name}" for name in played.files),
    )
    print("\n".join(lines))  # noqa: T201 - this is a command
    sys.stdout.flush()


class _Story:
    """Somebody serves a member: signs in, scans, types, presses Enter."""

    def __init__(self, folder: DataFolder, shop: DemoShop, out: Path) -> None:
        self._folder = folder
        self._shop = shop
        self._out = out
        self._files: list[str] = []
        self._time_ms = int(time.monotonic() * 1000)
        app = QApplication.instance() or QApplication(sys.argv[:1])
        if not isinstance(app, QApplication):
            raise TypeError(app)
        self._app = app
        settings = Settings()
        theme.apply(app, look_for(settings, paths.resources()))
        self._window = MainWindow()
        self._window.resize(*_WINDOW)
        self._till = Till(
            app=app,
            window=self._window,
            folder=folder,
            settings=settings,
            milestones=Milestones(),
        )

    def play(self) -> Played:
        """The whole story, from the first frame to the slip."""
        self._window.show()
        self._till.open()
        try:
            floor = self._until(lambda: self._till.floor, "the shop opens")
            floor.member_side.window.resize(*_DISPLAY)
            floor.member_side.window.show()
            receipt = self._serve(floor)
            self._keep_slip()
        finally:
            self._window.close()
            self._till.close()
        card = card_png(
            CardFace(
                shop_name=self._shop.name,
                member_name=self._shop.member_name,
                number_text=self._shop.number,
                payload=self._shop.card,
            )
        )
        self._write("card.png", card)
        words = words_for("de")
        return Played(
            member=receipt.member_name,
            amount=words.formats.money(receipt.amount_minor or 0),
            earned=receipt.earned,
            balance=receipt.balance_after,
            files=tuple(self._files),
        )

    def _serve(self, floor: ShopFloor) -> Receipt:
        sign_in = floor.entrance.view
        self._until(lambda: self._window.screen_shown() is sign_in, "somebody is asked for")
        cashier = self._shop.cashier
        self._until(lambda: floor.entrance.people, "the staff is listed")
        while floor.entrance.chosen != cashier.name:
            self._press(Qt.Key.Key_Down, "", gap_ms=_PERSON_MS)
        self._shoot("1-sign-in", self._window)
        self._type(cashier.pin, Qt.Key.Key_Return)
        counter = floor.cashier.view
        self._until(lambda: self._window.screen_shown() is counter, "the counter is up")
        self._shoot("2-ready", self._window)
        self._scan(self._shop.card)
        self._until(lambda: counter.state().stage is Stage.SALE, "the member is there")
        self._shoot("3-member", self._window)
        self._shoot("display-1-greeting", floor.member_side.view)
        self._type(_AMOUNT)
        self._until(lambda: counter.state().sale.earned, "the preview is there")
        self._shoot("4-amount", self._window)
        self._shoot("display-2-points", floor.member_side.view)
        self._type("", Qt.Key.Key_Return)
        receipt = self._until(lambda: floor.member_side.last_receipt, "the points are credited")
        self._until(lambda: bool(slips_in(self._folder.spool)), "the slip is printed")
        self._until(lambda: counter.state().stage is Stage.READY, "the counter is free again")
        self._settle()
        self._shoot("5-credited", self._window)
        self._shoot("display-3-thanks", floor.member_side.view)
        return receipt

    def _keep_slip(self) -> None:
        slip = slips_in(self._folder.spool)[0]
        for suffix, path in zip(_SLIP_SUFFIXES, (slip.picture, slip.text, slip.data), strict=True):
            shutil.copyfile(path, self._out / f"slip{suffix}")
            self._files.append(f"slip{suffix}")

    def _scan(self, text: str) -> None:
        for character in text:
            self._press(_key(character), character, gap_ms=_SCANNER_MS)
        self._press(Qt.Key.Key_Return, "\r", gap_ms=_SCANNER_MS)

    def _type(self, text: str, *after: Qt.Key) -> None:
        for character in text:
            self._press(_key(character), character, gap_ms=_PERSON_MS)
        for key in after:
            self._press(key, "\r", gap_ms=_PERSON_MS)

    def _press(self, key: Qt.Key, text: str, *, gap_ms: int) -> None:
        """A key, down and up, ``gap_ms`` after the one before."""
        self._time_ms += gap_ms
        handle = self._window.windowHandle()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self._time_ms)
            QCoreApplication.sendEvent(handle, event)

    def _shoot(self, name: str, widget: QWidget) -> None:
        self._settle()
        picture = widget.grab()
        if not picture.save(str(self._out / f"{name}.png")):
            raise StoryBrokenError(name)
        self._files.append(f"{name}.png")

    def _write(self, name: str, content: bytes) -> None:
        (self._out / name).write_bytes(content)
        self._files.append(name)

    def _settle(self) -> None:
        """Let movements that explain something come to their end."""
        until = time.monotonic() + 2 * motion.DURATION_MS / 1000
        self._until(lambda: time.monotonic() > until, "everything is still")

    def _until(self, found: Callable[[], Found | None], what: str) -> Found:
        """What ``found`` gives once it gives something; events are handled meanwhile."""
        ends = time.monotonic() + _PATIENCE_S
        loop = QEventLoop()
        poll = QTimer(interval=_POLL_MS)

        def look() -> None:
            if found() or time.monotonic() > ends:
                loop.quit()

        poll.timeout.connect(look)
        poll.start()
        loop.exec()
        poll.stop()
        value = found()
        if not value:
            raise StoryBrokenError(what)
        return value


def _key(character: str) -> Qt.Key:
    if character.isascii() and character.isalnum():
        return Qt.Key(ord(character.upper()))
    return Qt.Key.Key_Comma
