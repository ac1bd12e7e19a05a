"""Puts what lies beside the package into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BESIDE_THE_PACKAGE = ("resources", "db")


class DataFolders(BuildHookInterface[Any]):
    """``resources/`` and ``db/`` as ``pos_loyalty/_data/``, the catalogs compiled.

    Only in a real wheel: an editable install reads them where they lie, and a
    copy among the installed libraries would go stale unseen.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._compile_catalogs()
        for folder in _BESIDE_THE_PACKAGE:
            source = str(Path(self.root, folder))
            build_data["force_include"][source] = f"pos_loyalty/_data/{folder}"

    def _compile_catalogs(self) -> None:
        """An installed program may lie where it cannot write, so it gets them ready made."""
        sys.path.insert(0, self.root)
        from pos_loyalty.i18n.compile import compile_catalogs  # noqa: PLC0415 - see above

        catalogs = Path(self.root, "resources", "locale")
        compile_catalogs(catalogs, catalogs)
