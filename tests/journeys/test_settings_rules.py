"""Every family of rules is set by hand in the settings, published, and obeyed by the next sale."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from pos_loyalty.domain.errors import NotAllowedError, RewardNotAvailableError
from pos_loyalty.services.sales import Sale
from pos_loyalty.terminal.screens.settings.presets_view import PresetLine
from tests.support.builders import basket, line
from tests.support.rule_setter import RuleSetter
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in memory."""
    made = scratch_shop()
    yield made
    made.close()


@pytest.fixture
def manager(shop: Shop, qapp: QApplication) -> Iterator[RuleSetter]:
    """Its manager at the settings."""
    assert qapp is not None
    setter = RuleSetter(shop)
    yield setter
    setter.view.close()
    setter.view.deleteLater()


def test_earning(shop: Shop, manager: RuleSetter) -> None:
    """Points per value, groups without points, another rate by item, and a cap."""
    manager.turn_to("Programm")
    card = manager.card("Sammeln")
    card.write("Punkte", "3").write("Nicht für", "tabak, pfand").more()
    card.write("Max. je Einkauf (Punkte)", "40")
    rates = manager.card("Andere Sätze").add()
    rates.write("Warengruppe", "kaffee").choose("Gezählt", "nach Stück")
    rates.write("Punkte je Stück", "7")
    manager.publish()
    anna = shop.enroll()
    assert shop.sell(anna, "10.00").earned == 30
    assert shop.sell_basket(anna, basket(line("9.00", "tabak"))).earned == 0
    assert shop.sell_basket(anna, basket(line("3.00", "kaffee", quantity="2"))).earned == 14
    assert shop.sell(anna, "20.00").earned == 40


def test_tiers(shop: Shop, manager: RuleSetter) -> None:
    """Another measure, another threshold, another factor: the second visit is worth double."""
    manager.turn_to("Stufen")
    manager.card("Wie eine Stufe erreicht und gehalten wird").choose("Gezählt wird", "Einkäufe")
    tiers = manager.card("Stufen")
    tiers.open("Silber").write("Erreicht ab", "1").write("Faktor auf Punkte", "2")
    tiers.open("Gold").press("Herausnehmen")
    manager.publish()
    anna = shop.enroll()
    assert shop.sell(anna, "10.00").tier == "silver"
    assert shop.sell(anna, "10.00").earned == 20


def test_campaigns(shop: Shop, manager: RuleSetter) -> None:
    """A weekday with double points and a code with extra points; together as stacking says."""
    manager.turn_to("Kampagnen")
    campaigns = manager.card("Kampagnen").add()
    campaigns.write("Name", "Doppelter Donnerstag").mark("Do")
    campaigns.add().write("Name", "Flugblatt").choose("Was es gibt", "Extrapunkte auf den Einkauf")
    campaigns.write("Extrapunkte", "15").write("Aktionscode", "SONNE")
    campaigns.add().write("Name", "Dreifach im März").write("Faktor", "3")
    campaigns.write("Von", "1.3.2026").write("Bis vor", "1.4.2026")
    manager.card("Wenn mehrere Kampagnen passen").choose(
        "Faktoren auf derselben Ware", "werden miteinander malgenommen"
    )
    manager.publish()
    anna = shop.enroll()
    assert shop.sell(anna, "10.00").earned == 60
    assert shop.sell(anna, "10.00", code="SONNE").earned == 75
    shop.wait(days=1)
    assert shop.sell(anna, "10.00").earned == 30


def test_campaigns_for_members(shop: Shop, manager: RuleSetter) -> None:
    """A campaign for first purchases meets each member once."""
    manager.turn_to("Kampagnen")
    campaigns = manager.card("Kampagnen").add().write("Name", "Guter Anfang")
    campaigns.mark("Erster Einkauf")
    manager.publish()
    anna = shop.enroll()
    assert [shop.sell(anna, "10.00").earned for _each in range(2)] == [20, 10]


