"""Prize draws: tickets bought, the seed promised, the draw held, the result shown.

Commit and reveal: the hash of the seed is published while tickets are still given, the seed
with the result. Until then the seed lies sealed in the log, and nobody can choose another.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from uuid_utils import uuid7

from pos_loyalty.cards.member_number import masked_number, member_number
from pos_loyalty.domain.burning import BurnQuote
from pos_loyalty.domain.draws import (
    quote_tickets,
    seed_commitment,
    ticket_names,
    tickets_digest,
    winners_of,
)
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import Redeemed
from pos_loyalty.domain.print_job import RECEIPT_PRINTER, PrintJob
from pos_loyalty.domain.program import Draw, ProgramTimeline
from pos_loyalty.domain.slip import SlipDraw, SlipKind, SlipWinner
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import (
    MemberBook,
    active_member_of,
    effective_now,
    fold_of,
    usage_of,
)
from pos_loyalty.services.outcome import ActionKind, Outcome, standing, with_progress
from pos_loyalty.services.privacy import Privacy
from pos_loyalty.services.redemptions import check_unused, redemption_record
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.shares import ShareOffice
from pos_loyalty.services.slips import SlipWriter, bare_slip
from pos_loyalty.services.voice import ShopVoice
from pos_loyalty.storage.codec import decode_as, encode_json
from pos_loyalty.storage.draws import COMMITTED, HELD
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import DrawRecord, MemberRecord
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

_SEED_BYTES = 32


class DrawPhase(StrEnum):
    """Where a draw stands."""

    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Commitment:
    """The hash of a seed that nobody knows yet: what is published before a draw."""

    draw_id: str
    commitment: str


@dataclass(frozen=True, slots=True)
class DrawWinner:
    """A prize, the ticket that won it, and whose it is."""

    prize: str
    member_id: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawResult:
    """What came out of a draw, and what it can be recomputed from."""

    draw_id: str
    name: str
    held_at: datetime
    seed: str
    commitment: str
    was_committed: bool
    """Whether the commitment was published before."""
    tickets_digest: str
    tickets: int
    prizes: tuple[str, ...]
    winners: tuple[DrawWinner, ...]


@dataclass(frozen=True, slots=True)
class WinnerShown:
    """A winner as the shop calls the prize out: by number and first name."""

    prize: str
    number: str
    first_name: str = field(repr=False)
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawOverview:
    """One draw, how many tickets it has, and what is known of its result."""

    draw: Draw
    phase: DrawPhase
    tickets: int
    members: int
    commitment: str | None = None
    held_at: datetime | None = None
    winners: tuple[WinnerShown, ...] = ()


class Draws:
    """The draws of a program, from the first ticket to the prizes."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        slips: SlipWriter,
        privacy: Privacy,
        voice: ShopVoice,
        *,
        office: ShareOffice | None = None,
    ) -> None:
        self._store = store
        self._desk = Desk(store, office)
        self._shelf = shelf
        self._slips = slips
        self._privacy = privacy
        self._voice = voice

    def buy_tickets(
        self,
        request: Request,
        member_id: str,
        draw_id: str,
        count: int,
        *,
        redemption_id: str = "",
        slip: bool = True,
    ) -> Answer[Outcome]:
        """Burn points for tickets. It is a redemption, and undone like one.

        Raises NotAllowedError, LimitReachedError, InsufficientPointsError, UnknownMemberError,
        MemberBlockedError and KeyReusedError.
        """
        check(request.actor, Permission.TAKE_PART)

        def act(work: Work) -> Outcome:
            member = active_member_of(work, member_id)
            check_unused(work, redemption_id)
            book = MemberBook(work, self._shelf.timeline(work), member_id, request)
            outcome = _bought(work, book, draw_id, count, redemption_id or str(uuid7()))
            if not slip:
                return outcome
            return self._slips.write(work, book, member, outcome, wall_time=request.now)

        content = ("ticket", member_id, draw_id, count, redemption_id)
        return self._desk.perform(request, content, Outcome, act)

    def commit(self, request: Request, draw_id: str) -> Answer[Commitment]:
        """Make a seed, seal it, and publish its hash.

        Raises NotAllowedError for a role that holds no draws, a draw that is unknown or was held,
        or one whose hash was published before, and KeyReusedError.
        """
        check(request.actor, Permission.HOLD_DRAWS)

        def act(work: Work) -> Commitment:
            now = work.log.effective(request.now)
            draw = _draw(self._shelf.timeline(work), now, draw_id)
            known = work.draws.draw(draw_id)
            if known is not None:
                raise NotAllowedError(
                    reason="draw-committed" if known.held_at is None else "draw-held",
                    draw=draw.name,
                )
            seed = secrets.token_hex(_SEED_BYTES)
            promised = Commitment(draw_id, seed_commitment(seed))
            sealed = self._privacy.seal_secret(seed, _context(draw_id))
            work.append(_event(work, request, COMMITTED, promised, sealed))
            work.draws.put_draw(DrawRecord(draw_id=draw_id, commitment=promised.commitment))
            return promised

        return self._desk.perform(request, ("draw-commit", draw_id), Commitment, act)

    def hold(self, request: Request, draw_id: str, *, seed: str = "") -> Answer[DrawResult]:
        """Draw the winners, from the seed that was promised or from ``seed``.

        Raises NotAllowedError for a role that holds no draws; for a draw that is unknown, not
        over yet, held before or without tickets; for a seed that does not match the published
        hash, and where neither was given; and KeyReusedError.
        """
        check(request.actor, Permission.HOLD_DRAWS)
        return self._desk.perform(
            request,
            ("draw-hold", draw_id, seed),
            DrawResult,
            lambda work: self._hold(work, request, draw_id, seed),
        )

    def overview(self, now: datetime) -> tuple[DrawOverview, ...]:
        """All draws that the shop's programs ever had, those of today's program first."""
        with self._store.read() as reading:
            timeline = self._shelf.timeline(reading)
            at = effective_now(reading, now)
            return tuple(
                _overview(reading, timeline, draw, at) for draw in _draws(timeline, at).values()
            )

    def result(self, draw_id: str) -> DrawResult:
        """What came out of a draw. Raises NotAllowedError when it was not held."""
        with self._store.read() as reading:
            body = reading.draws.event(HELD, draw_id)
            if body is None:
                raise NotAllowedError(reason="draw-not-held", draw=draw_id)
            return decode_as(DrawResult, encode_json(body.data))

    def export(self, draw_id: str, now: datetime) -> Mapping[str, object]:
        """Everything that the result can be recomputed from, naming nobody.

        Raises NotAllowedError when the draw was not held.
        """
        result = self.result(draw_id)
        with self._store.read() as reading:
            timeline = self._shelf.timeline(reading)
            urn = dict(_urn(reading, timeline, draw_id, effective_now(reading, now)))
        return {
            "draw": result.draw_id,
            "name": result.name,
            "held_at": result.held_at.isoformat(),
            "commitment": result.commitment,
            "committed_before": result.was_committed,
            "seed": result.seed,
            "tickets_digest": result.tickets_digest,
            "tickets": sorted(urn),
            "prizes": list(result.prizes),
            "winners": [
                {
                    "prize": winner.prize,
                    "ticket": winner.ticket,
                    "member": masked_number(winner.member_id),
                }
                for winner in result.winners
            ],
        }

    def print_result(self, request: Request, draw_id: str) -> str:
        """Queue a slip that says who won, to be hung up; the id of its print job.

        Raises NotAllowedError for a role that holds no draws, and when it was not held.
        """
        check(request.actor, Permission.HOLD_DRAWS)
        result = self.result(draw_id)
        with self._store.begin() as work:
            program = self._shelf.timeline(work).at(work.log.effective(request.now)).program
            job = PrintJob(
                id=str(uuid7()),
                printer=RECEIPT_PRINTER,
                facts=replace(
                    bare_slip(self._voice, program, SlipKind.DRAW, result.held_at),
                    draw=_slip_of(work, result),
                ),
                created_at=request.now,
                waiting_since=request.now,
            )
            work.print_jobs.add(job)
            work.commit()
        return job.id

    def _hold(self, work: Work, request: Request, draw_id: str, seed: str) -> DrawResult:
        now = work.log.effective(request.now)
        timeline = self._shelf.timeline(work)
        draw = _draw(timeline, now, draw_id)
        known = work.draws.draw(draw_id)
        if known is not None and known.held_at is not None:
            raise NotAllowedError(reason="draw-held", draw=draw.name)
        if draw.ends_at is not None and now < draw.ends_at:
            raise NotAllowedError(reason="draw-not-over", draw=draw.name)
        promised = known.commitment if known is not None else None
        revealed = seed or self._promised_seed(work, draw_id)
        if not revealed:
            raise NotAllowedError(reason="draw-not-committed", draw=draw.name)
        if promised is not None and seed_commitment(revealed) != promised:
            raise NotAllowedError(reason="draw-other-seed", draw=draw.name)
        urn = dict(_urn(work, timeline, draw_id, now))
        if not urn:
            raise NotAllowedError(reason="draw-without-tickets", draw=draw.name)
        result = DrawResult(
            draw_id=draw_id,
            name=draw.name,
            held_at=now,
            seed=revealed,
            commitment=seed_commitment(revealed),
            was_committed=promised is not None,
            tickets_digest=tickets_digest(tuple(urn)),
            tickets=len(urn),
            prizes=draw.prizes,
            winners=tuple(
                DrawWinner(won.prize, urn[won.ticket], won.ticket)
                for won in winners_of(draw_id, revealed, urn, draw.prizes)
            ),
        )
        work.append(_event(work, request, HELD, result))
        work.draws.put_draw(
            DrawRecord(
                draw_id=draw_id,
                commitment=promised,
                held_at=now,
                seed=revealed,
                tickets_digest=result.tickets_digest,
                winners=encode_json(result.winners),
            )
        )
        return result

    def _promised_seed(self, work: Work, draw_id: str) -> str:
        promised = work.draws.event(COMMITTED, draw_id)
        if promised is None or promised.sealed is None:
            return ""
        return self._privacy.open_secret(promised.sealed, _context(draw_id))


