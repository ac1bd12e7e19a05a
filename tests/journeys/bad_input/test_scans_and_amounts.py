"""Whatever is scanned or typed at the counter: a sentence, nothing written, ready for the next."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from pos_loyalty.cards.check_character import check_character
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.presenter import CashierPresenter
from pos_loyalty.terminal.screens.cashier.state import CashierState, Stage
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.audience import FakeAudience
from tests.support.counter import FakePrintouts
from tests.support.plain_words import spoken_in_both
from tests.support.play import FakePlay
from tests.support.shop import Shop, scratch_shop


@dataclass
class Counter:
    """The real presenter over the real services, in one language."""

    presenter: CashierPresenter
    shown: list[CashierState]

    @property
    def state(self) -> CashierState:
        return self.shown[-1]

    @property
    def notice(self) -> str:
        notice = self.state.notice
        return f"{notice.title}. {notice.detail}" if notice else ""


@dataclass
class Place:
    """A shop with Anna in it, and the same counter twice: German and English."""

    shop: Shop
    anna: str
    card: str
    german: Counter
    english: Counter

    def both(self, act: Callable[[Counter], str]) -> tuple[str, str]:
        return act(self.german), act(self.english)


@pytest.fixture
def place() -> Iterator[Place]:
    """Everything, with a still clock."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    card = shop.application.members.card(anna).payload
    yield Place(shop, anna, card, _counter(shop, "de"), _counter(shop, "en"))
    shop.close()


def _counter(shop: Shop, language: str) -> Counter:
    keys = itertools.count()
    shown: list[CashierState] = []
    presenter = CashierPresenter(
        counter=shop.counter(),
        printouts=FakePrintouts(),
        play=FakePlay(),
        tasks=ImmediateTasks(),
        audience=FakeAudience(),
        words=words_for(language),
        show=shown.append,
        new_key=lambda: f"{language}-{next(keys)}",
    )
    presenter.start()
    return Counter(presenter, shown)


_SCANS = {
    "prefix alone": "LT",
    "a product": "4006381333931",
    "an address": "https://sonnenblume.example/?card=1",
    "a visiting card": "BEGIN:VCARD\nFN:Anna Berger\nEND:VCARD",
    "a wireless key": "WIFI:T:WPA;S:Sonnenblume;P:geheim;;",
    "a program": '{"member": "anna"}',
    "a statement": "'; DROP TABLE member; --",
    "a format": "%s%n{0}{member}",
    "a way out": "../../../../keys/card-keys",
    "null": "LT7\0K48217P2M9",
    "a line break": "LT7K4821\n7P2M9244744CAMB0N6ME",
    "umlauts": "LTÄÖÜß8217P2M9244744CAMB0N6ME",
    "foreign figures": "٤٨٢١٧",
    "wide figures": "４８２１７",
    "a picture": "🎁🎁🎁🎁🎁🎁🎁🎁",
    "right to left": "\u202eLT7K48217P2M9244744CAMB0N6ME",
    "an unpaired half": "LT\ud800K48217P2M9244744CAMB0N6ME",
    "very long": "LT" + "7" * 100_000,
    "rotating, wrong": "LT7K48217P2M9244744CAMB0N6ME123",
    "eleven of nothing": "00000000000",
    "a number of ten": "K48217P2M9",
}


def _forged(card: str) -> str:
    text = card[:20] + ("7" if card[20] != "7" else "8") + card[21:-1]
    return text + check_character(text)


_MAIMED: dict[str, Callable[[str], str]] = {
    "first character lost": lambda card: card[1:],
    "last character lost": lambda card: card[:-1],
    "a character lost": lambda card: card[:12] + card[13:],
    "a character wrong": lambda card: card[:12] + ("7" if card[12] != "7" else "8") + card[13:],
    "two exchanged": lambda card: card[:10] + card[10:13][::-1] + card[13:] + "7",
    "twice in one": lambda card: card + card,
    "forged": _forged,
    "spaces inside": " ".join,
    "from another keyboard": lambda card: card.replace(card[5], "Ø"),
}


