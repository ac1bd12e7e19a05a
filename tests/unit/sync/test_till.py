from dataclasses import replace

import msgspec
import pytest

from pos_loyalty.domain.shared_records import MEMBER
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.newcomer import SqliteNewcomer
from pos_loyalty.sync.protocol import (
    EVENTS,
    SHOP,
    Hello,
    NoShare,
    Page,
    Problem,
    Push,
    Shares,
    Want,
    Wants,
)
from pos_loyalty.sync.till import About, AskMembers, AskPage, Moment, Request, TillSync
from pos_loyalty.sync.till_book import SqliteTillBook
from tests.simulation.world import Machine, World
from tests.support.clock import FixedClock
from tests.support.quiet_shop import ANNA, quiet_shop, talk

NOW = Moment(1_772_700_000_000_000, 5)


def _asked(world: World, machine: Machine) -> Request | None:
    machine.asked = machine.sync.next_request(Moment(world.now_us, 0))
    return machine.asked


def _until(world: World, machine: Machine, kind: type[Request]) -> Request:
    """The conversation goes on until the till asks so; that is not answered yet."""
    while not isinstance(_asked(world, machine), kind):
        assert machine.asked is not None
        for _ in range(2):
            world.moves_on(machine)
    assert machine.asked is not None
    return machine.asked


def _begun(*, push_events: int = 100) -> tuple[World, Machine]:
    """A shop whose first till has sent all that it has."""
    world = quiet_shop(push_events=push_events)
    till = world.machines[0]
    talk(world, till)
    till.sync.begin()
    return world, till


