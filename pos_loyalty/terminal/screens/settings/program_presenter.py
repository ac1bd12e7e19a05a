"""The program's pages: a draft beside the published version, and the day it takes its place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.advice import Advice
from pos_loyalty.domain.errors import LoyaltyError, Problem, RefusalError, WrongDocumentError
from pos_loyalty.i18n.advice import advice_text
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.ports import Explained, Programs, Purchase
from pos_loyalty.terminal.screens.settings.program_catalog import Form, Kind, Table, row_path
from pos_loyalty.terminal.screens.settings.program_cells import CellMaker, Remarks
from pos_loyalty.terminal.screens.settings.program_changes import Comparison, meaning
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor
from pos_loyalty.terminal.screens.settings.program_example import example_of, purchase_of
from pos_loyalty.terminal.screens.settings.program_pages import FORMS, TABLES, place_at
from pos_loyalty.terminal.screens.settings.program_paths import tables_at
from pos_loyalty.terminal.screens.settings.program_texts import Texts
from pos_loyalty.terminal.screens.settings.program_wording import Teller
from pos_loyalty.terminal.screens.settings.state import (
    Hint,
    Message,
    ProgramState,
    Publishing,
    Tone,
)
from pos_loyalty.terminal.tasks import TaskRunner

_MOST_UNDO: Final = 200
_SAMPLE_MINOR: Final = 7490
_MOST_NAMED: Final = 4
_UNDO: Final = "undo"


class ProgramPresenter:
    """Turns edits into a draft, the draft into a checked document, and that into a version."""

    def __init__(
        self, programs: Programs, *, tasks: TaskRunner, clock: Clock, words: Words
    ) -> None:
        self._programs = programs
        self._tasks = tasks
        self._clock = clock
        self._words = words
        self._show: Callable[[ProgramState], None] = _nobody
        self._published: Mapping[str, object] = {}
        self._draft = Draft()
        self._undone: list[Draft] = []
        self._opened: dict[str, int] = {}
        self._problems: tuple[Problem, ...] = ()
        self._advice: tuple[Advice, ...] = ()
        self._explained: tuple[Explained, Explained] = ({}, {})
        self._purchase = (words.formats.amount(_SAMPLE_MINOR), "")
        self._checks = 0
        self._state = ProgramState()

    @property
    def state(self) -> ProgramState:
        """What is shown now."""
        return self._state

    def document(self) -> Mapping[str, object]:
        """The draft's document; the published one while nothing is changed."""
        return self._draft.document

    def partners(self) -> tuple[tuple[str, str], ...]:
        """The partners in the program that was published last: ids and names."""
        listed = self._published.get("partner", [])
        tables = listed if isinstance(listed, list) else []
        return tuple((str(each["id"]), str(each["name"])) for each in tables)

    def follow(self, show: Callable[[ProgramState], None]) -> None:
        """Tell ``show`` of every new state."""
        self._show = show

    def speak(self, words: Words) -> None:
        """Go on in another language; what was typed and cannot be read stays as it was typed."""
        tried = purchase_of(self._purchase, self._words)
        self._words = words
        if tried is not None:
            self._purchase = (words.formats.amount(tried.amount_minor), tried.category)
        self._become(replace(self._state, message=None))

    def open(self) -> None:
        """Read the program that was published last."""
        self._undone.clear()
        self._opened.clear()
        self._published, self._draft = {}, Draft()
        self._become(ProgramState())
        self._tasks.run(self._programs.load, self._take, self._refused)

    # Editing

    def edit(self, path: str, text: str) -> None:
        """Take what was typed or chosen in a cell."""
        if self._editor.text_at(self._draft, place_at(path)) != text:
            self._change(self._editor.with_text(self._draft, path, text))

    def switch(self, form_id: str, *, is_on: bool) -> None:
        """Turn a section of the program on or off."""
        form = next(each for each in FORMS if each.id == form_id)
        self._change(self._editor.with_section(self._draft, form, is_on=is_on))

    def add(self, path: str) -> None:
        """Add something to a list, and open it."""
        new = TABLES[path].new if path in TABLES else ""
        draft = self._editor.added(self._draft, path, self._words.text(new) if new else "")
        row = len(tables_at(draft.document, path)) - 1
        if path in TABLES:
            self._opened[path] = row
        self._change(draft, focus=self._first_field(path, row))

    def duplicate(self, path: str, row: int) -> None:
        """Put a copy behind a thing, and open it."""
        title = self._teller.title(self._draft.document, TABLES[path], row)
        name = self._words.text("{name} (copy)", name=title)
        self._opened[path] = row + 1
        draft = self._editor.duplicated(self._draft, path, row, name)
        self._change(draft, focus=self._first_field(path, row + 1))

    def remove(self, path: str, row: int) -> None:
        """Take something out of a list; the message offers to have it back."""
        if path not in TABLES:
            self._change(self._editor.removed(self._draft, path, row))
            return
        title = self._teller.title(self._draft.document, TABLES[path], row)
        self._opened.pop(path, None)
        self._change(self._editor.removed(self._draft, path, row))
        text = self._words.text("“{name}” was removed.", name=title)
        actions = ((_UNDO, self._words.text("Undo")),)
        self._become(replace(self._state, message=Message(Tone.INFO, text, "", actions)))

    def move(self, path: str, row: int, step: int) -> None:
        """Move something up or down in its list."""
        if 0 <= row + step < len(tables_at(self._draft.document, path)):
            self._opened[path] = row + step
            self._change(self._editor.moved(self._draft, path, row, step=step))

    def open_row(self, path: str, row: int) -> None:
        """Open a thing of a list, or close it when it is open."""
        if self._opened.get(path) == row:
            del self._opened[path]
        else:
            self._opened[path] = row
        self._become(self._state)

    def unfold(self, part_id: str) -> None:
        """Show everything that a card has, or the usual again."""
        self._become(replace(self._state, unfolded=self._state.unfolded ^ {part_id}))

    def reveal(self, pattern: str) -> str:
        """Open what is around a field that a search found; the path of its cell there."""
        if any(form.id == pattern and form.switch for form in FORMS):
            return pattern
        place = place_at(pattern)
        if isinstance(place.part, Form) and not self._state.sections[place.part.id]:
            return place.part.id
        unfolded = self._state.unfolded
        if place.field.is_advanced:
            unfolded |= {place.part.id}
        path = pattern
        if isinstance(place.part, Table):
            if not tables_at(self._draft.document, place.part.path):
                path = place.part.path
            else:
                row = self._opened.setdefault(place.part.path, 0)
                path = pattern.replace("[]", f"[{row}]", 1).replace("[]", "[0]")
        self._become(replace(self._state, unfolded=unfolded))
        return path

    def undo(self) -> None:
        """Take the last change back."""
        if self._undone and not self._state.is_busy:
            self._draw(self._undone.pop())

    def discard(self) -> None:
        """Go back to the published program; this, too, can be undone."""
        if self._state.changes:
            self._change(Draft(self._published))

    def answer(self, action: str) -> None:
        """What was chosen in a message, which is gone with that."""
        if self._state.message is not None:
            self._become(replace(self._state, message=None))
        if action == _UNDO:
            self.undo()

    # Presets, files, the example

    def show_presets(self) -> None:
        """Offer the programs that ship."""
        self._tasks.run(
            self._programs.presets,
            lambda cards: self._become(replace(self._state, presets=tuple(cards))),
            self._refused,
        )

    def load_preset(self, preset_id: str) -> None:
        """Put a program that ships into the draft."""
        self._become(replace(self._state, presets=None))
        self._tasks.run(lambda: self._programs.preset(preset_id), self._take_other, self._refused)

    def load_file(self, path: str) -> None:
        """Put the program of a file into the draft."""
        self._tasks.run(lambda: self._programs.read_file(path), self._take_other, self._refused)

    def save_file(self, path: str) -> None:
        """Write the draft into a file."""
        document = self._draft.document
        self._tasks.run(
            lambda: self._programs.write_file(path, document), self._written, self._refused
        )

    def edit_example(self, *, amount: str, category: str) -> None:
        """Try another purchase."""
        if (amount, category) != self._purchase:
            self._purchase = (amount, category)
            self._draw(self._draft)

    # Publishing

    def ask_start(self) -> None:
        """Ask from when on the draft applies; or say what must be mended first."""
        if self._state.is_busy or not self._state.changes:
            return
        if self._state.has_errors:
            text = self._words.text("Some entries need correcting. Nothing was published.")
            detail = "\n".join(self._places_of_errors())
            self._become(replace(self._state, message=Message(Tone.BAD, text, detail)))
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
        """Put away what lies over the page; whether there was anything."""
        if self._state.publishing is None and self._state.presets is None:
            return False
        self._become(replace(self._state, publishing=None, presets=None))
        return True

    def publish(self) -> None:
        """Publish the draft from the chosen day."""
        publishing = self._state.publishing
        if publishing is None or self._state.is_busy:
            return
        document = self._draft.document
        self._become(replace(self._state, is_busy=True))
        self._tasks.run(
            lambda: self._programs.publish(document, publishing.start),
            lambda _answer: self._is_published(document, publishing.start),
            self._refused,
        )

    # Answers

    def _take(self, document: Mapping[str, object]) -> None:
        self._published = document
        self._undone.clear()
        self._state = replace(self._state, is_loaded=True, publishing=None)
        self._draw(Draft(document))

    def _take_other(self, document: Mapping[str, object]) -> None:
        """Another program's rules come into the draft; one step of undo brings the old back."""
        self._opened.clear()
        self._change(self._editor.loaded(document))
        text = self._words.text("“{name}” is loaded as a draft.", name=str(document.get("name")))
        detail = self._words.text("Nothing applies before you publish it.")
        actions = ((_UNDO, self._words.text("Undo")),)
        self._become(replace(self._state, message=Message(Tone.INFO, text, detail, actions)))

    def _written(self, _answer: None) -> None:
        text = self._words.text("The file is written.")
        self._become(replace(self._state, message=Message(Tone.GOOD, text)))

    def _is_published(self, document: Mapping[str, object], start: date) -> None:
        self._state = replace(self._state, is_busy=False)
        self._take(document)
        day = self._words.formats.date(start)
        text = self._words.text("Published. It applies from {day}.", day=day)
        detail = self._words.text("Points that members already have keep their terms.")
        self._become(replace(self._state, message=Message(Tone.GOOD, text, detail)))

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(
            replace(self._state, is_busy=False, is_loaded=True, publishing=None, message=message)
        )

    # The draft

    @property
    def _editor(self) -> DraftEditor:
        return DraftEditor(Texts(self._words.formats), self._published)

    @property
    def _teller(self) -> Teller:
        return Teller(self._editor, self._words)

    def _first_field(self, path: str, row: int) -> str:
        table = TABLES.get(path)
        return f"{row_path(path, row)}.{table.fields[0].name if table else 'points'}"

    def _change(self, draft: Draft, *, focus: str = "") -> None:
        if draft != self._draft and not self._state.is_busy:
            self._undone.append(self._draft)
            del self._undone[:-_MOST_UNDO]
            self._draw(draft, focus=focus)

    def _draw(self, draft: Draft, *, focus: str = "") -> None:
        """Show a draft, and have it checked and tried beside the published program."""
        self._draft = draft
        self._become(replace(self._state, message=None, focus=focus))
        self._checks += 1
        number, before = self._checks, self._published
        purchase = purchase_of(self._purchase, self._words) or Purchase(_SAMPLE_MINOR)

        def work() -> tuple[tuple[Advice, ...], Explained, Explained]:
            advice = tuple(self._programs.advice(draft.document, before))
            return (
                advice,
                self._programs.example(draft.document, purchase),
                self._programs.example(before, purchase),
            )

        self._tasks.run(
            work,
            lambda answer: self._checked(number, answer),
            lambda error: self._found_wrong(number, error),
        )

    def _checked(
        self, number: int, answer: tuple[tuple[Advice, ...], Explained, Explained]
    ) -> None:
        advice, after, before = answer
        known = (self._advice, *self._explained, self._problems)
        if number == self._checks and known != (advice, after, before, ()):
            self._advice, self._explained, self._problems = advice, (after, before), ()
            self._become(self._state)

    def _found_wrong(self, number: int, error: LoyaltyError) -> None:
        if number != self._checks:
            return
        if not isinstance(error, WrongDocumentError):
            self._refused(error)
            return
        self._problems = error.problems
        self._advice = ()
        self._become(self._state)

    def _sentences(self, maker: CellMaker) -> dict[str, str]:
        """What is wrong, by path: first what cannot be read, then what the document says of it."""
        wrong = self._editor.wrong_texts(self._draft)
        sentences = {path: self._unreadable(error) for path, error in wrong.items()}
        for problem in self._problems:
            cell = maker.cell_for(problem.path)
            if cell not in wrong:
                is_share = bool(cell) and place_at(cell).field.kind is Kind.SHARE
                shown = _in_percent(problem) if is_share else problem
                sentences.setdefault(problem.path, problem_text(shown, self._words))
        return sentences

    def _unreadable(self, error: RefusalError) -> str:
        """What is wrong with a text; a counter's advice about returns has no place in settings."""
        if error.facts.get("reason") == "negative":
            return self._words.text("This must not be negative.")
        return message_for(error, self._words)

    def _places_of_errors(self) -> list[str]:
        maker = self._maker()
        return [maker.label_of(path) or path for path in self._sentences(maker)][:_MOST_NAMED]

    def _maker(self) -> CellMaker:
        comparison = Comparison(self._published, self._draft, self._editor, self._words)
        return CellMaker(self._draft, self._editor, comparison, self._words)

    def _become(self, state: ProgramState) -> None:
        document, words = self._draft.document, self._words
        for path, row in tuple(self._opened.items()):
            if row >= len(tables_at(document, path)):
                del self._opened[path]
        maker = self._maker()
        problems = self._sentences(maker)
        advice = {each.path: advice_text(each, words) for each in reversed(self._advice)}
        self._state = replace(
            state,
            cells=maker.cells(self._opened, Remarks(problems, advice)),
            sections=maker.sections(),
            tables=maker.tables(self._opened, problems),
            changes=maker.comparison.changes(),
            other_problems=maker.others(problems),
            hints=tuple(
                Hint(each.path, maker.label_of(each.path), advice_text(each, words))
                for each in self._advice
            ),
            meaning=meaning(self._published, self._draft, self._editor, words),
            example=example_of(self._purchase, self._explained, document, words),
            has_errors=bool(problems),
            may_undo=bool(self._undone),
        )
        self._show(self._state)
        self._state = replace(self._state, focus="")


def _in_percent(problem: Problem) -> Problem:
    """A limit of 1 is shown as one of 100, as the field is."""
    facts = tuple(
        (name, str(int(fact) * 100) if name == "most" else fact) for name, fact in problem.facts
    )
    return Problem(problem.path, problem.reason, facts)


def _nobody(_state: ProgramState) -> None:
    """Before anybody follows."""
