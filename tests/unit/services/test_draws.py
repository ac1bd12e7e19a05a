import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
)
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.draws import DrawPhase, DrawResult
from tests.support.builders import at
from tests.support.shop import APPROVED, CASHIER, Shop, rules, scratch_shop
from tests.support.use_cases import NOBODY

MASK = "••••"
SUMMER: Mapping[str, Any] = {
    "id": "summer",
    "name": "Sommer",
    "prizes": ["Korb", "Buch"],
    "ticket": {"spend": "10.00"},
    "from": "2026-01-01",
    "to": "2026-09-01",
}
BOUGHT = {"id": "bought", "name": "Lose", "prizes": ["Rad"], "ticket": {"points": 5}}


@pytest.fixture
def shop() -> Shop:
    """A shop with two draws, Anna with three tickets of one and Ben with one."""
    shop = scratch_shop(rules(draw=[SUMMER, BOUGHT]))
    shop.sell(shop.enroll(given_name="Anna"), "39.99")
    shop.sell(shop.enroll(given_name="Ben"), "10.00")
    return shop


def held(shop: Shop, seed: str = "") -> DrawResult:
    """What came out of the summer's draw when it was over."""
    shop.clock.move_to(at("2026-09-01"))
    return shop.application.draws.hold(shop.request(), "summer", seed=seed).value


def refusal_of(shop: Shop, seed: str = "", draw_id: str = "summer") -> object:
    """Why the draw is not held."""
    with pytest.raises(NotAllowedError) as refused:
        shop.application.draws.hold(shop.request(), draw_id, seed=seed)
    return refused.value.facts["reason"]


def test_tickets_are_bought_with_a_slip() -> None:
    """The redemption has a row, a slip, and its tickets stand in the outcome."""
    shop = scratch_shop(rules(draw=[BOUGHT]))
    anna = shop.enroll()
    shop.give(anna, 12)
    done = shop.application.draws.buy_tickets(shop.request(), anna, "bought", 2).value
    assert (done.spent, done.balance, done.tickets[0].held, done.tickets[0].gained) == (10, 2, 2, 2)
    assert shop.job(done).facts.kind is SlipKind.REDEMPTION
    undone = shop.application.redemptions.undo(shop.request(), done.id).value
    assert (undone.balance, undone.tickets[0].gained) == (12, -2)
    assert shop.verified().ok


def test_tickets_are_refused_like_any_redemption() -> None:
    """Unknown and blocked members, an id used before, too few points."""
    shop = scratch_shop(rules(draw=[BOUGHT]))
    anna = shop.enroll()
    shop.give(anna, 12)
    buy = shop.application.draws.buy_tickets
    buy(shop.request(), anna, "bought", 1, redemption_id="r", slip=False)
    with pytest.raises(UnknownMemberError):
        buy(shop.request(), NOBODY, "bought", 1)
    with pytest.raises(NotAllowedError):
        buy(shop.request(), anna, "bought", 1, redemption_id="r")
    with pytest.raises(InsufficientPointsError):
        buy(shop.request(), anna, "bought", 2)
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        buy(shop.request(), anna, "bought", 1)


def test_a_promised_seed_is_hidden_until_the_draw(shop: Shop) -> None:
    """What is published is its hash; nothing else in the database tells it before."""
    promised = shop.application.draws.commit(shop.request(), "summer").value
    with shop.application.store.read() as reading:
        rows = reading.connection.execute(
            "SELECT body FROM outbox UNION SELECT outcome FROM request"
        )
        dump = b"\n".join(row[0] for row in rows)
    result = held(shop)
    assert promised.commitment == hashlib.sha256(result.seed.encode()).hexdigest()
    assert (result.commitment, result.was_committed) == (promised.commitment, True)
    assert result.seed.encode() not in dump
    assert len(result.seed) == 64


def test_seeds_are_never_alike(shop: Shop) -> None:
    """Each draw has one of its own."""
    commit = shop.application.draws.commit
    one, other = (commit(shop.request(), each).value for each in ("summer", "bought"))
    assert one.commitment != other.commitment


def test_nobody_chooses_another_seed(shop: Shop) -> None:
    """Once promised, no other seed is taken, and no second promise made."""
    shop.application.draws.commit(shop.request(), "summer")
    with pytest.raises(NotAllowedError) as refused:
        shop.application.draws.commit(shop.request(), "summer")
    assert refused.value.facts["reason"] == "draw-committed"
    shop.clock.move_to(at("2026-09-01"))
    assert refusal_of(shop, "mine") == "draw-other-seed"
    assert shop.application.draws.overview(shop.now)[0].phase is DrawPhase.CLOSED


def test_a_draw_is_held_once_and_in_time(shop: Shop) -> None:
    """When it is over, with tickets, from a seed."""
    assert refusal_of(shop, "s", "winter") == "unknown-draw"
    assert refusal_of(shop, "s") == "draw-not-over"
    assert refusal_of(shop, "s", "bought") == "draw-without-tickets"
    shop.clock.move_to(at("2026-09-01"))
    assert refusal_of(shop) == "draw-not-committed"
    held(shop, "s")
    assert refusal_of(shop, "s") == "draw-held"
    with pytest.raises(NotAllowedError) as refused:
        shop.application.draws.commit(shop.request(), "summer")
    assert refused.value.facts["reason"] == "draw-held"


