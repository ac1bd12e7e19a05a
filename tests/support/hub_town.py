"""A hub of several processes over one database, and tills that reach it by lines of their own."""

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Event, Thread
from time import monotonic
from typing import Any, Final, TypeVar

import msgspec
import psycopg

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.hub import open_office
from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.bootstrap.lively import create_lively_shop
from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.presets import find_document
from pos_loyalty.sync.errors import HubUnreachableError
from tests.support.cutting_proxy import CuttingProxy
from tests.support.postgres import Cluster
from tests.support.shop import data_folder_in, rules

Facts = dict[str, Any]
Value = TypeVar("Value")

PATIENCE_S: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]
_MAIN_TYPES: Final = {
    "enroll": "enrolled",
    "sale": "purchased",
    "redeem": "redeemed",
    "refund": "refunded",
    "adjust": "adjusted",
    "card": "card-issued",
}


class Mouth:
    """A child that answers one question a line; lines are read as they come."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, cwd=_ROOT
        )
        self.heard: Queue[Facts] = Queue()
        self._reader = Thread(target=self._read, name="mouth", daemon=True)
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def say(self, said: Facts) -> None:
        """One line; one that is dead does not hear it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(said).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return

    def end(self, *, at_once: bool = False) -> None:
        """Close its input, or kill it; whatever it said is kept."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if at_once:
            self.process.send_signal(signal.SIGKILL)
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
        self._reader.join(PATIENCE_S)
        self.process.stdout.close()
        self._log.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                self.heard.put(json.loads(line))
        self.heard.put({"answer": {"ended": True}})


@dataclass
class Till:
    """A till in its own folder, with a line of its own; its process comes and goes."""

    name: str
    folder: Path
    line: CuttingProxy
    seed: str = "0"
    ahead_s: float = 0.0
    done: list[Facts] = field(default_factory=list)
    """All that it said was done."""
    mouth: Mouth | None = None
    _starts: int = 0

    @property
    def is_running(self) -> bool:
        """Whether its process is there."""
        return self.mouth is not None and self.mouth.is_alive

    def open(self) -> None:
        """Start it."""
        self._starts += 1
        seed = f"{self.seed}/{self.name}/{self._starts}"
        module = "tests.support.till_process"
        command = [sys.executable, "-m", module, str(self.folder), seed, str(self.ahead_s)]
        self.mouth = Mouth(command, self.folder / "errors.txt")
        assert self.wait() == {"ready": True}, self.errors()

    def hear(self, *, stretch: float = 0.0) -> None:
        """From now on it talks to the hub on its own; its pauses are stretched so many times."""
        self.ask("listen", stretch=stretch)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._end(at_once=True)

    def close(self) -> None:
        """End it politely."""
        self._end(at_once=False)

    def ask(self, question: str, **facts: object) -> Facts:
        """Its answer."""
        self.tell(question, **facts)
        return self.wait()

    def do(self, kind: str, **facts: object) -> Facts:
        """A deed that must be done."""
        answer = self.ask("do", kind=kind, **facts)
        assert "id" in answer, answer
        return answer

    def balance(self, member: str) -> int:
        """A member's balance, as this till has it."""
        return int(self.ask("balance", member=member)["balance"])

    def tell(self, question: str, **facts: object) -> None:
        """Ask, and wait later."""
        assert self.mouth is not None
        self.mouth.say({"ask": question, **facts})

    def wait(self, patience_s: float = PATIENCE_S) -> Facts:
        """The answer to what was asked last."""
        answer = self.listen(patience_s)
        assert answer is not None, f"{self.name} does not answer: {self.errors()}"
        assert "ended" not in answer, f"{self.name} died on its own: {self.errors()}"
        return answer

    def listen(self, patience_s: float) -> Facts | None:
        """An answer, where one comes in time."""
        assert self.mouth is not None
        until = monotonic() + patience_s
        while True:
            try:
                said = self.mouth.heard.get(timeout=max(until - monotonic(), 0.001))
            except Empty:
                return None
            if "done" in said:
                self.done.append(said["done"])
                continue
            answer: Facts = said["answer"]
            return answer

    def errors(self) -> str:
        """What it wrote to its standard error."""
        return (self.folder / "errors.txt").read_text("utf-8", "replace")[-4000:]

    def _end(self, *, at_once: bool) -> None:
        if self.mouth is None:
            return
        self.mouth.end(at_once=at_once)
        while self.listen(0.0) is not None:
            continue
        self.mouth = None


