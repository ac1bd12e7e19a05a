from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from pos_loyalty.domain.shared_records import CARD, MEMBER
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import SHOP, Change, Hello, Problem, ProgramNote, Publish, Welcome
from pos_loyalty.sync.till import Moment, TillSync
from pos_loyalty.sync.till_programs import returned, take_program
from tests.simulation.world import DOCUMENT, World
from tests.support.exchange import book_of, two_tills
from tests.support.quiet_shop import ANNA, quiet_shop, talk
from tests.support.shop import Shop
from tests.support.stores import NOW


def _wish(number: int, name: str = "Two") -> Publish:
    document = msgspec.Raw(encode_json({**DOCUMENT, "name": name}))
    return Publish(document=document, published_by="chef", number=number)


def _shop_that_lost() -> World:
    """A shop of three tills; the hub is put back to before what its third till did."""
    world = quiet_shop(tills=3)
    talk(world)
    before = world.hub_book.state.copy()
    world.hub.publish("till-2", _wish(2), now_us=world.now_us + 7)
    world.machines[2].book.edit(MEMBER, ANNA, {"given_name": "Anna"}, now_us=world.now_us)
    talk(world)
    world.hub_book.state = before
    return world


def test_a_hub_that_was_put_back_gets_programs_again_as_they_were() -> None:
    """The same document under its number, with its start, who published it, and when."""
    world = _shop_that_lost()
    known = world.machines[0].book.state.programs[2]
    world.upkeep.put_back()
    talk(world, *world.machines[:2])
    body = world.hub_book.state.shop["program", "2"].body
    assert msgspec.json.decode(body, type=ProgramNote) == known


def test_what_a_till_wrote_that_is_gone_others_give_back() -> None:
    """And nobody is asked about it: that was done when it was written."""
    world = _shop_that_lost()
    world.upkeep.put_back()
    world.upkeep.write_off("till-2")
    talk(world, *world.machines[:2])
    field = world.hub_book.state.records[MEMBER, ANNA]["given_name"]
    assert (field.value, field.device) == ("Anna", "till-2")
    assert world.hub_book.state.conflicts == ()
    assert not world.machines[0].book.state.dirty


def test_nobody_publishes_before_all_have_been_heard() -> None:
    """The next number may be that of a version which some till still brings back."""
    world = _shop_that_lost()
    world.upkeep.put_back()
    talk(world, world.machines[0])
    with pytest.raises(ProblemError) as caught:
        world.hub.publish("till-0", _wish(3, "Three"), now_us=world.now_us)
    assert caught.value.problem.code == "recovering"
    talk(world)
    assert world.hub.publish("till-0", _wish(3, "Three"), now_us=world.now_us).number == 3


def test_a_till_is_awaited_until_it_has_brought_its_programs() -> None:
    """To say hello is not enough where there is a version that the hub has not."""
    world = _shop_that_lost()
    world.upkeep.put_back()
    (machine,) = world.machines[:1]
    machine.book.rewind(seq=0, incarnation=world.hub_book.state.meta.incarnation)
    machine.sync.begin()
    hello = machine.sync.next_request(_moment(world))
    assert isinstance(hello, Hello)
    assert hello.programs == 2
    world.hub.hello(machine.name, hello, now_us=world.now_us)
    assert world.hub_book.state.devices[machine.name].hello_incarnation < 2
    talk(world)
    assert not world.hub_book.state.meta.is_recovering


def test_whoever_brought_his_programs_is_not_awaited_any_longer() -> None:
    """In the same conversation: shares are given again without waiting for the next one."""
    world = _shop_that_lost()
    world.upkeep.put_back()
    machine = world.machines[0]
    talk(world, machine)
    assert ("program", "2") in world.hub_book.state.shop
    incarnation = world.hub_book.state.meta.incarnation
    assert world.hub_book.state.devices[machine.name].hello_incarnation == incarnation


def test_what_another_till_brings_meanwhile_is_not_offered() -> None:
    """It is read in the shop's feed before this till has come to its own."""
    world = _shop_that_lost()
    world.upkeep.put_back()
    machine, other = world.machines[:2]
    machine.sync.begin()
    for is_welcome in (False, True):
        # The first welcome is that of another life of the hub, and the till begins anew.
        hello = machine.sync.next_request(_moment(world))
        assert isinstance(hello, Hello)
        welcome = world.hub.hello(machine.name, hello, now_us=world.now_us)
        assert welcome.programs == 1
        if is_welcome:
            talk(world, other)
        machine.sync.take(hello, msgspec.structs.replace(welcome, heads=world.hub_book.state.heads))
    asked = []
    while world.moves_on(machine):
        asked.append(machine.asked)
    assert not any(isinstance(each, Publish) for each in asked)


