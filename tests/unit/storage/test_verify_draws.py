from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pos_loyalty.domain.draws import seed_commitment, ticket_names, tickets_digest
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.services.ledger_check import verified_ledger
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.draws import HELD
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.verify import BadRow
from pos_loyalty.storage.verify_draws import bad_draws
from tests.support.shop import disk_shop, reopened, rules, scratch_shop
from tests.support.stores import tamper

DRAWS = [
    {"id": "held", "name": "A", "prizes": ["Korb"], "ticket": {"spend": "5.00"}},
    {"id": "promised", "name": "B", "prizes": ["Korb"], "ticket": {"spend": "50.00"}},
]


def found(root: Path, statement: str) -> BadRow | None:
    """What is found in a shop with a draw held and one promised, after somebody's statement."""
    shop = disk_shop(root, rules(draw=DRAWS))
    draws = shop.application.draws
    anna = shop.enroll(member_id="0000000001")
    shop.sell(anna, "20.00")
    shop.sell(shop.enroll(), "4.00")
    for draw_id in ("held", "promised"):
        draws.commit(shop.request(), draw_id)
    draws.hold(shop.request(), "held")
    # What comes after a draw is none of its business.
    shop.sell(shop.enroll(), "4.00")
    shop.close()
    assert shop.folder is not None
    tamper(shop.folder.database, statement)
    later = reopened(shop)
    report = verified_ledger(later.application.store, later.application.shelf)
    later.close()
    return report.first_bad


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("SELECT 1", None),
        (
            "UPDATE draw SET winners = CAST('[]' AS BLOB) WHERE draw_id = 'held'",
            BadRow("draw", "held", "differs from its event"),
        ),
        (
            "UPDATE draw SET seed = 'mine' WHERE draw_id = 'held'",
            BadRow("draw", "held", "differs from its event"),
        ),
        (
            "UPDATE draw SET winners = CAST('{' AS BLOB) WHERE draw_id = 'held'",
            BadRow("draw", "held", "differs from its event"),
        ),
        ("DELETE FROM draw", BadRow("draw", "held", "missing")),
        (
            "INSERT INTO draw (draw_id) VALUES ('forged')",
            BadRow("draw", "forged", "no such event"),
        ),
        (
            "DELETE FROM ticket_holder",
            BadRow("ticket_holder", "('held', '0000000001')", "missing"),
        ),
        (
            "UPDATE ticket_holder SET draw_id = 'promised'",
            BadRow("ticket_holder", "('held', '0000000001')", "missing"),
        ),
        (
            "INSERT INTO ticket_holder SELECT 'promised', '0000000001'",
            BadRow("ticket_holder", "('promised', '0000000001')", "no such event"),
        ),
    ],
)
def test_a_changed_draw_is_named(tmp_path: Path, statement: str, bad: BadRow | None) -> None:
    """Rows are derived from the log, holders from the members' histories."""
    assert found(tmp_path, statement) == bad


def forged(**lies: object) -> tuple[str, ...]:
    """What is found where a till told of a draw that never was like this."""
    shop = scratch_shop(rules(draw=DRAWS))
    anna = shop.enroll(member_id="0000000001")
    name = shop.sell(anna, "5.00").tickets[0]
    assert name.held == 1
    (ticket,) = ticket_names(shop.state(anna).tickets, "held")
    shop.application.draws.commit(shop.request(), "held")
    told: dict[str, object] = {
        "draw_id": "held",
        "seed": "s",
        "commitment": seed_commitment("s"),
        "tickets": 1,
        "tickets_digest": tickets_digest([ticket]),
        "prizes": ["Korb"],
        "winners": [{"prize": "Korb", "member_id": anna, "ticket": ticket}],
        **lies,
    }
    with shop.application.store.begin() as work:
        draft = EventDraft(type=HELD, data=told, effective_at=shop.now, occurred_at=shop.now)
        work.append(draft)
        work.commit()
    # Whoever comes later was not in the urn.
    shop.sell(shop.enroll(), "5.00")
    with shop.application.store.begin() as work:
        known = work.draws.draw("held")
        assert known is not None
        work.draws.put_draw(
            replace(
                known,
                held_at=shop.now,
                seed=str(told["seed"]),
                tickets_digest=str(told["tickets_digest"]),
                winners=encode_json(told["winners"]),
            )
        )
        work.commit()
    with shop.application.store.read() as reading:
        timeline = shop.application.shelf.timeline(reading)
        bad = bad_draws(reading, lambda events, at: fold(timeline, events, at=at))
        return tuple(each.reason for each in bad)


def test_an_invented_result_is_found() -> None:
    """Its seed was not the promised one; else seed and tickets give other figures."""
    promise = "differs from its commitment"
    result = "differs from its tickets and seed"
    assert forged() == (promise,)
    assert forged(winners=[]) == (promise, result)
    assert forged(tickets=2) == (promise, result)
    assert forged(tickets_digest="0") == (promise, result)
    assert forged(commitment="0" * 64) == (promise, result)


def test_a_shop_without_draws_is_not_gone_through() -> None:
    """Nothing in its program speaks of draws, so nobody's history is read for them."""
    shop = scratch_shop()
    with shop.application.store.read() as reading:
        assert list(bad_draws(reading, _nobody_asks)) == []


def _nobody_asks(_events: Sequence[MemberEvent], _at: datetime) -> MemberState:
    pytest.fail("a history was folded")
