"""What the hub's end of the protocol may rely on, whatever database is behind it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, GrantRow, GrantState, SharePart
from pos_loyalty.domain.tills import DeviceStatus, FeedRow, HubMeta, InboxStatus
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.books import HubBook, HubWork
from pos_loyalty.sync.protocol import EVENTS, SHOP
from tests.support.hub_events import (
    START,
    START_US,
    burn,
    credit,
    event,
    purchase,
    till,
    told_of,
)
from tests.support.memory_hub import HubState, MemoryHub


@pytest.fixture(params=["postgres", "memory"])
def book(request: pytest.FixtureRequest) -> HubBook:
    """A hub's database with nothing in it; the one that simulations use is held to the same."""
    if request.param == "memory":
        return empty_memory()
    empty: HubBook = request.getfixturevalue("store")
    return empty


@pytest.fixture(params=["postgres", "memory"])
def work(request: pytest.FixtureRequest, clean_store: HubStore) -> Iterator[HubWork]:
    """A transaction that is never committed."""
    book: HubBook = empty_memory() if request.param == "memory" else clean_store
    with book.begin() as begun:
        yield begun


def empty_memory() -> HubBook:
    """The database that simulations use, with nothing in it."""
    return MemoryHub(HubState(meta=HubMeta(1, is_recovering=False, key_version=0)))


GRANT = Grant(
    grant="G1",
    member="M1",
    device="till-1",
    epoch=2,
    parts=(SharePart(30, START_US), SharePart(20)),
    token="signed",
)


def shop_row(key: str, body: bytes = b"{}", *, kind: str = "member") -> FeedRow:
    """A row of the shop feed."""
    return FeedRow(kind=kind, key=key, body=body, device="till-1")


def told(work: HubWork, feed: str, *, after: int = 0, limit: int = 100) -> list[tuple[int, str]]:
    """Places and keys in a feed, read page by page up to its head."""
    seen: list[tuple[int, str]] = []
    while True:
        page = work.page(feed, after=after, limit=limit)
        seen += [(row.seq, row.key) for row in page.rows]
        if page.to == page.head:
            return seen
        assert page.to > after
        after = page.to


def test_nothing_stays_without_commit(book: HubBook) -> None:
    """A request that dies half-way leaves nothing behind."""
    with book.begin() as work:
        work.put_device(till())
        work.add_events([event(1)])
        work.publish(EVENTS, [told_of(event(1))])
    with book.begin() as work:
        assert work.device("till-1") is None
        assert work.event_hashes("till-1", [(1, 1)]) == {}
        assert work.heads() == {SHOP: 0, EVENTS: 0}


def test_an_error_undoes_everything(book: HubBook) -> None:
    """What was thrown inside a transaction comes out as it is, and nothing was written."""

    def fail() -> None:
        with book.begin() as work:
            work.put_device(till())
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail()
    with book.begin() as work:
        assert work.devices() == []


def test_what_was_committed_is_there(book: HubBook) -> None:
    """After commit, in every later transaction, of either kind."""
    with book.begin() as work:
        work.put_device(till())
        work.commit()
    with book.begin_shares() as work:
        assert work.device("till-1") == till()


def test_a_till_is_kept_as_it_is(work: HubWork) -> None:
    """All that is known of a till comes back, and its newest word takes the older one's place."""
    row = till(
        epoch=3,
        seq=7,
        tip_hash=b"\x07" * 32,
        version=2,
        app="1.4",
        schema="0004",
        backlog=5,
        clock_offset_ms=-1200,
        cursors={SHOP: 4, EVENTS: 9},
        enrolled_us=START_US,
        seen_us=START_US + 1,
        hello_incarnation=2,
    )
    work.put_device(till())
    work.put_device(row)
    work.put_device(till("till-2", status=DeviceStatus.REVOKED))
    assert work.device("till-1") == row
    assert {each.device: each.status.value for each in work.devices()} == {
        "till-1": "active",
        "till-2": "revoked",
    }
    assert work.device("nobody") is None


def test_a_hub_knows_itself(work: HubWork) -> None:
    """A new hub is in its first incarnation and has no shop; what is put is there."""
    assert work.meta() == HubMeta(1, is_recovering=False, key_version=0)
    work.put_meta(HubMeta(2, is_recovering=True, key_version=3))
    assert work.meta() == HubMeta(2, is_recovering=True, key_version=3)


def test_secrets_are_kept(work: HubWork) -> None:
    """Bytes of any kind; the last ones count."""
    assert work.secret("hub-key") is None
    work.put_secret("hub-key", b"\x00\xff")
    work.put_secret("hub-key", b"\x00\xfe")
    assert work.secret("hub-key") == b"\x00\xfe"


