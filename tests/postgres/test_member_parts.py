"""Members are told of in parts made ahead, whatever happened and whoever was erased since."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import msgspec
import psycopg
import pytest

from pos_loyalty.domain.shared_records import MEMBER, RecordChange, Stamped
from pos_loyalty.storage.codec import STATE_SHAPE
from pos_loyalty.storage.hub_errors import ClashError
from pos_loyalty.storage.hub_standings import LAST
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.hub_work import HubTransaction
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.member_parts import unpacked
from pos_loyalty.storage.records import CardStatus, MemberRecord, MemberStatus
from pos_loyalty.sync import newcomer
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.protocol import Members, Publish
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.builders import COFFEE
from tests.support.hub_chain import Chain
from tests.support.newcomer import NEW, Joining, grown
from tests.support.shop import Shop, rules

_PATIENCE_S = 20.0


@pytest.fixture
def joining(store: HubStore, monkeypatch: pytest.MonkeyPatch) -> Joining:
    """Any shop counts as one of many members here."""
    monkeypatch.setattr(newcomer, "MANY_ROWS", 1)
    return Joining(Chain(store))


def _prepare(store: HubStore, *, at_once: int = 2) -> None:
    desk = MemberDesk(store, at_once=at_once)
    after: str | None = ""
    while after is not None:
        after = desk.freshen(after=after, limit=100)


def _parts(url: str) -> list[tuple[str, str, bytes]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT after_id, to_id, body FROM member_part ORDER BY 1")
        return [(after, to, bytes(body)) for after, to, body in rows]


def _set(url: str, assignment: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"UPDATE member_part SET {assignment}".encode())


def _put(shop: Shop, member: str, change: Callable[[MemberRecord], MemberRecord]) -> None:
    with shop.application.store.begin() as work:
        before = work.members.member(member)
        assert before is not None
        work.members.put(replace(change(before), hlc=work.log.stamp(shop.now)))
        work.commit()


def _erase(shop: Shop, member: str) -> None:
    _put(
        shop,
        member,
        lambda before: MemberRecord(
            id=member, enrolled_at=before.enrolled_at, status=MemberStatus.ERASED
        ),
    )


def _sells(chain: Chain, members: list[str]) -> None:
    chain.tills["till-a"].sell(members[0], "33.00")


def _refunds(chain: Chain, members: list[str]) -> None:
    shop = chain.tills["till-a"]
    sold = shop.sell(members[0], "40.00")
    shop.application.sales.refund(shop.request(), sold.id)


def _renames(chain: Chain, members: list[str]) -> None:
    _put(chain.tills["till-b"], members[1], lambda each: replace(each, family_name="Sommer"))


def _blocks(chain: Chain, members: list[str]) -> None:
    shop = chain.tills["till-a"]
    shop.application.members.block(shop.request(), members[2])


def _replaces_card(chain: Chain, members: list[str]) -> None:
    shop = chain.tills["till-a"]
    shop.application.members.replace_card(shop.request(), members[2])


def _erases(chain: Chain, members: list[str]) -> None:
    _erase(chain.tills["till-b"], members[3])


def _enrolls(chain: Chain, _members: list[str]) -> None:
    shop = chain.tills["till-b"]
    shop.sell(shop.enroll(given_name="Neu"), "12.00")


def _publishes(chain: Chain, _members: list[str]) -> None:
    now_us = to_us(chain.clock.now())
    document = msgspec.json.encode(rules(reward=[COFFEE]))
    wish = Publish(document=msgspec.Raw(document), number=2, valid_from_us=now_us)
    chain.hub.publish("till-a", wish, now_us=now_us)


_ACTS = (_sells, _refunds, _renames, _blocks, _replaces_card, _erases, _enrolls)


@pytest.mark.parametrize("acts", [_ACTS, (*_ACTS, _publishes)], ids=["parts-stay", "parts-go"])
@pytest.mark.parametrize("questions", [0, 3])
def test_what_happened_since_a_part_was_made_is_known_after_joining(
    joining: Joining, acts: Sequence[Callable[[Chain, list[str]], None]], questions: int
) -> None:
    """Before the till joins, or while it does: digest, members and cards are those of the hub."""
    chain = joining.chain
    members = grown(chain)
    _prepare(chain.store)
    if questions:
        joining.talk(questions=questions)
    chain.clock.advance(timedelta(minutes=5))
    for act in acts:
        act(chain, members)
    chain.sync()
    assert joining.talk().went_well
    chain.sync()
    assert joining.talk().went_well
    chain.sync()
    assert joining.is_alike()
    assert joining.shop.verified().first_bad is None
    assert _people(joining.shop) == _people(chain.tills["till-a"])


def _people(shop: Shop) -> list[object]:
    with shop.application.store.read() as reading:
        run = reading.connection.execute
        members = run("SELECT id, status, given_name, family_name, hlc FROM member ORDER BY id")
        cards = run("SELECT member_id, issue, status FROM card ORDER BY member_id, issue")
        return [*members, *cards]


def test_a_part_is_handed_on_as_it_was_made(joining: Joining, hub_url: str) -> None:
    """The hub's work is done before anybody asks."""
    chain = joining.chain
    grown(chain)
    _prepare(chain.store)
    kept = _parts(hub_url)
    answer = MemberDesk(chain.store).members(NEW, after="")
    assert (answer.part, answer.changed) == (kept[0][2], b"")
    assert _parts(hub_url) == kept
    assert len(kept) == 3


