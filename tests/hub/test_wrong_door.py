from collections.abc import Callable
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.errors import AlreadyPairedError, OtherShopError, WrongPairingCodeError
from pos_loyalty.sync.protocol import Enrolled, OwnShop, Problem
from tests.support.clock import FixedClock
from tests.support.postgres import Cluster
from tests.support.running_hub import Caller, new_code, running_hub
from tests.support.shop import MANAGER, Shop, data_folder_in, disk_shop, rules

Join = Callable[[Shop, str], None]


@pytest.fixture
def join(hub: str) -> Join:
    """A shop's till comes to the hub with a code."""

    def come(shop: Shop, code: str) -> None:
        assert shop.folder is not None
        wish = Wish(url=hub, code=code, name="Kasse 1")
        join_shop(shop.application, shop.folder, MANAGER, wish)

    return come


@pytest.fixture
def founded(join: Join, store: HubStore, tmp_path: Path) -> None:
    """The hub has a shop with a program."""
    shop = disk_shop(tmp_path / "first")
    join(shop, new_code(store))
    shop.application.close()


@pytest.mark.usefixtures("founded")
def test_a_code_outlives_a_till_of_another_shop(
    join: Join, hub: str, store: HubStore, tmp_path: Path
) -> None:
    """A till with members of another shop is sent away, and the same code lets a new one in."""
    code = new_code(store)
    other = disk_shop(tmp_path / "other")
    other.enroll(given_name="Anna")
    with pytest.raises(OtherShopError):
        join(other, code)
    other.application.close()
    with store.begin() as work:
        assert len(work.devices()) == 1
    (tmp_path / "new").mkdir()
    folder = data_folder_in(tmp_path / "new")
    join_new_till(folder, FixedClock(), Wish(url=hub, code=code, name="Kasse 2"))
    with store.begin() as work:
        assert len(work.devices()) == 2
    third = disk_shop(tmp_path / "third")
    with pytest.raises(WrongPairingCodeError):
        join(third, code)
    third.application.close()


@pytest.mark.usefixtures("founded")
def test_a_till_without_members_comes_in_with_the_hubs_program_only(
    join: Join, store: HubStore, tmp_path: Path
) -> None:
    """Where its program is another one, that would be lost: it is told so, and the code stays."""
    code = new_code(store)
    other = disk_shop(tmp_path / "other", rules(name="Another"))
    with pytest.raises(OtherShopError) as refused:
        join(other, code)
    assert refused.value.facts == {"reason": "program"}
    other.application.close()
    same = disk_shop(tmp_path / "same")
    join(same, code)
    same.application.close()


def test_a_code_outlives_a_till_of_another_hub(
    join: Join, store: HubStore, server: Cluster, template: str, tmp_path: Path
) -> None:
    """A till that belongs to a hub already is told which, by the hub whose code it typed."""
    shop = disk_shop(tmp_path / "first")
    join(shop, new_code(store))
    assert shop.folder is not None
    database = server.create(template)
    others = HubStore.open(database, most_connections=2)
    with running_hub(database) as url:
        wish = Wish(url=url, code=new_code(others))
        with pytest.raises(AlreadyPairedError) as refused:
            join_shop(shop.application, shop.folder, MANAGER, wish)
    assert refused.value.facts["url"] not in {"", url}
    with others.begin() as work:
        assert work.devices() == []
    others.close()
    shop.application.close()
    server.drop(database)


def test_who_has_no_code_learns_nothing_of_the_shop(hub: str, founder: Caller) -> None:
    """Whether a shop is the hub's is told to nobody who only guesses."""
    assert founder.device
    stranger = Caller(hub, "till-9", secret=9)
    stranger.own = OwnShop(key_marks=("x",), has_members=True)
    answer = stranger.enrol("0000000000", founds=True)
    stranger.close()
    assert isinstance(answer, Problem)
    assert answer.code == "wrong-code"


def test_keys_of_another_release_are_looked_at_by_the_till(
    hub: str, store: HubStore, founder: Caller
) -> None:
    """What the hub cannot read in the shop's parcel it does not judge."""
    assert founder.device
    stranger = Caller(hub, "till-9", secret=9)
    stranger.own = OwnShop(key_marks=("x",), has_members=True)
    answer = stranger.enrol(new_code(store), founds=True)
    stranger.close()
    assert isinstance(answer, Enrolled)
