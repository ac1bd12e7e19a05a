"""The shop's certificate for wallet passes: who may sign them, kept with the other keys.

A pass is signed with a certificate that names its kind and its team: the subject's user id is the
pass type identifier, its organizational unit the team identifier. Phones
trust it through an intermediate certificate, which goes along with each signature.
"""

from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs7,
    pkcs12,
)
from cryptography.x509 import (
    Certificate,
    load_der_x509_certificate,
    load_pem_x509_certificate,
    load_pem_x509_certificates,
)
from cryptography.x509.oid import NameOID

from pos_loyalty.cards.errors import PassCertificateError
from pos_loyalty.config.private_files import DamagedPrivateFileError, read_private, write_private
from pos_loyalty.domain.values import dataclass

_PEM: Final = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class PassSigner:
    """Signs wallet passes. ``intermediate`` is the certificate that vouches for ours."""

    certificate: Certificate
    key: RSAPrivateKey = field(repr=False)
    intermediate: Certificate

    @property
    def pass_type(self) -> str:
        """The pass type identifier, such as ``pass.org.example.bonus``."""
        return _named(self.certificate, NameOID.USER_ID)

    @property
    def team(self) -> str:
        """The team identifier: ten characters."""
        return _named(self.certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)

    @property
    def ends_at(self) -> datetime:
        """When the certificate ends; passes that were made before go on being shown."""
        return self.certificate.not_valid_after_utc

    def signature(self, data: bytes) -> bytes:
        """A detached PKCS #7 signature in DER."""
        builder = (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(data)
            .add_signer(self.certificate, self.key, SHA256())
            .add_certificate(self.intermediate)
        )
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return builder.sign(Encoding.DER, options)


def read_signer(bundle: bytes, password: str, intermediate: bytes, now: datetime) -> PassSigner:
    """The signer in a PKCS #12 file, with the certificate that vouches for it, PEM or DER.

    Raises PassCertificateError: ``reason`` is ``unreadable`` (a wrong password too), ``no-key``,
    ``no-pass``, ``ended`` or ``strangers``.
    """
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(
            bundle, password.encode() or None
        )
        load = load_pem_x509_certificate if _PEM in intermediate else load_der_x509_certificate
        voucher = load(intermediate)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PassCertificateError(reason="unreadable") from error
    if certificate is None or not isinstance(key, RSAPrivateKey):
        raise PassCertificateError(reason="no-key")
    signer = PassSigner(certificate, key, voucher)
    if not signer.pass_type or not signer.team:
        raise PassCertificateError(reason="no-pass")
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise PassCertificateError(reason="ended", until=certificate.not_valid_after_utc)
    if certificate.issuer != voucher.subject:
        raise PassCertificateError(reason="strangers")
    return signer


def save_signer(path: Path, signer: PassSigner) -> None:
    """Keep it for this account only. Raises PrivateFileError."""
    key = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificates = (signer.certificate, signer.intermediate)
    write_private(path, key + b"".join(each.public_bytes(Encoding.PEM) for each in certificates))


def load_signer(path: Path) -> PassSigner:
    """The signer that was kept.

    Raises MissingPrivateFileError where the shop has none, and other PrivateFileErrors.
    """
    data = read_private(path)
    try:
        key = load_pem_private_key(data, None)
        certificate, intermediate = load_pem_x509_certificates(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DamagedPrivateFileError(file=path.name) from error
    if not isinstance(key, RSAPrivateKey):
        raise DamagedPrivateFileError(file=path.name)
    return PassSigner(certificate, key, intermediate)


def _named(certificate: Certificate, oid: object) -> str:
    for attribute in certificate.subject:
        if attribute.oid == oid:
            return str(attribute.value)
    return ""
