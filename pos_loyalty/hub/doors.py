"""What the command line may start of this room; it loads what lies behind it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pos_loyalty.config.clock import SystemClock

if TYPE_CHECKING:
    # For the checker alone: other commands do not wait for web libraries.
    from pos_loyalty.hub.server import HubServer


class Order(Protocol):
    """What a hub is to be."""

    @property
    def database(self) -> str: ...

    @property
    def listen(self) -> str: ...

    @property
    def certificate(self) -> Path | None: ...

    @property
    def certificate_key(self) -> Path | None: ...

    @property
    def workers(self) -> int: ...

    @property
    def public_url(self) -> str: ...


def open_hub(order: Order) -> "HubServer":
    """A hub that is heard already, its database brought up to date.

    Raises HubListenError, HubCertificateError, HubDatabaseAwayError and other outages.
    """
    from pos_loyalty.bootstrap.hub import open_office  # noqa: PLC0415 - see above
    from pos_loyalty.hub.listening import check_certificate, listen_at  # noqa: PLC0415
    from pos_loyalty.hub.server import HubServer, HubSettings  # noqa: PLC0415

    settings = HubSettings(
        database=order.database,
        certificate=order.certificate,
        certificate_key=order.certificate_key,
        public_url=order.public_url.rstrip("/"),
    )
    check_certificate(order.certificate, order.certificate_key)
    with open_office(order.database, SystemClock()) as office:
        server = HubServer(settings, listen_at(order.listen), workers=max(1, order.workers))
        # For the codes that are made on the command line.
        office.note_url(server.url)
    return server
