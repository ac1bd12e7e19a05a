import multiprocessing
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import NotAllowedError, WrongDocumentError
from pos_loyalty.services.sales import Sale, SaleOrigin
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.simulation import Effort, Simulations
from pos_loyalty.services.simulation.trial import Period, Remembered
from pos_loyalty.storage.errors import DatabaseMissingError
from tests.support.builders import COFFEE, basket
from tests.support.shop import GIFT_BASKET, REDEMPTION, Shop, disk_shop, rules, scratch_shop

_NO_TIERS: dict[str, Any] = {"tier": []}


def _tried(shop: Shop, period: Period | None = None, **sections: object) -> SimulationReport:
    """What a trial of the shop's rules comes to, with some sections in their places."""
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    return simulations.run(rules(**sections), now=shop.now, period=period)


def _on_file(shop: Shop) -> Simulations:
    assert shop.folder is not None
    return Simulations.on_file(shop.folder.database, shop.application.shelf)


def test_twice_the_points_cost_twice_as_much() -> None:
    """Points, their worth and the liability; and the rule behind it is named."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.sell(anna, "36.50")
    report = _tried(shop, **_NO_TIERS, earn={"points": 2})
    assert (report.recorded.issued, report.tried.issued) == (36, 73)
    assert (report.tried.issued_minor, report.tried.liability_minor) == (73, 73)
    assert not report.is_identical
    (winner,) = report.winners
    assert (winner.member_id, winner.points, winner.minor) == (anna, 37, 37)
    assert [(each.rule, each.points) for each in winner.rules] == [("base", 37)]
    assert (report.gained, report.lost, report.losers) == (1, 0, ())


def test_members_are_compared_with_where_they_stand() -> None:
    """With the rules in force nobody would stand elsewhere, pending and lapsed points included."""
    shop = scratch_shop(rules(earn={"pending_days": 3}, expiry={"kind": "days", "length": 10}))
    anna = shop.enroll()
    shop.sell(anna, "20.00")
    shop.wait(days=14)
    shop.sell(anna, "10.00")
    report = _tried(shop, earn={"pending_days": 3}, expiry={"kind": "days", "length": 10})
    assert report.is_identical
    assert (report.tried.lapsed, report.tried.open_points) == (20, 10)


def _brought(origin: SaleOrigin) -> Shop:
    """A shop with one purchase brought along from elsewhere, and one of its own."""
    shop = scratch_shop()
    anna = shop.enroll()
    bought = Sale(member_id=anna, basket=basket("40.00"), occurred_at=shop.now - timedelta(days=30))
    with shop.application.store.begin() as work:
        shop.application.sales.enter(work, shop.request(), bought, wants_slip=False, origin=origin)
        work.commit()
    shop.sell(anna, "10.00")
    return shop


def test_remembered_sales_earn_nothing_unless_they_are_priced() -> None:
    """As they did; priced, they come to what an import that gives points would have given."""
    shop, other = _brought(SaleOrigin.HISTORY), _brought(SaleOrigin.ELSEWHERE)
    as_it_was = _tried(shop)
    assert (as_it_was.sales, as_it_was.remembered, as_it_was.is_identical) == (2, 1, True)
    assert as_it_was.tried.issued == 10
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    priced = simulations.run(rules(), now=shop.now, remembered=Remembered.PRICED)
    assert priced.tried == _tried(other).recorded
    assert (priced.recorded.issued, priced.tried.issued) == (10, 50)
    assert (priced.remembered, priced.differing, priced.gained) == (1, 1, 1)


def test_where_remembered_sales_are_priced_nobody_asks_whether_all_is_as_before() -> None:
    """They earn what they never gave; without any, the question is the same as ever."""
    shop = _brought(SaleOrigin.HISTORY)
    plain = scratch_shop()
    plain.sell(plain.enroll(), "10.00")
    asked = [
        Simulations(each.application.store.read, each.application.shelf).run(
            rules(), now=each.now, remembered=Remembered.PRICED
        )
        for each in (shop, plain)
    ]
    assert [report.is_identical for report in asked] == [None, True]


def test_before_a_draft_begins_remembered_sales_stay_as_they_were() -> None:
    """What happened before its time is not decided anew."""
    shop = _brought(SaleOrigin.HISTORY)
    simulations = Simulations(shop.application.store.read, shop.application.shelf)
    later = Period(starts_at=shop.now + timedelta(days=1))
    report = simulations.run(rules(), now=shop.now, period=later, remembered=Remembered.PRICED)
    assert (report.sales, report.remembered, report.is_identical) == (2, 0, True)


def test_what_lapses_costs_the_member() -> None:
    """A shorter expiry makes losers, and is named as the rule."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.sell(anna, "20.00")
    shop.wait(days=12)
    report = _tried(shop, **_NO_TIERS, expiry={"kind": "days", "length": 10})
    (loser,) = report.losers
    assert (loser.points, [each.rule for each in loser.rules]) == (-20, ["expiry"])
    assert report.tried.lapsed == 20


