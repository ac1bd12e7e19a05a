import pytest

from pos_loyalty.config.keys import (
    as_text,
    choices,
    flat,
    is_read_only,
    keys,
    value_of,
    with_text,
    with_value,
)
from pos_loyalty.config.settings import Settings, UnknownSettingError, WrongSettingError


def test_every_setting_has_a_key() -> None:
    """Keys are the sections' names and the settings' names; values come back under them."""
    assert {"printer.receipt", "shop.name", "counter.sounds"} <= set(keys())
    assert value_of(Settings(), "printer.receipt") == "virtual"
    assert set(flat(Settings())) == set(keys())


@pytest.mark.parametrize("key", keys())
def test_text_of_a_value_reads_back(key: str) -> None:
    """What the command line shows it also takes, for every setting."""
    settings = Settings()
    if not is_read_only(key):
        assert with_text(settings, key, as_text(value_of(settings, key))) == settings


def test_texts_become_typed_values() -> None:
    """Numbers, switches, lines and choices are read from what people type."""
    settings = with_text(Settings(), "counter.lock_after_minutes", " 15 ")
    settings = with_text(settings, "counter.sounds", "off")
    settings = with_text(settings, "receipt.footer", "Danke\nBis bald")
    settings = with_text(settings, "counter.theme", "dark")
    assert settings.counter.lock_after_minutes == 15
    assert settings.counter.sounds is False
    assert settings.receipt.footer == ("Danke", "Bis bald")
    assert settings.counter.theme == "dark"
    assert as_text(settings.receipt.footer) == "Danke\nBis bald"
    assert with_text(settings, "receipt.footer", "").receipt.footer == ()


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("counter.lock_after_minutes", "soon", "type"),
        ("counter.lock_after_minutes", "999", "range"),
        ("counter.sounds", "loud", "type"),
        ("counter.theme", "pink", "choice"),
        ("printer.receipt", "somewhere", "address"),
        ("shop.currency", "USD", "read-only"),
    ],
)
def test_wrong_values_are_refused_by_name(key: str, text: str, reason: str) -> None:
    """The refusal names the setting and the reason; nothing is changed."""
    with pytest.raises(WrongSettingError) as caught:
        with_text(Settings(), key, text)
    assert caught.value.facts["key"] == key
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize("key", ["printer.recept", "printer", "", "nowhere.at_all", "a.b.c"])
def test_unknown_settings(key: str) -> None:
    """A key that does not exist is refused, with the nearest that does."""
    with pytest.raises(UnknownSettingError) as caught:
        value_of(Settings(), key)
    nearest = "printer.receipt" if key == "printer.recept" else caught.value.facts["nearest"]
    assert caught.value.facts == {"key": key, "nearest": nearest}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("counter.sounds", 1),
        ("counter.lock_after_minutes", True),
        ("shop.name", 3),
        ("shop.address", "Marktplatz 1"),
        ("shop.address", ["Marktplatz", 1]),
    ],
)
def test_values_of_another_kind(key: str, value: object) -> None:
    """A switch is not a number, and one line is not a list of lines."""
    with pytest.raises(WrongSettingError, match="type"):
        with_value(Settings(), key, value)


def test_choices() -> None:
    """What can be chosen is known; other settings are free."""
    assert choices("counter.theme") == ("system", "light", "dark")
    assert choices("display.language") == ("de", "en", "shop")
    assert choices("shop.name") == ()


def test_creating_a_shop_sets_what_is_read_only_later() -> None:
    """The currency is given once, by whoever creates the shop."""
    assert with_value(Settings(), "shop.currency", "CHF").shop.currency == "CHF"
    assert is_read_only("shop.currency")
    assert not is_read_only("shop.name")