def _bought(work: Work, book: MemberBook, draw_id: str, count: int, redemption_id: str) -> Outcome:
    before, program = book.state(), book.version.program
    held = usage_of(work, book.version).draws_held
    gain, cost = quote_tickets(program, before, held, draw_id=draw_id, count=count)
    event = book.add(Redeemed(redemption_id, cost, tickets=(gain,)))
    number = work.log.take_number()
    quote = BurnQuote(spent=cost, discount_minor=0)
    work.sales.add_redemption(redemption_record(number, event, book, redemption_id, quote))
    after = book.state()
    stands = standing(ActionKind.TICKET, book.member_id, before=before, after=after)
    return replace(
        with_progress(stands, program, before=before, after=after),
        id=redemption_id,
        origin=redemption_id,
        number=number,
        spent=cost,
    )


def _draws(timeline: ProgramTimeline, at: datetime) -> Mapping[str, Draw]:
    """Each draw as it was last published: a draw may be held after the program lost it."""
    begun = [version for version in timeline.versions if version.valid_from <= at]
    newest = [timeline.at(at), *reversed(begun)]
    found: dict[str, Draw] = {}
    for version in newest:
        for draw in version.program.draws:
            found.setdefault(draw.id, draw)
    return found


def _draw(timeline: ProgramTimeline, at: datetime, draw_id: str) -> Draw:
    draw = _draws(timeline, at).get(draw_id)
    if draw is None:
        raise NotAllowedError(reason="unknown-draw", draw=draw_id)
    return draw


