"""In which look a picture is taken."""

from dataclasses import dataclass

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.theme_tokens import Colors


@dataclass(frozen=True, slots=True)
class SceneLook:
    """Language, colors and size of a picture."""

    words: Words
    colors: Colors
    width: int = 1366
    height: int = 768

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in force."""
        return self.colors.is_dark
