import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.segments import LONGEST_SEGMENT, checked_segments


def test_labels_are_kept_tidy() -> None:
    """Trimmed, each once, in alphabetical order."""
    assert checked_segments([" vip ", "nachbar", "vip"]) == ("nachbar", "vip")
    assert checked_segments([]) == ()


@pytest.mark.parametrize(
    "label",
    [
        "",
        "  ",
        "a,b",
        "a\nb",
        "x" * (LONGEST_SEGMENT + 1),
        "birthday-week",
        "first-purchase",
        "new-30-days",
        "lapsed-9-days",
    ],
)
def test_what_cannot_be_a_label(label: str) -> None:
    """Nothing, too much, and words by which campaigns mean something else."""
    with pytest.raises(NotAllowedError) as refused:
        checked_segments(["vip", label])
    assert refused.value.facts["reason"] == "bad-segment"
