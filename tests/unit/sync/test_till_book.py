from datetime import timedelta

import msgspec
import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import AlreadyRefundedError
from pos_loyalty.domain.shares import Grant, SharePart
from pos_loyalty.storage.digest import shared_digest
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.records import CardStatus, MemberStatus
from pos_loyalty.sync.protocol import EVENTS, SHOP, Change, Page
from tests.support.clock import FixedClock
from tests.support.exchange import FOUNDER, Exchange, book_of, till, two_tills
from tests.support.shop import Shop, rules


def _digest(shop: Shop) -> str:
    with shop.application.store.read() as reading:
        return shared_digest(reading).digest


def _agree(first: Shop, second: Shop, member: str) -> bool:
    """Whether the member stands the same at both, at one instant."""
    at = max(first.now, second.now) + timedelta(minutes=1)
    states = [shop.application.overviews.standing(member, at).state for shop in (first, second)]
    return states[0] == states[1]


def _count(shop: Shop, table: str) -> int:
    with shop.application.store.read() as reading:
        found: int = reading.connection.execute(f"SELECT count(*) FROM {table}").value()
    return found


def _grant(shop: Shop, member: str, points: int, name: str = "g1") -> Grant:
    place, parts = book_of(shop).place(), (SharePart(points),)
    return Grant(grant=name, member=member, device=place.device, epoch=place.epoch, parts=parts)


def test_two_tills_that_have_synced_know_the_same() -> None:
    """Members, cards, points and program of the one are those of the other."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna")
    first.sell(anna, "36.50")
    exchange.sync(first, second)
    second.sell(anna, "10.00")
    exchange.sync(second, first)
    assert _agree(first, second, anna)
    assert first.balance(anna) > 0
    assert _digest(first) == _digest(second)
    assert (first.verified().first_bad, second.verified().first_bad) == (None, None)


def test_a_sale_of_another_till_is_refunded_here() -> None:
    """Both know afterwards, and nobody pays twice."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    sold = first.sell(anna, "36.50")
    exchange.sync(first, second)
    back = second.application.sales.refund(second.request(), sold.id).value
    exchange.sync(second, first)
    assert back.reversed_points == sold.earned
    assert _agree(first, second, anna)
    with pytest.raises(AlreadyRefundedError):
        first.application.sales.refund(first.request(), sold.id)
    with first.application.store.read() as reading:
        assert [each.number for each in reading.sales.reversals_of(sold.id)] == [0]
    assert (first.verified().first_bad, second.verified().first_bad) == (None, None)


def test_a_redemption_of_another_till_is_undone_here() -> None:
    """The points go back to the lots that they came from, at both."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    first.give(anna, 500)
    burned = first.application.redemptions.redeem(first.request(), anna, Burn(points=100)).value
    exchange.sync(first, second)
    second.application.redemptions.undo(second.request(), burned.id)
    exchange.sync(second, first)
    assert first.balance(anna) == second.balance(anna) == 500
    assert _agree(first, second, anna)
    assert second.verified().first_bad is None


def test_a_page_counts_once() -> None:
    """One that comes again, late or twice, changes nothing."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    first.sell(anna, "36.50")
    exchange.send(first)
    page = exchange.page(second, EVENTS)
    assert page is not None
    exchange.read(second)
    before = (_digest(second), second.balance(anna), _count(second, "foreign_event"))
    assert not book_of(second).apply(page)
    with second.application.store.begin() as work:
        work.hub.forget_cursors()
        work.commit()
    exchange.read(second)
    assert (_digest(second), second.balance(anna), _count(second, "foreign_event")) == before


def test_a_page_of_another_life_of_the_hub_is_not_taken() -> None:
    """Its places are not those that this till has read."""
    exchange, first, second = two_tills()
    first.enroll()
    exchange.send(first)
    page = exchange.page(second, SHOP)
    assert page is not None
    assert not book_of(second).apply(msgspec.structs.replace(page, incarnation=2))


