import pytest

from pos_loyalty.printing.profile_guess import guessed_profile
from pos_loyalty.printing.profiles import PROFILES


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("EPSON TM-T20II", "tm-t20"),
        ("EPSON TM-T20III", "tm-t20"),
        ("EPSON TM-T88V", "tm-t88"),
        ("EPSON TM-T88VII", "tm-t88"),
        ("EPSON TM-T88III", "tm-t88-older"),
        ("TM-T88IV Receipt", "tm-t88-older"),
        ("EPSON TM-m30III", "tm-m30"),
        ("Star TSP143IV", "star-escpos"),
        ("mC-Print3", "star-escpos"),
        ("POS58 Printer USB", "generic-58"),
        ("POS-5890 series", "generic-58"),
        ("XP-80C", "generic-80"),
        ("Thermal Receipt Printer", "generic-80"),
        ("LaserJet 4000", None),
        ("USB 04b8:0e15", None),
        ("", None),
    ],
)
def test_a_name_tells_the_profile_or_nothing(name: str, profile: str | None) -> None:
    """A guess saves a choice; where there is none to make, the shop chooses."""
    assert guessed_profile(name) == profile
    assert profile is None or profile in PROFILES
