"""Points, tiers and stamps that do not come from a purchase."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from pos_loyalty.domain.errors import (
    LimitReachedError,
    NegativeAdjustmentError,
    NotAllowedError,
    UnknownActionError,
)
from pos_loyalty.domain.events import (
    Activity,
    Adjusted,
    Credit,
    Credited,
    CreditKind,
    Debited,
    Happening,
    HistoryNoted,
    Stamped,
    StampGain,
    TierSet,
)
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.limits import limit_reached
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import MemberBook, active_member_of, member_of
from pos_loyalty.services.outcome import ActionKind, Outcome, standing, with_progress
from pos_loyalty.services.privacy import Privacy
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

Decision = Callable[[MemberBook], Happening]
Finder = Callable[[Reading, str], MemberRecord]


MOST_STAMPS: Final = 1000
"""By hand at once: more is a slip of the hand, and each full card is a reward."""


class Points:
    """Entries that people make by hand, each with its reason or its rule."""

    def __init__(
        self, store: Store, shelf: TimelineShelf, slips: SlipWriter, privacy: Privacy
    ) -> None:
        self._desk = Desk(store)
        self._shelf = shelf
        self._slips = slips
        self._privacy = privacy

    def adjust(
        self, request: Request, member_id: str, *, points: int, reason: str, slip: bool = True
    ) -> Answer[Outcome]:
        """Give points, or take them when below zero; the reason is kept sealed.

        Raises NotAllowedError for nothing or without a reason, NegativeAdjustmentError
        when the member has fewer, UnknownMemberError and KeyReusedError.
        """
        check(request.actor, Permission.ADJUST)

        def act(work: Work) -> Outcome:
            if not points or not reason.strip():
                raise NotAllowedError(reason="adjustment-empty")
            member = member_of(work, member_id)
            book = MemberBook(work, self._shelf.timeline(work), member_id, request)
            before = book.state()
            sealed = self._privacy.seal(work, member_id, {"reason": reason})
            event = book.add(_adjustment(book, points), sealed=sealed)
            outcome = replace(
                standing(ActionKind.ADJUST, member_id, before=before, after=book.state()),
                origin=event.position.name,
                adjusted=points,
            )
            if not slip:
                return outcome
            return self._slips.write(work, book, member, outcome, wall_time=request.now)

        content = ("adjust", member_id, points, reason)
        return self._desk.perform(request, content, Outcome, act)

    def grant(
        self,
        request: Request,
        member_id: str,
        *,
        points: int,
        expires_at: datetime | None,
    ) -> Answer[Outcome]:
        """Open a lot of ``points`` that ends at ``expires_at``; None is never.

        Raises UnknownMemberError, NotAllowedError and KeyReusedError.
        """
        content = ("grant", member_id, points, expires_at)
        return self._grant(
            request, member_id, content, lambda book: Credit(points, book.now, expires_at)
        )

    def grant_by_policy(self, request: Request, member_id: str, *, points: int) -> Answer[Outcome]:
        """Open a lot of ``points`` that ends as the program says.

        Raises UnknownMemberError, NotAllowedError and KeyReusedError.
        """
        content = ("grant-by-policy", member_id, points)
        return self._grant(
            request,
            member_id,
            content,
            lambda book: credit_of(book.version.program, points, book.now),
        )

    def action(self, request: Request, member_id: str, action_id: str) -> Answer[Outcome]:
        """Points for something other than a purchase.

        Raises UnknownActionError, LimitReachedError, NotAllowedError where only a manager
        may, MemberBlockedError, UnknownMemberError and KeyReusedError.
        """
        check(request.actor, Permission.SELL)

        def decide(book: MemberBook) -> Happening:
            program = book.version.program
            action = program.action(action_id)
            if action is None:
                raise UnknownActionError(action=action_id)
            if action.needs_manager:
                check(request.actor, Permission.ADJUST)
            uses = book.state().tallies.action_uses
            if limit_reached(action.limit, action_id, uses, at=book.now, zone=program.zone):
                raise LimitReachedError(subject=action.name, limit=action.limit)
            return Credited(
                CreditKind.ACTION,
                credit_of(program, action.points, book.now),
                action_id,
                book.tickets_for_action(action_id),
            )

        return self._simple(
            request,
            ActionKind.ACTION,
            member_id,
            ("action", member_id, action_id),
            decide,
            finder=active_member_of,
        )

    def set_tier(self, request: Request, member_id: str, tier_id: str) -> Answer[Outcome]:
        """Give a tier by hand: a floor until it is set again.

        Raises NotAllowedError for a tier that the program does not have, UnknownMemberError
        and KeyReusedError.
        """
        check(request.actor, Permission.SET_TIER)

        def decide(book: MemberBook) -> Happening:
            if book.version.program.tier(tier_id) is None:
                raise NotAllowedError(reason="unknown-tier", tier=tier_id)
            return TierSet(tier_id)

        content = ("set-tier", member_id, tier_id)
        return self._simple(request, ActionKind.SET_TIER, member_id, content, decide)

    def note_history(
        self, request: Request, member_id: str, entries: tuple[Activity, ...]
    ) -> Answer[Outcome]:
        """Take in earlier activity for the tier measure; the balance is left alone.

        Raises UnknownMemberError, NotAllowedError for activity that is still to come, and
        KeyReusedError.
        """
        check(request.actor, Permission.SET_TIER)

        def decide(book: MemberBook) -> Happening:
            if any(entry.at > book.now for entry in entries):
                raise NotAllowedError(reason="activity-ahead")
            return HistoryNoted(entries)

        content = ("history", member_id, entries)
        return self._simple(request, ActionKind.HISTORY, member_id, content, decide)

    def stamp(self, request: Request, member_id: str, card_id: str, count: int) -> Answer[Outcome]:
        """Give stamps by hand, or take them when below zero.

        Raises NotAllowedError for an unknown card, nothing, or more than ``MOST_STAMPS`` at
        once, NegativeAdjustmentError when the card has fewer, MemberBlockedError,
        UnknownMemberError and KeyReusedError.
        """
        check(request.actor, Permission.SELL)

        def decide(book: MemberBook) -> Happening:
            card = book.version.program.stamp_card(card_id)
            if card is None or not count:
                raise NotAllowedError(reason="unknown-stamp-card", card=card_id)
            if count > MOST_STAMPS:
                raise NotAllowedError(reason="too-many-stamps", most=MOST_STAMPS)
            held = dict(book.state().stamps).get(card_id, 0)
            if count < 0 and held + count < 0:
                raise NegativeAdjustmentError(asked=-count, held=held)
            return Stamped(StampGain(card.id, count, card.size, card.reward))

        return self._simple(
            request,
            ActionKind.STAMP,
            member_id,
            ("stamp", member_id, card_id, count),
            decide,
            finder=active_member_of,
        )

    def _grant(
        self,
        request: Request,
        member_id: str,
        content: object,
        credit: Callable[[MemberBook], Credit],
    ) -> Answer[Outcome]:
        check(request.actor, Permission.ADJUST)

        def decide(book: MemberBook) -> Happening:
            granted = credit(book)
            if not granted.points:
                raise NotAllowedError(reason="nothing-granted")
            return Credited(CreditKind.GRANT, granted)

        return self._simple(request, ActionKind.GRANT, member_id, content, decide)

    def _simple(
        self,
        request: Request,
        kind: ActionKind,
        member_id: str,
        content: object,
        decide: Decision,
        *,
        finder: Finder = member_of,
    ) -> Answer[Outcome]:
        def act(work: Work) -> Outcome:
            finder(work, member_id)
            return self._added(work, request, kind, member_id, decide)

        return self._desk.perform(request, content, Outcome, act)

    def _added(
        self,
        work: Work,
        request: Request,
        kind: ActionKind,
        member_id: str,
        decide: Decision,
    ) -> Outcome:
        book = MemberBook(work, self._shelf.timeline(work), member_id, request)
        before = book.state()
        happening = decide(book)
        book.add(happening)
        after = book.state()
        outcome = standing(kind, member_id, before=before, after=after)
        earned = happening.credit.points if isinstance(happening, Credited) else 0
        program = book.version.program
        return replace(with_progress(outcome, program, before=before, after=after), earned=earned)


def _adjustment(book: MemberBook, points: int) -> Happening:
    if points > 0:
        return Adjusted(credit_of(book.version.program, points, book.now))
    state = book.state()
    held = state.spendable + state.pending
    if -points > held:
        raise NegativeAdjustmentError(asked=-points, held=held)
    return Debited(-points)
