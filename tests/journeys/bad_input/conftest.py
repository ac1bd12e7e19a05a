"""A till to be given bad input."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, open_shop


@pytest.fixture
def till(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A command line at a shop that was just created."""
    return open_shop(tmp_path / "shop", capsys)
