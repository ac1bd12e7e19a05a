"""Purchases from elsewhere on their way into the ledger, member by member."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from pos_loyalty.cards.reference import tidy_reference
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.imports import BroughtLine, BroughtSale, RowProblem, SaleMode
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.imports.running import (
    STEP_LINES,
    FailedLineError,
    ImportRooms,
    ImportRun,
    Purpose,
    Tally,
    stepped,
)
from pos_loyalty.services.imports.sales import ReadSales
from pos_loyalty.services.member_book import MemberBook
from pos_loyalty.services.members import NewMember, Past
from pos_loyalty.services.references import free_id_for, member_by_reference, own_id
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale, SaleOrigin
from pos_loyalty.storage.records import MemberRecord, MemberStatus, SaleRecord
from pos_loyalty.storage.store import Work

_ORIGINS: Final = {
    SaleMode.POINTS: SaleOrigin.ELSEWHERE,
    SaleMode.HISTORY: SaleOrigin.HISTORY,
}


@dataclass(frozen=True, slots=True)
class MemberSales:
    """Some purchases of one member, oldest first. ``since`` is when the first of all was."""

    member: str
    sales: tuple[BroughtSale, ...]
    since: datetime | None

    @property
    def line_count(self) -> int:
        """How many lines of the file they are."""
        return sum(len(sale.lines) for sale in self.sales)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose sales they are; ``record`` is None for somebody who would be new."""

    record: MemberRecord | None
    is_from_elsewhere: bool

    @property
    def joined_here_at(self) -> datetime | None:
        """When the member joined, where nothing that was bought before can count."""
        return None if self.record is None or self.is_from_elsewhere else self.record.enrolled_at


class SalesRun(ImportRun[MemberSales]):
    """Takes in purchases as sales with points, or as history."""

    def __init__(
        self,
        rooms: ImportRooms,
        request: Request,
        read: ReadSales,
        *,
        mode: SaleMode,
        takes_new_members: bool,
        zone: ZoneInfo,
        purpose: Purpose,
    ) -> None:
        """Raises NotAllowedError where the role may not."""
        check(request.actor, Permission.ADJUST)
        most = STEP_LINES if purpose is Purpose.REAL else len(read.sales)
        groups = [
            part for whole in _by_member(read.sales, request.now) for part in _cut(whole, most)
        ]
        super().__init__(
            rooms,
            request,
            stepped(groups, _line_count),
            read.problems,
            lines_of=_line_count,
            purpose=purpose,
        )
        self._mode = mode
        self._takes_new_members = takes_new_members
        self._zone = zone
        self._seen: dict[str, BroughtSale] = {}

    def take(self, work: Work, tally: Tally, item: MemberSales) -> None:
        """Take in the purchases of one member; each is recorded, recognized or refused."""
        owner = self._owner(work, item.member)
        fresh: list[BroughtSale] = []
        for sale in item.sales:
            code = self._known(work, owner, sale)
            if code is None:
                fresh.append(sale)
            elif code:
                _refuse(tally, sale, code)
            else:
                tally.repeated += len(sale.lines)
        taken = list(self._admitted(tally, owner, fresh))
        if not taken:
            return
        member_id = owner.record.id if owner.record else self._welcomed(work, tally, item)
        book = MemberBook(work, self.rooms.shelf.timeline(work), member_id, self.request)
        # Late sales are priced on the whole history; folded once, it serves for all of them.
        book.whole()
        for sale in taken:
            at = self._moment(owner.joined_here_at, sale)
            self._record(work, tally, book, sale, at=at)

    def _owner(self, work: Work, number: str) -> _Owner:
        member_id = own_id(number)
        own = work.members.member(member_id) if member_id else None
        if own is not None:
            return _Owner(own, is_from_elsewhere=False)
        return _Owner(member_by_reference(work, number), is_from_elsewhere=True)

    def _known(self, work: Work, owner: _Owner, sale: BroughtSale) -> str | None:
        """None for a sale that is new, empty for one that is here, else why it cannot be it."""
        before = self._seen.setdefault(sale.id, sale)
        if before is not sale:
            return "" if _is_same(before, sale) else "sale-differs"
        record = work.sales.sale(sale.id)
        if record is None:
            return None
        return "" if _is_recorded(record, owner, sale) else "sale-differs"

    def _admitted(
        self, tally: Tally, owner: _Owner, sales: Sequence[BroughtSale]
    ) -> Iterator[BroughtSale]:
        """The sales that nothing stands against; the others are listed."""
        for sale in sales:
            code = self._objection(owner, sale)
            if code:
                _refuse(tally, sale, code)
            else:
                yield sale

    def _objection(self, owner: _Owner, sale: BroughtSale) -> str:
        failed = self.refusal_of(sale.id)
        if failed is not None:
            return failed.code
        if sale.at > self.request.now:
            return "time-ahead"
        member, joined = owner.record, owner.joined_here_at
        if member is None:
            return "" if self._takes_new_members else "unknown-member"
        if member.status is not MemberStatus.ACTIVE:
            return f"member-{member.status.value}"
        if joined is None or self._mode is SaleMode.HISTORY:
            return ""
        return "" if self._moment(joined, sale) >= joined else "in-the-past"

    def _welcomed(self, work: Work, tally: Tally, item: MemberSales) -> str:
        """Somebody who was a member elsewhere only, taken in."""
        new = NewMember(member_id=free_id_for(work, item.member), welcome=False)
        past = Past(since=item.since, reference=tidy_reference(item.member))
        request = replace(self.request, key=f"import-member-{new.member_id}")
        joined = self.rooms.members.enter(work, request, new, past)
        tally.members += 1
        return joined.member_id

    def _record(
        self, work: Work, tally: Tally, book: MemberBook, sale: BroughtSale, *, at: datetime
    ) -> None:
        bought = Sale(
            member_id=book.member_id,
            basket=Basket(lines=tuple(map(_basket_line, sale.lines))),
            occurred_at=at,
            id=sale.id,
            receipt_number=sale.receipt,
        )
        origin = _ORIGINS[self._mode]
        try:
            outcome = self.rooms.sales.enter(
                work, self.request, bought, wants_slip=False, origin=origin, book=book
            )
        except RefusalError as refusal:
            raise FailedLineError(sale.id, refusal) from refusal
        tally.imported += len(sale.lines)
        tally.sales += 1
        tally.points += outcome.earned
        tally.amount_minor += sale.amount_minor

    def _moment(self, joined: datetime | None, sale: BroughtSale) -> datetime:
        """When it was; of a purchase on the day of joining only the day may be known."""
        if joined is None or sale.has_time:
            return sale.at
        is_same_day = local_day(joined, self._zone) == local_day(sale.at, self._zone)
        return max(sale.at, joined) if is_same_day else sale.at


