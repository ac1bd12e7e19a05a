from datetime import timedelta

import pytest

from pos_loyalty.domain.sightings import CardShown, Sighting
from pos_loyalty.services.sightings import Ground, Sightings
from tests.support.shop import CASHIER, Shop, scratch_shop

TRAVEL = timedelta(minutes=10)


@pytest.fixture
def shop() -> Shop:
    """A shop in memory."""
    return scratch_shop()


def branch(shop: Shop, site: str) -> Sightings:
    """A till of that branch; both keep the same book here, as tills of one shop do."""
    return Sightings(shop.application.store, lambda: Ground(site, TRAVEL))


def elsewhere(shop: Shop, branch: Sightings, card: CardShown) -> Sighting | None:
    """Where the card was too recently."""
    with shop.application.store.read() as reading:
        return branch.elsewhere(reading, card, shop.now)


def kept(shop: Shop, member_id: str) -> int:
    """How many sightings of a member are remembered."""
    with shop.application.store.read() as reading:
        return len(reading.sightings.of(member_id))


def suspicions(shop: Shop) -> list[str | None]:
    """Whose copies stand in the log."""
    with shop.application.store.read() as reading:
        return [
            logged.member_id
            for logged in reading.log.events()
            if logged.type == "card-copy-suspected"
        ]


def test_a_card_in_two_branches_is_noticed_and_logged(shop: Shop) -> None:
    """The till that sees the second one says so, and the log keeps it for the manager."""
    card = CardShown(shop.enroll(), 0)
    north, south = branch(shop, "Nord"), branch(shop, "Süd")
    north.note(card, CASHIER, shop.now)
    assert elsewhere(shop, north, card) is None
    found = elsewhere(shop, south, card)
    assert found is not None
    assert found.site == "Nord"
    south.note(card, CASHIER, shop.now)
    assert suspicions(shop) == [card.member_id]
    assert shop.verified().ok


def test_who_travels_is_not_suspected(shop: Shop) -> None:
    """After the way's time nothing is said or logged."""
    card = CardShown(shop.enroll(), 0)
    branch(shop, "Nord").note(card, CASHIER, shop.now)
    shop.clock.advance(TRAVEL)
    south = branch(shop, "Süd")
    assert elsewhere(shop, south, card) is None
    south.note(card, CASHIER, shop.now)
    assert suspicions(shop) == []


def test_one_visit_is_noted_once(shop: Shop) -> None:
    """A card that is held before the scanner twice is written once."""
    card = CardShown(shop.enroll(), 0)
    for _ in range(3):
        branch(shop, "Nord").note(card, CASHIER, shop.now)
    assert kept(shop, card.member_id) == 1


def test_what_people_did_yesterday_is_forgotten(shop: Shop) -> None:
    """Movements are kept no longer than a rule looks back: anybody's next visit drops them."""
    anna, ben = CardShown(shop.enroll(), 0), CardShown(shop.enroll(), 0)
    north = branch(shop, "Nord")
    north.note(anna, CASHIER, shop.now)
    shop.clock.advance(timedelta(days=1, seconds=1))
    north.note(ben, CASHIER, shop.now)
    assert (kept(shop, anna.member_id), kept(shop, ben.member_id)) == (0, 1)


def test_the_counter_says_it(shop: Shop) -> None:
    """Identifying a card brings what is suspected with it, and a typed number nothing."""
    anna = shop.enroll()
    member = shop.application.members.card(anna)
    branch(shop, "Nord").note(CardShown(anna, 0), CASHIER, shop.now)
    counter = shop.application.counter(lambda: CASHIER)
    glance = counter.identify(member.payload)
    assert glance.elsewhere is not None
    assert glance.elsewhere.site == "Nord"
    assert glance.card == CardShown(anna, 0)
    counter.card_served(glance.card)
    assert kept(shop, anna) == 2
    assert counter.identify(member.number).card is None
