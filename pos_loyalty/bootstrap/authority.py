"""The certificate that vouches for the hub, where no public one does."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos_loyalty.domain.errors import NotAllowedError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_MOST_BYTES: Final = 1 << 20


def authority_at(path: Path, now: datetime) -> bytes:
    """The certificates of a file, as a till keeps them: a key that lies with them is left out.

    Raises NotAllowedError for a file without a certificate, and for one that is over.
    """
    # Once in a till's life; cryptography takes 50 ms to import.
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            found = _certificates(file.read(_MOST_BYTES))
    except (OSError, ValueError) as error:
        raise NotAllowedError(reason="no-certificate", file=path.name) from error
    if all(each.not_valid_after_utc < now for each in found):
        raise NotAllowedError(reason="certificate-expired", file=path.name)
    return b"".join(each.public_bytes(Encoding.PEM) for each in found)


def _certificates(data: bytes) -> list["Certificate"]:
    # As above.
    from cryptography import x509  # noqa: PLC0415

    if b"BEGIN CERTIFICATE" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]
