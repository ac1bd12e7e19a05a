from dataclasses import replace

import pytest

from pos_loyalty.config.settings import Scanner
from pos_loyalty.scanning.wedge_settings import (
    ScannerLayout,
    Suffix,
    WedgeSettings,
    prefix_keys,
    taught,
    wedge_settings_of,
)


def test_keys_are_held_a_little_longer_than_a_gap() -> None:
    """Sixty milliseconds as a rule: nobody sees it."""
    assert WedgeSettings().hold_ms == 60


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_length": 3},
        {"max_average_ms": 0},
        {"max_average_ms": 61, "max_gap_ms": 70},
        {"max_average_ms": 40, "max_gap_ms": 39},
        {"max_gap_ms": 91},
        {"suffixes": frozenset()},
    ],
)
def test_settings_that_would_eat_typing_do_not_exist(changes: dict[str, object]) -> None:
    """A value that exists can be used."""
    with pytest.raises(ValueError, match=r"people|person|gap|ends"):
        WedgeSettings(**changes)  # type: ignore[arg-type] # the point is that they do not fit


@pytest.mark.parametrize(
    ("text", "expected"),
    [("F13", ("F13",)), ("f9", ("F9",)), ("]Q1", ("]", "Q", "1")), ("", ()), ("F", ("F",))],
)
def test_a_prefix_is_written_as_people_write_it(text: str, expected: tuple[str, ...]) -> None:
    """A function key by its name, anything else letter by letter."""
    assert prefix_keys(text) == expected


def test_a_till_that_was_told_nothing_uses_the_usual_settings() -> None:
    """The settings file and the reader agree on what is usual."""
    assert wedge_settings_of(Scanner()) == WedgeSettings()


def test_an_average_above_the_gap_lifts_the_gap() -> None:
    """Two settings that are each allowed never add up to none."""
    settings = wedge_settings_of(Scanner(max_average_ms=60, max_gap_ms=50))
    assert (settings.max_average_ms, settings.max_gap_ms) == (60, 60)


@pytest.mark.parametrize("prefix", [(), ("F13",), ("]", "Q", "1")])
@pytest.mark.parametrize("suffix", Suffix)
@pytest.mark.parametrize("layout", ScannerLayout)
def test_what_a_lesson_taught_is_kept(
    prefix: tuple[str, ...], suffix: Suffix, layout: ScannerLayout
) -> None:
    """Written to the settings and read back, it is the same; the rest stays."""
    learned = WedgeSettings(
        prefix=prefix,
        suffixes=frozenset({suffix}),
        layout=layout,
        max_average_ms=41,
        max_gap_ms=58,
    )
    kept = taught(Scanner(minimum_length=12), learned)
    assert wedge_settings_of(kept) == replace(learned, minimum_length=12)


def test_both_usual_suffixes_are_kept_as_any() -> None:
    """Enter or Tab is one choice in the settings."""
    assert taught(Scanner(suffix="tab"), WedgeSettings()).suffix == "any"
