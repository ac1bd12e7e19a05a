"""What a small shop's hub shows of itself."""

import ssl
from pathlib import Path

from tests.support.certificates import HERE, Made, certified


def own_certificate(
    folder: Path,
    *,
    address: str = HERE,
    begun_days: float = 9,
    days: float = 1,
    is_authority: bool = True,
    by: Made | None = None,
) -> Path:
    """A file with a certificate and its key; see ``certified``."""
    made = certified(
        address=address, begun_days=begun_days, days=days, is_authority=is_authority, by=by
    )
    return made.kept_in(folder / "zentrale.pem")


def shown(file: Path) -> ssl.SSLContext:
    """What the hub shows of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
