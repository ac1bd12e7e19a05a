from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from pos_loyalty.domain.shared_records import MEMBER
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.domain.tills import DeviceStatus, HubMeta, InboxStatus
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.hub import MOST_EPOCHS
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    EVENTS,
    SHOP,
    Hello,
    Problem,
    ProgramNote,
    Publish,
    Push,
    Want,
    Wants,
    Whose,
)
from tests.simulation.world import DOCUMENT, START_US, Machine, World
from tests.support.hub_events import burn, credit, purchase
from tests.support.quiet_shop import ANNA, quiet_shop, talk


def _push(machine: Machine, *, most_events: int = 100) -> Push:
    push = machine.book.next_push(most_events=most_events, most_bytes=10**6)
    assert push is not None
    return push


def _refused(world: World, machine: Machine, push: Push) -> Problem:
    with pytest.raises(ProblemError) as caught:
        world.hub.push(machine.name, push, now_us=world.now_us)
    return caught.value.problem


def _begun() -> tuple[World, Machine]:
    """A shop whose first till has sent all that it has."""
    world = quiet_shop()
    till = world.machines[0]
    talk(world, till)
    return world, till


def test_a_push_twice_is_a_push_once() -> None:
    """Whoever has not heard the answer asks again, and nothing is booked twice."""
    world = quiet_shop()
    till = world.machines[0]
    till.book.rewind(seq=0, incarnation=1)
    push = _push(till)
    first = world.hub.push(till.name, push, now_us=world.now_us)
    assert world.hub.push(till.name, push, now_us=world.now_us) == first
    assert len(world.hub_book.state.events) == first.seq == 1


@pytest.mark.parametrize("epoch", [-1, 0, MOST_EPOCHS + 1, 1 << 62])
def test_an_epoch_that_no_till_has_is_not_looked_for(epoch: int) -> None:
    """The hub looks into all epochs of a till: a wrong number would be its end."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    push = msgspec.structs.replace(_push(till), epoch=epoch)
    assert _refused(world, till, push).code == "bad-request"
    hello = Hello(
        device=till.name, epoch=epoch, seq=1, tip_hash="00", boot_id="", mono_ms=0, wall_us=0
    )
    with pytest.raises(ProblemError, match="bad-request"):
        world.hub.hello(till.name, hello, now_us=world.now_us)


def test_no_log_begins_before_its_first_event() -> None:
    """What is said to stand there is not taken for a log that split."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    push = msgspec.structs.replace(_push(till), first_seq=0)
    assert _refused(world, till, push).code == "bad-request"


