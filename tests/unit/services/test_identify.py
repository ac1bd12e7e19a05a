from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    MistypedNumberError,
    OutdatedCardError,
    StaleCodeError,
    UnreadableCardError,
    UsedCodeError,
)
from pos_loyalty.cards.key_ring import CardKey, new_key_ring
from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.cards.phone_code import phone_code, phone_secret
from pos_loyalty.domain.errors import MemberBlockedError, RefusalError
from pos_loyalty.services.identify import (
    CardReader,
    ClaimSlipError,
    ReplacedCardError,
    UnknownCardError,
)
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberStatus
from tests.support.shop import CASHIER, Shop, scratch_shop


def _key(shop: Shop) -> CardKey:
    return shop.application.key_ring().current


def _member_id(shop: Shop, text: str) -> str:
    return shop.application.cards.member_id(text, shop.now)


def _swapped(text: str, place: int) -> str:
    other = "0" if text[place] != "0" else "2"
    return text[:place] + other + text[place + 1 :]


def test_a_card_opens_its_members_account() -> None:
    """The code alone says whose it is, in whatever case the scanner types it."""
    shop = scratch_shop()
    anna = shop.enroll()
    payload = shop.application.members.card(anna).payload
    assert _member_id(shop, payload) == anna
    assert _member_id(shop, f" {payload.lower()}\n") == anna


def test_a_number_opens_it_too() -> None:
    """Who left the card at home says the number, as it is spoken or grouped."""
    shop = scratch_shop()
    anna = shop.enroll()
    number = member_number(anna)
    for typed in (number, number.lower(), number.replace("-", " ")):
        assert _member_id(shop, typed) == anna


@pytest.mark.parametrize("text", ["", "Sommerfeld", "12345", "LT12"])
def test_what_is_no_number_is_mistyped(text: str) -> None:
    """Neither a name nor half a number is taken for one."""
    with pytest.raises(MistypedNumberError):
        _member_id(scratch_shop(), text)


def test_a_mistyped_character_is_noticed() -> None:
    """No single wrong character leads to somebody else."""
    shop = scratch_shop()
    number = member_number(shop.enroll()).replace("-", "")
    for place in range(len(number)):
        with pytest.raises(MistypedNumberError):
            _member_id(shop, _swapped(number, place))


def test_a_number_that_nobody_has_is_unknown() -> None:
    """Well-formed is not enough."""
    with pytest.raises(UnknownCardError):
        _member_id(scratch_shop(), member_number("K48217P2M9"))


def test_a_damaged_code_is_unreadable() -> None:
    """A misread character is told from a forgery: the member did nothing wrong."""
    shop = scratch_shop()
    payload = shop.application.members.card(shop.enroll()).payload
    with pytest.raises(UnreadableCardError):
        _member_id(shop, _swapped(payload, 20))


def test_a_forged_card_of_a_member_is_forged() -> None:
    """Our key's name and a member of ours, but not our signature."""
    shop = scratch_shop()
    anna = shop.enroll()
    fake = replace(_key(shop), secret=bytes(32))
    with pytest.raises(ForgedCardError):
        _member_id(shop, card_payload(member_id=anna, issue=0, key=fake))


def test_another_shops_card_is_foreign_whatever_its_key_is_called() -> None:
    """Key names are single letters: where the member is unknown too, nobody is accused."""
    shop = scratch_shop()
    ring = new_key_ring(shop.now)
    other = replace(ring.current, key_id=_key(shop).key_id)
    with pytest.raises(ForeignCardError):
        _member_id(shop, card_payload(member_id=new_member_id(), issue=0, key=other))
    unheard_of = next(name for name in "ABCDEFGH" if name != _key(shop).key_id)
    named = replace(ring.current, key_id=unheard_of)
    theirs = card_payload(member_id=shop.enroll(), issue=0, key=named)
    with pytest.raises(ForeignCardError):
        _member_id(shop, theirs)


def test_a_genuine_card_without_a_member_is_unknown() -> None:
    """A blank card opens nothing before somebody has joined with it."""
    shop = scratch_shop()
    blank = card_payload(member_id=new_member_id(), issue=0, key=_key(shop))
    with pytest.raises(UnknownCardError):
        _member_id(shop, blank)
    assert shop.application.cards.blank_card(blank, shop.now).issue == 0


def test_a_card_that_was_never_issued_is_unknown() -> None:
    """A genuine signature on an issue that this till has not handed out opens nothing."""
    shop = scratch_shop()
    ahead = card_payload(member_id=shop.enroll(), issue=5, key=_key(shop))
    with pytest.raises(UnknownCardError):
        _member_id(shop, ahead)


def test_a_replaced_card_is_refused_as_such() -> None:
    """The newer card is good, the older one says so."""
    shop = scratch_shop()
    anna = shop.enroll()
    old = shop.application.members.card(anna).payload
    shop.application.members.replace_card(shop.request(), anna)
    with pytest.raises(ReplacedCardError) as caught:
        _member_id(shop, old)
    assert caught.value.facts == {"member": anna, "issue": 0}


def test_a_blocked_card_is_refused() -> None:
    """The card alone can be blocked; the number still finds the member."""
    shop = scratch_shop()
    anna = shop.enroll()
    payload = shop.application.members.card(anna).payload
    with shop.application.store.begin() as work:
        work.members.put_card(CardRecord(anna, 0, CardStatus.BLOCKED, shop.now))
        work.commit()
    with pytest.raises(MemberBlockedError):
        _member_id(shop, payload)
    assert _member_id(shop, member_number(anna)) == anna


