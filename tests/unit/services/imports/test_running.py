import pytest

from pos_loyalty.services.imports.running import stepped


@pytest.mark.parametrize(
    ("sizes", "steps"),
    [
        ([], []),
        ([1, 1, 1], [[1, 1], [1]]),
        ([5, 1, 1], [[5], [1, 1]]),
        ([1, 5, 1], [[1, 5], [1]]),
    ],
)
def test_steps_are_short_and_part_no_member(sizes: list[int], steps: list[list[int]]) -> None:
    """A step ends with the member that fills it."""
    assert stepped(sizes, lambda size: size, most=2) == steps