def test_a_redemption_that_is_refused_is_left_out() -> None:
    """It is counted with its points, and the money paid stays what it was."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.sell(anna, "300.00")
    shop.sell(anna, "10.00", points=200)
    dearer = {**REDEMPTION, "minimum_points": 400}
    report = _tried(shop, **_NO_TIERS, redemption=dearer)
    assert [(each.code, each.count) for each in report.refused] == [("below-minimum", 1)]
    assert report.refused_points == 200
    # 8.00 € were paid, with points or without.
    assert (report.recorded.issued, report.tried.issued) == (308, 308)
    assert (report.recorded.given_minor, report.tried.given_minor) == (200, 0)
    assert (report.recorded.spent, report.tried.spent) == (200, 0)


def test_a_redemption_apart_from_sales_is_tried_too() -> None:
    """A reward that the draft does not have is refused; undoing it then undoes nothing."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 600)
    application = shop.application
    burn = Burn(100, ("free-coffee",))
    redeemed = application.redemptions.redeem(shop.request(), anna, burn, redemption_id="cup")
    assert redeemed.value.spent == 150
    same, without = _tried(shop), _tried(shop, reward=[GIFT_BASKET], stamp_card=[])
    assert (same.tried.given_minor, same.refused) == (same.recorded.given_minor, ())
    assert [(each.code, each.count) for each in without.refused] == [("unknown-reward", 1)]
    application.redemptions.undo(shop.request(), "cup")
    undone = _tried(shop, reward=[GIFT_BASKET], stamp_card=[])
    assert (undone.tried.open_points, undone.recorded.open_points) == (600, 600)
    assert undone.tried.given_minor == undone.recorded.given_minor == 0


def test_a_return_takes_back_what_the_draft_gave() -> None:
    """In proportion, and never more money than there is left."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.give(anna, 100)
    sold = shop.sell(anna, "20.00", points=100)
    shop.application.sales.refund(shop.request(), sold.id, amount_minor=1900)
    generous = {**REDEMPTION, "value": "5.00"}
    report = _tried(shop, **_NO_TIERS, redemption=generous, earn={"points": 2})
    assert (report.recorded.issued, report.tried.issued) == (100, 100)
    assert (report.recorded.given_minor, report.tried.given_minor) == (0, 0)


def test_a_budget_is_given_out_in_the_order_of_sales() -> None:
    """Whoever came first got it; a return puts it back for whoever came next."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna, bert = shop.enroll(), shop.enroll()
    first = shop.sell(anna, "10.00")
    shop.sell(bert, "10.00")
    shop.application.sales.void(shop.request(), first.id)
    shop.sell(bert, "10.00")
    campaign = [{"id": "treat", "name": "Treat", "bonus": 30, "budget": 50}]
    report = _tried(shop, **_NO_TIERS, campaign=campaign)
    (budget,) = report.budgets
    assert (budget.id, budget.limit, budget.used) == ("treat", 50, 50)
    assert budget.ran_out_at == shop.now
    bonus = next(each for each in report.rules if each.name == "Treat")
    assert bonus.tried == 30 + 20 + 30


def test_a_budget_that_suffices_needs_no_second_round() -> None:
    """What is left over is told as well, and a reward out of stock likewise."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.give(anna, 100)
    shop.sell(anna, "10.00", rewards=("basket",))
    campaign = [{"id": "treat", "name": "Treat", "bonus": 30, "budget": 500}]
    report = _tried(shop, **_NO_TIERS, campaign=campaign)
    (budget,), (stock,) = report.budgets, report.stocks
    assert (budget.used, budget.ran_out_at) == (30, None)
    assert (stock.id, stock.used, stock.limit) == ("basket", 1, 2)


def test_friends_bring_points_under_the_draft_only_where_it_says_so() -> None:
    """The referrer's credit is found anew, and goes back with the sale behind it."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    bert = shop.enroll(referrer_id=anna)
    sold = shop.sell(bert, "30.00")
    referral = {"referrer": 40, "referred": 20, "minimum_purchase": "10.00"}
    report = _tried(shop, **_NO_TIERS, referral=referral)
    assert report.tried.issued - report.recorded.issued == 60
    assert {each.member_id: each.points for each in report.winners} == {anna: 40, bert: 20}
    shop.application.sales.refund(shop.request(), sold.id, amount_minor=1500)
    half = _tried(shop, **_NO_TIERS, referral=referral)
    assert half.tried.issued == (30 + 20) // 2 + 20


def test_a_draft_may_begin_later_and_sales_may_be_cut_off() -> None:
    """Before it everything stays as it was; after the end nothing is looked at."""
    shop = scratch_shop(rules(**_NO_TIERS))
    anna = shop.enroll()
    shop.sell(anna, "10.00", key="one")
    begin = shop.now + timedelta(days=1)
    shop.wait(days=2)
    shop.sell(anna, "10.00", key="two")
    end = shop.now + timedelta(days=1)
    shop.wait(days=3)
    shop.sell(anna, "10.00", key="three")
    report = _tried(shop, Period(begin, end), **_NO_TIERS, earn={"points": 5})
    assert (report.starts_at, report.until, report.sales) == (begin, end, 2)
    assert (report.recorded.issued, report.tried.issued) == (20, 60)
    with pytest.raises(ValueError, match="Period"):
        Period(end, begin)


