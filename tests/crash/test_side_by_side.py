import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import InsufficientPointsError
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from tests.support.builders import basket
from tests.support.shop import MANAGER, Shop, disk_shop, reopened

_PROGRAMS = 3
_TRIES = 12

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


def _in_programs(shop: Shop, act: Callable[[Shop, str], None]) -> None:
    """Do ``act`` in several programs at once, each with the folder opened for itself."""
    reading, writing = os.pipe()
    children = []
    for place in range(_PROGRAMS):
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            try:
                opened = reopened(shop)
                os.close(writing)
                os.read(reading, 1)  # all begin when the parent lets go
                act(opened, str(place))
                os._exit(0)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
                raise
            finally:
                os._exit(1)
        children.append(child)
    os.close(writing)
    os.close(reading)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * _PROGRAMS


def _burn(shop: Shop, member_id: str, key: str) -> None:
    try:
        shop.application.redemptions.redeem(
            Request(key, MANAGER, shop.now), member_id, Burn(100), redemption_id=key
        )
    except InsufficientPointsError:
        return


def test_programs_cannot_burn_the_same_points(tmp_path: Path) -> None:
    """Window and command lines at once spend no point twice, and every point that is there."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll()
    shop.give(anna, 100 * _TRIES)
    shop.close()

    def burn(opened: Shop, place: str) -> None:
        for number in range(_TRIES):
            _burn(opened, anna, f"{place}-{number}")

    _in_programs(shop, burn)
    again = reopened(shop)
    assert again.balance(anna) == 0
    assert again.written()["redemption"] == _TRIES
    assert again.verified().ok
    again.close()


def test_one_key_in_several_programs_is_one_sale(tmp_path: Path) -> None:
    """A script that is started twice books once."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll()
    shop.close()

    def sell(opened: Shop, _place: str) -> None:
        for number in range(_TRIES):
            sale = Sale(member_id=anna, basket=basket("5.00"))
            answer = opened.application.sales.record(
                Request(str(number), MANAGER, opened.now), sale
            )
            assert answer.value.earned == 5

    _in_programs(shop, sell)
    again = reopened(shop)
    assert (again.balance(anna), again.written()["sale"]) == (5 * _TRIES, _TRIES)
    assert again.written()["print_job"] == _TRIES
    assert again.verified().ok
    again.close()


def test_threads_on_one_file_cannot_burn_the_same_points(tmp_path: Path) -> None:
    """Within one program the writers take turns, and each looks again."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll()
    shop.give(anna, 500)
    ready = Barrier(4)

    def burn(place: int) -> None:
        ready.wait()
        for number in range(3):
            _burn(shop, anna, f"{place}-{number}")

    threads = [Thread(target=burn, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.balance(anna) == 0
    assert shop.written()["redemption"] == 5
    assert shop.verified().ok
    shop.close()
