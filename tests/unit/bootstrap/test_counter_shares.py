from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from pos_loyalty.bootstrap.counter_shares import CounterShares
from pos_loyalty.domain.errors import PointsElsewhereError
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.services.shares import HubWord
from pos_loyalty.services.shares import Whose as Told
from pos_loyalty.storage.bases import Joining
from pos_loyalty.sync.protocol import MemberHistory, NoShare, Shares, Wants, Whose
from tests.support.hub_door import Asked, Said, said
from tests.support.joined_shop import joined_shop, till_hub
from tests.support.shop import Shop
from tests.support.tiny_hub import TinyHub, tiny_hub


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def shop(tmp_path: Path, hub: TinyHub) -> Iterator[Shop]:
    """The shop that has founded the hub's."""
    with joined_shop(tmp_path, hub) as shop:
        yield shop


def sent_points(shop: Shop, points: int) -> str:
    """A member whose points the hub knows of: they are no longer this till's own."""
    anna = shop.enroll()
    shop.give(anna, points)
    till_hub(shop).run_once()
    return anna


def test_the_hub_gives_what_is_missing(shop: Shop, hub: TinyHub) -> None:
    """A burn beyond the till's own share is asked for, given and booked, all at the counter."""
    anna = sent_points(shop, 300)
    hub.available[anna] = 300
    shop.sell(anna, "50.00", points=200)
    assert hub.available[anna] == 100
    assert shop.balance(anna) == 100 + 48
    report = till_hub(shop).run_once()
    assert report.backlog == 0


def test_without_the_hub_nothing_is_burned(shop: Shop, hub: TinyHub) -> None:
    """Nobody answers: the cashier is told, and nothing is booked."""
    anna = sent_points(shop, 300)
    hub.door.answers.clear()
    with pytest.raises(PointsElsewhereError) as caught:
        shop.sell(anna, "50.00", points=200)
    assert caught.value.facts["reason"] == HubWord.OFFLINE
    assert shop.balance(anna) == 300


def test_another_till_holds_them(shop: Shop, hub: TinyHub) -> None:
    """The cashier is told that they were asked back."""
    anna = sent_points(shop, 300)
    hub.elsewhere = 300
    with pytest.raises(PointsElsewhereError) as caught:
        shop.sell(anna, "50.00", points=200)
    assert caught.value.facts["reason"] == HubWord.OTHER_TILL


def test_what_another_till_returns_meanwhile_is_taken(shop: Shop, hub: TinyHub) -> None:
    """It hears that it was asked, gives back, and the cashier has not noticed anything."""
    anna = sent_points(shop, 300)
    hub.elsewhere = 300

    def returned(_seconds: float) -> None:
        hub.elsewhere, hub.available[anna] = 0, 300

    shares = CounterShares(till_hub(shop), waits_s=30, pause=returned)
    assert shares.ensure(anna, 200, shop.now) is HubWord.GIVEN
    assert hub.available[anna] == 100
    shares.close()


def test_a_hub_that_is_busy_for_a_moment_is_asked_again(shop: Shop, hub: TinyHub) -> None:
    """The till's own conversation asks too at that moment: the cashier gets them all the same."""
    anna = sent_points(shop, 300)
    hub.available[anna] = 300
    gives = hub.door.answers["/v1/shares"]
    hub.refuse("/v1/shares", "retry-later", status=429)

    def answered(_seconds: float) -> None:
        hub.door.answers["/v1/shares"] = gives

    shares = CounterShares(till_hub(shop), waits_s=30, pause=answered)
    assert shares.ensure(anna, 200, shop.now) is HubWord.GIVEN
    shares.close()


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("revoked", HubWord.REFUSED),
        ("retry-later", HubWord.BUSY),
        ("fenced-epoch", HubWord.UNSENT),
    ],
)
def test_a_hub_that_says_no_is_not_away(shop: Shop, hub: TinyHub, code: str, word: HubWord) -> None:
    """Whoever looks for the trouble in the network would look in vain."""
    anna = sent_points(shop, 300)
    hub.refuse("/v1/shares", code)
    shares = CounterShares(till_hub(shop))
    assert shares.ensure(anna, 100, shop.now) is word
    shares.close()


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("short", HubWord.UNSETTLED),
        ("no-program", HubWord.UNSETTLED),
        ("send-first", HubWord.UNSENT),
        ("recovering", HubWord.RECOVERING),
        (DeviceStatus.TWIN.value, HubWord.REFUSED),
        (DeviceStatus.REVOKED.value, HubWord.REFUSED),
        (DeviceStatus.GONE.value, HubWord.REFUSED),
    ],
)
def test_a_share_that_is_not_given(shop: Shop, hub: TinyHub, reason: str, word: HubWord) -> None:
    """Each reason of the hub's has its word for the cashier."""
    anna = sent_points(shop, 300)

    def refused(asked: Asked) -> Said:
        (want,) = msgspec.json.decode(asked.body, type=Wants).wants
        return said(Shares(refused=(NoShare(grant=want.grant, member=anna, reason=reason),)))

    hub.door.answers["/v1/shares"] = refused
    shares = CounterShares(till_hub(shop))
    assert shares.ensure(anna, 100, shop.now) is word
    shares.close()


