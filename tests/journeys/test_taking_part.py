import itertools
from collections.abc import Iterator

import pytest

from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.presenter import CashierPresenter
from pos_loyalty.terminal.screens.cashier.state import CashierState
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.audience import FakeAudience
from tests.support.builders import COFFEE
from tests.support.counter import FakePrintouts
from tests.support.shop import MANAGER, Shop, rules, scratch_shop

CLUB = {"id": "club", "name": "Club", "fee": "25.00", "multiplier": "2", "percent_off": "10"}
WHEEL = {
    "id": "rad",
    "name": "Rad",
    "limit": "1 per day",
    "segments": [{"weight": 1, "points": 50}],
}
VISITS = {"id": "v", "name": "Zwei Besuche", "goal": {"visits": 2}, "bonus": 30, "badge": "treu"}
DRAW = {"id": "los", "name": "Verlosung", "ticket": {"points": 10}, "prizes": ["Korb"]}


class _Counter:
    """A counter on real services, and what it shows."""

    def __init__(self) -> None:
        self.shop: Shop = scratch_shop(
            rules(
                membership=[CLUB],
                wheel=[WHEEL],
                challenge=[VISITS],
                draw=[DRAW],
                reward=[COFFEE],
                stamp_card=[],
            )
        )
        self.shown: list[CashierState] = []
        self.audience = FakeAudience()
        keys = itertools.count()
        counter = self.shop.counter(MANAGER)
        self.presenter = CashierPresenter(
            counter=counter,
            printouts=FakePrintouts(),
            play=self.shop.application.play(counter, lambda: None),
            tasks=ImmediateTasks(),
            audience=self.audience,
            words=words_for("de"),
            show=self.shown.append,
            new_key=lambda: f"key-{next(keys)}",
        )
        self.presenter.start()
        self.anna = self.shop.enroll(given_name="Anna")
        self.card = self.shop.application.members.card(self.anna).payload

    @property
    def state(self) -> CashierState:
        """What is shown now."""
        return self.shown[-1]

    def play(self, section: str, line: int) -> str:
        """Do one thing of a section, and what is said of it."""
        play = self.presenter.play
        play.section_chosen(section)
        play.chosen(line)
        play.confirm("")
        done = self.state.play.done
        assert done is not None, self.state.play.error
        return done.title.replace("\u00a0", " ")

    def sell(self, amount: str) -> str:
        """Type an amount and press Enter; what is said of it."""
        self.presenter.sale.amount_edited(amount)
        self.presenter.confirm()
        assert self.state.notice is not None
        return self.state.notice.title.replace("\u00a0", " ")


@pytest.fixture
def counter() -> Iterator[_Counter]:
    """A counter with a member in front of it and the panel open."""
    made = _Counter()
    made.presenter.card_scanned(made.card)
    made.presenter.play_wanted()
    yield made
    made.shop.close()


def test_a_club_from_joining_to_leaving(counter: _Counter) -> None:
    """It takes off and multiplies the purchase that is already typed, until it is cancelled."""
    counter.presenter.sale.amount_edited("20,00")
    assert counter.state.sale.earned == "+20"
    assert counter.play("memberships", 0) == "25,00 € für Club in der Kasse buchen"
    sale = counter.state.sale
    assert [line.label for line in sale.money] == ["Club", "An der Kasse zu zahlen"]
    assert [line.label for line in sale.addends] == ["Basis", "Club"]
    assert counter.state.member is not None
    assert counter.state.member.memberships == "Club bis 05.03.2027"
    counter.presenter.cancel()
    counter.presenter.confirm()
    assert counter.state.notice is not None
    assert counter.state.notice.title == "In der Kasse 2,00\u00a0€ abziehen"
    assert counter.shop.balance(counter.anna) == 36
    counter.presenter.card_scanned(counter.card)
    counter.presenter.play_wanted()
    assert counter.play("memberships", 1) == "25,00 € für Club zurückgeben"
    assert counter.state.member is not None
    assert counter.state.member.memberships == ""
    assert counter.shop.balance(counter.anna) == 36
    assert set(_slips(counter.shop)) == {
        SlipKind.MEMBERSHIP,
        SlipKind.SALE,
        SlipKind.MEMBERSHIP_CANCELLED,
    }
    assert counter.shop.verified().ok


def test_a_day_of_games(counter: _Counter) -> None:
    """The wheel once, tickets for the points it gave, and a goal with the second purchase."""
    assert counter.play("wheels", 0) == "Rad: +50 Punkte"
    assert counter.audience.told[-1] == ("played", "Rad")
    assert [line.action for line in counter.state.play.lines] == [""]
    assert counter.play("draws", 0) == "Verlosung: 1 Los"
    assert counter.state.member is not None
    assert counter.state.member.balance == "40"
    counter.presenter.cancel()
    assert counter.sell("5,00") == "Anna: +5 Punkte"
    counter.presenter.card_scanned(counter.card)
    assert counter.state.member is not None
    assert counter.state.member.challenge is not None
    assert counter.state.member.challenge.target == "1 von 2"
    counter.sell("5,00")
    assert counter.state.notice is not None
    assert "Geschafft: Zwei Besuche +30 Punkte" in counter.state.notice.detail
    assert counter.shop.balance(counter.anna) == 80
    counter.presenter.card_scanned(counter.card)
    assert counter.state.member.memberships == "Abzeichen: treu"
    assert counter.shop.verified().ok


def _slips(shop: Shop) -> list[SlipKind]:
    """The kinds of the slips that wait."""
    with shop.application.store.read() as reading:
        jobs = [listed.job for listed in reading.print_jobs.open_jobs()]
    return sorted(job.facts.kind for job in jobs)