def test_a_blocked_card_is_known_with_its_member(joining: Joining) -> None:
    """There is no time at which the new till takes what the others refuse."""
    chain = joining.chain
    members = grown(chain)
    _prepare(chain.store, at_once=10)
    _replaces_card(chain, members)
    chain.sync()
    joining.talk(questions=2)
    with joining.shop.application.store.read() as reading:
        cards = reading.members.cards(members[2])
    assert [card.status for card in cards] == [CardStatus.ACTIVE, CardStatus.REPLACED]


def _answer(joining: Joining, *, most_folded: int = 1000) -> Members:
    desk = MemberDesk(joining.chain.store, at_once=10, most_folded=most_folded)
    return desk.members(NEW, after="")


def test_where_too_many_changed_the_part_is_made_anew(joining: Joining, hub_url: str) -> None:
    """A till waits for as many members to be folded as it did before there were parts."""
    chain = joining.chain
    members = grown(chain)
    _prepare(chain.store, at_once=10)
    for each in members[:3]:
        chain.tills["till-a"].sell(each, "3.00")
    chain.sync()
    beside = _answer(joining)
    assert sorted(unpacked(beside.changed).ids) == sorted(members[:3])
    for each in members[:3]:
        chain.tills["till-a"].sell(each, "3.00")
    chain.sync()
    anew = _answer(joining, most_folded=2)
    assert anew.changed == b""
    assert anew.to == sorted(members[:3])[1]
    assert not anew.is_last
    assert [to for _after, to, _body in _parts(hub_url)] == [anew.to]


def test_a_worn_part_is_made_anew_ahead(joining: Joining, hub_url: str) -> None:
    """One member in five is more than a few; and nothing is made for nothing."""
    chain = joining.chain
    members = grown(chain)
    _prepare(chain.store, at_once=10)
    before = _parts(hub_url)
    _prepare(chain.store, at_once=10)
    assert _parts(hub_url) == before
    chain.tills["till-a"].sell(members[0], "3.00")
    chain.sync()
    _prepare(chain.store, at_once=10)
    assert _parts(hub_url) != before
    assert _answer(joining).changed == b""