def test_what_does_not_follow_is_asked_for() -> None:
    """A hole in the log is named, and nothing of what comes after it is taken."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    world.credit(till, ANNA, 6, None)
    till.book.state.acked += 1
    assert _refused(world, till, _push(till)) == Problem(code="gap", facts={"seq": 1})
    # What follows a link that the hub never saw is to be sent from the beginning.
    strange = replace(till.book.state.log[0], hash=bytes(31) + b"x")
    till.book.state.log[0], till.book.state.acked = strange, 1
    assert _refused(world, till, _push(till)) == Problem(code="gap", facts={"seq": 0})


def test_another_log_of_the_same_till_is_a_fork() -> None:
    """The first event that differs is named, so that the till knows what the hub has of it."""
    world, till = _begun()
    before = till.book.state.copy()
    world.credit(till, ANNA, 5, None)
    talk(world, till)
    till.book.state = before
    world.credit(till, ANNA, 6, None)
    problem = _refused(world, till, _push(till))
    assert problem == Problem(code="fork", facts={"epoch": 1, "seq": 2, "known_to": 2})


def test_an_epoch_that_has_ended_takes_no_more() -> None:
    """Its till goes on in a new one; that it went on at all says that there are two machines."""
    world, till = _begun()
    old = till.book.state.copy()
    till.book.begin_epoch(above=1, after_seq=1, known_to_seq=1)
    talk(world, till)
    till.book.state = old
    world.credit(till, ANNA, 6, None)
    problem = _refused(world, till, _push(till))
    assert (problem.code, problem.facts["epoch"], problem.facts["seq"]) == ("fenced-epoch", 2, 2)
    assert world.hub_book.state.devices[till.name].status is DeviceStatus.TWIN


def test_events_of_a_revoked_till_are_kept_aside() -> None:
    """It sends all that it has and is told nothing; what it changed waits with it."""
    world, till = _begun()
    world.upkeep.revoke(till.name)
    world.credit(till, ANNA, 5, None)
    till.book.edit(MEMBER, ANNA, {"given_name": "Anna"}, now_us=world.now_us)
    talk(world, till)
    last = till.book.state.log[-1]
    row = world.hub_book.state.events[last.id]
    assert (row.status, row.reason) == (InboxStatus.REFUSED, "revoked")
    assert till.book.state.acked == len(till.book.state.log)
    assert till.book.state.dirty
    assert not world.hub_book.state.records
    assert [each.code for each in till.sync.refused] == ["revoked"]
    for ask in (
        lambda: world.hub.page(till.name, feed=SHOP, start=0, with_own=False),
        lambda: world.hub.shares(till.name, Wants(epoch=1, wants=()), now_us=world.now_us),
        lambda: world.hub.history(till.name, ANNA),
        lambda: world.hub.whose(till.name, "S1"),
    ):
        with pytest.raises(ProblemError) as caught:
            ask()
        assert caught.value.problem.code == "revoked"
    world.upkeep.readmit(till.name)
    talk(world, till)
    assert world.hub_book.state.records[MEMBER, ANNA]["given_name"].value == "Anna"


def test_a_till_nobody_enrolled_is_unknown() -> None:
    """It is not called revoked: the hub may have forgotten it when it was put back."""
    world = quiet_shop()
    with pytest.raises(ProblemError) as caught:
        world.hub.history("nobody", ANNA)
    assert caught.value.problem.code == "unknown-device"


@pytest.mark.parametrize(
    ("feed", "start", "limit"), [("gossip", 0, 1), (SHOP, -1, 1), (EVENTS, 0, 0)]
)
def test_a_page_of_nothing_is_refused(feed: str, start: int, limit: int) -> None:
    """Feeds have names, places and sizes."""
    world = quiet_shop()
    with pytest.raises(ProblemError) as caught:
        world.hub.page("till-0", feed=feed, start=start, limit=limit, with_own=False)
    assert caught.value.problem.code == "bad-request"


def test_who_was_told_more_than_there_is_finds_out() -> None:
    """A page beyond the head says that the hub was put back."""
    world = quiet_shop()
    with pytest.raises(ProblemError) as caught:
        world.hub.page("till-0", feed=EVENTS, start=7, with_own=False)
    assert caught.value.problem == Problem(code="incarnation-changed", facts={"incarnation": 1})


def test_a_push_to_the_hub_as_it_was_is_refused() -> None:
    """Who has not heard that it was put back has to hear of it first."""
    world, till = _begun()
    world.credit(till, ANNA, 5, None)
    push = msgspec.structs.replace(_push(till), incarnation=7)
    assert _refused(world, till, push).code == "incarnation-changed"


def test_a_link_that_is_none_is_refused() -> None:
    """A push is checked before anything is looked up."""
    world, till = _begun()
    push = Push(epoch=1, first_seq=2, prev_hash="no link", tip_seq=2)
    assert _refused(world, till, push).code == "bad-request"


def test_a_hub_put_back_unseen_is_noticed_by_what_a_till_was_told() -> None:
    """It begins a new incarnation by itself, and gives no shares until all have sent."""
    world = quiet_shop()
    before = world.hub_book.state.copy()
    talk(world)
    world.hub_book.state = before
    till = world.machines[0]
    till.sync.begin()
    talk(world, till)
    assert world.hub_book.state.meta == HubMeta(2, is_recovering=True, key_version=1)
    talk(world)
    assert world.hub_book.state.meta == HubMeta(2, is_recovering=False, key_version=1)
    assert till.book.state.log[0].id in world.hub_book.state.events


def test_a_hub_that_lost_what_it_acked_is_noticed_by_the_link() -> None:
    """Though its feeds are as long as before, it does not have what it said it has."""
    world, till = _begun()
    place = till.book.place()
    hello = Hello(
        device=till.name,
        epoch=1,
        seq=1,
        tip_hash=place.tip_hash.hex(),
        boot_id="boot",
        mono_ms=0,
        wall_us=world.now_us,
        incarnation_seen=1,
        acked=1,
        acked_hash=bytes(32).hex(),
    )
    assert world.hub.hello(till.name, hello, now_us=world.now_us).incarnation == 2


def test_a_till_too_old_still_sends() -> None:
    """What it sold is taken, though it is told nothing that it would not understand."""
    world, till = _begun()
    device = world.hub_book.state.devices[till.name]
    world.hub_book.state.devices[till.name] = replace(device, version=0)
    with pytest.raises(ProblemError) as caught:
        world.hub.page(till.name, feed=SHOP, start=0, with_own=False)
    assert caught.value.problem.code == "upgrade-required"
    world.credit(till, ANNA, 5, None)
    assert world.hub.push(till.name, _push(till), now_us=world.now_us).seq == 2


def test_a_record_is_looked_up() -> None:
    """A till asks for a member whom it has not heard of yet."""
    world, till = _begun()
    till.book.edit(MEMBER, ANNA, {"given_name": "Anna"}, now_us=world.now_us)
    talk(world, till)
    assert world.hub.record("till-1", MEMBER, ANNA).fields["given_name"].value == "Anna"
    for kind, key in ((MEMBER, "nobody"), ("gossip", ANNA)):
        with pytest.raises(ProblemError) as caught:
            world.hub.record("till-1", kind, key)
        assert caught.value.problem.code == "unknown-member"


def test_the_history_of_a_member_is_told_whole() -> None:
    """All of the member's events, as their bytes are."""
    world, till = _begun()
    told = world.hub.history("till-1", ANNA)
    assert [bytes(change.body) for change in told.events] == [till.book.state.log[0].body]
    assert (told.member, told.head) == (ANNA, 1)