def _line_count(item: MemberSales) -> int:
    return item.line_count


def _by_member(sales: Sequence[BroughtSale], now: datetime) -> Iterator[MemberSales]:
    """Members in the order of the file, the purchases of each in the order of time."""
    groups: dict[str, list[BroughtSale]] = {}
    for sale in sales:
        groups.setdefault(tidy_reference(sale.member), []).append(sale)
    for own in groups.values():
        past = [sale.at for sale in own if sale.at <= now]
        ordered = sorted(own, key=lambda sale: (sale.at, sale.line))
        yield MemberSales(own[0].member, tuple(ordered), min(past, default=None))


def _cut(whole: MemberSales, most: int) -> Iterator[MemberSales]:
    """A member with very many purchases in parts."""
    for start in range(0, len(whole.sales), max(most, 1)):
        yield replace(whole, sales=whole.sales[start : start + max(most, 1)])


def _refuse(tally: Tally, sale: BroughtSale, code: str) -> None:
    facts = (("receipt", sale.receipt), ("member", sale.member))
    tally.problems += [RowProblem(line.line, "", code, facts) for line in sale.lines]


def _is_same(one: BroughtSale, other: BroughtSale) -> bool:
    """Whether two sales of one name, in one file, are one."""
    return (one.member, one.amount_minor) == (other.member, other.amount_minor)


def _is_recorded(record: SaleRecord, owner: _Owner, sale: BroughtSale) -> bool:
    """Whether a sale of the same name is this one. One of an erased member names nobody."""
    same_member = owner.record is not None and record.member_id in {None, owner.record.id}
    return same_member and record.total_minor == sale.amount_minor


def _basket_line(line: BroughtLine) -> BasketLine:
    """The line at a whole price; what that is too much is taken off, so the money is exact."""
    price_minor = ceil(line.amount_minor / line.quantity)
    full = BasketLine(price_minor, line.quantity, line.category, line.product)
    return replace(full, discount_minor=full.gross_minor - line.amount_minor)
