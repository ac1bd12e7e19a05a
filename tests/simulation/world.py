"""The world of a history: tills and a hub with their databases, lines between them, and clocks.

The ends of the protocol are the real ones, and so are events and folds; what is played are
databases, lines, processes and time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from hashlib import sha256
from heapq import heappop, heappush
from random import Random

import msgspec

from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Happening,
    Purchased,
    Redeemed,
    Refunded,
)
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.shared_records import CARD, CONSENT, MEMBER
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.sync.hub import HubSync
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    Hello,
    Page,
    Problem,
    Publish,
    Push,
    Shares,
    Want,
    Wants,
)
from pos_loyalty.sync.till import About, Answer, AskPage, Moment, Request, TillSync
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.simulation.history import DAY_US, HOUR_US, Act, History, Step
from tests.support.memory_hub import DiedError, HubState, MemoryHub
from tests.support.memory_till import Mark, MemoryTill, TillState, at_us

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
    asks_online: bool = False

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
        self.hub = HubSync(self.hub_book, self.seal)
        self.upkeep = HubUpkeep(self.hub_book)
        self.hub_backups: list[HubState] = []
        self.machines: list[Machine] = []
        self.tainted: set[str] = set()
        """Members with whom points may rightly be missing: something was undone, or a log lost."""
        self.is_exposed = False
        """A file was put back unseen, or copied: what it burns until it is told is not covered."""
        self.lost: set[str] = set()
        """Ids of events that no till has any more, for their file was put back."""
        self.has_clones = False
        self.was_put_back = False
        self.put_back_often = False
        self.hub_was_put_back = False
        self.clock_was_wrong = False
        self.late: list[tuple[int, int, str, Request]] = []
        self._ids = 0
        self._ties = 0
        for index in range(history.tills):
            self._enrol(f"till-{index}")
        self._found()

    def _new_id(self) -> str:
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
        book = MemoryTill(TillState(device), timeline=timeline, reigns=reigns, new_id=self._new_id)
        machine = Machine(device, book, sync=None)  # type: ignore[arg-type] # started below
        self.machines.append(machine)
        self._start(machine)

    def _start(self, machine: Machine) -> None:
        machine.drop_line()
        machine.fuse = None
        machine.sync = TillSync(
            FusedBook(machine),  # type: ignore[arg-type] # hands every method through
            About(boot_id="boot"),
            page_rows=self.history.page_rows,
            push_events=self.history.push_events,
        )

    def _found(self) -> None:
        """The first till brings the program and the members."""
        wish = Publish(document=msgspec.Raw(encode_json(DOCUMENT)), valid_from_us=START_US)
        self.hub.publish(self.machines[0].name, wish, now_us=self.now_us)
        for member in self.members:
            self._credit(self.machines[0], member, 100, None)

    # One step.

    def play(self, step: Step) -> None:
        """Play one step; then let come what was on the way for too long."""
        chance = Random(step.seed)  # noqa: S311 - chance that can be played again
        self.now_us += chance.randrange(1, 90_000_000)
        machine = self.machines[step.till % len(self.machines)]
        machine.book.clock_us = self.clock(machine)
        if not machine.is_gone or step.act in _OF_THE_HUB:
            try:
                _PLAYED[step.act](self, machine, chance)
            except DiedError:
                self._reborn(machine)
        self.deliver_late()

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

    def _talk(self, machine: Machine, chance: Random) -> None:
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
                machine.answer = self._sent(machine, machine.asked, chance)
                machine.is_answered = True
                return True
            asked, answer = machine.asked, machine.answer
            machine.drop_line()
            self._taken(machine, asked, answer)
        except DiedError:
            self._reborn(machine)
        return True

    def _reborn(self, machine: Machine) -> None:
        """The process died; another is started on what the file holds."""
        self._start(machine)
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

    def _sent(self, machine: Machine, request: Request, chance: Random) -> Answer | Problem | None:
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
                case AskPage(feed, start, limit, with_own):
                    return self.hub.page(
                        device, feed=feed, start=start, limit=limit, with_own=with_own
                    )
        except ProblemError as error:
            return error.problem
        except DiedError:
            return None

    # The shop.

    def _credit(self, machine: Machine, member: str, points: int, expires_us: int | None) -> None:
        now_us = self.clock(machine)
        machine.book.clock_us = now_us
        at = at_us(max(now_us, machine.book.state.effective_us))
        credit = Credit(points, at, None if expires_us is None else at_us(expires_us))
        machine.book.record(_purchase(self._new_id(), credit, spent=0), member, now_us=now_us)

    def _sell(self, machine: Machine, chance: Random) -> None:
        member = chance.choice(self.members)
        points = chance.randint(1, 60)
        end = chance.choice((None, None, self.clock(machine) + chance.randrange(1, 20) * DAY_US))
        if chance.random() < 0.2:
            now_us = self.clock(machine)
            at = at_us(max(now_us, machine.book.state.effective_us))
            machine.book.record(
                Adjusted(Credit(points, at, None if end is None else at_us(end))),
                member,
                now_us=now_us,
            )
            return
        self._credit(machine, member, points, end)

    def _burn(self, machine: Machine, chance: Random) -> None:
        member = chance.choice(self.members)
        now_us = self.clock(machine)
        spendable, here = machine.book.burnable(member, now_us)
        if spendable == 0:
            return
        wanted = chance.choice((spendable, here or 1, chance.randint(1, spendable)))
        if wanted > here and not machine.is_cut:
            self._ask(machine, member, wanted - here, chance)
            spendable, here = machine.book.burnable(member, now_us)
        if 0 < wanted <= min(spendable, here):
            if chance.random() < 0.5:
                burn: Happening = Redeemed(self._new_id(), wanted)
            else:
                at = at_us(max(now_us, machine.book.state.effective_us))
                earned = Credit(chance.randint(0, 20), at, None)
                burn = _purchase(self._new_id(), earned, spent=wanted)
            machine.book.record(burn, member, now_us=now_us, burned=wanted)

    def _ask(self, machine: Machine, member: str, points: int, chance: Random) -> None:
        """Ask the hub for points while the member waits, beside the conversation."""
        wants = machine.sync.counter_wants(Want(grant=self._new_id(), member=member, points=points))
        answer = self._sent(machine, wants, chance)
        if isinstance(answer, Shares):
            machine.sync.take_shares(answer)

    def _want(self, machine: Machine, chance: Random) -> None:
        machine.sync.want(Want(grant=self._new_id(), member=chance.choice(self.members)))

    def _refund(self, machine: Machine, chance: Random) -> None:
        member = chance.choice(self.members)
        history = machine.book.history(member)
        done = {each.happening.sale_id for each in history if isinstance(each.happening, Refunded)}
        sales = [
            each.happening
            for each in history
            if isinstance(each.happening, Purchased) and each.happening.sale_id not in done
        ]
        if not sales:
            return
        sale = chance.choice(sales)
        back = Refunded(
            sale.sale_id,
            amount_minor=100,
            refunded_minor=100,
            complete=True,
            reversed_points=sale.award.points,
            restored_points=sale.spent,
        )
        self.tainted.add(member)
        machine.book.record(back, member, now_us=self.clock(machine))

    def _edit(self, machine: Machine, chance: Random) -> None:
        member, now_us = chance.choice(self.members), self.clock(machine)
        word = chance.choice("abcdef")
        fate = chance.random()
        if fate < 0.4:
            machine.book.edit(MEMBER, member, {chance.choice(_NAMES): word}, now_us=now_us)
        elif fate < 0.6:
            said = chance.choice((None, "2026-01-01"))
            consent = CONSENT + chance.choice(("email", "sms"))
            machine.book.edit(MEMBER, member, {consent: said}, now_us=now_us)
        elif fate < 0.75:
            status = chance.choice(("active", "blocked"))
            machine.book.edit(MEMBER, member, {"status": status}, now_us=now_us)
        elif fate < 0.95:
            status = chance.choice(("active", "replaced", "blocked"))
            machine.book.edit(CARD, f"{member}/0", {"status": status}, now_us=now_us)
        else:
            machine.book.edit(MEMBER, member, {"status": "erased"}, now_us=now_us)

    def _odd(self, machine: Machine, chance: Random) -> None:
        """An event that this release does not know, or that is in tatters."""
        member, now_us = chance.choice(self.members), self.clock(machine)
        if chance.random() < 0.5:
            machine.book.append("from-the-future", {"x": 1}, member=member, now_us=now_us)
        else:
            machine.book.append("purchased", {"torn": True}, member=member, now_us=now_us)

    # Trouble.

    def _cut(self, machine: Machine, chance: Random) -> None:
        machine.is_cut = chance.random() < 0.6

    def _crash(self, machine: Machine, chance: Random) -> None:
        """Die now, or at one of the next writes."""
        if chance.random() < 0.5:
            machine.fuse = chance.randint(1, 12)
        else:
            self._reborn(machine)

    def _hub_crash(self, _machine: Machine, chance: Random) -> None:
        self.hub_book.fuse = chance.randint(1, 40)

    def _backup(self, machine: Machine, _chance: Random) -> None:
        machine.backups = [*machine.backups[-3:], machine.book.state.copy()]

    def _put_back(self, machine: Machine, chance: Random) -> None:
        self.put_back_often = self.was_put_back
        self.was_put_back = True
        before = {each.id: each for each in machine.book.state.log}
        machine.book.state = chance.choice(machine.backups).copy()
        kept = {id_ for other in self.machines for id_ in (x.id for x in other.book.state.log)}
        kept |= set(self.hub_book.state.events)
        self.lost |= set(before) - kept
        self._start(machine)

    def _restore(self, machine: Machine, chance: Random) -> None:
        """Put the file back; the mark beside it tells."""
        if machine.backups:
            mark = machine.book.mark
            self._put_back(machine, chance)
            machine.book.boot(mark)

    def _image(self, machine: Machine, chance: Random) -> None:
        """Put all of the machine back, the mark too: nobody can tell before the hub does."""
        if machine.backups:
            self._put_back(machine, chance)
            book = machine.book
            book.mark = Mark(book.state.epoch, len(book.state.log), book.tip)
            self.is_exposed = True

    def _clone(self, machine: Machine, chance: Random) -> None:
        if machine.backups and len(self.machines) <= self.history.tills:
            timeline, reigns = rules()
            state = chance.choice(machine.backups).copy()
            book = MemoryTill(state, timeline=timeline, reigns=reigns, new_id=self._new_id)
            book.mark = Mark(state.epoch, len(state.log), book.tip)
            twin = Machine(machine.name, book, machine.sync, offset_us=machine.offset_us)
            self.machines.append(twin)
            self._start(twin)
            self.is_exposed = self.has_clones = True

    def _hub_backup(self, _machine: Machine, _chance: Random) -> None:
        self.hub_backups = [*self.hub_backups[-3:], self.hub_book.state.copy()]

    def _hub_restore(self, _machine: Machine, chance: Random) -> None:
        if not self.hub_backups:
            return
        self.hub_was_put_back = True
        incarnation = self.hub_book.state.meta.incarnation
        gone = {each.name for each in self.machines if each.is_gone}
        self.hub_book.state = chance.choice(self.hub_backups).copy()
        self.hub_book.fuse = None
        state = self.hub_book.state
        # Who puts it back counts on from the newest life that anybody knows of.
        state.meta = replace(state.meta, incarnation=incarnation)
        self.upkeep.put_back()
        for machine in self.machines:
            if not (machine.is_answered and machine.answer is None):
                machine.drop_line()
                machine.sync.begin()
        for device in gone:
            if state.devices[device].status is DeviceStatus.ACTIVE:
                self._written_off(device)

    def _revoke(self, machine: Machine, _chance: Random) -> None:
        self._hub_act(lambda: self.upkeep.revoke(machine.name))

    def _readmit(self, machine: Machine, _chance: Random) -> None:
        if not machine.is_gone:
            self._hub_act(lambda: self.upkeep.readmit(machine.name))

    def _write_off(self, machine: Machine, chance: Random) -> None:
        """The till is gone for good; the last of two stays."""
        left = [each for each in self.machines if not each.is_gone]
        if len(left) > 1 and not self.has_clones and chance.random() < 0.5:
            machine.is_gone = True
            self._hub_act(lambda: self._written_off(machine.name))

    def _written_off(self, device: str) -> None:
        # What it had burned of its own credits and not sent is nobody's to know.
        for machine in self.machines:
            if machine.name == device:
                log = machine.book.state.log
                hub = self.hub_book.state.events
                self.tainted |= {x.member for x in log if x.member and x.id not in hub}
        self.upkeep.write_off(device)

    def _hub_act(self, act: Callable[[], object]) -> None:
        fuse, self.hub_book.fuse = self.hub_book.fuse, None
        act()
        self.hub_book.fuse = fuse

    def _clock(self, machine: Machine, chance: Random) -> None:
        self.clock_was_wrong = True
        machine.offset_us = chance.choice((-3 * DAY_US, -HOUR_US, 0, HOUR_US, 40 * DAY_US))

    def _wait(self, _machine: Machine, chance: Random) -> None:
        self.now_us += chance.randrange(1, self.history.longest_us)

    def _stale(self, machine: Machine, chance: Random) -> None:
        """A second process of the till brings a page that it asked for long ago."""
        pages = [page for epoch, page in machine.pages if epoch == machine.book.state.epoch]
        if pages:
            machine.book.apply(chance.choice(pages))


_NAMES = ("given_name", "family_name", "phone")
_OF_THE_HUB = frozenset({Act.HUB_BACKUP, Act.HUB_RESTORE, Act.HUB_CRASH, Act.WAIT})
_PLAYED: dict[Act, Callable[[World, Machine, Random], None]] = {
    # The table stands beside the class whose methods it names.
    Act.TALK: World._talk,  # noqa: SLF001
    Act.SELL: World._sell,  # noqa: SLF001
    Act.BURN: World._burn,  # noqa: SLF001
    Act.WANT: World._want,  # noqa: SLF001
    Act.REFUND: World._refund,  # noqa: SLF001
    Act.EDIT: World._edit,  # noqa: SLF001
    Act.ODD: World._odd,  # noqa: SLF001
    Act.CUT: World._cut,  # noqa: SLF001
    Act.CRASH: World._crash,  # noqa: SLF001
    Act.HUB_CRASH: World._hub_crash,  # noqa: SLF001
    Act.BACKUP: World._backup,  # noqa: SLF001
    Act.RESTORE: World._restore,  # noqa: SLF001
    Act.IMAGE: World._image,  # noqa: SLF001
    Act.CLONE: World._clone,  # noqa: SLF001
    Act.HUB_BACKUP: World._hub_backup,  # noqa: SLF001
    Act.HUB_RESTORE: World._hub_restore,  # noqa: SLF001
    Act.REVOKE: World._revoke,  # noqa: SLF001
    Act.READMIT: World._readmit,  # noqa: SLF001
    Act.WRITE_OFF: World._write_off,  # noqa: SLF001
    Act.CLOCK: World._clock,  # noqa: SLF001
    Act.WAIT: World._wait,  # noqa: SLF001
    Act.STALE: World._stale,  # noqa: SLF001
}


def _purchase(sale_id: str, award: Credit, *, spent: int) -> Purchased:
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
