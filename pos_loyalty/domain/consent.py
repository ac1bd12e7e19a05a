"""What people agree to, and in which words: words change, and nobody agreed to later ones."""

from typing import Final

from pos_loyalty.domain.values import dataclass

TERMS: Final = "terms"
"""The shop keeps purchases and points."""
CONTACT: Final = "contact"
"""The shop may write."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One thing that somebody agreed to, by its name, and the words that they read."""

    name: str
    text: str

    def __post_init__(self) -> None:
        if not self.name or not self.text:
            raise ValueError(self)