def _refused_scan(place: Place, text: str) -> None:
    before = place.shop.written()

    def scan(counter: Counter) -> str:
        counter.presenter.card_scanned(text)
        assert counter.state.stage is Stage.READY
        assert not counter.state.is_busy
        return counter.notice

    spoken_in_both(*place.both(scan))
    assert place.shop.written() == before
    place.german.presenter.card_scanned(place.card)
    assert place.german.state.stage is Stage.SALE


@pytest.mark.parametrize("text", _SCANS.values(), ids=_SCANS.keys())
def test_what_is_no_card_is_said_to_be_none(place: Place, text: str) -> None:
    """One sentence in each language; the next card is served."""
    _refused_scan(place, text)


@pytest.mark.parametrize("maim", _MAIMED.values(), ids=_MAIMED.keys())
def test_a_maimed_card_is_no_card(place: Place, maim: Callable[[str], str]) -> None:
    """However it was damaged, nobody is taken for Anna, nor for somebody else."""
    _refused_scan(place, maim(place.card))


_AMOUNTS = {
    "letters": "abc",
    "minus": "-5",
    "true minus": "−5",
    "dash": "–5",
    "four decimals": "12,5055",
    "two commas": "1,2,3",
    "a comma": ",",
    "a point": ".",
    "too many figures": "12345678901",
    "an exponent": "1e5",
    "a half": "½",
    "foreign figures": "٣,٥٠",
    "wide figures": "１２",
    "not a number": "NaN",
    "infinite": "inf",
    "sixteen": "0x10",
    "another currency": "$5",
    "a sum": "5+5",
    "percent": "5%",
    "parts mixed": "12.34.567,8",
    "null": "1\0",
    "a picture": "5🎁",
    "a statement": "1; DROP TABLE sale",
    "a sign alone": "€",
    "very long": "9" * 10_000,
}


@pytest.mark.parametrize("text", _AMOUNTS.values(), ids=_AMOUNTS.keys())
def test_what_is_no_amount_is_said_beside_the_field(place: Place, text: str) -> None:
    """It cannot be confirmed; put right, it can."""
    before = place.shop.written()

    def type_and_confirm(counter: Counter) -> str:
        counter.presenter.card_scanned(place.card)
        counter.presenter.sale.amount_edited(text)
        said = counter.state.sale.amount_error
        counter.presenter.confirm()
        assert counter.state.stage is Stage.SALE
        return said

    spoken_in_both(*place.both(type_and_confirm))
    assert place.shop.written() == before
    place.german.presenter.sale.amount_edited("12,50")
    place.german.presenter.confirm()
    assert place.german.state.stage is Stage.READY


@pytest.mark.parametrize("text", ["", "   ", "0", "0,00"])
def test_nothing_typed_is_asked_for(place: Place, text: str) -> None:
    """Enter too early books nothing and says what is missing."""
    before = place.shop.written()

    def confirm(counter: Counter) -> str:
        counter.presenter.card_scanned(place.card)
        counter.presenter.sale.amount_edited(text)
        counter.presenter.confirm()
        assert counter.state.stage is Stage.SALE
        return counter.state.sale.amount_error

    spoken_in_both(*place.both(confirm))
    assert place.shop.written() == before


@pytest.mark.parametrize("text", ["9999999999", "9999999999,99"])
def test_the_largest_amount_is_sold_or_refused_in_words(place: Place, text: str) -> None:
    """No figure that can be typed breaks the counter."""
    counter = place.german
    counter.presenter.card_scanned(place.card)
    counter.presenter.sale.amount_edited(text)
    counter.presenter.confirm()
    assert counter.state.stage is Stage.READY or counter.notice
    assert place.shop.verified().ok
