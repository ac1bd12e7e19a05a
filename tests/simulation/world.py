"""The world of a history: tills and a hub with their databases, lines between them, and clocks.

The ends of the protocol are the real ones, and so are events and folds; what is played are
databases, lines, processes and time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from hashlib import sha256
from heapq import heappop, heappush
from random import Random

import msgspec

from pos_loyalty.domain.events import (
    Credit,
    Purchased,
)
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.shared_records import Stamped
from pos_loyalty.domain.tills import DeviceRow, FeedRow
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.sync.hub import HubSync
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    NEWEST,
    OLDEST,
    SHOP,
    Hello,
    Page,
    Problem,
    Publish,
    Push,
    Wants,
)
from pos_loyalty.sync.till import About, Answer, AskPage, Moment, Request, TillSync
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.simulation.history import History
from tests.support.memory_hub import DiedError, HubState, MemoryHub
from tests.support.memory_till import MemoryTill
from tests.support.till_state import TillState, at_us

FUTURE = NEWEST + 1
START_US = 1_772_700_000 * 1_000_000
DOCUMENT = {"schema": 1, "name": "Simulated", "currency": "EUR", "timezone": "Europe/Berlin"}


class Seal:
    """Signs as a hub that keeps its key, and quickly."""

    def sign(self, text: bytes) -> str:
        return sha256(b"hub" + text).hexdigest()

    def is_ours(self, text: bytes, token: str) -> bool:
        return token == self.sign(text)


@cache
def rules() -> tuple[ProgramTimeline, Reigns]:
    """The program of all simulated shops."""
    program = read_program(DOCUMENT)
    timeline = ProgramTimeline((ProgramVersion(1, at_us(START_US), program),))
    return timeline, Reigns(timeline)


@dataclass
class Machine:
    """One till: its file, its process, its line and its clock."""

    name: str
    book: MemoryTill
    sync: TillSync
    offset_us: int = 0
    is_cut: bool = False
    is_gone: bool = False
    fuse: int | None = None
    asked: Request | None = None
    answer: Answer | Problem | None = None
    """What it was answered and has not looked at yet."""
    is_answered: bool = False
    backups: list[TillState] = field(default_factory=list)
    pages: list[tuple[int, Page]] = field(default_factory=list)

    def drop_line(self) -> None:
        self.asked, self.answer, self.is_answered = None, None, False


class FusedBook:
    """The till's book under a process that may die before or after any write."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine

    def __getattr__(self, name: str) -> Callable[..., object]:
        method: Callable[..., object] = getattr(self._machine.book, name)
        machine = self._machine
        if machine.fuse is None:
            return method

        def fused(*args: object, **named: object) -> object:
            _burn_down(machine)
            result = method(*args, **named)
            _burn_down(machine)
            return result

        return fused


def _burn_down(machine: Machine) -> None:
    if machine.fuse is not None:
        machine.fuse -= 1
        if machine.fuse <= 0:
            machine.fuse = None
            raise DiedError