def test_events_are_kept_once(work: HubWork) -> None:
    """An event that came before is not new, wherever it comes from; its new place is known."""
    first, second = event(1), event(2, credit(50))
    again = replace(event(1, epoch=2, id_=second.id), hash=b"\x02" * 32)
    assert set(work.add_events([first, second])) == {first.id, second.id}
    assert set(work.add_events([again, event(2, epoch=2)])) == {event(2, epoch=2).id}
    assert work.history("M1") == [first.body, second.body, event(2, epoch=2).body]
    places = [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]
    assert work.event_hashes("till-1", places) == {
        (1, 1): first.hash,
        (1, 2): second.hash,
        (2, 1): again.hash,
        (2, 2): event(2, epoch=2).hash,
    }
    assert work.event_hashes("till-2", places) == {}


def test_an_event_twice_in_one_push_is_kept_once(work: HubWork) -> None:
    """The second place of an id is a place only."""
    first, again = event(1), event(2, id_=event(1).id)
    assert set(work.add_events([first, again])) == {first.id}
    assert work.history("M1") == [first.body]
    assert work.event_hashes("till-1", [(1, 2)]) == {(1, 2): again.hash}


def test_the_newest_lineage_is_followed(work: HubWork) -> None:
    """Where a later epoch went on, what the earlier one has beyond is no part of the till's log."""
    work.add_events([event(seq) for seq in (1, 2, 3, 4)])
    assert work.newest_before("till-1", seq=4) == (1, event(4).hash)
    work.add_events([event(3, epoch=2)])
    assert work.newest_before("till-1", seq=3) == (2, event(3, epoch=2).hash)
    assert work.newest_before("till-1", seq=2) == (1, event(2).hash)
    assert work.newest_before("till-1", seq=4) is None
    assert work.newest_before("till-2", seq=1) is None


def test_the_newest_lineage_holds_repeated_events(work: HubWork) -> None:
    """A new epoch that begins with an event that the hub has goes on from there."""
    work.add_events([event(1), event(2)])
    again = event(2, epoch=2, id_=event(2).id)
    work.add_events([again])
    assert work.newest_before("till-1", seq=2) == (2, again.hash)
    assert work.newest_before("till-1", seq=1) == (1, event(1).hash)


def test_a_history_is_in_the_order_of_places(work: HubWork) -> None:
    """By effective time, then till, epoch and seq, in whatever order events came."""
    late = event(9, at=START)
    other = event(1, device="till-2", at=START)
    older_epoch = event(1, at=START)
    newer_epoch = event(2, epoch=2, at=START)
    work.add_events([other, newer_epoch, late])
    work.add_events([older_epoch])
    assert work.history("M1") == [each.body for each in (older_epoch, late, newer_epoch, other)]
    assert work.history("M2") == []


def test_refused_events_are_kept_and_not_told(work: HubWork) -> None:
    """They have their place in the log, and no part in what a member has."""
    refused = event(1, credit(50), status=InboxStatus.REFUSED, reason="revoked")
    exception = event(2, burn(80, "R1"), status=InboxStatus.EXCEPTION, reason="no-share")
    assert len(work.add_events([refused, exception])) == 2
    assert work.history("M1") == [exception.body]
    assert work.event_hashes("till-1", [(1, 1)]) == {(1, 1): refused.hash}


def test_whose_a_sale_is_can_be_asked(work: HubWork) -> None:
    """By the id that a till gave it: two of them may have given the same; refused ones are none."""
    long = "R" * 5000
    rows = [
        event(1, purchase("A/1"), subject="A/1"),
        event(2, burn(5, long), member="M2", subject=long),
        event(3, burn(5, long + "x"), member="M3", subject=long + "x"),
        event(1, purchase("A/1"), member="M0", device="till-2", subject="A/1"),
        event(2, purchase("A/1"), device="till-2", subject="A/1"),
        event(4, purchase("S9"), subject="S9", status=InboxStatus.REFUSED, reason="revoked"),
        event(5, purchase("odd\0"), subject="odd\0"),
        event(6, credit(5)),
    ]
    work.add_events(rows)
    assert work.whose("A/1") == ["M0", "M1"]
    assert work.whose(long) == ["M2"]
    assert work.whose("odd\0") == ["M1"]
    assert [work.whose(nobodys) for nobodys in ("S9", "A", "")] == [[], [], []]


def test_what_nobody_can_read_is_kept(work: HubWork) -> None:
    """A refused event need not be JSON, nor its words such as a database can keep."""
    odd = replace(
        event(1, status=InboxStatus.REFUSED),
        body=b"\xff\x00",
        type="odd\0type",
        member=None,
        reason="\0",
    )
    assert set(work.add_events([odd])) == {odd.id}


