import random
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from tests.support.clock import FixedClock
from tests.support.killing import Say, killed_after
from tests.support.shop import Shop, data_folder_in, rules

_KILLS = 25
_LONGEST_S = 0.08
_NEW = NewShop(name="Sonnenblume", till="Kasse 1", program=rules())

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


def _create(root: Path) -> Shop:
    clock, folder = FixedClock(), data_folder_in(root)
    return Shop(create_shop(folder, _NEW, clock), clock, folder)


def _opened(root: Path) -> Shop:
    clock, folder = FixedClock(), data_folder_in(root)
    return Shop(open_application(folder, clock), clock, folder)


def test_a_shop_is_created_whole_or_can_be_created_again(tmp_path: Path) -> None:
    """A power cut at the first start leaves a shop that sells, or a folder that still takes one."""
    chance = random.Random(1)  # noqa: S311 - chance, not secrecy
    for life in range(_KILLS):
        root = tmp_path / str(life)

        def begin(_say: Say, root: Path = root) -> None:
            _create(root).close()

        killed_after(chance.uniform(0, _LONGEST_S), begin, once_ready=False)
        shop = _opened(root) if data_folder_in(root).has_shop else _create(root)
        anna = shop.enroll()
        assert shop.sell(anna, "36.50").earned == 36
        assert shop.application.members.card(anna).payload
        assert shop.verified().ok
        shop.close()