def test_a_large_page_is_taken_in_parts() -> None:
    """Each with the cursor behind it, so that nothing is left out or taken twice."""
    exchange, first, second = two_tills()
    for _ in range(51):
        first.enroll()
    exchange.send(first)
    page = exchange.page(second, SHOP)
    assert page is not None
    assert len(page.rows) > 100
    assert book_of(second).apply(page)
    assert book_of(second).place().cursors[SHOP] == page.to
    exchange.sync(first, second)
    assert _digest(first) == _digest(second)


def test_a_member_whose_profile_comes_later_has_points_already() -> None:
    """Events never wait for a name."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna")
    first.sell(anna, "36.50")
    exchange.send(first)
    page = exchange.page(second, EVENTS)
    assert page is not None
    assert book_of(second).apply(page)
    with second.application.store.read() as reading:
        placeholder = reading.members.member(anna)
    assert placeholder is not None
    assert placeholder.given_name is None
    assert second.balance(anna) == first.balance(anna)
    exchange.sync(second)
    with second.application.store.read() as reading:
        found = reading.members.find("Anna").hits
    assert [hit.id for hit in found] == [anna]
    assert not book_of(second).place().has_changes


def test_a_card_that_was_blocked_elsewhere_is_blocked_here() -> None:
    """A lost card opens nothing at any till of the shop."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    exchange.sync(first, second)
    second.application.members.replace_card(second.request(), anna)
    exchange.sync(second, first)
    with first.application.store.read() as reading:
        cards = [(card.issue, card.status) for card in reading.members.cards(anna)]
    assert cards == [(1, CardStatus.ACTIVE), (0, CardStatus.REPLACED)]
    assert _digest(first) == _digest(second)


def test_changes_of_two_tills_to_one_member_are_both_kept() -> None:
    """Each field is merged by itself."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna")
    exchange.sync(first, second)
    first.application.members.block(first.request(), anna)
    second.application.members.label(second.request(), anna, add=("vip",))
    exchange.sync(first, second)
    exchange.sync(first, second)
    for shop in (first, second):
        with shop.application.store.read() as reading:
            member = reading.members.member(anna)
        assert member is not None
        assert (member.status, member.segments) == (MemberStatus.BLOCKED, ("vip",))
    assert _digest(first) == _digest(second)


def test_only_what_changed_is_sent() -> None:
    """A field that somebody else has changed meanwhile is not put back."""
    exchange, first, _second = two_tills()
    anna = first.enroll(given_name="Anna")
    exchange.send(first)
    first.wait(minutes=1)
    first.application.members.block(first.request(), anna)
    push = book_of(first).next_push(most_events=500, most_bytes=10_000)
    assert push is not None
    assert [(each.key, list(each.fields)) for each in push.records] == [(anna, ["status"])]
    exchange.send(first)
    assert not book_of(first).place().has_changes


def test_who_is_erased_elsewhere_is_forgotten_here() -> None:
    """The profile, the search and the key to the log's names go; points stay, and it is said."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna", phone="+491701234567")
    first.sell(anna, "36.50")
    exchange.sync(first, second)
    second.application.members.label(second.request(), anna, add=("vip",))
    stamps = {"status": {"value": "erased", "hlc": 1 << 62, "device": "till-c"}}
    exchange.tell("member", anna, msgspec.json.encode(stamps))
    exchange.read(first)
    with first.application.store.read() as reading:
        member, key = reading.members.member(anna), reading.members.key(anna)
        hits = reading.members.find("Anna").hits
    assert member is not None
    assert (member.status, member.given_name, key, hits) == (MemberStatus.ERASED, None, None, ())
    said = [each for each in first.bodies() if each.type == "erasure-confirmed"]
    # The hub looks for it under the member.
    assert [(each.data, each.member) for each in said] == [({"member": anna}, anna)]
    with first.application.store.read() as reading:
        assert shared_digest(reading).points > 0
    assert first.verified().first_bad is None


