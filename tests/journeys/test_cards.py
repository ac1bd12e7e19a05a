"""Every card that is no card says what it is, and the counter stays ready for the next."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.check_character import ALPHABET, check_character
from pos_loyalty.cards.key_ring import CardKey, new_key_ring
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from tests.support.shop import MANAGER as BOSS
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA, BEN, CARLA = "Anna Berger", "Ben Blocked", "Carla Neu"


@dataclass(frozen=True)
class Cards:
    """A shop, and a card for each kind of trouble."""

    shop: Shopfront
    unknown: str
    forged: str
    foreign: str
    damaged: str
    mistyped: str


@pytest.fixture
def cards(tmp_path: Path) -> Cards:
    """Anna's card is good; Ben is blocked; Carla's was replaced."""
    shop = shopfront(tmp_path, members=(ANNA, BEN, CARLA))
    ring = shop.inside(_prepared(shop))
    anna = shop.people[ANNA]
    nobody = "0000000000"
    strange = next(iter(set(ALPHABET) - {ring.key_id}))
    foreign_key = new_key_ring(SystemClock().now()).current
    foreign = card_payload(member_id=nobody, issue=0, key=foreign_key)
    return Cards(
        shop,
        unknown=card_payload(member_id=nobody, issue=0, key=ring),
        forged=_checked(anna.card[:20] + _other(anna.card[20]) + anna.card[21:-1]),
        foreign=_checked(foreign[:2] + strange + foreign[3:-1]),
        damaged=anna.card[:9] + _other(anna.card[9]) + anna.card[10:],
        mistyped=anna.number[:4] + _other(anna.number[4]) + anna.number[5:],
    )


def _prepared(shop: Shopfront) -> Callable[[Application], CardKey]:
    def act(application: Application) -> CardKey:
        now = application.clock.now()
        application.members.block(Request("block", BOSS, now), shop.people[BEN].id)
        application.members.replace_card(Request("replace", BOSS, now), shop.people[CARLA].id)
        return application.key_ring().current

    return act


def _other(character: str) -> str:
    return "7" if character != "7" else "8"


def _checked(text: str) -> str:
    return text + check_character(text)


def _says(till: TillAtWork, sentence: str) -> bool:
    return sentence in till.notice


def test_each_kind_of_card_says_what_it_is(cards: Cards, open_till: OpenTill) -> None:
    """One sentence each, all different; nothing is written; then Anna is served as ever."""
    people = cards.shop.people
    expected = {
        people[BEN].card: "Dieses Mitglied ist gesperrt",
        people[CARLA].card: "Diese Karte wurde durch eine neuere ersetzt",
        cards.forged: "Diese Karte ist nicht echt",
        cards.foreign: "Diese Karte gehört zu einem anderen Geschäft",
        cards.unknown: "Diese Karte oder Nummer hat hier niemand",
        cards.damaged: "Das ist keine Karte von uns",
        "4006381333931": "Das ist keine Karte von uns",
    }
    till = open_till(cards.shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    for card, sentence in expected.items():
        till.escape()
        till.scan(card)
        till.until(partial(_says, till, sentence), sentence)
        assert till.state.stage is Stage.READY
        assert till.state.overlay is Overlay.NONE
        assert not till.state.is_busy
        assert till.counter.ready.search.text() == ""
    till.sell(people[ANNA].card, "10")
    assert "Anna Berger: +10" in till.notice
    till.close()
    assert cards.shop.count("sale") == 1


def test_a_number_typed_with_a_slip_of_the_hand_is_told(cards: Cards, open_till: OpenTill) -> None:
    """The check character catches it; the number typed rightly opens the sale."""
    till = open_till(cards.shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.type(cards.mistyped)
    till.until(lambda: till.counter.ready.search.text() == cards.mistyped, "it is typed")
    till.settle()
    till.enter()
    till.until(lambda: "In dieser Nummer ist ein Zeichen falsch" in till.notice, "the sentence")
    till.escape()
    till.type(cards.shop.people[ANNA].number)
    till.settle()
    till.enter()
    till.until(lambda: till.state.stage is Stage.SALE, "the sale is open")
    assert till.state.member is not None
    assert till.state.member.name == ANNA
