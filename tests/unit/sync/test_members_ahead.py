"""The next members are on their way while the last ones are written down."""

from contextlib import closing
from threading import Event

import pytest

from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.members_ahead import MembersAhead
from pos_loyalty.sync.protocol import MemberHistory, Members, Problem

_PATIENCE_S = 20.0
_CHAIN = {"": "b", "b": "d", "d": "z"}


class _Line:
    """A hub of three answers, which breaks off or refuses where it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.breaks_at = "?"
        self.refuses_at = "?"
        self.was_asked = Event()

    def members(self, *, after: str) -> Members | Problem:
        self.asked.append(after)
        if len(self.asked) > 1:
            self.was_asked.set()
        if after == self.breaks_at:
            raise HubUnreachableError(problem="timeout")
        if after == self.refuses_at:
            return Problem(code="retry-later")
        to = _CHAIN[after]
        return Members(
            after=after, to=to, is_last=to == "z", incarnation=1, feed_seq=1, part=b"", sha256=""
        )

    def history(self, member: str) -> MemberHistory:
        return MemberHistory(member=member, head=1)


@pytest.fixture
def line() -> _Line:
    """The hub."""
    return _Line()


def _to(answer: Members | Problem) -> str:
    assert isinstance(answer, Members)
    return answer.to


def test_the_next_answer_is_asked_for_before_anybody_wants_it(line: _Line) -> None:
    """And nobody asks for it twice; after the last one nothing is asked."""
    with closing(MembersAhead(line)) as ahead:
        assert _to(ahead.members(after="")) == "b"
        assert line.was_asked.wait(_PATIENCE_S)
        assert line.asked == ["", "b"]
        assert [_to(ahead.members(after=each)) for each in ("b", "d")] == ["d", "z"]
    assert line.asked == ["", "b", "d"]


def test_who_asks_for_others_gets_those(line: _Line) -> None:
    """A till that begins anew is not told what comes after those it had."""
    with closing(MembersAhead(line)) as ahead:
        ahead.members(after="")
        assert _to(ahead.members(after="")) == "b"
    assert line.asked[:3] == ["", "b", ""]


def test_what_breaks_off_ahead_breaks_off_for_who_asks(line: _Line) -> None:
    """Then it may be asked again."""
    line.breaks_at = "b"
    with closing(MembersAhead(line)) as ahead:
        ahead.members(after="")
        with pytest.raises(HubUnreachableError):
            ahead.members(after="b")
        line.breaks_at = "?"
        assert _to(ahead.members(after="b")) == "d"


def test_a_refusal_is_an_answer_after_which_nothing_is_asked(line: _Line) -> None:
    """The hub said why not."""
    line.refuses_at = "b"
    with closing(MembersAhead(line)) as ahead:
        ahead.members(after="")
        assert ahead.members(after="b") == Problem(code="retry-later")
    assert line.asked == ["", "b"]


def test_a_history_comes_as_it_is(line: _Line) -> None:
    """Nothing of that is known ahead."""
    with closing(MembersAhead(line)) as ahead:
        assert ahead.history("anna") == MemberHistory(member="anna", head=1)
