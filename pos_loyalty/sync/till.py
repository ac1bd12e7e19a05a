"""The till's end of the protocol: what to ask the hub next, and what to make of the answer.

It knows no clock, no line and no thread. Whoever drives it asks for the next request, sends it, and
hands back the answer or says that it failed, one after the other, until there is nothing to ask:
that is one conversation. Whatever dies on the way, the next one goes on from what the book says.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from pos_loyalty.domain.values import dataclass
from pos_loyalty.sync.books import NewcomerBook, TillBook
from pos_loyalty.sync.protocol import (
    EVENTS,
    MOST_BYTES,
    MOST_EVENTS,
    NEWEST,
    OLDEST,
    PAGE_ROWS,
    PROGRAM,
    SHOP,
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
    Want,
    Wants,
    Welcome,
)

# As often as a conversation begins anew, goes back or takes an epoch before it is left for later.
_MOST_TURNS: Final = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """What the till's clocks say."""

    wall_us: int
    mono_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a till says of itself. ``key_version`` is that of the card keys it has."""

    boot_id: str
    app: str = ""
    schema: str = ""
    key_version: int = 0
    versions: tuple[int, int] = (OLDEST, NEWEST)


@dataclass(frozen=True, slots=True)
class AskPage:
    """Rows of a feed after a place; ``with_own`` says whether the till's own are among them."""

    feed: str
    start: int
    limit: int
    with_own: bool


@dataclass(frozen=True, slots=True)
class AskMembers:
    """Members after an id, with where each stands."""

    after: str


@dataclass(frozen=True, slots=True)
class AskHistory:
    """All that happened to a member."""

    member: str


Request = Hello | Push | AskPage | Wants | AskMembers | AskHistory | Publish
Answer = Welcome | Pushed | Page | Shares | Members | MemberHistory | Published


