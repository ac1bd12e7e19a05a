import random
from dataclasses import replace

import pytest

from pos_loyalty.domain.shared_records import MEMBER, Conflict
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.records import MemberStatus
from pos_loyalty.storage.shared_fields import member_fields, member_of
from pos_loyalty.sync.protocol import SHOP, Push
from tests.support.exchange import book_of
from tests.support.memory_hub import HubState
from tests.support.tills_and_hub import Ring, backup_of

_ONE, _OTHER, _THIRD = _NAMES = ("till-a", "till-b", "till-c")


def _shop() -> tuple[Ring, str]:
    """Three tills that all know Anna."""
    ring = Ring(_NAMES, random.Random(1))  # noqa: S311 - chance that can be played again
    anna = ring.tills[_ONE].enroll(given_name="Anna", family_name="Annabella")
    ring.settle()
    return ring, anna


def _label(ring: Ring, name: str, member: str, *, add: str, remove: tuple[str, ...] = ()) -> None:
    shop = ring.tills[name]
    shop.wait(minutes=1)
    shop.application.members.label(shop.request(), member, add=(add,), remove=remove)


def _hear(ring: Ring, name: str) -> None:
    """A till reads the shop feed to its end, and tells nothing."""
    book = book_of(ring.tills[name])
    while True:
        start = book.place().cursors.get(SHOP, 0)
        page = ring.hub.page(name, feed=SHOP, start=start, with_own=True)
        if page.to == start:
            return
        assert book.apply(page)


def _next_push(ring: Ring, name: str) -> Push:
    push = book_of(ring.tills[name]).next_push(most_events=500, most_bytes=256 * 1024)
    assert push is not None
    return push


def _sides(ring: Ring) -> list[tuple[object, object]]:
    """The conflicts that the hub shows: what was taken and what was not."""
    said: tuple[Conflict, ...] = ring.book.state.conflicts
    assert all(each.field == "segments" for each in said)
    return [(each.taken.value, each.left.value) for each in said]


def _overruled() -> tuple[Ring, str]:
    """One till has heard of the other's later word before it told its own."""
    ring, anna = _shop()
    _label(ring, _ONE, anna, add="early")
    _label(ring, _OTHER, anna, add="late")
    ring.talk(_OTHER)
    _hear(ring, _ONE)
    return ring, anna


def _kept(ring: Ring, name: str) -> int:
    with ring.tills[name].application.store.read() as reading:
        found: int = reading.connection.execute("SELECT count(*) FROM overruled_field").value()
    return found


def test_what_gave_way_before_it_was_told_is_shown_beside_what_was_taken() -> None:
    """The later one counts everywhere; once told, nothing is kept of the other one."""
    ring, anna = _overruled()
    assert book_of(ring.tills[_ONE]).place().has_changes
    ring.settle()
    assert _sides(ring) == [(["late"], ["early"])]
    assert ring.book.state.records[MEMBER, anna]["segments"].value == ["late"]
    assert _kept(ring, _ONE) == 0
    assert not book_of(ring.tills[_ONE]).place().has_changes
    assert len({each.digest for each in ring.digests()}) == 1


def test_what_is_kept_counts_for_nothing_else() -> None:
    """Digest and check of the ledger are what they were before it."""
    ring, _anna = _overruled()
    ring.talk(_THIRD)
    first, _second, third = ring.digests()
    assert _kept(ring, _ONE) == 1
    assert first.parts.members == third.parts.members
    assert ring.tills[_ONE].verified().first_bad is None


def test_what_gave_way_twice_is_shown_twice() -> None:
    """Somebody wrote each of them, and neither stands."""
    ring, anna = _overruled()
    _label(ring, _ONE, anna, add="again", remove=("late",))
    _label(ring, _OTHER, anna, add="latest", remove=("late",))
    ring.talk(_OTHER)
    _hear(ring, _ONE)
    assert _kept(ring, _ONE) == 2
    ring.settle()
    assert _sides(ring) == [(["latest"], ["early"]), (["latest"], ["again"])]


def test_what_was_written_over_it_here_comes_after_it() -> None:
    """As if both had been told when they were written: who wrote the second one saw the other's."""
    ring, anna = _overruled()
    _label(ring, _ONE, anna, add="again", remove=("late",))
    ring.settle()
    assert _sides(ring) == [(["late"], ["early"])]
    assert ring.book.state.records[MEMBER, anna]["segments"].value == ["again"]


