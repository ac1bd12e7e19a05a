"""Who is at the till: the first start, signing in, the lock."""

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.staff import Actor
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.sign_in.presenter import SignInPresenter
from pos_loyalty.terminal.screens.sign_in.state import Occasion, StaffTile
from pos_loyalty.terminal.screens.sign_in.view import SignInView
from pos_loyalty.terminal.tasks import TaskRunner

_log = logging.getLogger(__name__)


class StaffDoor:
    """Who may come in; both calls run in the worker."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def people(self) -> Sequence[StaffTile]:
        """Everybody on the staff who can sign in, by name."""
        return [
            StaffTile(person.id, person.name, person.role)
            for person in self._application.staff.everybody()
            if person.active and person.has_pin
        ]

    def sign_in(self, staff_id: str, pin: str) -> Actor:
        """The person, when the PIN is right; raises what ``StaffRoom.sign_in`` raises."""
        now = self._application.clock.now()
        return self._application.staff.sign_in(staff_id, pin, now)


class Entrance(QObject):
    """The sign-in screen and the person behind it. ``entered`` carries the ``Actor``."""

    entered = Signal(object)
    given_up = Signal()

    def __init__(
        self,
        application: Application,
        tasks: TaskRunner,
        *,
        words: Words,
        shop: Callable[[], tuple[str, str]],
        parent: QObject | None = None,
    ) -> None:
        """``shop`` tells the names of shop and till, which may change."""
        super().__init__(parent)
        self._shop = shop
        self.actor: Actor | None = None
        self._last_staff = ""
        self.view = SignInView(words)
        self._presenter = SignInPresenter(
            StaffDoor(application),
            tasks=tasks,
            clock=application.clock,
            words=words,
            show=self.view.draw,
            signed_in=self._signed_in,
            left=self.given_up.emit,
        )
        view, presenter = self.view, self._presenter
        view.person_chosen.connect(presenter.choose)
        view.neighbor_chosen.connect(presenter.choose_neighbor)
        view.digit_typed.connect(presenter.digit)
        view.deleted.connect(presenter.delete)
        view.entered.connect(presenter.enter)
        view.escaped.connect(presenter.escape)
        view.ticked.connect(presenter.ticked)

    @property
    def people(self) -> tuple[StaffTile, ...]:
        """Who can be chosen, once the list is read."""
        return self._presenter.state.people

    @property
    def chosen(self) -> str:
        """The name whose PIN is asked for; empty before one is chosen."""
        person = self._presenter.state.person
        return person.name if person else ""

    def open(self, occasion: Occasion) -> None:
        """Ask who is there; from now on nobody is, unless somebody only takes over."""
        if occasion is not Occasion.CHANGE:
            self.actor = None
        shop_name, till = self._shop()
        self._presenter.open(occasion, shop_name=shop_name, till=till, last_staff=self._last_staff)

    def let_in(self, actor: Actor) -> None:
        """Somebody whose PIN was just set."""
        self._signed_in(actor)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.view.set_words(words)
        self._presenter.speak(words)

    def _signed_in(self, actor: Actor) -> None:
        self.actor = actor
        self._last_staff = actor.staff_id
        _log.info("somebody is at the counter", extra={"staff_id": actor.staff_id})
        self.entered.emit(actor)
