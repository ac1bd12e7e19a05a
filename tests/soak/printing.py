"""Ten thousand slips through the real store, spoolers and network, against printers on bad days.

    python -m tests.soak.printing --jobs 10000

Time is simulated, so that rests cost nothing; sockets, threads and transactions are real. In
between the program dies without a word, and a person answers what the queue asks, as somebody
does who looks at the paper. In the end each slip must have come out once, or as a marked copy.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from pos_loyalty.domain.print_job import (
    CLAIMABLE,
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    JobState,
    PrintJob,
    QueueCounts,
    Verdict,
)
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.printing.pair import PrinterPair, Relief
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import Confirmation, PrinterProfile, profile
from pos_loyalty.printing.spooler import Spooler, Step
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult
from pos_loyalty.services.printouts import Printouts
from pos_loyalty.storage.print_queue import StoredPrintQueue
from pos_loyalty.storage.store import Store
from tests.soak.wayward import BEGIN, END, Mood, WaywardPrinter
from tests.support.clock import FixedClock
from tests.support.slips import AT, job_of, sale_slip
from tests.support.stores import file_store

_TIMEOUTS: Final = Timeouts(connect_s=0.2, ask_s=0.06, send_s=0.1, whole_s=0.4, answer_s=0.12)
_BAD_DAYS: Final = tuple(mood for mood in Mood if mood is not Mood.WELL)
_BAD_SHARE: Final = 0.18
_DEATHS: Final = 0.01
_SEEN_TO: Final = 0.2
_POWER_CUTS: Final = 0.3
_LOOKS_THROUGH: Final = 0.2
_MOVES: Final = 0.02
_MOVES_COPY: Final = 0.1
_SHORT_QUEUE: Final = 8
_MOST_STEPS_EACH: Final = 60
_LARGEST_SLIP: Final = 40_000


class Died(BaseException):
    """The program is gone; nothing of it runs any more, not even what it wanted to note."""


@dataclass
class MarkedPress:
    """Slips that name themselves between marks, of all lengths."""

    random: Random

    def printout(self, job: PrintJob) -> Printout:
        name = f"{job.copy_of or job.id}/{job.facts.copy_number}"
        rest = b"." * self.random.choice((40, 900, 7_000, _LARGEST_SLIP))
        return Printout(job.id, b"\x1b@" + BEGIN + name.encode() + b"|" + rest + END, "", bytes)


class MortalQueue:
    """The stored queue; of a program that died it hears nothing any more."""

    def __init__(self, queue: StoredPrintQueue) -> None:
        self._queue = queue
        self.is_dead = False

    def recover(self, printer: str, *, claimed_before: datetime) -> int:
        return self._queue.recover(printer, claimed_before=claimed_before)

    def hold(self, printer: str, *, waiting_before: datetime) -> int:
        return self._queue.hold(printer, waiting_before=waiting_before)

    def divert(self, printer: str, *, to: str, now: datetime) -> int:
        return self._queue.divert(printer, to=to, now=now)

    def claim(self, printer: str, *, now: datetime) -> PrintJob | None:
        return self._queue.claim(printer, now=now)

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        return False if self.is_dead else self._queue.finish(job, verdict)

    def counts(self, printer: str) -> QueueCounts:
        return self._queue.counts(printer)


@dataclass
class MortalTransport:
    """The network; now and then the program dies just before or just after it."""

    transport: NetworkTransport
    dies: Callable[[], bool]
    die: Callable[[], None]

    def send(self, printout: Printout) -> SendResult:
        if self.dies():
            self.die()
        result = self.transport.send(printout)
        if self.dies():
            self.die()
        return result

    def status(self) -> Condition:
        return self.transport.status()


@dataclass
class Tally:
    """What happened on the way."""

    moods: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    reloads: int = 0
    power_cuts: int = 0
    steps: int = 0


class Soak:
    """One run."""

    def __init__(
        self, store: Store, *, jobs: int, seed: int, books: type[MortalQueue] = MortalQueue
    ) -> None:
        self._store = store
        self._books = books
        self._jobs = jobs
        self._random = Random(seed)  # noqa: S311 - chance is all that is asked for
        self._clock = FixedClock(AT)
        self._keys = count(1)
        self.tally = Tally()
        # The second one is of the mute kind: it can confirm nothing.
        self.printers = {
            RECEIPT_PRINTER: WaywardPrinter(Random(seed + 1)),  # noqa: S311 - as above
            FALLBACK_PRINTER: WaywardPrinter(Random(seed + 2), says_ids=False),  # noqa: S311 - as above
        }
        self._queued = 0
        self._printouts = Printouts(
            store,
            self._clock,
            actor=lambda: OPERATOR,
            draw=lambda _facts: b"",
            changed=lambda: None,
        )

    def run(self) -> None:
        """Queue, print, die and answer, until nothing is left to do."""
        pair = self._born()
        limit = self._jobs * _MOST_STEPS_EACH + 1000
        while self._queued < self._jobs or self._is_open():
            self.tally.steps += 1
            if self.tally.steps > limit:
                raise RuntimeError("the queue does not get empty")
            self._sell()
            self._weather()
            try:
                step = pair.step()
            except Died:
                self.tally.deaths += 1
                pair = self._born()
                continue
            self._pass(step)
            is_over = self._queued >= self._jobs and step.verdict is None
            if is_over or self._random.random() < _LOOKS_THROUGH:
                self._answer()
        self._settle()

    def stop(self) -> None:
        """Switch everything off."""
        for printer in self.printers.values():
            printer.stop()

    def _born(self) -> PrinterPair:
        """The program, started anew."""
        queue = self._books(StoredPrintQueue(self._store))

        def die() -> None:
            queue.is_dead = True
            raise Died

        def dies() -> bool:
            return self._random.random() < _DEATHS

        def spooler(printer: str, kind: PrinterProfile) -> Spooler:
            way = NetworkTransport(self.printers[printer].address, kind, _TIMEOUTS)
            return Spooler(
                printer=printer,
                queue=queue,
                press=MarkedPress(self._random),
                transport=lambda: MortalTransport(way, dies, die),
                now=self._clock.now,
                listener=lambda _status: None,
            )

        pair = PrinterPair(
            spooler(RECEIPT_PRINTER, _confirming()),
            spooler(FALLBACK_PRINTER, _mute()),
            queue=queue,
            relief=Relief(lambda: True, lambda: timedelta(seconds=30)),
            now=self._clock.now,
        )
        pair.recover_all()
        return pair

    def _sell(self) -> None:
        """A sale or a few, as long as the queue is short."""
        if self._queued >= self._jobs or self._waiting() > _SHORT_QUEUE:
            return
        with self._store.begin() as work:
            for _ in range(min(self._random.randint(1, 3), self._jobs - self._queued)):
                self._queued += 1
                self._clock.advance(timedelta(milliseconds=1))
                job = job_of(sale_slip(), id=f"job-{self._queued}", at=self._clock.now())
                work.print_jobs.add(job)
            work.commit()

    def _weather(self) -> None:
        """How the printers behave towards the next slip."""
        first, second = self.printers.values()
        mood = Mood.WELL
        if self._random.random() < _BAD_SHARE:
            mood = self._random.choice(_BAD_DAYS)
        if first.is_keeping and self._random.random() < _SEEN_TO:
            if self._random.random() < _POWER_CUTS:
                first.restart()
                self.tally.power_cuts += 1
            else:
                first.reload()
                self.tally.reloads += 1
        self.tally.moods[mood.value] += 1
        first.become(mood)
        # A mute printer that loses slips cannot be told from one that prints: it only goes off.
        is_off = self._random.random() < _BAD_SHARE / 4
        second.become(Mood.ABSENT if is_off else Mood.WELL)

    def _pass(self, step: Step) -> None:
        if step.verdict is not None:
            self.tally.verdicts[step.verdict.state.value] += 1
        self._clock.advance(step.rest or timedelta(milliseconds=200))

    def _answer(self) -> None:
        """A person goes through what is asked, and looks at the paper for it."""
        paper = {text for printer in self.printers.values() for text in printer.paper}
        with self._store.read() as reading:
            asked = [each.job for each in reading.print_jobs.open_jobs(200)]
        for job in asked:
            key = f"answer-{next(self._keys)}"
            name = f"{job.copy_of or job.id}/{job.facts.copy_number}"
            if job.state is JobState.HELD:
                self.tally.answers["print now"] += 1
                self._printouts.print_now(key=key, job_id=job.id)
            elif job.state is JobState.UNCERTAIN and name in paper:
                self.tally.answers["came out"] += 1
                self._printouts.came_out(key=key, job_id=job.id)
            elif job.state is JobState.UNCERTAIN:
                self._print_again(key, job)
            elif job.state in CLAIMABLE and self._random.random() < _MOVES:
                self.tally.answers["move"] += 1
                self._printouts.move(key=key, job_id=job.id, to=_other(job.printer))

    def _print_again(self, key: str, job: PrintJob) -> None:
        if self._random.random() < _MOVES_COPY:
            self.tally.answers["move a copy"] += 1
            self._printouts.move(key=key, job_id=job.id, to=_other(job.printer))
            return
        self.tally.answers["print again"] += 1
        # Impatient fingers press twice.
        for _ in range(self._random.choice((1, 1, 2))):
            self._printouts.print_again(key=key, job_id=job.id)

    def _is_open(self) -> bool:
        with self._store.read() as reading:
            return bool(reading.print_jobs.open_jobs(1))

    def _waiting(self) -> int:
        with self._store.read() as reading:
            counts = [reading.print_jobs.counts(printer) for printer in self.printers]
        return sum(each.waiting for each in counts)

    def _settle(self) -> None:
        """Paper everywhere: whatever a printer still keeps comes out now."""
        for printer in self.printers.values():
            printer.become(Mood.WELL)
            printer.reload()


@dataclass(frozen=True)
class Findings:
    """What must not have happened, and what the papers say."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    untrue: tuple[str, ...]
    states: Counter[str]
    on_paper: int
    copies: int
    kept_and_copied: int

    @property
    def is_good(self) -> bool:
        """Whether each slip came out, and none twice without a word."""
        return not (self.lost or self.doubled or self.untrue)