class Town:
    """Everything together. Whoever makes one closes it."""

    def __init__(self, cluster: Cluster, database: str, folder: Path, *, seed: str = "0") -> None:
        self.cluster = cluster
        self.database = database
        self.seed = seed
        self.program = rules(tier=None)
        """What the shop promises: a point a euro, whatever the member's tier."""
        self._folder = folder
        self._hubs: list[Mouth] = []
        self._doors: list[tuple[str, int]] = []
        self.tills: dict[str, Till] = {}

    def open_hubs(self, count: int) -> None:
        """Start so many processes of the hub, side by side."""
        started = [self._start_hub() for _ in range(count)]
        for mouth in started:
            self._hubs.append(mouth)
            self._doors.append(("", 0))
            self._see_open(len(self._hubs) - 1)
        self._tell_lines()

    def kill_hub(self, number: int) -> None:
        """Kill one of them, and start another in its place."""
        self._hubs[number].end(at_once=True)
        self._hubs[number] = self._start_hub()

    def hub_is_back(self, number: int) -> None:
        """Wait until the one that was started can be reached."""
        self._see_open(number)
        self._tell_lines()

    def close_hubs(self) -> None:
        """End all of them."""
        for mouth in self._hubs:
            mouth.end(at_once=True)
        self._hubs.clear()
        self._doors.clear()

    def hub_log(self) -> str:
        """What the hubs said to their operator."""
        path = self._folder / "hub.txt"
        lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        return "\n".join([line for line in lines if '"status": 200' not in line][-40:])

    def new_till(self, name: str, *, ahead_s: float = 0.0) -> Till:
        """A till of this shop, joined and not opened; the first one founds the shop."""
        till = self._placed(name, ahead_s)
        if len(self.tills) == 1:
            new = NewShop(name="Sonnenblume", till=name, program=self.program)
            create_shop(data_folder_in(till.folder), new, SystemClock()).close()
            self.found(till)
        else:
            join_new_till(data_folder_in(till.folder), SystemClock(), self._wish(till))
        return till

    def join_by_bad_line(self, name: str, seed: int) -> tuple[Till, int]:
        """A till that joins though its line breaks again and again; how often that happened."""
        chances = Random(seed)  # noqa: S311 - so that it can be played again
        till = self._placed(name, 0.0)
        wish, broken = self._wish(till), 0
        while True:
            till.line.heal()
            till.line.cut_after(chances.randint(1, 800 * (broken + 1)))
            try:
                join_new_till(data_folder_in(till.folder), SystemClock(), wish)
            except HubUnreachableError:
                broken += 1
            else:
                till.line.heal()
                return till, broken

    def found(self, till: Till) -> None:
        """Found the hub's shop with that of a till, which is not open."""
        folder = data_folder_in(till.folder)
        with open_application(folder, SystemClock()) as application:
            join_shop(application, folder, OPERATOR, self._wish(till))

    def old_shop(self, name: str, *, members: int) -> Till:
        """A till with a shop that has had a year of purchases, and no hub."""
        till = self._placed(name, 0.0)
        folder = data_folder_in(till.folder)
        new = NewShop(name="Sonnenblume", till=name, program=find_document("sonnenblume"))
        create_lively_shop(folder, new, SystemClock(), members=members, seed=1).close()
        return till

    def copy_database(self) -> str:
        """Another database with all that the hub has; nobody may be in there."""
        return self.cluster.create(self.cluster.name_in(self.database))

    def put_back(self, copy: str) -> None:
        """From now on the hub has that database; nobody says so."""
        self.cluster.drop(self.database)
        self.database = copy

    def twin_of(self, till: Till, name: str) -> Till:
        """The same till a second time, as a copy of its disk is; it is not open meanwhile."""
        twin = self._placed(name, till.ahead_s)
        twin.line.close()
        shutil.copytree(till.folder, twin.folder, dirs_exist_ok=True)
        twin.line = till.line
        return twin

    @contextmanager
    def office(self) -> Iterator[HubOffice]:
        """The operator's office."""
        with open_office(self.database, SystemClock()) as office:
            yield office

    def settle(self, *tills: Till) -> None:
        """Have these tills, or all, talk to the hub until nobody has anything to say."""
        asked = tills or tuple(self.tills.values())
        self.wait_until(lambda: self._is_settled(asked), "the tills do not come to rest")

    def wait_until(self, holds: Callable[[], object], otherwise: Callable[[], str] | str) -> None:
        """Wait for something that must come."""
        until = monotonic() + PATIENCE_S
        pause = Event()
        while not holds():
            if monotonic() > until:
                reason = otherwise if isinstance(otherwise, str) else otherwise()
                raise AssertionError(f"{reason}\n{self.told()}")
            pause.wait(0.02)

    def told(self) -> str:
        """What everybody wrote to standard error, for whoever looks for the reason."""
        parts = [f"--- {till.name}\n{till.errors()}" for till in self.tills.values()]
        return "\n".join([*parts, f"--- hub\n{self.hub_log()}"])

    def check_agreement(self, *tills: Till) -> None:
        """These tills, or all, hold what the hub holds, and their books are in order."""
        with self.office() as office:
            hub, _points = office.digest()
        parts = {
            "members": hub.members.digest,
            "cards": hub.cards.digest,
            "entries": hub.entries.digest,
            "balances": hub.balances.digest,
        }
        at = "2027-03-01T12:00:00+00:00"
        first: Facts | None = None
        for till in tills or self.tills.values():
            said = till.ask("digest")
            assert said["parts"] == parts, f"{till.name} differs from the hub\n{self.told()}"
            assert said["digest"] == hub.digest
            assert till.ask("verify") == {"ok": True, "first_bad": "None"}, till.name
            standings = till.ask("standings", at=at)
            first = first or standings
            differing = [each for each in first if first[each] != standings.get(each)]
            assert not differing, (till.name, differing[0], first[differing[0]], standings)

    def check_confirmed(self) -> None:
        """Each deed that a till said was done is at the hub, exactly once."""
        booked = self.booked_keys()
        missing = [
            (till.name, done)
            for till in self.tills.values()
            for done in till.done
            if _MAIN_TYPES.get(done["kind"])
            and booked[done["key"], _MAIN_TYPES[done["kind"]]]
            + (booked[done["key"], "debited"] if done["kind"] == "adjust" else 0)
            != 1
        ]
        assert not missing, f"{len(missing)} lost or doubled, the first: {missing[0]}"

    def check_nothing_is_stuck(self) -> None:
        """At rest nothing is on the way; all points there are can be burned at one of the tills."""
        with psycopg.connect(self.database) as connection:
            (on_the_way,) = connection.execute("SELECT sum(points) FROM transit").fetchone() or (0,)
        assert not on_the_way
        till, *others = self.tills.values()
        for member in sorted(self.balances()):
            points = till.ask("balance", member=member)["spendable"] // 100 * 100
            if points:
                burned = partial(self._is_burned, till, others, member, points)
                self.wait_until(burned, lambda: self._held_of(member, points))  # noqa: B023

    def booked_keys(self) -> Mapping[tuple[str, str], int]:
        """How many events of each type the hub has booked for a request's key."""
        found: Counter[tuple[str, str]] = Counter()
        with psycopg.connect(self.database) as connection:
            for (body,) in connection.execute("SELECT body FROM inbox WHERE status <> 'refused'"):
                envelope = msgspec.json.decode(bytes(body))
                found[envelope.get("key") or "", envelope["type"]] += 1
        return found

    def balances(self) -> Mapping[str, int]:
        """What entries left with each member, as the hub has it."""
        query = """
            SELECT member_id, sum(CASE WHEN credit_account = 'member:' || member_id
                THEN points ELSE -points END) FROM entry GROUP BY member_id
        """
        with psycopg.connect(self.database) as connection:
            return {member: int(points) for member, points in connection.execute(query)}

    def close(self) -> None:
        """End everything."""
        for till in self.tills.values():
            till.kill()
        self.close_hubs()
        for till in self.tills.values():
            till.line.close()

    def _held_of(self, member: str, points: int) -> str:
        """Why points cannot be burned."""
        with psycopg.connect(self.database) as connection:
            shares = connection.execute(
                "SELECT * FROM share WHERE member_id = %s AND state IN ('open', 'in-doubt')",
                (member,),
            ).fetchall()
        answer = next(iter(self.tills.values())).ask(
            "do", kind="redeem", member=member, points=points
        )
        return f"{points} points of {member} are stuck: {answer} {shares}"

    def _is_burned(self, till: Till, others: list[Till], member: str, points: int) -> bool:
        """Whether the till could burn them; if not, the others give back what they hold."""
        answer = till.ask("do", kind="redeem", member=member, points=points)
        if "outage" in answer:
            for other in others:
                other.ask("sync")
            return False
        assert "id" in answer, answer
        return True

    def _is_settled(self, tills: tuple[Till, ...]) -> bool:
        for till in tills:
            till.tell("sync")
        answers = [till.wait() for till in tills]
        if not all(each.get("is_whole") and each.get("backlog") == 0 for each in answers):
            return False
        with psycopg.connect(self.database) as connection:
            heads: dict[str, int] = dict(connection.execute("SELECT feed, last FROM feed_head"))
        return all(each["cursors"] == heads for each in answers)

    def _placed(self, name: str, ahead_s: float) -> Till:
        folder = self._folder / name
        folder.mkdir()
        line = CuttingProxy(self._doors)
        till = Till(name, folder, line, seed=self.seed, ahead_s=ahead_s)
        self.tills[name] = till
        return till

    def _wish(self, till: Till) -> Wish:
        url = f"http://127.0.0.1:{till.line.port}"
        with self.office() as office:
            code = office.new_code(store="Laden", url=url).code
        return Wish(url=url, code=code, name=till.name)

    def _start_hub(self) -> Mouth:
        command = [sys.executable, "-m", "pos_loyalty", "hub", "serve", "--json"]
        command += ["--database", self.database, "--listen", "127.0.0.1:0"]
        return Mouth(command, self._folder / "hub.txt")

    def _see_open(self, number: int) -> None:
        """Wait until a hub is open; one that finds no database ends, and is started again."""
        until = monotonic() + PATIENCE_S
        while "listen" not in (said := self._hubs[number].heard.get(timeout=PATIENCE_S)):
            assert monotonic() < until, (said, self.hub_log())
            self._hubs[number].end(at_once=True)
            self._hubs[number] = self._start_hub()
        host, _, port = said["listen"].rpartition(":")
        self._doors[number] = (host, int(port))

    def _tell_lines(self) -> None:
        for till in self.tills.values():
            till.line.targets = tuple(self._doors)
