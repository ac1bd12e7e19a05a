from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.ledger import ISSUED, REDEEMED
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settlement
from pos_loyalty.storage.ledger_rows import LedgerRow, ledger_rows
from tests.property.business import STEPS, Business

_DAY = timedelta(days=1)


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=8, max_size=25), st.integers(0, 60))
def test_settlements_of_adjacent_periods_add_up(steps: list[tuple[Any, ...]], cut: int) -> None:
    """Whatever was done: no point is settled twice or forgotten, and all come from the ledger."""
    business = Business()
    for step in steps:
        business.does(*step)
    with business.shop.application.store.read() as reading:
        rows = list(ledger_rows(reading))
    days = [date.fromisoformat(row.business_day) for row in rows]
    first_day, last_day = min(days), max(days)
    between = first_day + cut % ((last_day - first_day).days + 1) * _DAY
    whole = _settled(business, first_day, last_day)
    parts = [_settled(business, first_day, between)]
    if between < last_day:
        parts.append(_settled(business, between + _DAY, last_day))
    for name in ("", "korn", "blume"):
        summed = sum((_at(part, name) for part in parts), Movement())
        assert summed == _at(whole, name)
        assert summed == _of_rows([row for row in rows if row.partner == name])
    total = whole.total
    assert total.issued_net == -_moved(rows, ISSUED)
    assert total.redeemed_net == _moved(rows, REDEEMED)
    states = [business.shop.state(member_id) for member_id in business.members]
    assert total.total == sum(state.balance + state.lapsed for state in states)
    assert {row.partner for row in rows} <= {"", "korn", "blume"}
    business.shop.close()


def _settled(business: Business, first_day: date, last_day: date) -> Settlement:
    return business.shop.application.settlements.settlement(Period(first_day, last_day))


def _at(settlement: Settlement, name: str) -> Movement:
    named = {each.partner_id: each.movement for each in settlement.partners}
    return named.get(name, Movement()) if name else settlement.shop


def _of_rows(rows: list[LedgerRow]) -> Movement:
    def of(*kinds: str) -> int:
        return sum(row.points for row in rows if row.kind in kinds)

    return Movement(
        issued=of("earn", "credit"),
        taken_back=of("reversed", "credit-taken-back"),
        redeemed=of("burn"),
        restored=of("restored"),
        corrections=of("adjusted") - of("debited"),
    )


def _moved(rows: list[LedgerRow], account: str) -> int:
    given = sum(row.points for row in rows if row.credit_account == account)
    return given - sum(row.points for row in rows if row.debit_account == account)
