"""Paid memberships: the terms that a member holds, and what a running one does to a sale."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from pos_loyalty.domain import calendar
from pos_loyalty.domain.events import MembershipTerm
from pos_loyalty.domain.member_state import HeldTerm
from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.program import PaidMembership, Program
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class MembershipDiscount:
    """What a membership takes off a purchase, and the membership's name; nothing without one."""

    name: str = ""
    minor: int = 0


_NO_DISCOUNT = MembershipDiscount()


class MembershipBook:
    """A member's terms while history is replayed."""

    def __init__(self, held: Iterable[HeldTerm] = ()) -> None:
        self._held = list(held)

    def add(self, source: str, terms: Iterable[MembershipTerm]) -> None:
        """Note terms that ``source`` opened: a purchase of them, or the event of a reward."""
        self._held += [HeldTerm(source, term) for term in terms]

    def remove(self, source: str) -> None:
        """Take back the terms that ``source`` opened."""
        self._held = [held for held in self._held if held.source != source]

    def term_of(self, source: str) -> MembershipTerm | None:
        """The term that a purchase opened, while it has not been taken back."""
        return next((held.term for held in self._held if held.source == source), None)

    @property
    def terms(self) -> tuple[MembershipTerm, ...]:
        """All terms that have not been taken back."""
        return tuple(held.term for held in self._held)

    def open_terms(self, at: datetime) -> tuple[HeldTerm, ...]:
        """Terms that are running at ``at`` or still to come, in the order of their start."""
        if not self._held:
            return ()
        still = (held for held in self._held if held.term.ends_at > at)
        return tuple(sorted(still, key=_start_of_held))


def running(
    program: Program, terms: Iterable[MembershipTerm], at: datetime
) -> tuple[PaidMembership, ...]:
    """The memberships held at ``at`` that the program knows, in document order."""
    if not program.memberships:
        return ()
    ids = {term.membership_id for term in terms if term.starts_at <= at < term.ends_at}
    return tuple(each for each in program.memberships if each.id in ids)


def held_until(membership_id: str, terms: Iterable[MembershipTerm], at: datetime) -> datetime:
    """The end of a membership that runs at ``at``, prolongations included; else ``at`` itself."""
    end = at
    for term in sorted(terms, key=_start):
        if term.membership_id == membership_id and term.starts_at <= end:
            end = max(end, term.ends_at)
    return end


def next_term(
    program: Program, membership: PaidMembership, terms: Iterable[MembershipTerm], at: datetime
) -> MembershipTerm:
    """The term that buying ``membership`` at ``at`` opens: now, or after the running one."""
    start = held_until(membership.id, terms, at)
    return MembershipTerm(
        membership.id, start, calendar.add_months(start, membership.months, program.zone)
    )


def discount_of(memberships: Sequence[PaidMembership], left_minor: int) -> MembershipDiscount:
    """What the most generous membership takes off ``left_minor``; the first of several."""
    if not memberships:
        return _NO_DISCOUNT
    best = max(memberships, key=_percents)
    minor = half_up(left_minor * best.percent_off / 100)
    return MembershipDiscount(best.name, minor) if minor else _NO_DISCOUNT


def _percents(membership: PaidMembership) -> Fraction:
    return membership.percent_off


def _start(term: MembershipTerm) -> datetime:
    return term.starts_at


def _start_of_held(held: HeldTerm) -> datetime:
    return held.term.starts_at
