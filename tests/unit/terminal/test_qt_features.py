import inspect
import sys
from types import ModuleType

import pytest
from PySide6.QtCore import QObject

from pos_loyalty.terminal.qt_features import skip_feature_search

FEATURE = "shibokensupport.feature"


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    features = sys.modules[FEATURE]
    monkeypatch.setattr(features, "_mod_uses_pyside", vars(features)["_mod_uses_pyside"])


def test_no_source_is_read_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """PySide asks for the source of a module before, and not afterwards."""
    asked: list[object] = []

    def source(module: object) -> str:
        asked.append(module)
        return ""

    monkeypatch.setattr(inspect, "getsource", source)
    features = sys.modules[FEATURE]
    features.feature_imported(ModuleType("before"))
    assert len(asked) == 1
    skip_feature_search()
    features.feature_imported(ModuleType("after"))
    assert len(asked) == 1


def test_names_stay_as_qt_has_them() -> None:
    """To be without wishes is what modules were before."""
    skip_feature_search()
    assert QObject().objectName() == ""
    assert not hasattr(QObject, "object_name")


def test_a_pyside_that_does_not_search_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is not put there."""
    monkeypatch.setitem(sys.modules, FEATURE, ModuleType(FEATURE))
    skip_feature_search()
    assert not hasattr(sys.modules[FEATURE], "_mod_uses_pyside")
    monkeypatch.delitem(sys.modules, FEATURE)
    skip_feature_search()
    assert FEATURE not in sys.modules
