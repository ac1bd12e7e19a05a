"""How the printers are, which others there are, and taking one of them with one press."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from pos_loyalty.domain.print_job import FALLBACK_PRINTER
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.printers_ports import PrintersRoom, SearchLook
from pos_loyalty.terminal.screens.settings.printers_state import (
    FALLBACK,
    PRINTER,
    Connection,
    PrintersState,
    SearchShown,
)
from pos_loyalty.terminal.screens.settings.printers_wording import (
    beginning,
    condition,
    connection,
    found_line,
    kinds,
)

_ADDRESSES: Final[Mapping[str, str]] = {PRINTER: "printer.receipt", FALLBACK: "printer.fallback"}
_PROFILES: Final[Mapping[str, str]] = {
    PRINTER: "printer.profile",
    FALLBACK: "printer.fallback_profile",
}


class PrintersPresenter:
    """Looks after the page while somebody looks at it. What is set goes through ``edit``."""

    def __init__(
        self,
        room: PrintersRoom,
        *,
        words: Words,
        text_of: Callable[[str], str],
        edit: Callable[[str, str], None],
        show: Callable[[PrintersState], None],
    ) -> None:
        """``text_of`` and ``edit`` are the draft of the settings, by their keys."""
        self._room = room
        self._words = words
        self._text_of = text_of
        self._edit = edit
        self._show = show
        self._search: SearchShown | None = None
        self._found = SearchLook()
        self._is_watching = False
        self._shown: PrintersState | None = None

    def appear(self) -> None:
        """Somebody looks at the page."""
        self._shown = None
        self.tick()

    def leave(self) -> None:
        """Nobody looks at it any more: what was begun ends."""
        if self._is_watching:
            self._room.stop()
            self._is_watching = False
        self._search = None

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._shown = None
        self._become()

    def tick(self) -> None:
        """A moment has passed, or a setting is another: look again."""
        if self._is_watching:
            self._found = self._room.look()
            self._is_watching = not self._found.is_over
        self._become()

    def search(self, card: str) -> None:
        """Look for printers at this computer; those of the network on request."""
        self.leave()
        self._search = SearchShown(card, "", range_text=self._room.own_range())
        self._begin(None)

    def search_network(self, network_range: str) -> None:
        """Look through a range of addresses."""
        if self._search is not None and not self._is_watching:
            self._search = replace(self._search, range_text=network_range.strip())
            self._begin(network_range.strip())

    def stop(self) -> None:
        """End the search; a second time, put away what it found."""
        if self._is_watching:
            self._room.stop()
            self.tick()
        else:
            self._search = None
            self._become()

    def choose(self, address: str) -> None:
        """Take a printer that was found, with the model that it looks like."""
        if self._search is None:
            return
        card = self._search.card
        guess = next(
            (each.profile_guess for each in self._found.found or () if each.address == address),
            None,
        )
        self.leave()
        self._edit(_ADDRESSES[card], address)
        if guess:
            self._edit(_PROFILES[card], guess)
        self._become()

    def choose_kind(self, card: str, kind: str) -> None:
        """Begin an address of another kind."""
        if self._connection(card).kind != kind:
            self._edit(_ADDRESSES[card], beginning(kind))
            self._become()

    def _begin(self, network_range: str | None) -> None:
        self._found = SearchLook()
        self._is_watching = True
        self._room.begin(network_range)
        self.tick()

    def _connection(self, card: str) -> Connection:
        return connection(self._text_of(_ADDRESSES[card]), self._words)

    def _become(self) -> None:
        cards = {
            (FALLBACK if each.printer == FALLBACK_PRINTER else PRINTER): condition(
                each, self._words
            )
            for each in self._room.statuses()
        }
        state = PrintersState(
            conditions=cards,
            connections={card: self._connection(card) for card in _ADDRESSES},
            kinds=kinds(self._words),
            search=self._searched(),
        )
        if state != self._shown:
            self._shown = state
            self._show(state)

    def _searched(self) -> SearchShown | None:
        if self._search is None:
            return None
        look, text = self._found, self._words.text
        found = look.found or ()
        lines = tuple(found_line(each, self._words) for each in found)
        if self._is_watching:
            summary = text("Searching …")
        elif look.error is not None:
            summary = ""
        elif found:
            summary = self._words.plural("{n} printer found", "{n} printers found", len(found))
        else:
            summary = text("Nothing found. Is it switched on and connected?")
        return replace(
            self._search,
            summary=summary,
            lines=lines,
            is_running=self._is_watching,
            share=look.done / look.total if look.total else 0.0,
            error=message_for(look.error, self._words) if look.error else "",
        )
