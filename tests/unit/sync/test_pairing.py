from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.cards.key_ring import new_key_ring
from pos_loyalty.config.settings import Settings, Shop
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.security.sealed_box import BoxKey, new_box_key, seal_for
from pos_loyalty.security.vault import SealBrokenError
from pos_loyalty.sync.enrolment import CARD_KEYS
from pos_loyalty.sync.errors import WrongPairingCodeError
from pos_loyalty.sync.pairing import (
    Invitation,
    PairingFile,
    Parcel,
    clean_code,
    invitation_in,
    is_of_one_shop,
    opened_parcel,
    pairing_error,
    sealed_parcel,
    shared_settings,
)
from pos_loyalty.sync.protocol import Problem
from tests.support.builders import at
from tests.support.tiny_hub import text_of

NOW = at("2026-03-01T09:00")
RING = new_key_ring(NOW)
READER = BoxKey(bytes(range(32)))


def test_a_scan_of_the_hubs_code() -> None:
    """Everything before the last sign of its kind is the address."""
    assert invitation_in("pos-loyalty-pair:https://hub.example/x#ABCDE12345") == Invitation(
        "https://hub.example/x", "ABCDE12345"
    )
    assert invitation_in("LT12345") is None
    assert invitation_in("pos-loyalty-pair:ABCDE12345") is None


def test_a_code_that_came_in_capitals() -> None:
    """Scanners' keys do, through the till's filter: hosts are the same in both."""
    read = invitation_in("POS-LOYALTY-PAIR:HTTPS://HUB.EXAMPLE:8443#abcde12345")
    assert read == Invitation("https://hub.example:8443", "ABCDE12345")


def test_capitals_of_an_address_are_kept() -> None:
    """Where they came: the hub's folder may have some."""
    read = invitation_in("pos-loyalty-pair:https://hub.example/Kasse#ABCDE12345")
    assert read == Invitation("https://hub.example/Kasse", "ABCDE12345")


@pytest.mark.parametrize("typed", ["abcde12345", "ABCDE-12345", " abc de 123 45 "])
def test_a_code_as_people_type_it(typed: str) -> None:
    """Case and groups do not matter."""
    assert clean_code(typed) == "ABCDE12345"


def test_letters_that_look_like_digits() -> None:
    """What was read off a screen wrongly is put right."""
    assert clean_code("OIOIOIOIOI") == "0101010101"


@pytest.mark.parametrize("typed", ["", "ABCDE1234", "ABCDE123456", "ABCDE1234Z", "ABCDE1234ß"])
def test_what_is_no_code(typed: str) -> None:
    """The hub need not be asked."""
    with pytest.raises(WrongPairingCodeError):
        clean_code(typed)


def test_a_parcel_arrives_whole() -> None:
    """Card keys and the shop's settings come out as they were put in, for one reader alone."""
    parcel = Parcel(RING, {"name": "Sonnenblume", "currency": "EUR"})
    sealed = sealed_parcel(parcel, text_of(READER.public))
    assert opened_parcel(sealed, READER) == parcel
    with pytest.raises(SealBrokenError):
        opened_parcel(sealed, new_box_key())


@pytest.mark.parametrize("plain", [b"rubbish", b"{}", b'{"ring":"{}"}', b'{"ring":"[]"}'])
def test_a_parcel_with_something_else_in_it(plain: bytes) -> None:
    """What is sealed and no parcel is refused like a broken seal."""
    sealed = text_of(seal_for(READER.public, plaintext=plain, context=CARD_KEYS))
    with pytest.raises(SealBrokenError):
        opened_parcel(sealed, READER)
    with pytest.raises(SealBrokenError):
        opened_parcel("no base64!", READER)


def test_rings_of_one_shop() -> None:
    """A ring and its rotation are of one shop, two new ones are not."""
    rotated = RING.rotated(NOW, timedelta(days=1))
    assert is_of_one_shop(RING, rotated)
    assert is_of_one_shop(rotated, RING)
    assert not is_of_one_shop(RING, new_key_ring(NOW))


def test_what_all_tills_share() -> None:
    """The shop's name travels, the till's does not."""
    shared = shared_settings(Settings(shop=Shop(name="Sonnenblume", till="Kasse 1", site="Mitte")))
    assert shared == {
        "name": "Sonnenblume",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "language": "de",
    }


def test_a_pairing_is_begun_once(tmp_path: Path) -> None:
    """Its key stays, so that an interrupted one goes on; another hub gets another key."""
    file = PairingFile(tmp_path / "keys")
    assert file.read() is None
    first = file.begun(url="https://a.example", device="till-1")
    assert file.begun(url="https://a.example", device="till-1") == first
    assert file.read() == first
    other = file.begun(url="https://b.example", device="till-1")
    assert other.box != first.box
    (kept,) = (tmp_path / "keys").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_pairing_that_cannot_be_read(tmp_path: Path) -> None:
    """It is begun anew."""
    file = PairingFile(tmp_path)
    file.begun(url="https://a.example", device="till-1")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"rubbish")
    assert file.read() is None


@pytest.mark.parametrize(
    ("code", "error", "facts"),
    [
        ("wrong-code", "wrong-code", {}),
        ("no-shop", "no-shop-yet", {}),
        ("other-shop", "other-shop", {}),
        ("version-taken", "other-shop", {}),
        ("retry-later", "hub-unreachable", {"problem": "busy"}),
        ("device-taken", "hub-refused", {"reason": "device-taken"}),
    ],
)
def test_what_the_hub_says_no_with(code: str, error: str, facts: dict[str, object]) -> None:
    """Each of its codes is an error with words."""
    said = pairing_error(Problem(code=code))
    assert isinstance(said, LoyaltyError)
    assert (said.code, said.facts) == (error, facts)
