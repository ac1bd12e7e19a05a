from datetime import UTC, datetime

from pos_loyalty.scanning.scan import Scan, ScanSource


def test_a_scan_does_not_show_its_text() -> None:
    """Whoever has a card's text has the card; logs and traces do not get it."""
    scan = Scan("LT7K48217P2M9", ScanSource.KEYBOARD, datetime(2026, 5, 4, tzinfo=UTC))
    assert "LT7" not in repr(scan)
