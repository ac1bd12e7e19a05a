from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from pos_loyalty.domain.basket import single_amount
from pos_loyalty.domain.events import (
    Adjusted,
    CampaignUse,
    Happening,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
    TicketGain,
)
from pos_loyalty.domain.fold import fold
from pos_loyalty.storage.arrivals import Arrival, PlaceTakenError, take_in
from pos_loyalty.storage.codec import Envelope, encode_body, type_name
from pos_loyalty.storage.doubts import doubtful, settle
from pos_loyalty.storage.draws import COMMITTED, HELD
from pos_loyalty.storage.records import DrawRecord, UsageKind
from pos_loyalty.storage.store import Store, Work
from tests.support.builders import program, timeline
from tests.support.stores import (
    ANNA,
    BEN,
    DAY,
    NOW,
    adjusted,
    fact,
    memory_store,
    purchased,
    record_sale,
)

_SALE = Refunded("s1", 3650, 3650, complete=True, reversed_points=36, restored_points=0)


def _said(
    happening: Happening, seq: int, *, at: datetime = NOW, detail: object = None, device: str = "x"
) -> Arrival:
    return Arrival(
        encode_body(
            Envelope(
                id=f"{device}-{seq}",
                type=type_name(happening),
                ver=1,
                position=Position(at, device, 1, seq),
                occurred=at,
                data=happening,
                member=ANNA,
                program=1,
                staff="sam",
                detail=detail,
            )
        ),
        seq,
    )


def _told(kind: str, data: object, seq: int) -> Arrival:
    envelope = Envelope(
        id=f"x-{seq}",
        type=kind,
        ver=1,
        position=Position(NOW, "x", 1, seq),
        occurred=NOW,
        data=data,
    )
    return Arrival(encode_body(envelope), seq)


def _take(work: Work, *arrivals: Arrival) -> Sequence[int]:
    return list(take_in(work, arrivals, day_of=lambda _at: DAY, now=NOW))


def _sold(**changes: object) -> Purchased:
    sold = purchased("s1")
    values = {name: getattr(sold, name) for name in Purchased.__dataclass_fields__}
    return Purchased(**{**values, **changes})


def _usage(work: Work) -> tuple[dict[str, int], dict[str, int]]:
    found = (work.projections.usage(kind) for kind in (UsageKind.CAMPAIGN, UsageKind.REWARD))
    campaigns, rewards = found
    return campaigns, rewards


def test_budgets_and_stock_are_counted_over_all_tills() -> None:
    """What one till gives out the others cannot give; what is taken back they can."""
    uses = (RewardUse("coffee", 10), RewardUse("cake", 0, free=True))
    sold = _sold(rewards=uses, campaigns=(CampaignUse("double", 20),))
    with memory_store().begin() as work:
        _take(work, _said(sold, 1), _said(Redeemed("r1", 10, uses), 2))
        assert _usage(work) == ({"double": 20}, {"coffee": 2})
        _take(work, _said(_SALE, 3), _said(RedemptionUndone("r1", 10), 4))
        assert _usage(work) == ({"double": 0}, {"coffee": 0})


def test_what_is_undone_elsewhere_of_this_tills_own_is_counted_back() -> None:
    """The sale is looked up in the own log."""
    with memory_store(ANNA).begin() as work:
        record_sale(work, "s1", spent=4)
        work.projections.add_usage(UsageKind.REWARD, "coffee", 1)
        _take(work, _said(_SALE, 3))
        assert _usage(work) == ({}, {"coffee": 0})


def test_parts_that_tills_took_back_apart_count_back_once_they_are_the_whole() -> None:
    """Neither till knew that its part was the last; and what goes back twice counts back once."""
    sold = _sold(rewards=(RewardUse("coffee", 10),))
    part = Refunded("s1", 2000, 2000, complete=False, reversed_points=20, restored_points=0)
    with memory_store().begin() as work:
        _take(work, _said(part, 1, device="y"))
        _take(work, _said(sold, 1))
        assert _usage(work) == ({}, {"coffee": 1})
        _take(work, _said(part, 2, device="z"))
        assert _usage(work) == ({}, {"coffee": 0})
        _take(work, _said(_SALE, 3))
        assert _usage(work) == ({}, {"coffee": 0})


def test_a_sale_that_comes_after_what_took_it_back_used_nothing() -> None:
    """As if it had come first."""
    with memory_store().begin() as work:
        _take(work, _said(_SALE, 1, device="y"))
        _take(work, _said(_sold(rewards=(RewardUse("coffee", 10),)), 1))
        assert _usage(work) == ({}, {})


def test_who_undoes_what_nobody_heard_of_changes_no_counter() -> None:
    """The sale was never told; there is nothing to count."""
    with memory_store().begin() as work:
        _take(work, _said(_SALE, 1), _said(RedemptionUndone("r1", 10), 2))
        assert _usage(work) == ({}, {})


def test_a_sale_of_another_till_is_found_with_its_figures() -> None:
    """By its id and by the receipt, as far as its event says; it has no number here."""
    detail = {"basket": single_amount(4000), "receipt_number": "R7", "explanation": []}
    with memory_store().begin() as work:
        _take(work, _said(_sold(), 1, detail=detail), _said(_SALE, 2, detail={"kind": "void"}))
        sale = work.sales.sale("s1")
        assert sale is not None
        assert work.sales.sales_by_receipt("R7") == (sale,)
        (back,) = work.sales.reversals_of("s1")
    assert (sale.number, sale.member_id, sale.staff_id) == (0, ANNA, "sam")
    assert (sale.total_minor, sale.discount_minor, sale.due_minor) == (4000, 350, 3650)
    assert (sale.receipt_number, sale.business_day, sale.earned) == ("R7", DAY, 36)
    assert (back.number, back.kind, back.amount_minor) == (0, "void", 3650)


