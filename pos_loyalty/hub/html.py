"""Pages as values: elements that escape whatever is put into them."""

from collections.abc import Iterable
from html import escape
from typing import Final

_VOID: Final = frozenset({"meta", "link", "input", "br", "hr"})


class Html(str):
    """Text that is HTML already. Everything else is escaped where it is put in."""

    __slots__ = ()


Piece = str | Iterable[str]
"""A text, HTML, or several of both."""


def element(tag: str, *children: Piece, **attributes: str | bool | None) -> Html:
    """``element("a", "Tills", href="/admin")``; ``class_`` and ``for_`` lose their last sign.

    An attribute that is False or None is left out; one that is True stands without a value.
    """
    shown = "".join(
        f" {_name(name)}" if value is True else f' {_name(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Html(f"<{tag}{shown}>")
    return Html(f"<{tag}{shown}>{joined(*children)}</{tag}>")


def joined(*pieces: Piece) -> Html:
    """The pieces one after another."""
    return Html("".join(_safe(piece) for piece in pieces))


def _safe(piece: Piece) -> str:
    if isinstance(piece, Html):
        return str(piece)
    if isinstance(piece, str):
        return escape(piece)
    return "".join(_safe(each) for each in piece)


def _name(attribute: str) -> str:
    return attribute.rstrip("_").replace("_", "-")
