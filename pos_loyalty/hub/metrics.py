"""What the hub counts, in the text that monitoring systems read."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final

from pos_loyalty.domain.values import dataclass

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PREFIX: Final = "pos_loyalty_hub_"

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is what it is at the moment of asking."""

    name: str
    help: str
    values: tuple[tuple[Labels, float], ...]


_COUNTERS: Final[Mapping[str, str]] = {
    "requests_total": "Requests that were answered, by route and status.",
    "events_total": "Events that tills pushed.",
    "refused_total": "Events that were kept and not booked.",
    "rows_total": "Rows of feeds that tills pulled.",
    "grants_total": "Shares that were asked for, by what became of them.",
}
_SECONDS: Final = "request_seconds"


class Metrics:
    """Counts of one process since it began; threads may count side by side."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, dict[Labels, float]] = {name: {} for name in _COUNTERS}
        self._seconds: dict[str, list[int]] = defaultdict(lambda: [0] * (len(_BOUNDS_S) + 1))
        self._sums: dict[str, float] = defaultdict(float)

    def count(self, name: str, n: float = 1, **labels: str) -> None:
        """So many more of ``name``."""
        key = tuple(labels.items())
        with self._lock:
            counts = self._counts[name]
            counts[key] = counts.get(key, 0) + n

    def answered(self, *, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self.count("requests_total", route=route, status=str(status))
        with self._lock:
            self._seconds[route][bisect_left(_BOUNDS_S, seconds)] += 1
            self._sums[route] += seconds

    def text(self, gauges: Iterable[Gauge]) -> str:
        """All counts, and the gauges that were read just now."""
        lines: list[str] = []
        for gauge in gauges:
            lines += _heading(gauge.name, gauge.help, "gauge")
            lines += [_line(gauge.name, labels, value) for labels, value in gauge.values]
        with self._lock:
            for name, said in _COUNTERS.items():
                lines += _heading(name, said, "counter")
                lines += [
                    _line(name, labels, n) for labels, n in sorted(self._counts[name].items())
                ]
            lines += self._histogram()
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        lines = _heading(_SECONDS, "How long requests took, by route.", "histogram")
        for route in sorted(self._seconds):
            labels: Labels = (("route", route),)
            so_far = 0
            bounds = [*(str(bound) for bound in _BOUNDS_S), "+Inf"]
            for bound, n in zip(bounds, self._seconds[route], strict=True):
                so_far += n
                lines.append(_line(f"{_SECONDS}_bucket", (*labels, ("le", bound)), so_far))
            lines.append(_line(f"{_SECONDS}_sum", labels, self._sums[route]))
            lines.append(_line(f"{_SECONDS}_count", labels, so_far))
        return lines


def _heading(name: str, said: str, kind: str) -> list[str]:
    return [f"# HELP {_PREFIX}{name} {said}", f"# TYPE {_PREFIX}{name} {kind}"]


def _line(name: str, labels: Labels, value: float) -> str:
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    figure = str(int(value)) if float(value).is_integer() else repr(float(value))
    return f"{_PREFIX}{name}{{{shown}}} {figure}" if shown else f"{_PREFIX}{name} {figure}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
