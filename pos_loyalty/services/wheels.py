"""Wheels: whether a member may spin now, and the spin itself, recorded with its seed."""

from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import Spun
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.program import Program, Wheel
from pos_loyalty.domain.wheels import Chance, chance_on, quote_spin
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import (
    MemberBook,
    active_member_of,
    effective_now,
    whole_fold_of,
)
from pos_loyalty.services.outcome import ActionKind, Outcome, SpinResult, standing
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

_SEED_BYTES: Final = 16


class Wheels:
    """The wheels of the program, as one member meets them."""

    def __init__(self, store: Store, shelf: TimelineShelf, slips: SlipWriter) -> None:
        self._store = store
        self._desk = Desk(store)
        self._shelf = shelf
        self._slips = slips

    def chances(self, member_id: str, *, now: datetime) -> tuple[Chance, ...]:
        """Every wheel of the program in force, and whether the member may spin it now.

        Raises UnknownMemberError and MemberBlockedError.
        """
        with self._store.read() as reading:
            timeline = self._shelf.timeline(reading)
            at = effective_now(reading, now)
            program = timeline.at(at).program
            active_member_of(reading, member_id)
            if not program.wheels:
                return ()
            whole = whole_fold_of(reading, timeline, member_id, at)
        return tuple(_chance(wheel, program, whole, at) for wheel in program.wheels)

    def spin(
        self,
        request: Request,
        member_id: str,
        wheel_id: str,
        *,
        seed: str | None = None,
        spin_id: str = "",
        slip: bool = True,
    ) -> Answer[Outcome]:
        """Spin a wheel once; without a seed one is drawn that nobody could know.

        A slip is printed for a win only.

        Raises NotAllowedError for an unknown wheel, without a purchase to spin for and for an
        id used before, LimitReachedError, UnknownMemberError, MemberBlockedError and
        KeyReusedError.
        """
        check(request.actor, Permission.TAKE_PART)
        return self._desk.perform(
            request,
            ("spin", member_id, wheel_id, seed, spin_id),
            Outcome,
            lambda work: self._spin(
                work,
                request,
                member_id,
                wheel_id,
                seed=seed or token_hex(_SEED_BYTES),
                spin_id=spin_id,
                wants_slip=slip,
            ),
        )

    def _spin(
        self,
        work: Work,
        request: Request,
        member_id: str,
        wheel_id: str,
        *,
        seed: str,
        spin_id: str,
        wants_slip: bool,
    ) -> Outcome:
        member = active_member_of(work, member_id)
        book = MemberBook(work, self._shelf.timeline(work), member_id, request)
        program = book.version.program
        wheel = program.wheel(wheel_id)
        if wheel is None:
            raise NotAllowedError(reason="unknown-wheel", wheel=wheel_id)
        whole = book.whole()
        if spin_id and whole.spins.spin(spin_id) is not None:
            raise NotAllowedError(reason="id-used", id=spin_id)
        before = book.state()
        spun = quote_spin(
            program,
            _chance(wheel, program, whole, book.now),
            member_id=member_id,
            spin_id=spin_id or str(uuid7()),
            seed=seed,
            at=book.now,
        )
        book.add(spun)
        outcome = replace(
            standing(ActionKind.SPIN, member_id, before=before, after=book.state()),
            id=spun.spin_id,
            origin=spun.spin_id,
            number=work.log.take_number(),
            earned=spun.credit.points,
            spin=_result(spun),
        )
        if not wants_slip or not (spun.credit.points or spun.reward_id):
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)


def _chance(wheel: Wheel, program: Program, whole: Fold, at: datetime) -> Chance:
    uses = whole.state().tallies.spin_uses
    return chance_on(wheel, whole.spins, whole.purchases, uses, at=at, zone=program.zone)


def _result(spun: Spun) -> SpinResult:
    return SpinResult(
        wheel_id=spun.wheel_id,
        number=spun.number,
        seed=spun.seed,
        segment=spun.segment,
        points=spun.credit.points,
        reward_id=spun.reward_id,
        sale_id=spun.sale_id,
    )
