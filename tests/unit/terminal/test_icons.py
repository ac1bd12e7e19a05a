import ast
from collections.abc import Iterator

from pos_loyalty.config.paths import resources
from tests.architecture.source import PACKAGE, parsed, python_files

# Where a call takes the name of an icon: by place, or under one of these words.
_BY_PLACE = {"IconLabel": 0, "EmptyState": 0, "IconButton": 0, "Hint": 0, "MenuEntry": 2, "icon": 0}
_BY_WORD = {"icon", "icon_name"}


def _named_in_code() -> Iterator[str]:
    for path in python_files(PACKAGE / "terminal"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            place = _BY_PLACE.get(called)
            arguments = [word.value for word in node.keywords if word.arg in _BY_WORD]
            if place is not None and len(node.args) > place:
                arguments.append(node.args[place])
            for argument in arguments:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_each_icon_that_is_named_is_there() -> None:
    """No screen has a hole where a picture should be."""
    there = {path.stem for path in (resources() / "icons").glob("*.svg")}
    named = set(_named_in_code()) - {""}
    assert len(named) > 10
    assert named - there == set()


def test_icons_take_the_color_they_are_given() -> None:
    """Each file leaves its color open and is drawn on the same grid."""
    for path in (resources() / "icons").glob("*.svg"):
        drawing = path.read_text("utf-8")
        assert "currentColor" in drawing, path.stem
        assert 'viewBox="0 0 24 24"' in drawing, path.stem
