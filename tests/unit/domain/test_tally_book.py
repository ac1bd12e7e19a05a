from datetime import date, datetime
from fractions import Fraction

from pos_loyalty.domain.events import CampaignUse, Position, Purchased, RewardUse
from pos_loyalty.domain.member_state import DayCredit, Tallies
from pos_loyalty.domain.tally_book import TallyBook
from tests.support.builders import at, credit


def sold(day: int, eligible: Fraction, points: int = 5) -> tuple[Purchased, Position]:
    """A sale of a January day, with a campaign, a paid reward and a free one."""
    when = at(f"2026-01-{day:02}T12:00")
    sale = Purchased(
        sale_id=str(day),
        occurred_at=when,
        paid_minor=int(eligible),
        eligible=eligible,
        award=credit(points, when),
        capped_points=points,
        measure_points=points,
        rewards=(RewardUse("r", 9), RewardUse("r", 0, free=True)),
        campaigns=(CampaignUse("c", 1),),
    )
    return sale, Position(when, "till", 1, day)


def test_sales_are_counted_up_and_down() -> None:
    """What was completely taken back counts for nothing; free rewards count for none."""
    book = TallyBook(Tallies(), datetime.date)
    one, two = sold(1, Fraction(1_000)), sold(2, Fraction(7_001, 3))
    for each in (one, two):
        book.count_purchase(*each)
    tallies = book.tallies()
    assert (tallies.purchases, tallies.largest_eligible) == (2, Fraction(7_001, 3))
    assert (tallies.campaign_uses, len(tallies.reward_uses)) == ((("c", 2),), 2)
    book.discount_purchase(*two)
    tallies = book.tallies()
    assert (tallies.purchases, tallies.largest_eligible) == (1, Fraction(1_000))
    assert (tallies.campaign_uses, len(tallies.reward_uses)) == ((("c", 1),), 1)
    assert tallies.last_purchase_at == one[0].occurred_at
    assert book.credited_on(date(2026, 1, 2)) == 0


def test_what_was_counted_before_stays() -> None:
    """Nothing of it can be taken back here."""
    before = Tallies(3, at("2026-01-09"), Fraction(9_000))
    book = TallyBook(before, datetime.date)
    late = sold(1, Fraction(100))
    book.count_purchase(*late)
    tallies = book.tallies()
    assert (tallies.purchases, tallies.last_purchase_at) == (4, at("2026-01-09"))
    assert tallies.largest_eligible == 9_000


def test_of_the_days_only_the_latest_are_kept() -> None:
    """The cap of the day asks for today only."""
    book = TallyBook(Tallies(), datetime.date)
    for day in (3, 1, 2, 4):
        book.count_purchase(*sold(day, Fraction(100), points=0 if day == 4 else 5))
    kept = (DayCredit(date(2026, 1, 2), 5), DayCredit(date(2026, 1, 3), 5))
    assert book.tallies().credited == kept
    assert book.credited_on(date(2026, 1, 1)) == 5


def test_days_are_kept_alike_when_they_are_asked_for_with_each_sale() -> None:
    """Two of them; a sale without points adds none, one of an earlier day finds its place."""
    book = TallyBook(Tallies(), datetime.date)
    kept = []
    for day, points in ((1, 5), (3, 5), (4, 0), (5, 5), (5, 2), (4, 1)):
        book.count_purchase(*sold(day, Fraction(100), points))
        kept.append([(each.day.day, each.points) for each in book.tallies().credited])
    assert kept == [
        [(1, 5)],
        [(1, 5), (3, 5)],
        [(1, 5), (3, 5)],
        [(3, 5), (5, 5)],
        [(3, 5), (5, 7)],
        [(4, 1), (5, 7)],
    ]
