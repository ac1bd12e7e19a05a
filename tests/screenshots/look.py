"""In what language, theme and size a picture is taken."""

from dataclasses import dataclass
from typing import Literal

from pos_loyalty.config.paths import resources
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.terminal.theme import Look
from pos_loyalty.terminal.theme_tokens import DARK, LIGHT

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class SceneLook:
    """One way of looking at all screens."""

    language: str
    theme: Theme
    width: int
    height: int

    @property
    def words(self) -> Words:
        """Texts and formats in the language of the picture."""
        return words_for(self.language)

    @property
    def applied(self) -> Look:
        """What the theme module is given; nothing moves in a picture."""
        colors = DARK if self.theme == "dark" else LIGHT
        return Look(colors, resources(), reduced_motion=True)

    @property
    def suffix(self) -> str:
        """What tells the pictures of one scene apart."""
        return f"{self.language}-{self.theme}-{self.width}x{self.height}"


LOOKS = tuple(
    SceneLook(language, theme_name, width, height)
    for language in ("de", "en")
    for theme_name in ("light", "dark")
    for width, height in ((1024, 768), (1920, 1080))
)
