from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.scanning.wedge_settings import WedgeSettings
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from tests.support.counter_window import Counter, Ear


@pytest.fixture
def wedge(qapp: QApplication) -> Iterator[WedgeFilter]:
    """A filter that listens during the test."""
    listening = WedgeFilter(qapp)
    listening.start()
    yield listening
    listening.stop()


@pytest.fixture
def ear(wedge: WedgeFilter) -> Ear:
    """Hears what the filter says."""
    return Ear(wedge)


@pytest.fixture
def counter(qtbot: QtBot, wedge: WedgeFilter) -> Counter:
    """A window with the focus in its field, behind a filter."""
    assert wedge.settings == WedgeSettings()
    window = Counter()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.edit.setFocus()
    return window