@pytest.mark.expected_log("cannot be read")
def test_what_nobody_can_read_is_laid_by() -> None:
    """It keeps nothing else from coming, and is not lost."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    exchange.send(first)
    exchange.events.insert(
        0, Change(seq=0, kind="purchased", key="x", body=msgspec.Raw(b'{"id":7}'), device="z")
    )
    exchange.events = [
        msgspec.structs.replace(row, seq=seq) for seq, row in enumerate(exchange.events, start=1)
    ]
    exchange.tell("member", "BROKEN", b'{"status":{"value":"odd","hlc":1,"device":"z"}}')
    exchange.tell("weather", "today", b'"fine"')
    exchange.read(second)
    with second.application.store.read() as reading:
        rows = reading.connection.execute(
            "SELECT feed, kind FROM deferred_change ORDER BY feed, kind"
        ).all()
        assert reading.members.member(anna) is not None
    assert rows == [(EVENTS, "purchased"), (SHOP, "member"), (SHOP, "weather")]


def test_what_only_a_later_version_understands_is_laid_by() -> None:
    """It is there when that version comes."""
    _exchange, _first, second = two_tills()
    start = book_of(second).place().cursors.get(EVENTS, 0)
    row = Change(seq=start + 1, kind="new", key="x", body=msgspec.Raw(b"{}"), min_version=99)
    page = Page(feed=EVENTS, start=start, to=start + 1, head=start + 1, incarnation=1, rows=(row,))
    assert book_of(second).apply(page)
    assert _count(second, "deferred_change") == 1


def test_a_share_is_taken_noted_and_given_back() -> None:
    """The log says all of it, so that a hub that was put back learns it again."""
    exchange, first, _second = two_tills()
    anna = first.enroll()
    first.give(anna, 500)
    exchange.send(first)
    book = book_of(first)
    book.add_grants([_grant(first, anna, 200)], given_us=0)
    book.add_grants([_grant(first, anna, 200)], given_us=0)
    first.application.redemptions.redeem(first.request(), anna, Burn(points=100))
    assert book.returnable(0) == ()
    exchange.tell("recall", "g1", msgspec.json.encode({"device": FOUNDER, "member": anna}))
    exchange.read(first)
    assert book.returnable(0) == ("g1",)
    book.release(["g1"])
    book.release(["g1"])
    assert book.returnable(0) == ()
    said = [each for each in first.bodies() if each.type.startswith("share-") or each.shares]
    burned = said[1].shares["g1"]
    assert [each.type for each in said] == ["share-taken", "redeemed", "share-released"]
    assert said[2].data == {"grant": "g1", "points": 200 - burned}


@pytest.mark.expected_log("epoch after")
def test_a_share_of_another_epoch_is_not_taken() -> None:
    """The log was put back since it was asked for."""
    _exchange, first, _second = two_tills()
    anna = first.enroll()
    late = _grant(first, anna, 200)
    book_of(first).begin_epoch(above=1, after_seq=book_of(first).place().seq, known_to_seq=0)
    book_of(first).add_grants([late], given_us=0)
    assert _count(first, "share") == 0


def test_what_is_burned_from_a_share_comes_after_it_was_given() -> None:
    """The hub's clock is followed, and by a day not: then nothing is taken."""
    _exchange, first, _second = two_tills()
    anna, book, hour = first.enroll(), book_of(first), timedelta(hours=1)
    first.give(anna, 500)
    book.add_grants([_grant(first, anna, 200)], given_us=to_us(first.now + 25 * hour))
    assert _count(first, "share") == 0
    book.add_grants([_grant(first, anna, 200)], given_us=to_us(first.now + hour))
    first.application.redemptions.redeem(first.request(), anna, Burn(points=100))
    assert first.bodies()[-1].position.effective_at > first.now + hour


