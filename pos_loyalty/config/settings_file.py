"""The settings file: read leniently, written with the comments people put into it."""

import contextlib
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pos_loyalty.config.keys import Value, flat, with_value
from pos_loyalty.config.settings import Settings, UnknownSettingError, WrongSettingError
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.values import dataclass

_PLACE = re.compile(r"\(at line (\d+)")


class SettingsFileError(OutageError):
    """The file cannot be read or written. Facts: ``path``, ``reason``, and ``line`` when known."""

    code = "settings-file"


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and what in the file was left aside.

    A till must open though somebody wrote a wrong value by hand: that setting then keeps its
    default and is named to a person.
    """

    settings: Settings
    problems: tuple[UnknownSettingError | WrongSettingError, ...] = ()


def read_settings(path: Path) -> LoadedSettings:
    """The settings of a file; the defaults where there is none. Raises ``SettingsFileError``."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except tomllib.TOMLDecodeError as error:
        raise SettingsFileError(
            path=str(path), reason="not-toml", line=_line(error, path), detail=str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsFileError(path=str(path), reason="not-toml", detail=str(error)) from error
    except OSError as error:
        raise SettingsFileError(path=str(path), reason="unreadable", detail=str(error)) from error
    settings = Settings()
    problems: list[UnknownSettingError | WrongSettingError] = []
    for key, value in _flat_document(document).items():
        try:
            settings = with_value(settings, key, value)
        except (UnknownSettingError, WrongSettingError) as problem:
            problems.append(problem)
    return LoadedSettings(settings, tuple(problems))


def write_settings(path: Path, settings: Settings) -> None:
    """Writes what differs from the defaults or stands in the file already.

    Comments and keys of a newer version stay. The file is there whole or as it was before.
    Raises ``SettingsFileError``.
    """
    # Saving is rare, and tomlkit would cost the start more than reading the file does.
    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415
    from tomlkit.items import Table  # noqa: PLC0415

    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(before)
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsFileError(path=str(path), reason="not-toml", detail=str(error)) from error
    except OSError as error:
        raise SettingsFileError(path=str(path), reason="unreadable", detail=str(error)) from error
    defaults = flat(Settings())
    for key, value in flat(settings).items():
        section, _, name = key.partition(".")
        table = document.get(section)
        known = isinstance(table, Table) and name in table
        if value == defaults[key] and not known:
            continue
        if not isinstance(table, Table):
            table = tomlkit.table()
            document[section] = table
        written = list(value) if isinstance(value, tuple) else value
        if not known or table[name] != written:
            table[name] = written
    _write_atomically(path, tomlkit.dumps(document))


def _line(error: tomllib.TOMLDecodeError, path: Path) -> int:
    """The line that the parser names; the last one where it says that something is missing."""
    named = _PLACE.search(str(error))
    return int(named[1]) if named else len(path.read_text(encoding="utf-8").splitlines())


def _flat_document(document: Mapping[str, object]) -> dict[str, Value | object]:
    values: dict[str, Value | object] = {}
    for section, table in document.items():
        if isinstance(table, dict):
            values.update({f"{section}.{name}": value for name, value in table.items()})
        else:
            values[section] = table
    return values


def _write_atomically(path: Path, text: str) -> None:
    scratch = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    except OSError as error:
        if scratch:
            with contextlib.suppress(OSError):
                Path(scratch).unlink()
        raise SettingsFileError(path=str(path), reason="unwritable", detail=str(error)) from error
