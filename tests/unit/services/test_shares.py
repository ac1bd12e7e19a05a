from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import InsufficientPointsError, PointsElsewhereError
from pos_loyalty.domain.shares import Grant, SharePart
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Desk, Request
from pos_loyalty.services.shares import HubWord, Whose
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.store import Store, Work
from tests.support.builders import basket
from tests.support.shop import CASHIER, Shop, scratch_shop

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
REQUEST = Request("burn", CASHIER, NOW)


class Office:
    """A hub that gives what it has, asked or not."""

    def __init__(self, word: HubWord, *, held: int = 0, gives: int = 0) -> None:
        self.word = word
        self.held = held
        self.gives = gives
        self.asked: list[tuple[str, int]] = []

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """As the hub's desk."""
        assert now == NOW
        self.asked.append((member_id, points))
        self.held += self.gives
        return self.word

    def fetch_history(self, member_id: str) -> bool:
        """Nobody asks for it."""
        raise AssertionError(member_id)

    def fetch_whose(self, subject: str) -> Whose:
        """Nor whose anything is."""
        raise AssertionError(subject)


def _burn(office: Office, points: int) -> Callable[[Work], int]:
    def act(_work: Work) -> int:
        if office.held < points:
            raise PointsElsewhereError(
                member="m1", needed=points, here=office.held, reason="offline"
            )
        return points

    return act


def _perform(store: Store, office: Office, points: int) -> int:
    return Desk(store, office).perform(REQUEST, points, int, _burn(office, points)).value


def test_the_hub_is_asked_for_what_is_missing_and_the_request_is_done() -> None:
    """A till that may burn 30 of 100 asks for 70, and then goes on by itself."""
    store, office = Store.in_memory(), Office(HubWord.GIVEN, held=30, gives=70)
    assert _perform(store, office, 100) == 100
    assert office.asked == [("m1", 70)]


def test_nobody_is_asked_for_what_is_here() -> None:
    """A till's own share needs no word."""
    office = Office(HubWord.OFFLINE, held=100)
    assert _perform(Store.in_memory(), office, 100) == 100
    assert office.asked == []


@pytest.mark.parametrize("word", sorted(set(HubWord) - {HubWord.GIVEN}))
def test_without_the_hubs_word_nothing_is_burned_and_nothing_remembered(word: HubWord) -> None:
    """The reason is told; once the hub gives, the same request is done."""
    store, office = Store.in_memory(), Office(word, held=30)
    with pytest.raises(PointsElsewhereError) as short:
        _perform(store, office, 100)
    assert short.value.facts == {"member": "m1", "needed": 100, "here": 30, "reason": word.value}
    office.word, office.gives = HubWord.GIVEN, 70
    assert _perform(store, office, 100) == 100


def test_what_was_sent_in_between_is_asked_for_again_but_not_for_ever() -> None:
    """The hub's word may be overtaken once; a hub that gives nothing does not hold the queue."""
    store = Store.in_memory()
    slow = Office(HubWord.GIVEN, gives=50)
    assert _perform(store, slow, 100) == 100
    assert slow.asked == [("m1", 100), ("m1", 50)]
    empty = Office(HubWord.GIVEN)
    with pytest.raises(PointsElsewhereError):
        Desk(store, empty).perform(Request("other", CASHIER, NOW), 1, int, _burn(empty, 1))
    assert len(empty.asked) == 2


def test_a_desk_without_a_hub_says_so() -> None:
    """Where nobody can be asked, the shortage is told as it is."""
    store, office = Store.in_memory(), Office(HubWord.GIVEN)
    with pytest.raises(PointsElsewhereError):
        Desk(store).perform(REQUEST, 1, int, _burn(office, 1))
    assert office.asked == []


def _redeem(shop: Shop, member_id: str, burn: Burn) -> Outcome:
    return shop.application.redemptions.redeem(shop.request(), member_id, burn).value


def _rich() -> tuple[Shop, str]:
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    shop.give(anna, 500)
    return shop, anna


def _pair(shop: Shop, *, is_sent: bool) -> None:
    """A hub is told of everything so far, or of nothing yet."""
    with shop.application.store.begin() as work:
        device = work.log.device()
        sent = device.last_seq if is_sent else 0
        work.hub.pair(
            HubLink(
                url="https://hub.example",
                hub_key="",
                store="",
                incarnation=1,
                sent_seq=sent,
                acked_seq=sent,
                paired_at=shop.now,
            )
        )
        work.commit()


def _grant(shop: Shop, member_id: str, *points: int, until: datetime | None = None) -> None:
    with shop.application.store.begin() as work:
        for number, part in enumerate(points):
            parts = (SharePart(part, None if until is None else to_us(until)),)
            grant = Grant(grant=f"g{number}", member=member_id, device="till", epoch=1, parts=parts)
            work.shares.add(grant, taken_us=number)
        work.commit()


def _shares_in_log(shop: Shop) -> list[Mapping[str, int]]:
    return [body.shares for body in shop.bodies() if body.type == "redeemed"]


def test_a_paired_till_burns_no_more_than_its_share_without_the_hub() -> None:
    """What was sent may be burned elsewhere by now: nothing is booked, and the shares stay."""
    shop, anna = _rich()
    _pair(shop, is_sent=True)
    _grant(shop, anna, 60, 40)
    with pytest.raises(PointsElsewhereError) as short:
        _redeem(shop, anna, Burn(200))
    assert short.value.facts == {"member": anna, "needed": 200, "here": 100}
    assert shop.balance(anna) == 500
    assert _redeem(shop, anna, Burn(100)).balance == 400
    assert _shares_in_log(shop) == [{"g0": 60, "g1": 40}]


def test_points_that_nobody_was_told_of_are_the_tills_own() -> None:
    """A till that credits offline lets the member burn it there, and no share is used up."""
    shop, anna = _rich()
    _pair(shop, is_sent=False)
    assert _redeem(shop, anna, Burn(300)).balance == 200
    with pytest.raises(InsufficientPointsError):
        _redeem(shop, anna, Burn(300))
    assert _shares_in_log(shop) == [{}]


def test_a_share_that_has_ended_is_not_burned() -> None:
    """The hub has given those points to nobody else, and the till asks before it uses others."""
    shop, anna = _rich()
    _pair(shop, is_sent=True)
    _grant(shop, anna, 100, until=shop.now + timedelta(hours=1))
    shop.wait(hours=1)
    with pytest.raises(PointsElsewhereError):
        _redeem(shop, anna, Burn(100))


def test_a_sale_burns_from_the_share_too() -> None:
    """Whatever takes points goes through the one place that looks."""
    shop, anna = _rich()
    _pair(shop, is_sent=True)
    with pytest.raises(PointsElsewhereError):
        shop.sell_basket(anna, basket("10.00", points=100))
    _grant(shop, anna, 100)
    shop.sell_basket(anna, basket("10.00", points=100))
    assert [body.shares for body in shop.bodies() if body.type == "purchased"] == [{"g0": 100}]


def test_the_counter_is_told_how_much_is_redeemable_without_the_hub() -> None:
    """Less than all is told; all, and a till that stands alone, need no word."""
    shop, anna = _rich()
    glance = shop.application.overviews.glance
    assert glance(anna, shop.now).redeemable_here is None
    _pair(shop, is_sent=True)
    assert glance(anna, shop.now).redeemable_here == 0
    _grant(shop, anna, 60)
    assert glance(anna, shop.now).redeemable_here == 60
    _grant(shop, anna, 60, 440)
    assert glance(anna, shop.now).redeemable_here is None