def test_a_cashier_holds_no_draw(shop: Shop) -> None:
    """Unless somebody who may looks over the shoulder, and is named in the log."""
    draws = shop.application.draws
    for act in (draws.commit, draws.hold):
        with pytest.raises(NotAllowedError):
            act(shop.request(actor=CASHIER), "summer")
    draws.commit(shop.request(actor=APPROVED), "summer")
    said = shop.bodies()[-1]
    assert (said.type, said.staff, said.approved) == ("draw-committed", "cora", "mona")


def test_the_winners_are_those_of_seed_and_tickets(shop: Shop) -> None:
    """Each with the member who holds the ticket; a member may win twice, a ticket once."""
    result = held(shop, "s")
    export = shop.application.draws.export("summer", shop.now)
    urn = list(export["tickets"]) if isinstance(export["tickets"], list) else []
    assert (len(urn), result.tickets) == (4, 4)
    for place, winner in enumerate(result.winners):
        number = int(hashlib.sha256(f"s\nsummer\n{place}".encode()).hexdigest(), 16)
        assert urn.pop(number % len(urn)) == winner.ticket
    assert [winner.prize for winner in result.winners] == ["Korb", "Buch"]


def test_an_overview_tells_where_each_draw_stands(shop: Shop) -> None:
    """Tickets and members now; after the draw, winners by number and first name."""
    summer, bought = shop.application.draws.overview(shop.now)
    assert (summer.phase, summer.tickets, summer.members) == (DrawPhase.OPEN, 4, 2)
    assert (bought.phase, bought.tickets, bought.commitment) == (DrawPhase.OPEN, 0, None)
    held(shop, "s")
    summer, _ = shop.application.draws.overview(shop.now)
    assert (summer.phase, summer.held_at) == (DrawPhase.HELD, shop.now)
    assert {winner.first_name for winner in summer.winners} <= {"Anna", "Ben"}
    assert [len(winner.number) for winner in summer.winners] == [13, 13]


def test_a_draw_ahead_is_told_as_that() -> None:
    """Before its first day it gives no tickets."""
    shop = scratch_shop(rules(draw=[{**SUMMER, "from": "2026-06-01"}]))
    assert shop.application.draws.overview(shop.now)[0].phase is DrawPhase.AHEAD


def test_a_draw_outlives_its_program(shop: Shop) -> None:
    """What a later version left out is still listed and held; what it changed counts."""
    program = rules(draw=[{**BOUGHT, "prizes": ["Zwei", "Räder"]}])
    shop.application.programs.publish(shop.request(), program)
    names = {each.draw.id: each.draw.prizes for each in shop.application.draws.overview(shop.now)}
    assert names == {"bought": ("Zwei", "Räder"), "summer": ("Korb", "Buch")}
    assert len(held(shop, "s").winners) == 2


def test_what_went_back_before_the_draw_is_not_in_it(shop: Shop) -> None:
    """And what goes back after it has been in the urn."""
    anna = shop.enroll()
    sold = shop.sell(anna, "50.00")
    shop.application.sales.refund(shop.request(), sold.id, amount_minor=2_500)
    later = shop.sell(anna, "10.00")
    assert held(shop, "s").tickets == 4 + 3 + 1
    undone = shop.application.sales.void(shop.request(), later.id).value
    assert undone.tickets[0].held == 4
    assert shop.verified().ok


def test_an_export_names_nobody(shop: Shop) -> None:
    """It may be hung up in the shop: masked numbers, no names; before the draw there is none."""
    with pytest.raises(NotAllowedError):
        shop.application.draws.export("summer", shop.now)
    held(shop, "s")
    text = str(shop.application.draws.export("summer", shop.now))
    assert "Anna" not in text
    assert "Ben" not in text
    assert text.count(MASK) == 2


def test_a_repetition_gives_the_same_answer(shop: Shop) -> None:
    """Whoever asks twice gets what was drawn the first time."""
    shop.clock.move_to(at("2026-09-01"))
    request = shop.request("once")
    first = shop.application.draws.hold(request, "summer", seed="s")
    again = shop.application.draws.hold(request, "summer", seed="s")
    assert (again.value, again.repeated) == (first.value, True)


def test_the_result_is_printed_to_be_hung_up(shop: Shop) -> None:
    """By first names and masked numbers, with seal and seed; a cashier asks a manager."""
    with pytest.raises(NotAllowedError):
        shop.application.draws.print_result(shop.request(), "summer")
    result = held(shop, "s")
    with pytest.raises(NotAllowedError):
        shop.application.draws.print_result(shop.request(actor=CASHIER), "summer")
    job_id = shop.application.draws.print_result(shop.request(), "summer")
    with shop.application.store.read() as reading:
        job = reading.print_jobs.job(job_id)
    assert job is not None
    drawn = job.facts.draw
    assert drawn is not None
    assert (job.facts.kind, drawn.tickets, drawn.was_published) == (SlipKind.DRAW, 4, False)
    assert (drawn.seed, drawn.seal) == (result.seed, result.commitment)
    assert {winner.name for winner in drawn.winners} <= {"Anna", "Ben"}
    assert all(winner.number.startswith(MASK) for winner in drawn.winners)


def test_a_forgotten_state_changes_no_urn(shop: Shop) -> None:
    """Where no state is kept, the history says who holds what."""
    with shop.application.store.begin() as work:
        work.projections.drop_states()
        work.commit()
    assert held(shop, "s").tickets == 4
    assert shop.verified().ok
