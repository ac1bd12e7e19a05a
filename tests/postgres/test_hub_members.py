"""The hub tells where members stand: exactly what its own events say, however often asked."""

from datetime import timedelta

import pytest

from pos_loyalty.domain.shared_digest import Part
from pos_loyalty.storage.codec import decode_state
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import EVENTS, MemberLine
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.hub_chain import Chain


@pytest.fixture
def chain(store: HubStore) -> Chain:
    """A shop with three tills."""
    return Chain(store)


def _all(chain: Chain, *, limit: int = 2) -> list[MemberLine]:
    desk, after = MemberDesk(chain.store), ""
    rows: list[MemberLine] = []
    while True:
        answer = desk.members("till-c", after=after, limit=limit)
        rows += answer.rows
        if answer.is_last:
            return rows
        after = answer.to


def test_each_member_is_told_once_with_where_they_stand(chain: Chain) -> None:
    """In the order of their ids, with cards, state and the digest of their entries."""
    first, second, _third = chain.tills.values()
    members = [first.enroll(given_name=f"Gast {n}") for n in range(5)]
    chain.sync()
    for number, member in enumerate(members[:4]):
        chain.clock.advance(timedelta(minutes=1))
        (first, second)[number % 2].sell(member, f"{number + 1}0.00")
    chain.sync()
    rows = _all(chain)
    assert [row.id for row in rows] == sorted(members)
    assert all(row.cards for row in rows)
    stands = {row.id: decode_state(row.base.state).balance for row in rows if row.base}
    assert stands == {member: first.balance(member) for member in members}
    bases = [row.base for row in rows if row.base]
    whole = Part()
    for base in bases:
        whole += Part.known(bytes.fromhex(base.entry_sum), base.entries)
    with chain.store.begin() as work:
        assert whole == work.digest().entries
    assert sum(base.points for base in bases) == sum(stands.values())


def test_what_was_kept_is_made_anew_after_the_next_event(chain: Chain) -> None:
    """Nobody is told where a member stood yesterday."""
    first, second, _third = chain.tills.values()
    anna = first.enroll(given_name="Anna")
    chain.sync()
    for price in ("10.00", "20.00"):
        second.sell(anna, price)
        chain.sync()
        for _again in range(2):
            (row,) = _all(chain)
            assert row.base is not None
            assert decode_state(row.base.state).balance == first.balance(anna)
            assert row.base.points == first.balance(anna)


def test_it_says_of_which_instant_it_is(chain: Chain) -> None:
    """Events after that place in the feed are in no answer."""
    first, _second, _third = chain.tills.values()
    first.enroll(given_name="Anna")
    chain.sync()
    answer = MemberDesk(chain.store).members("till-c", after="", limit=10)
    with chain.store.begin() as work:
        assert answer.feed_seq == work.heads()[EVENTS] > 0


def test_members_are_kept_ready(chain: Chain) -> None:
    """A pass over all of them leaves nothing to be folded when a till asks."""
    first, _second, _third = chain.tills.values()
    members = [first.enroll(given_name=f"Gast {n}") for n in range(3)]
    chain.sync()
    desk, after = MemberDesk(chain.store), ""
    while after := desk.freshen(after=after, limit=1):
        assert after in members
    with chain.store.begin() as work:
        kept = work.standings(after="", to="Z" * 30, versions=1)
    assert sorted(kept) == sorted(members)


def test_a_revoked_till_is_told_nothing(chain: Chain) -> None:
    """Names are for tills of the shop."""
    HubUpkeep(chain.store).revoke("till-b")
    with pytest.raises(ProblemError):
        MemberDesk(chain.store).members("till-b", after="", limit=1)