def test_a_version_that_is_not_taken_is_not_offered_again_and_again() -> None:
    """A hub with another version under that number says no once in a conversation."""
    sync, moment = _at_a_hub_that_has(programs=1)
    offered = sync.next_request(moment)
    assert isinstance(offered, Publish)
    sync.failed(offered, Problem(code="version-taken"))
    assert not isinstance(sync.next_request(moment), Publish)


def test_a_hub_of_an_older_release_is_offered_none() -> None:
    """It does not say how many it has."""
    sync, moment = _at_a_hub_that_has(programs=None)
    assert not isinstance(sync.next_request(moment), Publish)


def test_a_version_is_given_back_with_all_that_was_said_of_it() -> None:
    """When it was published and when it begins are two things."""
    known = ProgramRecord(2, NOW + timedelta(days=1), b'{"a":1}', NOW, "chef")
    wish = returned(known)
    assert (wish.number, wish.published_by, bytes(wish.document)) == (2, "chef", known.document)
    assert from_us(wish.valid_from_us) == known.valid_from
    assert from_us(wish.published_us) == known.published_at
    assert returned(ProgramRecord(1, NOW, b"{}", NOW, None)).published_by == ""


def test_another_version_under_a_number_that_is_here_is_not_taken() -> None:
    """What was sold by it would be counted by another; the same one once more is nothing new."""
    _exchange, shop, _other = two_tills()
    with shop.application.store.begin() as work:
        (known,) = work.shop.program_versions()
        take_program(work, _told(known), NOW)
        with pytest.raises(ValueError, match="1"):
            take_program(work, _told(replace(known, document=b'{"a":1}')), NOW)
        assert work.shop.program_versions() == (known,)


def test_a_real_till_gives_programs_back_as_they_were_published() -> None:
    """From its database, one after the other; nothing beyond the newest."""
    exchange, first, second = two_tills()
    exchange.sync(first, second)
    for shop in (first, second):
        book = book_of(shop)
        assert book.newest_program() == 1
        wish = book.program_after(0)
        assert wish is not None
        assert (wish.number, wish.published_us > 0, wish.valid_from_us > 0) == (1, True, True)
        assert book.program_after(1) is None
    told = [book_of(shop).program_after(0) for shop in (first, second)]
    documents = {(wish.published_us, bytes(wish.document)) for wish in told if wish is not None}
    assert len(documents) == 1


def test_a_real_till_gives_back_what_others_wrote() -> None:
    """All records wait after the hub was put back, until it tells them as they are here."""
    exchange, first, second = two_tills()
    anna = first.enroll(given_name="Anna")
    exchange.sync(first, second)
    assert _records(second) == set()
    book = book_of(second)
    book.rewind(seq=book.place().seq, incarnation=2)
    assert _records(second) >= {(MEMBER, anna), (CARD, f"{anna}/0")}
    page = exchange.page(second, SHOP)
    assert page is not None
    assert book.apply(msgspec.structs.replace(page, incarnation=2))
    assert _records(second) == set()


def _records(shop: Shop) -> set[tuple[str, str]]:
    """Records that a till's next push carries."""
    push = book_of(shop).next_push(most_events=9, most_bytes=10**6)
    return {(each.kind, each.key) for each in push.records} if push else set()


def _told(known: ProgramRecord) -> Change:
    """A version as the hub tells of it."""
    note = ProgramNote(
        number=known.number,
        valid_from=known.valid_from,
        document=msgspec.Raw(known.document),
        published_at=known.published_at,
    )
    return Change(seq=1, kind="program", key="1", body=msgspec.Raw(encode_json(note)))


def _moment(world: World) -> Moment:
    return Moment(world.now_us, 0)


def _at_a_hub_that_has(*, programs: int | None) -> tuple[TillSync, Moment]:
    """A till of two programs that was welcomed by a hub of so many."""
    world = _shop_that_lost()
    sync, moment = world.machines[0].sync, _moment(world)
    sync.begin()
    hello = sync.next_request(moment)
    assert hello is not None
    welcome = Welcome(
        version=1,
        incarnation=1,
        epoch=1,
        seq=0,
        tip_hash="",
        heads={},
        server_us=0,
        programs=programs,
    )
    sync.take(hello, welcome)
    return sync, moment