def test_what_is_on_the_way_is_told_for_members_of_a_push() -> None:
    """Points that later events have burned already are promised to nobody else."""
    exchange, first, _second = two_tills()
    anna = first.enroll()
    exchange.send(first)
    first.give(anna, 500)
    book = book_of(first)
    first.application.redemptions.redeem(first.request(), anna, Burn(points=100))
    burned = 500 - first.balance(anna)
    push = book.next_push(most_events=1, most_bytes=10_000)
    assert push is not None
    assert (len(push.events), push.transit) == (1, {anna: burned})
    whole = book.next_push(most_events=500, most_bytes=100_000)
    assert whole is not None
    assert whole.transit == {}


def test_a_push_is_bounded_and_never_empty() -> None:
    """One large event goes alone; nobody is stuck behind it."""
    _exchange, first, _second = two_tills()
    anna = first.enroll()
    first.give(anna, 5)
    book = book_of(first)
    before = book.place()
    push = book.next_push(most_events=500, most_bytes=1)
    assert push is not None
    assert len(push.events) == 1
    assert push.first_seq == before.acked_seq + 1
    assert book.place().sent_seq == push.first_seq


def test_a_hub_that_was_put_back_is_told_again() -> None:
    """Events from where it stands, all records of this till, and the feeds from their beginning."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna")
    exchange.sync(first, second)
    book = book_of(first)
    sent = book.place().sent_seq
    book.rewind(seq=2, incarnation=2)
    place = book.place()
    assert (place.acked_seq, place.sent_seq, place.incarnation, place.cursors) == (2, sent, 2, {})
    push = book.next_push(most_events=500, most_bytes=100_000)
    assert push is not None
    assert push.first_seq == 3
    named = [each.fields["given_name"].value for each in push.records if each.key == anna]
    assert named == ["Anna"]


def test_a_gap_at_the_hub_only_sends_again() -> None:
    """Its feeds and records are what they were."""
    exchange, first, second = two_tills()
    first.enroll()
    exchange.sync(first, second)
    book = book_of(first)
    before = book.place()
    book.rewind(seq=1, incarnation=1)
    after = book.place()
    assert (after.acked_seq, after.cursors, after.has_changes) == (1, before.cursors, False)


@pytest.mark.expected_log("epoch after")
def test_a_log_that_parted_goes_on_in_a_new_epoch() -> None:
    """Ids and words stay, places are new, the chain holds, and running numbers go on beyond."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    exchange.sync(first, second)
    book = book_of(first)
    common = book.place().acked_seq
    sold = first.sell(anna, "36.50")
    before = [each for each in first.bodies() if each.position.seq > common]
    book.begin_epoch(above=3, after_seq=common, known_to_seq=common + 7)
    after = [each for each in first.bodies() if each.position.seq > common]
    assert [each.id for each in after[:-1]] == [each.id for each in before]
    assert {each.position.epoch for each in after} == {4}
    assert [each.data for each in after[:-1]] == [each.data for each in before]
    assert after[-1].type == "epoch-raised"
    assert first.verified().first_bad is None
    again = first.sell(anna, "1.00")
    assert again.number is not None
    assert sold.number is not None
    assert again.number > sold.number + 7
    exchange.sync(first, second)
    assert _agree(first, second, anna)
    assert _digest(first) == _digest(second)


@pytest.mark.expected_log("epoch after")
def test_what_the_hub_has_of_a_lost_epoch_comes_back() -> None:
    """A till whose file was put back hears of its own sales again, once."""
    clock = FixedClock()
    exchange, first, second = two_tills(clock)
    anna = first.enroll()
    exchange.sync(first, second)
    whole = _copy(first)
    lost = first.sell(anna, "36.50")
    exchange.sync(first, second)
    first = whole
    book = book_of(first)
    page = exchange.page(first, EVENTS, with_own=True)
    assert page is not None
    first.sell(anna, "10.00")
    assert not book.apply(page)
    place = book.place()
    book.begin_epoch(above=1, after_seq=place.acked_seq, known_to_seq=place.acked_seq + 1)
    exchange.sync(first, second)
    exchange.read(first, with_own=True)
    assert first.balance(anna) == second.balance(anna)
    assert _agree(first, second, anna)
    with first.application.store.read() as reading:
        assert reading.sales.sale(lost.id) is not None
    assert first.verified().first_bad is None
    assert _digest(first) == _digest(second)