def test_a_redemption_of_another_till_is_found_with_what_undid_it() -> None:
    """Both by the redemption's id."""
    with memory_store().begin() as work:
        burned = Redeemed("r1", 10, (RewardUse("coffee", 10),))
        _take(work, _said(burned, 1), _said(RedemptionUndone("r1", 10), 2))
        redemption, undoing = work.sales.redemption("r1"), work.sales.undoing_of("r1")
    assert redemption is not None
    assert undoing is not None
    assert (redemption.spent, redemption.rewards, redemption.undoes) == (10, b'["coffee"]', None)
    assert (undoing.spent, undoing.undoes) == (10, "r1")


def test_tickets_and_draws_of_other_tills_are_known() -> None:
    """The urn is the whole shop's, and a draw is held once."""
    promised = {"draw_id": "d", "commitment": "c" * 64}
    held = {**promised, "seed": "s", "tickets_digest": "t", "winners": []}
    with memory_store().begin() as work:
        sold = _sold(tickets=(TicketGain("d", 2),))
        _take(work, _said(sold, 1), _told(COMMITTED, promised, 2), _told(HELD, held, 3))
        assert work.draws.holders("d") == (ANNA,)
        assert work.draws.held_ids() == {"d"}
        assert work.draws.draw("d") == DrawRecord(
            draw_id="d",
            commitment="c" * 64,
            held_at=NOW,
            seed="s",
            tickets_digest="t",
            winners=b"[]",
        )
        assert work.draws.event(HELD, "d") is not None
        assert work.draws.event(COMMITTED, "d") is None


def test_a_kept_state_goes_when_something_happened_elsewhere() -> None:
    """It is folded anew when it is next needed; others keep theirs."""
    rules = timeline(program())
    with memory_store(ANNA, BEN).begin() as work:
        for member_id in (ANNA, BEN):
            work.record(fact(adjusted(5), member_id))
            state = fold(rules, work.history(member_id), at=NOW)
            work.projections.put_state(member_id, state)
        _take(work, _said(adjusted(7), 1))
        assert work.projections.state(ANNA) is None
        assert work.projections.state(BEN) is not None


def test_no_state_is_kept_that_does_not_know_the_end() -> None:
    """Where another till's clock is ahead its events come after ours, and are in no state yet."""
    rules, later = timeline(program()), NOW + timedelta(days=1)
    with memory_store(ANNA).begin() as work:
        _take(work, _said(adjusted(7), 1, at=later))
        event = work.record(fact(adjusted(5)))
        work.projections.put_state(ANNA, fold(rules, [event], at=NOW))
        assert work.projections.state(ANNA) is None
        whole = fold(rules, work.history(ANNA), at=later)
        work.projections.put_state(ANNA, whole)
        assert work.projections.state(ANNA) == whole


def test_time_goes_on_from_what_happened_elsewhere_a_little_ahead() -> None:
    """A clock that is far ahead is not followed."""
    with memory_store(ANNA).begin() as work:
        _take(work, _said(adjusted(7), 1, at=NOW + timedelta(minutes=5)))
        assert work.log.effective(NOW) == NOW + timedelta(minutes=5, microseconds=1)
        _take(work, _said(adjusted(7), 2, at=NOW + timedelta(days=1)))
        assert work.log.effective(NOW) == NOW + timedelta(minutes=5, microseconds=1)


def test_what_cannot_be_read_is_named() -> None:
    """The rest is taken in."""
    broken = Arrival(b'{"id":1}', 1)
    with memory_store().begin() as work:
        assert _take(work, broken, _said(adjusted(5), 2)) == [0]
        assert [event.happening for event in work.history(ANNA)] == [adjusted(5)]


def test_own_events_of_the_running_epoch_are_not_taken_in() -> None:
    """Their places are in use: a new epoch has to begin first."""
    with memory_store(ANNA).begin() as work:
        own = work.record(fact(adjusted(5))).position
        assert _take(work, _said(adjusted(7), 9, device="till")) == [0]
        with pytest.raises(PlaceTakenError):
            _take(work, _said(adjusted(7), own.seq, device="till"))
        work.log.raise_epoch(above=1, next_number=1)
        work.log.flush()
        with pytest.raises(PlaceTakenError):
            _take(work, _said(adjusted(7), own.seq, device="till"))
        assert _take(work, _said(adjusted(7), 9, device="till")) == []


def test_what_this_till_took_back_before_it_was_put_back_is_looked_at_too() -> None:
    """The hub gives its own words back to it, and another one has taken the same back."""
    with memory_store(ANNA).begin() as work:
        work.log.raise_epoch(above=1, next_number=1)
        work.log.flush()
        assert _take(work, _said(_SALE, 9, device="till")) == []
        settle(work, ANNA)
        assert _take(work, _said(_SALE, 1)) == []
        assert doubtful(work) == [ANNA]


def test_what_was_taken_in_is_only_added_to() -> None:
    """It is part of the ledger."""
    store: Store = memory_store()
    with store.begin() as work:
        _take(work, _said(Adjusted(adjusted(5).credit), 1))
        triggers = work.connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name = 'foreign_event'"
        ).value()
    assert triggers == 2


def test_an_event_here_and_one_elsewhere_are_one_history() -> None:
    """In the order of their times, then of their tills."""
    with memory_store(ANNA).begin() as work:
        own = work.record(fact(adjusted(5)))
        _take(work, _said(adjusted(7), 1, device="a"), _said(adjusted(8), 1, device="z"))
        found: list[MemberEvent] = work.history(ANNA)
    assert [event.position.device for event in found] == ["a", own.position.device, "z"]
