from tests.support.builders import at, program
from tests.support.story import Story


def test_a_balance_is_spendable_and_pending() -> None:
    """Or the debt as a negative number; then nothing is spendable."""
    story = Story(program(earn={"pending_days": 1}))
    story.buy("30.00", "a")
    story.grant(12)
    state = story.state
    assert (state.balance, state.spendable, state.pending) == (42, 12, 30)
    story.burn(12)
    story.refund("a")
    assert (story.state.balance, story.state.spendable, story.state.debt) == (0, 0, 0)


def test_a_state_is_good_until_time_changes_something() -> None:
    """The next release, expiry or review; then it must be moved forward first."""
    story = Story(program(earn={"pending_days": 1}, expiry={"kind": "days", "length": 1}))
    story.buy("30.00")
    assert story.state.valid_until == at("2026-01-06T09:00")
    assert story.to("2026-01-06T09:00").state.valid_until == at("2026-01-07T09:00")
    state = story.to("2026-01-07T09:00").state
    assert (state.balance, state.lapsed, state.valid_until) == (0, 30, None)