@pytest.mark.expected_log("epoch after")
def test_what_came_before_the_new_epoch_is_laid_by_until_then() -> None:
    """The till may write to those places meanwhile."""
    exchange, first, second = two_tills()
    anna = first.enroll()
    exchange.sync(first, second)
    put_back = _copy(first)
    first.sell(anna, "36.50")
    exchange.send(first)
    exchange.read(put_back, with_own=True)
    assert _count(put_back, "deferred_change") == 1
    put_back.sell(anna, "5.00")
    after = book_of(put_back).place().acked_seq
    book_of(put_back).begin_epoch(above=1, after_seq=after, known_to_seq=after + 1)
    assert _count(put_back, "deferred_change") == 0
    assert put_back.balance(anna) == first.balance(anna) + 5
    assert put_back.verified().first_bad is None


@pytest.mark.expected_log("epoch after")
def test_after_a_new_epoch_nothing_is_burned_without_the_hub() -> None:
    """Somebody may have seen and burned what only this log seems to know."""
    _exchange, first, _second = two_tills()
    anna = first.enroll()
    first.give(anna, 500)
    book = book_of(first)
    book.add_grants([_grant(first, anna, 100)], given_us=0)
    with first.application.store.read() as reading:
        assert reading.shares.left(anna, first.now) == 600
    book.begin_epoch(above=1, after_seq=0, known_to_seq=0)
    with first.application.store.read() as reading:
        assert reading.shares.left(anna, first.now) == 0


def test_a_till_that_stands_alone_has_nothing_to_say() -> None:
    """Without a hub there is no place and no push."""
    shop = till(FixedClock(), "alone", program=rules())
    with shop.application.store.begin() as work:
        work.hub.leave()
        work.commit()
    assert book_of(shop).next_push(most_events=1, most_bytes=1) is None
    with pytest.raises(LookupError):
        book_of(shop).place()


def test_a_fast_clock_elsewhere_does_not_hide_what_happened_there() -> None:
    """What is sold here afterwards comes after it, as it did for the member."""
    clock, fast = FixedClock(), FixedClock()
    fast.advance(timedelta(minutes=5))
    exchange = Exchange()
    first, second = till(clock, FOUNDER, program=rules()), till(fast, "till-b")
    exchange.sync(first, second)
    anna = second.enroll()
    second.sell(anna, "36.50")
    exchange.sync(second, first)
    assert first.balance(anna) == second.balance(anna)
    first.sell(anna, "10.00")
    exchange.sync(first, second)
    assert _agree(first, second, anna)


def test_a_clock_that_is_far_ahead_is_not_followed() -> None:
    """All days of this till would be wrong with it; in the end the states agree all the same."""
    clock, wrong = FixedClock(), FixedClock()
    wrong.advance(timedelta(days=2))
    exchange = Exchange()
    first, second = till(clock, FOUNDER, program=rules()), till(wrong, "till-b")
    exchange.sync(first, second)
    anna = first.enroll()
    exchange.sync(first, second)
    second.sell(anna, "36.50")
    exchange.sync(second, first)
    first.sell(anna, "10.00")
    first.sell(anna, "5.00")
    exchange.sync(first, second)
    first.wait(days=2)
    assert _agree(first, second, anna)
    assert first.verified().first_bad is None


def _copy(shop: Shop) -> Shop:
    """The same till as it is now, as a backup would bring it back."""
    twin = till(shop.clock, "copy")
    source = shop.application.store
    source._writer.driver.backup(twin.application.store._writer.driver)  # noqa: SLF001 - as a tool for files would
    return twin
