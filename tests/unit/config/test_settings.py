from dataclasses import replace
from typing import Any

import pytest

from pos_loyalty.config.settings import (
    Counter,
    Display,
    Gateway,
    Printer,
    Receipt,
    Relay,
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


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("relay.listen", {"listen": "9100"}),
        ("relay.listen", {"listen": "here:port"}),
        ("relay.printer", {"printer": "192.168.1.50"}),
        ("relay.propose_minutes", {"propose_minutes": 0}),
    ],
)
def test_wrong_relay_settings(key: str, values: dict[str, Any]) -> None:
    """Where it listens and where the real printer is are addresses, each of its kind."""
    with pytest.raises(WrongSettingError) as caught:
        Relay(**values)
    assert caught.value.facts["key"] == key


def test_relay_settings() -> None:
    """It listens on this machine only, unless told; the printer may be told later."""
    assert Relay().listen == "127.0.0.1:9100"
    assert Relay(listen="0.0.0.0:9101", printer="network://10.0.0.5").printer
    assert Relay(listen="[::1]:9100").listen


def test_ranges_and_lengths() -> None:
    """Values without sense cannot exist."""
    with pytest.raises(WrongSettingError, match=r"scanner\.max_gap_ms"):
        Scanner(max_gap_ms=1)
    with pytest.raises(WrongSettingError, match=r"scanner\.card_gap_ms"):
        Scanner(card_gap_ms=20)
    with pytest.raises(WrongSettingError, match=r"scanner\.serial_baud"):
        Scanner(serial_baud=110)
    with pytest.raises(WrongSettingError, match=r"scanner\.member_prefix"):
        Scanner(member_prefix="F13F14F15")
    with pytest.raises(WrongSettingError, match=r"counter\.lock_after_minutes"):
        Counter(lock_after_minutes=-1)
    with pytest.raises(WrongSettingError, match=r"display\.forget_after_s"):
        Display(forget_after_s=0)
    with pytest.raises(WrongSettingError, match=r"gateway\.api_port"):
        Gateway(api_port=80)
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
