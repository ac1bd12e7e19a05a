"""Spares the start a search: PySide reads the source of each module that is imported after it.

It wants to know whether snake_case names were wished for there (``from __feature__ import …``).
Nobody here wishes for them, and two hundred files read for nothing are a twelfth of the start.
"""

import sys
from typing import Final

_MODULE: Final = "shibokensupport.feature"
_SEARCH: Final = "_mod_uses_pyside"


def skip_feature_search() -> None:
    """Have PySide take every module for one without wishes.

    What is replaced is no public name: where a later PySide does without it, nothing happens.
    """
    features = sys.modules.get(_MODULE)
    if hasattr(features, _SEARCH):
        setattr(features, _SEARCH, _without_wishes)


def _without_wishes(_module: object) -> bool:
    return True