def test_a_conversation_begins_with_who_one_is() -> None:
    """Hello says how far the till has come, and how far it knows the hub to be."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    hello = till.sync.next_request(NOW)
    place = till.book.place()
    assert isinstance(hello, Hello)
    assert (hello.device, hello.epoch, hello.seq, hello.acked) == ("till-0", 1, 2, 1)
    assert (hello.tip_hash, hello.backlog) == (place.tip_hash.hex(), 1)
    assert hello.acked_hash == till.book.state.log[0].hash.hex()
    assert (hello.wall_us, hello.mono_ms) == (NOW.wall_us, NOW.mono_ms)


def test_where_nobody_answers_nothing_more_is_asked() -> None:
    """The next conversation begins anew."""
    _, till = _begun()
    hello = till.sync.next_request(NOW)
    assert isinstance(hello, Hello)
    till.sync.failed(hello, None)
    assert till.sync.is_over
    assert till.sync.next_request(NOW) is None
    till.sync.begin()
    assert isinstance(till.sync.next_request(NOW), Hello)


def test_a_push_that_fails_keeps_nothing_from_being_read() -> None:
    """What others did is heard, though nobody takes what this till has to say."""
    world, till = _begun()
    other = world.machines[1]
    world.credit(other, ANNA, 9, None)
    talk(world, other)
    world.credit(till, ANNA, 5, None)
    push = _until(world, till, Push)
    till.sync.failed(push, Problem(code="retry-later"))
    ask = _until(world, till, AskPage)
    assert isinstance(ask, AskPage)
    assert ask.feed == EVENTS
    assert till.sync.problem == Problem(code="retry-later")


def test_a_feed_that_fails_keeps_nothing_from_being_sent() -> None:
    """What this till has to say is taken, though it is told nothing."""
    world, till = _begun()
    world.upkeep.readmit("till-1")
    world.credit(till, ANNA, 5, None)
    ask = _until(world, till, AskPage)
    assert isinstance(ask, AskPage)
    assert ask.feed == SHOP
    till.sync.failed(ask, Problem(code="upgrade-required"))
    till.drop_line()
    assert isinstance(_asked(world, till), Push)


def test_sending_and_reading_take_turns() -> None:
    """A long backlog on one side does not keep the other waiting for its end."""
    world, till = _begun(push_events=1)
    other = world.machines[1]
    for _ in range(3):
        world.credit(other, ANNA, 9, None)
        world.credit(till, ANNA, 5, None)
    talk(world, other)
    till.sync.begin()
    kinds = []
    while _asked(world, till) is not None:
        kinds.append(type(till.asked))
        for _ in range(2):
            world.moves_on(till)
    assert kinds[1:4] == [Push, AskPage, Push]


def test_a_page_of_nothing_is_not_asked_for_again() -> None:
    """Whatever its head says, a page that leads nowhere ends the reading of that feed for now."""
    world, till = _begun()
    world.upkeep.readmit("till-1")
    ask = _until(world, till, AskPage)
    assert isinstance(ask, AskPage)
    nowhere = Page(feed=SHOP, start=ask.start, to=ask.start, head=99, incarnation=1)
    till.sync.take(ask, nowhere)
    till.drop_line()
    assert _asked(world, till) is None


def test_a_page_that_does_not_fit_is_not_asked_for_again() -> None:
    """One that the book takes for another place, and yet is asked for there, leads nowhere too."""
    world, till = _begun()
    world.upkeep.readmit("till-1")
    ask = _until(world, till, AskPage)
    assert isinstance(ask, AskPage)
    torn = Page(feed=EVENTS, start=till.book.state.cursors[EVENTS], to=99, head=99, incarnation=1)
    till.sync.take(ask, msgspec.structs.replace(torn, start=torn.start + 1))
    assert till.book.state.cursors[EVENTS] == torn.start
    till.sync.take(ask, torn)
    assert till.book.state.cursors[EVENTS] == 99


def test_what_is_too_large_is_sent_in_smaller_pieces() -> None:
    """A push that somebody on the way refuses is halved, down to one event that has to wait."""
    world, till = _begun()
    for _ in range(4):
        world.credit(till, ANNA, 5, None)
    sizes = []
    for _ in range(3):
        push = _until(world, till, Push)
        assert isinstance(push, Push)
        sizes.append(len(push.events))
        till.sync.failed(push, Problem(code="bad-request"))
        till.drop_line()
    assert sizes == [4, 2, 1]
    assert not isinstance(_asked(world, till), Push)


def test_a_log_that_was_put_back_begins_an_epoch_though_it_has_nothing_to_say() -> None:
    """The hub knows more of it than it does itself: shares are given up, and its own is read."""
    world, till = _begun()
    before = till.book.state.copy()
    world.credit(till, ANNA, 5, None)
    talk(world, till)
    lost = till.book.state.log[-1]
    till.book.state = before
    till.sync.begin()
    talk(world, till)
    assert till.book.state.epoch == 2
    assert lost.id in till.book.state.told
    assert world.hub_book.state.devices["till-0"].status is DeviceStatus.ACTIVE


def test_two_logs_part_where_the_hub_says() -> None:
    """What the hub has keeps its place, what it has not gets a new one, and nothing is twice."""
    world, till = _begun()
    before = till.book.state.copy()
    world.credit(till, ANNA, 5, None)
    talk(world, till)
    till.book.state = before
    world.credit(till, ANNA, 6, None)
    own = till.book.state.log[-1]
    till.sync.begin()
    talk(world, till)
    assert [(each.epoch, each.seq) for each in till.book.state.log][:2] == [(1, 1), (2, 2)]
    assert till.book.state.log[1].id == own.id
    assert len(world.hub_book.state.histories[ANNA]) == 3


def test_a_twin_burns_from_no_share_and_begins_no_epoch_of_its_own_accord() -> None:
    """Two machines in turns would never come to rest: only what it has to send makes it begin."""
    world, till = _begun()
    till.book.begin_epoch(above=1, after_seq=1, known_to_seq=1)
    talk(world, till)
    before = till.book.state.copy()
    world.credit(till, ANNA, 5, None)
    talk(world, till)
    devices = world.hub_book.state.devices
    devices["till-0"] = replace(devices["till-0"], status=DeviceStatus.TWIN)
    till.book.state = before
    till.sync.begin()
    talk(world, till)
    assert till.book.state.epoch == 2
    assert till.sync.welcome is not None
    assert till.sync.welcome.is_twin


def test_a_twin_puts_nothing_right() -> None:
    """It would write what the other machine of its name writes as well."""
    world, till = _begun()
    till.book.state.doubted.add(ANNA)
    devices = world.hub_book.state.devices
    devices["till-0"] = replace(devices["till-0"], status=DeviceStatus.TWIN)
    talk(world, till)
    assert till.book.state.doubted == {ANNA}
    world.upkeep.readmit("till-0")
    talk(world, till)
    assert not till.book.state.doubted


def test_nothing_is_put_right_before_all_was_heard() -> None:
    """What was not read may say that it is right already."""
    world, till = _begun()
    till.book.state.doubted.add(ANNA)
    world.upkeep.readmit("till-1")
    ask = _until(world, till, AskPage)
    till.sync.failed(ask, Problem(code="retry-later"))
    till.drop_line()
    assert _asked(world, till) is None
    assert till.book.state.doubted == {ANNA}
    talk(world, till)
    assert not till.book.state.doubted


def test_a_hub_put_back_gets_the_log_again() -> None:
    """All that it lost, records too; feeds are read from their beginning."""
    world = quiet_shop()
    before = world.hub_book.state.copy()
    till = world.machines[0]
    till.book.edit(MEMBER, ANNA, {"given_name": "Anna"}, now_us=world.now_us)
    talk(world, till)
    world.hub_book.state = before
    world.upkeep.put_back()
    till.sync.begin()
    talk(world, till)
    assert till.book.state.log[0].id in world.hub_book.state.events
    assert world.hub_book.state.records[MEMBER, ANNA]["given_name"].value == "Anna"


def test_who_is_told_again_and_again_that_the_hub_changed_gives_up() -> None:
    """A hub that contradicts itself is left for later."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    for _ in range(9):
        if till.sync.is_over:
            break
        push = _until(world, till, Push)
        till.sync.failed(push, Problem(code="incarnation-changed"))
        till.drop_line()
    assert till.sync.is_over
    assert _asked(world, till) is None


