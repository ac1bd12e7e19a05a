"""A program document as a file that people can read, change and load again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.domain.errors import OutageError

_ORDER: Final = (
    "schema",
    "name",
    "currency",
    "timezone",
    "unit",
    "earn",
    "tiers",
    "tier",
    "campaign",
    "stacking",
    "welcome",
    "referral",
    "action",
    "redemption",
    "reward",
    "stamp_card",
    "membership",
    "challenge",
    "draw",
    "wheel",
    "partner",
    "expiry",
    "refund",
)


class ProgramFileError(OutageError):
    """The file cannot be written. Facts: ``path``."""

    code = "program-file"


def program_text(document: Mapping[str, object]) -> str:
    """The document in TOML, its sections in the order in which people meet them."""
    # Imported here, in the worker: parsing and writing TOML with care costs 40 ms to import.
    import tomlkit  # noqa: PLC0415

    return tomlkit.dumps(_ordered(document))


def write_program_file(path: Path, document: Mapping[str, object]) -> None:
    """Write the document. Raises ProgramFileError."""
    text = program_text(document)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ProgramFileError(path=str(path)) from error


def _ordered(document: Mapping[str, object]) -> dict[str, object]:
    """Plain values before tables, or a table would swallow them; else the known order."""
    known = {key: place for place, key in enumerate(_ORDER)}
    keys = sorted(document, key=lambda key: (_is_inside(document[key]), known.get(key, len(known))))
    return {key: _value(document[key]) for key in keys}


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        return _ordered(value)
    if isinstance(value, list):
        return [_value(each) for each in value]
    return value


def _is_inside(value: object) -> bool:
    """Whether TOML writes it below a heading of its own."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping)
