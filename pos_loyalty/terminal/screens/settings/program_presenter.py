"""The program page: a draft beside the published version, and the day it takes its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError, Problem, WrongDocumentError
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.ports import Programs
from pos_loyalty.terminal.screens.settings.program_draft import (
    PATHS,
    DraftReader,
    ProgramDraft,
    RewardDraft,
    Row,
    TierDraft,
    moved,
    row_paths,
    text_at,
    with_text,
)
from pos_loyalty.terminal.screens.settings.program_wording import (
    example_rows,
    expiry_warning,
    meaning,
    program_changes,
)
from pos_loyalty.terminal.screens.settings.state import (
    Cell,
    Message,
    ProgramState,
    Publishing,
    Tone,
)
from pos_loyalty.terminal.tasks import TaskRunner

_SAMPLE_MINOR: Final = 7490
_MOST_UNDO: Final = 200
_TIER_COLORS: Final = ("#766b5f", "#5a6d7a", "#8f6900", "#0f6656", "#6b4f8f")


class ProgramPresenter:
    """Turns edits into a draft, the draft into a checked document, and that into a version."""

    def __init__(
        self, programs: Programs, *, tasks: TaskRunner, clock: Clock, words: Words
    ) -> None:
        self._programs = programs
        self._tasks = tasks
        self._clock = clock
        self._words = words
        self._reader = _reader(words)
        self._show: Callable[[ProgramState], None] = _nobody
        self._base: Mapping[str, object] = {}
        self._published = ProgramDraft()
        self._undone: list[ProgramDraft] = []
        self._problems: dict[str, str] = {}
        self._checks = 0
        self._points: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {})
        self._state = ProgramState()

    @property
    def state(self) -> ProgramState:
        """What is shown now."""
        return self._state

    def document(self) -> Mapping[str, object]:
        """The document that the draft means; the published one while nothing is changed."""
        document, _wrong = self._reader.document_of(self._state.draft, self._base)
        return document

    def follow(self, show: Callable[[ProgramState], None]) -> None:
        """Tell ``show`` of every new state."""
        self._show = show

    def speak(self, words: Words) -> None:
        """Go on in another language; numbers that were typed stay as they were typed."""
        self._words = words
        self._reader = _reader(words)
        if not self._state.changes:
            self._take(self._base)
        else:
            self._become(replace(self._state, message=None))

    def open(self) -> None:
        """Read the program that was published last."""
        self._undone.clear()
        self._become(ProgramState())
        self._tasks.run(self._programs.load, self._take, self._refused)

    # Editing

    def edit(self, path: str, text: str) -> None:
        """Take what was typed or chosen at a path of the document."""
        if not self._state.is_busy and text_at(self._state.draft, path) != text:
            self._change(with_text(self._state.draft, path, text))

    def add(self, kind: str) -> None:
        """Add a tier or a reward at the end."""
        draft = self._state.draft
        if kind == "tier":
            color = _TIER_COLORS[len(draft.tiers) % len(_TIER_COLORS)]
            threshold = "" if draft.tiers else "0"
            new = TierDraft(threshold=threshold, multiplier="1", color=color)
            self._change(replace(draft, tiers=(*draft.tiers, new)))
        else:
            self._change(replace(draft, rewards=(*draft.rewards, RewardDraft())))

    def remove(self, kind: str, place: int) -> None:
        """Take a tier or a reward out of the draft."""
        draft = self._state.draft
        if kind == "tier":
            left = tuple(row for each, row in enumerate(draft.tiers) if each != place)
            self._change(replace(draft, tiers=left))
        else:
            kept = tuple(row for each, row in enumerate(draft.rewards) if each != place)
            self._change(replace(draft, rewards=kept))

    def move(self, kind: str, place: int, step: int) -> None:
        """Move a row up or down."""
        self._change(moved(self._state.draft, kind, place, step=step))

    def undo(self) -> None:
        """Take the last change back."""
        if self._undone and not self._state.is_busy:
            self._draw_draft(self._undone.pop())

    def discard(self) -> None:
        """Go back to the published program; this, too, can be undone."""
        if self._state.changes:
            self._change(self._published)

    # Publishing

    def ask_start(self) -> None:
        """Ask from when on the draft applies; or say what must be mended first."""
        if self._state.is_busy or not self._state.changes:
            return
        if self._state.has_errors:
            text = self._words.text("Some entries are not right yet. Nothing was published.")
            self._become(replace(self._state, message=Message(Tone.BAD, text)))
            return
        today = self._words.formats.local(self._clock.now()).date()
        publishing = Publishing(start=today + timedelta(days=1), earliest=today)
        self._become(replace(self._state, publishing=publishing, message=None))

    def choose_start(self, start: date) -> None:
        """Take a day; the past is not to be had."""
        publishing = self._state.publishing
        if publishing is not None:
            start = max(start, publishing.earliest)
            self._become(replace(self._state, publishing=replace(publishing, start=start)))

    def close_question(self) -> bool:
        """Put the question away; whether there was one."""
        if self._state.publishing is None:
            return False
        self._become(replace(self._state, publishing=None))
        return True

    def publish(self) -> None:
        """Publish the draft from the chosen day."""
        publishing = self._state.publishing
        if publishing is None or self._state.is_busy:
            return
        document, _wrong = self._reader.document_of(self._state.draft, self._base)
        self._become(replace(self._state, is_busy=True))
        self._tasks.run(
            lambda: self._programs.publish(document, publishing.start),
            lambda _answer: self._is_published(document, publishing.start),
            self._refused,
        )

    # Answers

    def _take(self, document: Mapping[str, object]) -> None:
        self._base = document
        self._published = self._reader.draft_of(document)
        self._undone.clear()
        self._problems = {}
        self._state = replace(self._state, is_loaded=True, publishing=None)
        self._draw_draft(self._published)

    def _is_published(self, document: Mapping[str, object], start: date) -> None:
        self._state = replace(self._state, is_busy=False)
        self._take(document)
        day = self._words.formats.date(start)
        text = self._words.text("Published. It applies from {day}.", day=day)
        detail = self._words.text("Points that members have already keep their terms.")
        self._become(replace(self._state, message=Message(Tone.GOOD, text, detail)))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(
            replace(self._state, is_busy=False, is_loaded=True, publishing=None, message=message)
        )

    # The draft

    def _change(self, draft: ProgramDraft) -> None:
        if draft != self._state.draft:
            self._undone.append(self._state.draft)
            del self._undone[:-_MOST_UNDO]
            self._draw_draft(draft)

    def _draw_draft(self, draft: ProgramDraft) -> None:
        """Show a draft, and have it checked and tried beside the published program."""
        document, wrong = self._reader.document_of(draft, self._base)
        self._problems = {path: message_for(error, self._words) for path, error in wrong.items()}
        self._become(replace(self._state, draft=draft, message=None))
        self._checks += 1
        number, base = self._checks, self._base

        def work() -> tuple[Mapping[str, int], Mapping[str, int]]:
            self._programs.check(document)
            return (
                self._programs.example(document, _SAMPLE_MINOR),
                self._programs.example(base, _SAMPLE_MINOR),
            )

        if not wrong:
            self._tasks.run(
                work,
                lambda points: self._checked(number, points),
                lambda error: self._found_wrong(number, error),
            )

    def _checked(self, number: int, points: tuple[Mapping[str, int], Mapping[str, int]]) -> None:
        if number == self._checks:
            self._points = points
            self._become(self._state)

    def _found_wrong(self, number: int, error: LoyaltyError) -> None:
        if number != self._checks:
            return
        if not isinstance(error, WrongDocumentError):
            self._refused(error)
            return
        for problem in error.problems:
            self._problems.setdefault(problem.path, self._sentence(problem))
        self._become(self._state)

    def _sentence(self, problem: Problem) -> str:
        return problem_text(problem, self._words)

    def _become(self, state: ProgramState) -> None:
        draft, words = state.draft, self._words
        paths = (*PATHS, *row_paths(draft))
        known = set(paths)
        self._state = replace(
            state,
            cells={path: self._cell(draft, path) for path in paths},
            changes=program_changes(self._published, draft, words),
            other_problems=tuple(
                f"{path}: {sentence}"
                for path, sentence in self._problems.items()
                if path not in known
            ),
            expiry_warning=expiry_warning(draft, words),
            meaning=meaning(self._published, draft, words, wrong=self._problems),
            examples=example_rows(draft, self._base, self._points, _SAMPLE_MINOR, words),
            may_undo=bool(self._undone),
        )
        self._show(self._state)

    def _cell(self, draft: ProgramDraft, path: str) -> Cell:
        text, before = text_at(draft, path), self._before(draft, path)
        error = self._problems.get(path, "")
        return Cell(text, error, is_changed=text != before, before=before or "")

    def _before(self, draft: ProgramDraft, path: str) -> str | None:
        """The published text of a line; a row is compared with its own source, if it has one."""
        if path in PATHS:
            return text_at(self._published, path)
        kind, _, rest = path.partition("[")
        place, _, column = rest.partition("].")
        rows: Sequence[Row] = draft.tiers if kind == "tier" else draft.rewards
        source = rows[int(place)].source
        return text_at(self._published, f"{kind}[{source}].{column}") if source >= 0 else None


def _reader(words: Words) -> DraftReader:
    """Reads in the words' language; in forms, 300 is always three hundred."""
    formats = words.formats
    return DraftReader(
        Formats(formats.language, currency=formats.currency.code, timezone=formats.zone.key)
    )


def _nobody(_state: ProgramState) -> None:
    """Before anybody follows."""