def test_a_share_is_kept_as_it_is(work: HubWork) -> None:
    """What was granted stays, how it stands moves on."""
    row = GrantRow(grant=GRANT, issued_us=START_US)
    work.put_grant(row)
    assert work.grant("G1") == row
    moved = replace(row, state=GrantState.IN_DOUBT, used=12, is_recalled=True, is_taken=True)
    work.put_grant(moved)
    assert work.grant("G1") == moved
    assert work.grant("G2") is None


def test_open_shares_are_found(work: HubWork) -> None:
    """Of a member, of a till, of both, of all; closed ones are none."""
    rows = {
        name: GrantRow(grant=replace(GRANT, grant=name, member=member, device=device), state=state)
        for name, member, device, state in (
            ("A", "M1", "till-1", GrantState.OPEN),
            ("B", "M1", "till-2", GrantState.IN_DOUBT),
            ("C", "M2", "till-1", GrantState.OPEN),
            ("D", "M1", "till-1", GrantState.CLOSED),
            ("E", "M1", "till-1", GrantState.WRITTEN_OFF),
        )
    }
    for row in rows.values():
        work.put_grant(row)

    def names(*, member: str | None = None, device: str | None = None) -> str:
        found = work.open_grants(member=member, device=device)
        return "".join(sorted(row.grant.grant for row in found))

    assert names() == "ABC"
    assert names(member="M1") == "AB"
    assert names(device="till-1") == "AC"
    assert names(member="M2", device="till-1") == "C"
    assert names(member="M3") == ""


def test_points_on_the_way(work: HubWork) -> None:
    """A till's newest word about a member counts; words of several tills add up."""
    work.put_transit("till-1", {"M1": 80, "M2": 10})
    work.put_transit("till-2", {"M1": 5})
    work.put_transit("till-1", {"M1": 30})
    assert (work.transit("M1"), work.transit("M2"), work.transit("M3")) == (35, 10, 0)
    work.put_transit("till-1", {"M1": 0})
    assert work.transit("M1") == 5
    work.clear_transit("till-2")
    assert (work.transit("M1"), work.transit("M2")) == (0, 10)


def test_visits_are_counted_by_till(work: HubWork) -> None:
    """Purchases only; what was refused was none."""
    assert work.visits("M1") == {}
    work.add_events(
        [
            event(1, credit(5)),
            event(2, purchase("A")),
            event(3, purchase("B")),
            event(4, purchase("C"), status=InboxStatus.REFUSED),
            event(1, purchase("D"), device="till-2"),
            event(2, purchase("E"), device="till-2", member="M2"),
        ]
    )
    assert work.visits("M1") == {"till-1": 2, "till-2": 1}


def test_records_are_put_by_field(work: HubWork) -> None:
    """Fields that were not named stay; values are whatever JSON has."""
    keys = [("member", "M1"), ("card", "M1/0")]
    assert work.records(keys) == {key: {} for key in keys}
    first = {
        "given_name": Stamped(value="Jörg\0", hlc=5, device="till-1"),
        "segments": Stamped(value=["vip", None, 1.5], hlc=5, device="till-1", turn=2),
    }
    second = {"given_name": Stamped(value=None, hlc=9, device="till-2", seen=5)}
    work.put_records([RecordChange(kind="member", key="M1", fields=first)])
    work.put_records(
        [
            RecordChange(kind="member", key="M1", fields=second),
            RecordChange(kind="card", key="M1/0", fields=second),
        ]
    )
    expected = {("member", "M1"): first | second, ("card", "M1/0"): second}
    assert work.records(keys) == expected


def test_records_outlive_their_transaction(book: HubBook) -> None:
    """What one request wrote the next one reads."""
    fields = {"status": Stamped(value="blocked", hlc=5, device="till-1")}
    with book.begin() as work:
        work.records([("member", "M1")])
        work.put_records([RecordChange(kind="member", key="M1", fields=fields)])
        work.commit()
    with book.begin() as work:
        assert work.records([("member", "M1")]) == {("member", "M1"): fields}


def test_a_conflict_told_twice_is_one(work: HubWork) -> None:
    """A push that is repeated tells nothing new."""
    stamped = Stamped(value="a", hlc=1, device="till-1")
    conflict = Conflict(
        kind="member", key="M1", field="note", taken=stamped, left=stamped, noticed_us=START_US
    )
    work.add_conflict(conflict)
    work.add_conflict(conflict)


def test_the_shop_feed_tells_each_thing_once(work: HubWork) -> None:
    """A thing that changes again moves to the end with what it is now; kinds do not meet."""
    assert work.publish(SHOP, [shop_row("A", b"1"), shop_row("B", b"2")]) == 2
    assert work.publish(SHOP, [shop_row("A", b"3"), shop_row("A", b"4", kind="card")]) == 4
    page = work.page(SHOP, after=0, limit=10)
    assert [(row.seq, row.kind, row.key, row.body) for row in page.rows] == [
        (2, "member", "B", b"2"),
        (3, "member", "A", b"3"),
        (4, "card", "A", b"4"),
    ]
    assert (page.to, page.head) == (4, 4)
    assert [row.key for row in work.shop_rows("member")] == ["B", "A"]
    assert work.shop_rows("staff") == []