def test_answers_of_another_life_of_the_hub_are_not_taken() -> None:
    """Neither how far it has come nor what it tells counts any more; hello comes first."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    push = _until(world, till, Push)
    assert isinstance(push, Push)
    pushed = world.hub.push("till-0", push, now_us=world.now_us)
    till.sync.take(push, msgspec.structs.replace(pushed, incarnation=2))
    assert till.book.state.acked == 1
    assert isinstance(till.sync.next_request(NOW), Hello)
    till.drop_line()
    ask = AskPage(SHOP, 0, 10, with_own=False)
    till.sync.take(ask, Page(feed=SHOP, start=0, to=1, head=1, incarnation=2))
    assert isinstance(till.sync.next_request(NOW), Hello)


def test_a_share_that_was_wanted_is_taken_and_noted() -> None:
    """The log says so, and so the hub can be told what it gave."""
    world, till = _begun()
    till.sync.want(Want(grant="g", member=ANNA, points=30))
    talk(world, till)
    assert till.book.burnable(ANNA, world.now_us) == (100, 30)
    assert till.book.state.log[-1].type == "share-taken"
    assert till.book.state.acked == len(till.book.state.log)


def test_a_want_that_failed_is_not_asked_on_and_on() -> None:
    """Who wanted it asks again."""
    world, till = _begun()
    till.sync.want(Want(grant="g", member=ANNA, points=30))
    till.sync.failed(_until(world, till, Wants), None)
    till.drop_line()
    assert _asked(world, till) is None


def test_the_counter_asks_beside_the_conversation() -> None:
    """At once, for so many points; where there are none, nothing is taken."""
    world, till = _begun()
    wants = till.sync.counter_wants(Want(grant="g", member=ANNA, points=30))
    till.sync.take_shares(world.hub.shares("till-0", wants, now_us=world.now_us))
    assert till.book.burnable(ANNA, world.now_us) == (100, 30)
    none = NoShare(grant="h", member=ANNA, reason="short")
    till.sync.take_shares(Shares(refused=(none,)))
    assert set(till.book.state.grants) == {"g"}


def test_a_share_that_is_asked_back_goes_back_at_once() -> None:
    """Another till needs the points and is given them next."""
    world, till = _begun()
    other = world.machines[1]
    till.sync.want(Want(grant="g", member=ANNA, points=80))
    talk(world, till)
    talk(world, other)
    wants = other.sync.counter_wants(Want(grant="h", member=ANNA, points=50))
    (no,) = world.hub.shares("till-1", wants, now_us=world.now_us).refused
    assert (no.reason, no.available, no.elsewhere) == ("short", 20, 80)
    till.sync.begin()
    talk(world, till)
    assert till.book.state.grants["g"].state is GrantState.CLOSED
    (grant,) = world.hub.shares("till-1", wants, now_us=world.now_us).grants
    assert grant.points == 50


def test_newer_card_keys_are_noticed() -> None:
    """Whoever drives the conversation fetches them."""
    world, till = _begun()
    sync = TillSync(till.book, About(boot_id="boot", key_version=0))
    assert not sync.needs_keys
    hello = sync.next_request(NOW)
    assert isinstance(hello, Hello)
    sync.take(hello, world.hub.hello("till-0", hello, now_us=world.now_us))
    assert sync.needs_keys


def test_an_answer_to_something_else_is_a_fault_of_ours() -> None:
    """Whoever mixes up answers is told at once."""
    _, till = _begun()
    hello = till.sync.next_request(NOW)
    assert isinstance(hello, Hello)
    with pytest.raises(TypeError):
        till.sync.take(hello, Shares())


def test_a_hint_sends_nobody_back() -> None:
    """Hints may come late; the head that is known stays the newest."""
    world, till = _begun()
    other = world.machines[1]
    world.credit(other, ANNA, 9, None)
    talk(world, other)
    _until(world, till, AskPage)
    till.sync.hint({EVENTS: 0})
    till.drop_line()
    assert isinstance(_asked(world, till), AskPage)


def test_what_was_sold_is_sent_though_nobody_tells_of_members() -> None:
    """A till that joined is not told where members stand, and still says what it has to say."""
    world = quiet_shop()
    till = world.machines[0]
    talk(world, till)
    world.credit(till, ANNA, 5, None)
    sync = TillSync(till.book, About(boot_id="boot"), newcomer=_told_of_nobody())
    hello = sync.next_request(NOW)
    assert isinstance(hello, Hello)
    sync.take(hello, world.hub.hello("till-0", hello, now_us=world.now_us))
    ask = sync.next_request(NOW)
    assert ask == AskMembers("")
    sync.failed(AskMembers(""), Problem(code="retry-later"))
    assert isinstance(sync.next_request(NOW), Push)


def _told_of_nobody() -> SqliteNewcomer:
    """A till that joins, and has not been told of a single member yet."""
    store, clock = Store.in_memory(device_id="till-0"), FixedClock()
    with store.begin() as work:
        work.bases.put_joining(Joining("", 0, 0))
        work.commit()
    return SqliteNewcomer(store, SqliteTillBook(store, clock.now), clock.now)
