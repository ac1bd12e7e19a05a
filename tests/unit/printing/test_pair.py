from dataclasses import dataclass, field
from datetime import timedelta

from pos_loyalty.domain.print_job import JobState, QueueCounts
from pos_loyalty.printing.pair import PrinterPair, Relief
from pos_loyalty.printing.spooler import Spooler
from tests.support.clock import FixedClock
from tests.support.print_queue import MemoryPrintQueue
from tests.support.slips import AT
from tests.support.spooling import (
    ABSENT,
    CUT_OFF,
    GONE,
    MINUTE,
    PRINTED,
    READY,
    SECOND,
    Listener,
    PlainPress,
    ScriptedTransport,
    job,
)


@dataclass
class _Counter:
    """Two printers under one counter."""

    first: ScriptedTransport = field(default_factory=lambda: ScriptedTransport(PRINTED))
    second: ScriptedTransport = field(default_factory=lambda: ScriptedTransport(PRINTED))
    queue: MemoryPrintQueue = field(default_factory=MemoryPrintQueue)
    clock: FixedClock = field(default_factory=lambda: FixedClock(AT + MINUTE))
    has_second: bool = True

    def __post_init__(self) -> None:
        self.pair = PrinterPair(
            self._spooler("receipt", self.first),
            self._spooler("fallback", self.second),
            queue=self.queue,
            relief=Relief(lambda: self.has_second, lambda: 30 * SECOND),
            now=self.clock.now,
        )

    def pass_time(self, seconds: int) -> None:
        """Work as the thread does, looking every second."""
        for _ in range(seconds):
            while self.pair.step().verdict is not None:
                pass
            self.clock.advance(SECOND)

    def _spooler(self, printer: str, transport: ScriptedTransport) -> Spooler:
        return Spooler(
            printer=printer,
            queue=self.queue,
            press=PlainPress(),
            transport=lambda: transport,
            now=self.clock.now,
            listener=Listener(),
        )


def _waiting(counter: _Counter, *numbers: int) -> None:
    for number in numbers:
        counter.queue.add(job(number))


def test_a_well_printer_keeps_its_slips() -> None:
    """The second one is for trouble only."""
    counter = _Counter()
    _waiting(counter, 1, 2)
    counter.pass_time(2)
    assert (counter.first.sent, counter.second.sent) == (["job-1", "job-2"], [])


def test_after_a_while_of_trouble_the_other_takes_over_in_order() -> None:
    """The first half minute is given to somebody with a new roll."""
    counter = _Counter(first=ScriptedTransport(ABSENT, condition=GONE))
    _waiting(counter, 1, 2, 3)
    counter.pass_time(30)
    assert counter.second.sent == []
    counter.pass_time(2)
    assert counter.second.sent == ["job-1", "job-2", "job-3"]
    moved = counter.queue.get("job-2")
    assert (moved.state, moved.printer, moved.moved_from) == (
        JobState.PRINTED,
        "fallback",
        "receipt",
    )


def test_while_the_trouble_lasts_new_slips_follow_at_once() -> None:
    """Only the first of them had to wait."""
    counter = _Counter(first=ScriptedTransport(ABSENT, condition=GONE))
    _waiting(counter, 1)
    counter.pass_time(32)
    _waiting(counter, 99)
    counter.pass_time(1)
    assert counter.second.sent == ["job-1", "job-99"]


def test_the_first_takes_its_slips_again_when_it_is_well() -> None:
    """Nobody has to switch back."""
    counter = _Counter(first=ScriptedTransport(ABSENT, PRINTED, condition=GONE))
    _waiting(counter, 1)
    counter.pass_time(40)
    counter.first.condition = READY
    counter.pass_time(90)
    _waiting(counter, 200)
    counter.pass_time(1)
    assert counter.first.sent[-1] == "job-200"
    assert counter.second.sent == ["job-1"]


def test_an_uncertain_slip_never_moves_on_its_own() -> None:
    """It may be on the first one's paper: a person is asked."""
    counter = _Counter(first=ScriptedTransport(CUT_OFF, ABSENT, condition=GONE))
    _waiting(counter, 1, 2)
    counter.pass_time(60)
    asked = counter.queue.get("job-1")
    assert (asked.state, asked.printer) == (JobState.UNCERTAIN, "receipt")
    assert counter.second.sent == ["job-2"]


def test_nothing_is_given_to_a_printer_in_trouble() -> None:
    """Two that are broken do not play ball with a slip; the one that is well again prints it."""
    counter = _Counter(
        first=ScriptedTransport(ABSENT, PRINTED, condition=GONE),
        second=ScriptedTransport(ABSENT, condition=GONE),
    )
    _waiting(counter, 1)
    counter.pass_time(120)
    assert counter.queue.get("job-1").printer == "receipt"
    counter.first.condition = READY
    counter.pass_time(61)
    assert counter.queue.get("job-1").state is JobState.PRINTED


def test_what_went_to_a_second_one_that_fails_comes_back() -> None:
    """Whoever is well has it."""
    counter = _Counter(
        first=ScriptedTransport(ABSENT, PRINTED, condition=GONE), second=ScriptedTransport(ABSENT)
    )
    _waiting(counter, 1)
    counter.pass_time(32)
    counter.second.condition = GONE
    assert counter.queue.get("job-1").printer == "fallback"
    counter.first.condition = READY
    counter.pass_time(120)
    back = counter.queue.get("job-1")
    assert (back.state, back.printer, back.moved_from) == (JobState.PRINTED, "receipt", None)


def test_without_a_second_printer_its_slips_go_to_the_first() -> None:
    """Whoever takes it out of the settings strands nothing."""
    counter = _Counter(has_second=False)
    counter.queue.add(job(1).moved(AT, to="fallback"))
    counter.pass_time(1)
    assert counter.first.sent == ["job-1"]
    assert counter.pair.step().rest is None


def test_both_are_counted_and_recovered() -> None:
    """Whoever drives the pair by hand sees one queue."""
    counter = _Counter()
    _waiting(counter, 1, 2)
    counter.queue.add(job(3).moved(AT, to="fallback"))
    counter.queue.claim("receipt", now=AT)
    counter.queue.claim("fallback", now=AT)
    assert counter.pair.counts() == QueueCounts(waiting=3)
    counter.pair.recover_all()
    assert counter.pair.counts() == QueueCounts(waiting=1, uncertain=2)


def test_a_resting_printer_does_not_delay_the_look_at_the_other() -> None:
    """The pair is due whenever one of the two is."""
    counter = _Counter(first=ScriptedTransport(ABSENT, condition=GONE))
    _waiting(counter, 1)
    counter.pair.step()
    assert counter.pair.step().rest == 2 * SECOND
    counter.pass_time(20)
    rest = counter.pair.step().rest
    assert rest is not None
    assert rest <= 5 * SECOND


def test_a_person_in_a_hurry_hurries_both() -> None:
    """The button is one for all printers."""
    counter = _Counter(first=ScriptedTransport(ABSENT, PRINTED))
    _waiting(counter, 1)
    counter.pair.step()
    counter.pair.hurry()
    assert counter.pair.step().rest == timedelta(0)
    assert counter.queue.get("job-1").state is JobState.PRINTED
