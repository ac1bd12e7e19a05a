import re
from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.cards.pass_signer import read_signer, save_signer
from pos_loyalty.cards.phone_code import phone_code
from pos_loyalty.domain.errors import NotAllowedError, UnknownMemberError
from pos_loyalty.services.member_cards import MEDIA_TYPES, CardForm, MemberCards
from tests.support.cards import codes_in, image_of
from tests.support.pass_certificates import PASSWORD, certificates
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Shop:
    """A shop in memory."""
    return scratch_shop()


def test_a_picture_is_the_members_card(shop: Shop) -> None:
    """What is on it opens the account."""
    anna = shop.enroll(given_name="Anna", family_name="Berger")
    file = shop.application.member_cards.file(anna, CardForm.PICTURE, shop.now)
    assert file.media_type == "image/png"
    assert codes_in(image_of(file.content)) == [shop.application.members.card(anna).payload]
    assert file.name == "mitgliedskarte.png"


def test_a_phone_page_makes_codes_that_are_taken(shop: Shop) -> None:
    """Its secret is that of the card that is good now, after a replacement too."""
    anna = shop.enroll()
    shop.application.members.replace_card(shop.request(), anna)
    page = shop.application.member_cards.file(anna, CardForm.PHONE_PAGE, shop.now).content.decode()
    found = re.search(r'"key": "(.)", "member": "(\w+)", "secret": "(\w+)"', page)
    assert found is not None
    key_id, member_id, secret = found.groups()
    shop.clock.advance(timedelta(days=200))
    text = phone_code(bytes.fromhex(secret), key_id=key_id, member_id=member_id, at=shop.now)
    assert shop.application.cards.member_id(text, shop.now) == anna


def test_it_speaks_the_members_language(shop: Shop) -> None:
    """Somebody who speaks English reads English."""
    ben = shop.enroll(language="en")
    file = shop.application.member_cards.file(ben, CardForm.PHONE_PAGE, shop.now)
    assert b"Please show this code at the till." in file.content
    assert file.name == "member-card.html"


def test_a_sheet_is_made_too(shop: Shop) -> None:
    """For a card of plastic or cardboard."""
    file = shop.application.member_cards.file(shop.enroll(), CardForm.SHEET, shop.now)
    assert file.content.startswith(b"%PDF")


def test_a_pass_is_signed_by_the_shop(shop: Shop, tmp_path: Path) -> None:
    """Without a certificate there is none, and it says so."""
    anna = shop.enroll()
    application, path = shop.application, tmp_path / "keys" / "wallet_pass.pem"
    cards = MemberCards(
        application.members, application.programs, application.voice, application.key_ring, path
    )
    assert not cards.signs_passes
    for without in (cards, application.member_cards):
        with pytest.raises(NotAllowedError) as caught:
            without.file(anna, CardForm.WALLET_PASS, shop.now)
        assert caught.value.facts == {"reason": "no-pass-certificate"}
    given = certificates(shop.now)
    save_signer(path, read_signer(given.bundle, PASSWORD, given.intermediate, shop.now))
    assert cards.file(anna, CardForm.WALLET_PASS, shop.now).content.startswith(b"PK")


def test_nobody_has_no_card(shop: Shop) -> None:
    """In no form."""
    for form in MEDIA_TYPES:
        with pytest.raises(UnknownMemberError):
            shop.application.member_cards.file("NOBODYHERE", form, shop.now)
