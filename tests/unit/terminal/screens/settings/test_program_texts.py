import pytest

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Kind
from pos_loyalty.terminal.screens.settings.program_texts import Texts

_GERMAN = Texts(Formats("de", amount_entry="cents"))
_ENGLISH = Texts(Formats("en"))


@pytest.mark.parametrize(
    ("kind", "value", "german", "english"),
    [
        (Kind.MONEY, "1250.50", "1.250,50", "1,250.50"),
        (Kind.WHOLE, 1250, "1250", "1250"),
        (Kind.COUNT, "500", "500", "500"),
        (Kind.DECIMAL, "1.25", "1,25", "1.25"),
        (Kind.SHARE, "0.125", "12,5", "12.5"),
        (Kind.MOMENT, "2026-03-01", "01.03.2026", "2026-03-01"),
        (Kind.MOMENT, "2026-03-01T08:30", "01.03.2026 08:30", "2026-03-01 08:30"),
        (Kind.DAY, "09-30", "30.09.", "09-30"),
        (Kind.WORDS, ["tabak", "pfand"], "tabak, pfand", "tabak, pfand"),
        (Kind.MARKS, ["mon", "tue"], "mon,tue", "mon,tue"),
        (Kind.LINES, ["Kaffee, gratis", "Rabatt"], "Kaffee, gratis\nRabatt", None),
        (Kind.SWITCH, True, "true", "true"),
        (Kind.TEXT, "Gold", "Gold", "Gold"),
        (Kind.LIMIT, "2 per week", "2 per week", "2 per week"),
    ],
)
def test_what_is_shown_reads_back(
    kind: Kind, value: object, german: str, english: str | None
) -> None:
    """Each language has its notation, and the document's value comes back from it."""
    field = Field("key", "Label", kind)
    assert _GERMAN.shown(field, value) == german
    assert _GERMAN.read(field, german) == value
    if english is not None:
        assert _ENGLISH.shown(field, value) == english
        assert _ENGLISH.read(field, english) == value


def test_an_absent_key_shows_what_it_means() -> None:
    """And an empty text takes the key out."""
    field = Field("per", "per", Kind.MONEY, default="1")
    assert _GERMAN.shown(field, None) == "1,00"
    assert _GERMAN.read(field, "  ") is None
    assert _GERMAN.shown(Field("name", "Name"), None) == ""


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.MONEY, "5", "5.00"),
        (Kind.WHOLE, "1.000", 1000),
        (Kind.WHOLE, "−5", -5),
        (Kind.DECIMAL, "×1.5", "1.5"),
        (Kind.SHARE, "50 %", "0.5"),
        (Kind.MOMENT, "1.3.2026", "2026-03-01"),
        (Kind.MOMENT, "2026-03-01 8:05", "2026-03-01T08:05"),
        (Kind.MOMENT, "2026-03-01T08:00+02:00", "2026-03-01T08:00+02:00"),
        (Kind.DAY, "30.9.", "09-30"),
        (Kind.DAY, "29.02.", "02-29"),
        (Kind.SWITCH, "false", False),
        (Kind.WORDS, " kaffee ,, tee ", ["kaffee", "tee"]),
    ],
)
def test_people_type_in_many_ways(kind: Kind, typed: str, value: object) -> None:
    """What can only mean one thing is understood."""
    assert _GERMAN.read(Field("key", "Label", kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (Kind.MONEY, "viel", "bad-amount"),
        (Kind.WHOLE, "1,5", "bad-number"),
        (Kind.WHOLE, "12345678901234567", "bad-number"),
        (Kind.DECIMAL, "halb", "bad-number"),
        (Kind.MOMENT, "morgen", "bad-day"),
        (Kind.MOMENT, "31.02.2026", "bad-day"),
        (Kind.MOMENT, "01.03.", "bad-day"),
        (Kind.DAY, "01.03.2026", "bad-day"),
    ],
)
def test_what_cannot_be_read_is_refused(kind: Kind, typed: str, code: str) -> None:
    """With a code that has words."""
    with pytest.raises(RefusalError) as refused:
        _GERMAN.read(Field("key", "Label", kind), typed)
    assert refused.value.code == code


def test_what_a_file_brought_and_nobody_understands_stays_visible() -> None:
    """The document's own check says what is wrong with it; here it is only shown."""
    for kind in (Kind.MONEY, Kind.SHARE, Kind.MOMENT, Kind.DAY, Kind.WORDS):
        assert _GERMAN.shown(Field("key", "Label", kind), "odd") == "odd"
    offset = "2026-03-01T08:00+02:00"
    assert _GERMAN.shown(Field("key", "Label", Kind.MOMENT), offset) == offset
    assert _GERMAN.shown(Field("key", "Label", Kind.SEGMENTS), [{}, {}]) == "2"
