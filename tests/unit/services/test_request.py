from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    KeyReusedError,
    NotAllowedError,
    RefusalError,
)
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.errors import BrokenConstraintError, DatabaseReadOnlyError
from pos_loyalty.storage.store import Work
from tests.support.shop import APPROVED, CASHIER, MANAGER, Shop, scratch_shop
from tests.support.use_cases import USE_CASES, UseCase, stocked_shop

each_use_case = pytest.mark.parametrize("case", USE_CASES, ids=lambda case: case.name)
managers_only = pytest.mark.parametrize(
    "case", [case for case in USE_CASES if not case.is_cashiers], ids=lambda case: case.name
)
cashiers_too = pytest.mark.parametrize(
    "case", [case for case in USE_CASES if case.is_cashiers], ids=lambda case: case.name
)


@contextmanager
def _sql(shop: Shop, *, before: str, after: str) -> Iterator[None]:
    """The database told something, and told otherwise afterwards."""
    with shop.application.store.read() as reading:
        connection = reading.connection.driver
    connection.execute(before)
    yield
    connection.execute(after)


def _refusal(act: Callable[[], object]) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        act()
    return caught.value


@each_use_case
def test_a_request_writes_what_it_should_and_nothing_else(case: UseCase) -> None:
    """Each use case adds just the rows that it is made of, and the ledger agrees."""
    shop, anna = stocked_shop()
    before = shop.written()
    answer = case.act(shop, anna, shop.request())
    grown = {table: rows - before[table] for table, rows in shop.written().items()}
    assert {table: rows for table, rows in grown.items() if rows} == case.grown
    assert not answer.repeated
    assert shop.verified().ok


@each_use_case
def test_the_same_request_twice_is_done_once(case: UseCase) -> None:
    """A repeat gives the first answer, whole, and writes nothing, however late it comes."""
    shop, anna = stocked_shop()
    request = shop.request("once")
    first = case.act(shop, anna, request)
    before, balance, requests = shop.written(), shop.balance(anna), shop.requests()
    shop.wait(days=3)
    again = case.act(shop, anna, replace(request, now=shop.now))
    assert again == Answer(first.value, repeated=True)
    assert (shop.written(), shop.balance(anna), shop.requests()) == (before, balance, requests)


@each_use_case
def test_a_key_stands_for_one_content(case: UseCase) -> None:
    """The same key with other content is refused and changes nothing; the first stays."""
    shop, anna = stocked_shop()
    request = shop.request("once")
    first = case.act(shop, anna, request)
    before, balance = shop.written(), shop.balance(anna)
    with pytest.raises(KeyReusedError):
        case.other(shop, anna, request)
    assert (shop.written(), shop.balance(anna)) == (before, balance)
    assert case.act(shop, anna, request) == Answer(first.value, repeated=True)


@each_use_case
def test_a_refusal_changes_nothing_and_is_remembered(case: UseCase) -> None:
    """A refused request leaves one thing: that it was refused, for its repeats."""
    shop, anna = stocked_shop()
    request = shop.request("once")
    before, state, requests = shop.written(), shop.state(anna), shop.requests()
    first = _refusal(lambda: case.refused(shop, anna, request))
    assert first.code == case.code
    assert (shop.written(), shop.state(anna)) == (before, state)
    assert shop.requests() == requests + 1
    again = _refusal(lambda: case.refused(shop, anna, request))
    assert (type(again), again.facts) == (type(first), first.facts)
    assert (shop.written(), shop.requests()) == (before, requests + 1)


@each_use_case
def test_a_key_of_a_refusal_is_used_up(case: UseCase) -> None:
    """What was refused under a key cannot be turned into something else."""
    shop, anna = stocked_shop()
    request = shop.request("once")
    _refusal(lambda: case.refused(shop, anna, request))
    before = shop.written()
    with pytest.raises(KeyReusedError):
        case.act(shop, anna, request)
    assert shop.written() == before


@each_use_case
def test_an_outage_leaves_nothing_and_the_key_free(case: UseCase) -> None:
    """When the database cannot be written, nothing is; asked again later, it is done."""
    shop, anna = stocked_shop()
    request = shop.request("once")
    before, state, requests = shop.written(), shop.state(anna), shop.requests()
    with (
        _sql(shop, before="PRAGMA query_only = ON", after="PRAGMA query_only = OFF"),
        pytest.raises(DatabaseReadOnlyError),
    ):
        case.act(shop, anna, request)
    assert (shop.written(), shop.state(anna), shop.requests()) == (before, state, requests)
    assert not case.act(shop, anna, request).repeated


