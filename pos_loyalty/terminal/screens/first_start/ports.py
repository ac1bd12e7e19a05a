"""What the first start needs from below. ``bootstrap`` fills it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass


class Preset(Protocol):
    """A program that ships."""

    @property
    def id(self) -> str:
        """The name to ask for it by."""
        ...

    @property
    def summary(self) -> str:
        """What it is about, in a line to be translated; empty where nobody wrote one."""
        ...

    def document(self) -> Mapping[str, object]:
        """The program document."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """The shop that somebody asks for."""

    shop_name: str
    till: str
    language: str
    preset: str


class Founder(Protocol):
    """Makes a shop and its first manager; each call runs in the worker."""

    def presets(self) -> Sequence[Preset]:
        """The programs to begin with."""
        ...

    def found(self, wish: Wish) -> None:
        """Create the shop. Refuses a folder that has one."""
        ...

    def add_manager(self, name: str, pin: str) -> Actor:
        """Create the first person; may be called again when it failed."""
        ...
