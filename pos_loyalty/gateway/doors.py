"""What the command line may start of this room; each door loads what lies behind it."""

from typing import TYPE_CHECKING, Any

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.security.api_token import ApiToken

if TYPE_CHECKING:
    # For the checker alone: whoever starts the relay does not wait for web libraries.
    from pos_loyalty.gateway.server import ApiServer


def open_api(shop: Application, token: ApiToken, listen: str) -> "ApiServer":
    """The local API, heard at ``listen``.

    Raises NotLoopbackError, PortTakenError and PrivateFileError.
    """
    from pos_loyalty.gateway.api import create_api  # noqa: PLC0415 - see above
    from pos_loyalty.gateway.loopback import parse_loopback  # noqa: PLC0415
    from pos_loyalty.gateway.server import ApiServer  # noqa: PLC0415
    from pos_loyalty.gateway.verbs import Verbs  # noqa: PLC0415

    address = parse_loopback(listen)
    # Made before the first request comes, which could not be told about it.
    token.text()
    return ApiServer(create_api(Verbs(shop), token.is_right), address.listen())


def api_document() -> dict[str, Any]:
    """The OpenAPI document; it is the same for every shop."""
    from pos_loyalty.bootstrap.shop import scratch_application  # noqa: PLC0415 - see above
    from pos_loyalty.gateway.api import create_api  # noqa: PLC0415
    from pos_loyalty.gateway.verbs import Verbs  # noqa: PLC0415
    from pos_loyalty.services.presets import find_document  # noqa: PLC0415

    with scratch_application(find_document("sonnenblume"), SystemClock()) as shop:
        return create_api(Verbs(shop), lambda _token: False).openapi()
