import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settled, Settlement
from pos_loyalty.reporting.settlement_file import SettlementFileError, write_settlement

FOUND = Settlement(
    Period(date(2026, 1, 1), date(2026, 1, 31)),
    Currency("EUR"),
    (Settled("korn", 'Korn, "Beck"', Movement(300, 100, 50, 20, 5), Fraction("0.008"), -136),),
    Movement(issued=7),
)


def test_a_table_has_a_row_for_each_place(tmp_path: Path) -> None:
    """Plain figures with a decimal point; the shop itself is settled with nobody."""
    path = tmp_path / "settlement.csv"
    write_settlement(path, FOUND)
    with path.open(encoding="utf-8", newline="") as file:
        korn, shop = csv.DictReader(file)
    assert (korn["partner"], korn["name"]) == ("korn", 'Korn, "Beck"')
    assert (korn["from"], korn["to"]) == ("2026-01-01", "2026-01-31")
    assert (korn["issued"], korn["issued_net"], korn["redeemed_net"]) == ("300", "200", "30")
    assert (korn["settlement_value"], korn["amount"], korn["currency"]) == (
        "0.008",
        "-1.36",
        "EUR",
    )
    assert (shop["partner"], shop["issued"], shop["amount"]) == ("", "7", "")


def test_a_file_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """Nothing is left where it could not be put."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(SettlementFileError):
        write_settlement(tmp_path / "taken", FOUND)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
