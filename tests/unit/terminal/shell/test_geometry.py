from pathlib import Path

from PySide6.QtCore import QByteArray

from pos_loyalty.terminal.shell.geometry import keep_geometry, kept_geometry
from tests.support.shop import data_folder_in


def test_the_window_comes_back_where_it_was(tmp_path: Path) -> None:
    """What was kept is what is given back."""
    folder = data_folder_in(tmp_path)
    keep_geometry(folder, QByteArray(b"here"))
    assert kept_geometry(folder) == QByteArray(b"here")


def test_nobody_knows_before_the_first_time(tmp_path: Path) -> None:
    """Then the window stands where the system puts it."""
    assert kept_geometry(data_folder_in(tmp_path)).isEmpty()


def test_a_place_that_cannot_be_kept_is_no_trouble(tmp_path: Path) -> None:
    """Closing the till succeeds all the same."""
    folder = data_folder_in(tmp_path)
    folder.state.write_text("a file in the way")
    keep_geometry(folder, QByteArray(b"here"))
    assert kept_geometry(folder).isEmpty()
