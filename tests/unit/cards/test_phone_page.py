import re
from datetime import UTC, datetime

from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.phone_code import phone_secret
from pos_loyalty.cards.phone_page import PhoneSecret, phone_page
from tests.support.cards import card_face

NOW = datetime(2026, 5, 4, 9, 0, 10, tzinfo=UTC)
KEY = CardKey("7", bytes(range(32)), made_at=NOW)
MEMBER = "K48217P2M9"
SECRET = phone_secret(KEY, member_id=MEMBER, issue=2)


def page(face: CardFace | None = None) -> str:
    """Anna's page."""
    secret = PhoneSecret("7", MEMBER, SECRET)
    return phone_page(face or card_face(), secret, language="de", advice="Vorzeigen").decode()


def test_the_page_stands_alone() -> None:
    """One file: nothing is fetched, and the browser is told to forbid it."""
    text = page()
    assert "default-src 'none'" in text
    assert re.findall(r"(?:src|href)\s*=", text) == []
    assert "{{" not in text


def test_it_shows_shop_name_number_and_advice() -> None:
    """What people read, and the secret of this card alone: not the plastic card's code."""
    face = card_face()
    text = page(face)
    for shown in (face.shop_name, face.number_text, "Vorzeigen", SECRET.hex()):
        assert shown in text
    assert face.payload not in text
    assert KEY.secret.hex() not in text


def test_names_are_text() -> None:
    """A shop whose name looks like a tag is still a name."""
    face = CardFace("<script>x</script>", "A & B", "K4821-7P2M9-B", "LT", "Karte")
    text = page(face)
    assert "<script>x" not in text
    assert "A &amp; B" in text


def test_the_secret_does_not_show() -> None:
    """It stays out of logs."""
    assert SECRET.hex() not in repr(PhoneSecret("7", MEMBER, SECRET))
    assert repr(SECRET) not in repr(PhoneSecret("7", MEMBER, SECRET))
