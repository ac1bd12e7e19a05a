"""What the hub counts, in the text that monitoring systems read."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.hub.tallies import Tallies

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BOUNDS: Final = (*(str(bound) for bound in _BOUNDS_S), "+Inf")
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
_BUCKET: Final = f"{_SECONDS}_bucket"
_SUM: Final = f"{_SECONDS}_sum"
_LISTENERS: Final = "listeners"
_BETWEEN: Final = "\x1f"


class Metrics:
    """Counts of all processes at one socket; threads may count side by side."""

    def __init__(self, tallies: Tallies | None = None) -> None:
        self._lock = Lock()
        self._tallies = tallies or Tallies()
        # Who followed a process that died has its row, and none of its listeners.
        self.listening(0)

    def count(self, name: str, n: float = 1, **labels: str) -> None:
        """So many more of ``name``."""
        if name not in _COUNTERS:
            raise KeyError(name)
        self._add(name, tuple(labels.items()), n)

    def answered(self, *, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self.count("requests_total", route=route, status=str(status))
        bound = _BOUNDS[bisect_left(_BOUNDS_S, seconds)]
        self._add(_BUCKET, (("route", route), ("le", bound)), 1)
        self._add(_SUM, (("route", route),), seconds)

    def listening(self, n: int) -> None:
        """So many tills listen to this process."""
        with self._lock:
            self._tallies.put(_key(_LISTENERS, ()), n)

    @property
    def listeners(self) -> int:
        """How many tills listen to all of them."""
        with self._lock:
            return int(self._tallies.sums()[_key(_LISTENERS, ())])

    @property
    def workers(self) -> int:
        """How many processes there are."""
        return self._tallies.processes

    def text(self, gauges: Iterable[Gauge]) -> str:
        """All counts, and the gauges that were read just now."""
        lines: list[str] = []
        for gauge in gauges:
            lines += _heading(gauge.name, gauge.help, "gauge")
            lines += [_line(gauge.name, labels, value) for labels, value in gauge.values]
        with self._lock:
            sums = _named(self._tallies.sums())
        for name, said in _COUNTERS.items():
            lines += _heading(name, said, "counter")
            lines += [_line(name, labels, n) for labels, n in sorted(sums[name].items())]
        lines += _histogram(sums)
        return "\n".join(lines) + "\n"

    def _add(self, name: str, labels: Labels, n: float) -> None:
        with self._lock:
            self._tallies.add(_key(name, labels), n)


def _key(name: str, labels: Labels) -> str:
    return _BETWEEN.join((name, *(part for label in labels for part in label)))


def _named(sums: Mapping[str, float]) -> Mapping[str, Mapping[Labels, float]]:
    """The sums by name, and by the labels of each."""
    found: defaultdict[str, dict[Labels, float]] = defaultdict(dict)
    for key, n in sums.items():
        name, *parts = key.split(_BETWEEN)
        found[name][tuple(zip(parts[::2], parts[1::2], strict=True))] = n
    return found


def _histogram(sums: Mapping[str, Mapping[Labels, float]]) -> list[str]:
    lines = _heading(_SECONDS, "How long requests took, by route.", "histogram")
    for labels, seconds in sorted(sums[_SUM].items()):
        so_far = 0.0
        for bound in _BOUNDS:
            place = (*labels, ("le", bound))
            so_far += sums[_BUCKET].get(place, 0)
            lines.append(_line(_BUCKET, place, so_far))
        lines.append(_line(_SUM, labels, seconds))
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
