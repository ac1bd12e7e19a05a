from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.cards.errors import PassCertificateError
from pos_loyalty.cards.pass_signer import load_signer, read_signer, save_signer
from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    MissingPrivateFileError,
    OpenPrivateFileError,
)
from tests.support.builders import at
from tests.support.pass_certificates import (
    PASS_TYPE,
    PASSWORD,
    TEAM,
    bundle_without_key,
    certificates,
)

NOW = at("2026-05-04 12:00")


def test_the_certificate_says_which_pass_and_whose() -> None:
    """Nothing has to be typed: kind and team stand in it."""
    given = certificates(NOW)
    signer = read_signer(given.bundle, PASSWORD, given.intermediate, NOW)
    assert (signer.pass_type, signer.team) == (PASS_TYPE, TEAM)
    assert signer.ends_at == NOW + timedelta(days=364)


def test_it_is_kept_for_this_account_alone(tmp_path: Path) -> None:
    """Written once, read back the same, and refused when others could have read it."""
    given = certificates(NOW)
    path = tmp_path / "keys" / "wallet_pass.pem"
    with pytest.raises(MissingPrivateFileError):
        load_signer(path)
    signer = read_signer(given.bundle, PASSWORD, given.intermediate, NOW)
    save_signer(path, signer)
    loaded = load_signer(path)
    assert (loaded.certificate, loaded.intermediate) == (signer.certificate, signer.intermediate)
    assert loaded.key.private_numbers() == signer.key.private_numbers()
    path.chmod(0o644)
    with pytest.raises(OpenPrivateFileError):
        load_signer(path)


@pytest.mark.parametrize("left", [0, 100, 2000])
def test_a_damaged_file_is_said_to_be(tmp_path: Path, left: int) -> None:
    """Half of it is none of it."""
    given = certificates(NOW)
    path = tmp_path / "wallet_pass.pem"
    save_signer(path, read_signer(given.bundle, PASSWORD, given.intermediate, NOW))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(DamagedPrivateFileError):
        load_signer(path)


def test_what_signs_no_pass_is_refused() -> None:
    """Each with its reason: wrong password, no key, no pass, another key, ended, strangers."""
    good = certificates(NOW)
    cases = {
        "unreadable": (good.bundle, "falsch", good.intermediate),
        "no-key": (bundle_without_key(NOW), "", good.intermediate),
        "no-pass": (certificates(NOW, pass_type="").bundle, PASSWORD, good.intermediate),
        "ended": (certificates(NOW, days=1).bundle, PASSWORD, good.intermediate),
        "strangers": (good.bundle, PASSWORD, certificates(NOW, vouches=False).intermediate),
    }
    for reason, (bundle, password, intermediate) in cases.items():
        with pytest.raises(PassCertificateError) as caught:
            read_signer(bundle, password, intermediate, NOW)
        assert caught.value.facts["reason"] == reason
    for bundle, intermediate in ((b"", good.intermediate), (good.bundle, b"-----BEGIN")):
        with pytest.raises(PassCertificateError) as caught:
            read_signer(bundle, PASSWORD, intermediate, NOW)
        assert caught.value.facts["reason"] == "unreadable"
    with pytest.raises(PassCertificateError) as caught:
        read_signer(certificates(NOW, is_rsa=False).bundle, PASSWORD, good.intermediate, NOW)
    assert caught.value.facts["reason"] == "no-key"
