from pos_loyalty.storage.digest import SharedDigest, shared_digest
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, BEN, NOW, adjusted, fact, memory_store, record_sale


def _digest(store: Store) -> SharedDigest:
    with store.read() as reading:
        return shared_digest(reading)


def _shop(points: int = 5) -> Store:
    store = memory_store(ANNA, BEN)
    with store.begin() as work:
        record_sale(work, "sale-1")
        work.record(fact(adjusted(points)))
        work.commit()
    return store


def test_two_that_hold_the_same_say_the_same() -> None:
    """The same members and entries give the same hash, with the counts beside it."""
    first, second = _digest(_shop()), _digest(_shop())
    assert first == second
    assert (first.parts.members.rows, first.parts.entries.rows) == (2, 2)
    assert first.as_of == NOW


def test_one_point_more_is_another_digest() -> None:
    """Of the parts only those differ that tell of points."""
    first, other = _digest(_shop()), _digest(_shop(points=6))
    assert first.digest != other.digest
    assert first.parts.members == other.parts.members
    assert first.parts.entries != other.parts.entries
    assert (other.points - first.points, first.parts.balances != other.parts.balances) == (1, True)


def test_an_empty_shop_has_a_digest() -> None:
    """There is nothing to be as of."""
    found = _digest(memory_store())
    assert (found.parts.members.rows, found.parts.entries.rows, found.points, found.as_of) == (
        0,
        0,
        0,
        None,
    )


def test_a_name_is_not_in_it() -> None:
    """Who is erased on one till and not yet on the other holds the same points on both."""
    named, nameless = _shop(), _shop()
    with named.begin() as work:
        work.connection.execute("UPDATE member SET given_name = 'Anna' WHERE id = ?", (ANNA,))
        work.commit()
    assert _digest(named) == _digest(nameless)


def test_a_blocked_member_is() -> None:
    """What each till has to know of a member is compared."""
    free, blocked = _shop(), _shop()
    with blocked.begin() as work:
        work.connection.execute("UPDATE member SET status = 'blocked' WHERE id = ?", (ANNA,))
        work.commit()
    assert _digest(free).parts.members != _digest(blocked).parts.members


def test_members_known_by_a_sum_are_in_it_whole() -> None:
    """A till that got states instead of histories says the same as one that has all entries."""
    whole, brief = _shop(), memory_store(ANNA, BEN)
    said = _digest(whole)
    with brief.begin() as work:
        entries = said.parts.entries
        work.connection.execute(
            "INSERT INTO member_base (member_id, state, shape, uses, entries, entry_sum, points,"
            " feed_seq, is_stale) VALUES (?, X'', 1, X'7B7D', ?, ?, ?, 1, 0)",
            (ANNA, entries.rows, bytes.fromhex(entries.digest), said.points),
        )
        work.commit()
    assert _digest(brief).digest == said.digest
