from pos_loyalty.gateway.relay_ears import SILENCE_S, Ears
from pos_loyalty.printing.till_jobs import End, TillJob
from tests.support.till_receipts import BY_NAME, Sold


class _Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_job_may_come_in_many_connections() -> None:
    """Some tills connect for each line; the receipt is one all the same."""
    heard: list[TillJob] = []
    ears = Ears(lambda: "", heard.append)
    data = BY_NAME["bakery"].print(Sold())
    for line in data.splitlines(keepends=True):
        ear = ears.lend("till")
        ear.hear(line)
        ears.give_back("till", ear)
    assert [job.end for job in heard] == [End.CUT]
    assert any("36,50" in line for line in heard[0].lines)


def test_tills_are_not_mixed_up() -> None:
    """Two tills print at the same time, and each has an ear of its own."""
    heard: list[TillJob] = []
    ears = Ears(lambda: "", heard.append)
    one, two = ears.lend("one"), ears.lend("two")
    again = ears.lend("one")
    for ear, line in ((one, b"a\n"), (two, b"b\n"), (again, b"c\n")):
        ear.hear(line)
    for ear in (one, two, again):
        ear.hear(b"\x1bi")
    assert [job.lines for job in heard] == [("a",), ("b",), ("c",)]


def test_a_picture_may_come_in_two_connections() -> None:
    """A printer does not mind who sends the rest, and dots that spell a cut are dots still."""
    heard: list[TillJob] = []
    ears = Ears(lambda: "", heard.append)
    data = BY_NAME["grocer"].print(Sold())
    for piece in (data[:200], data[200:]):
        ear = ears.lend("till")
        ear.hear(piece)
        ears.give_back("till", ear)
    (job,) = heard
    assert job.lines[0] == "Grüner Markt GmbH"


def test_a_command_that_broke_off_swallows_nothing() -> None:
    """A till that died in the middle of a picture begins anew after a while."""
    seconds = _Seconds()
    heard: list[TillJob] = []
    ears = Ears(lambda: "", heard.append, seconds)
    ear = ears.lend("till")
    ear.hear(b"\x1dv0\x00\xff\x00\xff\x00" + b"\x00" * 10)
    ears.give_back("till", ear)
    seconds.now += SILENCE_S
    ears.lend("till").hear(b"abc\n\x1bi")
    assert heard[0].lines == ("abc",)


def test_silence_ends_a_job() -> None:
    """A printer without a knife: after a while what there is is a job, once."""
    seconds = _Seconds()
    heard: list[TillJob] = []
    ears = Ears(lambda: "", heard.append, seconds)
    ears.lend("till").hear(b"abc\n")
    ears.look_round()
    assert heard == []
    seconds.now += SILENCE_S
    ears.look_round()
    ears.look_round()
    assert [job.end for job in heard] == [End.SILENCE]


def test_tills_that_are_gone_are_forgotten() -> None:
    """However many addresses connect, what is kept in mind is bounded."""
    seconds = _Seconds()
    ears = Ears(lambda: "", lambda _job: None, seconds)
    for number in range(100):
        ears.give_back(f"till {number}", ears.lend(f"till {number}"))
    seconds.now += SILENCE_S
    ears.look_round()
    assert len(ears) == 64
    ears.look_round()
    assert len(ears) == 64


def test_tills_that_are_connected_are_not_forgotten() -> None:
    """Who is silent may still have something to say."""
    seconds = _Seconds()
    ears = Ears(lambda: "", lambda _job: None, seconds)
    lent = [ears.lend(f"till {number}") for number in range(70)]
    seconds.now += SILENCE_S
    ears.look_round()
    assert len(ears) == len(lent)
