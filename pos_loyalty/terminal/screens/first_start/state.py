"""What the first start shows."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class Entry(StrEnum):
    """A line to fill in."""

    SHOP = "shop"
    TILL = "till"
    MANAGER = "manager"
    PIN = "pin"
    PIN_AGAIN = "pin-again"


@dataclass(frozen=True, slots=True)
class PresetTile:
    """A program to begin with, in words."""

    id: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class FirstStartState:
    """Texts that were typed, without PINs; ``errors`` stand beside their lines."""

    needs_shop: bool = True
    """Otherwise there is a shop, and only nobody to sign in."""
    language: str = "de"
    texts: Mapping[Entry, str] = field(default_factory=dict)
    errors: Mapping[Entry, str] = field(default_factory=dict)
    pin_hint: str = ""
    presets: tuple[PresetTile, ...] = ()
    chosen: str = ""
    is_busy: bool = False
    failure: str = ""