def test_rewards(shop: Shop, manager: RuleSetter) -> None:
    """Percent off up to a limit, for one tier only; the price is taken from the balance."""
    manager.turn_to("Prämien")
    rewards = manager.card("Prämien").add()
    rewards.write("Name", "Zehn Prozent").choose("Art", "Rabatt in Prozent")
    rewards.write("Preis in Punkten", "30").write("Rabatt (Prozent)", "10")
    rewards.write("Höchstens (€)", "2,50")
    rewards.open("Kaffee gratis").mark("Gold")
    manager.publish()
    anna = shop.enroll()
    shop.give(anna, 100)
    sold = shop.sell(anna, "20.00", rewards=("zehn-prozent",))
    assert (sold.spent, sold.discount_minor) == (30, 200)
    assert shop.sell(anna, "90.00", rewards=("zehn-prozent",)).discount_minor == 250
    with pytest.raises(RewardNotAvailableError):
        shop.sell(anna, "20.00", rewards=("free-coffee",))


def test_points_as_a_discount(shop: Shop, manager: RuleSetter) -> None:
    """What points are worth, and how they are turned off."""
    manager.turn_to("Prämien")
    card = manager.card("Punkte als Rabatt")
    card.write("sind wert (€)", "2,00")
    manager.publish()
    anna = shop.enroll()
    shop.give(anna, 300)
    assert shop.sell(anna, "10.00", points=100).discount_minor == 200
    card.switch("Punkte lassen sich als Rabatt einlösen")
    manager.publish()
    with pytest.raises(NotAllowedError):
        shop.sell(anna, "10.00", points=100)


def test_extra_points(shop: Shop, manager: RuleSetter) -> None:
    """Welcome, recommendation and an action with a limit."""
    manager.turn_to("Extrapunkte")
    manager.card("Willkommen").switch("Neue Mitglieder bekommen Punkte")
    manager.card("Willkommen").write("Punkte", "70").choose("Gutschrift", "beim Beitritt")
    manager.card("Empfehlung").switch("Empfehlungen werden belohnt")
    manager.card("Empfehlung").write("Für Empfehlende (Punkte)", "33")
    actions = manager.card("Punkte für mehr als Einkaufen").add()
    actions.write("Name", "Becher zurück").write("Punkte", "5").choose(
        "Wie oft je Mitglied", "ohne Grenze"
    )
    manager.publish()
    anna = shop.enroll()
    assert shop.balance(anna) == 70
    bernd = shop.enroll(referrer_id=anna)
    shop.sell(bernd, "25.00")
    assert shop.balance(anna) == 103
    shop.application.points.action(shop.request(), anna, "becher-zurueck")
    assert shop.balance(anna) == 108


def test_expiry(shop: Shop, manager: RuleSetter) -> None:
    """Points that are good for ten days lapse after ten days."""
    manager.turn_to("Programm")
    card = manager.card("Verfall").choose("Punkte gelten", "einige Tage, auf den Tag")
    card.write("Wie viele Tage", "10")
    manager.publish()
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    shop.wait(days=9)
    assert shop.balance(anna) == 10
    shop.wait(days=2)
    assert shop.balance(anna) == 0


def test_stamp_cards(shop: Shop, manager: RuleSetter) -> None:
    """The second tea of a card of two gives the reward free."""
    manager.turn_to("Spiele & Ziele")
    cards = manager.card("Stempelkarten").add()
    cards.write("Name", "Teekarte").write("Warengruppe", "tee")
    cards.write("Stempel bis zur Prämie", "2")
    cards.choose("Prämie, wenn sie voll ist", "Kaffee gratis")
    manager.publish()
    anna = shop.enroll()
    shop.sell_basket(anna, basket(line("3.00", "tee", quantity="2")))
    assert [each.reward_id for each in shop.state(anna).free_rewards] == ["free-coffee"]


def test_challenges(shop: Shop, manager: RuleSetter) -> None:
    """Two purchases, then forty points more and a badge."""
    manager.turn_to("Spiele & Ziele")
    goals = manager.card("Ziele").add().write("Name", "Zweimal im Monat")
    goals.write("Wie viele Einkäufe", "2").write("Punkte am Ziel", "40")
    goals.write("Abzeichen", "Stammgast")
    manager.publish()
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    assert shop.balance(anna) == 10
    outcome = shop.sell(anna, "10.00")
    assert shop.balance(anna) == 60
    assert outcome.badges is not None
    assert len(outcome.badges) == 1


