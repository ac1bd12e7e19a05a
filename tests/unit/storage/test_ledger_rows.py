from pos_loyalty.domain.ledger import ISSUED, REDEEMED, member_account
from pos_loyalty.storage.ledger_rows import ledger_rows
from tests.support.builders import basket
from tests.support.shop import scratch_shop


def test_rows_come_in_the_order_of_the_log() -> None:
    """Each with its place, its accounts and both times."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 300)
    sold = shop.sell_basket(anna, basket("50.00", points=100))
    with shop.application.store.read() as reading:
        rows = list(ledger_rows(reading))
    assert [(row.kind, row.points) for row in rows] == [
        ("credit", 300),
        ("burn", 100),
        ("earn", 49),
    ]
    assert [(row.debit_account, row.credit_account) for row in rows[1:]] == [
        (member_account(anna), REDEEMED),
        (ISSUED, member_account(anna)),
    ]
    assert [(row.seq, row.line) for row in rows[1:]] == [(rows[1].seq, 1), (rows[1].seq, 2)]
    assert {row.sale_id for row in rows[1:]} == {sold.id}
    assert {row.effective_at for row in rows} == {shop.now}
