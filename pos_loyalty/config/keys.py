"""Settings by dotted key: ``printer.receipt``, as the command line and the file name them."""

from collections.abc import Mapping
from dataclasses import Field, fields, replace
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pos_loyalty.config.settings import Settings, UnknownSettingError, WrongSettingError

# What a setting holds: the values that the file can hold.
Value = str | int | bool | tuple[str, ...]

_TRUE: Final = frozenset({"true", "yes", "on", "1", "ja", "an"})
_FALSE: Final = frozenset({"false", "no", "off", "0", "nein", "aus"})


def keys() -> tuple[str, ...]:
    """All keys, in the order in which they are defined."""
    return tuple(
        f"{section.name}.{setting.name}"
        for section in fields(Settings)
        for setting in fields(_section_type(section.name))
    )


def is_read_only(key: str) -> bool:
    """Whether a setting was decided when the shop was created."""
    return bool(_setting(key).metadata.get("read_only"))


def value_of(settings: Settings, key: str) -> Value:
    """The value under a dotted key. Raises ``UnknownSettingError``."""
    _setting(key)
    section, _, name = key.partition(".")
    value: Value = getattr(getattr(settings, section), name)
    return value


def as_text(value: Value) -> str:
    """A value as the command line shows it and takes it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "\n".join(value)
    return str(value)


def with_text(settings: Settings, key: str, text: str) -> Settings:
    """The settings with one value replaced, read from text.

    Raises ``UnknownSettingError``, ``WrongSettingError``.
    """
    if is_read_only(key):
        raise WrongSettingError(key=key, value=text, reason="read-only", expected="")
    return with_value(settings, key, _read(key, text))


def with_value(settings: Settings, key: str, value: object) -> Settings:
    """The settings with one value replaced.

    Raises ``UnknownSettingError``, ``WrongSettingError``. Read-only settings can be given a value
    here, for the file holds them and the creation of a shop sets them.
    """
    checked = _checked(key, value)
    section, _, name = key.partition(".")
    changed = replace(getattr(settings, section), **{name: checked})
    return replace(settings, **{section: changed})


def flat(settings: Settings) -> Mapping[str, Value]:
    """All values by their dotted keys."""
    return {key: value_of(settings, key) for key in keys()}


# Asking Python for a class's types anew costs more than all the rest of reading a setting.
@cache
def _sections() -> Mapping[str, type[Any]]:
    return get_type_hints(Settings)


@cache
def _types_in(section: str) -> Mapping[str, Any]:
    return get_type_hints(_sections()[section])


def _section_type(name: str) -> type[Any]:
    return _sections()[name]


def _setting(key: str) -> Field[Any]:
    section, _, name = key.partition(".")
    if section in _sections():
        for setting in fields(_section_type(section)):
            if setting.name == name:
                return setting
    import difflib  # noqa: PLC0415 - only somebody who mistyped needs it

    nearest = difflib.get_close_matches(key, keys(), n=1, cutoff=0.6)
    raise UnknownSettingError(key=key, nearest=nearest[0] if nearest else "")


def _kind(key: str) -> Any:  # noqa: ANN401 - a type may be any object that stands for one
    _setting(key)
    section, _, name = key.partition(".")
    return _types_in(section)[name]


def choices(key: str) -> tuple[str, ...]:
    """What may be chosen from; nothing where the value is free."""
    return _choices(_kind(key))


def _choices(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    if get_origin(kind) is Literal:
        return tuple(str(choice) for choice in get_args(kind))
    if get_origin(kind) in {Union, UnionType}:
        return tuple(choice for part in get_args(kind) for choice in _choices(part))
    return ()


def _read(key: str, text: str) -> Value:
    kind = _kind(key)
    if kind is bool:
        lowered = text.strip().lower()
        if lowered in _TRUE | _FALSE:
            return lowered in _TRUE
        raise _wrong(key, text, "type", "true, false")
    if kind is int:
        try:
            return int(text.strip())
        except ValueError:
            raise _wrong(key, text, "type", "123") from None
    if get_origin(kind) is tuple:
        return tuple(line.rstrip() for line in text.splitlines()) if text else ()
    return text.strip()


def _checked(key: str, value: object) -> Value:
    """The value, when it is of the setting's kind; how far it may go, its section says itself."""
    kind = _kind(key)
    allowed = _choices(kind)
    if allowed:
        if value in allowed:
            return str(value)
        raise _wrong(key, value, "choice", ", ".join(allowed))
    if get_origin(kind) is tuple:
        if isinstance(value, (list, tuple)) and all(isinstance(line, str) for line in value):
            return tuple(str(line) for line in value)
        raise _wrong(key, value, "type", '["…"]')
    # True is an int to Python, but a switch is not a number to the person who wrote the file.
    if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        checked: Value = value
        return checked
    raise _wrong(key, value, "type", {str: '"…"', int: "123", bool: "true, false"}[kind])


def _wrong(key: str, value: object, reason: str, expected: str) -> WrongSettingError:
    return WrongSettingError(key=key, value=str(value), reason=reason, expected=expected)