def test_where_few_changed_only_they_are_looked_at(
    joining: Joining, hub_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part stays, and who joins does not wait for anybody to be folded."""
    monkeypatch.setattr("pos_loyalty.sync.crowd._FEW", 2)
    chain = joining.chain
    members = grown(chain)
    _prepare(chain.store, at_once=10)
    before = _parts(hub_url)
    chain.tills["till-a"].sell(members[0], "3.00")
    chain.sync()
    _prepare(chain.store, at_once=10)
    assert _parts(hub_url) == before
    with chain.store.begin() as work:
        crowd = work.crowd_of([members[0]])
        kept = work.standings_of([members[0]], versions=1)
    assert kept[members[0]].events == crowd.events[members[0]]


@pytest.mark.parametrize(
    "assignment",
    [
        "made_us = 0",
        "shape = shape + 1",
        "format = format + 1",
        "versions = versions + 1",
        "incarnation = incarnation + 1",
    ],
)
def test_a_part_of_another_day_or_program_is_made_anew(
    joining: Joining, hub_url: str, assignment: str
) -> None:
    """What it says is older than need be, or means something else."""
    chain = joining.chain
    grown(chain)
    _prepare(chain.store, at_once=10)
    _set(hub_url, f"{assignment}, body = 'old'")
    _prepare(chain.store, at_once=10)
    ((_after, to, body),) = _parts(hub_url)
    assert to == LAST
    assert len(unpacked(body).ids) == 5
    assert STATE_SHAPE in unpacked(body).bases["shape"]


def test_parts_keep_their_ends(joining: Joining, hub_url: str) -> None:
    """One that is made anew, and is larger now, moves none of those that follow."""
    chain = joining.chain
    grown(chain, 12)
    _prepare(chain.store, at_once=4)
    ends = [to for _after, to, _body in _parts(hub_url)]
    first = ends[0]
    with psycopg.connect(hub_url) as connection:
        connection.execute("DELETE FROM member_part WHERE after_id IN ('', %s)", (first,))
    _prepare(chain.store, at_once=4)
    assert [to for _after, to, _body in _parts(hub_url)] == ends


def test_what_nobody_leads_to_is_dropped_after_days(joining: Joining, hub_url: str) -> None:
    """A till that broke off once leaves nothing for good."""
    chain = joining.chain
    members = sorted(grown(chain))
    MemberDesk(chain.store, at_once=2).members(NEW, after=members[2])
    _set(hub_url, "made_us = 0")
    _prepare(chain.store, at_once=10)
    assert [after for after, _to, _body in _parts(hub_url)] == [""]


def test_without_a_program_nothing_is_kept(joining: Joining, hub_url: str) -> None:
    """Nobody stands anywhere yet."""
    chain = joining.chain
    grown(chain)
    with psycopg.connect(hub_url) as connection:
        connection.execute("DELETE FROM change WHERE kind = 'program'")
        connection.execute("UPDATE feed_head SET last = last + 1 WHERE feed = 'shop'")
    desk = MemberDesk(chain.store)
    assert desk.freshen(after="", limit=10) is None
    part = unpacked(desk.members(NEW, after="").part)
    assert (len(part.ids), part.bases) == (5, {})
    assert _parts(hub_url) == []


def test_who_was_erased_is_in_no_part_from_then_on(joining: Joining, hub_url: str) -> None:
    """It goes with the record, not when somebody comes by."""
    chain = joining.chain
    members = sorted(grown(chain))
    _prepare(chain.store)
    before = _parts(hub_url)
    _erase(chain.tills["till-a"], members[1])
    assert _parts(hub_url) == before
    chain.talk("till-a")
    assert _parts(hub_url) == before[1:]
    _prepare(chain.store)
    told = [unpacked(body) for _after, _to, body in _parts(hub_url)]
    names = dict(
        pair for part in told for pair in zip(part.ids, part.members["given_name"], strict=True)
    )
    assert names.pop(members[1]) is None
    assert all(name.startswith("Gast") for name in names.values())


class _Within:
    """The hub's database, as far as one transaction sees it that somebody else ends."""

    def __init__(self, work: HubTransaction, monkeypatch: pytest.MonkeyPatch) -> None:
        self._work = work
        monkeypatch.setattr(work, "commit", lambda: None)

    @contextmanager
    def begin_shares(self) -> Iterator[HubTransaction]:
        yield self._work


def test_no_part_is_kept_that_was_begun_before_an_erasure(
    joining: Joining, hub_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes it finds out, and begins anew."""
    chain = joining.chain
    members = sorted(grown(chain))
    erased = {"status": Stamped(value="erased", hlc=1 << 62, device="till-a")}

    def make() -> None:
        with chain.store.begin_shares() as maker:
            assert maker.part("", versions=1) is None
            with chain.store.begin() as eraser:
                eraser.records([(MEMBER, members[0])])
                eraser.put_records([RecordChange(kind=MEMBER, key=members[0], fields=erased)])
                eraser.commit()
            MemberDesk(_Within(maker, monkeypatch)).freshen(after="", limit=10)

    with pytest.raises(ClashError):
        make()
    assert _parts(hub_url) == []


def test_an_erasure_waits_for_a_part_that_is_being_kept(
    joining: Joining, hub_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And takes it away at once."""
    chain = joining.chain
    members = sorted(grown(chain))
    _erase(chain.tills["till-a"], members[0])
    erasing = Thread(target=chain.talk, args=("till-a",))
    with chain.store.begin_shares() as maker:
        desk = MemberDesk(_Within(maker, monkeypatch))
        assert desk.freshen(after="", limit=10) is None
        erasing.start()
        erasing.join(0.2)
        HubTransaction.commit(maker)
    erasing.join(_PATIENCE_S)
    assert _parts(hub_url) == []


def test_a_hub_that_was_put_back_makes_its_parts_anew(joining: Joining) -> None:
    """Places in its feeds mean something else."""
    chain = joining.chain
    grown(chain)
    _prepare(chain.store, at_once=10)
    HubUpkeep(chain.store).put_back()
    with chain.store.begin() as work:
        assert work.part("", versions=1) is None
