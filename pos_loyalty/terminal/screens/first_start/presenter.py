"""Asks for what a shop needs, and creates it once everything is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.first_start.ports import Founder, Preset, Wish
from pos_loyalty.terminal.screens.first_start.state import Entry, FirstStartState
from pos_loyalty.terminal.screens.first_start.wording import preset_tile
from pos_loyalty.terminal.tasks import TaskRunner

_SHORTEST_PIN: Final = 4
_LONGEST_PIN: Final = 8
_MOST_NAME: Final = 60
_MOST_TILL: Final = 20
_SECRET: Final = frozenset({Entry.PIN, Entry.PIN_AGAIN})
_ONLY_SHOP: Final = frozenset({Entry.SHOP, Entry.TILL})


class FirstStartPresenter:
    """Turns typing into states, and a filled page into a shop with a manager."""

    def __init__(
        self,
        founder: Founder,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[FirstStartState], None],
        language_chosen: Callable[[str], None],
        is_guessable: Callable[[str], bool],
        done: Callable[[Actor], None],
    ) -> None:
        """``language_chosen`` answers with ``speak``; ``done`` gets the manager."""
        self._founder = founder
        self._tasks = tasks
        self._words = words
        self._show = show
        self._language_chosen = language_chosen
        self._is_guessable = is_guessable
        self._done = done
        self._typed: dict[Entry, str] = {}
        self._presets: Sequence[Preset] = ()
        self._asked = False
        self._founded = False
        self._state = FirstStartState()

    @property
    def state(self) -> FirstStartState:
        """What is shown now."""
        return self._state

    def open(self, *, needs_shop: bool, language: str) -> None:
        """Begin. Without ``needs_shop`` only the manager is missing."""
        self._founded = not needs_shop
        self._become(FirstStartState(needs_shop=needs_shop, language=language))
        if needs_shop:
            self._tasks.run(self._founder.presets, self._presets_found, self._refused)

    def speak(self, words: Words, language: str) -> None:
        """Go on in another language."""
        self._words = words
        tiles = tuple(preset_tile(preset, words) for preset in self._presets)
        self._become(replace(self._state, language=language, presets=tiles, failure=""))

    def choose_language(self, language: str) -> None:
        """Take the language of the shop."""
        self._language_chosen(language)

    def choose_preset(self, preset_id: str) -> None:
        """Take a program."""
        self._become(replace(self._state, chosen=preset_id))

    def edit(self, entry: Entry, text: str) -> None:
        """Take what was typed into a line."""
        self._typed[entry] = text
        self._become(replace(self._state, failure=""))

    def confirm(self) -> None:
        """Create what is missing; or say what must be filled in."""
        if self._state.is_busy:
            return
        self._asked = True
        self._become(self._state)
        if self._state.errors:
            return
        self._become(replace(self._state, is_busy=True, failure=""))
        # Whoever types fast is through before the programs are read: then it goes on with them.
        if self._founded or self._state.chosen:
            self._begin()

    def _begin(self) -> None:
        name, pin = self._text(Entry.MANAGER), self._typed.get(Entry.PIN, "")
        wish = Wish(
            shop_name=self._text(Entry.SHOP),
            till=self._text(Entry.TILL),
            language=self._state.language,
            preset=self._state.chosen,
        )
        self._tasks.run(lambda: self._create(wish, name, pin), self._created, self._refused)

    def _create(self, wish: Wish, name: str, pin: str) -> Actor:
        """Runs in the worker. A shop that is there already is not created again."""
        if not self._founded:
            self._founder.found(wish)
            self._founded = True
        return self._founder.add_manager(name, pin)

    def _created(self, manager: Actor) -> None:
        self._typed.clear()
        self._asked = False
        self._become(replace(self._state, is_busy=False))
        self._done(manager)

    def _refused(self, error: LoyaltyError) -> None:
        failure = message_for(error, self._words)
        self._become(replace(self._state, is_busy=False, failure=failure))

    def _presets_found(self, presets: Sequence[Preset]) -> None:
        self._presets = presets
        tiles = tuple(preset_tile(preset, self._words) for preset in presets)
        chosen = tiles[0].id if tiles else ""
        is_awaited = self._state.is_busy and bool(chosen)
        self._become(replace(self._state, presets=tiles, chosen=chosen, is_busy=is_awaited))
        if is_awaited:
            self._begin()

    def _text(self, entry: Entry) -> str:
        return self._typed.get(entry, "").strip()

    def _become(self, state: FirstStartState) -> None:
        errors = self._errors(state) if self._asked else {}
        self._state = replace(
            state,
            texts={entry: text for entry, text in self._typed.items() if entry not in _SECRET},
            errors=errors,
            pin_hint=self._pin_hint(),
        )
        self._show(self._state)

    def _pin_hint(self) -> str:
        """A guessable PIN is a warning, not a refusal: the shop decides what it risks."""
        pin = self._typed.get(Entry.PIN, "")
        if len(pin) >= _SHORTEST_PIN and self._is_guessable(pin):
            return self._words.text("Easy to guess. Better choose another one.")
        return self._words.text("4 to 8 digits")

    def _errors(self, state: FirstStartState) -> Mapping[Entry, str]:
        text = self._words.text
        pin, again = self._typed.get(Entry.PIN, ""), self._typed.get(Entry.PIN_AGAIN, "")
        wrong = {
            Entry.SHOP: self._missing(Entry.SHOP, most=_MOST_NAME),
            Entry.TILL: self._too_long(Entry.TILL, most=_MOST_TILL),
            Entry.MANAGER: self._missing(Entry.MANAGER, most=_MOST_NAME),
            Entry.PIN: "" if _is_pin(pin) else text("A PIN has 4 to 8 digits."),
            Entry.PIN_AGAIN: "" if pin == again else text("The two PINs differ."),
        }
        hidden = frozenset() if state.needs_shop else _ONLY_SHOP
        return {entry: error for entry, error in wrong.items() if error and entry not in hidden}

    def _missing(self, entry: Entry, *, most: int) -> str:
        if not self._text(entry):
            return self._words.text("Please fill this in.")
        return self._too_long(entry, most=most)

    def _too_long(self, entry: Entry, *, most: int) -> str:
        if len(self._text(entry)) <= most:
            return ""
        return self._words.plural("At most {n} character.", "At most {n} characters.", most)


def _is_pin(text: str) -> bool:
    return _SHORTEST_PIN <= len(text) <= _LONGEST_PIN and text.isascii() and text.isdigit()