def test_whose_a_sale_is_is_told() -> None:
    """Or a redemption, by its id; of what nobody did there is nobody."""
    world, till = _begun()
    till.book.record(purchase("S1", earned=9), ANNA, now_us=world.now_us)
    till.book.record(burn(5, "R1"), ANNA, now_us=world.now_us)
    till.book.record(credit(5), ANNA, now_us=world.now_us)
    talk(world, till)
    for subject in ("S1", "R1"):
        assert world.hub.whose(till.name, subject) == Whose(subject=subject, members=(ANNA,))
    assert world.hub.whose(till.name, "S2") == Whose(subject="S2")
    world.upkeep.put_back()
    assert world.hub.whose(till.name, "S1").members == (ANNA,)
    with pytest.raises(ProblemError) as caught:
        world.hub.whose(till.name, "S2")
    assert caught.value.problem.code == "recovering"


def test_a_grant_whose_answer_was_lost_is_told_with_the_welcome() -> None:
    """The till takes it then; afterwards its log says so and the hub stops telling."""
    world, till = _begun()
    wants = Wants(epoch=1, wants=(Want(grant="g", member=ANNA, points=30),))
    (grant,) = world.hub.shares(till.name, wants, now_us=world.now_us).grants
    assert world.hub.shares(till.name, wants, now_us=world.now_us).grants == (grant,)
    talk(world, till)
    assert till.book.state.grants["g"].grant == grant
    assert world.hub_book.state.grants["g"].is_taken
    till.sync.begin()
    talk(world, till)
    assert till.sync.welcome is not None
    assert till.sync.welcome.grants == ()


