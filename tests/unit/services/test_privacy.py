import json
import logging
from dataclasses import replace

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.security.vault import MemberVault, SealBrokenError
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.privacy import Privacy
from tests.support.builders import basket
from tests.support.shop import CASHIER, Shop, scratch_shop

REASON = "Mutter von Wilhelmine beschwerte sich"
SECRETS = (
    "Wilhelmine",
    "Zwiebelturm",
    "wilhelmine@zwiebelturm.example",
    "170555444",
    "11-27",
    REASON,
    "Cora Kasse",
    "Mona Chefin",
)
PERSON = NewMember(
    given_name="Wilhelmine",
    family_name="Zwiebelturm",
    email="wilhelmine@zwiebelturm.example",
    phone="+49170555444",
    birthday="1961-11-27",
    may_contact=True,
)


def _lived_through(shop: Shop) -> str:
    """A member to whom all happened that can happen."""
    members, points = shop.application.members, shop.application.points
    member_id = members.enroll(shop.request(), PERSON).value.member_id
    shop.enroll(referrer_id=member_id)
    shop.give(member_id, 500)
    sold = shop.sell(member_id, "36.50", points=100)
    shop.application.sales.refund(shop.request(actor=CASHIER), sold.id, amount_minor=500)
    shop.application.sales.void(shop.request(), sold.id)
    burned = shop.application.redemptions.redeem(shop.request(), member_id, Burn(100)).value
    shop.application.redemptions.undo(shop.request(), burned.id)
    points.adjust(shop.request(), member_id, points=-5, reason=REASON)
    points.action(shop.request(), member_id, "review")
    members.replace_card(shop.request(), member_id)
    members.block(shop.request(), member_id)
    members.unblock(shop.request(), member_id)
    return member_id


def _column(shop: Shop, statement: str) -> list[bytes]:
    with shop.application.store.read() as reading:
        return list(reading.connection.execute(statement).column())


def _assert_no_secret(texts: list[bytes]) -> None:
    assert texts
    for text in texts:
        for secret in SECRETS:
            assert secret.encode() not in text
            # JSON may spell umlauts and the like otherwise.
            assert json.dumps(secret).strip('"').encode() not in text


def test_no_event_names_anybody() -> None:
    """The log holds ids and figures; what names a person is in it as ciphertext only."""
    shop = scratch_shop()
    _lived_through(shop)
    bodies = _column(shop, "SELECT body FROM outbox")
    assert len(bodies) > 12
    _assert_no_secret(bodies)


@pytest.mark.parametrize("table", ["sale", "reversal", "redemption", "entry", "request"])
def test_what_is_booked_names_nobody(table: str) -> None:
    """Sales, entries and kept answers hold the member's id and nothing more of a person."""
    shop = scratch_shop()
    _lived_through(shop)
    with shop.application.store.read() as reading:
        rows = reading.connection.execute(f"SELECT * FROM {table}").all()
    _assert_no_secret([repr(tuple(row)).encode() for row in rows])


def test_a_slip_knows_a_first_name_and_nothing_more() -> None:
    """Who finds a slip learns neither family name nor address, and half a number at most.

    The member's code is on it only where the shop wants it so.
    """
    shop = scratch_shop()
    shop.application.settings.change(
        lambda settings: replace(
            settings, receipt=replace(settings.receipt, show_member_code=False)
        )
    )
    member_id = _lived_through(shop)
    facts = _column(shop, "SELECT facts FROM print_job")
    assert any(b"Wilhelmine" in each for each in facts)
    for each in facts:
        assert b"Zwiebelturm" not in each
        assert b"170555444" not in each
        assert member_id.encode() not in each


def test_logs_and_errors_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is logged while all this happens, no person is in it."""
    caplog.set_level(logging.DEBUG)
    shop = scratch_shop()
    _lived_through(shop)
    shop.counter().find("Zwiebelturm")
    said = [record.getMessage().encode() for record in caplog.records]
    _assert_no_secret([*said, b"something"])


def test_values_that_hold_a_person_do_not_show_it() -> None:
    """A value that ends up in a trace shows ids only."""
    shop = scratch_shop()
    joined = shop.application.members.enroll(shop.request(), PERSON).value
    card = shop.application.members.card(joined.member_id)
    shown = repr((PERSON, joined, card, shop.request())).encode()
    _assert_no_secret([shown])
    assert joined.card not in repr((joined, card))


def test_what_was_sealed_opens_with_the_members_key_alone() -> None:
    """The hub, which has key and vault, can read it; nobody can once the key is forgotten."""
    shop = scratch_shop()
    vault = MemberVault(bytes(32))
    privacy = Privacy(vault)
    anna, ben = shop.enroll(member_id="ANNA000000"), shop.enroll(member_id="BEN0000000")
    with shop.application.store.begin() as work:
        work.members.drop_key(anna)
        work.members.drop_key(ben)
        sealed = privacy.seal(work, anna, {"name": "Anna"})
        again = privacy.seal(work, anna, {"name": "Anna"})
        key = work.members.key(anna)
        privacy.seal(work, ben, {"name": "Ben"})
        other = work.members.key(ben)
        work.commit()
    assert key is not None
    assert other is not None
    assert sealed != again
    for each in (sealed, again):
        opened = vault.open_sealed(member_key=key, sealed=each, context=anna.encode())
        assert json.loads(opened) == {"name": "Anna"}
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=other, sealed=sealed, context=anna.encode())
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=key, sealed=sealed, context=ben.encode())


def test_forgetting_the_key_makes_the_log_silent() -> None:
    """The events of an erased member stay, whole and verified, and say nothing of a person."""
    shop = scratch_shop()
    member_id = _lived_through(shop)
    sealed = [body.sealed for body in shop.bodies() if body.sealed and body.member == member_id]
    assert len(sealed) == 2
    with shop.application.store.begin() as work:
        old = work.members.key(member_id)
        work.members.drop_key(member_id)
        work.commit()
    with shop.application.store.read() as reading:
        assert reading.members.key(member_id) is None
    assert old is not None
    # A key made anew for the same member opens nothing of what was.
    vault = MemberVault(bytes(32))
    fresh = vault.new_member_key()
    for each in sealed:
        with pytest.raises(SealBrokenError):
            vault.open_sealed(member_key=fresh, sealed=each, context=member_id.encode())
    assert shop.verified().ok


def test_a_quote_leaves_no_trace_of_anybody() -> None:
    """Looking at what a sale would do writes nothing at all."""
    shop = scratch_shop()
    member_id = _lived_through(shop)
    before = shop.written(), shop.requests()
    shop.counter().preview(member_id, basket("10.00"))
    assert (shop.written(), shop.requests()) == before


def test_a_secret_of_the_shop_opens_in_its_place_alone() -> None:
    """Under a key of its own beside it; elsewhere, or with another vault, it is noise."""
    privacy, other = (Privacy(MemberVault(bytes([n]) * 32)) for n in (1, 2))
    sealed = privacy.seal_secret("geheim", "draw-seed:summer")
    assert b"geheim" not in sealed
    assert privacy.open_secret(sealed, "draw-seed:summer") == "geheim"
    for who, where in ((privacy, "draw-seed:winter"), (other, "draw-seed:summer")):
        with pytest.raises(SealBrokenError):
            who.open_secret(sealed, where)
