"""The import page: a file chosen, looked at, tried, and taken in step by step."""

from collections.abc import Callable
from dataclasses import field, replace
from pathlib import PurePath
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError, WrongDocumentError
from pos_loyalty.domain.imports import (
    SHAPES,
    DayOrder,
    ImportField,
    ImportKind,
    ImportPreview,
    ImportProgress,
    ImportReport,
    ImportWish,
    RowUnit,
    SaleMode,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings import import_wording as wording
from pos_loyalty.terminal.screens.settings.import_ports import ImportRoom
from pos_loyalty.terminal.screens.settings.import_state import ImportStage, ImportState
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner

_FIRST_WISH: Final = ImportWish(
    # Points are given away once and for all; history can be looked at first.
    kind=ImportKind.SALES,
    mode=SaleMode.HISTORY,
    new_members=True,
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the file, before it is put into words."""

    stage: ImportStage = ImportStage.CHOOSE
    file_name: str = ""
    wish: ImportWish = _FIRST_WISH
    preview: ImportPreview | None = None
    progress: ImportProgress = field(default_factory=lambda: ImportProgress(0, 0, ImportReport()))
    is_stopped: bool = False
    error: LoyaltyError | None = None


class ImportPresenter:
    """Turns choices into wishes, and what the room answers into states."""

    def __init__(
        self,
        room: ImportRoom,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[ImportState, Words], None],
    ) -> None:
        self._room = room
        self._tasks = tasks
        self._words = words
        self._show = show
        self._facts = _Facts()
        self._looks = 0
        self._runs = 0

    @property
    def state(self) -> ImportState:
        """What is shown now."""
        return _state(self._facts, self._words)

    def open(self) -> None:
        """Show how far it is; what runs goes on meanwhile."""
        self._become(self._facts)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(self._facts)

    def close(self) -> bool:
        """Stop what runs; whether there was anything."""
        if not self.state.is_under_way:
            return False
        self.stop()
        return True

    # A file

    def choose_kind(self, kind: ImportKind) -> None:
        """Say what the lines of the file are about."""
        if self._facts.stage is ImportStage.CHOOSE:
            self._become(replace(self._facts, wish=replace(_FIRST_WISH, kind=kind), error=None))

    def choose_file(self, path: str) -> None:
        """Read a file, and show how it would be read."""
        if self.state.is_under_way:
            return
        wish = replace(_FIRST_WISH, kind=self._facts.wish.kind)
        name = PurePath(path).name
        self._become(_Facts(stage=ImportStage.READING, file_name=name, wish=wish))
        self._tasks.run(lambda: self._room.open(path), lambda _none: self._look(), self._failed)

    def start_over(self) -> None:
        """Choose another file."""
        if not self.state.is_under_way:
            self._looks += 1
            kind = self._facts.wish.kind
            self._become(_Facts(wish=replace(_FIRST_WISH, kind=kind)))

    # How it is read

    def choose(self, key: str, value: str) -> None:
        """Say how the file is written, or what becomes of it."""
        if self._facts.stage is ImportStage.MAPPING:
            self._wish(_CHANGES[key](self._facts.wish, value))

    def choose_column(self, name: str, value: str) -> None:
        """Say which column a field is in; empty says that the file has none."""
        if self._facts.stage is ImportStage.MAPPING:
            columns = dict(self._facts.wish.columns)
            columns[ImportField(name)] = int(value) if value else ""
            self._wish(replace(self._facts.wish, columns=columns))

    def choose_mode(self, mode: SaleMode) -> None:
        """Say whether the sales earn points."""
        self._wish(replace(self._facts.wish, mode=mode))

    def take_new_members(self, *, is_wanted: bool) -> None:
        """Say whether unknown members are taken in."""
        self._wish(replace(self._facts.wish, new_members=is_wanted))

    # Trying and doing

    def check(self) -> None:
        """Try everything and keep nothing."""
        if self._facts.stage is ImportStage.MAPPING and not self.state.hint:
            self._start(ImportStage.TRYING, self._room.try_out)

    def take_in(self) -> None:
        """Take in what was tried; after a stop, go on."""
        can = self._facts.stage in {ImportStage.TRIED, ImportStage.DONE}
        if can and self.state.import_label:
            self._start(ImportStage.IMPORTING, self._room.begin)

    def back(self) -> None:
        """Go back to the columns; nothing was written."""
        if self._facts.stage is ImportStage.TRIED:
            self._become(replace(self._facts, stage=ImportStage.MAPPING, error=None))

    def stop(self) -> None:
        """End a trial, or an import with the step that is being done."""
        self._runs += 1
        if self._facts.stage is ImportStage.TRYING:
            self._become(replace(self._facts, stage=ImportStage.MAPPING))
        elif self._facts.stage is ImportStage.IMPORTING:
            self._become(replace(self._facts, stage=ImportStage.DONE, is_stopped=True))

    # Answers

    def _wish(self, wish: ImportWish) -> None:
        if self._facts.stage is not ImportStage.MAPPING or wish == self._facts.wish:
            return
        is_read_anew = replace(wish, mode=None, new_members=None) != replace(
            self._facts.wish, mode=None, new_members=None
        )
        self._become(replace(self._facts, wish=wish, error=None))
        if is_read_anew:
            self._look()

    def _look(self) -> None:
        self._looks += 1
        number, wish = self._looks, self._facts.wish
        self._tasks.run(
            lambda: self._room.look(wish),
            lambda preview: self._looked(number, preview),
            lambda error: self._failed_look(number, error),
        )

    def _looked(self, number: int, preview: ImportPreview) -> None:
        if number == self._looks:
            stage = ImportStage.MAPPING
            self._become(replace(self._facts, stage=stage, preview=preview, error=None))

    def _failed_look(self, number: int, error: LoyaltyError) -> None:
        if number == self._looks:
            self._failed(error)

    def _start(self, stage: ImportStage, prepare: Callable[[ImportWish], ImportProgress]) -> None:
        self._runs += 1
        number, wish = self._runs, self._facts.wish
        nothing = ImportProgress(0, 0, ImportReport())
        self._become(
            replace(self._facts, stage=stage, progress=nothing, is_stopped=False, error=None)
        )
        self._tasks.run(
            lambda: prepare(wish),
            lambda progress: self._advanced(number, progress),
            lambda error: self._broke_off(number, error),
        )

    def _advanced(self, number: int, progress: ImportProgress) -> None:
        """Show how far it is, and ask for the next step: others have their turn in between."""
        if number != self._runs:
            self._count_last_step(progress)
            return
        self._become(replace(self._facts, progress=progress))
        if progress.is_finished:
            was_trial = self._facts.stage is ImportStage.TRYING
            stage = ImportStage.TRIED if was_trial else ImportStage.DONE
            self._become(replace(self._facts, stage=stage))
            return
        self._tasks.run(
            self._room.advance,
            lambda further: self._advanced(number, further),
            lambda error: self._broke_off(number, error),
        )

    def _count_last_step(self, progress: ImportProgress) -> None:
        """The step that was being done when somebody said stop is done all the same."""
        if self._facts.stage is ImportStage.DONE and self._facts.is_stopped:
            is_stopped = not progress.is_finished
            self._become(replace(self._facts, progress=progress, is_stopped=is_stopped))

    def _broke_off(self, number: int, error: LoyaltyError) -> None:
        """The world was not in order; what was done until then is whole."""
        if number != self._runs:
            return
        self._runs += 1
        is_trial = self._facts.stage is ImportStage.TRYING
        stage = ImportStage.MAPPING if is_trial else ImportStage.DONE
        self._become(replace(self._facts, stage=stage, is_stopped=not is_trial, error=error))

    def _failed(self, error: LoyaltyError) -> None:
        """The file cannot be read at all, or not like this."""
        stage = ImportStage.CHOOSE if self._facts.preview is None else ImportStage.MAPPING
        self._become(replace(self._facts, stage=stage, error=error))

    def _become(self, facts: _Facts) -> None:
        self._facts = facts
        self._show(self.state, self._words)


def _shaped(wish: ImportWish, name: str) -> ImportWish:
    """The wish for a shape; for none, everything is found out from the file again."""
    found_out = replace(wish, encoding=None, delimiter=None, decimal=None, day_order=None)
    shape = next((shape for shape in SHAPES if shape.name == name), None)
    return shape.of(wish) if shape is not None else found_out


_CHANGES: Final[dict[str, Callable[[ImportWish, str], ImportWish]]] = {
    "shape": _shaped,
    "decimal": lambda wish, value: replace(wish, decimal=value),
    "day_order": lambda wish, value: replace(wish, day_order=DayOrder(value) if value else None),
    "encoding": lambda wish, value: replace(wish, encoding=value),
    "header": lambda wish, value: replace(wish, has_header=value == "true"),
    "unit": lambda wish, value: replace(wish, unit=RowUnit(value)),
}


def _state(facts: _Facts, words: Words) -> ImportState:
    """What is known, in words."""
    preview, report, wish = facts.preview, facts.progress.report, facts.wish
    state = ImportState(
        stage=facts.stage,
        kind=wish.kind,
        file_name=facts.file_name,
        mode=wish.mode or SaleMode.HISTORY,
        takes_new_members=wish.new_members is not False,
        is_stopped=facts.is_stopped,
        message=_message(facts, words),
    )
    if preview is None:
        return state
    state = replace(state, size=words.plural("{n} line", "{n} lines", preview.rows))
    if facts.stage is ImportStage.MAPPING:
        return replace(
            state,
            reading=wording.reading_choices(preview, wish, words),
            columns=wording.column_choices(preview, words),
            preview=wording.preview_table(preview, words),
            hint=wording.hint_text(preview, words),
            wrong=wording.preview_problems(preview, words),
        )
    done, total = facts.progress.done, facts.progress.total
    return replace(
        state,
        share=done / total if total else 0.0,
        progress=words.text(
            "{done} of {total}",
            done=words.formats.number(done),
            total=words.formats.number(total or preview.rows),
        ),
        totals=wording.totals(report, wish.kind, words),
        wrong=wording.report_problems(report, words),
        import_label=_import_label(facts, words),
    )


def _import_label(facts: _Facts, words: Words) -> str:
    if facts.stage is ImportStage.DONE:
        return words.text("Continue importing") if facts.is_stopped else ""
    count = facts.progress.report.imported
    return words.plural("Import {n} line", "Import {n} lines", count) if count else ""


def _message(facts: _Facts, words: Words) -> Message | None:
    report = facts.progress.report
    if isinstance(facts.error, WrongDocumentError):
        problems = [problem_text(problem, words) for problem in facts.error.problems]
        return Message(Tone.BAD, words.text("This file cannot be imported."), " ".join(problems))
    if facts.error is not None:
        return Message(Tone.BAD, message_for(facts.error, words))
    if facts.stage is ImportStage.DONE and facts.is_stopped:
        text = words.plural(
            "Stopped. {n} line was imported completely.",
            "Stopped. {n} lines were imported completely.",
            report.imported,
        )
        detail = words.text(
            "The same file can be imported again at any time: nothing is imported twice."
        )
        return Message(Tone.WARN, text, detail)
    if facts.stage is ImportStage.DONE:
        return Message(
            Tone.GOOD,
            words.plural("{n} line was imported.", "{n} lines were imported.", report.imported),
        )
    if facts.stage is ImportStage.TRIED and not report.imported:
        text = words.text("There is nothing new in this file.")
        if report.refused and not report.repeated:
            text = words.text("No line of this file can be imported.")
        return Message(Tone.WARN, text)
    return None
