from pathlib import Path

from pos_loyalty.services.counter_note import CounterNote
from pos_loyalty.terminal.noted_audience import NotedAudience
from tests.support.audience import FakeAudience
from tests.support.cashier import Desk
from tests.support.counter import ANNA, NOW


def test_whoever_is_there_is_noted(tmp_path: Path) -> None:
    """From the scan to the end of the purchase, or until the cashier leaves it."""
    note = CounterNote(tmp_path / "counter.json")
    desk, seen = Desk(), FakeAudience()
    audience = NotedAudience(seen, note, now=lambda: NOW, is_wanted=lambda: True)
    audience.member_came(ANNA)
    assert note.member_id(NOW) == ANNA.member_id
    note.clear()
    audience.beat()
    assert note.member_id(NOW) == ANNA.member_id
    audience.sale_changed(None)
    desk.sell("LT-ANNA", "1,00")
    desk.presenter.confirm()
    audience.member_left()
    audience.member_left()
    audience.beat()
    assert note.member_id(NOW) == ""
    audience.scan_refused()


def test_nothing_is_written_that_nobody_reads(tmp_path: Path) -> None:
    """Without a relay that puts blocks on receipts, no file is touched."""
    path = tmp_path / "counter.json"
    audience = NotedAudience(
        FakeAudience(), CounterNote(path), now=lambda: NOW, is_wanted=lambda: False
    )
    audience.member_came(ANNA)
    audience.beat()
    assert not path.exists()
