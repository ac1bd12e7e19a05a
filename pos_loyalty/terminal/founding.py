"""The first start: makes the shop that somebody asks for, and its first manager."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.security.pins import is_trivial
from pos_loyalty.services.presets import PresetInfo, find_document, presets
from pos_loyalty.terminal.loading import ShopLog, folder_edge
from pos_loyalty.terminal.screens.first_start.ports import Wish
from pos_loyalty.terminal.screens.first_start.presenter import FirstStartPresenter
from pos_loyalty.terminal.screens.first_start.view import FirstStartView
from pos_loyalty.terminal.tasks import TaskRunner


class ShopFounder:
    """Makes a shop and its first manager; each call runs in the worker."""

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        log: ShopLog,
        application: Application | None = None,
    ) -> None:
        """``application`` is that of a shop in which only the manager is missing."""
        self._folder = folder
        self._clock = clock
        self._log = log
        self.application = application

    def presets(self) -> Sequence[PresetInfo]:
        """The programs to begin with."""
        return presets()

    def found(self, wish: Wish) -> None:
        """Create the shop; raises DatabaseReadOnlyError and what ``create_shop`` raises."""
        shop = NewShop(
            name=wish.shop_name,
            till=wish.till,
            program=find_document(wish.preset),
            language="en" if wish.language == "en" else "de",
        )
        with folder_edge():
            self.application = create_shop(self._folder, shop, self._clock)
            self._log.begin(self._folder)

    def add_manager(self, name: str, pin: str) -> Actor:
        """Create the first person; raises what ``StaffRoom.add`` raises."""
        if self.application is None:
            raise RuntimeError("a shop comes before its manager")
        person = self.application.staff.add(
            OPERATOR, name=name, role=Role.MANAGER, pin=pin, now=self._clock.now()
        )
        return Actor(person.id, person.name, person.role)


class FirstStart(QObject):
    """The page of the first start.

    ``done`` carries the application and its manager; ``join_wanted`` tells that there is a shop
    already, elsewhere.
    """

    done = Signal(object, object)
    join_wanted = Signal()

    def __init__(
        self,
        founder: ShopFounder,
        tasks: TaskRunner,
        language: str,
        spoken: Callable[[Words], None],
        parent: QObject | None = None,
    ) -> None:
        """``spoken`` is told when another language is chosen."""
        super().__init__(parent)
        self._founder = founder
        self._spoken = spoken
        words = words_for(language)
        self.view = FirstStartView(words)
        self._presenter = FirstStartPresenter(
            founder,
            tasks=tasks,
            words=words,
            show=self.view.draw,
            language_chosen=self._speak,
            is_guessable=is_trivial,
            done=lambda manager: self.done.emit(founder.application, manager),
        )
        self.view.edited.connect(self._presenter.edit)
        self.view.preset_chosen.connect(self._presenter.choose_preset)
        self.view.language_chosen.connect(self._presenter.choose_language)
        self.view.confirmed.connect(self._presenter.confirm)
        self.view.join_wanted.connect(self.join_wanted)
        self._presenter.open(needs_shop=founder.application is None, language=language)

    def _speak(self, language: str) -> None:
        words = words_for(language)
        self.view.set_words(words)
        self._presenter.speak(words, language)
        self._spoken(words)
