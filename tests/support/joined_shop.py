"""A shop on the disk that is joined to a tiny hub."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_loyalty.bootstrap.pairing import Wish, join_shop
from pos_loyalty.bootstrap.sync import TillHub
from pos_loyalty.domain.staff import OPERATOR
from tests.support.shop import Shop, data_folder_in, disk_shop
from tests.support.tiny_hub import TinyHub


def till_hub(shop: Shop) -> TillHub:
    """The till's dealings with its hub."""
    hub = shop.application.hub
    assert hub is not None
    return hub.till_hub()


@contextmanager
def joined_shop(folder: Path, hub: TinyHub) -> Iterator[Shop]:
    """The shop that founds the hub's."""
    shop = disk_shop(folder)
    wish = Wish(url=hub.url, code=hub.code, name="Kasse 1")
    join_shop(shop.application, data_folder_in(folder), OPERATOR, wish)
    till_hub(shop).run_once()
    try:
        yield shop
    finally:
        shop.application.close()
