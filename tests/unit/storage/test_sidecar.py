from pathlib import Path

import pytest

from pos_loyalty.storage.sidecar import Mark, Sidecar

_MARK = Mark("till", 2, 41, "ab" * 32, 17)


def test_a_mark_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """The next start knows how far the log had come."""
    Sidecar(tmp_path / "state" / "epoch.json").write(_MARK)
    assert Sidecar(tmp_path / "state" / "epoch.json").read() == _MARK


def test_an_unchanged_mark_is_not_written_again(tmp_path: Path) -> None:
    """An idle till leaves the disk alone."""
    path = tmp_path / "epoch.json"
    sidecar = Sidecar(path)
    sidecar.write(_MARK)
    path.unlink()
    sidecar.write(_MARK)
    assert not path.exists()


def test_no_mark_is_no_mark(tmp_path: Path) -> None:
    """A new till has none, and that is in order."""
    assert Sidecar(tmp_path / "epoch.json").read() is None


@pytest.mark.expected_log("the high-water mark is unreadable: .*")
@pytest.mark.parametrize("content", [b"", b"{", b'{"device_id":5}'])
def test_a_damaged_mark_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    """What protects the shop does not stop it; the log says so."""
    path = tmp_path / "epoch.json"
    path.write_bytes(content)
    assert Sidecar(path).read() is None


@pytest.mark.expected_log("the high-water mark was not written: .*")
def test_a_mark_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    """A sale is worth more than its mark; an older mark is not wrong."""
    blocked = tmp_path / "state"
    blocked.write_bytes(b"")
    Sidecar(blocked / "epoch.json").write(_MARK)
    assert Sidecar(tmp_path / "epoch.json").read() is None