class TillSync:
    """One till's conversations with its hub.

    A push that fails keeps nothing from being read, and a feed that fails nothing from being sent.
    """

    _may_have_returns: bool
    _programs_known: int | None

    def __init__(
        self,
        book: TillBook,
        about: About,
        *,
        newcomer: NewcomerBook | None = None,
        page_rows: int = PAGE_ROWS,
        push_events: int = MOST_EVENTS,
    ) -> None:
        self._book = book
        self._about = about
        self._newcomer = newcomer
        self._page_rows = page_rows
        self._push_events = self._most_events = push_events
        self._wants: dict[str, Want] = {}
        self.welcome: Welcome | None = None
        self.problem: Problem | None = None
        """What the hub said last when it did not do what it was asked."""
        self.refused: tuple[Refused, ...] = ()
        """Events that the hub kept aside in this conversation."""
        self._start_anew(turns=0)

    def begin(self) -> None:
        """Begin a conversation: the line is there again, or it is time."""
        self._start_anew(turns=0)
        self.problem = None
        self.refused = ()

    def hint(self, heads: Mapping[str, int]) -> None:
        """The hub called out how far its feeds are."""
        for feed, head in heads.items():
            self._heads[feed] = max(head, self._heads.get(feed, 0))

    def want(self, want: Want) -> None:
        """Ask for a share in this conversation or the next."""
        self._wants[want.grant] = want

    def counter_wants(self, want: Want) -> Wants:
        """The message that asks for a share at once, beside the conversation."""
        return Wants(epoch=self._book.place().epoch, wants=(want,))

    def take_shares(self, shares: Shares) -> None:
        """Take the answer to it."""
        if shares.grants:
            self._book.add_grants(shares.grants, given_us=shares.server_us)

    @property
    def is_over(self) -> bool:
        """Whether the hub could not be spoken to at all."""
        return self._is_over

    @property
    def needs_keys(self) -> bool:
        """Whether the hub has newer card keys than this till."""
        return self.welcome is not None and self.welcome.key_version > self._about.key_version

    @property
    def joined(self) -> tuple[int, int] | None:
        """While it is told of a shop's members: of how many of them, and how many there are."""
        return self._newcomer.progress() if self._newcomer is not None else None

    def next_request(self, now: Moment) -> Request | None:
        """What to ask next; None when there is nothing more, or nobody to ask."""
        if self._is_over:
            return None
        if self.welcome is None:
            return self._hello(now)
        if self._may_have_returns:
            self._may_have_returns = False
            shares = self._book.returnable(now.wall_us)
            if shares:
                self._book.release(shares)
        if self._is_joining:
            # Where everybody stands comes before what happened since; what was sold here need not
            # wait for it.
            return self._next_members() or self._next_push()
        return (
            self._next_page(SHOP)
            or self._next_program()
            or self._next_of_log()
            or self._next_history()
            or self._next_wants()
            or self._next_amended()
        )

    def take(self, request: Request, answer: Answer) -> None:
        """What the hub answered to a request."""
        match request, answer:
            case Hello(), Welcome() as welcome:
                self._welcomed(welcome)
            case Push() as push, Pushed() as pushed:
                self._pushed(push, pushed)
            case AskPage() as ask, Page() as page:
                self._paged(ask, page)
            case Wants() as wants, Shares() as shares:
                for want in wants.wants:
                    self._wants.pop(want.grant, None)
                self.take_shares(shares)
            case Publish(), Published(number=number):
                self._program_given_back(number)
            case AskMembers(), Members() as members:
                self._told_of(members)
            case AskHistory(member), MemberHistory() as history if self._newcomer is not None:
                if not self._newcomer.add_history(history):
                    self._failed_histories.add(member)
            case _:
                raise TypeError(type(answer))

    def failed(self, request: Request, problem: Problem | None) -> None:
        """A request was not done: what the hub said to it; None when nobody answered."""
        self.problem = problem
        if problem is not None and problem.code == "incarnation-changed":
            self._start_over()
            return
        match request:
            case Hello():
                self._is_over = True
            case Push() as push:
                self._push_failed(push, problem)
            case AskPage(feed):
                self._failed_feeds.add(feed)
            case AskMembers():
                self._may_ask_members = False
            case AskHistory(member):
                self._failed_histories.add(member)
            case Publish():
                self._programs_known = None
            case Wants():
                # Who wanted it asks again; a share that was given all the same is in the welcome.
                self._wants.clear()

    def _start_anew(self, *, turns: int) -> None:
        self.welcome = None
        self._heads: dict[str, int] = {}
        self._failed_feeds: set[str] = set()
        self._failed_histories: set[str] = set()
        self._is_joining = False
        self._may_ask_members = True
        self._may_push = True
        self._programs_known = None
        self._is_behind = False
        self._may_have_returns = True
        self._page_is_due = False
        self._records_wait = False
        self._is_over = turns > _MOST_TURNS
        self._turns = turns

    def _start_over(self) -> None:
        self._start_anew(turns=self._turns + 1)

    def _hello(self, now: Moment) -> Hello:
        place = self._book.place()
        return Hello(
            device=place.device,
            epoch=place.epoch,
            seq=place.seq,
            tip_hash=place.tip_hash.hex(),
            boot_id=self._about.boot_id,
            mono_ms=now.mono_ms,
            wall_us=now.wall_us,
            versions=self._about.versions,
            app=self._about.app,
            schema=self._about.schema,
            backlog=place.seq - place.acked_seq,
            incarnation_seen=place.incarnation,
            acked=place.acked_seq,
            acked_hash=(self._book.hash_at(place.acked_seq) or b"").hex(),
            key_version=self._about.key_version,
            cursors=dict(place.cursors),
            programs=self._book.newest_program(),
        )

    def _welcomed(self, welcome: Welcome) -> None:
        self.welcome = welcome
        self.hint(welcome.heads)
        place = self._book.place()
        tip = bytes.fromhex(welcome.tip_hash)
        is_known = welcome.seq == 0 or self._book.hash_at(welcome.seq) == tip
        if welcome.incarnation != place.incarnation:
            common = welcome.seq if is_known else 0
            self._book.rewind(seq=common, incarnation=welcome.incarnation)
            # The hub waits to hear that each till knows of it.
            self._start_over()
            return
        if not is_known and welcome.epoch >= place.epoch:
            # This log was put back, or another machine writes it too. Where they part is found out
            # by sending; until then nothing is burned that may have been burned already.
            self._book.give_up_shares()
            self._is_behind = place.epoch == 1 or not welcome.is_twin
        self._programs_known = welcome.programs
        if welcome.grants:
            self._book.add_grants(welcome.grants, given_us=welcome.server_us)
        if self._newcomer is not None:
            if welcome.gives_members:
                self._newcomer.begin(welcome.heads)
            self._is_joining = self._newcomer.after() is not None

    def _next_members(self) -> AskMembers | None:
        after = self._newcomer.after() if self._newcomer is not None else None
        return AskMembers(after) if after is not None and self._may_ask_members else None

    def _told_of(self, members: Members) -> None:
        if members.incarnation != self._book.place().incarnation:
            self._start_over()
        elif self._newcomer is not None:
            self._may_ask_members = self._newcomer.take(members)
            self._is_joining = not members.is_last

    def _next_history(self) -> AskHistory | None:
        if self._newcomer is None:
            return None
        wanted = self._newcomer.wanted(1 + len(self._failed_histories))
        return next(
            (AskHistory(each) for each in wanted if each not in self._failed_histories), None
        )

    def _next_page(self, feed: str) -> AskPage | None:
        place = self._book.place()
        start = place.cursors.get(feed, 0)
        if feed in self._failed_feeds or start >= self._heads.get(feed, 0):
            return None
        with_own = place.epoch > 1 or self._is_behind
        return AskPage(feed, start, self._page_rows, with_own)

    def _next_program(self) -> Publish | None:
        """A version of the program that the hub has lost; the oldest of them."""
        known = self._programs_known
        if known is None or known >= self._book.newest_program():
            return None
        return self._book.program_after(known)

    def _program_given_back(self, number: int) -> None:
        self._programs_known = number
        if self.welcome is not None and self.welcome.is_recovering and not self._next_program():
            # The hub waits to hear that this till has nothing more of the kind.
            self._start_over()

    def _next_of_log(self) -> Push | AskPage | None:
        """Sending and reading take turns, so that neither waits for the end of the other."""
        page = self._next_page(EVENTS)
        if page is not None and self._page_is_due:
            self._page_is_due = False
            return page
        push = self._next_push()
        self._page_is_due = push is not None
        return push or page

    def _next_push(self) -> Push | None:
        if not self._may_push:
            return None
        push = self._book.next_push(most_events=self._most_events, most_bytes=MOST_BYTES)
        if push is None and self._is_behind and self.welcome is not None:
            # All that is here the hub has, and it has more: that was lost here.
            place = self._book.place()
            self._begin_epoch(
                above=max(self.welcome.epoch, place.epoch),
                after_seq=place.seq,
                known_to_seq=self.welcome.seq,
            )
            push = self._book.next_push(most_events=self._most_events, most_bytes=MOST_BYTES)
        is_in_vain = self._records_wait and push is not None and not push.events
        return None if is_in_vain else push

    def _next_wants(self) -> Wants | None:
        if not self._wants:
            return None
        return Wants(epoch=self._book.place().epoch, wants=tuple(self._wants.values()))

    def _next_amended(self) -> Push | None:
        """What is to be sent because two tills took the same back, once all else was said.

        Two machines under one name would put right what the other one did.
        """
        is_twin = self.welcome is None or self.welcome.is_twin
        if is_twin or self._failed_feeds or not self._may_push or not self._book.amend():
            return None
        return self._next_push()

    def _pushed(self, push: Push, pushed: Pushed) -> None:
        place = self._book.place()
        if pushed.incarnation != place.incarnation:
            self._start_over()
            return
        seq = push.first_seq + len(push.events) - 1 if push.events else place.acked_seq
        if not pushed.took_records:
            self._records_wait = True
            push = msgspec.structs.replace(push, records=())
        self._book.acked(push, seq=seq, incarnation=pushed.incarnation)
        self.refused += pushed.refused
        self._most_events = min(self._push_events, self._most_events * 2)
        self.hint(pushed.heads)

    def _paged(self, ask: AskPage, page: Page) -> None:
        place = self._book.place()
        if page.incarnation != place.incarnation:
            self._start_over()
            return
        self.hint({page.feed: page.head})
        if page.to <= page.start:
            # Nothing to go on from, whatever its head says: nobody asks for it for ever.
            self._failed_feeds.add(ask.feed)
        elif self._book.apply(page):
            self._may_have_returns |= page.feed == SHOP
            self._note_programs(page)
        elif place.cursors.get(page.feed, 0) == page.start:
            self._failed_feeds.add(ask.feed)

    def _note_programs(self, page: Page) -> None:
        told = [int(row.key) for row in page.rows if row.kind == PROGRAM and row.key.isdecimal()]
        if self._programs_known is not None:
            self._programs_known = max(self._programs_known, *told, 0)

    def _push_failed(self, push: Push, problem: Problem | None) -> None:
        self._may_push = False
        if problem is None or self._turns >= _MOST_TURNS:
            return
        place = self._book.place()
        match problem.code:
            case "fork" | "fenced-epoch":
                self._turns += 1
                self._begin_epoch(
                    above=max(_number(problem, "epoch"), place.epoch),
                    after_seq=max(0, _number(problem, "seq") - 1),
                    known_to_seq=_number(problem, "known_to"),
                )
                self._may_push = True
            case "gap":
                self._turns += 1
                seq = min(_number(problem, "seq"), place.seq)
                self._book.rewind(seq=seq, incarnation=place.incarnation)
                self._may_push = True
            case "bad-request" if len(push.events) > 1:
                # Too large for somebody on the way, or one of them is; the others get through.
                self._most_events = max(1, len(push.events) // 2)
                self._may_push = True

    def _begin_epoch(self, *, above: int, after_seq: int, known_to_seq: int) -> None:
        self._is_behind = False
        self._book.begin_epoch(above=above, after_seq=after_seq, known_to_seq=known_to_seq)


def _number(problem: Problem, fact: str) -> int:
    value = problem.facts.get(fact, 0)
    return value if isinstance(value, int) else 0
