import random
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Answer, Request
from pos_loyalty.services.sales import Sale
from tests.support.builders import basket
from tests.support.killing import Say, killed_after
from tests.support.shop import MANAGER, Shop, disk_shop, reopened

_KILLS = 50
_LONGEST_S = 0.06
_OPENING_S = 0.12
_NUMBERS = """
    SELECT number FROM sale UNION ALL SELECT number FROM reversal
    UNION ALL SELECT number FROM redemption ORDER BY number
"""
_ORIGINS = """
    SELECT id FROM sale UNION ALL SELECT id FROM reversal ORDER BY id
"""
# Events that belong to a sale or a reversal which is not there, and the other way round.
_HALVES = """
    SELECT seq FROM outbox WHERE type IN ('purchased', 'refunded')
        AND seq NOT IN (SELECT seq FROM sale UNION SELECT seq FROM reversal)
    UNION ALL
    SELECT seq FROM (SELECT seq FROM sale UNION SELECT seq FROM reversal)
        WHERE seq NOT IN (SELECT seq FROM outbox)
    UNION ALL
    SELECT seq FROM entry WHERE seq NOT IN (SELECT seq FROM outbox)
"""

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


def _act(shop: Shop, member_id: str, life: int, number: int) -> tuple[str, Answer[Outcome]]:
    """What the till does as its ``number``-th deed of a life: sales, and now and then a return."""
    key = f"{life}-{number}"
    sales = shop.application.sales
    request = Request(key, MANAGER, shop.now)
    if number % 4 == 3:
        return key, sales.refund(request, f"{life}-{number - 1}", amount_minor=500)
    points = 100 if number % 4 == 2 else 0
    bought = basket("136.50", points=points)
    return key, sales.record(request, Sale(member_id=member_id, basket=bought, id=key))


def _sell_on(shop: Shop, member_id: str, life: int, say: Say) -> None:
    opened = reopened(shop)
    say("ready")
    for number in range(100):
        key, answer = _act(opened, member_id, life, number)
        say(f"{key} {answer.value.origin}")


def _column(shop: Shop, statement: str) -> list[str | int]:
    with shop.application.store.read() as reading:
        return list(reading.connection.execute(statement).column())


def _assert_whole(shop: Shop) -> None:
    """Nothing is there by halves; numbers are dense; each slip has its print job, once."""
    assert _column(shop, _HALVES) == []
    numbers = _column(shop, _NUMBERS)
    assert numbers == list(range(1, len(numbers) + 1))
    origins = _column(shop, "SELECT origin FROM print_job ORDER BY origin")
    assert origins == _column(shop, _ORIGINS)
    assert shop.verified().first_bad is None


def _assert_kept(shop: Shop, member_id: str, life: int, confirmed: list[str]) -> int:
    """What was confirmed is there, once, and its repeat changes nothing; how much there was."""
    before = shop.written()
    for number, line in enumerate(confirmed):
        key, answer = _act(shop, member_id, life, number)
        assert line == f"{key} {answer.value.origin}"
        assert answer.repeated
    assert shop.written() == before
    # The deed that the blow fell into was done wholly or not at all; now it is done.
    _, answer = _act(shop, member_id, life, len(confirmed))
    grown = shop.written()["outbox"] - before["outbox"]
    assert grown == (0 if answer.repeated else 1)
    return len(confirmed)


@pytest.mark.parametrize("seed", range(4))
def test_a_confirmed_sale_survives_any_blow_exactly_once(tmp_path: Path, seed: int) -> None:
    """Killed at any instant, the till has all that it confirmed, whole, and goes on with it."""
    shop = disk_shop(tmp_path)
    member_id = shop.enroll(given_name="Anna")
    shop.give(member_id, 100_000)
    shop.close()
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    confirmed = 0
    for life in range(_KILLS):
        # Else the blow falls while it opens.
        at_work = chance.random() < 0.8
        delay = chance.uniform(0, _LONGEST_S if at_work else _OPENING_S)
        lines = killed_after(delay, partial(_sell_on, shop, member_id, life), once_ready=at_work)
        shop.clock.advance(timedelta(minutes=1))
        again = reopened(shop)
        confirmed += _assert_kept(again, member_id, life, lines)
        if life % 10 == 9:  # going through all of it takes its time
            _assert_whole(again)
        again.close()
    assert confirmed
