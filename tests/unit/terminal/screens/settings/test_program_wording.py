from collections.abc import Mapping

import pytest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.program_draft import Draft, DraftEditor
from pos_loyalty.terminal.screens.settings.program_pages import TABLES, place_at
from pos_loyalty.terminal.screens.settings.program_texts import Texts
from pos_loyalty.terminal.screens.settings.program_wording import Teller, limit_parts, odds

_WORDS = words_for("de")
_GOLD = {"id": "gold", "name": "Gold", "threshold": "1000", "multiplier": "1.5"}


def _teller() -> Teller:
    return Teller(DraftEditor(Texts(_WORDS.formats), {}), _WORDS)


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("earn.category", {"category": "kaffee", "points": 0}, ""),
        ("earn.category", {"product": "latte", "points_per_item": 5}, "5 Punkte je Stück"),
        ("tier", _GOLD, "ab 1.000,00\u00a0€ · ×1,5"),
        (
            "campaign",
            {"id": "c", "multiplier": "2", "weekdays": ["mon", "tue"], "tiers": ["gold", "gone"]},
            "×2 · Mo, Di · Gold, gone",
        ),
        (
            "campaign",
            {"id": "c", "bonus": 1500, "code": "SONNE", "from": "2026-03-01"},
            "+1.500 Punkte · ab 01.03.2026 · Code SONNE",
        ),
        (
            "action",
            {"id": "a", "points": 5, "limit": "2 per week"},
            "5 Punkte · 2\u00a0× in der Woche",
        ),
        (
            "reward",
            {"id": "r", "cost": 500, "kind": "percent-off", "value": "10"},
            "Rabatt in Prozent · 500 Punkte · 10\u00a0%",
        ),
        ("stamp_card", {"id": "s", "any": True, "size": 8}, "jeden Einkauf · 8 Stempel"),
        ("challenge", {"id": "c", "goal": {"spend": "100"}}, "100,00\u00a0€"),
        ("draw", {"id": "d", "ticket": {"points": 50}}, "ein Los für 50 Punkte"),
        ("membership", {"id": "m", "fee": "25", "months": 12}, "25,00\u00a0€ · 12 Monate"),
        ("partner", {"id": "p", "settlement_value": "0.008"}, "0,008 je Punkt"),
    ],
)
def test_a_thing_is_told_in_a_line(table: str, row: Mapping[str, object], told: str) -> None:
    """What matters of it, in words; nothing that is as usual, and no raw key."""
    head, _, key = table.partition(".")
    document: dict[str, object] = {"tier": [_GOLD]}
    document |= {head: {key: [row]} if key else [row]}
    assert _teller().summary(Draft(document), TABLES[table], 0) == told


def test_things_have_titles() -> None:
    """Their names, or what a rate is for; or that there is none yet."""
    document = {
        "reward": [{"id": "a", "name": "Kaffee"}, {"id": "b"}],
        "earn": {"category": [{"product": "latte"}, {}]},
    }
    teller = _teller()
    assert teller.title(document, TABLES["reward"], 0) == "Kaffee"
    assert teller.title(document, TABLES["reward"], 1) == "ohne Namen"
    assert teller.title(document, TABLES["earn.category"], 0) == "latte"


def test_values_are_words() -> None:
    """On and off, choices, money; what a file brought and nobody understands stays as it is."""
    teller = _teller()
    document = {"earn": {"whole_units": True, "rounding": "up", "per": "two", "points": "x"}}
    told = {
        path: teller.value(document, place_at(f"earn.{path}"))
        for path in ("whole_units", "round_base_first", "rounding", "per", "points")
    }
    assert told == {
        "whole_units": "an",
        "round_base_first": "aus",
        "rounding": "aufrunden",
        "per": "two",
        "points": "x",
    }


def test_odds_are_shares_of_the_whole() -> None:
    """To a tenth of a percent; without any weight there are none."""
    segments = ({"weight": 1}, {"weight": 2}, {"weight": "many"})
    assert odds(segments, _WORDS) == ("33,3\u00a0%", "66,7\u00a0%", "0\u00a0%")
    assert odds(({}, {"weight": 0}), _WORDS) == ("–", "–")


def test_limits_have_two_parts() -> None:
    """A number and a period; anything else is no limit."""
    assert limit_parts("2 per week") == ("2", "week")
    assert limit_parts(" per day") == ("", "day")
    assert limit_parts("often") == ("", "")
    assert _teller().value({"action": [{"limit": "often"}]}, place_at("action[0].limit")) == "often"
