"""What the page of other software beside the till shows."""

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


@dataclass(frozen=True, slots=True)
class ApiState:
    """The local API: whether it is on, how it is, and its token as far as it may be seen."""

    is_on: bool = False
    port: str = ""
    port_error: str = ""
    standing: Message | None = None
    token: str = ""
    is_token_shown: bool = False


@dataclass(frozen=True, slots=True)
class FolderState:
    """The watched folder; an empty one is none."""

    path: str = ""
    standing: Message | None = None


@dataclass(frozen=True, slots=True)
class BesideState:
    """The page."""

    is_loaded: bool = False
    is_busy: bool = False
    api: ApiState = ApiState()
    folder: FolderState = FolderState()
    message: Message | None = None
