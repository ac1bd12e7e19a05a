import os
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.surfaces import Page
from pos_loyalty.terminal.widgets.text import Text
from tests.support.fit import unfit
from tests.support.looks import dress, light


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        ("1024x768", "1.0"),
        ("1024x768", "1.25"),
        ("1024x768", "1.5"),
        ("1024x768", "2.0"),
        ("1366x768", "1.0"),
    ],
)
def test_every_text_fits_in_both_languages(size: str, scale: str) -> None:
    """Each label and button of each scene has the room that its text needs, at every scale."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.fit", size, "cashier"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_a_text_that_does_not_fit_is_found(qtbot: QtBot) -> None:
    """The check itself sees a cut button, a cut label and a broken line without its height."""
    dress(light())
    page = Page()
    qtbot.addWidget(page)
    button, label, lines = Button("Gutschreiben"), Text("Gutschrift"), Text("ein zwei drei vier")
    lines.setWordWrap(True)
    for widget, width, height in ((button, 40, 44), (label, 20, 20), (lines, 40, 14)):
        widget.setParent(page)
        widget.setFixedSize(width, height)
        widget.show()
    page.show()
    assert len(list(unfit(page))) == 3
