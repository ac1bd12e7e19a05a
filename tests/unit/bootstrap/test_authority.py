from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pos_loyalty.bootstrap.authority import authority_at
from pos_loyalty.domain.errors import NotAllowedError
from tests.support.certificates import certified
from tests.support.hub_tls import own_certificate

NOW = datetime.now(UTC)


def test_only_certificates_are_taken_from_a_file(tmp_path: Path) -> None:
    """The hub's secret key, handed over by mistake, is not kept at each till."""
    file = own_certificate(tmp_path)
    kept = authority_at(file, NOW)
    assert b"PRIVATE KEY" in file.read_bytes()
    assert b"PRIVATE KEY" not in kept
    assert file.read_bytes().startswith(kept)


def test_the_form_does_not_matter(tmp_path: Path) -> None:
    """Browsers save certificates as bare bytes."""
    kept = authority_at(own_certificate(tmp_path), NOW)
    bare = tmp_path / "zentrale.cer"
    bare.write_bytes(x509.load_pem_x509_certificate(kept).public_bytes(Encoding.DER))
    assert authority_at(bare, NOW) == kept


@pytest.mark.parametrize(
    "content", [None, b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nrubbish\n"]
)
def test_what_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """The file is named."""
    file = tmp_path / "zentrale.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NotAllowedError) as refusal:
        authority_at(file, NOW)
    assert refusal.value.facts == {"reason": "no-certificate", "file": "zentrale.pem"}


def test_one_that_is_over_is_refused(tmp_path: Path) -> None:
    """Nobody would be believed by it."""
    with pytest.raises(NotAllowedError) as refusal:
        authority_at(own_certificate(tmp_path), NOW + timedelta(days=2))
    assert refusal.value.facts == {"reason": "certificate-expired", "file": "zentrale.pem"}


def test_one_that_is_over_beside_a_good_one_does_no_harm(tmp_path: Path) -> None:
    """A file that was added to when the certificate was renewed."""
    file = tmp_path / "zentrale.pem"
    file.write_bytes(certified(days=-1).public + certified().public)
    assert authority_at(file, NOW) == file.read_bytes()
