import pytest

from tests.golden.golden_slips import (
    FOLDER,
    PAPERS,
    SLIPS,
    bytes_file,
    bytes_of,
    text_file,
    text_of,
)

_ALL = [(name, paper) for name in SLIPS for paper in PAPERS]


@pytest.mark.parametrize(("name", "paper"), _ALL)
def test_a_slip_reads_as_reviewed(name: str, paper: str) -> None:
    """What members read changes only when somebody has looked at the change."""
    kept = text_file(name, paper).read_text(encoding="utf-8")
    assert text_of(SLIPS[name], PAPERS[paper]) == kept


@pytest.mark.parametrize(("name", "paper"), _ALL)
def test_a_slip_is_sent_as_reviewed(name: str, paper: str) -> None:
    """What printers get changes only when somebody has looked at the change."""
    assert bytes_of(SLIPS[name], PAPERS[paper]) == bytes_file(name, paper).read_bytes()


def test_no_slip_is_kept_that_nobody_compares() -> None:
    """A file left behind would look like a promise."""
    compared = {
        path for name, paper in _ALL for path in (text_file(name, paper), bytes_file(name, paper))
    }
    assert set(FOLDER.iterdir()) == compared
