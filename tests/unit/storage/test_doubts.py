from pos_loyalty.domain.events import Refunded
from pos_loyalty.storage.doubts import doubtful, note_doubts, settle
from tests.support.stores import ANNA, BEN, fact, memory_store

_BACK = Refunded("s1", 3650, 3650, complete=True, reversed_points=0, restored_points=0)


def test_who_may_have_been_paid_back_twice_is_looked_at_until_it_is_settled() -> None:
    """Only where this till took something back itself; and anew whenever more is heard."""
    with memory_store(ANNA, BEN).begin() as work:
        work.record(fact(_BACK, member_id=ANNA))
        note_doubts(work, [ANNA, BEN], [])
        assert doubtful(work) == []
        note_doubts(work, [ANNA, BEN], [ANNA, BEN])
        assert doubtful(work) == [ANNA]
        settle(work, ANNA)
        assert doubtful(work) == []
        note_doubts(work, [ANNA, None], [])
        assert doubtful(work) == [ANNA]