def looked_through(soak: Soak, store: Store, jobs: int) -> Findings:
    """Compare what came out with what the books say."""
    came_out = Counter(text for printer in soak.printers.values() for text in printer.paper)
    with store.read() as reading:
        kept = [each.job for each in reading.print_jobs.latest_jobs(jobs * 3)]
    on_paper = Counter(text.partition("/")[0] for text in came_out)
    confirmed = (
        f"{job.copy_of or job.id}/{job.facts.copy_number}"
        for job in kept
        if job.state in {JobState.PRINTED, JobState.UNCONFIRMED}
    )
    originals = {text.partition("/")[0] for text in came_out if text.endswith("/0")}
    copied = {text.partition("/")[0] for text in came_out if not text.endswith("/0")}
    return Findings(
        lost=tuple(f"job-{n}" for n in range(1, jobs + 1) if not on_paper[f"job-{n}"]),
        doubled=tuple(text for text, times in came_out.items() if times > 1),
        untrue=tuple(name for name in confirmed if not came_out[name]),
        states=Counter(job.state.value for job in kept),
        on_paper=came_out.total(),
        copies=sum(not text.endswith("/0") for text in came_out),
        kept_and_copied=len(originals & copied),
    )


def soaked(
    folder: Path, *, jobs: int, seed: int = 1, books: type[MortalQueue] = MortalQueue
) -> tuple[Findings, Tally, float]:
    """A run, what it found, what happened on the way, and how long it took in seconds."""
    store = file_store(folder / "shop.db")
    soak = Soak(store, jobs=jobs, seed=seed, books=books)
    began = time.perf_counter()
    try:
        soak.run()
        took_s = time.perf_counter() - began
        findings = looked_through(soak, store, jobs)
    finally:
        soak.stop()
        store.close()
    return findings, soak.tally, took_s


