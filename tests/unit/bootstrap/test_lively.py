from datetime import timedelta
from pathlib import Path

from pos_loyalty.bootstrap.lively import create_lively_shop
from pos_loyalty.bootstrap.shop import NewShop
from pos_loyalty.services.presets import find_document
from tests.support.clock import FixedClock
from tests.support.shop import data_folder_in


def test_a_lively_shop_has_a_year_behind_it(tmp_path: Path) -> None:
    """Its ledger begins a year ago and ends now, so the next sale is made today."""
    clock = FixedClock()
    shop = NewShop(name="Laden", till="Kasse 1", program=find_document("sonnenblume"))
    folder = data_folder_in(tmp_path)
    with create_lively_shop(folder, shop, clock, members=10, seed=1) as application:
        with application.store.read() as reading:
            events = list(reading.log.events())
        assert application.clock is clock
    assert events[0].effective_at < clock.now() - timedelta(days=365)
    assert clock.now() - timedelta(days=30) < events[-1].effective_at <= clock.now()
