from collections.abc import Mapping

import pytest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.first_start.wording import preset_tile

_BARE: Mapping[str, object] = {
    "schema": 1,
    "name": "Bonus",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
}
_TIER = {"id": "basis", "name": "Basis", "threshold": "0"}
_REWARD = {"id": "coffee", "name": "Kaffee", "cost": 500, "kind": "product", "value": "3.20"}
_CARD = {"id": "card", "name": "Karte", "any": True, "size": 10, "reward": "coffee"}


class _Preset:
    id = "bonus"
    summary = ""

    def __init__(self, **parts: object) -> None:
        self._document = {**_BARE, **parts}

    def document(self) -> Mapping[str, object]:
        return self._document


@pytest.mark.parametrize(
    ("parts", "detail"),
    [
        ({}, ""),
        ({"earn": {}}, "1 Punkt je 1\u00a0€"),
        ({"earn": {"points": 5, "per": "0.50"}}, "5 Punkte je 0,50\u00a0€"),
        ({"tier": [_TIER], "reward": [_REWARD]}, "1 Stufe · 1 Prämie"),
        ({"reward": [_REWARD], "stamp_card": [_CARD]}, "1 Prämie · 1 Stempelkarte"),
    ],
)
def test_a_program_is_told_in_one_line(parts: Mapping[str, object], detail: str) -> None:
    """How it earns, and what it has; nothing is said of what it has not."""
    tile = preset_tile(_Preset(**parts), words_for("de"))
    assert (tile.id, tile.name, tile.detail) == ("bonus", "Bonus", detail)


def test_a_program_of_ours_says_what_it_is_about() -> None:
    """Its own line, translated, tells more than figures."""
    preset = _Preset(earn={})
    preset.summary = "2% of each purchase back as store credit"
    tile = preset_tile(preset, words_for("de"))
    assert tile.detail == "2 % jedes Einkaufs zurück als Guthaben"
