"""Paid memberships: the terms that a member holds, and what a running one does to a sale."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from pos_loyalty.domain import calendar
from pos_loyalty.domain.events import MembershipTerm
from pos_loyalty.domain.member_state import HeldTerm
from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.program import PaidMembership, Program


class MembershipBook:
    """A member's terms while history is replayed."""

    def __init__(self, held: Iterable[HeldTerm] = ()) -> None:
        self._held = list(held)

    def add(self, source: str, terms: Iterable[MembershipTerm]) -> None:
        """Note terms that the purchase or redemption named ``source`` opened."""
        self._held += [HeldTerm(source, term) for term in terms]

    def remove(self, source: str) -> None:
        """Take back the terms of a purchase or redemption."""
        self._held = [held for held in self._held if held.source != source]

    def term_of(self, source: str) -> MembershipTerm | None:
        """The term that a purchase opened, while it has not been taken back."""
        return next((held.term for held in self._held if held.source == source), None)

    def open_terms(self, at: datetime) -> tuple[HeldTerm, ...]:
        """Terms that are running at ``at`` or still to come, in the order of their start."""
        still = (held for held in self._held if held.term.ends_at > at)
        return tuple(sorted(still, key=_start))


def running(program: Program, held: Iterable[HeldTerm], at: datetime) -> tuple[PaidMembership, ...]:
    """The memberships held at ``at`` that the program knows, in document order."""
    terms = [each.term for each in held]
    ids = {term.membership_id for term in terms if term.starts_at <= at < term.ends_at}
    return tuple(each for each in program.memberships if each.id in ids)


def next_term(
    program: Program, membership: PaidMembership, held: Iterable[HeldTerm], at: datetime
) -> MembershipTerm:
    """The term that buying ``membership`` at ``at`` opens: now, or after the one that is held."""
    ends = (each.term.ends_at for each in held if each.term.membership_id == membership.id)
    start = max((at, *ends))
    return MembershipTerm(
        membership.id, start, calendar.add_months(start, membership.months, program.zone)
    )


def percent_off_minor(memberships: Iterable[PaidMembership], left_minor: int) -> int:
    """What the most generous membership takes off ``left_minor``, rounded half-up."""
    percent = max((each.percent_off for each in memberships), default=Fraction(0))
    return min(left_minor, half_up(left_minor * percent / 100))


def _start(held: HeldTerm) -> datetime:
    return held.term.starts_at
