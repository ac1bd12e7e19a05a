import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.money import Currency
from pos_loyalty.i18n.amounts import AmountEntry, AmountReader, BadAmountError
from pos_loyalty.i18n.formats import Formats


def _reader(
    currency: str = "EUR", decimal_sign: str = ",", entry: AmountEntry = "major"
) -> AmountReader:
    return AmountReader(Currency(currency), symbol="€", decimal_sign=decimal_sign, entry=entry)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("36,5", 3650),
        ("36.50", 3650),
        ("36,50 €", 3650),
        ("\u00a036,50\u00a0€ ", 3650),
        ("€36.50", 3650),
        ("EUR 36,50", 3650),
        ("+36,50", 3650),
        ("3650", 365_000),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("1.234.567", 123_456_700),
        ("1.234", 123_400),
        ("1'234.50", 123_450),
        (",5", 50),
        ("5,", 500),
        ("0", 0),
        ("007", 700),
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    """Points, commas, spaces and currency signs are understood as they are meant."""
    assert _reader().read(text) == minor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" € ", "empty"),
        ("-3", "negative"),
        ("−3,00", "negative"),
        ("abc", "not-a-number"),
        ("1.23.4", "not-a-number"),
        ("1,2.3,4", "not-a-number"),
        ("12,34.56", "not-a-number"),
        ("٣٦", "not-a-number"),
        (".", "not-a-number"),
        ("0,555", "too-many-decimals"),
        ("1,234", "too-many-decimals"),
        ("1.234,567", "too-many-decimals"),
        ("99999999999", "too-large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text: str, reason: str) -> None:
    """Nothing is guessed: the person is told what is wrong."""
    with pytest.raises(BadAmountError) as caught:
        _reader().read(text)
    assert caught.value.facts == {"text": text, "reason": reason}


def test_whole_cents() -> None:
    """With cents keyed in, 3650 is 36.50; a point or comma still says what it says."""
    reader = _reader(entry="cents")
    assert reader.read("3650") == 3650
    assert reader.read("36,50") == 3650


def test_grouping_follows_the_language() -> None:
    """1,234 is a thousand and more in English, and 1.234 in German."""
    assert _reader(decimal_sign=".").read("1,234") == 123_400
    assert _reader(decimal_sign=",").read("1.234") == 123_400


def test_currencies_without_and_with_three_decimals() -> None:
    """Yen have no decimals, dinars three; what could mean either is asked back."""
    assert _reader("JPY").read("3650") == 3650
    assert _reader("JPY").read("1.234") == 1234
    assert _reader("TND").read("1,5") == 1500
    assert _reader("TND").read("1,234") == 1234
    with pytest.raises(BadAmountError, match="too-many-decimals"):
        _reader("JPY").read("1,5")
    with pytest.raises(BadAmountError, match="unclear"):
        _reader("TND").read("1.234")


@given(
    minor=st.integers(min_value=0, max_value=10**9),
    language=st.sampled_from(["de", "en"]),
    currency=st.sampled_from(["EUR", "JPY", "CHF"]),
)
def test_what_we_write_we_read(minor: int, language: str, currency: str) -> None:
    """Any amount that is shown can be pasted back and is the same amount."""
    formats = Formats(language, currency=currency)
    assert formats.parse_money(formats.money(minor)) == minor
    assert formats.parse_money(formats.amount(minor)) == minor
