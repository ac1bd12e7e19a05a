"""The window comes back where it was."""

import logging

from PySide6.QtCore import QByteArray

from pos_loyalty.config.paths import DataFolder

_FILE = "window-geometry"

_log = logging.getLogger(__name__)


def keep_geometry(folder: DataFolder, geometry: QByteArray) -> None:
    """Remember where the window is; a till that cannot does not mind."""
    try:
        folder.state.mkdir(parents=True, exist_ok=True)
        (folder.state / _FILE).write_bytes(geometry.data())
    except OSError as error:
        _log.info("the window's place cannot be kept: %s", error.strerror)


def kept_geometry(folder: DataFolder) -> QByteArray:
    """Where the window was when it was closed last; empty when nobody knows."""
    try:
        return QByteArray((folder.state / _FILE).read_bytes())
    except OSError:
        return QByteArray()
