import json
from pathlib import Path

import pytest

from pos_loyalty.services.draw_file import (
    VERIFIER,
    DrawFileError,
    verifier,
    write_draw_file,
    write_draw_folder,
)


def test_a_draw_is_written_with_what_checks_it(tmp_path: Path) -> None:
    """Readable JSON, and beside it the very script that ships."""
    target = tmp_path / "draw.json"
    write_draw_folder(target, {"name": "Größe"})
    assert json.loads(target.read_text("utf-8")) == {"name": "Größe"}
    assert "Größe" in target.read_text("utf-8")
    assert (tmp_path / VERIFIER).read_bytes() == verifier().read_bytes()


def test_what_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    """The file itself, and the script beside it."""
    with pytest.raises(DrawFileError):
        write_draw_file(tmp_path / "no" / "draw.json", {})
    (tmp_path / VERIFIER).mkdir()
    with pytest.raises(DrawFileError):
        write_draw_folder(tmp_path / "draw.json", {})
