"""How a presenter has work done elsewhere: asked for once, answered once. Knows no Qt."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from pos_loyalty.domain.errors import LoyaltyError, OutageError

Answer = TypeVar("Answer")


class BusyError(OutageError):
    """More work waits than a person could have asked for: the worker hangs. Facts: ``waiting``."""

    code = "busy"


class TaskRunner(Protocol):
    """Runs work in the order asked for, and answers in the caller's thread."""

    def run(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None:
        """Call ``work``, then ``done`` with its answer or ``refused`` with its refusal.

        Any other exception is a bug: it goes to the last-resort handler, and ``refused``
        is called with an ``OutageError``, so that no screen stays busy.
        """
        ...


class ImmediateTasks:
    """Does the work at once, in the caller's thread: for tests and for pictures of screens."""

    def run(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None:
        """See ``TaskRunner.run``; a bug is raised here, where a test sees it."""
        try:
            answer = work()
        except LoyaltyError as error:
            refused(error)
            return
        done(answer)


class HeldTasks:
    """Keeps work until told to do it: for tests of late answers."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []
        self._now = ImmediateTasks()

    def run(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None:
        """See ``TaskRunner.run``."""
        self._waiting.append(lambda: self._now.run(work, done, refused))

    def __len__(self) -> int:
        return len(self._waiting)

    def __bool__(self) -> bool:
        """A runner is one, also while nothing waits."""
        return True

    def do_next(self) -> None:
        """Do what was asked for first."""
        self._waiting.pop(0)()

    def do_all(self) -> None:
        """Do everything, also what is asked for meanwhile."""
        while self._waiting:
            self.do_next()
