"""The hub tells where members stand: exactly what its own events say, however often asked."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from pos_loyalty.domain.shared_digest import Part
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.member_parts import BASE_COLUMNS, MemberPart, rows, unpacked
from pos_loyalty.storage.packed_states import unpacked_state
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import EVENTS, Members
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.hub_chain import Chain


@pytest.fixture
def chain(store: HubStore) -> Chain:
    """A shop with three tills."""
    return Chain(store)


def _answers(desk: MemberDesk) -> Iterator[Members]:
    after = ""
    while True:
        answer = desk.members("till-c", after=after)
        assert sha256(answer.part).hexdigest() == answer.sha256
        yield answer
        if answer.is_last:
            return
        after = answer.to


def _told(desk: MemberDesk) -> list[MemberPart]:
    """What is told from the first member to the last, in the order in which a till takes it."""
    found = []
    for answer in _answers(desk):
        part = unpacked(answer.part)
        if answer.changed:
            changed = unpacked(answer.changed)
            found.append(changed)
            part = part.without({*changed.ids, *changed.named})
        found.append(part)
    return found


def _bases(parts: list[MemberPart]) -> dict[str, dict[str, Any]]:
    return {
        row[0]: dict(zip(BASE_COLUMNS, row, strict=True))
        for part in parts
        for row in rows(part.bases, BASE_COLUMNS)
    }


def _balance(base: dict[str, Any]) -> int:
    state = unpacked_state(base["state"])
    assert state is not None
    return state.balance


def test_each_member_is_told_once_with_where_they_stand(chain: Chain) -> None:
    """In the order of their ids, with cards, state and the digest of their entries."""
    first, second, _third = chain.tills.values()
    members = [first.enroll(given_name=f"Gast {n}") for n in range(5)]
    chain.sync()
    for number, member in enumerate(members[:4]):
        chain.clock.advance(timedelta(minutes=1))
        (first, second)[number % 2].sell(member, f"{number + 1}0.00")
    chain.sync()
    parts = _told(MemberDesk(chain.store, at_once=2))
    assert [each for part in parts for each in part.ids] == sorted(members)
    assert [each for part in parts for each in part.cards["member_id"]] == sorted(members)
    bases = _bases(parts)
    stands = {each: _balance(base) for each, base in bases.items()}
    assert stands == {member: first.balance(member) for member in members}
    whole = Part()
    for base in bases.values():
        whole += Part.known(base["entry_sum"], base["entries"])
    with chain.store.begin() as work:
        assert whole == work.digest().entries
    assert sum(base["points"] for base in bases.values()) == sum(stands.values())


def test_what_was_kept_is_made_anew_after_the_next_event(chain: Chain) -> None:
    """Nobody is told where a member stood yesterday."""
    first, second, _third = chain.tills.values()
    anna = first.enroll(given_name="Anna")
    chain.sync()
    for price in ("10.00", "20.00"):
        second.sell(anna, price)
        chain.sync()
        for _again in range(2):
            base = _bases(_told(MemberDesk(chain.store)))[anna]
            assert _balance(base) == first.balance(anna)
            assert base["points"] == first.balance(anna)


def test_it_says_of_which_instant_it_is(chain: Chain) -> None:
    """Events after that place in the feed are in no answer."""
    first, _second, _third = chain.tills.values()
    first.enroll(given_name="Anna")
    chain.sync()
    answer = MemberDesk(chain.store).members("till-c", after="")
    with chain.store.begin() as work:
        assert answer.feed_seq == work.heads()[EVENTS] > 0


def test_members_are_kept_ready(chain: Chain) -> None:
    """A pass over all of them leaves nothing to be folded when a till asks."""
    first, _second, _third = chain.tills.values()
    members = [first.enroll(given_name=f"Gast {n}") for n in range(3)]
    chain.sync()
    desk, after = MemberDesk(chain.store), ""
    asked = []
    while (found := desk.freshen(after=after, limit=1)) is not None:
        asked.append(after := found)
    assert asked == ["", ""]
    with chain.store.begin() as work:
        kept = work.standings(after="", to="Z" * 30, versions=1)
        part = work.part("", versions=1)
    assert sorted(kept) == sorted(members)
    assert part is not None
    assert part.members == len(members)


def test_a_revoked_till_is_told_nothing(chain: Chain) -> None:
    """Names are for tills of the shop."""
    HubUpkeep(chain.store).revoke("till-b")
    with pytest.raises(ProblemError):
        MemberDesk(chain.store).members("till-b", after="")
