from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pos_loyalty.domain.till_receipt import ReceiptKind, ReceiptLine, TillReceipt
from pos_loyalty.gateway.relay_journal import Journal, Seen

AT = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)


def _seen(number: int) -> Seen:
    return Seen(
        AT,
        TillReceipt(
            source="till",
            number=str(number),
            total_minor=3650,
            printed_on=date(2026, 11, 22),
            kind=ReceiptKind.SALE,
            lines=(ReceiptLine("Käse", 3650),),
        ),
    )


def _opened(path: Path) -> Journal:
    journal = Journal(path)
    journal.open()
    return journal


def test_what_was_not_handed_over_waits(tmp_path: Path) -> None:
    """After a power cut the rest is there, in order, and what is done is not there again."""
    path = tmp_path / "relay" / "journal.jsonl"
    journal = _opened(path)
    for number in range(3):
        journal.add(_seen(number))
    journal.handed_over()
    assert _opened(path).waiting == journal.waiting == (_seen(1), _seen(2))
    journal.handed_over()
    journal.handed_over()
    assert _opened(path).waiting == ()


@pytest.mark.expected_log("cannot be read and is left out")
def test_half_a_line_is_left_out(tmp_path: Path) -> None:
    """The power went while a receipt was written down; the next ones are whole."""
    path = tmp_path / "journal.jsonl"
    journal = _opened(path)
    journal.add(_seen(1))
    with path.open("ab") as file:
        file.write(b'{"at":"2026-')
    again = _opened(path)
    again.add(_seen(2))
    assert again.waiting == _opened(path).waiting == (_seen(1), _seen(2))


def test_a_place_that_is_none_is_the_beginning(tmp_path: Path) -> None:
    """Handing something over twice is harmless, leaving it out is not."""
    path = tmp_path / "journal.jsonl"
    _opened(path).add(_seen(1))
    for said in ("nonsense", "999999"):
        path.with_suffix(".done").write_text(said, "ascii")
        assert _opened(path).waiting == (_seen(1),)


def test_a_long_journal_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all of it is done, it is not kept for ever."""
    monkeypatch.setattr("pos_loyalty.gateway.relay_journal._LARGEST_BYTES", 100)
    path = tmp_path / "journal.jsonl"
    journal = _opened(path)
    journal.add(_seen(1))
    journal.add(_seen(2))
    journal.handed_over()
    assert path.stat().st_size > 0
    journal.handed_over()
    assert path.stat().st_size == 0
    journal.add(_seen(3))
    assert _opened(path).waiting == (_seen(3),)


def test_what_the_disk_does_not_take_is_kept_in_mind(tmp_path: Path) -> None:
    """A full disk costs no receipt as long as the process lives."""
    journal = _opened(tmp_path / "journal.jsonl")
    journal.remember(_seen(1))
    waited = journal.waiting
    journal.handed_over()
    assert [waited, journal.waiting] == [(_seen(1),), ()]
