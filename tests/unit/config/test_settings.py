from dataclasses import replace

import pytest

from pos_loyalty.config.settings import (
    Counter,
    Display,
    Printer,
    Receipt,
    Scanner,
    Settings,
    Shop,
    WrongSettingError,
)


@pytest.mark.parametrize(
    "address",
    ["virtual", "network://10.0.0.5:9100", "file:///var/slips", "usb://04b8:0202", "/dev/usb/lp0"],
)
def test_printer_addresses(address: str) -> None:
    """An address names how and where; what stands behind it, printing finds out."""
    assert Printer(receipt=address).receipt == address


@pytest.mark.parametrize("address", ["", "printer", "network://", "192.168.1.5"])
def test_wrong_printer_addresses(address: str) -> None:
    """What is no address is refused by the setting's name, with an example."""
    with pytest.raises(WrongSettingError) as caught:
        Printer(receipt=address)
    assert caught.value.facts["key"] == "printer.receipt"
    assert caught.value.facts["reason"] == "address"


def test_ranges_and_lengths() -> None:
    """Values without sense cannot exist."""
    with pytest.raises(WrongSettingError, match=r"scanner\.max_gap_ms"):
        Scanner(max_gap_ms=1)
    with pytest.raises(WrongSettingError, match=r"counter\.lock_after_minutes"):
        Counter(lock_after_minutes=-1)
    with pytest.raises(WrongSettingError, match=r"display\.forget_after_s"):
        Display(forget_after_s=0)
    with pytest.raises(WrongSettingError, match=r"shop\.name"):
        Shop(name="x" * 61)
    with pytest.raises(WrongSettingError, match=r"receipt\.footer"):
        Receipt(footer=("x",) * 7)


def test_languages_follow_the_shop_unless_told() -> None:
    """Counter and member's screen speak the shop's language or one of their own."""
    settings = Settings(shop=Shop(language="de"))
    assert settings.counter_language == settings.display_language == "de"
    settings = replace(settings, counter=Counter(language="en"), display=Display(language="en"))
    assert settings.counter_language == settings.display_language == "en"
