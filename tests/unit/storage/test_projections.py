import pytest

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage import projections
from pos_loyalty.storage.records import UsageKind
from tests.support.stores import ANNA, NOW, memory_store

_STATE = MemberState(at=NOW, last=Position(NOW, "till", 1, 1), versions=1, enrolled_at=NOW)


def test_the_state_kept_last_is_the_one_read() -> None:
    """The next sale goes on from where the last one ended."""
    store = memory_store(ANNA)
    with store.begin() as work:
        assert work.projections.state(ANNA) is None
        work.projections.put_state(ANNA, _STATE)
        work.projections.put_state(ANNA, MemberState(NOW, _STATE.last, 2, NOW, debt=5))
        kept = work.projections.state(ANNA)
        assert kept is not None
        assert (kept.versions, kept.debt) == (2, 5)
        work.projections.drop_states()
        assert work.projections.state(ANNA) is None


def test_a_state_of_another_release_is_folded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that this release would misread is as good as none."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.projections.put_state(ANNA, _STATE)
        monkeypatch.setattr(projections, "STATE_SHAPE", 99)
        assert work.projections.state(ANNA) is None


def test_a_garbled_state_is_folded_anew() -> None:
    """What is only kept for speed never stops a sale."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.projections.put_state(ANNA, _STATE)
        work.connection.execute("UPDATE member_state SET body = x'c1'")
        assert work.projections.state(ANNA) is None


def test_usage_is_counted_over_all_members() -> None:
    """A campaign's budget and a reward's stock are the shop's, not a member's."""
    store = memory_store()
    with store.begin() as work:
        assert work.projections.add_usage(UsageKind.REWARD, "coffee", 2) == 2
        assert work.projections.add_usage(UsageKind.REWARD, "coffee", -1) == 1
        work.projections.add_usage(UsageKind.CAMPAIGN, "coffee", 70)
        assert work.projections.usage(UsageKind.REWARD) == {"coffee": 1}
        assert work.projections.usage(UsageKind.CAMPAIGN) == {"coffee": 70}
