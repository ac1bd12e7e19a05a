"""Keeps Qt's talk about videos out of the log. Needs none of its libraries for them."""

from typing import Final

from PySide6.QtCore import QLoggingCategory

_QUIET: Final = "qt.multimedia.*=false"


def quiet_video_log() -> None:
    """To be called before the first import of ``QtMultimedia``.

    It tells of each library that a computer lacks, and none of them is needed. What matters of
    a camera is told as its condition.
    """
    QLoggingCategory.setFilterRules(_QUIET)
