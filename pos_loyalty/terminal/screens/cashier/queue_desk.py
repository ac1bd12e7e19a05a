"""The print queue, as somebody at the counter deals with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pos_loyalty.domain.counter import QueuedSlip
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.terminal.screens.cashier.board import Board
from pos_loyalty.terminal.screens.cashier.facts import QueueFacts
from pos_loyalty.terminal.screens.cashier.ports import Printouts
from pos_loyalty.terminal.screens.cashier.state import Overlay
from pos_loyalty.terminal.screens.cashier.wording_queue import (
    CAME_OUT,
    DROP,
    KEEP,
    LOOK,
    MOVE,
    PRINT_AGAIN,
    PRINT_NOW,
)
from pos_loyalty.terminal.tasks import TaskRunner


class QueueDesk:
    """Lists slips, asks what became of them, and shows them as on paper."""

    def __init__(self, board: Board, printouts: Printouts, tasks: TaskRunner) -> None:
        self._board = board
        self._printouts = printouts
        self._tasks = tasks

    def open(self) -> None:
        """Show the queue."""
        self._board.become(overlay=Overlay.QUEUE, queue=QueueFacts())
        self.refresh()

    def refresh(self) -> None:
        """Read the queue anew, where somebody looks at it."""
        if self._board.facts.overlay is Overlay.QUEUE:
            self._tasks.run(self._printouts.queue, self._listed, self._board.refused)

    def answered(self, job_id: str, choice: str) -> None:
        """Somebody said what became of a slip, or what shall."""
        if choice == LOOK:
            self._look(job_id)
        elif choice == DROP:
            self._change(dropping=job_id)
        else:
            act = self._act(job_id, choice)
            self._tasks.run(act, lambda _done: self._done(), self._refused)

    def reasoned(self, job_id: str, reason: str) -> None:
        """Somebody said why a slip is deleted, or that it stays."""
        if self._board.facts.queue.dropping != job_id or not reason.strip():
            return
        if reason == KEEP:
            self._change(dropping="")
            return
        key = self._key(job_id, DROP)
        self._tasks.run(
            lambda: self._printouts.drop(key=key, job_id=job_id, reason=reason),
            lambda _done: self._done(),
            self._refused,
        )

    def back(self) -> bool:
        """From the picture or the question to the list; false when the list is shown already."""
        queue = self._board.facts.queue
        if queue.shown is None and not queue.dropping:
            return False
        self._change(shown=None, picture=b"", dropping="")
        return True

    def _act(self, job_id: str, choice: str) -> Callable[[], None]:
        key, printouts = self._key(job_id, choice), self._printouts
        other = next((slip.other_printer for slip in self._slips() if slip.job_id == job_id), "")
        acts: dict[str, Callable[[], None]] = {
            CAME_OUT: lambda: printouts.came_out(key=key, job_id=job_id),
            PRINT_AGAIN: lambda: printouts.print_again(key=key, job_id=job_id),
            PRINT_NOW: lambda: printouts.print_now(key=key, job_id=job_id),
            MOVE: lambda: printouts.move(key=key, job_id=job_id, to=other),
        }
        return acts[choice]

    def _key(self, job_id: str, choice: str) -> str:
        return f"{self._board.facts.queue.key}:{job_id}:{choice}"

    def _slips(self) -> tuple[QueuedSlip, ...]:
        return self._board.facts.queue.slips or ()

    def _look(self, job_id: str) -> None:
        for slip in self._slips():
            if slip.job_id == job_id:
                self._show(slip)

    def _show(self, slip: QueuedSlip) -> None:
        def pictured(picture: bytes) -> None:
            self._change(shown=slip, picture=picture)

        self._tasks.run(lambda: self._printouts.picture(slip.job_id), pictured, self._board.refused)

    def _listed(self, slips: tuple[QueuedSlip, ...]) -> None:
        queue = self._board.facts.queue
        # A key of its own for each list that differs: the next answer is another one.
        key = queue.key if slips == queue.slips else self._board.new_key()
        self._change(slips=slips, key=key)

    def _done(self) -> None:
        self._change(dropping="", key=self._board.new_key())
        self.refresh()

    def _refused(self, error: LoyaltyError) -> None:
        self._change(dropping="", key=self._board.new_key())
        self._board.refused(error)
        self.refresh()

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of QueueFacts, which replace() checks
        self._board.become(queue=replace(self._board.facts.queue, **changes))
