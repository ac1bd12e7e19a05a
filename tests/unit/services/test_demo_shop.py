import pytest

from pos_loyalty.services.demo_shop import DemoRooms, open_demo_shop
from pos_loyalty.services.presets import find_document
from tests.support.shop import Shop, scratch_shop


def _empty() -> tuple[Shop, DemoRooms]:
    """A shop that was opened a year ago and has nobody yet."""
    shop = scratch_shop(find_document("sonnenblume"))
    shop.wait(days=366)
    application = shop.application
    return shop, DemoRooms(
        application.store,
        application.sales,
        application.members,
        application.overviews,
        application.programs,
    )


@pytest.fixture(scope="module")
def lively() -> Shop:
    """A shop after its year; to be looked at only."""
    shop, rooms = _empty()
    made = open_demo_shop(rooms, members=25, seed=1, now=shop.now)
    assert made.members == 25
    assert made.sales > 100
    return shop


def _few(seed: int) -> Shop:
    shop, rooms = _empty()
    open_demo_shop(rooms, members=4, seed=seed, now=shop.now)
    return shop


def _balances(shop: Shop) -> dict[str, int]:
    with shop.application.store.read() as reading:
        found = reading.connection.execute("SELECT id FROM member ORDER BY id").all()
    return {member_id: shop.balance(member_id) for (member_id,) in found}


def test_an_invented_year_leaves_a_sound_ledger(lively: Shop) -> None:
    """It went through the services of the counter, so everything agrees."""
    report = lively.verified()
    assert report.ok
    assert report.members == 25


def test_the_same_seed_gives_the_same_balances() -> None:
    """A demonstration can be repeated."""
    balances = _balances(_few(seed=1))
    assert balances == _balances(_few(seed=1))
    assert balances != _balances(_few(seed=2))


def test_a_year_has_redemptions_returns_and_tiers(lively: Shop) -> None:
    """Everything that a screen can show has happened to somebody."""
    with lively.application.store.read() as reading:
        spent, returns = reading.connection.execute(
            "SELECT (SELECT sum(spent) FROM sale), (SELECT count(*) FROM reversal)"
        ).one()
    tiers = {lively.state(member_id).tier.held for member_id in _balances(lively)}
    assert spent > 0
    assert returns > 0
    assert {"basis", "silber"} <= tiers


def test_progress_is_told() -> None:
    """Whoever waits for a large shop sees it grow."""
    shop, rooms = _empty()
    told: list[int] = []
    made = open_demo_shop(rooms, members=3, seed=1, now=shop.now, progress=told.append)
    assert told[-1] == made.sales + made.returns
