from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.imports import DayOrder, ImportReport, ImportWish
from pos_loyalty.domain.money import Currency, format_major
from pos_loyalty.i18n.words import words_for
from pos_loyalty.services.imports.notation import decimal_of, parse_amount, parse_moment
from pos_loyalty.services.imports.table import decoded, delimiter_of, read_rows
from tests.support.imports import HISTORY, SALES, brought, table
from tests.support.shop import Shop, scratch_shop

_EUR = Currency("EUR")
_BERLIN = ZoneInfo("Europe/Berlin")
_SIGNS = {"de": ",", "en": "."}

_Purchase = tuple[str, str, int]
_PURCHASES = st.lists(
    st.tuples(
        st.sampled_from(["00004", "4", "K-17"]),
        st.dates(datetime(2025, 1, 1).date(), datetime(2025, 1, 9).date()).map(str),  # noqa: DTZ001
        st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=8,
)


def _file(purchases: Sequence[_Purchase]) -> bytes:
    rows = (f"{who},{day},{format_major(minor, _EUR)}" for who, day, minor in purchases)
    return table("customer,date,amount", *rows)


def _ledger(shop: Shop) -> tuple[object, ...]:
    """What the ledger holds of sales, members and points, whatever the order it came in."""
    with shop.application.store.read() as reading:
        rows = reading.connection.execute(
            "SELECT id, member_id, occurred_us, total_minor, earned FROM sale ORDER BY id"
        ).all()
        members = reading.connection.execute("SELECT id FROM member ORDER BY id").all()
    standing = [
        (each[0], shop.balance(each[0]), shop.state(each[0]).enrolled_at) for each in members
    ]
    return ([tuple(row) for row in rows], standing)


def _imported(data: Sequence[bytes], wish: ImportWish = SALES) -> tuple[Shop, list[ImportReport]]:
    shop = scratch_shop()
    return shop, [brought(shop, each, wish) for each in data]


@given(minor=st.integers(0, 10**11), language=st.sampled_from(["de", "en"]))
def test_money_as_we_write_it_is_read_back(minor: int, language: str) -> None:
    """In both languages, grouped, with the currency's sign."""
    formats = words_for(language, currency="EUR", timezone="Europe/Berlin").formats
    assert parse_amount(formats.money(minor), decimal=_SIGNS[language], currency=_EUR) == minor


@given(minors=st.lists(st.integers(0, 10**9), min_size=1), language=st.sampled_from(["de", "en"]))
def test_money_tells_its_own_notation(minors: list[int], language: str) -> None:
    """With cents there is nothing to guess."""
    formats = words_for(language, currency="EUR", timezone="Europe/Berlin").formats
    assert decimal_of(map(formats.money, minors)) == _SIGNS[language]


@given(
    at=st.datetimes(datetime(1970, 1, 2), datetime(2069, 12, 30)),  # noqa: DTZ001 - local times
    style=st.sampled_from(
        ["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d.%m.%y, %H:%M"]
    ),
)
def test_times_are_read_back_however_they_are_written(at: datetime, style: str) -> None:
    """Year first, day first or month first."""
    order = DayOrder.MONTH_FIRST if "%m/" in style else DayOrder.DAY_FIRST
    read = parse_moment(at.strftime(style), clock="", day_order=order, zone=ZoneInfo("UTC"))
    assert read.at == at.replace(second=0, microsecond=0, tzinfo=UTC)


@given(
    cells=st.lists(
        st.lists(st.text("aä€ ,;\"'\n\t.1", max_size=6), min_size=2, max_size=2), min_size=1
    ),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_is_quoted_comes_back_whole(cells: list[list[str]], delimiter: str) -> None:
    """Separators, quotes and line breaks in a cell are part of the cell."""
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    read = read_rows(decoded("\n".join(quoted).encode()).text, delimiter)
    wanted = [tuple(cell.strip() for cell in row) for row in cells]
    assert [row.cells for row in read.rows] == [row for row in wanted if any(row)]
    assert read.problems == ()


@given(data=st.binary(max_size=60))
def test_no_bytes_whatever_are_more_than_refused(data: bytes) -> None:
    """What is text is taken apart, and each line is a row, empty, or named."""
    with suppress(WrongDocumentError):
        text = decoded(data, "windows-1252").text
        read_rows(text, delimiter_of(text))


@settings(max_examples=30)
@given(purchases=_PURCHASES)
def test_a_repeated_import_changes_nothing(purchases: list[_Purchase]) -> None:
    """Equal purchases of one day included."""
    data = _file(purchases)
    shop, (first,) = _imported([data])
    assert (first.imported, first.sales) == (len(purchases), len(purchases))
    before = _ledger(shop)
    assert brought(shop, data).repeated == len(purchases)
    assert _ledger(shop) == before
    assert shop.verified().ok


@settings(max_examples=30)
@given(purchases=_PURCHASES, wish=st.sampled_from([SALES, HISTORY]), data=st.data())
def test_split_files_in_any_order_give_the_same_ledger(
    purchases: list[_Purchase], wish: ImportWish, data: st.DataObject
) -> None:
    """Exports cut at midnight, imported as they are found, overlapping as they may."""
    days = sorted({day for _who, day, _minor in purchases})
    parts = [[each for each in purchases if each[1] == day] for day in days]
    order = data.draw(st.permutations(range(len(parts))))
    twice = data.draw(st.sampled_from(order))
    shop, _reports = _imported([_file(purchases)], wish)
    split, _reports = _imported([_file(parts[place]) for place in (*order, twice)], wish)
    assert _ledger(split) == _ledger(shop)
