from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.pins import WrongPinError
from pos_loyalty.terminal.entrance import Entrance, StaffDoor
from pos_loyalty.terminal.screens.sign_in.state import Occasion
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.shop import MANAGER, Shop, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop with Mona who runs it, Cora who can sign in, and Otto who no longer does."""
    made = scratch_shop()
    staff = made.application.staff
    staff.add(MANAGER, name="Mona", role=Role.MANAGER, pin="975310", now=made.now)
    staff.add(MANAGER, name="Cora", role=Role.CASHIER, pin="2468", now=made.now)
    otto = staff.add(MANAGER, name="Otto", role=Role.CASHIER, pin="1357", now=made.now)
    staff.change(MANAGER, otto.id, active=False, now=made.now)
    yield made
    made.close()


@pytest.fixture
def entrance(shop: Shop, qtbot: QtBot) -> Entrance:
    """The way in."""
    made = Entrance(
        shop.application,
        ImmediateTasks(),
        words=words_for("de"),
        shop=lambda: ("Sonnenblume", "Kasse 1"),
    )
    qtbot.addWidget(made.view)
    return made


def _enter(entrance: Entrance, name: str, pin: str) -> None:
    (tile,) = [tile for tile in entrance.people if tile.name == name]
    entrance.view.person_chosen.emit(tile.id)
    for digit in pin:
        entrance.view.digit_typed.emit(digit)
    entrance.view.entered.emit()


def test_only_those_who_can_sign_in_are_asked_for(shop: Shop) -> None:
    """Whoever has left is not on the list, and a wrong PIN opens nothing."""
    door = StaffDoor(shop.application)
    assert {tile.name for tile in door.people()} == {"Mona", "Cora"}
    (cora,) = [tile for tile in door.people() if tile.name == "Cora"]
    with pytest.raises(WrongPinError):
        door.sign_in(cora.id, "0000")
    assert door.sign_in(cora.id, "2468").name == "Cora"


def test_the_right_pin_lets_in(entrance: Entrance) -> None:
    """The person is known from then on, and is who the others are told about."""
    heard: list[Actor] = []
    entrance.entered.connect(heard.append)
    entrance.open(Occasion.START)
    _enter(entrance, "Cora", "1111")
    assert entrance.actor is None
    _enter(entrance, "Cora", "2468")
    assert [actor.name for actor in heard] == ["Cora"]
    assert entrance.actor == heard[0]


def test_a_lock_sends_everybody_out_and_offers_the_last(entrance: Entrance) -> None:
    """Nobody works behind a lock; mostly it is the same person who comes back."""
    entrance.open(Occasion.START)
    _enter(entrance, "Cora", "2468")
    entrance.open(Occasion.LOCKED)
    assert entrance.actor is None
    assert entrance.chosen == "Cora"


def test_a_change_given_up_leaves_the_one_who_was_there(entrance: Entrance) -> None:
    """Until somebody else has typed a PIN the first one answers for the till."""
    given_up: list[bool] = []
    entrance.given_up.connect(lambda: given_up.append(True))
    entrance.open(Occasion.START)
    _enter(entrance, "Cora", "2468")
    entrance.open(Occasion.CHANGE)
    assert entrance.actor is not None
    entrance.view.escaped.emit()
    assert given_up == [True]
    entrance.open(Occasion.CHANGE)
    _enter(entrance, "Mona", "975310")
    assert entrance.actor is not None
    assert entrance.actor.name == "Mona"
