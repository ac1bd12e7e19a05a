from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given, settings

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import Purchased, Refunded
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.lots import spending_order
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.purse import Purse, Taken
from tests.property.stories import PROGRAMS, STORIES, baskets
from tests.support.story import Story

_LATE = datetime.max.replace(tzinfo=UTC)


@given(STORIES)
def test_points_are_conserved(story: Story) -> None:
    """What entries brought and did not take is open, or has lapsed; nothing vanishes."""
    account = member_account(story.member_id)
    booked = sum(moved_points(entries_of(event), account) for event in story.events)
    assert booked == story.state.balance + story.state.lapsed


@given(STORIES)
def test_lots_and_debt_exclude_each_other(story: Story) -> None:
    """The balance is the sum of the lots, or the debt as a negative number."""
    state = story.state
    assert state.debt >= 0
    assert not (state.debt and state.lots)
    assert state.balance == sum(lot.points for lot in state.lots) - state.debt
    assert state.balance == (-state.debt if state.debt else state.spendable + state.pending)


@given(STORIES)
def test_open_lots_are_in_spending_order(story: Story) -> None:
    """Earliest expiry first, never-expiring last, then the oldest; none is empty or lapsed."""
    lots = story.state.lots
    assert list(lots) == sorted(lots, key=spending_order)
    assert all(lot.points > 0 and not lot.has_lapsed(story.now) for lot in lots)


@given(STORIES)
def test_a_burn_takes_the_earliest_expiry(story: Story) -> None:
    """No point is burned while one that lapses earlier is left."""
    spendable = [lot for lot in story.state.lots if lot.spendable_at <= story.now]
    points = sum(lot.points for lot in spendable) // 2
    purse = Purse(story.state.lots)
    purse.advance(story.now)
    taken = purse.burn(points)
    left = [lot for lot in purse.lots if lot.spendable_at <= story.now]
    assert sum(part.points for part in taken) == points
    for part in taken:
        assert all(_lapses(part) <= (lot.expires_at or _LATE) for lot in left)


@given(STORIES)
def test_points_are_credited_as_explained(story: Story) -> None:
    """The lines of an explanation always sum to the credited points; no rule costs points."""
    for quote in story.quotes:
        assert sum(line.points for line in quote.explanation) == quote.earned >= 0
        assert quote.purchased.measure_points >= 0


@given(STORIES)
def test_caps_hold(story: Story) -> None:
    """Per purchase, and per local day of the purchases' own times."""
    earn = story.program.earn
    if earn is None:
        return
    days: dict[object, int] = {}
    for sale in _kept_sales(story):
        points = sale.capped_points
        assert not earn.cap_per_purchase or points <= earn.cap_per_purchase
        day = sale.occurred_at.astimezone(story.program.zone).date()
        days[day] = days.get(day, 0) + points
    # What was taken back later had used its part of the day when others were capped.
    if earn.cap_per_day and not any(isinstance(e.happening, Refunded) for e in story.events):
        assert all(points <= earn.cap_per_day for points in days.values())


@given(STORIES)
def test_no_credit_lapses_before_its_release(story: Story) -> None:
    """Expiry counts from the moment the points become spendable."""
    for sale in _kept_sales(story):
        award = sale.award
        assert award.spendable_at >= sale.occurred_at
        assert award.expires_at is None or award.expires_at > award.spendable_at


@settings(max_examples=300)
@given(PROGRAMS, baskets())
def test_what_is_paid_adds_up(rules: Program, bought: Basket) -> None:
    """Discount and due are the purchase; eligible money is at most what was on the lines."""
    story = Story(rules)
    story.grant(500)
    try:
        quote = story.quote(bought)
    except RefusalError:
        return
    assert quote.discount_minor + quote.due_minor == quote.total_minor == bought.total_minor
    assert quote.due_minor >= 0
    assert quote.discount_minor == sum(quote.burn.reward_values) + quote.burn.points_value_minor
    assert 0 <= quote.purchased.eligible <= Fraction(quote.total_minor)


def _kept_sales(story: Story) -> list[Purchased]:
    sales = [e.happening for e in story.events if isinstance(e.happening, Purchased)]
    return [sale for sale in sales if not story.is_taken_back(sale.sale_id)]


def _lapses(part: Taken) -> datetime:
    assert part.lot is not None
    return part.lot.expires_at or _LATE