def test_an_erased_members_card_is_unknown() -> None:
    """Nothing leads back to somebody who asked to be forgotten."""
    shop = scratch_shop()
    anna = shop.enroll()
    payload = shop.application.members.card(anna).payload
    with shop.application.store.begin() as work:
        member = work.members.member(anna)
        assert member is not None
        work.members.put(replace(member, status=MemberStatus.ERASED))
        work.commit()
    for text in (payload, member_number(anna)):
        with pytest.raises(UnknownCardError):
            _member_id(shop, text)


def test_a_card_under_an_old_key_is_good_for_its_grace() -> None:
    """After a rotation old cards go on for a while, then a new one is needed."""
    shop = scratch_shop()
    anna = shop.enroll()
    old = shop.application.members.card(anna).payload
    rotated = shop.application.key_ring().rotated(shop.now, timedelta(days=30))
    reader = CardReader(shop.application.store, lambda: rotated)
    assert reader.member_id(old, shop.now) == anna
    with pytest.raises(OutdatedCardError):
        reader.member_id(old, shop.now + timedelta(days=31))


def _phone(shop: Shop, member_id: str, issue: int = 0, late: timedelta = timedelta(0)) -> str:
    """What the phone of a member shows, ``late`` ago."""
    key = _key(shop)
    secret = phone_secret(key, member_id=member_id, issue=issue)
    return phone_code(secret, key_id=key.key_id, member_id=member_id, at=shop.now - late)


def _note(shop: Shop, text: str) -> None:
    """The card was shown, and its member served."""
    with shop.application.store.read() as reading:
        card = shop.application.cards.shown_in(reading, text, shop.now).card
    assert card is not None
    shop.application.sightings.note(card, CASHIER, shop.now)


def test_a_phones_code_opens_its_members_account() -> None:
    """It is found by its signature, whichever of the member's cards it belongs to."""
    shop = scratch_shop()
    anna, ben = shop.enroll(), shop.enroll()
    assert _member_id(shop, _phone(shop, anna)) == anna
    assert _member_id(shop, _phone(shop, ben).lower()) == ben
    shop.application.members.replace_card(shop.request(), anna)
    assert _member_id(shop, _phone(shop, anna, issue=1)) == anna


@pytest.mark.parametrize(("late_s", "good"), [(-60, False), (-30, True), (30, True), (90, False)])
def test_a_phones_code_is_good_for_its_time(late_s: int, good: bool) -> None:  # noqa: FBT001 - a column of the table
    """Clocks may differ by the tolerance; a photograph of the screen is refused."""
    shop = scratch_shop()
    text = _phone(shop, shop.enroll(), late=timedelta(seconds=late_s))
    if good:
        _member_id(shop, text)
        return
    with pytest.raises(StaleCodeError) as caught:
        _member_id(shop, text)
    assert caught.value.facts["late_s"]


def test_a_phones_code_is_good_once() -> None:
    """After a newer code was served, an older one that is still in time is a photograph."""
    shop = scratch_shop()
    anna = shop.enroll()
    older, newer = _phone(shop, anna, late=timedelta(seconds=30)), _phone(shop, anna)
    _note(shop, newer)
    assert _member_id(shop, newer) == anna
    with pytest.raises(UsedCodeError):
        _member_id(shop, older)


def test_a_phones_code_follows_its_card() -> None:
    """A card that was replaced takes its codes with it; a key that ended does too."""
    shop = scratch_shop()
    anna = shop.enroll()
    text = _phone(shop, anna)
    ended = CardReader(
        shop.application.store,
        lambda: shop.application.key_ring().rotated(shop.now, timedelta(0)),
    )
    with pytest.raises(OutdatedCardError):
        ended.member_id(text, shop.now)
    shop.application.members.replace_card(shop.request(), anna)
    with pytest.raises(ReplacedCardError):
        _member_id(shop, text)


def test_strange_phone_codes_are_told_apart() -> None:
    """Another shop's key or member is foreign, a wrong signature is forged."""
    shop = scratch_shop()
    anna = shop.enroll()
    text = _phone(shop, anna)
    nobody = _phone(shop, new_member_id())
    other = new_key_ring(shop.now).current
    secret = phone_secret(other, member_id=anna, issue=0)
    strange = phone_code(secret, key_id=_key(shop).key_id, member_id=anna, at=shop.now)
    keys = set(ALPHABET) - {key.key_id for key in shop.application.key_ring().keys}
    foreign = phone_code(secret, key_id=min(keys), member_id=anna, at=shop.now)
    for wrong, error in ((nobody, ForeignCardError), (foreign, ForeignCardError)):
        with pytest.raises(error):
            _member_id(shop, wrong)
    with pytest.raises(ForgedCardError):
        _member_id(shop, strange)
    with pytest.raises(UnreadableCardError):
        _member_id(shop, _swapped(text, 20))


def test_refusals_never_carry_the_code() -> None:
    """Whoever has the code has the card: it stays out of errors, and so out of logs."""
    shop = scratch_shop()
    anna = shop.enroll()
    old = shop.application.members.card(anna).payload
    shop.application.members.replace_card(shop.request(), anna)
    with pytest.raises(RefusalError) as caught:
        _member_id(shop, old)
    assert old not in repr(caught.value)
    assert old not in str(caught.value)


def test_a_claim_slip_is_no_card() -> None:
    """It names nobody, and the cashier is told what to scan first."""
    shop = scratch_shop()
    slip = shop.application.claims.issue(shop.request(), 1280).value
    with pytest.raises(ClaimSlipError):
        _member_id(shop, slip.text)
