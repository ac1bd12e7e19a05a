"""A prize draw as a file that anybody can check, with what checks it beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.config.paths import resources
from pos_loyalty.domain.errors import OutageError

VERIFIER: Final = "verify_draw.py"


class DrawFileError(OutageError):
    """The file cannot be written. Facts: ``path``."""

    code = "draw-file"


def verifier() -> Path:
    """The stand-alone script that recomputes an export."""
    return resources() / "draws" / VERIFIER


def write_draw_file(path: Path, export: Mapping[str, object]) -> None:
    """Write the export of a draw. Raises DrawFileError."""
    text = json.dumps(export, ensure_ascii=False, indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DrawFileError(path=str(path)) from error


def write_draw_folder(path: Path, export: Mapping[str, object]) -> None:
    """As ``write_draw_file``, with the script that checks it beside it."""
    write_draw_file(path, export)
    try:
        path.with_name(VERIFIER).write_bytes(verifier().read_bytes())
    except OSError as error:
        raise DrawFileError(path=str(path)) from error
