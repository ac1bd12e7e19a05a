"""A till joins a shop of many members through the hub's own door, and serves them."""

from contextlib import closing
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.domain.errors import UnknownPurchaseError
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.services.statement import Statements
from pos_loyalty.storage.digest import shared_digest
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.store import Store
from pos_loyalty.sync import newcomer
from tests.support.joined_shop import till_hub
from tests.support.running_hub import new_code
from tests.support.shop import Shop, data_folder_in, disk_shop


@pytest.fixture(autouse=True)
def _any_shop_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomer, "MANY_ROWS", 1)


def _digest(store: Store) -> str:
    with store.read() as reading:
        return shared_digest(reading).digest


def _based(store: Store) -> int:
    with store.read() as reading:
        found: int = reading.connection.execute("SELECT count(*) FROM member_base").value()
    return found


def test_it_is_told_where_members_stand_and_asks_for_more(
    hub: str, store: HubStore, tmp_path: Path
) -> None:
    """It sells at once, gives points back of what it never saw, and ends up like the others."""
    first, second = tmp_path / "first", tmp_path / "second"
    shop = disk_shop(first)
    clock = shop.clock
    with closing(shop.application) as founder:
        join_shop(founder, data_folder_in(first), OPERATOR, Wish(url=hub, code=new_code(store)))
        anna, ben = shop.enroll(given_name="Anna"), shop.enroll(given_name="Ben")
        sold = shop.sell(anna, "36.50")
        shop.sell(ben, "10.00")
        till_hub(shop).run_once()
        folder = data_folder_in(second)
        join_new_till(folder, clock, Wish(url=hub, code=new_code(store)))
        with open_application(folder, clock) as joined:
            other = Shop(joined, clock)
            assert _based(joined.store) == 2
            assert _digest(joined.store) == _digest(founder.store)
            other.sell(ben, "5.00")
            with pytest.raises(UnknownPurchaseError):
                joined.sales.refund(Request("odd", OPERATOR, clock.now()), "unheard-of")
            assert _based(joined.store) == 2
            back = joined.sales.refund(Request("back", OPERATOR, clock.now()), sold.id).value
            assert back.reversed_points == sold.earned
            assert _based(joined.store) == 1
            statements = Statements(joined.store, joined.shelf, joined.hub)
            assert statements.lines(ben, clock.now())[-1].balance == other.balance(ben)
            till_hub(other).run_once()
            till_hub(shop).run_once()
            assert _based(joined.store) == 0
            assert _digest(joined.store) == _digest(founder.store)
            assert other.verified().first_bad is None
