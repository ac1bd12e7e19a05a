"""Playing a story: the clock, the names, and what each step is answered with."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from pos_loyalty.domain.errors import (
    InThePastError,
    KeyReusedError,
    NotAllowedError,
    RefusalError,
    UnknownMemberError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Request
from pos_loyalty.services.scenario.cast import DEFAULT_MEMBER, member_id_of
from pos_loyalty.services.scenario.figures import (
    Figures,
    final_figures,
    outcome_figures,
    quote_figures,
    standing_figures,
    winners,
)
from pos_loyalty.services.scenario.stage import Stage
from pos_loyalty.services.scenario.steps import (
    Advance,
    BuyMembership,
    CancelMembership,
    Donate,
    Enroll,
    HoldDraw,
    Purchase,
    Quote,
    Redeem,
    Refund,
    Scenario,
    Step,
    Ticket,
    UndoRedeem,
    Void,
)


def play(scenario: Scenario, stage: Stage) -> Figures:
    """What happened in each step, and where everybody stands at the end.

    A refused step is a result. Raises OutageError only.
    """
    story = _Story(scenario, stage)
    steps = [story.play(number, step) for number, step in enumerate(scenario.steps, start=1)]
    return {"id": scenario.id, "steps": steps, "final": {"members": story.final()}}


@dataclass(frozen=True, slots=True)
class _Remembered:
    step: Step
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Done:
    """What a step came to; ``outcome`` says where the member stands, where something was done."""

    figures: Figures
    outcome: Outcome | None = None


class _Story:
    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._stage = stage
        self._now = scenario.start
        self._number = 0
        self._partner = ""
        self._members: dict[str, str] = {}
        self._purchases: dict[str, str] = {}
        self._redemptions: dict[str, str] = {}
        self._memberships: dict[str, str] = {}
        self._lapsed: dict[str, tuple[datetime, int]] = {}
        self._remembered: dict[str, _Remembered] = {}
        if not any(isinstance(step.deed, Enroll) for step in scenario.steps):
            self._enroll(DEFAULT_MEMBER, Enroll(), welcome=False)

    def play(self, number: int, step: Step) -> Figures:
        """The result of one step, or of its first time when its key is known."""
        self._number = number
        self._partner = step.partner
        if not step.key:
            return self._played(step)
        # When it is asked for again is not what is asked for.
        content = replace(step, at=None)
        known = self._remembered.get(step.key)
        if known is None:
            figures = self._played(step)
            self._remembered[step.key] = _Remembered(content, figures)
            return figures
        if known.step != content:
            lapsed = self._lapsed_until(self._shown(step), self._now)
            # A refusal as any other: the clock goes on, though never back.
            with suppress(InThePastError):
                self._move_to(step)
            return self._refused(step, lapsed, KeyReusedError(key=step.key))
        return {**known.figures, "step": number, "repeated": True}

    def final(self) -> Figures:
        """Where everybody stands when the story is over."""
        return {
            name: final_figures(self._stage.program, self._stage.state(member_id, self._now))
            for name, member_id in self._members.items()
        }

    def _played(self, step: Step) -> Figures:
        before = self._now
        shown = self._shown(step)
        lapsed = self._lapsed_until(shown, before)
        try:
            occurred_at = self._move_to(step)
            done = self._done(step, occurred_at)
        except RefusalError as refusal:
            return self._refused(step, lapsed, refusal)
        return self._told(step, lapsed, {"ok": True, **done.figures}, done.outcome)

    def _done(self, step: Step, occurred_at: datetime | None) -> _Done:
        stage, deed = self._stage, step.deed
        if isinstance(deed, Enroll):
            return self._enroll(step.member or DEFAULT_MEMBER, deed, welcome=True)
        if isinstance(deed, Advance) and step.member is None:
            return _Done({})
        if isinstance(deed, HoldDraw):
            result = stage.hold(self._request(), deed)
            names = {member_id: name for name, member_id in self._members.items()}
            return _Done({"winners": winners(result, names)})
        member_id = self._concerned(step)
        if isinstance(deed, Quote):
            return _Done(quote_figures(stage.quote(member_id, deed, self._now), stage.words))
        if isinstance(deed, Purchase):
            outcome = stage.buy(self._request(), member_id, deed, occurred_at)
            self._purchases[outcome.id] = member_id
            return self._told_by(outcome)
        if isinstance(deed, BuyMembership) and deed.id in self._memberships:
            raise NotAllowedError(reason="id-used", id=deed.id)
        done = stage.do(self._request(), member_id, deed)
        if done is not None and isinstance(deed, Redeem | Donate | Ticket):
            self._redemptions[done.id] = member_id
        if done is not None and isinstance(deed, BuyMembership):
            self._memberships[done.id] = member_id
        told = _Done({}) if done is None else self._told_by(done)
        if isinstance(deed, BuyMembership) and not deed.id:
            # Made up for this once: the story would not go alike the next time.
            del told.figures["id"]
        return told

    def _told_by(self, outcome: Outcome) -> _Done:
        return _Done(outcome_figures(outcome, self._stage.program, self._stage.words), outcome)

    def _enroll(self, name: str, new: Enroll, *, welcome: bool) -> _Done:
        referrer = None
        if new.referrer is not None:
            referrer = self._members.get(new.referrer)
            if referrer is None:
                raise UnknownMemberError(member=new.referrer)
        member_id = member_id_of(name)
        outcome = self._stage.enroll(
            self._request(), member_id, new, referrer=referrer, welcome=welcome
        )
        self._members[name] = member_id
        return self._told_by(outcome)

    def _move_to(self, step: Step) -> datetime | None:
        """Let the clock go on; the time of a purchase that comes late stays behind it."""
        for moment in (step.at, step.deed.to if isinstance(step.deed, Advance) else None):
            if moment is None:
                continue
            if moment >= self._now:
                self._now = moment
            elif isinstance(step.deed, Purchase):
                return moment
            else:
                raise InThePastError(at=moment, now=self._now)
        return None

    def _concerned(self, step: Step) -> str:
        """The member of a step. Raises the refusal of a step that has none."""
        member_id = self._shown(step)
        if member_id is not None:
            return member_id
        match step.deed:
            case Refund(purchase) | Void(purchase) | CancelMembership(purchase):
                raise UnknownPurchaseError(purchase=purchase)
            case UndoRedeem(redemption):
                raise UnknownRedemptionError(redemption=redemption)
            case _:
                raise UnknownMemberError(member=step.member or DEFAULT_MEMBER)

    def _shown(self, step: Step) -> str | None:
        """The member whom a step shows: that of the purchase, where it is about one."""
        match step.deed:
            case CancelMembership(purchase):
                return self._memberships.get(purchase) or self._named(step)
            case Refund(purchase) | Void(purchase):
                return self._purchases.get(purchase) or self._named(step)
            case UndoRedeem(redemption):
                return self._redemptions.get(redemption) or self._named(step)
            case Enroll():
                return self._members.get(step.member or DEFAULT_MEMBER)
            case _:
                return self._named(step)

    def _named(self, step: Step) -> str | None:
        if step.member is not None:
            return self._members.get(step.member)
        return next(reversed(self._members.values()), None)

    def _refused(self, step: Step, lapsed: int, refusal: RefusalError) -> Figures:
        message = message_for(refusal, self._stage.words)
        error = {"code": refusal.code, "message": message}
        return self._told(step, lapsed, {"ok": False, "error": error})

    def _told(
        self, step: Step, lapsed: int, figures: Figures, outcome: Outcome | None = None
    ) -> Figures:
        told: Figures = {"step": self._number, "do": step.do, **figures}
        shown = self._shown(step)
        if shown is None:
            return {**told, "balance": 0, "spendable": 0, "tier": None, "repeated": False}
        standing = outcome or self._stage.state(shown, self._now)
        # Of nobody else: this step may have given another member what had lapsed already.
        self._lapsed = {shown: (self._now, standing.lapsed)}
        return {
            **told,
            **standing_figures(self._stage.program, standing),
            "expired": standing.lapsed - lapsed,
            "repeated": False,
        }

    def _lapsed_until(self, member_id: str | None, at: datetime) -> int:
        """All that had lapsed of a member's points before a step moved the clock."""
        if member_id is None:
            return 0
        seen_at, lapsed = self._lapsed.get(member_id, (None, 0))
        return lapsed if seen_at == at else self._stage.state(member_id, at).lapsed

    def _request(self) -> Request:
        return Request(f"step {self._number}", OPERATOR, self._now, self._partner)