def _confirming() -> PrinterProfile:
    found = profile("tm-t88")
    if found.confirmation is not Confirmation.PROCESS_ID or not found.asks_before:
        raise ValueError(found)
    return found


def _mute() -> PrinterProfile:
    return replace(profile("generic-58"), confirmation=Confirmation.NONE, asks_before=False)


def _other(printer: str) -> str:
    return FALLBACK_PRINTER if printer == RECEIPT_PRINTER else RECEIPT_PRINTER


def table(findings: Findings, tally: Tally, *, jobs: int, took_s: float) -> str:
    """The run as people read it."""
    rows: list[tuple[str, object]] = [
        ("slips queued", jobs),
        ("papers that came out", findings.on_paper),
        ("  of them marked as copies", findings.copies),
        ("slips of which original and copy came out", findings.kept_and_copied),
        ("deaths of the program", tally.deaths),
        ("paper put in, kept slips came out", tally.reloads),
        ("printer off and on, kept slips gone", tally.power_cuts),
        *((f"step met a printer that: {mood}", n) for mood, n in sorted(tally.moods.items())),
        *((f"verdict {state}", n) for state, n in sorted(tally.verdicts.items())),
        *((f"answer: {answer}", n) for answer, n in sorted(tally.answers.items())),
        *((f"books in the end: {state}", n) for state, n in sorted(findings.states.items())),
        ("seconds", round(took_s)),
        ("LOST", len(findings.lost)),
        ("TWICE WITHOUT A WORD", len(findings.doubled)),
        ("SAID TO BE OUT AND NOT", len(findings.untrue)),
    ]
    return "\n".join(f"{name:<52}{value!s:>10}" for name, value in rows)


def main() -> int:
    """Run, print a table; 1 when a slip was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.printing")
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        findings, tally, took_s = soaked(Path(folder), jobs=options.jobs, seed=options.seed)
    sys.stdout.write(table(findings, tally, jobs=options.jobs, took_s=took_s) + "\n")
    return 0 if findings.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
