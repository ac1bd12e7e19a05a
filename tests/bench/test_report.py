import json
from pathlib import Path

from tests.bench.report import table, write_json
from tests.bench.result import Figure, Goal, measured, percentile, rates

_KEPT = measured("sale", [1.0, 2.0, 3.0, 4.0], floor=[1.0, 2.0, 3.0], goal=Goal(Figure.RATIO, 1.5))
_MISSED = measured("scan", [10.0, 60.0], goal=Goal(Figure.P99, 50))
_RATE = rates("steps", [400.0, 600.0, 700.0], unit="1/s", goal=Goal(Figure.P50, 500, at_least=True))
_BARE = measured("memory", [140.0], unit="MiB")


def test_a_percentile_is_a_sample() -> None:
    """No figure is reported that was never measured."""
    samples = [float(number) for number in range(1, 201)]
    assert percentile(samples, 50) == 100
    assert percentile(samples, 99) == 198
    assert percentile([7.0], 99) == 7


def test_goals_are_judged_by_their_own_figure() -> None:
    """A good middle does not hide a bad end, and for rates more is better."""
    assert (_KEPT.met, _MISSED.met, _RATE.met, _BARE.met) == (True, False, True, None)
    assert (_KEPT.ratio, _BARE.ratio) == (1.0, None)
    assert (_RATE.p50, _RATE.p99) == (600, 400)


def test_the_table_has_a_line_each() -> None:
    """Whoever runs it sees name, figures, floor, goal and verdict at a glance."""
    lines = table([_KEPT, _MISSED, _RATE, _BARE]).splitlines()
    assert len(lines) == 5
    assert lines[1].split() == [
        "sale",
        "[ms]",
        "2",
        "4",
        "4",
        "2",
        "1.00×",
        "ratio",
        "≤",
        "1.5×",
        "met",
    ]
    assert lines[2].endswith("p99 ≤ 50  MISSED")
    assert lines[4].split() == ["memory", "[MiB]", "140", "140", "140"]


def test_the_file_says_the_same(tmp_path: Path) -> None:
    """Other programs read a list of objects with these keys."""
    file = tmp_path / "deep" / "bench.json"
    write_json([_KEPT, _BARE], file)
    assert json.loads(file.read_text("utf-8")) == [
        {
            "name": "sale",
            "unit": "ms",
            "p50": 2.0,
            "p95": 4.0,
            "p99": 4.0,
            "floor_p50": 2.0,
            "ratio": 1.0,
            "goal": "ratio ≤ 1.5×",
            "met": True,
        },
        {
            "name": "memory",
            "unit": "MiB",
            "p50": 140.0,
            "p95": 140.0,
            "p99": 140.0,
            "floor_p50": None,
            "ratio": None,
            "goal": None,
            "met": None,
        },
    ]