def test_a_push_whose_answer_is_lost_shows_nothing_twice() -> None:
    """Nor does a till that was put back to before it had told."""
    ring, _anna = _overruled()
    old = backup_of(ring.tills[_ONE])
    ring.hub.push(_ONE, _next_push(ring, _ONE), now_us=ring.now_us)
    assert _kept(ring, _ONE) == 1
    ring.settle()
    ring.tills[_ONE] = old
    ring.settle()
    assert _sides(ring) == [(["late"], ["early"])]
    assert _kept(ring, _ONE) == 0


def test_a_hub_that_was_put_back_is_told_of_both() -> None:
    """Of what stood over it first, where the one who wrote that is not heard of any more."""
    ring, anna = _shop()
    old: HubState = ring.book.state.copy()
    _label(ring, _ONE, anna, add="early")
    _label(ring, _OTHER, anna, add="late")
    ring.talk(_OTHER)
    _hear(ring, _ONE)
    push = _next_push(ring, _ONE)
    ring.book.state = old
    ring.book.state.meta = replace(old.meta, incarnation=2)
    book_of(ring.tills[_ONE]).rewind(seq=0, incarnation=2)
    book_of(ring.tills[_ONE]).acked(push, seq=1, incarnation=1)
    assert _kept(ring, _ONE) == 1
    ring.talk(_ONE)
    assert _sides(ring) == [(["late"], ["early"])]


def test_a_revoked_till_keeps_it_until_it_is_let_in_again() -> None:
    """The hub takes no records of such a one."""
    ring, _anna = _overruled()
    with ring.book.begin() as work:
        till = work.device(_ONE)
        assert till is not None
        work.put_device(replace(till, status=DeviceStatus.REVOKED))
        work.commit()
    ring.talk(_ONE)
    assert (_kept(ring, _ONE), _sides(ring)) == (1, [])
    with ring.book.begin() as work:
        work.put_device(till)
        work.commit()
    ring.settle()
    assert (_kept(ring, _ONE), _sides(ring)) == (0, [(["late"], ["early"])])


def _put(ring: Ring, name: str, member: str, **fields: object) -> None:
    """Write a member's fields; of an erased one no others stay."""
    shop = ring.tills[name]
    shop.wait(minutes=1)
    with shop.application.store.begin() as work:
        before = work.members.member(member)
        assert before is not None
        said = {**member_fields(before), **fields}
        work.members.put(member_of(member, said, hlc=work.log.stamp(shop.now)))
        work.commit()


def _columns_with(ring: Ring, name: str, word: str) -> list[str]:
    """Where in a till's file a word stands, whatever the column."""
    found = []
    with ring.tills[name].application.store.read() as reading:
        run = reading.connection.execute
        tables = run("SELECT name FROM pragma_table_list WHERE schema = 'main'").column()
        for table in tables:
            for column in run("SELECT name FROM pragma_table_info(?)", (table,)).column():
                query = f'SELECT count(*) FROM "{table}" WHERE instr("{column}", ?)'
                if run(query, (word,)).value() or run(query, (word.encode(),)).value():
                    found.append(f"{table}.{column}")
    return found


@pytest.mark.parametrize("where", [_ONE, _OTHER], ids=["here", "elsewhere"])
def test_of_who_is_erased_nothing_is_kept(where: str) -> None:
    """What gave way says who it was as well as what stands."""
    ring, anna = _shop()
    for name, called in ((_ONE, "Annegret"), (_OTHER, "Annika")):
        _put(ring, name, anna, given_name=called)
    ring.talk(_OTHER)
    _hear(ring, _ONE)
    assert _columns_with(ring, _ONE, "Annegret") == ["overruled_field.stamped"]
    _put(ring, where, anna, status=MemberStatus.ERASED)
    ring.talk(_OTHER)
    _hear(ring, _ONE)
    assert _columns_with(ring, _ONE, "Annegret") == []
    ring.settle()
    assert (_kept(ring, _ONE), _sides(ring)) == (0, [])


def test_a_till_that_leaves_the_hub_keeps_nothing_for_it() -> None:
    """Nor one that is paired with another."""
    for act in ("leave", "pair"):
        ring, _anna = _overruled()
        with ring.tills[_ONE].application.store.begin() as work:
            link = work.hub.link()
            assert link is not None
            if act == "leave":
                work.hub.leave()
            else:
                work.hub.pair(link)
            work.commit()
        assert _kept(ring, _ONE) == 0
