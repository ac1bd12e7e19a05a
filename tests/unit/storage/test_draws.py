from pos_loyalty.storage.draws import COMMITTED, HELD
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import DrawRecord
from tests.support.stores import ANNA, BEN, NOW, memory_store


def test_a_draw_is_promised_and_then_held() -> None:
    """One row, put in the place of the first; only what took place counts as held."""
    store = memory_store()
    promised = DrawRecord(draw_id="d", commitment="0" * 64)
    held = DrawRecord(
        draw_id="d",
        commitment="0" * 64,
        held_at=NOW,
        seed="s",
        tickets_digest="1",
        winners=b"[]",
    )
    with store.begin() as work:
        assert work.draws.draw("d") is None
        work.draws.put_draw(promised)
        assert (work.draws.draw("d"), work.draws.held_ids()) == (promised, frozenset())
        work.draws.put_draw(held)
        assert (work.draws.draws(), work.draws.held_ids()) == ((held,), frozenset({"d"}))


def test_a_holder_is_noted_once() -> None:
    """However many tickets there are; of each draw apart."""
    store = memory_store(ANNA, BEN)
    with store.begin() as work:
        for draw_id, member_id in (("d", BEN), ("d", ANNA), ("d", BEN), ("e", BEN)):
            work.draws.add_holder(draw_id, member_id)
        assert work.draws.holders("d") == (ANNA, BEN)
        assert work.draws.holders("e") == (BEN,)


def test_the_log_is_asked_for_one_draw() -> None:
    """By kind of event and by draw."""
    store = memory_store()
    with store.begin() as work:
        for draw_id in ("d", "e"):
            data = {"draw_id": draw_id}
            work.append(EventDraft(type=COMMITTED, data=data, effective_at=NOW, occurred_at=NOW))
        found = work.draws.event(COMMITTED, "e")
        assert found is not None
        assert found.data == {"draw_id": "e"}
        assert work.draws.event(HELD, "e") is None
        assert work.draws.event(COMMITTED, "f") is None
