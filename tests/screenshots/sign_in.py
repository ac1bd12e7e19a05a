"""Pictures of the sign-in screen."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.staff import Role
from pos_loyalty.terminal.screens.sign_in.state import Occasion, SignInState, StaffTile
from pos_loyalty.terminal.screens.sign_in.view import SignInView
from tests.screenshots.look import SceneLook

_FEW = (
    StaffTile("s1", "Mira Köhler", Role.MANAGER),
    StaffTile("s2", "Jonas Weber", Role.CASHIER),
    StaffTile("s3", "Leyla Aydın", Role.CASHIER),
)
_MANY = (
    *_FEW,
    StaffTile("s4", "Maximiliane Wolfeschlegelsteinhausenbergerdorff", Role.CASHIER),
    *(StaffTile(f"n{n}", f"Aushilfe {n}", Role.CASHIER) for n in range(1, 12)),
)
_START = SignInState(shop_name="Sonnenblume Naturkost", till="Kasse 2", is_loaded=True)


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The screen in every state worth looking at."""
    states = {
        "start": replace(_START, people=_FEW),
        "typing": replace(_START, people=_FEW, chosen="s2", digits=4, may_enter=True),
        "locked-wrong": replace(
            _START,
            occasion=Occasion.LOCKED,
            people=_MANY,
            chosen="s4",
            error=look.words.text("Wrong PIN. Try again."),
        ),
        "change-waiting": replace(
            _START, occasion=Occasion.CHANGE, people=_MANY[:6], chosen="s1", waiting_s=38
        ),
        "loading": replace(_START, is_loaded=False),
        "empty": _START,
    }
    for name, state in states.items():
        view = SignInView(look.words)
        view.draw(state)
        yield name, view