def test_a_cashier_does_not_wait_for_a_silent_hub(shop: Shop, hub: TinyHub) -> None:
    """After its time the question is left alone; another one is not asked meanwhile."""
    anna = sent_points(shop, 300)

    def hold(_asked: Asked) -> Said:
        hub.door.holding.wait(20)
        return Said(b"{}")

    hub.door.answers["/v1/shares"] = hold
    shares = CounterShares(till_hub(shop), waits_s=0.05)
    asked = len(hub.door.asked_for("/v1/shares"))
    assert shares.ensure(anna, 100, shop.now) is HubWord.OFFLINE
    hub.door.wait_for("/v1/shares", times=asked + 1)
    assert shares.ensure(anna, 100, shop.now) is HubWord.OFFLINE
    assert len(hub.door.asked_for("/v1/shares")) == asked + 1
    hub.door.holding.set()
    shares.close()


def test_two_who_ask_at_once_are_both_answered(shop: Shop, hub: TinyHub) -> None:
    """The till's software asks of one member while another is asked about: it waits its turn."""
    anna, bela = sent_points(shop, 300), sent_points(shop, 300)
    hub.available = {anna: 300, bela: 300}
    gives = hub.door.answers["/v1/shares"]
    words: list[HubWord] = []
    shares = CounterShares(till_hub(shop), waits_s=30)
    second = Thread(target=lambda: words.append(shares.ensure(bela, 200, shop.now)))

    def give_while_the_second_asks(asked: Asked) -> Said:
        hub.door.answers["/v1/shares"] = gives
        second.start()
        # One that does not wait has ended by then.
        second.join(0.2)
        return gives(asked)

    hub.door.answers["/v1/shares"] = give_while_the_second_asks
    words.append(shares.ensure(anna, 200, shop.now))
    second.join(30)
    assert words == [HubWord.GIVEN, HubWord.GIVEN]
    shares.close()


def test_who_waits_for_another_waits_no_longer_than_a_cashier_does(
    shop: Shop, hub: TinyHub
) -> None:
    """Somebody's question takes its time: the second one is not asked, and nobody is stuck."""
    anna = sent_points(shop, 300)
    hub.available[anna] = 300
    shares = CounterShares(till_hub(shop), waits_s=0.05)
    words: list[HubWord] = []

    def look(_asked: Asked) -> Said:
        hub.door.holding.wait(20)
        return Said(b"{}")

    hub.door.answers["/v1/shares"] = look
    asking = [
        Thread(target=lambda: words.append(shares.ensure(anna, 100, shop.now))) for _ in range(3)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join(30)
    assert words == [HubWord.OFFLINE] * 3
    hub.door.holding.set()
    shares.close()


def _joined_elsewhere(shop: Shop, hub: TinyHub) -> tuple[str, str]:
    """A member with a sale, of whom this till knows where they stood, and the sale's id."""
    anna = shop.enroll()
    sold = shop.sell(anna, "36.00")
    till_hub(shop).run_once()
    hub.door.answer(f"/v1/members/{anna}/events", MemberHistory(member=anna, head=1))
    return anna, sold.id


def test_whose_a_sale_is_is_asked_and_its_history_fetched(shop: Shop, hub: TinyHub) -> None:
    """Both within what a cashier waits; of what is nobody's no history is asked for."""
    anna, sale = _joined_elsewhere(shop, hub)
    hub.door.answer("/v1/subjects", Whose(subject=sale, members=(anna,)))
    shares = CounterShares(till_hub(shop), waits_s=30)
    assert shares.fetch_whose(sale) is Told.TOLD
    assert hub.door.asked_for(f"/v1/members/{anna}/events")
    hub.door.answer("/v1/subjects", Whose(subject="S2"))
    hub.door.answers.pop(f"/v1/members/{anna}/events")
    assert shares.fetch_whose("S2") is Told.NOBODYS
    shares.close()


def test_without_an_answer_nothing_is_nobodys(shop: Shop, hub: TinyHub) -> None:
    """An older hub, one that says no, half an answer, and a member who is still to come here."""
    anna, sale = _joined_elsewhere(shop, hub)
    shares = CounterShares(till_hub(shop), waits_s=30)
    assert shares.fetch_whose(sale) is Told.UNTOLD
    hub.refuse("/v1/subjects", "revoked")
    assert shares.fetch_whose(sale) is Told.UNTOLD
    hub.door.answer("/v1/subjects", Whose(subject=sale, members=(anna, "M2")))
    assert shares.fetch_whose(sale) is Told.UNTOLD
    with shop.application.store.begin() as work:
        work.bases.put_joining(Joining("", 1, 1))
        work.commit()
    hub.door.answer("/v1/subjects", Whose(subject=sale, members=(anna,)))
    asked = len(hub.door.asked_for(f"/v1/members/{anna}/events"))
    assert shares.fetch_whose(sale) is Told.UNTOLD
    assert len(hub.door.asked_for(f"/v1/members/{anna}/events")) == asked
    shares.close()


def test_closing_before_anything_was_asked(shop: Shop) -> None:
    """There is nothing to wait for."""
    CounterShares(till_hub(shop)).close()
