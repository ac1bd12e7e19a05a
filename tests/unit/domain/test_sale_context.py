from tests.support.builders import at, program
from tests.support.story import Story


def test_a_sale_now_is_priced_on_the_state_of_now() -> None:
    """Its own time and the effective time are one."""
    story = Story(program(earn={"cap_per_day": 100}))
    story.buy("30.00")
    context = story.context()
    assert (context.occurred_at, context.state.at) == (story.now, story.now)
    assert (context.credited_today, context.last_purchase_at) == (30, story.now)
    assert story.to("2026-01-06").context().credited_today == 0
    assert context.program is story.program


def test_a_late_sale_is_priced_on_what_was_known_of_its_time() -> None:
    """Today's points pay for it; that day's cap and last purchase price it."""
    story = Story(program(earn={"cap_per_day": 100}))
    story.buy("30.00")
    story.to("2026-01-08T09:00").buy("20.00")
    context = story.context(at("2026-01-06T12:00"))
    assert (context.credited_today, context.last_purchase_at) == (0, at("2026-01-05T09:00"))
    assert (context.state.balance, len(context.activity)) == (50, 1)