def test_a_thing_told_twice_at_once_is_told_as_it_ended(work: HubWork) -> None:
    """The last word counts."""
    work.publish(SHOP, [shop_row("A", b"1"), shop_row("B"), shop_row("A", b"2")])
    bodies = {row.key: row.body for row in work.page(SHOP, after=0, limit=10).rows}
    assert bodies == {"A": b"2", "B": b"{}"}


def test_nothing_to_tell_moves_nothing(work: HubWork) -> None:
    """The head stays where it is."""
    work.publish(SHOP, [shop_row("A")])
    assert work.publish(SHOP, []) == 1
    assert work.publish(EVENTS, []) == 0
    assert work.heads() == {SHOP: 1, EVENTS: 0}


def test_the_feed_of_events_tells_the_very_bytes(book: HubBook) -> None:
    """In the order in which they were published, with what they are and whose."""
    rows = [event(1), event(2, credit(9)), event(1, device="till-2", member="M2")]
    with book.begin() as work:
        work.add_events(rows[:2])
        work.publish(EVENTS, [told_of(row) for row in rows[:2]])
        work.commit()
    with book.begin() as work:
        work.add_events(rows[2:])
        head = work.publish(EVENTS, [replace(told_of(rows[2]), min_version=2)])
        work.commit()
    assert head == 3
    with book.begin() as work:
        page = work.page(EVENTS, after=0, limit=10)
    assert [(row.seq, row.kind, row.key, row.body, row.device) for row in page.rows] == [
        (seq, row.type, row.id, row.body, row.device) for seq, row in enumerate(rows, start=1)
    ]
    assert [row.min_version for row in page.rows] == [1, 1, 2]


def test_an_event_of_before_can_be_published(book: HubBook) -> None:
    """One that a person accepted is told later than it came."""
    with book.begin() as work:
        work.add_events([event(1)])
        work.commit()
    with book.begin() as work:
        work.publish(EVENTS, [told_of(event(1))])
        assert told(work, EVENTS) == [(1, event(1).id)]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_pages_leave_nothing_out(work: HubWork, limit: int) -> None:
    """Whatever their size, page after page tells everything in its order."""
    rows = [event(seq) for seq in range(1, 6)]
    work.add_events(rows)
    work.publish(EVENTS, [told_of(row) for row in rows])
    work.publish(SHOP, [shop_row(name) for name in "ABCDE"])
    work.publish(SHOP, [shop_row("B")])
    assert told(work, EVENTS, limit=limit) == [(row.seq, row.id) for row in rows]
    assert told(work, SHOP, limit=limit) == [(1, "A"), (3, "C"), (4, "D"), (5, "E"), (6, "B")]
    assert told(work, SHOP, after=4, limit=limit) == [(5, "E"), (6, "B")]


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_a_tills_own_rows_can_be_left_out(work: HubWork, limit: int) -> None:
    """It gets everything of others, and always a place to go on from."""
    rows = [event(seq, device=f"till-{seq % 2}") for seq in range(1, 7)]
    work.add_events(rows)
    work.publish(EVENTS, [told_of(row) for row in rows])
    after, seen = 0, []
    while after < 6:
        page = work.page(EVENTS, after=after, limit=limit, without_device="till-1")
        assert page.to > after
        after = page.to
        seen += [(row.seq, row.body) for row in page.rows]
    assert seen == [(row.seq, row.body) for row in rows if row.device == "till-0"]


def test_the_hubs_own_word_reaches_all(work: HubWork) -> None:
    """Rows of no till are told to all of them."""
    work.publish(SHOP, [FeedRow(kind="recall", key="G1")])
    for without in ("", "till-1"):
        page = work.page(SHOP, after=0, limit=10, without_device=without)
        assert [row.key for row in page.rows] == ["G1"]


def test_a_reader_at_the_head_gets_nothing(work: HubWork) -> None:
    """And stays where it is."""
    work.publish(SHOP, [shop_row("A")])
    page = work.page(SHOP, after=1, limit=10)
    assert (page.rows, page.to, page.head) == ((), 1, 1)
    empty = work.page(EVENTS, after=0, limit=10)
    assert (empty.rows, empty.to, empty.head) == ((), 0, 0)


def test_a_member_can_be_locked(book: HubBook) -> None:
    """As often as somebody asks for points, in one transaction and in the next."""
    for _ in range(2):
        with book.begin_shares() as work:
            work.lock_member("M1")
            work.lock_member("M1")
            work.put_grant(GrantRow(grant=GRANT))
            work.commit()
