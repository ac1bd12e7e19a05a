import re
from fnmatch import fnmatchcase

import pytest

from tests.architecture.source import ROOT

(_RULES,) = (ROOT / "packaging").glob("*.rules")
_PART = re.compile(r'([A-Z]+(?:\{\w+\})?)(==|=|\+=)"([^"]*)"')


def _rules() -> list[list[tuple[str, str, str]]]:
    lines = [line for line in _RULES.read_text("utf-8").splitlines() if line.strip()]
    rules = [line for line in lines if not line.startswith("#")]
    for rule in rules:
        assert _PART.sub("", rule).replace(",", "").strip() == "", rule
    return [_PART.findall(rule) for rule in rules]


def test_printers_are_given_to_those_who_print() -> None:
    """To the group, and to whoever sits at the screen; to nobody else."""
    for rule in _rules():
        assert ("GROUP", "=", "lp") in rule
        assert ("MODE", "=", "0660") in rule
        assert ("TAG", "+=", "uaccess") in rule


@pytest.mark.parametrize(
    ("interfaces", "is_printer"),
    [
        (":070102:", True),
        (":030101:070102:", True),
        (":070104:ff0000:", True),
        (":030101:", False),
        (":ff0701:", False),
        (":080650:", False),
    ],
)
def test_only_printers_are_given_away(*, interfaces: str, is_printer: bool) -> None:
    """Keyboards and sticks stay as they were."""
    pattern = next(
        value for rule in _rules() for name, _, value in rule if name == "ENV{ID_USB_INTERFACES}"
    )
    assert fnmatchcase(interfaces, pattern) is is_printer


def test_the_rule_comes_before_the_one_that_looks_who_sits_there() -> None:
    """And after those that say what a device is."""
    number = int(_RULES.name.partition("-")[0])
    assert 50 < number < 73
