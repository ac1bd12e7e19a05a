"""Certificates for wallet passes, made on the spot: an issuer and one that it vouches for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASS_TYPE = "pass.org.example.bonus"
TEAM = "ABCDE12345"
PASSWORD = "offen"


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    """A key takes a while to find, so each of the two is found once."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Certificates:
    """A shop's bundle as it would be downloaded, and the certificate above it."""

    bundle: bytes
    intermediate: bytes


def certificates(
    now: datetime,
    *,
    pass_type: str = PASS_TYPE,
    days: int = 365,
    vouches: bool = True,
    is_rsa: bool = True,
) -> Certificates:
    """Certificates that are good from the day before ``now`` for so many days."""
    issuer = _name(x509.NameAttribute(NameOID.COMMON_NAME, "Issuer"))
    other = _name(x509.NameAttribute(NameOID.COMMON_NAME, "Somebody else"))
    subject = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TEAM)]
    if pass_type:
        subject.append(x509.NameAttribute(NameOID.USER_ID, pass_type))
    key = _key("shop") if is_rsa else ec.generate_private_key(ec.SECP256R1())
    signed = _signed(_name(*subject), issuer, key.public_key(), now, days)
    above = issuer if vouches else other
    voucher = _signed(above, above, _key("issuer").public_key(), now, days)
    bundle = pkcs12.serialize_key_and_certificates(
        b"pass", key, signed, None, BestAvailableEncryption(PASSWORD.encode())
    )
    return Certificates(bundle, voucher.public_bytes(Encoding.DER))


def bundle_without_key(now: datetime) -> bytes:
    """What comes out when only the certificate was exported."""
    issuer = _name(x509.NameAttribute(NameOID.COMMON_NAME, "Issuer"))
    signed = _signed(issuer, issuer, _key("issuer").public_key(), now, 365)
    return pkcs12.serialize_key_and_certificates(b"pass", None, signed, None, NoEncryption())


def _name(*attributes: x509.NameAttribute[str]) -> x509.Name:
    return x509.Name(list(attributes))


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    now: datetime,
    days: int,
) -> x509.Certificate:
    begins = now - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .sign(_key("issuer"), SHA256())
    )
