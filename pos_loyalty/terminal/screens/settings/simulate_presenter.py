"""“Test on my sales”: the draft or a file, tried on the shop's own history."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.i18n.advice import words_of
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings import simulate_wording as wording
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook, SimulationRoom
from pos_loyalty.terminal.screens.settings.simulate_state import (
    SimulateStage,
    SimulateState,
    Subject,
)
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner

Document = Mapping[str, object]


class SimulatePresenter:
    """Turns choices into a trial, and what comes of it into states."""

    def __init__(
        self,
        room: SimulationRoom,
        draft: Callable[[], Document],
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[SimulateState, Words], None],
    ) -> None:
        """``draft`` gives the program's draft as it stands in the settings."""
        self._room = room
        self._draft = draft
        self._tasks = tasks
        self._words = words
        self._show = show
        self._state = SimulateState()
        self._file: Document | None = None
        self._tried: Program | None = None
        self._look = SimulationLook()

    @property
    def state(self) -> SimulateState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Show how far it is, and look whether there are sales by now."""
        self._become(self._state)
        self._tasks.run(self._room.has_sales, self._looked_for_sales, self._failed)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._tell(replace(self._state, message=None))

    def close(self) -> bool:
        """Stop what runs; whether there was anything."""
        if self._state.stage is not SimulateStage.RUNNING:
            return False
        self.stop()
        return True

    def choose(self, subject: Subject) -> None:
        """Say what is to be tried."""
        if self._state.stage is SimulateStage.CHOOSE:
            can_start = self._can_start(subject)
            self._become(replace(self._state, subject=subject, can_start=can_start, message=None))

    def choose_file(self, path: str) -> None:
        """Read a program from a file; it is tried next."""
        if self._state.stage is not SimulateStage.CHOOSE:
            return
        name = PurePath(path).name
        self._tasks.run(
            lambda: self._room.read(path),
            lambda document: self._file_read(name, document),
            self._failed,
        )

    def switch_remembered(self) -> None:
        """Have purchases that were only remembered earn too, or no longer."""
        if self._state.stage is SimulateStage.CHOOSE:
            is_wanted = not self._state.prices_remembered
            self._become(replace(self._state, prices_remembered=is_wanted))

    def start(self) -> None:
        """Try it."""
        if self._state.stage is not SimulateStage.CHOOSE or not self._state.can_start:
            return
        try:
            chosen = self._file if self._state.subject is Subject.FILE else None
            document = self._draft() if chosen is None else chosen
            self._tried = read_program(document)
            priced = self._state.prices_remembered
            self._room.begin(document, Remembered.PRICED if priced else Remembered.EARN_NOTHING)
        except LoyaltyError as error:
            self._failed(error)
            return
        self._look = SimulationLook()
        running = replace(self._state, stage=SimulateStage.RUNNING, share=0.0, message=None)
        self._become(replace(running, progress=wording.progress_text(0, 0, self._words)))

    def look(self) -> None:
        """See how far it is; asked for several times a second while it runs."""
        if self._state.stage is not SimulateStage.RUNNING:
            return
        self._look = look = self._room.look()
        if look.error is not None:
            self._failed(look.error)
        elif look.report is not None:
            self._tell(replace(self._state, stage=SimulateStage.DONE, share=1.0))
        else:
            share = wording.share_of(look.done, look.all)
            said = wording.progress_text(look.done, look.all, self._words)
            self._become(replace(self._state, share=share, progress=said))

    def stop(self) -> None:
        """End what runs; nothing was written."""
        if self._state.stage is SimulateStage.RUNNING:
            self._room.stop()
            self._become(replace(self._state, stage=SimulateStage.CHOOSE, message=None))

    def start_over(self) -> None:
        """Try something else."""
        if self._state.stage is SimulateStage.DONE:
            state = self._state
            self._become(
                SimulateState(
                    subject=state.subject,
                    file_name=state.file_name,
                    prices_remembered=state.prices_remembered,
                    can_start=state.can_start,
                )
            )

    def _can_start(self, subject: Subject) -> bool:
        return subject is Subject.DRAFT or self._file is not None

    def _looked_for_sales(self, has_sales: object) -> None:
        can_start = self._can_start(self._state.subject)
        self._become(replace(self._state, is_empty=not has_sales, can_start=can_start))

    def _file_read(self, name: str, document: Document) -> None:
        self._file = document
        chosen = replace(self._state, subject=Subject.FILE, file_name=name, can_start=True)
        self._become(replace(chosen, message=None))

    def _failed(self, error: LoyaltyError) -> None:
        text = message_for(error, self._words)
        stage = SimulateStage.CHOOSE
        self._become(replace(self._state, stage=stage, message=Message(Tone.BAD, text)))

    def _tell(self, state: SimulateState) -> None:
        """Put the report into the words of today."""
        if state.stage is SimulateStage.DONE and self._look.report and self._tried:
            words = words_of(self._tried, self._words)
            state = wording.told(state, self._look.report, self._tried, self._look.names, words)
        self._become(state)

    def _become(self, state: SimulateState) -> None:
        self._state = state
        self._show(state, self._words)
