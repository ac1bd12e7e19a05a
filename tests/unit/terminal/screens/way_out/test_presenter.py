from datetime import timedelta

import pytest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.pins import WrongPinError
from pos_loyalty.terminal.screens.way_out.presenter import WayOutPresenter
from pos_loyalty.terminal.screens.way_out.state import WayOutState
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.clock import FixedClock


class Door:
    """A way out that one PIN opens."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.shown: list[WayOutState] = []
        self.heard: list[str] = []
        self.presenter = WayOutPresenter(
            approve=self._approve,
            let_out=lambda: self.heard.append("out"),
            back=lambda: self.heard.append("back"),
            show=self.shown.append,
            tasks=ImmediateTasks(),
            clock=self.clock,
            words=lambda: words_for("de"),
        )
        self.presenter.open()

    def type(self, pin: str) -> None:
        for digit in pin:
            self.presenter.digit(digit)

    def _approve(self, pin: str) -> object:
        if pin != "975310":
            raise WrongPinError(staff="kiosk")
        return pin


@pytest.fixture
def door() -> Door:
    """A way out that somebody has opened."""
    return Door()


def test_the_right_pin_lets_out(door: Door) -> None:
    """And no trace of it is shown."""
    door.type("97531x"[:5])
    door.presenter.digit("4")
    door.presenter.delete()
    door.presenter.digit("0")
    assert door.shown[-1].digits == 6
    door.presenter.enter()
    assert door.heard == ["out"]
    assert "975310" not in repr(door.shown)


def test_a_wrong_pin_is_said(door: Door) -> None:
    """The next try begins empty; nothing typed is no try."""
    door.presenter.enter()
    assert door.shown[-1].notice == ""
    door.type("1234")
    door.presenter.enter()
    assert door.shown[-1].notice
    assert door.shown[-1].digits == 0
    assert door.heard == []


def test_nobody_stands_before_it_for_long(door: Door) -> None:
    """After some quiet seconds the members' screen is back, as it is after Escape."""
    door.clock.advance(timedelta(seconds=15))
    door.presenter.ticked()
    door.type("123456789")
    assert door.shown[-1].digits == 8
    door.clock.advance(timedelta(seconds=20))
    door.presenter.ticked()
    assert door.heard == ["back"]
    door.presenter.leave()
    assert door.heard == ["back", "back"]