def _urn(
    reading: Reading, timeline: ProgramTimeline, draw_id: str, at: datetime
) -> Iterator[tuple[str, str]]:
    """Every ticket with the member who holds it."""
    for member_id in reading.draws.holders(draw_id):
        # Time alone changes no ticket, so a kept state need not be moved forward.
        state = reading.projections.state(member_id)
        if state is None:
            state = fold_of(reading, timeline, member_id, at).state()
        for name in ticket_names(state.tickets, draw_id):
            yield name, member_id


def _overview(
    reading: Reading, timeline: ProgramTimeline, draw: Draw, at: datetime
) -> DrawOverview:
    known = reading.draws.draw(draw.id)
    urn = list(_urn(reading, timeline, draw.id, at))
    overview = DrawOverview(
        draw=draw,
        phase=_phase(draw, known, at),
        tickets=len(urn),
        members=len({member_id for _, member_id in urn}),
    )
    if known is None:
        return overview
    winners = decode_as(tuple[DrawWinner, ...], known.winners) if known.winners else ()
    return replace(
        overview,
        commitment=known.commitment,
        held_at=known.held_at,
        winners=tuple(
            _shown(winner, reading.members.member(winner.member_id)) for winner in winners
        ),
    )


def _phase(draw: Draw, known: DrawRecord | None, at: datetime) -> DrawPhase:
    if known is not None and known.held_at is not None:
        return DrawPhase.HELD
    if draw.starts_at is not None and at < draw.starts_at:
        return DrawPhase.AHEAD
    return DrawPhase.CLOSED if draw.ends_at is not None and at >= draw.ends_at else DrawPhase.OPEN


def _shown(winner: DrawWinner, member: MemberRecord | None) -> WinnerShown:
    first_name = member.given_name if member is not None else None
    number = member_number(winner.member_id)
    return WinnerShown(winner.prize, number, first_name or "", winner.ticket)


def _slip_of(reading: Reading, result: DrawResult) -> SlipDraw:
    return SlipDraw(
        name=result.name,
        tickets=result.tickets,
        winners=tuple(
            SlipWinner(
                prize=winner.prize,
                name=_shown(winner, reading.members.member(winner.member_id)).first_name,
                number=masked_number(winner.member_id),
                ticket=winner.ticket,
            )
            for winner in result.winners
        ),
        seed=result.seed,
        seal=result.commitment,
        was_published=result.was_committed,
    )


def _context(draw_id: str) -> str:
    return f"draw-seed:{draw_id}"


def _event(
    work: Work, request: Request, kind: str, data: object, sealed: bytes | None = None
) -> EventDraft:
    return EventDraft(
        type=kind,
        data=data,
        effective_at=work.log.effective(request.now),
        occurred_at=request.now,
        staff_id=request.actor.staff_id,
        approved_by=request.actor.approver_id,
        key=request.key,
        sealed=sealed,
        partner=request.partner,
    )
