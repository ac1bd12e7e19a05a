from hypothesis import given

from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import verify_ledger
from tests.property.stories import stories
from tests.support.stores import add_members, fact
from tests.support.story import Story


@given(stories())
def test_entries_sum_to_what_lots_hold(story: Story) -> None:
    """Points are neither made nor lost: the ledger's sum is lots less debt, and what lapsed."""
    entries = [entry for event in story.events for entry in entries_of(event)]
    held = moved_points(entries, member_account(story.member_id))
    assert held == story.state.balance + story.state.lapsed


@given(stories(most=12))
def test_a_story_told_to_the_store_is_read_back_and_verified(story: Story) -> None:
    """What is folded from the disk is what was folded while it happened."""
    store = Store.in_memory()
    add_members(store, story.member_id)
    with store.begin() as work:
        for event in story.events:
            at = event.position.effective_at
            work.record(fact(event.happening, event.member_id, effective_at=at))
        history = work.history(story.member_id)
        assert [event.happening for event in history] == [e.happening for e in story.events]
        state = fold(story.timeline, history, at=story.now)
        work.projections.put_state(story.member_id, state)
        assert work.projections.state(story.member_id) == state
        assert (state.balance, state.lapsed) == (story.state.balance, story.state.lapsed)
        work.commit()
    with store.read() as reading:
        report = verify_ledger(reading, lambda events, at: fold(story.timeline, events, at=at))
    assert report.first_bad is None
    assert report.members == 1
    store.close()
