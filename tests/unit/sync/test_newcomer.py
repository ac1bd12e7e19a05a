"""A till takes in the members that a hub tells of, part by part, or nothing of an answer."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec
import pytest

from pos_loyalty.domain.shared_records import Stamped
from pos_loyalty.domain.tills import FeedRow
from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.codec import STATE_SHAPE, encode_json
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.member_parts import PartMaker, packed
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.conversation import Conversation
from pos_loyalty.sync.newcomer import MANY_ROWS, SqliteNewcomer
from pos_loyalty.sync.protocol import (
    EVENTS,
    NEWEST,
    SHOP,
    Change,
    Hello,
    MemberHistory,
    Members,
    Page,
    Problem,
    Publish,
    Published,
    Push,
    Pushed,
    Shares,
    Wants,
    Welcome,
)
from pos_loyalty.sync.till import About, Moment, TillSync
from pos_loyalty.sync.till_book import SqliteTillBook
from tests.support.builders import at

NOW = at("2026-03-01T09:00")
_US = 1_700_000_000_000_000
_LATE = 1 << 62


@pytest.fixture
def store() -> Store:
    """The database of a new till, paired and about to be told of members."""
    store = Store.in_memory(device_id="till-n")
    with store.begin() as work:
        work.hub.pair(HubLink(url="https://h", hub_key="", store="", paired_at=NOW, incarnation=1))
        work.bases.put_joining(Joining("", 3, 5))
        work.commit()
    return store


def _newcomer(store: Store) -> SqliteNewcomer:
    return SqliteNewcomer(store, SqliteTillBook(store, lambda: NOW), lambda: NOW)


def _fields(**values: object) -> dict[str, Stamped]:
    said = {"status": "active", "enrolled_at": _US, **values}
    return {name: Stamped(value=each, hlc=7, device="other") for name, each in said.items()}


def _packed(
    members: Mapping[str, Mapping[str, Stamped] | None], *, based: int = 0, draw: str = ""
) -> bytes:
    """``based`` is with how many points each of them stands."""
    maker = PartMaker()
    for member, fields in members.items():
        maker.add_member(member, None if fields is None else encode_json(fields).decode())
        base = (member, b"a state", STATE_SHAPE, b"{}", 1, bytes(32), based)
        maker.add_base(base, (draw,) if draw else (), _US)
    return packed(maker.part())


def _answer(part: bytes, *, changed: bytes = b"", after: str = "", incarnation: int = 1) -> Members:
    return Members(
        after=after,
        to="Z",
        is_last=True,
        incarnation=incarnation,
        feed_seq=9,
        part=part,
        sha256=sha256(part).hexdigest(),
        changed=changed,
    )


def _member(store: Store, member: str) -> MemberRecord:
    with store.read() as reading:
        found = reading.members.member(member)
    assert found is not None
    return found


def _points(store: Store) -> dict[str, int]:
    with store.read() as reading:
        return dict(reading.connection.execute("SELECT member_id, points FROM member_base"))


def test_members_come_with_where_they_stand(store: Store) -> None:
    """And the feeds go on from where they were when it began."""
    part = _packed({"M1": _fields(given_name="Anna"), "M2": None}, based=5, draw="spring")
    assert _newcomer(store).take(_answer(part))
    assert _member(store, "M1").given_name == "Anna"
    assert _member(store, "M2").given_name is None
    assert _points(store) == {"M1": 5, "M2": 5}
    assert _newcomer(store).after() is None
    with store.read() as reading:
        assert reading.hub.cursors() == {SHOP: 3, EVENTS: 5}
        assert list(reading.draws.holders("spring")) == ["M1", "M2"]
        assert not reading.hub.has_changes()


def test_who_changed_since_is_as_the_hub_has_them_now(store: Store) -> None:
    """Whatever the part says of them, which was made before."""
    part = _packed({"M1": _fields(given_name="Anna"), "M2": _fields(), "M3": None}, based=5)
    changed = _packed({"M1": _fields(given_name="Ann", referrer_id="M2"), "M3": None}, based=9)
    assert _newcomer(store).take(_answer(part, changed=changed))
    assert _member(store, "M1").given_name == "Ann"
    assert _member(store, "M2").hlc == 7
    assert _points(store) == {"M1": 9, "M2": 5, "M3": 9}


@pytest.mark.expected_log("members cannot be read")
@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"part": b"nothing", "sha256": sha256(b"nothing").hexdigest()},
        {"changed": b"nothing"},
    ],
)
def test_what_cannot_be_read_changes_nothing(store: Store, change: dict[str, object]) -> None:
    """It is asked for again."""
    _refuses(store, msgspec.structs.replace(_answer(_packed({"M1": _fields()})), **change))


@pytest.mark.parametrize("change", [{"after": "M"}, {"incarnation": 2}])
def test_what_does_not_fit_changes_nothing(store: Store, change: dict[str, object]) -> None:
    """It is an answer to another question, or of another life of the hub."""
    _refuses(store, msgspec.structs.replace(_answer(_packed({"M1": _fields()})), **change))


def _refuses(store: Store, answer: Members) -> None:
    assert not _newcomer(store).take(answer)
    assert _newcomer(store).after() == ""
    with store.read() as reading:
        assert reading.members.member("M1") is None


def test_it_is_known_how_far_it_is(store: Store) -> None:
    """As soon as the hub has said how many members there are; never more than those."""
    newcomer = _newcomer(store)
    assert newcomer.progress() is None
    told = _packed({"M1": _fields(), "M2": _fields()})
    first = msgspec.structs.replace(_answer(told), to="M2", is_last=False, in_shop=3)
    assert newcomer.take(first)
    assert newcomer.progress() == (2, 3)
    told = _packed({"M3": _fields(), "M4": _fields()})
    second = msgspec.structs.replace(_answer(told, after="M2"), to="M4", is_last=False)
    assert newcomer.take(second)
    assert newcomer.progress() == (3, 3)
    assert newcomer.take(_answer(_packed({}), after="M4"))
    assert newcomer.progress() is None


def test_who_has_joined_takes_no_more(store: Store) -> None:
    """A late answer finds that everything is there."""
    answer = _answer(_packed({"M1": _fields()}))
    assert _newcomer(store).take(answer)
    assert not _newcomer(store).take(answer)


def test_who_is_here_already_is_merged(store: Store) -> None:
    """What was written here meanwhile is not written over, and waits to be sent."""
    with store.begin() as work:
        own = MemberRecord(id="M1", enrolled_at=NOW, family_name="Sommer", hlc=_LATE)
        work.members.put(own)
        work.commit()
    part = _packed({"M1": _fields(given_name="Anna", family_name="Winter")}, based=5)
    assert _newcomer(store).take(_answer(part))
    found = _member(store, "M1")
    assert (found.given_name, found.family_name) == ("Anna", "Sommer")
    assert _points(store) == {"M1": 5}
    with store.read() as reading:
        assert reading.hub.has_changes()


def test_who_is_here_and_was_erased_is_forgotten(store: Store) -> None:
    """The hub hears that nothing of them is left."""
    with store.begin() as work:
        work.members.put(MemberRecord(id="M1", enrolled_at=NOW, given_name="Anna", hlc=5))
        work.commit()
    erased = {**_fields(given_name=None), "status": Stamped(value="erased", hlc=_LATE, device="o")}
    assert _newcomer(store).take(_answer(_packed({"M1": erased})))
    found = _member(store, "M1")
    assert (found.status, found.given_name) == (MemberStatus.ERASED, None)
    with store.read() as reading:
        said = [row.type for row in reading.log.events(after=0, limit=9)]
    assert said == ["erasure-confirmed"]


@pytest.mark.expected_log("a row of feed shop cannot be read")
def test_a_record_that_is_not_understood_is_laid_by(store: Store) -> None:
    """Its member is here, with what is understood: where they stand."""
    part = _packed({"M1": _fields(status="paused")}, based=5)
    assert _newcomer(store).take(_answer(part))
    assert _points(store) == {"M1": 5}
    with store.read() as reading:
        rows = reading.connection.execute("SELECT kind, key FROM deferred_change").all()
    assert rows == [("member", "M1")]


def test_the_first_answer_brings_what_else_a_shop_has(store: Store) -> None:
    """Tills, staff and programs as they are now."""
    body = encode_json({"name": "Kasse 2", "store": "Mitte", "status": "active"})
    row = FeedRow(seq=1, kind="device", key="till-2", body=body)
    answer = msgspec.structs.replace(_answer(_packed({})), things=(row,))
    assert _newcomer(store).take(answer)
    with store.read() as reading:
        assert [each.name for each in reading.hub.other_tills()] == ["Kasse 2"]


@pytest.mark.parametrize("rows", [MANY_ROWS, MANY_ROWS - 1])
def test_only_a_large_shop_is_told_of_so(rows: int) -> None:
    """Of a small one everything is read."""
    store = Store.in_memory(device_id="till-n")
    _newcomer(store).begin({SHOP: rows, EVENTS: 0})
    assert _newcomer(store).after() == ("" if rows == MANY_ROWS else None)


def test_a_till_that_knows_somebody_reads_what_happened() -> None:
    """It has a shop of its own."""
    store = Store.in_memory(device_id="till-n")
    with store.begin() as work:
        work.members.put(MemberRecord(id="M1", enrolled_at=NOW, hlc=5))
        work.commit()
    _newcomer(store).begin({SHOP: MANY_ROWS})
    assert _newcomer(store).after() is None


class _Teller:
    """A hub that has nothing new, and tells of one member what it was made to tell."""

    def __init__(self, history: MemberHistory) -> None:
        self._history = history
        self.asked = 0

    def hello(self, hello: Hello) -> Welcome:
        """Everything was heard."""
        return Welcome(
            version=1,
            incarnation=hello.incarnation_seen,
            epoch=hello.epoch,
            seq=hello.seq,
            tip_hash=hello.tip_hash,
            heads=hello.cursors,
            server_us=_US,
        )

    def history(self, member: str) -> MemberHistory:
        """The history."""
        assert member == self._history.member
        self.asked += 1
        return self._history

    def push(self, push: Push) -> Pushed:
        """All that is here was told before."""
        raise AssertionError(push)

    def page(self, feed: str, *, after: int, limit: int, with_own: bool) -> Page:
        """There is none."""
        raise AssertionError(feed, after, limit, with_own)

    def shares(self, wants: Wants) -> Shares:
        """Nobody wants any."""
        raise AssertionError(wants)

    def publish(self, wish: Publish) -> Published:
        """Nobody does."""
        raise AssertionError(wish)

    def members(self, *, after: str) -> Members | Problem:
        """All are here."""
        raise AssertionError(after)


def _event(*, device: str, seq: int = 1) -> bytes:
    position = {"effective_at": NOW, "device": device, "epoch": 1, "seq": seq}
    said = {"id": f"{device}-{seq}", "type": "noted", "position": position, "occurred": NOW}
    return encode_json({**said, "member": "M1", "data": {}})


def _history(*bodies: bytes, incarnation: int = 1, min_version: int = 1) -> MemberHistory:
    events = tuple(
        Change(seq=0, kind="noted", key="x", body=msgspec.Raw(body), min_version=min_version)
        for body in bodies
    )
    return MemberHistory(member="M1", head=9, incarnation=incarnation, events=events)


def _told(store: Store, history: MemberHistory) -> int:
    """How often a history is asked for in a conversation, once something new was heard."""
    with store.begin() as work:
        work.append(EventDraft(type="noted", data={}, effective_at=NOW, occurred_at=NOW))
        work.log.flush()
        work.hub.put_sent(1)
        work.hub.put_acked(1)
        work.commit()
    newcomer = _newcomer(store)
    assert newcomer.take(_answer(_packed({"M1": _fields()}, based=5)))
    with store.begin() as work:
        work.bases.note_stale(["M1"])
        work.commit()
    hub = _Teller(history)
    book = SqliteTillBook(store, lambda: NOW)
    sync = TillSync(book, About(boot_id="b"), newcomer=newcomer)
    talk = Conversation(sync, hub, members=hub, now=lambda: Moment(_US, 1)).have()
    assert talk.went_well
    return hub.asked


@pytest.mark.parametrize(
    "history",
    [
        _history(_event(device="z"), incarnation=2),
        _history(_event(device="z"), min_version=NEWEST + 1),
    ],
    ids=["hub-put-back", "newer-events"],
)
def test_where_a_member_stood_is_kept_until_all_that_happened_is_here(
    store: Store, history: MemberHistory
) -> None:
    """Half a history would pass for a whole one; it is asked for again the next time."""
    assert _told(store, history) == 1
    assert _points(store) == {"M1": 5}


@pytest.mark.expected_log("a history")
@pytest.mark.parametrize(
    "body",
    [b'{"id":7}', _event(device="till-n", seq=99), _event(device="till-n")],
    ids=["unreadable", "lost-here", "another-is-here"],
)
def test_of_a_history_that_does_not_fit_nothing_is_taken(store: Store, body: bytes) -> None:
    """Not what can be read of it, nor what this till lost and has to begin an epoch for first."""
    assert _told(store, _history(_event(device="z"), body)) == 1
    assert _points(store) == {"M1": 5}
    with store.read() as reading:
        assert reading.connection.execute("SELECT count(*) FROM foreign_event").value() == 0


@pytest.mark.parametrize("incarnation", [0, 1])
def test_a_history_takes_the_place_of_where_a_member_stood(store: Store, incarnation: int) -> None:
    """An older hub does not say of which life of its it is."""
    assert _told(store, _history(_event(device="z"), incarnation=incarnation)) == 1
    assert _points(store) == {}
