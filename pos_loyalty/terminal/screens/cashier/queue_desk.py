"""The print queue, as somebody at the counter deals with it."""

from collections.abc import Callable
from dataclasses import replace

from pos_loyalty.domain.counter import QueuedSlip
from pos_loyalty.terminal.screens.cashier.board import Board
from pos_loyalty.terminal.screens.cashier.facts import QueueFacts
from pos_loyalty.terminal.screens.cashier.ports import Printouts
from pos_loyalty.terminal.screens.cashier.state import Overlay
from pos_loyalty.terminal.screens.cashier.wording_lists import (
    CAME_OUT,
    DROP,
    LOOK,
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
            return
        acts: dict[str, Callable[[str], None]] = {
            CAME_OUT: self._printouts.came_out,
            PRINT_AGAIN: self._printouts.print_again,
            PRINT_NOW: self._printouts.print_now,
            DROP: self._printouts.drop,
        }
        act = acts[choice]
        self._tasks.run(lambda: act(job_id), lambda _done: self.refresh(), self._board.refused)

    def back(self) -> bool:
        """From the picture to the list; false when the list is shown already."""
        queue = self._board.facts.queue
        if queue.shown is None:
            return False
        self._board.become(queue=replace(queue, shown=None, picture=b""))
        return True

    def _look(self, job_id: str) -> None:
        for slip in self._board.facts.queue.slips or ():
            if slip.job_id == job_id:
                self._show(slip)

    def _show(self, slip: QueuedSlip) -> None:
        def pictured(picture: bytes) -> None:
            queue = replace(self._board.facts.queue, shown=slip, picture=picture)
            self._board.become(queue=queue)

        self._tasks.run(lambda: self._printouts.picture(slip.job_id), pictured, self._board.refused)

    def _listed(self, slips: tuple[QueuedSlip, ...]) -> None:
        self._board.become(queue=replace(self._board.facts.queue, slips=slips))
