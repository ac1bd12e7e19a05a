import hashlib
from collections import Counter
from typing import Any

import pytest

from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.draws import (
    TicketCount,
    Winner,
    number_from,
    seed_commitment,
    ticket_counts,
    ticket_names,
    tickets_digest,
    tickets_held,
    tickets_of,
    winners_of,
)
from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    LimitReachedError,
    NotAllowedError,
    RewardNotAvailableError,
)
from pos_loyalty.domain.events import Debited, TicketGain
from pos_loyalty.domain.member_state import TicketHold
from pos_loyalty.domain.program import Program
from tests.support.builders import basket, line, program
from tests.support.story import Story

SPEND = {"id": "spend", "name": "Umsatz", "prizes": ["A"], "ticket": {"spend": "10.00"}}
POINTS = {"id": "points", "name": "Punkte", "prizes": ["A"], "ticket": {"points": 5}}
ACTION = {"id": "act", "name": "Tat", "prizes": ["A"], "ticket": {"action": "review"}}
LOT = {"id": "los", "name": "Los", "cost": 3, "kind": "ticket", "product": "points"}


def rules(*draws: dict[str, Any], **sections: object) -> Program:
    """A program with prize draws, and an action."""
    action = [{"id": "review", "name": "Bewertung", "points": 1}]
    return program(draw=list(draws), action=action, **sections)


def held(story: Story) -> dict[str, int]:
    """The member's tickets by draw."""
    return {each.draw_id: each.held for each in ticket_counts(story.program, story.state.tickets)}


def test_full_amounts_of_one_purchase_give_tickets() -> None:
    """Exact: 9.995 is not 10.00, and what is over is not kept for the next purchase."""
    story = Story(rules(SPEND, earn={"exclude_categories": ["tabak"]}))
    story.buy(basket(line("10.00"), line("10.00", "tabak"), order_discount="0.01"))
    assert held(story) == {"spend": 0}
    story.buy("10.00")
    story.buy("39.99")
    assert held(story) == {"spend": 4}
    assert story.retold() == story.state


@pytest.mark.parametrize(
    ("dates", "count"),
    [
        ({"from": "2026-01-05T09:00", "to": "2026-01-05T09:01"}, 1),
        ({"from": "2026-01-05T09:01"}, 0),
        ({"to": "2026-01-05T09:00"}, 0),
    ],
)
def test_tickets_are_given_from_and_up_to(dates: dict[str, str], count: int) -> None:
    """Half-open, for purchases and actions alike."""
    story = Story(rules({**SPEND, **dates}, {**ACTION, **dates}))
    story.buy("10.00")
    story.act("review", 1)
    assert held(story) == {"spend": count, "act": count}


def test_no_member_has_more_than_the_maximum() -> None:
    """A purchase and an action give what is left; none is left when it is reached."""
    story = Story(rules({**SPEND, "maximum_tickets": 3}, {**ACTION, "maximum_tickets": 1}))
    for amount in ("20.00", "90.00", "90.00"):
        story.buy(amount)
    story.act("review", 1)
    story.act("review", 1)
    assert held(story) == {"spend": 3, "act": 1}


def test_a_ticket_bought_burns_points() -> None:
    """So many as there are tickets; undone, both go back."""
    story = Story(rules(POINTS))
    story.grant(12)
    redeemed = story.buy_tickets("points", 2, "r")
    assert (redeemed.spent, tickets_of(redeemed)) == (10, (TicketGain("points", 2),))
    assert story.state.balance == 2
    story.undo("r")
    assert (story.state.balance, held(story)) == (12, {"points": 0})


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        ("gone", "unknown-draw"),
        ("spend", "draw-sells-none"),
        ("points", "draw-held"),
        ("later", "draw-closed"),
    ],
)
def test_no_ticket_is_sold(draw: str, reason: str) -> None:
    """Unknown, never for points, after the draw, outside its dates."""
    story = Story(rules(SPEND, POINTS, {**POINTS, "id": "later", "from": "2027-01-01"}))
    story.grant(99)
    story.hold("points")
    with pytest.raises(NotAllowedError) as refused:
        story.buy_tickets(draw)
    assert refused.value.facts["reason"] == reason


def test_more_than_there_is_is_refused() -> None:
    """Tickets beyond the maximum before points that are not there."""
    story = Story(rules({**POINTS, "maximum_tickets": 2}))
    with pytest.raises(LimitReachedError):
        story.buy_tickets("points", 3)
    with pytest.raises(InsufficientPointsError):
        story.buy_tickets("points", 2)


def test_a_reward_may_be_a_ticket() -> None:
    """With a purchase beside the tickets for its money; alone as a redemption."""
    story = Story(rules({**POINTS, "ticket": {"spend": "10.00"}}, reward=[LOT]))
    story.grant(9)
    quote = story.buy(basket("25.00", rewards=("los",)), "sale")
    assert quote.purchased.tickets == (TicketGain("points", 3),)
    story.redeem("r", rewards=("los",))
    assert held(story) == {"points": 4}
    story.undo("r")
    story.refund("sale")
    assert (held(story), story.state.balance) == ({"points": 0}, 9)


