"""The page that a phone shows, run as a browser would: its codes and its pictures."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QJSEngine, QJSValue

from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.phone_code import phone_code, phone_secret
from pos_loyalty.config.paths import resources

MEMBER = "K48217P2M9"
KEY = CardKey("7", bytes(range(32)), made_at=datetime(2026, 5, 4, tzinfo=UTC))
SECRET = phone_secret(KEY, member_id=MEMBER, issue=2)


@pytest.fixture(scope="module")
def phone(qapp: QCoreApplication) -> QJSEngine:
    """A phone's browser, as far as the code is concerned."""
    engine = QJSEngine(qapp)
    script = (resources() / "phone_card" / "code.js").read_text("utf-8")
    evaluated(engine, script)
    return engine


def evaluated(engine: QJSEngine, script: str) -> QJSValue:
    """What a script comes to."""
    # PySide's own types promise a pair here, and get a value.
    value: Any = engine.evaluate(script)
    assert isinstance(value, QJSValue)
    assert not value.isError(), value.toString()
    return value


def told(phone: QJSEngine, call: str) -> object:
    """What a function of the page answers."""
    return json.loads(evaluated(phone, f"JSON.stringify({call})").toString())


@pytest.mark.parametrize("seconds", [0, 29, 30, 1_777_885_210, 2**31, 2**34 + 7])
def test_the_phone_makes_the_codes_that_the_till_expects(phone: QJSEngine, seconds: int) -> None:
    """Two programs in two languages, one format, now and after the steps have come around."""
    at = datetime.fromtimestamp(seconds, tz=UTC)
    made = told(phone, f"phoneCode('{SECRET.hex()}', '7', '{MEMBER}', {seconds}.5)")
    assert made == phone_code(SECRET, key_id="7", member_id=MEMBER, at=at)


@pytest.mark.parametrize("place", range(24))
def test_its_picture_can_be_read(phone: QJSEngine, place: int) -> None:
    """Somebody else's reader reads what the page draws."""
    at = datetime.fromtimestamp(1_777_885_210 + 3000 * place, tz=UTC)
    text = phone_code(SECRET, key_id="7", member_id=MEMBER, at=at)
    modules = told(phone, f"qrModules('{text}')")
    assert isinstance(modules, list)
    image = Image.new("L", (33, 33), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    (found,) = zxingcpp.read_barcodes(image.resize((330, 330), Image.Resampling.NEAREST))
    assert (found.text, found.ec_level) == (text, "M")


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ],
)
def test_its_hash_is_the_standards(phone: QJSEngine, text: str, digest: str) -> None:
    """The examples of FIPS 180-4."""
    made = told(phone, f"sha256(bytesOfText('{text}'))")
    assert isinstance(made, list)
    assert bytes(made).hex() == digest
