from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from pos_loyalty.config.settings import Receipt, Settings
from pos_loyalty.domain.slip import (
    SlipChallenge,
    SlipKind,
    SlipReached,
    SlipTickets,
    StampCount,
    TierDistance,
    TierMeasure,
)
from pos_loyalty.services.overview import Standing
from pos_loyalty.services.slips import receipt_number, slip_facts
from tests.support.builders import basket, line
from tests.support.shop import REDEMPTION, Shop, disk_shop, rules, scratch_shop


def _standing(shop: Shop, member_id: str) -> Standing:
    return shop.application.overviews.standing(member_id, shop.now)


def _with_receipt(receipt: Receipt, settings: Settings) -> Settings:
    return replace(settings, receipt=receipt)


def test_a_slip_says_where_the_member_stands() -> None:
    """Balance and its worth, tier and the way to the next, stamps, rewards in reach, expiry."""
    shop = scratch_shop(rules(redemption={**REDEMPTION, "step": 1}))
    anna = shop.enroll(given_name="Anna")
    end = shop.now + timedelta(days=10)
    shop.give(anna, 60, end)
    shop.sell_basket(anna, basket(line("4.00", "kaffee", quantity="10")))
    voice = shop.application.voice
    standing = _standing(shop, anna)
    facts = slip_facts(voice, voice.words(standing.program), standing)
    assert (facts.kind, facts.receipt_number) == (SlipKind.BALANCE, "")
    assert (facts.balance, facts.balance_value_minor) == (100, 100)
    assert (facts.tier_name, facts.next_tier_name) == ("Basis", "Silber")
    assert facts.to_next == TierDistance(TierMeasure.SPEND, 6000)
    assert facts.stamps == (StampCount("10. Kaffee gratis", 0, 10),)
    assert facts.rewards_in_reach == ("Kaffee gratis", "Geschenkkorb")
    assert (facts.next_expiry_points, facts.next_expiry_on) == (60, date(2026, 3, 15))
    assert facts.masked_number is not None
    assert anna[:6] not in facts.masked_number


def test_at_the_top_there_is_no_next_tier() -> None:
    """A slip leaves out what there is not."""
    shop = scratch_shop(rules(redemption=None, reward=[], stamp_card=[], tier=[]))
    anna = shop.enroll()
    voice = shop.application.voice
    standing = _standing(shop, anna)
    facts = slip_facts(voice, voice.words(standing.program), standing)
    assert (facts.tier_name, facts.next_tier_name, facts.to_next) == (None, None, None)
    assert (facts.balance_value_minor, facts.next_expiry_on) == (None, None)


def test_a_slip_speaks_the_members_language() -> None:
    """A member's own language, else the shop's."""
    shop = scratch_shop()
    english, nobody = shop.enroll(language="en"), shop.enroll()
    facts = shop.job(shop.sell(english, "36.50")).facts
    assert (facts.language, facts.explanation[0].label) == ("en", "Base")
    assert shop.job(shop.sell(nobody, "36.50")).facts.language == "de"


def test_a_slip_carries_the_members_code_where_the_shop_wants_it(tmp_path: Path) -> None:
    """Who forgot the card has it on the slip, when the shop says so; else no code is on it."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll()
    settings = shop.application.settings
    payload = shop.application.members.card(anna).payload
    for wanted, expected in ((True, payload), (False, None)):
        receipt = replace(settings.settings().receipt, show_member_code=wanted)
        settings.change(partial(_with_receipt, receipt))
        assert shop.job(shop.sell(anna, "5.00")).facts.qr_text == expected
    shop.close()


def test_receipt_numbers_are_of_one_length() -> None:
    """They line up on a list, and longer ones are not cut."""
    assert (receipt_number(7), receipt_number(1_234_567)) == ("000007", "1234567")


def test_a_slip_tells_of_challenges_and_tickets() -> None:
    """What was completed with its badge, what is open, and tickets with what they changed by."""
    challenges = [
        {"id": "a", "name": "Ein Besuch", "goal": {"visits": 1}, "bonus": 5, "badge": "Gast"},
        {"id": "b", "name": "Für 25 €", "goal": {"spend": "25.00"}},
        {"id": "c", "name": "Später", "goal": {"visits": 3}, "from": "2027-01-01"},
    ]
    draws = [
        {"id": "d", "name": "Sommer", "prizes": ["Korb"], "ticket": {"spend": "5.00"}},
        {"id": "e", "name": "Winter", "prizes": ["Korb"], "ticket": {"points": 9}},
    ]
    shop = scratch_shop(rules(challenge=challenges, draw=draws))
    anna = shop.enroll()
    sold = shop.sell(anna, "12.00")
    facts = shop.job(sold).facts
    assert facts.reached == (SlipReached("Ein Besuch", 5, "Gast"),)
    assert facts.challenges == (SlipChallenge("Für 25 €", "12,00\u00a0€ von 25,00\u00a0€"),)
    assert facts.tickets == (SlipTickets("Sommer", 2, 2),)
    voided = shop.application.sales.void(shop.request(), sold.id).value
    facts = shop.job(voided).facts
    assert (facts.reversed_points, facts.bonus_reversed) == (12, 5)
    assert (facts.challenges, facts.tickets) == ((), (SlipTickets("Sommer", 0, -2),))


def test_tickets_of_a_draw_that_was_held_are_no_more_told() -> None:
    """A statement speaks of what is still to come."""
    draws = [{"id": "d", "name": "Sommer", "prizes": ["Korb"], "ticket": {"spend": "5.00"}}]
    shop = scratch_shop(rules(draw=draws))
    anna = shop.enroll()
    shop.sell(anna, "12.00")
    standing = shop.application.overviews.standing(anna, shop.now)
    words = shop.application.voice.words(standing.program, "de")
    told = slip_facts(shop.application.voice, words, standing)
    assert told.tickets == (SlipTickets("Sommer", 2),)
    shop.application.draws.hold(shop.request(), "d", seed="s")
    standing = shop.application.overviews.standing(anna, shop.now)
    assert slip_facts(shop.application.voice, words, standing).tickets == ()
