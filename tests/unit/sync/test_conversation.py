from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest

from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.conversation import Conversation, Progress
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.protocol import (
    EVENTS,
    SHOP,
    Change,
    Hello,
    NoShare,
    Page,
    Problem,
    Publish,
    Published,
    Push,
    Pushed,
    Shares,
    Want,
    Wants,
    Welcome,
)
from pos_loyalty.sync.till import About, Moment, TillSync
from pos_loyalty.sync.till_book import SqliteTillBook
from tests.support.builders import at

Answer = TypeVar("Answer")

NOW = at("2026-03-01T09:00")
TILL = msgspec.json.encode({"name": "Kasse 2", "store": "Mitte", "status": "active"})


class Line:
    """A hub that has one row in its shop feed, and breaks off where it is told to."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.breaks: dict[str, str] = {}
        self.refuses: dict[str, str] = {}
        self.programs: int | None = None

    def hello(self, hello: Hello) -> Welcome | Problem:
        return self._answer(
            "hello",
            lambda: Welcome(
                version=1,
                incarnation=1,
                epoch=1,
                seq=0,
                tip_hash="",
                heads={SHOP: 1, EVENTS: 0},
                server_us=hello.wall_us,
                programs=self.programs,
                is_recovering=self.programs == 0,
            ),
        )

    def push(self, push: Push) -> Pushed | Problem:
        seq = push.first_seq + len(push.events) - 1
        return self._answer("push", lambda: Pushed(epoch=1, seq=seq, tip_hash="", incarnation=1))

    def page(self, feed: str, *, after: int, limit: int, with_own: bool) -> Page | Problem:
        assert (after, limit, with_own) == (0, 2000, False)
        row = Change(seq=1, kind="device", key="till-2", body=msgspec.Raw(TILL))
        return self._answer(
            feed,
            lambda: Page(feed=feed, start=0, to=1, head=1, incarnation=1, rows=(row,)),
        )

    def publish(self, wish: Publish) -> Published | Problem:
        self.programs = wish.number
        return self._answer(
            "publish", lambda: Published(number=wish.number, valid_from_us=0, published_us=0)
        )

    def shares(self, wants: Wants) -> Shares | Problem:
        refused = tuple(
            NoShare(grant=want.grant, member=want.member, reason="short") for want in wants.wants
        )
        return self._answer("shares", lambda: Shares(refused=refused))

    def _answer(self, name: str, answer: Callable[[], Answer]) -> Answer | Problem:
        self.said.append(name)
        if name in self.breaks:
            raise HubUnreachableError(problem=self.breaks[name])
        if name in self.refuses:
            return Problem(code=self.refuses[name])
        return answer()


@pytest.fixture
def line() -> Line:
    """The hub."""
    return Line()


@pytest.fixture
def sync() -> TillSync:
    """The end of a till that has one event to send."""
    store = Store.in_memory(device_id="till-1")
    with store.begin() as work:
        work.hub.pair(HubLink(url="https://h", hub_key="", store="", paired_at=NOW, incarnation=1))
        work.append(EventDraft(type="x", data={}, effective_at=NOW, occurred_at=NOW))
        work.commit()
    return TillSync(SqliteTillBook(store, lambda: NOW), About(boot_id="b"))


def talking(
    sync: TillSync,
    line: Line,
    *,
    ends: Callable[[], bool] = lambda: False,
    told: Callable[[Progress], None] = lambda _progress: None,
) -> Conversation:
    """A conversation between them."""
    return Conversation(sync, line, now=lambda: Moment(1, 2), ends=ends, told=told)


def test_everything_is_said_and_heard(sync: TillSync, line: Line) -> None:
    """Greeting, what other tills did, what happened here, what is wanted: in this order."""
    told: list[Progress] = []
    sync.want(Want(grant="g", member="m", points=5))
    talk = talking(sync, line, told=told.append).have()
    assert line.said == ["hello", SHOP, "push", "shares"]
    assert (talk.pushed, talk.pulled, talk.went_well) == (1, 1, True)
    assert told == [Progress(SHOP, 1, 1)]


def test_a_program_that_the_hub_lost_is_brought_back(line: Line) -> None:
    """Before anything that happened under it; and a hub that recovers is greeted once more."""
    store = Store.in_memory(device_id="till-1")
    with store.begin() as work:
        work.hub.pair(HubLink(url="https://h", hub_key="", store="", paired_at=NOW, incarnation=1))
        work.shop.add_program_version(ProgramRecord(1, NOW, b"{}", NOW, None))
        work.append(EventDraft(type="x", data={}, effective_at=NOW, occurred_at=NOW))
        work.commit()
    line.programs = 0
    sync = TillSync(SqliteTillBook(store, lambda: NOW), About(boot_id="b"))
    assert talking(sync, line).have().went_well
    assert line.said == ["hello", SHOP, "publish", "hello", "push"]


def test_the_next_one_has_nothing_to_say(sync: TillSync, line: Line) -> None:
    """Each conversation counts for itself."""
    conversation = talking(sync, line)
    conversation.have()
    talk = conversation.have({SHOP: 1})
    assert line.said[4:] == []
    assert (talk.pushed, talk.pulled, talk.went_well) == (0, 0, True)


@pytest.mark.parametrize("problem", ["name", "connection", "certificate", "timeout"])
def test_nobody_answers(sync: TillSync, line: Line, problem: str) -> None:
    """One question is enough to find out."""
    line.breaks["hello"] = problem
    talk = talking(sync, line).have()
    assert line.said == ["hello"]
    assert talk.welcome is None
    assert talk.trouble is not None
    assert not talk.went_well


def test_a_push_that_takes_too_long_keeps_nothing_from_being_read(
    sync: TillSync, line: Line
) -> None:
    """What other tills did is heard all the same, and what is wanted is asked."""
    line.breaks["push"] = "timeout"
    sync.want(Want(grant="g", member="m", points=5))
    talk = talking(sync, line).have()
    assert line.said == ["hello", SHOP, "push", "shares"]
    assert (talk.pushed, talk.pulled) == (0, 1)
    assert not talk.went_well


def test_a_line_that_is_gone_is_not_tried_again(sync: TillSync, line: Line) -> None:
    """In the middle of it the network went: each further question would wait in vain."""
    line.breaks[SHOP] = "connection"
    talk = talking(sync, line).have()
    assert line.said == ["hello", SHOP]
    assert talk.welcome is not None


def test_what_the_hub_refuses_is_told(sync: TillSync, line: Line) -> None:
    """Its last no stands in the outcome; the rest was done."""
    line.refuses[SHOP] = "revoked"
    talk = talking(sync, line).have()
    assert line.said == ["hello", SHOP, "push"]
    assert talk.problem == Problem(code="revoked")
    assert (talk.pushed, talk.went_well) == (1, False)


def test_a_program_that_ends_asks_no_more(sync: TillSync, line: Line) -> None:
    """After the question that was asked, no other."""
    talk = talking(sync, line, ends=lambda: bool(line.said)).have()
    assert line.said == ["hello"]
    assert talk.welcome is not None
