"""Members from elsewhere on their way into the shop.

Who is known already is left alone: what the shop knows is newer than what an old system says.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pos_loyalty.cards.reference import tidy_reference
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import Adjusted, TierSet
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.imports import BroughtMember, ImportProgress, RowProblem
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.segments import checked_segments
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.finding import let_all_be_found
from pos_loyalty.services.imports.members import ReadMembers
from pos_loyalty.services.imports.running import (
    FailedLineError,
    ImportRooms,
    ImportRun,
    Purpose,
    Tally,
    stepped,
)
from pos_loyalty.services.member_book import MemberBook
from pos_loyalty.services.members import NewMember, Past
from pos_loyalty.services.references import free_id_for, member_by_reference, own_id
from pos_loyalty.services.request import Request
from pos_loyalty.storage.folding import folded
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.store import Work

_REASON: Final = "import"


class MembersRun(ImportRun[BroughtMember]):
    """Takes in members with starting points, tier and labels."""

    def __init__(
        self, rooms: ImportRooms, request: Request, read: ReadMembers, *, purpose: Purpose
    ) -> None:
        """Raises NotAllowedError where the role may not."""
        check(request.actor, Permission.ADJUST)
        super().__init__(
            rooms,
            request,
            stepped(read.members, _one),
            read.problems,
            lines_of=_one,
            purpose=purpose,
        )
        self._firsts: dict[tuple[str, ...], int] = {}

    def advance(self) -> ImportProgress:
        """As every import; before it, all who are here can be found by address and telephone."""
        let_all_be_found(self.rooms.store)
        return super().advance()

    def take(self, work: Work, tally: Tally, item: BroughtMember) -> None:
        """Take in one member, or recognize who is here already."""
        known = self._known(work, item)
        program = self.rooms.shelf.timeline(work).at(self.request.now).program
        code = self._objection(item, known, program)
        if code:
            facts = (("member", item.member), ("tier", item.tier))
            tally.problems.append(RowProblem(item.line, "", code, facts))
        elif known is not None or self._stood_before(item):
            tally.repeated += 1
        else:
            self._welcome(work, tally, item, program)

    def _known(self, work: Work, item: BroughtMember) -> MemberRecord | None:
        """The member that a line means: by the number, or else by address or telephone."""
        if item.member:
            member_id = own_id(item.member)
            own = work.members.member(member_id) if member_id else None
            return own or member_by_reference(work, item.member)
        found = work.members.with_contact(email=item.email, phone=item.phone)
        return next((member for member in found if _may_be(member, item)), None)

    def _objection(self, item: BroughtMember, known: MemberRecord | None, program: Program) -> str:
        failed = self.refusal_of(str(item.line))
        if failed is not None:
            return failed.code
        if known is not None:
            return "member-erased" if known.status is MemberStatus.ERASED else ""
        if item.enrolled_at is not None and item.enrolled_at > self.request.now:
            return "time-ahead"
        if item.tier and _tier_id(program, item.tier) is None:
            return "unknown-tier"
        return "" if _are_labels(item.segments) else "bad-segments"

    def _stood_before(self, item: BroughtMember) -> bool:
        """Whether an earlier line of the file was about the same member."""
        own = (tidy_reference(item.member),) if item.member else _contact(item)
        return self._firsts.setdefault(own, item.line) != item.line

    def _welcome(self, work: Work, tally: Tally, item: BroughtMember, program: Program) -> None:
        member_id = own_id(item.member)
        past = Past(
            since=item.enrolled_at,
            reference="" if member_id else tidy_reference(item.member),
        )
        if past.reference:
            member_id = free_id_for(work, past.reference)
        request = replace(self.request, key=f"{self.request.key}-{item.line}")
        new = NewMember(
            given_name=item.given_name,
            family_name=item.family_name,
            email=item.email,
            phone=item.phone,
            birthday=item.birthday.removeprefix("--"),
            language=item.language,
            member_id=member_id,
            segments=item.segments,
            welcome=False,
        )
        try:
            joined = self.rooms.members.enter(work, request, new, past)
            self._endow(work, request, joined.member_id, item, program)
        except RefusalError as refusal:
            raise FailedLineError(str(item.line), refusal) from refusal
        tally.imported += 1
        tally.members += 1
        tally.points += item.points

    def _endow(
        self, work: Work, request: Request, member_id: str, item: BroughtMember, program: Program
    ) -> None:
        """The tier and the points that the member comes with."""
        book = MemberBook(work, self.rooms.shelf.timeline(work), member_id, request)
        tier = _tier_id(program, item.tier)
        if tier is not None:
            book.add(TierSet(tier))
        if item.points:
            sealed = self.rooms.privacy.seal(work, member_id, {"reason": _REASON})
            credit = credit_of(program, item.points, book.now)
            book.add(Adjusted(credit), sealed=sealed, detail={"reason": _REASON})


def _one(_item: BroughtMember) -> int:
    return 1


def _may_be(member: MemberRecord, item: BroughtMember) -> bool:
    """Whether names say nothing against it: families share addresses and telephones."""
    pairs = ((member.given_name, item.given_name), (member.family_name, item.family_name))
    return all(not here or not there or folded(here) == folded(there) for here, there in pairs)


def _contact(item: BroughtMember) -> tuple[str, ...]:
    return (item.email.casefold(), item.phone, folded(item.given_name), folded(item.family_name))


def _tier_id(program: Program, named: str) -> str | None:
    """The tier of that id or name."""
    wanted = named.casefold()
    tiers = program.tiers if named else ()
    return next((t.id for t in tiers if wanted in {t.id.casefold(), t.name.casefold()}), None)


def _are_labels(segments: Sequence[str]) -> bool:
    try:
        checked_segments(tuple(segments))
    except RefusalError:
        return False
    return True
