"""Pictures of the first start."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from pos_loyalty.services.presets import presets
from pos_loyalty.terminal.screens.first_start.state import Entry, FirstStartState, PresetTile
from pos_loyalty.terminal.screens.first_start.view import FirstStartView
from pos_loyalty.terminal.screens.first_start.wording import preset_tile
from tests.screenshots.look import SceneLook

_PRESETS = (
    PresetTile("a", "Sonnenblume Bonus", "1 Punkt je 1 € · 3 Stufen · 3 Prämien · 1 Stempelkarte"),
    PresetTile("b", "Stempelkarte", "1 Stempelkarte"),
    PresetTile(
        "c", "Meilen für ein sehr weit gereistes Geschäft mit langem Namen", "1 Meile je 1 €"
    ),
)


def _shipped(look: SceneLook) -> tuple[PresetTile, ...]:
    """The programs that come with us, as a new shop is offered them."""
    return tuple(preset_tile(preset, look.words) for preset in presets())


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The page in every state worth looking at."""
    language = look.words.translator.language
    text = look.words.text
    filled = FirstStartState(
        language=language,
        presets=_PRESETS,
        chosen="a",
        texts={Entry.SHOP: "Sonnenblume Naturkost", Entry.MANAGER: "Mira Köhler"},
        pin_hint=text("4 to 8 digits"),
    )
    states = {
        "empty": replace(filled, texts={}),
        "filled": filled,
        "errors": replace(
            filled,
            texts={},
            errors={
                Entry.SHOP: text("Please fill this in."),
                Entry.MANAGER: text("Please fill this in."),
                Entry.PIN: text("A PIN has 4 to 8 digits."),
                Entry.PIN_AGAIN: text("The two PINs differ."),
            },
            failure=text(
                "The disk is full. Nothing was booked this time. Make room, then try again."
            ),
        ),
        "manager-only": replace(filled, needs_shop=False, texts={}),
        "loading": FirstStartState(language=language),
        "shipped": replace(filled, presets=_shipped(look), chosen="sonnenblume"),
    }
    for name, state in states.items():
        view = FirstStartView(look.words)
        view.draw(state)
        yield name, view
