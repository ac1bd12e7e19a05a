from collections.abc import Iterator

import pytest

from pos_loyalty.domain.errors import KeyReusedError, MemberBlockedError
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.services.wishes import Wishes
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in memory."""
    made = scratch_shop()
    yield made
    made.close()


@pytest.fixture
def wishes(shop: Shop) -> Wishes:
    """What its members decide about themselves."""
    return Wishes(shop.application.store)


def test_a_wish_is_kept_once(shop: Shop, wishes: Wishes) -> None:
    """The same press again is the same wish; another under its key is refused."""
    anna = shop.enroll()
    first = wishes.allow_contact(shop.request("k", KIOSK), anna).value
    again = wishes.allow_contact(shop.request("k", KIOSK), anna)
    assert (again.value, again.repeated) == (first, True)
    with pytest.raises(KeyReusedError):
        wishes.forbid_contact(shop.request("k", KIOSK), anna)
    assert "contact" in shop.application.members.profile(anna).consents


def test_other_consents_stay(shop: Shop, wishes: Wishes) -> None:
    """Whoever wants no letters has not taken back anything else; the language stays, too."""
    anna = shop.enroll(may_contact=True, language="en")
    wishes.forbid_contact(shop.request(actor=KIOSK), anna)
    profile = shop.application.members.profile(anna)
    assert (dict(profile.consents), profile.language) == ({}, "en")
    wishes.speak(shop.request(actor=KIOSK), anna, "de")
    assert shop.application.members.profile(anna).language == "de"


def test_a_blocked_member_waits_for_the_counter(shop: Shop, wishes: Wishes) -> None:
    """Nothing is changed."""
    anna = shop.enroll()
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        wishes.speak(shop.request(actor=KIOSK), anna, "en")
    assert shop.application.members.profile(anna).language is None