def test_a_ticket_reward_wants_an_urn_and_room() -> None:
    """Counted over the whole burn; a draw that is over or was held takes none."""
    story = Story(rules({**POINTS, "maximum_tickets": 1}, reward=[LOT]))
    story.grant(99)
    with pytest.raises(LimitReachedError):
        story.redeem("two", rewards=("los", "los"))
    story.hold("points")
    with pytest.raises(RewardNotAvailableError):
        story.redeem("held", rewards=("los",))
    over = Story(rules({**POINTS, "to": "2026-01-05"}, reward=[LOT]))
    over.grant(99)
    with pytest.raises(RewardNotAvailableError):
        over.redeem("over", rewards=("los",))


def test_a_ticket_reward_of_no_draw_is_a_reward_like_any_other() -> None:
    """The name of a ticket may mean one for the cinema."""
    cinema = {key: value for key, value in LOT.items() if key != "product"}
    story = Story(rules(SPEND, reward=[cinema]))
    story.grant(3)
    assert story.redeem("r", rewards=("los",)).tickets == ()


def test_refunds_take_the_last_given_first() -> None:
    """The floored proportion of the sum; with the whole all of them."""
    story = Story(rules(SPEND))
    story.buy("40.00", "sale")
    (source,) = {hold.source for hold in story.state.tickets}
    assert story.refund("sale", 500).tickets == ()
    story.refund("sale", 500)
    assert ticket_names(story.state.tickets, "spend") == tuple(
        f"{source}/spend/{n}" for n in (1, 2, 3)
    )
    story.refund("sale")
    assert story.state.tickets == ()


def test_nothing_leaves_an_urn_that_was_emptied() -> None:
    """Refunds and undoing take tickets of other draws only."""
    story = Story(rules(SPEND, {**SPEND, "id": "other"}, POINTS))
    story.grant(10)
    story.buy("20.00", "sale")
    story.buy_tickets("points", 1, "r")
    story.hold("spend")
    story.hold("points")
    story.refund("sale")
    assert story.undo("r").keeps_tickets_of == ("points",)
    assert held(story) == {"spend": 2, "other": 0, "points": 1}
    assert story.state.balance == 10


def test_what_changed_is_counted() -> None:
    """For each draw of the program, in its order; without a past nothing was gained."""
    rule = rules(SPEND, POINTS)
    hold = TicketHold("points", "t.1.1", 2)
    now = (hold, TicketHold("points", "t.1.2", 1), TicketHold("gone", "t.1.3", 9))
    assert ticket_counts(rule, now, before=(hold,)) == (
        TicketCount("spend", "Umsatz", 0),
        TicketCount("points", "Punkte", 3, gained=1),
    )
    assert ticket_counts(rule, now)[1] == TicketCount("points", "Punkte", 3)
    assert tickets_held(now, "gone") == 9
    assert tickets_of(Debited(1)) == ()


def test_winners_are_recomputed_from_the_seed() -> None:
    """Sorted by name; the number of a prize is a hash modulo the tickets that are left."""
    tickets = [f"t.1.{n}/spend/1" for n in range(20)]
    urn, expected = sorted(tickets), []
    for place in range(4):
        digest = hashlib.sha256(f"seed\nspend\n{place}".encode()).hexdigest()
        expected.append(Winner(f"P{place}", urn.pop(int(digest, 16) % len(urn))))
    prizes = [f"P{place}" for place in range(4)]
    assert winners_of("spend", "seed", reversed(tickets), prizes) == tuple(expected)
    assert number_from("seed", "spend", 0) == int(hashlib.sha256(b"seed\nspend\n0").hexdigest(), 16)


def test_each_ticket_wins_once_and_every_one_can() -> None:
    """More prizes than tickets leave prizes over; over many seeds nobody is left out."""
    tickets = ["a", "b", "c"]
    won = winners_of("d", "s", tickets, ["1", "2", "3", "4"])
    assert sorted(each.ticket for each in won) == tickets
    assert [each.prize for each in won] == ["1", "2", "3"]
    first = Counter(winners_of("d", str(n), tickets, ["1"])[0].ticket for n in range(300))
    assert set(first) == set(tickets)
    assert min(first.values()) > 60


def test_what_is_published_is_a_plain_hash() -> None:
    """Anybody recomputes it with the tools of any machine."""
    assert seed_commitment("abc") == hashlib.sha256(b"abc").hexdigest()
    assert tickets_digest(["b", "a"]) == hashlib.sha256(b"a\nb").hexdigest()


def test_a_ticket_that_cannot_be_had_is_offered_as_barred() -> None:
    """So that the counter says so before anybody asks for it."""
    story = Story(rules({**POINTS, "maximum_tickets": 1}, reward=[LOT]))
    story.grant(99)
    assert [offer.bar for offer in story.offers()] == [None]
    story.redeem("r", rewards=("los",))
    assert [offer.bar for offer in story.offers()] == [RewardBar.LIMIT]
    story.hold("points")
    assert [offer.bar for offer in story.offers()] == [RewardBar.DATES]