@each_use_case
def test_a_failure_at_the_last_write_leaves_nothing(case: UseCase) -> None:
    """Whatever was written before it in the transaction is gone with it."""
    shop, anna = stocked_shop()
    before, state = shop.written(), shop.state(anna)
    refuse = (
        "CREATE TRIGGER no_more BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'no more'); END"
    )
    with (
        _sql(shop, before=refuse, after="DROP TRIGGER no_more"),
        pytest.raises(BrokenConstraintError),
    ):
        case.act(shop, anna, shop.request())
    assert (shop.written(), shop.state(anna)) == (before, state)
    assert shop.verified().ok


@managers_only
def test_a_cashier_alone_may_not(case: UseCase) -> None:
    """The role is asked before anything else; the key stays free for the manager's word."""
    shop, anna = stocked_shop()
    before, requests = shop.written(), shop.requests()
    refusal = _refusal(lambda: case.act(shop, anna, shop.request("once", CASHIER)))
    assert refusal.facts["reason"] == "role"
    assert shop.written() == before
    if case.name != "managers-action":
        assert shop.requests() == requests


@managers_only
def test_an_override_names_both_people_in_the_log(case: UseCase) -> None:
    """Who did it and who approved it stand in the event itself, by id."""
    shop, anna = stocked_shop()
    case.act(shop, anna, shop.request(actor=APPROVED))
    body = shop.bodies()[-1]
    assert (body.staff, body.approved) == (CASHIER.staff_id, MANAGER.staff_id)


@cashiers_too
def test_a_cashier_may_without_asking(case: UseCase) -> None:
    """What happens fifty times a day needs no manager; the event names the cashier alone."""
    shop, anna = stocked_shop()
    case.act(shop, anna, shop.request(actor=CASHIER))
    body = shop.bodies()[-1]
    assert (body.staff, body.approved) == (CASHIER.staff_id, None)


@each_use_case
def test_every_event_carries_its_key(case: UseCase) -> None:
    """From the log alone one can tell which request an event answers."""
    shop, anna = stocked_shop()
    case.act(shop, anna, shop.request("the-key"))
    assert shop.bodies()[-1].key == "the-key"


def test_a_request_has_a_key() -> None:
    """Nothing is written without something to tell its repeat by."""
    with pytest.raises(ValueError, match="key"):
        Request("", MANAGER, scratch_shop().now)


def test_the_first_answer_wins_over_a_late_refusal() -> None:
    """Two tries of one request at once: one did it, so the other's refusal is not kept."""
    shop = scratch_shop()
    request = shop.request("once")
    desk = Desk(shop.application.store)

    class Racing(Desk):
        def _remember(self, request: Request, content_hash: bytes, refusal: RefusalError) -> None:
            desk.perform(request, "it", str, lambda _work: "done")
            super()._remember(request, content_hash, refusal)

    with pytest.raises(NotAllowedError):
        Racing(shop.application.store).perform(request, "it", str, _too_late)
    assert desk.perform(request, "it", str, _too_late) == Answer("done", repeated=True)


def test_what_is_no_refusal_is_not_remembered() -> None:
    """A bug says nothing about the request: asked again, it is tried again."""
    shop = scratch_shop()
    desk, request = Desk(shop.application.store), shop.request("once")
    with pytest.raises(ZeroDivisionError):
        desk.perform(request, "it", int, lambda _work: 1 // 0)
    assert desk.perform(request, "it", int, lambda _work: 7) == Answer(7)


def test_a_remembered_refusal_holds_although_its_reason_is_gone() -> None:
    """The same key gets the same answer; who has enough by now asks under a new key."""
    shop = scratch_shop()
    anna = shop.enroll()
    act = next(case.act for case in USE_CASES if case.name == "redeem")
    request = shop.request("once")
    with pytest.raises(InsufficientPointsError):
        act(shop, anna, request)
    shop.give(anna, 100)
    with pytest.raises(InsufficientPointsError) as caught:
        act(shop, anna, request)
    assert caught.value.facts == {"needed": 100, "held": 0}
    assert act(shop, anna, shop.request()).value.spent == 100


def _too_late(_work: Work) -> str:
    raise NotAllowedError(reason="too-late")


def test_work_of_many_transactions_asks_first_and_keeps_its_answer_at_the_end() -> None:
    """A new key has none; a known one gives it, for the same content only."""
    shop = scratch_shop()
    desk, request = Desk(shop.application.store), shop.request("march")
    assert desk.kept(request, "file", int) is None
    desk.perform(request, "file", int, lambda _work: 7)
    assert desk.kept(request, "file", int) == 7
    with pytest.raises(KeyReusedError):
        desk.kept(request, "another file", int)
