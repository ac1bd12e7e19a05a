import pytest

from pos_loyalty.scanning.wedge_settings import WedgeSettings, prefix_keys


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
