"""One conversation of a till with its hub, over a line that may break at any word."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from pos_loyalty.domain.values import dataclass
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.protocol import (
    Hello,
    MemberHistory,
    Members,
    Page,
    Problem,
    Publish,
    Published,
    Push,
    Pushed,
    Refused,
    Shares,
    Wants,
    Welcome,
)
from pos_loyalty.sync.till import Answer, AskHistory, AskMembers, AskPage, Moment, Request, TillSync

# What is healed in the same conversation, and no trouble once it is over.
_HEALED: Final = frozenset({"fork", "fenced-epoch", "gap", "incarnation-changed"})
# Where nobody stands at the other end, the next question would only wait as long again.
_NOBODY_THERE: Final = frozenset(
    {"name", "connection", "certificate", "certificate-expired", "certificate-host"}
)


class Line(Protocol):
    """``HubLine``, or what a test puts in its place."""

    def hello(self, hello: Hello) -> Welcome | Problem: ...

    def push(self, push: Push) -> Pushed | Problem: ...

    def page(self, feed: str, *, after: int, limit: int, with_own: bool) -> Page | Problem: ...

    def shares(self, wants: Wants) -> Shares | Problem: ...

    def publish(self, wish: Publish) -> Published | Problem: ...


class MemberLine(Protocol):
    """What a till that joined a shop of many members asks besides."""

    def members(self, *, after: str) -> Members | Problem: ...

    def history(self, member: str) -> MemberHistory | Problem: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What came of a conversation.

    ``welcome`` is None where there was none. ``trouble`` is why the last request that failed was
    not understood, ``problem`` what the hub said to the last one that it did not do.
    """

    pushed: int = 0
    pulled: int = 0
    welcome: Welcome | None = None
    trouble: HubUnreachableError | None = None
    problem: Problem | None = None
    refused: tuple[Refused, ...] = ()

    @property
    def went_well(self) -> bool:
        """Whether all that was to be said was said."""
        is_healed = self.problem is None or self.problem.code in _HEALED
        return self.welcome is not None and self.trouble is None and is_healed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a feed was read and how far it goes, or of how many members the till was told."""

    feed: str
    at: int
    head: int


MEMBERS: Final = "members"
"""In the place of a feed."""

Told = Callable[[Progress], None]


class Conversation:
    """Has conversations, one after the other. ``ends`` is asked before each question."""

    def __init__(
        self,
        sync: TillSync,
        line: Line,
        *,
        now: Callable[[], Moment],
        members: MemberLine | None = None,
        ends: Callable[[], bool] = lambda: False,
        told: Told = lambda _progress: None,
    ) -> None:
        self._sync = sync
        self._line = line
        self._members = members
        self._now = now
        self._ends = ends
        self._told = told
        self._pushed = 0
        self._pulled = 0

    def have(self, heads: Mapping[str, int] | None = None) -> Talk:
        """Ask and answer until there is nothing more; ``heads`` are what the hub called out."""
        sync = self._sync
        self._pushed = self._pulled = 0
        trouble: HubUnreachableError | None = None
        sync.begin()
        if heads:
            sync.hint(heads)
        while not self._ends():
            request = sync.next_request(self._now())
            if request is None:
                break
            try:
                answer = self._ask(request)
            except HubUnreachableError as error:
                trouble = error
                sync.failed(request, None)
                if error.facts.get("problem") in _NOBODY_THERE:
                    break
                continue
            self._hand_back(request, answer)
        return Talk(
            pushed=self._pushed,
            pulled=self._pulled,
            welcome=sync.welcome,
            trouble=trouble,
            problem=sync.problem,
            refused=sync.refused,
        )

    def _ask(self, request: Request) -> Answer | Problem:
        line = self._line
        match request:
            case Hello():
                return line.hello(request)
            case Push():
                return line.push(request)
            case AskPage(feed, start, limit, with_own):
                return line.page(feed, after=start, limit=limit, with_own=with_own)
            case Wants():
                return line.shares(request)
            case Publish():
                return line.publish(request)
            case _:
                return self._ask_of_members(request)

    def _ask_of_members(self, request: Request) -> Answer | Problem:
        match request:
            case AskMembers(after) if self._members is not None:
                return self._members.members(after=after)
            case AskHistory(member) if self._members is not None:
                return self._members.history(member)
            case _:
                raise TypeError(type(request))

    def _hand_back(self, request: Request, answer: Answer | Problem) -> None:
        if isinstance(answer, Problem):
            self._sync.failed(request, answer)
            return
        self._sync.take(request, answer)
        if isinstance(request, Push):
            self._pushed += len(request.events)
        elif isinstance(answer, Page):
            self._pulled += len(answer.rows)
            self._told(Progress(answer.feed, answer.to, answer.head))
        elif isinstance(answer, Members) and (joined := self._sync.joined):
            self._told(Progress(MEMBERS, *joined))
