"""Which rules decide an event anew, asked for each of them."""

from datetime import datetime
from fractions import Fraction

from pos_loyalty.domain.events import MemberEvent, Position
from pos_loyalty.domain.program import Program, ProgramVersion
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.services.simulation.trial import Trial


class Rulebook:
    """The rules of a trial, made ready for many questions."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.published, self.tried = Reigns(trial.published), Reigns(trial.tried)
        self._numbered = {version.number: version for version in trial.published.versions}
        self.value_before = point_value(trial.published_program)
        self.value_after = point_value(trial.program)
        versions = trial.tried.versions
        self._only = versions[0] if len(versions) == 1 else None

    def published_at(self, at: datetime) -> Program:
        """The rules that were in force."""
        return self.published.program_at(at)

    def stands(self, position: Position) -> bool:
        """Whether an event stays as it was recorded, for the tried rules had not begun."""
        begin = self.trial.rules_from
        return begin is not None and position.effective_at < begin

    def version_for(self, event: MemberEvent, at: datetime) -> ProgramVersion:
        """The version that decides an event; ``at`` is the time that it is priced for."""
        if self.trial.has_same_rules:
            # Of two versions that share an instant, only the event knows which one ruled it.
            return self._numbered[event.program_version]
        return self._only or self.trial.tried.at(at)

    def draws_held_before(self, place: Position) -> frozenset[str]:
        """The prize draws that had taken place when something happened."""
        held = self.trial.draws_held
        return frozenset(draw_id for at, draw_id in held if at < place) if held else _NONE


_NONE: frozenset[str] = frozenset()


def point_value(program: Program) -> Fraction:
    """What one point is worth, in minor units.

    Where points are no discount, it is what the reward gives that gives most for them.
    """
    if program.redemption is not None:
        return Fraction(program.redemption.value_minor, program.redemption.points)
    values = (Fraction(r.value_minor, r.cost) for r in program.rewards if r.cost)
    return max(values, default=Fraction(0))
