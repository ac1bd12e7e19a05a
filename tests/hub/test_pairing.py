from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import msgspec
import pytest

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.hub.bounds import Guesses
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.enrolment import code_hash
from pos_loyalty.sync.protocol import SHOP, Enrolled, KeyRing, Page, Problem, TillNote
from tests.support.clock import FixedClock
from tests.support.running_hub import RING, Caller, new_code, running_hub


@pytest.fixture
def stranger(hub: str) -> Iterator[Caller]:
    """A till that nobody has let in."""
    caller = Caller(hub, "till-9", secret=9)
    yield caller
    caller.close()


def code_of(answer: object) -> str:
    """What the hub said no with."""
    assert isinstance(answer, Problem), answer
    return answer.code


def test_the_founding_till_brings_the_keys(store: HubStore, stranger: Caller) -> None:
    """The first till is asked for the card keys, and a later one gets them sealed for itself."""
    enrolled = stranger.enrol(new_code(store), founds=True)
    assert isinstance(enrolled, Enrolled)
    assert (enrolled.needs_keys, enrolled.keys, enrolled.store) == (True, "", "Mitte")
    ring = stranger.bring(enrolled, RING)
    assert isinstance(ring, KeyRing)
    assert (ring.version, stranger.opened(ring)) == (1, RING)


def test_a_joining_till_gets_the_keys(hub: str, store: HubStore, founder: Caller) -> None:
    """The shop's card keys come back under the till's own key, and nobody else's opens them."""
    second = Caller(hub, "till-2", secret=2)
    enrolled = second.enrol(new_code(store))
    assert isinstance(enrolled, Enrolled)
    assert not enrolled.needs_keys
    assert second.opened(KeyRing(version=1, sealed=enrolled.keys)) == RING
    ring = second.line.card_keys()
    assert isinstance(ring, KeyRing)
    assert second.opened(ring) == RING
    assert founder.device != second.device
    second.close()


def test_all_tills_hear_of_a_new_one(founder: Caller, second: Caller) -> None:
    """A till that was let in is told of in the shop feed, by name and store."""
    page = founder.line.page(SHOP, after=0)
    assert isinstance(page, Page)
    notes = {
        row.key: msgspec.json.decode(bytes(row.body), type=TillNote)
        for row in page.rows
        if row.kind == "device"
    }
    assert notes[second.device] == TillNote(name="Kasse till-2", store="Mitte", status="active")


def test_a_till_without_a_shop_cannot_be_the_first(store: HubStore, stranger: Caller) -> None:
    """While the hub has no shop, only a till that brings one is let in; the code stays good."""
    code = new_code(store)
    assert code_of(stranger.enrol(code)) == "no-shop"
    assert isinstance(stranger.enrol(code, founds=True), Enrolled)


def test_a_code_lets_one_till_in(hub: str, store: HubStore, founder: Caller) -> None:
    """A second till with the same code is refused, the first may ask again: answers get lost."""
    code = new_code(store)
    second, third = Caller(hub, "till-2", secret=2), Caller(hub, "till-3", secret=3)
    assert isinstance(second.enrol(code), Enrolled)
    assert code_of(third.enrol(code)) == "wrong-code"
    assert isinstance(second.enrol(code), Enrolled)
    assert founder.device
    second.close()
    third.close()


def test_of_two_that_come_at_once_one_gets_in(
    database: str, hub: str, store: HubStore, founder: Caller
) -> None:
    """Two tills race with one code, at two replicas: one is let in, whichever."""
    assert founder.device
    code = new_code(store)
    with running_hub(database) as other, ThreadPoolExecutor(8) as threads:
        callers = [
            Caller(url, f"till-{at}", secret=at)
            for at, url in enumerate([hub, other] * 4, start=10)
        ]
        answers = list(threads.map(lambda caller: caller.enrol(code), callers))
        for caller in callers:
            caller.close()
    assert sum(isinstance(answer, Enrolled) for answer in answers) == 1


def test_of_two_founders_one_founds(database: str, hub: str, store: HubStore) -> None:
    """Two shops that come at once do not become one: the second's keys are refused."""
    with running_hub(database) as other:
        callers = [Caller(hub, "till-1", secret=1), Caller(other, "till-2", secret=2)]
        enrolled = [caller.enrol(new_code(store), founds=True) for caller in callers]
        with ThreadPoolExecutor(2) as threads:
            brought = list(
                threads.map(
                    lambda each: each[0].bring(each[1], f"ring of {each[0].device}".encode()),
                    zip(callers, enrolled, strict=True),
                )
            )
        for caller in callers:
            caller.close()
    assert sorted(type(answer).__name__ for answer in brought) == ["KeyRing", "Problem"]
    assert [each.code for each in brought if isinstance(each, Problem)] == ["other-shop"]