def test_shares_for_an_epoch_that_has_ended_are_refused() -> None:
    """A message that comes late sets nothing apart; nor does one from an epoch not heard of."""
    world, till = _begun()
    till.book.begin_epoch(above=1, after_seq=1, known_to_seq=1)
    ahead = Wants(epoch=2, wants=(Want(grant="g", member=ANNA, points=30),))
    (no,) = world.hub.shares(till.name, ahead, now_us=world.now_us).refused
    assert no.reason == "send-first"
    talk(world, till)
    late = Wants(epoch=1, wants=ahead.wants)
    with pytest.raises(ProblemError) as caught:
        world.hub.shares(till.name, late, now_us=world.now_us)
    assert caught.value.problem.code == "fenced-epoch"
    assert world.hub_book.state.grants == {}


def _wish(**changed: object) -> Publish:
    document = msgspec.Raw(encode_json({**DOCUMENT, **changed}))
    return Publish(document=document, published_by="chef")


def test_the_hub_numbers_programs() -> None:
    """Each version gets the next number and goes to all tills; never does one reach back."""
    world = quiet_shop()
    wish = msgspec.structs.replace(_wish(name="Two"), valid_from_us=5)
    published = world.hub.publish("till-1", wish, now_us=START_US + 9)
    assert (published.number, published.valid_from_us) == (2, START_US + 9)
    note = msgspec.json.decode(world.hub_book.state.shop["program", "2"].body, type=ProgramNote)
    assert note.published_by == "chef"


@pytest.mark.parametrize("field", ["valid_from_us", "published_us"])
def test_a_version_comes_to_rule_before_the_end_of_the_calendar(field: str) -> None:
    """There is no day after the last one, and every till and the hub would look for it."""
    world = quiet_shop()
    end = to_us(datetime.max.replace(tzinfo=UTC))
    wish = msgspec.structs.replace(_wish(name="Two"), **{field: end})
    with pytest.raises(ProblemError, match="bad-request"):
        world.hub.publish("till-1", wish, now_us=START_US)


def test_a_version_brought_along_keeps_its_number() -> None:
    """A till brings what it has: the same again is the same, another under its number is not."""
    world = quiet_shop()
    again = msgspec.structs.replace(_wish(), number=1)
    assert world.hub.publish("till-1", again, now_us=START_US + 9).valid_from_us == START_US
    for number, name in ((1, "Other"), (3, "Third")):
        other = msgspec.structs.replace(_wish(name=name), number=number)
        with pytest.raises(ProblemError) as caught:
            world.hub.publish("till-1", other, now_us=START_US)
        assert caught.value.problem.code == "version-taken"


@pytest.mark.parametrize(
    "document",
    [
        b"[]",
        b"{",
        encode_json({"schema": 1}),
        encode_json({**DOCUMENT, "currency": "CHF"}),
        b"null",
    ],
)
def test_a_program_that_is_none_is_not_published(document: bytes) -> None:
    """Neither what cannot be read nor another currency."""
    world = quiet_shop()
    with pytest.raises(ProblemError) as caught:
        world.hub.publish("till-0", Publish(document=msgspec.Raw(document)), now_us=START_US)
    assert caught.value.problem.code == "bad-request"
    assert ("program", "2") not in world.hub_book.state.shop


def test_of_two_who_write_apart_both_are_told_what_was_taken() -> None:
    """The later name is everywhere in the end, and the other one is shown to a person."""
    world = quiet_shop()
    for machine, name in zip(world.machines, ("Anna", "Anne"), strict=True):
        machine.book.edit(MEMBER, ANNA, {"given_name": name}, now_us=world.now_us)
        world.now_us += 1_000_000
    talk(world)
    names = {m.book.state.records[MEMBER, ANNA]["given_name"].value for m in world.machines}
    assert names == {"Anne"}
    (conflict,) = world.hub_book.state.conflicts
    assert (conflict.taken.value, conflict.left.value) == ("Anne", "Anna")


def test_a_new_epoch_leaves_old_shares_in_doubt() -> None:
    """What the lost log may have burned of them stays apart."""
    world, till = _begun()
    wants = Wants(epoch=1, wants=(Want(grant="g", member=ANNA, points=30),))
    world.hub.shares(till.name, wants, now_us=world.now_us)
    till.book.begin_epoch(above=1, after_seq=1, known_to_seq=1)
    talk(world, till)
    assert world.hub_book.state.grants["g"].state is GrantState.IN_DOUBT
