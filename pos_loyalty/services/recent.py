"""What was done last on this till, and the day's totals."""

from datetime import datetime

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.counter import RecentActivity, RecentSale, TodayTotals
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.member_book import effective_now
from pos_loyalty.storage.lists import RecentItem, RecentKind
from pos_loyalty.storage.store import Reading, Store
from pos_loyalty.storage.timeline import TimelineShelf

_SHOWN = 30
_KINDS = {
    RecentKind.SALE: SlipKind.SALE,
    RecentKind.REFUND: SlipKind.REFUND,
    RecentKind.VOID: SlipKind.VOID,
    RecentKind.REDEMPTION: SlipKind.REDEMPTION,
    RecentKind.REDEMPTION_UNDONE: SlipKind.VOID,
}


class RecentBusiness:
    """Reads the list of the last sales."""

    def __init__(self, store: Store, shelf: TimelineShelf) -> None:
        self._store = store
        self._shelf = shelf

    def activity(self, now: datetime) -> RecentActivity:
        """The latest sales, returns and redemptions, newest first, with today's totals."""
        with self._store.read() as reading:
            at = effective_now(reading, now)
            program = self._shelf.timeline(reading).at(at).program
            zone = program.zone
            day = reading.lists.day_totals(local_day(at, zone).isoformat())
            items = reading.lists.recent(_SHOWN)
            return RecentActivity(
                sales=tuple(_line(reading, program, item) for item in items),
                today=TodayTotals(purchases=day.sales, points=day.earned),
                as_of=at,
            )


def _line(reading: Reading, program: Program, item: RecentItem) -> RecentSale:
    kind = _KINDS[item.kind]
    sale = reading.sales.sale(item.id) if item.kind is RecentKind.SALE else None
    left = sale.paid_minor - item.returned_minor if sale else 0
    tier = program.tier(sale.tier_used) if sale else None
    job = reading.print_jobs.original(item.id)
    return RecentSale(
        id=item.id,
        kind=kind,
        at=item.at,
        member_id=item.member_id or "",
        member_name=" ".join(filter(None, (item.given_name, item.family_name))),
        points=item.points - item.spent,
        amount_minor=item.amount_minor if item.kind is not RecentKind.REDEMPTION_UNDONE else None,
        tier_name=tier.name if tier else "",
        slip=job.state if job else None,
        left_minor=left,
        can_return=sale is not None and not item.undone and left > 0,
        can_void=_can_void(reading, item, left),
    )


def _can_void(reading: Reading, item: RecentItem, left_minor: int) -> bool:
    if item.undone or item.kind not in {RecentKind.SALE, RecentKind.REDEMPTION}:
        return False
    # A sale that was paid with points alone has no money left, and may be untouched yet.
    return (
        item.kind is RecentKind.REDEMPTION
        or left_minor > 0
        or not reading.sales.reversals_of(item.id)
    )