def test_draws(shop: Shop, manager: RuleSetter) -> None:
    """A ticket for each full twenty euros, three at most."""
    manager.turn_to("Spiele & Ziele")
    draws = manager.card("Verlosungen").add().write("Name", "Sommer")
    draws.write("je vollem Einkaufswert (€)", "20").write("Höchstens Lose je Mitglied", "3")
    draws.write("Gewinne", "Picknickkorb").write("Bis vor", "1.9.2026")
    manager.publish()
    anna = shop.enroll()
    assert [each.held for each in shop.sell(anna, "50.00").tickets] == [2]
    assert [each.held for each in shop.sell(anna, "50.00").tickets] == [3]


def test_wheels(shop: Shop, manager: RuleSetter) -> None:
    """Odds are set by weights; here the wheel always gives fifty points, once a day."""
    manager.turn_to("Spiele & Ziele")
    wheels = manager.card("Glücksräder").add().write("Name", "Rad")
    wheels.write_segment(0, "Gewicht", "0")
    assert {"0\u00a0%", "100\u00a0%"} <= manager.texts()
    manager.publish()
    anna = shop.enroll()
    outcome = shop.application.wheels.spin(shop.request(), anna, "rad").value
    assert outcome.earned == 50


def test_clubs(shop: Shop, manager: RuleSetter) -> None:
    """Who has paid the fee pays a tenth less and earns double."""
    manager.turn_to("Clubs & Partner")
    clubs = manager.card("Clubs mit Beitrag").add().write("Name", "Sonnenclub")
    clubs.write("Beitrag (€)", "30").write("Faktor auf Punkte", "2")
    clubs.write("Rabatt auf jeden Einkauf (Prozent)", "10")
    manager.publish()
    anna = shop.enroll()
    bought = shop.application.memberships.buy(shop.request(), anna, "sonnenclub").value
    assert bought.amount_minor == 3000
    sold = shop.sell(anna, "10.00")
    assert (sold.due_minor, sold.earned) == (900, 18)


def test_partners(shop: Shop, manager: RuleSetter) -> None:
    """A partner that was entered may be named by a sale."""
    manager.turn_to("Clubs & Partner")
    partners = manager.card("Partner").add().write("Name", "Bäckerei Korn")
    partners.write("Ein Punkt wird abgerechnet mit", "0,008")
    manager.publish()
    (partner,) = shop.application.programs.current(shop.now).program.partners
    assert (partner.id, str(partner.settlement_value)) == ("baeckerei-korn", "1/125")
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("10.00"))
    there = replace(shop.request(), partner="baeckerei-korn")
    assert shop.application.sales.record(there, sale).value.earned == 10
    with pytest.raises(NotAllowedError):
        shop.application.sales.record(replace(shop.request(), partner="metzger"), sale)


def test_a_template_with_one_press(shop: Shop, manager: RuleSetter) -> None:
    """Choose, load, publish: the shop has a punch card, and can undo before it publishes."""
    manager.turn_to("Programm")
    manager.press_button("Vorlage wählen …")
    lines = manager.view.presets.findChildren(PresetLine)
    punch = next(each for each in lines if "Stempel" in each.load.accessibleName())
    manager.press(punch.load)
    manager.press_button("Rückgängig")
    assert not manager.screen.program.state.changes
    manager.press_button("Vorlage wählen …")
    manager.press(punch.load)
    manager.publish()
    assert shop.application.programs.current(shop.now).program.stamp_cards


def test_nothing_reaches_back(shop: Shop, manager: RuleSetter) -> None:
    """What was earned stays, and a return takes back what was given then, not what is given now."""
    anna = shop.enroll()
    sold = shop.sell(anna, "10.00")
    manager.turn_to("Programm")
    manager.card("Sammeln").write("Punkte", "5")
    manager.publish()
    assert shop.balance(anna) == 10
    shop.application.sales.void(shop.request(), sold.id)
    assert shop.balance(anna) == 0