def test_members_move_between_tiers() -> None:
    """How many, and from where to where."""
    shop = scratch_shop()
    shop.sell(shop.enroll(), "250.00")
    shop.enroll()
    lower = [
        {"id": "basis", "name": "Basis", "threshold": "0"},
        {"id": "gold", "name": "Gold", "threshold": "200"},
    ]
    report = _tried(shop, tier=lower)
    assert [(m.before, m.after, m.members) for m in report.tier_moves] == [("silver", "gold", 1)]
    assert sum(move.members for move in report.tiers) == 2


def test_where_points_buy_rewards_only_the_best_one_is_their_worth() -> None:
    """A program without a discount still has a liability."""
    sections: dict[str, Any] = {"redemption": None, "reward": [COFFEE], "stamp_card": []}
    document = {key: value for key, value in rules(**sections).items() if value is not None}
    shop = scratch_shop(document)
    shop.sell(shop.enroll(), "100.00")
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    report = simulations.run(document, now=shop.now)
    assert report.tried.liability_minor == round(100 * Fraction(320, 50))


def test_an_empty_shop_has_nothing_to_try_on() -> None:
    """Every figure is zero, and nothing is different."""
    shop = scratch_shop()
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    assert not simulations.has_sales()
    report = simulations.run(rules(), now=shop.now)
    assert (report.members, report.sales, report.is_identical) == (0, 0, True)
    shop.sell(shop.enroll(), "1.00")
    assert simulations.has_sales()


def test_a_draft_that_cannot_be_tried_is_refused() -> None:
    """One that is wrong, and one in another currency: amounts would mean something else."""
    shop = scratch_shop()
    with pytest.raises(WrongDocumentError):
        _tried(shop, earn={"points": -1})
    application = shop.application
    simulations = Simulations(application.store.read, application.shelf)
    with pytest.raises(NotAllowedError):
        simulations.run({**rules(), "currency": "CHF"}, now=shop.now)


def test_not_a_byte_of_the_shop_changes(tmp_path: Path) -> None:
    """Neither here nor in processes; and both ways come to the same."""
    shop = disk_shop(tmp_path)
    try:
        for number in range(3):
            member = shop.enroll(referrer_id=None)
            shop.sell(member, f"{10 + number}.00")
        before = _bytes(shop)
        draft = rules(earn={"points": 3})
        here = _on_file(shop).run(draft, now=shop.now)
        there = _on_file(shop).run(draft, now=shop.now, effort=Effort(worth_processes=0))
        assert here == there
        assert there.tried.issued == 99
        assert _bytes(shop) == before
    finally:
        shop.close()


def test_cancelling_ends_all_processes_at_once(tmp_path: Path) -> None:
    """What ``progress`` raises comes out, and nobody is left at work."""

    class _EnoughError(Exception):
        pass

    def enough(done: int, of: int) -> None:
        assert 0 <= done <= of
        if multiprocessing.active_children():
            raise _EnoughError

    shop = disk_shop(tmp_path)
    try:
        shop.sell(shop.enroll(), "10.00")
        with pytest.raises(_EnoughError):
            _on_file(shop).run(
                rules(), now=shop.now, progress=enough, effort=Effort(worth_processes=0)
            )
        assert multiprocessing.active_children() == []
    finally:
        shop.close()


def test_a_shop_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    """As for every command."""
    shop = scratch_shop()
    simulations = Simulations.on_file(tmp_path / "shop.db", shop.application.shelf)
    with pytest.raises(DatabaseMissingError):
        simulations.run(rules(), now=shop.now)


def test_what_happened_meanwhile_is_not_looked_at(tmp_path: Path) -> None:
    """A sale of another till that comes while the trial runs belongs to the next trial."""
    shop = disk_shop(tmp_path)
    try:
        anna = shop.enroll()
        shop.sell(anna, "10.00")

        def sell_once_more(done: int, _of: int) -> None:
            if not done:
                shop.sell(anna, "10.00")

        report = _on_file(shop).run(rules(), now=shop.now, progress=sell_once_more)
        assert (report.sales, report.is_identical) == (1, True)
    finally:
        shop.close()


def _bytes(shop: Shop) -> dict[str, bytes]:
    """All that the database is made of; its index of readers is nobody's data."""
    assert shop.folder is not None
    files = shop.folder.database.parent.glob("shop.db*")
    return {file.name: file.read_bytes() for file in files if not file.name.endswith("-shm")}


def test_a_basket_is_replayed_as_it_was() -> None:
    """Lines, categories and codes are those of the sale."""
    shop = scratch_shop(rules(**_NO_TIERS))
    shop.sell_basket(shop.enroll(), basket("5.00", "3.00", code="sommer"))
    campaign = [{"id": "code", "name": "Code", "bonus": 7, "code": "SOMMER"}]
    report = _tried(shop, **_NO_TIERS, campaign=campaign)
    assert report.tried.issued == 15
