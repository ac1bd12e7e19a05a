from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.keys import rotate_card_keys
from pos_loyalty.bootstrap.sync import TillHub
from pos_loyalty.config.folder_lock import FolderLock
from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.errors import HubNeededError
from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.sync.conversation import Progress
from pos_loyalty.sync.errors import HubBusyError, HubRefusedError, NotPairedError
from pos_loyalty.sync.protocol import SHOP, Problem
from tests.support.card_office import hears_of_cards, sight_of, step_now
from tests.support.hub_door import Asked, Said, said
from tests.support.joined_shop import joined_shop, till_hub
from tests.support.shop import Shop, data_folder_in, disk_shop, rules
from tests.support.tiny_hub import TinyHub, tiny_hub


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def shop(tmp_path: Path, hub: TinyHub) -> Iterator[Shop]:
    """The shop that has founded the hub's."""
    with joined_shop(tmp_path, hub) as shop:
        yield shop


def test_a_till_that_stands_alone(tmp_path: Path) -> None:
    """It has nobody to talk to, and says so."""
    shop = disk_shop(tmp_path)
    alone = till_hub(shop)
    assert not alone.is_paired
    for ask in (alone.run_once, alone.look, alone.standing, alone.line):
        with pytest.raises(NotPairedError):
            ask()
    shop.application.close()


def test_what_happened_goes_to_the_hub(shop: Shop) -> None:
    """A sale waits until the next conversation, and not longer."""
    till = till_hub(shop)
    assert not till.has_something_to_send()
    shop.sell(shop.enroll(), "10.00")
    assert till.has_something_to_send()
    before = till.standing()
    assert before.backlog > 0
    report = till.run_once()
    assert (report.backlog, report.is_online, report.is_whole) == (0, True, True)
    assert report.pushed > 0
    assert report.status.link is Link.CONNECTED
    assert report.note.synced_at == shop.now
    assert not till.has_something_to_send()


def test_who_bought_here_is_asked_for(shop: Shop, hub: TinyHub) -> None:
    """The hub is asked for the share of a member's usual till, once for each purchase."""
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    till = till_hub(shop)
    till.run_once()
    till.run_once()
    (asked,) = hub.door.asked_for("/v1/shares")
    assert f'"member":"{anna}"' in asked.body.decode()


def test_an_outage_is_remembered_since_when(shop: Shop, hub: TinyHub) -> None:
    """The first failure counts, across starts of the program, until the hub answers again."""
    serving = dict(hub.door.answers)
    hub.door.answers.clear()
    till, began = till_hub(shop), shop.now
    till.run_once()
    shop.wait(minutes=5)
    assert till.run_once().status.since == began
    assert shop.folder is not None
    other = TillHub(shop.application.store, shop.folder, shop.clock)
    assert other.standing().status.since == began
    hub.door.answers.update(serving)
    assert till.run_once().status.since is None
    other.close()


def test_a_look_says_what_is(shop: Shop, hub: TinyHub) -> None:
    """It sends nothing, and does not pass for a conversation."""
    synced = till_hub(shop).standing().note.synced_at
    shop.wait(minutes=5)
    shop.enroll()
    looked = till_hub(shop).look()
    assert looked.is_online
    assert looked.backlog > 0
    assert looked.note.synced_at == synced
    hub.refuse("/v1/hello", "revoked")
    assert till_hub(shop).look().status.link is Link.REFUSED


def test_one_conversation_at_a_time(shop: Shop) -> None:
    """While another program talks to the hub, this one waits and then gives up."""
    assert shop.folder is not None
    lock = FolderLock(shop.folder.state / "hub.lock")
    assert lock.take()
    with pytest.raises(HubBusyError):
        till_hub(shop).run_once(waits=timedelta(milliseconds=60))
    lock.release()
    assert till_hub(shop).run_once().is_online


def test_progress_is_told(shop: Shop, hub: TinyHub) -> None:
    """Each page says how far it is."""
    hub.tell(SHOP, "device", "till-2", {"name": "Kasse 2", "store": "Mitte", "status": "active"})
    told: list[Progress] = []
    till_hub(shop).run_once(told=told.append)
    head = hub.heads[SHOP]
    assert told == [Progress(SHOP, head, head)]


def test_a_program_is_published_with_the_hubs_word(shop: Shop, hub: TinyHub) -> None:
    """The hub numbers it, and this till has it at once; the same request does nothing again."""
    document = {**rules(), "name": "Neu"}
    request = shop.request("k")
    answer = shop.application.programs.publish(request, document)
    assert answer.value.number == 2
    assert len(hub.programs) == 2
    assert hub.programs[1].published_by == "mona"
    assert shop.application.programs.timeline().versions[-1].program.name == "Neu"
    again = shop.application.programs.publish(request, document)
    assert (again.value, again.repeated) == (answer.value, True)
    assert len(hub.programs) == 2


def test_a_program_that_the_hub_took_unheard(shop: Shop, hub: TinyHub) -> None:
    """The answer was lost: published again under another key, it is the same version."""
    programs, document = shop.application.programs, {**rules(), "name": "Neu"}
    serving = hub.door.answers["/v1/programs"]

    def lose(asked: Asked) -> Said:
        serving(asked)
        return Said(b"lost", 502)

    hub.door.answers["/v1/programs"] = lose
    with pytest.raises(HubNeededError):
        programs.publish(shop.request(), document)
    hub.door.answers["/v1/programs"] = serving
    assert programs.publish(shop.request(), document).value.number == 2
    assert len(hub.programs) == 2
    # What is in force may be published once more, all the same.
    assert programs.publish(shop.request(), document).value.number == 3


