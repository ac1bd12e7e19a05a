"""The ledger as a whole: proved, and written out."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.ledger_rows import LedgerRow, ledger_rows
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf
from pos_loyalty.storage.verify import LedgerReport, verify_ledger
from pos_loyalty.storage.verify_draws import bad_draws
from pos_loyalty.storage.verify_records import bad_records

_COLUMNS: Final = tuple(field.name for field in fields(LedgerRow))


def verified_ledger(store: Store, shelf: TimelineShelf) -> LedgerReport:
    """What came of deriving links, entries, states and balances anew from the log."""
    with store.read() as reading:
        timeline = shelf.timeline(reading)

        def stands(history: Sequence[MemberEvent], at: datetime) -> MemberState:
            return fold(timeline, history, at=at)

        report = verify_ledger(reading, stands)
        if not report.ok:
            return report
        zone = timeline.versions[0].program.zone
        found = chain(
            bad_records(reading, lambda at: local_day(at, zone).isoformat()),
            bad_draws(reading, stands),
        )
        return replace(report, first_bad=next(found, None))


def export_ledger(store: Store, target: Path) -> int:
    """Write all entries to a file, and return how many; CSV where it is called so.

    The file is there whole or not at all. Raises OSError.
    """
    partial = target.with_name(f".{target.name}.partial")
    write = _write_csv if target.suffix.lower() == ".csv" else _write_lines
    try:
        with store.read() as reading:
            count = write(partial, ledger_rows(reading))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, rows: Iterable[LedgerRow]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow(_plain(row))
            count += 1
    return count


def _write_lines(path: Path, rows: Iterable[LedgerRow]) -> int:
    count = 0
    with path.open("wb") as file:
        for row in rows:
            file.write(encode_json(_plain(row)) + b"\n")
            count += 1
    return count


def _plain(row: LedgerRow) -> Mapping[str, Any]:
    return {
        **asdict(row),
        "effective_at": row.effective_at.isoformat(),
        "occurred_at": row.occurred_at.isoformat(),
    }
