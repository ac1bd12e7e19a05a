from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.storage.instants import from_us, optional_instant, optional_us, to_us


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_comes_back_exactly(instant: datetime) -> None:
    """No microsecond is lost between memory and disk, in any year."""
    assert from_us(to_us(instant)) == instant


def test_no_instant_is_no_number() -> None:
    """What never ends stays so."""
    assert optional_us(None) is None
    assert optional_instant(None) is None
    assert optional_instant(optional_us(from_us(5))) == from_us(5)
