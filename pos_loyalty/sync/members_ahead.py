"""Asks for the next members while the last ones are written down.

One answer waits at most, so that two are in memory; who asks gets them in the order of the ids.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from pos_loyalty.sync.conversation import MemberLine
from pos_loyalty.sync.protocol import MemberHistory, Members, Problem


class MembersAhead:
    """A line that is ahead of who asks. ``close`` it before anybody else asks the hub."""

    def __init__(self, line: MemberLine) -> None:
        self._line = line
        self._pool: ThreadPoolExecutor | None = None
        self._next: tuple[str, Future[Members | Problem]] | None = None

    def members(self, *, after: str) -> Members | Problem:
        """The next members after an id; then those after them are asked for. Raises as the line."""
        answer = self._answer(after)
        if isinstance(answer, Members) and not answer.is_last:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="members-ahead")
            future = self._pool.submit(self._line.members, after=answer.to)
            self._next = (answer.to, future)
        return answer

    def history(self, member: str) -> MemberHistory | Problem:
        """As the line does it."""
        return self._line.history(member)

    def close(self) -> None:
        """Ask no more; what is on its way comes first, and is thrown away."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _answer(self, after: str) -> Members | Problem:
        ahead, self._next = self._next, None
        if ahead is not None:
            to, future = ahead
            if to == after:
                return future.result()
            wait([future])
        return self._line.members(after=after)
