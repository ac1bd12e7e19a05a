"""What the page “Test on my sales” shows."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


class SimulateStage(StrEnum):
    """How far a trial has come."""

    CHOOSE = "choose"
    RUNNING = "running"
    DONE = "done"


class Subject(StrEnum):
    """What is tried."""

    DRAFT = "draft"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure as it was, as it would have been, and the difference."""

    label: str
    recorded: str
    tried: str
    change: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart. ``share`` is its length, from −1 to 1."""

    label: str
    detail: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a heading; without bars, the chart is left out."""

    heading: str = ""
    note: str = ""
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of a budget or a stock would be used."""

    label: str
    said: str
    share: float


@dataclass(frozen=True, slots=True)
class Gauges:
    """Gauges under a heading."""

    heading: str = ""
    gauges: tuple[Gauge, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulateState:
    """The page."""

    stage: SimulateStage = SimulateStage.CHOOSE
    is_empty: bool = False
    """There is nothing to try anything on."""
    subject: Subject = Subject.DRAFT
    file_name: str = ""
    prices_remembered: bool = False
    """Whether purchases that an import only remembered earn too."""
    can_start: bool = False
    """Nothing can be begun before it is known what there is."""
    share: float = 0.0
    progress: str = ""
    title: str = ""
    subtitle: str = ""
    figures: tuple[Compared, ...] = ()
    winners: Chart = Chart()
    losers: Chart = Chart()
    moves: Chart = Chart()
    rules: Chart = Chart()
    limits: Gauges = Gauges()
    message: Message | None = None
