"""A card that is shown at two tills, each with its own database, and the hub between them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from pos_loyalty.bootstrap import card_questions
from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.domain.sightings import CardShown, CardWord
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.counter import CounterService
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.builders import basket
from tests.support.card_office import phone_text
from tests.support.joined_shop import till_hub
from tests.support.running_hub import new_code
from tests.support.shop import CASHIER, Shop, data_folder_in, disk_shop


@dataclass(frozen=True)
class Branch:
    """A till in a branch, and its counter."""

    shop: Shop
    counter: CounterService

    def scan(self, text: str) -> CardShown:
        """A card is shown, and its member stands on the screen."""
        glance = self.counter.identify(text)
        assert glance.card is not None
        assert glance.elsewhere is None
        self.counter.card_served(glance.card)
        return glance.card

    def word(self, text: str) -> CardWord:
        """A card is shown; what the hub says of it a moment later."""
        word = self.counter.card_word(self.scan(text))
        assert word is not None
        return word

    def sell(self, member_id: str, card: CardShown | None = None) -> int:
        """Enter; the points that were credited."""
        key = self.shop.request().key
        request = SaleRequest(key=key, member_id=member_id, basket=basket("10.00"), card=card)
        return self.counter.record(request).earned

    def talk(self) -> None:
        """A conversation with the hub."""
        assert till_hub(self.shop).run_once().is_online

    def suspicions(self) -> int:
        """How often a copy stands in its own log."""
        with self.shop.application.store.read() as reading:
            return sum(each.type == "card-copy-suspected" for each in reading.log.events())


@pytest.fixture
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, the hub's word comes in time."""
    monkeypatch.setattr(card_questions, "WAITS_S", 20.0)
    monkeypatch.setattr(card_questions, "_LONGEST_S", 20.0)


@pytest.fixture
def branches(
    hub: str, store: HubStore, tmp_path: Path, _patience: None
) -> Iterator[tuple[Branch, Branch]]:
    """Two tills of one shop, north and south, that have talked to its hub."""
    with ExitStack() as open_ones:
        first, second = tmp_path / "north", tmp_path / "south"
        shop = disk_shop(first)
        # The hub keeps what is of today.
        shop.clock.move_to(SystemClock().now())
        open_ones.enter_context(shop.application)
        founder = Wish(url=hub, code=new_code(store))
        join_shop(shop.application, data_folder_in(first), OPERATOR, founder)
        folder = data_folder_in(second)
        join_new_till(folder, shop.clock, Wish(url=hub, code=new_code(store)))
        joined = open_ones.enter_context(open_application(folder, shop.clock))
        found = []
        for each, site in ((shop, "Nord"), (Shop(joined, shop.clock), "Süd")):
            _stand_at(each, site)
            counter = each.application.counter(lambda: CASHIER)
            found.append(Branch(each, counter))
            found[-1].talk()
        north, south = found
        yield north, south


def _stand_at(shop: Shop, site: str) -> None:
    shop.application.settings.change(
        lambda settings: replace(settings, shop=replace(settings.shop, site=site))
    )


def _anna(branches: tuple[Branch, Branch]) -> str:
    """A member whom both tills know."""
    member_id = branches[0].shop.enroll(given_name="Anna")
    for each in branches:
        each.talk()
    return member_id


def test_a_copied_card_is_noticed_at_the_second_branch(branches: tuple[Branch, Branch]) -> None:
    """While its customer stands there, with the place and the time; points are credited as ever."""
    north, south = branches
    anna = _anna(branches)
    card = north.shop.application.members.card(anna).payload
    assert north.word(card) == CardWord()
    north.shop.wait(minutes=3)
    elsewhere = south.word(card).elsewhere
    assert elsewhere is not None
    assert elsewhere.site == "Nord"
    assert south.shop.now - elsewhere.seen_at == timedelta(minutes=3)
    assert south.sell(anna)
    for each in branches:
        each.talk()
    assert (north.suspicions(), south.suspicions()) == (0, 1)
    north.talk()
    (found,) = north.shop.application.sightings.suspicions(north.shop.now - timedelta(days=1))
    assert (found.site, found.other_site, found.seconds) == ("Süd", "Nord", 180)


def test_a_phones_code_is_good_at_one_till(branches: tuple[Branch, Branch]) -> None:
    """The photograph is known before its credit is booked, and refused at once from then on."""
    north, south = branches
    anna = _anna(branches)
    code = phone_text(north.shop, anna)
    shown = north.scan(code)
    assert north.sell(anna, shown)
    copy = south.scan(code)
    with pytest.raises(UsedCodeError):
        south.sell(anna, copy)
    with pytest.raises(UsedCodeError):
        south.scan(code)
    assert not north.word(code).is_used
    assert north.sell(anna, shown)
    assert south.sell(anna)


def test_what_was_shown_without_a_line_is_found_afterwards(
    branches: tuple[Branch, Branch],
) -> None:
    """Card and code were served at both; the till that tells second says so once, in its log."""
    north, south = branches
    anna = _anna(branches)
    for card in (CardShown(anna, 0), CardShown(anna, 0, step=7)):
        for each in branches:
            each.shop.application.sightings.note(card, CASHIER, each.shop.now)
    for each in (south, north, south, north):
        each.talk()
    assert (north.suspicions(), south.suspicions()) == (2, 0)
    assert north.shop.verified().ok


def test_a_till_that_was_shut_out_hears_nothing(
    branches: tuple[Branch, Branch], store: HubStore
) -> None:
    """It goes on as without a hub."""
    north, south = branches
    anna = _anna(branches)
    card = north.shop.application.members.card(anna).payload
    north.word(card)
    HubUpkeep(store).revoke(till_hub(south.shop).device)
    assert south.word(card) == CardWord()


def test_who_is_erased_was_never_anywhere(branches: tuple[Branch, Branch], database: str) -> None:
    """Neither the hub nor another till remembers where the card was."""
    north, south = branches
    anna = _anna(branches)
    card = north.shop.application.members.card(anna).payload
    for each in branches:
        each.word(card)
    with north.shop.application.store.begin() as work:
        before = work.members.member(anna)
        assert before is not None
        work.members.put(
            MemberRecord(
                id=anna,
                enrolled_at=before.enrolled_at,
                status=MemberStatus.ERASED,
                hlc=work.log.stamp(north.shop.now),
            )
        )
        work.commit()
    for each in branches:
        each.talk()
    with psycopg.connect(database) as link:
        assert link.execute("SELECT count(*) FROM sighting").fetchone() == (0,)
    with south.shop.application.store.read() as reading:
        assert reading.sightings.of(anna) == ()
