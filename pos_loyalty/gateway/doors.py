"""What the command line may start of this room; each door loads what lies behind it."""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.security.api_token import ApiToken

if TYPE_CHECKING:
    # For the checker alone: whoever starts the relay does not wait for web libraries.
    from pos_loyalty.gateway.relay_blocks import BlockDesk
    from pos_loyalty.gateway.relay_office import Office, Shelf
    from pos_loyalty.gateway.server import ApiServer
    from pos_loyalty.gateway.watch import Watch


def open_api(shop: Application, token: ApiToken, listen: str) -> "ApiServer":
    """The local API, heard at ``listen``.

    Raises NotLoopbackError, PortTakenError and PrivateFileError.
    """
    from pos_loyalty.gateway.api import create_api  # noqa: PLC0415 - see above
    from pos_loyalty.gateway.loopback import parse_loopback  # noqa: PLC0415
    from pos_loyalty.gateway.server import ApiServer  # noqa: PLC0415
    from pos_loyalty.gateway.verbs import Verbs  # noqa: PLC0415
    from pos_loyalty.services.finding import FindingThread  # noqa: PLC0415

    address = parse_loopback(listen)
    # Made before the first request comes, which could not be told about it.
    token.text()
    api = create_api(Verbs(shop), token.is_right)
    return ApiServer(api, address.listen(), beside=FindingThread(shop.store))


def open_watch(shop: Application, folder: Path) -> "Watch":
    """The watched folder, with places for what was taken. Raises FolderOutageError."""
    from pos_loyalty.gateway.basket_file import SUFFIXES  # noqa: PLC0415 - see above
    from pos_loyalty.gateway.drop_folder import DropFolder  # noqa: PLC0415
    from pos_loyalty.gateway.watch import Watch  # noqa: PLC0415

    drops = DropFolder(folder, SUFFIXES)
    drops.open()
    return Watch(shop, drops, monotonic)


def open_relay(folder: DataFolder, given: Mapping[str, Any]) -> "Office":
    """The relay, heard already; ``given`` is stronger than the settings, which it follows.

    Raises ListenError, PrinterAddressError and RelayRunsError.
    """
    from pos_loyalty.gateway.relay_office import FollowedSettings, Office  # noqa: PLC0415 - see above

    clock = SystemClock()

    def blocks(shelf: "Shelf") -> "BlockDesk":
        # It draws, and most shops want no block.
        from pos_loyalty.gateway.relay_blocks import BlockDesk  # noqa: PLC0415

        return BlockDesk(folder, clock, shelf.templates)

    office = Office(folder, clock, FollowedSettings(folder, **given), blocks=blocks)
    office.open()
    return office


def api_document() -> dict[str, Any]:
    """The OpenAPI document; it is the same for every shop."""
    from pos_loyalty.bootstrap.shop import scratch_application  # noqa: PLC0415 - see above
    from pos_loyalty.gateway.api import create_api  # noqa: PLC0415
    from pos_loyalty.gateway.verbs import Verbs  # noqa: PLC0415
    from pos_loyalty.services.presets import find_document  # noqa: PLC0415

    with scratch_application(find_document("sonnenblume"), SystemClock()) as shop:
        return create_api(Verbs(shop), lambda _token: False).openapi()
