"""What commands start in the rooms beside this one, which it may not import.

``__main__`` hands them in; a room is loaded when a command asks for it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.api_token import ApiToken


class ApiDoor(Protocol):
    """The local API, heard already and not yet answering."""

    @property
    def url(self) -> str: ...

    def serve(self) -> None: ...

    def end_with_input(self) -> None: ...


class Taken(Protocol):
    """What became of the files in a watched folder."""

    @property
    def done(self) -> int: ...

    @property
    def failed(self) -> int: ...

    @property
    def waiting(self) -> int: ...


class WatchDoor(Protocol):
    """A watched folder, not yet looked into."""

    def once(self) -> Taken: ...

    def serve(self) -> None: ...

    def end_with_input(self) -> None: ...


class RelayDoor(Protocol):
    """The relay before the till's printer, heard already."""

    @property
    def address(self) -> object: ...

    def serve(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOrder:
    """What a hub is to be: its database, where it is heard, and how it is encrypted."""

    database: str
    listen: str
    certificate: Path | None = None
    certificate_key: Path | None = None
    workers: int = 1
    public_url: str = ""


class HubDoor(Protocol):
    """The hub, heard already and not yet answering."""

    @property
    def url(self) -> str: ...

    @property
    def listen(self) -> str: ...

    def serve(self) -> None: ...

    def end_with_input(self) -> None: ...


class Hub(Protocol):
    """Where tills meet. ``pos_loyalty.hub.doors`` is one."""

    def open_hub(self, order: HubOrder) -> HubDoor: ...


class Gateway(Protocol):
    """Processes beside an existing till. ``pos_loyalty.gateway.doors`` is one."""

    def open_api(self, shop: Application, token: ApiToken, listen: str) -> ApiDoor: ...

    def open_watch(self, shop: Application, folder: Path) -> WatchDoor: ...

    def open_relay(self, folder: DataFolder, given: Mapping[str, Any]) -> RelayDoor: ...

    def api_document(self) -> dict[str, Any]: ...
