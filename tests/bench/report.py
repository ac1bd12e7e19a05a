"""The table for people, and the file for machines."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.result import Result

_HEAD = ("", "p50", "p95", "p99", "floor", "ratio", "goal", "")
_VERDICTS = {True: "met", False: "MISSED", None: ""}


def table(results: Sequence[Result]) -> str:
    """All results, one a line."""
    rows = [_HEAD, *map(_row, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def write_json(results: Sequence[Result], path: Path) -> None:
    """All results as a list of objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = [_plain(result) for result in results]
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _row(result: Result) -> tuple[str, ...]:
    return (
        f"{result.name} [{result.unit}]",
        _figure(result.p50),
        _figure(result.p95),
        _figure(result.p99),
        _figure(result.floor_p50),
        f"{result.ratio:.2f}×" if result.ratio is not None else "",
        str(result.goal) if result.goal else "",
        _VERDICTS[result.met],
    )


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    first, *rest = row
    cells = [text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)]
    return "  ".join((first.ljust(widths[0]), *cells)).rstrip()


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _plain(result: Result) -> dict[str, object]:
    return {
        "name": result.name,
        "unit": result.unit,
        "p50": _rounded(result.p50),
        "p95": _rounded(result.p95),
        "p99": _rounded(result.p99),
        "floor_p50": _rounded(result.floor_p50),
        "ratio": _rounded(result.ratio),
        "goal": str(result.goal) if result.goal else None,
        "met": result.met,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
