"""What the page about several tills shows."""

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message, Tone


@dataclass(frozen=True, slots=True)
class Invited:
    """What is typed to join a hub."""

    url: str = ""
    code: str = ""
    till: str = ""
    certificate: str = ""
    """The file of the hub's own certificate; most have a public one."""

    @property
    def is_whole(self) -> bool:
        """Whether there is something in the lines that are needed."""
        return bool(self.url.strip() and self.code.strip())


@dataclass(frozen=True, slots=True)
class TillRow:
    """Another till: where it stands, and whether it takes part."""

    name: str
    store: str
    standing: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class AsideRow:
    """Something that the hub does not book: when it was heard of, and why."""

    when: str
    why: str


@dataclass(frozen=True, slots=True)
class HubState:
    """The page: lines to join a hub, or how it stands with the one there is."""

    is_loaded: bool = False
    is_busy: bool = False
    is_paired: bool = False
    message: Message | None = None
    invited: Invited = Invited()
    standing: Message | None = None
    facts: tuple[tuple[str, str], ...] = ()
    share: float | None = None
    """How much of what the hub has to tell was read, 0 to 1; None while nothing is being read."""
    reading: str = ""
    others: tuple[TillRow, ...] = ()
    aside: tuple[AsideRow, ...] = ()
