"""Puts what lies beside the package into the wheel."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BESIDE_THE_PACKAGE = ("resources", "db")


class DataFolders(BuildHookInterface[Any]):
    """``resources/`` and ``db/`` as ``pos_loyalty/_data/``.

    Only in a real wheel: an editable install reads them where they lie, and a
    copy among the installed libraries would go stale unseen.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for folder in _BESIDE_THE_PACKAGE:
            source = Path(self.root, folder)
            if source.is_dir():
                build_data["force_include"][str(source)] = f"pos_loyalty/_data/{folder}"
