"""What every journey starts with."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.config.paths import DataFolder
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]


@pytest.fixture
def open_till(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenTill]:
    """Starts tills; whoever leaves one open has it closed."""
    opened: list[TillAtWork] = []

    def start(folder: DataFolder) -> TillAtWork:
        till = TillAtWork(qtbot, qapp, folder)
        opened.append(till)
        return till

    yield start
    for till in opened:
        till.close()
