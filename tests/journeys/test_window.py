"""The program itself, in a process and a window of its own, with real keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_loyalty.cards.artwork import card_png
from pos_loyalty.cards.card_face import CardFace
from tests.support.cards import codes_in, image_of
from tests.support.escpos_oracle import decode
from tests.support.printers import READY, answering, printer
from tests.support.shopfront import CASHIER_PIN, shopfront
from tests.support.xvfb import IS_HERE, RunningTill, display

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs Xvfb, xdotool and openbox")

ANNA = "Anna Berger"


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A display for all of these."""
    with display() as name:
        yield name


def test_from_the_card_in_the_hand_to_the_slip_in_the_hand(tmp_path: Path, screen: str) -> None:
    """PIN, card, amount, Enter: the slip says balance and tier, the books have it once."""
    with printer(answering, condition=READY) as server:
        shop = shopfront(tmp_path, printer=f"network://127.0.0.1:{server.address.port}")
        anna = shop.people[ANNA]
        face = CardFace("Sonnenblume", ANNA, anna.number, anna.card, "Mitgliedskarte")
        (code,) = codes_in(image_of(card_png(face)))
        with RunningTill(screen, shop.folder) as till:
            till.sign_in(CASHIER_PIN)
            till.scan(code)
            till.heard("a member is served")
            till.type("136,50")
            till.press("Return")
            till.heard("recorded and shown")
            till.until(lambda: server.jobs, "the slip comes out")
            till.press("ctrl+q")
            assert till.ended() == 0
            assert "Traceback" not in till.said()
    slips = [paper for paper in map(decode, server.jobs) if paper.text]
    assert len(slips) == 1
    lines = slips[0].text.splitlines()
    assert any("636" in line for line in lines), lines
    assert any("Silber" in line for line in lines), lines
    assert [paper.cuts for paper in slips] == [1]
    assert shop.rows("SELECT member_id, total_minor FROM sale") == [(anna.id, 13650)]
    assert shop.balance(ANNA) == 636
    assert shop.rows("SELECT state FROM print_job") == [("printed",)]


def test_a_machine_that_shuts_down_closes_the_till(tmp_path: Path, screen: str) -> None:
    """It ends by itself, as if somebody had pressed its cross, and the books are whole."""
    shop = shopfront(tmp_path)
    with RunningTill(screen, shop.folder) as till:
        till.sign_in(CASHIER_PIN)
        till.ask_to_end()
        assert till.ended() == 0
        assert till.said() == ""
    assert shop.balance(ANNA) == 500
