"""A prize draw from its seal to the check by a stranger: sealed, played for, held, hung up."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.draw_file import VERIFIER
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.screens.settings.view import NavButton
from tests.support.shop import rules
from tests.support.shopfront import MANAGER, MANAGER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
DRAW = {"id": "fest", "name": "Hoffest", "prizes": ["Picknickkorb"], "ticket": {"spend": "10.00"}}
VISIT = {"id": "gast", "name": "Ein Besuch", "goal": {"visits": 1}, "bonus": 25}


def _with_a_draw(shop: Shopfront) -> None:
    """The shop's program gets a draw without an end, and a challenge."""
    program = rules(draw=[DRAW], challenge=[VISIT], tier=[])
    shop.inside(
        lambda inside: inside.programs.publish(
            Request("fest", OPERATOR, inside.clock.now()), program
        )
    )


def _turn_to_draws(till: TillAtWork) -> None:
    till.choose("Einstellungen")
    entries = till.window.findChildren(NavButton)
    till.click(next(each for each in entries if each.text() == "Verlosungen" and each.isVisible()))
    till.until(lambda: till.says("Hoffest"), "the draw is listed")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_draw_is_sealed_held_and_checked_by_a_stranger(
    tmp_path: Path, open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal comes first, a sale gives tickets, the winner is called, and the file checks."""
    shop = shopfront(tmp_path)
    _with_a_draw(shop)
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    _turn_to_draws(till)
    till.press("Siegel erzeugen")
    till.until(lambda: till.says("Das Siegel ist erzeugt."), "it is sealed")
    till.escape()
    till.until(lambda: till.screen is till.counter, "back at the counter")
    till.sell(shop.people[ANNA].card, "39")

    _turn_to_draws(till)
    till.until(lambda: till.says("3 Lose bei 1 Mitglied"), "Anna has three tickets")
    till.press("Gewinner auslosen")
    till.press("Jetzt auslosen")
    till.until(lambda: till.says(f"{shop.people[ANNA].number} · Anna"), "Anna has won")
    file = tmp_path / "hoffest.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(file), ""))
    till.press("Prüfdatei schreiben …")
    till.until(lambda: till.says("hoffest.json ist geschrieben"), "the file is there")
    till.press("Aushang drucken")
    till.until(lambda: till.says("Der Aushang wird gedruckt."), "the notice is queued")
    till.close()

    checked = subprocess.run(
        [sys.executable, "-I", str(tmp_path / VERIFIER), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.stdout.strip(), checked.returncode) == ("OK", 0)
    kinds = [kind for (kind,) in shop.rows("SELECT facts ->> '$.kind' FROM print_job")]
    assert kinds.count(SlipKind.DRAW) == 1
    assert shop.balance(ANNA) == 500 + 39 + 25
