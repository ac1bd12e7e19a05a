import hashlib

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.draws import ticket_names, tickets_of, winners_of
from pos_loyalty.domain.events import Purchased, Redeemed, Refunded
from tests.property.stories import STORIES
from tests.support.story import Story

TICKETS = st.sets(st.text("abc/.123", min_size=1, max_size=6), min_size=1, max_size=30)
PRIZES = st.lists(st.sampled_from(["Korb", "Buch"]), max_size=40)


@given(st.text(max_size=20), TICKETS, PRIZES)
def test_a_result_is_recomputed_by_anybody(seed: str, tickets: set[str], prizes: list[str]) -> None:
    """From seed and tickets alone; each ticket wins at most once, and prizes only lack tickets."""
    won = winners_of("draw", seed, tickets, prizes)
    assert won == winners_of("draw", seed, sorted(tickets, reverse=True), prizes)
    assert [winner.prize for winner in won] == prizes[: len(tickets)]
    assert len({winner.ticket for winner in won}) == len(won)
    urn = sorted(tickets)
    for place, winner in enumerate(won):
        digest = hashlib.sha256(f"{seed}\ndraw\n{place}".encode()).hexdigest()
        assert urn.pop(int(digest, 16) % len(urn)) == winner.ticket


@given(STORIES)
def test_tickets_are_counted_and_named_once(story: Story) -> None:
    """What events gave, less what was taken, is what is held; each has a name of its own."""
    given_tickets = sum(
        gain.count for event in story.events for gain in tickets_of(event.happening)
    )
    held = story.state.tickets
    taken = sum(
        tickets.count
        for event in story.events
        if isinstance(event.happening, Refunded)
        for tickets in event.happening.tickets
    )
    undone = sum(
        gain.count
        for event in story.events
        if isinstance(event.happening, Redeemed)
        for gain in event.happening.tickets
        if (trail := story.fold.redemption(event.happening.redemption_id)) is not None
        and trail.undone
        and gain.draw_id
        not in {each.draw_id for each in held if each.source == event.position.name}
    )
    assert sum(hold.count for hold in held) == given_tickets - taken - undone
    names = [name for draw in ("spend", "bought", "act") for name in ticket_names(held, draw)]
    assert len(names) == len(set(names)) == sum(hold.count for hold in held)
    sources = {
        event.position.name
        for event in story.events
        if isinstance(event.happening, Purchased | Redeemed) or tickets_of(event.happening)
    }
    assert {hold.source for hold in held} <= sources