def test_replicas_agree_on_the_hubs_keys(database: str, hub: str, store: HubStore) -> None:
    """However many start at once, a till is shown the same key by all of them."""
    with ThreadPoolExecutor(3) as threads, running_hub(database) as other:
        callers = [Caller(url, "till-1") for url in (hub, other)]
        code = new_code(store)
        found = list(threads.map(lambda caller: caller.enrol(code, founds=True), callers))
        for caller in callers:
            caller.close()
    keys = {(each.hub_key, each.hub_box_key) for each in found if isinstance(each, Enrolled)}
    assert len(keys) == 1


def test_keys_are_rotated_one_version_at_a_time(founder: Caller, second: Caller) -> None:
    """A newer version goes to all; an older or another one of the same number does not."""
    enrolled = second.line.card_keys()
    assert isinstance(enrolled, KeyRing)
    hub = Enrolled(incarnation=1, store="", hub_key="", hub_box_key=_hub_box(founder))
    assert isinstance(founder.bring(hub, b"newer", version=2), KeyRing)
    assert isinstance(founder.bring(hub, b"newer", version=2), KeyRing)
    assert code_of(second.bring(hub, b"other", version=2)) == "version-taken"
    assert code_of(second.bring(hub, b"older", version=1)) == "version-taken"
    assert code_of(second.bring(hub, b"ahead", version=9)) == "version-taken"
    ring = second.line.card_keys()
    assert isinstance(ring, KeyRing)
    assert (ring.version, second.opened(ring)) == (2, b"newer")


def test_keys_that_do_not_open_are_refused(founder: Caller) -> None:
    """What was not sealed for this hub is not kept."""
    answer = founder.line.bring_card_keys(KeyRing(version=2, sealed="AAAA"))
    assert code_of(answer) == "bad-request"


def test_a_name_that_is_taken_stays_with_its_key(
    hub: str, store: HubStore, founder: Caller
) -> None:
    """Who has a code cannot take the place of a till that is there."""
    thief = Caller(hub, founder.device, secret=7)
    assert code_of(thief.enrol(new_code(store))) == "device-taken"
    assert isinstance(founder.line.page(SHOP, after=0), Page)
    thief.close()


def test_a_revoked_till_comes_back_with_a_new_code(
    store: HubStore, founder: Caller, second: Caller
) -> None:
    """A code that the operator gives lets in again what was shut out."""
    office = HubOffice(store, FixedClock())
    office.revoke(second.device)
    assert code_of(second.line.page(SHOP, after=0)) == "revoked"
    assert isinstance(second.enrol(new_code(store)), Enrolled)
    assert office.till(second.device).row.status is DeviceStatus.ACTIVE
    assert isinstance(second.line.page(SHOP, after=0), Page)
    assert founder.device


def test_a_code_ends(store: HubStore, stranger: Caller) -> None:
    """A code that lies about is no use to whoever finds it the day after."""
    code = new_code(store)
    with store.begin() as work:
        work.add_pairing_code(code_hash("AAAAAAAAAA"), store="x", now_us=0, expires_us=1)
        work.commit()
    assert code_of(stranger.enrol("AAAAAAAAAA", founds=True)) == "wrong-code"
    assert isinstance(stranger.enrol(code, founds=True), Enrolled)


def test_guessing_becomes_slow(hub: str, store: HubStore) -> None:
    """After some wrong codes an address has to wait, even with the right one."""
    code = new_code(store)
    guesser = Caller(hub, "till-9")
    for _ in range(Guesses.FREE):
        assert code_of(guesser.enrol("0000000000")) == "wrong-code"
    assert code_of(guesser.enrol(code, founds=True)) == "retry-later"
    guesser.close()


def test_a_till_proves_that_it_has_its_key(hub: str, store: HubStore) -> None:
    """Nobody is let in with a public key that they only found."""
    caller, other = Caller(hub, "till-1"), Caller(hub, "till-1", secret=2)
    caller.key, kept = other.key, caller.key
    # Asks with one key and signs with the other.
    answer = caller.enrol(new_code(store), founds=True)
    assert code_of(answer) == "bad-signature"
    assert kept != caller.key
    caller.close()
    other.close()


def test_codes_are_kept_as_hashes_only(store: HubStore) -> None:
    """Who reads the table finds no code that would let a till in."""
    code = new_code(store)
    with store.begin() as work:
        assert work.take_pairing_code(code.encode(), device="d", now_us=0) is None
        assert work.take_pairing_code(code_hash(code), device="d", now_us=0) == "Mitte"


def test_nothing_is_let_in_without_a_body(hub: str) -> None:
    """An empty request is a wrong one."""
    found = httpx2.post(f"{hub}/v1/enrol", headers={"X-Device": "x", "X-Signature": "AAAA"})
    assert (found.status_code, found.json()["code"]) == (400, "bad-request")


def _hub_box(caller: Caller) -> str:
    """The key under which things are sealed for the hub; a till keeps it from its pairing."""
    enrolled = caller.enrolled
    assert enrolled is not None
    return enrolled.hub_box_key
