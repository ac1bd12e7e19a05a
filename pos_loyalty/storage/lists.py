"""What screens and day's end list: rows of several tables put together for reading."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.imports import SALE_PREFIX
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection, Row
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.members import MemberReader
from pos_loyalty.storage.projections import ProjectionReader
from pos_loyalty.storage.records import CardRecord, MemberRecord, ReversalRecord, SaleRecord
from pos_loyalty.storage.sales import SalesReader


class RecentKind(StrEnum):
    """What a line of the list of recent business was."""

    SALE = "sale"
    REFUND = "refund"
    VOID = "void"
    REDEMPTION = "redemption"
    REDEMPTION_UNDONE = "redemption-undone"


@dataclass(frozen=True, slots=True)
class MemberOverview:
    """A member as the counter sees one. ``state`` may be out of date, or not kept at all."""

    member: MemberRecord
    cards: tuple[CardRecord, ...]
    state: MemberState | None


@dataclass(frozen=True, slots=True)
class SaleOverview:
    """A sale with its member and with what was taken back of it."""

    sale: SaleRecord
    member: MemberRecord | None
    reversals: tuple[ReversalRecord, ...]

    @property
    def returned_minor(self) -> int:
        """Money that went back so far."""
        return sum(reversal.amount_minor for reversal in self.reversals)


@dataclass(frozen=True, slots=True)
class RecentItem:
    """One line of recent business, newest first. ``about`` is the sale or redemption undone.

    ``points`` went to the member, ``spent`` came from the member; ``returned_minor`` is what
    went back of a sale since, and ``undone`` says that nothing is left of it.
    """

    kind: RecentKind
    number: int
    id: str
    at: datetime
    member_id: str | None
    given_name: str | None
    family_name: str | None
    amount_minor: int
    points: int
    spent: int
    receipt_number: str = ""
    about: str | None = None
    returned_minor: int = 0
    undone: bool = False


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Sums of one business day."""

    business_day: str
    sales: int
    member_sales: int
    total_minor: int
    discount_minor: int
    paid_minor: int
    earned: int
    spent: int
    reversals: int
    returned_minor: int
    reversed_points: int
    restored_points: int
    redemptions: int
    redeemed_points: int


_RECENT_OF: Final = """
    SELECT item.*, member.given_name, member.family_name
    FROM (
        SELECT * FROM (
            SELECT 'sale' AS kind, number, sale.id, occurred_us, member_id, total_minor AS amount,
                earned, spent, receipt_number, NULL AS about,
                (SELECT coalesce(sum(amount_minor), 0) FROM reversal WHERE sale_id = sale.id)
                    AS returned,
                EXISTS (SELECT 1 FROM reversal WHERE sale_id = sale.id AND kind = 'void')
                    AS undone
            FROM sale WHERE number < :before AND {sold}
            ORDER BY number DESC LIMIT :limit
        )
        UNION ALL
        SELECT * FROM (
            SELECT kind, number, id, occurred_us, member_id, amount_minor, restored_points,
                reversed_points, '', sale_id, 0, 0
            FROM reversal WHERE number < :before AND {whose}
            ORDER BY number DESC LIMIT :limit
        )
        UNION ALL
        SELECT * FROM (
            SELECT CASE WHEN undoes IS NULL THEN 'redemption' ELSE 'redemption-undone' END,
                number, id, occurred_us, member_id, discount_minor,
                CASE WHEN undoes IS NULL THEN 0 ELSE spent END,
                CASE WHEN undoes IS NULL THEN spent ELSE 0 END, '', undoes, 0,
                EXISTS (SELECT 1 FROM redemption AS undoing WHERE undoing.undoes = redemption.id)
            FROM redemption WHERE number < :before AND {whose}
            ORDER BY number DESC LIMIT :limit
        )
        ORDER BY number DESC LIMIT :limit
    ) AS item LEFT JOIN member ON member.id = item.member_id
    ORDER BY number DESC
"""
# What was imported was not done at this counter, however new its number is.
_RECENT: Final = _RECENT_OF.format(whose="TRUE", sold=f"sale.id NOT GLOB '{SALE_PREFIX}*'")
_RECENT_OF_MEMBER: Final = _RECENT_OF.format(
    whose="member_id = :member", sold="member_id = :member"
)
_DAY: Final = """
    SELECT
        (SELECT count(*) FROM sale WHERE business_day = :day),
        (SELECT count(*) FROM sale WHERE business_day = :day AND member_id IS NOT NULL),
        total_minor, discount_minor, paid_minor, earned, spent,
        reversals, returned_minor, reversed_points, restored_points,
        redemptions, redeemed_points
    FROM
        (SELECT coalesce(sum(total_minor), 0) AS total_minor,
            coalesce(sum(discount_minor), 0) AS discount_minor,
            coalesce(sum(paid_minor), 0) AS paid_minor,
            coalesce(sum(earned), 0) AS earned, coalesce(sum(spent), 0) AS spent
            FROM sale WHERE business_day = :day),
        (SELECT count(*) AS reversals, coalesce(sum(amount_minor), 0) AS returned_minor,
            coalesce(sum(reversed_points), 0) AS reversed_points,
            coalesce(sum(restored_points), 0) AS restored_points
            FROM reversal WHERE business_day = :day),
        (SELECT coalesce(sum(undoes IS NULL), 0) AS redemptions,
            coalesce(sum(CASE WHEN undoes IS NULL THEN spent ELSE -spent END), 0)
                AS redeemed_points
            FROM redemption WHERE business_day = :day)
"""
_NEWEST: Final = 1 << 62


class ListReader:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def member(self, member_id: str) -> MemberOverview | None:
        """A member with cards and kept state."""
        members = MemberReader(self._connection)
        member = members.member(member_id)
        if member is None:
            return None
        state = ProjectionReader(self._connection).state(member_id)
        return MemberOverview(member, members.cards(member_id), state)

    def sale(self, sale_id: str) -> SaleOverview | None:
        """A sale with its member and its reversals."""
        sales = SalesReader(self._connection)
        sale = sales.sale(sale_id)
        if sale is None:
            return None
        members = MemberReader(self._connection)
        member = members.member(sale.member_id) if sale.member_id else None
        return SaleOverview(sale, member, sales.reversals_of(sale_id))

    def recent(
        self, limit: int = 50, *, before: int | None = None, member_id: str | None = None
    ) -> tuple[RecentItem, ...]:
        """Sales, reversals and redemptions together, newest first; of one member if named.

        Imported sales are listed with their members only.
        ``before`` is a running number: the last one of the page before.
        """
        rows = self._connection.execute(
            _RECENT if member_id is None else _RECENT_OF_MEMBER,
            {"limit": limit, "before": before or _NEWEST, "member": member_id},
        )
        return tuple(_item(row) for row in rows)

    def day_totals(self, business_day: str) -> DayTotals:
        """Sums of one business day, reversals counted on the day on which they were made."""
        row = self._connection.execute(_DAY, {"day": business_day}).one()
        return DayTotals(business_day, *row)


def _item(row: Row) -> RecentItem:
    return RecentItem(
        kind=RecentKind(row[0]),
        number=row[1],
        id=row[2],
        at=from_us(row[3]),
        member_id=row[4],
        given_name=row[12],
        family_name=row[13],
        amount_minor=row[5],
        points=row[6],
        spent=row[7],
        receipt_number=row[8],
        about=row[9],
        returned_minor=row[10],
        undone=bool(row[11]),
    )