class World:
    """Plays one history. What it notes beside is for those who check."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.now_us = START_US
        self.members = [f"member-{index}" for index in range(history.members)]
        self.hub_book = MemoryHub()
        self.seal = Seal()
        self.hub = HubSync(self.hub_book, self.seal, versions=(OLDEST, FUTURE))
        self.upkeep = HubUpkeep(self.hub_book)
        self.hub_backups: list[HubState] = []
        self.machines: list[Machine] = []
        self.tainted: set[str] = set()
        """Members with whom points may rightly be missing: something was undone, or a log lost."""
        self.is_exposed = False
        """A file was put back unseen, or copied: what it burns until it is told is not covered."""
        self.has_clones = False
        self.was_put_back = False
        self.put_back_often = False
        self.hub_was_put_back = False
        self.clock_was_wrong = False
        self.written: dict[tuple[str, str, str], list[Stamped]] = {}
        """All that was ever written to a field of a record, wherever."""
        self.late: list[tuple[int, int, str, Request]] = []
        self._ids = 0
        self._ties = 0
        for index in range(history.tills):
            self._enrol(f"till-{index}")
        self._found()

    def new_id(self) -> str:
        self._ids += 1
        return f"id-{self._ids:06}"

    def _enrol(self, device: str) -> None:
        row = DeviceRow(
            device=device, public_key=b"", store="store", name=device, enrolled_us=START_US
        )
        with self.hub_book.begin() as work:
            work.put_device(row)
            work.commit()
        timeline, reigns = rules()
        book = MemoryTill(TillState(device), timeline=timeline, reigns=reigns, new_id=self.new_id)
        # Every other till is of the next release already.
        book.version = FUTURE if len(self.machines) % 2 else NEWEST
        machine = Machine(device, book, sync=None)  # type: ignore[arg-type] # started below
        self.machines.append(machine)
        self.start(machine)

    def start(self, machine: Machine) -> None:
        machine.drop_line()
        machine.fuse = None
        machine.sync = TillSync(
            FusedBook(machine),  # type: ignore[arg-type] # hands every method through
            About(boot_id="boot", versions=(OLDEST, machine.book.version)),
            page_rows=self.history.page_rows,
            push_events=self.history.push_events,
        )

    def _found(self) -> None:
        """The first till brings the program and the members; the hub has news for new tills."""
        with self.hub_book.begin() as work:
            work.publish(SHOP, [FeedRow(kind="novelty", key="", min_version=FUTURE)])
            work.commit()
        wish = Publish(document=msgspec.Raw(encode_json(DOCUMENT)), valid_from_us=START_US)
        self.hub.publish(self.machines[0].name, wish, now_us=self.now_us)
        for member in self.members:
            self.credit(self.machines[0], member, 100, None)

    def deliver_late(self) -> None:
        """Let come what was due by now."""
        while self.late and self.late[0][0] <= self.now_us:
            _, _, device, request = heappop(self.late)
            self._handled(device, request)

    def moves_on(self, machine: Machine) -> bool:
        """One move of a till's conversation, with no trouble; False when nothing is to be said."""
        machine.book.clock_us = self.clock(machine)
        return self._moves_on(machine, Random(0))  # noqa: S311 - as above

    def clock(self, machine: Machine) -> int:
        """What a till's clock says."""
        return self.now_us + machine.offset_us

    # The line.

    def talk(self, machine: Machine, chance: Random) -> None:
        if machine.is_cut:
            return
        for _ in range(chance.choice((1, 1, 2, 3, 8, 20))):
            if not self._moves_on(machine, chance):
                if chance.random() < 0.7:
                    break
                machine.sync.begin()

    def _moves_on(self, machine: Machine, chance: Random) -> bool:
        """One move of a conversation: ask, be heard, or look at the answer."""
        try:
            if machine.asked is None:
                machine.asked = machine.sync.next_request(Moment(self.clock(machine), 0))
                return machine.asked is not None
            if not machine.is_answered:
                machine.answer = self.sent(machine, machine.asked, chance)
                machine.is_answered = True
                return True
            asked, answer = machine.asked, machine.answer
            machine.drop_line()
            self._taken(machine, asked, answer)
        except DiedError:
            self.reborn(machine)
        return True

    def reborn(self, machine: Machine) -> None:
        """The process died; another is started on what the file holds."""
        self.start(machine)
        machine.book.boot(machine.book.mark)

    def _taken(self, machine: Machine, asked: Request, answer: Answer | Problem | None) -> None:
        if isinstance(answer, Page):
            machine.pages = [*machine.pages[-4:], (machine.book.state.epoch, answer)]
        if answer is None or isinstance(answer, Problem):
            machine.sync.failed(asked, answer)
            if machine.sync.is_over:
                machine.sync.begin()
        else:
            machine.sync.take(asked, answer)

    def sent(self, machine: Machine, request: Request, chance: Random) -> Answer | Problem | None:
        """What comes back of a request: nothing, where it or its answer is lost or late."""
        loss = self.history.loss / 100
        if loss and chance.random() < loss:
            fate = chance.random()
            if fate < 0.3:
                return None
            if fate < 0.6:
                self._delay(machine.name, request, chance)
                return None
            if fate < 0.8:
                self._delay(machine.name, request, chance)
            else:
                self._handled(machine.name, request)
                return None
        return self._handled(machine.name, request)

    def _delay(self, device: str, request: Request, chance: Random) -> None:
        self._ties += 1
        when = self.now_us + chance.randrange(1, chance.choice((60, 3600, 86400))) * 1_000_000
        heappush(self.late, (when, self._ties, device, request))

    def _handled(self, device: str, request: Request) -> Answer | Problem | None:
        now_us = self.now_us
        try:
            match request:
                case Hello():
                    return self.hub.hello(device, request, now_us=now_us)
                case Push():
                    return self.hub.push(device, request, now_us=now_us)
                case Wants():
                    return self.hub.shares(device, request, now_us=now_us)
                case _:
                    return self._looked_up(device, request)
        except ProblemError as error:
            return error.problem
        except DiedError:
            return None

    def _looked_up(self, device: str, request: Request) -> Answer:
        match request:
            case Publish():
                return self.hub.publish(device, request, now_us=self.now_us)
            case AskPage(feed, start, limit, with_own):
                return self.hub.page(device, feed=feed, start=start, limit=limit, with_own=with_own)
            case _:
                raise TypeError(type(request))

    # The shop.

    def credit(self, machine: Machine, member: str, points: int, expires_us: int | None) -> None:
        now_us = self.clock(machine)
        machine.book.clock_us = now_us
        at = at_us(max(now_us, machine.book.state.effective_us))
        credit = Credit(points, at, None if expires_us is None else at_us(expires_us))
        machine.book.record(purchase(self.new_id(), credit, spent=0), member, now_us=now_us)

    def edit(self, machine: Machine, kind: str, key: str, values: Mapping[str, object]) -> None:
        """Somebody changes fields of a record."""
        machine.book.edit(kind, key, values, now_us=self.clock(machine))
        state = machine.book.state
        for name in values:
            stamped = state.records[kind, key].get(name)
            if stamped is not None and (stamped.device, stamped.hlc) == (machine.name, state.hlc):
                self.written.setdefault((kind, key, name), []).append(stamped)

    def hub_act(self, act: Callable[[], object]) -> None:
        """An act of the operator, who tries again where the hub dies under it."""
        fuse, self.hub_book.fuse = self.hub_book.fuse, None
        act()
        self.hub_book.fuse = fuse


def purchase(sale_id: str, award: Credit, *, spent: int) -> Purchased:
    """A sale of no matter what."""
    return Purchased(
        sale_id=sale_id,
        occurred_at=award.spendable_at,
        paid_minor=100,
        eligible=Fraction(100),
        award=award,
        capped_points=0,
        measure_points=0,
        spent=spent,
    )
