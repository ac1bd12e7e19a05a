from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.sightings import CardShown, Placed, Sighting
from pos_loyalty.services.sightings import Ground, Sightings
from pos_loyalty.storage.records import MemberStatus
from tests.support.shop import CASHIER, Shop, scratch_shop

TRAVEL = timedelta(minutes=10)
OTHER_TILL = "till-2"


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


def seen_there(
    shop: Shop, card: CardShown, *, place: int, minutes: int = 0, site: str = "Süd"
) -> Placed:
    """What the hub says: the card was at another till, so many minutes ago."""
    sighting = Sighting(
        member_id=card.member_id,
        issue=card.issue,
        step=card.step,
        device_id=OTHER_TILL,
        site=site,
        seen_at=shop.now - timedelta(minutes=minutes),
    )
    return Placed(place, sighting)


def told(shop: Shop, north: Sightings, member_id: str, *places: int) -> list[tuple[Placed, int]]:
    """What waits of a member, with the places that the hub gives."""
    return list(zip(north.untold_of(member_id, shop.now), places, strict=True))


def test_a_copy_that_is_heard_of_later_is_logged_once(shop: Shop) -> None:
    """It was noted while nobody was asked; told twice, the log says it once."""
    card = CardShown(shop.enroll(), 0)
    north = branch(shop, "Nord")
    north.note(card, CASHIER, shop.now)
    waiting = told(shop, north, card.member_id, 2)
    other = seen_there(shop, card, place=1, minutes=5)
    for _ in range(2):
        north.heard(waiting, [other], shop.now)
    assert suspicions(shop) == [card.member_id]
    assert north.untold_of(card.member_id, shop.now) == ()
    assert kept(shop, card.member_id) == 2
    found = elsewhere(shop, north, card)
    assert found == other.sighting
    assert shop.verified().ok


def test_what_was_known_when_the_card_was_shown_is_not_said_again(shop: Shop) -> None:
    """The suspicion was logged then; the hub's word of the same adds nothing."""
    card = CardShown(shop.enroll(), 0)
    north, other = branch(shop, "Nord"), seen_there(shop, card, place=1, minutes=5)
    north.heard([], [other], shop.now)
    north.note(card, CASHIER, shop.now)
    assert suspicions(shop) == [card.member_id]
    north.heard(told(shop, north, card.member_id, 2), [other], shop.now)
    assert suspicions(shop) == [card.member_id]


def test_who_was_told_later_looks(shop: Shop) -> None:
    """The other till was told second, so it is the one that logs it."""
    card = CardShown(shop.enroll(), 0)
    north = branch(shop, "Nord")
    north.note(card, CASHIER, shop.now)
    waiting = told(shop, north, card.member_id, 1)
    north.heard(waiting, [seen_there(shop, card, place=2, minutes=5)], shop.now)
    assert suspicions(shop) == []
    assert elsewhere(shop, north, card) is not None


def test_a_code_that_was_served_at_two_branches_is_logged(shop: Shop) -> None:
    """Two tills without a line took the same picture of a phone; one of them says so afterwards."""
    anna, ben = (CardShown(shop.enroll(), 0, step=7) for _ in range(2))
    north = branch(shop, "Nord")
    for card, site in ((anna, "Süd"), (ben, "Nord")):
        north.note(card, CASHIER, shop.now)
        waiting = told(shop, north, card.member_id, 2)
        others = [seen_there(shop, anna, place=1), seen_there(shop, card, place=1, site=site)]
        north.heard(waiting, others, shop.now)
    assert suspicions(shop) == [anna.member_id]


def test_only_what_is_of_today_is_kept_and_of_nobody_who_was_erased(shop: Shop) -> None:
    """A clock that is off brings nothing here that is never forgotten."""
    anna, ben = CardShown(shop.enroll(), 0), CardShown(shop.enroll(), 0)
    north = branch(shop, "Nord")
    with shop.application.store.begin() as work:
        member = work.members.member(ben.member_id)
        assert member is not None
        stamp = work.log.stamp(shop.now)
        work.members.put(replace(member, status=MemberStatus.ERASED, hlc=stamp))
        work.commit()
    day = 24 * 60
    others = [seen_there(shop, anna, place=n, minutes=n) for n in (-day, 1, day)]
    north.heard([], [*others, seen_there(shop, ben, place=1)], shop.now)
    assert (kept(shop, anna.member_id), kept(shop, ben.member_id)) == (1, 0)


def test_what_waits_is_told_in_order_and_for_a_day(shop: Shop) -> None:
    """All of it, or one member's; what the hub has heard of waits no longer."""
    anna, ben = CardShown(shop.enroll(), 0), CardShown(shop.enroll(), 0)
    north = branch(shop, "Nord")
    north.note(anna, CASHIER, shop.now)
    shop.clock.advance(timedelta(hours=23))
    north.note(ben, CASHIER, shop.now)
    assert [each.sighting.member_id for each in north.untold(shop.now)] == [
        anna.member_id,
        ben.member_id,
    ]
    (own,) = north.untold_of(ben.member_id, shop.now)
    north.heard([(own, 1)], [], shop.now)
    assert [each.sighting.member_id for each in north.untold(shop.now)] == [anna.member_id]
    shop.clock.advance(timedelta(hours=1, seconds=1))
    assert north.untold(shop.now) == ()


def test_a_till_that_stands_alone_asks_nobody(shop: Shop) -> None:
    """Nothing is begun for a hub that is not there."""
    assert branch(shop, "Nord").ask(CardShown(shop.enroll(), 0)) is None