def test_a_start_to_come_is_kept(shop: Shop) -> None:
    """The hub is told from when on."""
    start = shop.now + timedelta(days=3)
    document = {**rules(), "name": "Neu"}
    answer = shop.application.programs.publish(shop.request(), document, valid_from=start)
    assert answer.value.valid_from == start
    assert shop.application.programs.timeline().versions[-1].valid_from == start


def test_no_program_without_the_hub(shop: Shop, hub: TinyHub) -> None:
    """Nothing is published where the hub is away, refuses, or breaks off."""
    programs = shop.application.programs
    document = {**rules(), "name": "Neu"}
    serving = hub.door.answers.pop("/v1/programs")
    with pytest.raises(HubNeededError):
        programs.publish(shop.request(), document)
    hub.refuse("/v1/programs", "version-taken", 409)
    with pytest.raises(HubRefusedError):
        programs.publish(shop.request(), document)
    hub.door.answers["/v1/programs"] = serving
    hub.door.answers.pop("/v1/hello")
    with pytest.raises(HubNeededError):
        programs.publish(shop.request(), document)
    assert len(programs.timeline().versions) == 1


def test_newer_card_keys_are_read_again(shop: Shop, hub: TinyHub, tmp_path: Path) -> None:
    """Cards that another till signs with the new key are good here at once."""
    assert hub.ring is not None
    before = shop.application.key_ring()
    folder = data_folder_in(tmp_path)
    ring_file = folder.keys / "card_keys.json"
    old = ring_file.read_bytes()
    ring = rotate_card_keys(shop.application, folder, OPERATOR, grace=timedelta(days=1))
    # As if another till had done it.
    ring_file.write_bytes(old)
    with shop.application.store.begin() as work:
        work.hub.put_key_version(1)
        work.commit()
    assert shop.application.key_ring() == before
    till_hub(shop).run_once()
    assert shop.application.key_ring() == ring


@pytest.mark.expected_log("the card keys are sealed for another key")
def test_card_keys_that_do_not_open_keep_nothing_else_from_being_said(
    shop: Shop, hub: TinyHub
) -> None:
    """They are sealed for a key that this till no longer has: the old ones stay."""
    assert hub.ring is not None
    before = shop.application.key_ring()
    hub.rotate(hub.ring)
    hub.boxes = dict.fromkeys(hub.boxes, hub.box.public)
    shop.enroll()
    report = till_hub(shop).run_once()
    assert (report.is_whole, report.note.link, report.backlog) == (True, Link.CONNECTED, 0)
    assert shop.application.key_ring() == before


def shown(shop: Shop) -> CardShown:
    """A card that was served, and of which nobody was told yet."""
    card = CardShown(shop.enroll(), 0)
    shop.application.sightings.note(card, OPERATOR, shop.now)
    return card


def test_cards_that_were_shown_are_told_in_the_next_conversation(shop: Shop, hub: TinyHub) -> None:
    """Not to a hub that does not say that it hears of them; once it does, each once."""
    card = shown(shop)
    till = till_hub(shop)
    till.run_once()
    assert shop.application.sightings.ask(card) is None
    assert not hub.door.asked_for("/v1/sightings")
    hub.hears_sightings = True
    for _ in range(2):
        till.run_once()
    assert [each.member for each in hub.seen] == [card.member_id]


@pytest.mark.parametrize(("code", "status"), [("revoked", 403), ("", 404)])
def test_a_hub_that_takes_no_cards_keeps_nothing_else_from_being_said(
    shop: Shop, hub: TinyHub, code: str, status: int
) -> None:
    """They wait, and the conversation went well."""
    shown(shop)
    hub.hears_sightings = True
    hub.door.answers["/v1/sightings"] = lambda _asked: (
        said(Problem(code=code), status=status) if code else Said(b"Not Found", status)
    )
    report = till_hub(shop).run_once()
    assert (report.is_whole, report.note.link) == (True, Link.CONNECTED)
    assert len(shop.application.sightings.untold(shop.now)) == 1


def test_a_card_is_asked_about_in_a_thread(shop: Shop, hub: TinyHub) -> None:
    """The hub's word is there a moment later; once the hub was found away, it is not asked."""
    hears_of_cards(shop, hub)
    member_id = shop.enroll()
    card = CardShown(member_id, 0, step=step_now(shop))
    hub.sights.append(sight_of(shop, member_id, step=card.step))
    question = shop.application.sightings.ask(card)
    assert question is not None
    question.wait()
    assert question.is_used()
    hub.door.answers.clear()
    till_hub(shop).run_once()
    asked = len(hub.door.asked_for("/v1/sightings"))
    assert shop.application.sightings.ask(card) is None
    assert len(hub.door.asked_for("/v1/sightings")) == asked


def test_a_till_without_a_hub_asks_nobody_about_cards(tmp_path: Path) -> None:
    """It is served as it always was, without a thread."""
    shop = disk_shop(tmp_path)
    assert shop.application.sightings.ask(CardShown(shop.enroll(), 0)) is None
    shop.application.close()


def test_a_till_that_was_not_told_of_cards_asks_nothing(shop: Shop) -> None:
    """Whoever only pairs or rotates keys has nothing to do with them."""
    assert shop.folder is not None
    other = TillHub(shop.application.store, shop.folder, shop.clock)
    assert not other.is_used(CardShown("anna", 0))
    other.close()
