"""Files that only this till's own account may read: keys, and nothing else.

A key is written whole or not at all: to a temporary neighbor, flushed to the disk,
renamed, and the folder flushed too, so that a power cut leaves the old file or the
new one. Reading refuses a file that other people of the computer can read.
"""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from pos_loyalty.domain.errors import OutageError

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class PrivateFileError(OutageError):
    """A key file could not be read or written. Facts: ``file``, ``reason``."""

    code = "key-file"


class MissingPrivateFileError(PrivateFileError):
    """The key file is not there. Facts: ``file``."""

    code = "key-file-missing"


class OpenPrivateFileError(PrivateFileError):
    """Other people of this computer can read the key file. Facts: ``file``."""

    code = "key-file-open"


class DamagedPrivateFileError(PrivateFileError):
    """The key file is there, but not what was written. Facts: ``file``."""

    code = "key-file-damaged"


class PrivateFileExistsError(PrivateFileError):
    """A new key would take the place of an old one. Facts: ``file``."""

    code = "key-file-exists"


def read_private(path: Path) -> bytes:
    """The whole file, when nobody else could have read it."""
    try:
        with path.open("rb") as file:
            if _is_open_to_others(os.fstat(file.fileno())):
                raise OpenPrivateFileError(file=path.name)
            return file.read()
    except FileNotFoundError as error:
        raise MissingPrivateFileError(file=path.name) from error
    except OSError as error:
        raise PrivateFileError(file=path.name, reason=error.strerror) from error


def create_private(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet: a lost key is a lost shop."""
    if path.exists():
        raise PrivateFileExistsError(file=path.name)
    write_private(path, data)


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file, whole, and down on the disk."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        make_private_folder(path.parent)
        try:
            _write_new(temporary, data)
            temporary.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
        _flush_folder(path.parent)
    except OSError as error:
        raise PrivateFileError(file=path.name, reason=error.strerror) from error


def copy_private(path: Path, folder: Path) -> Path:
    """Put a copy of the file into ``folder`` and return where it lies.

    A stick formatted for Windows cannot keep other people out; the copy is made all
    the same, for a backup that does not exist guards nothing.
    """
    return _copied(read_private(path), path.name, folder)


def adopt_private(path: Path, folder: Path) -> Path:
    """The way back: a private copy of what lies on such a stick, for all to read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPrivateFileError(file=path.name) from error
    except OSError as error:
        raise PrivateFileError(file=path.name, reason=error.strerror) from error
    return _copied(data, path.name, folder)


def make_private_folder(folder: Path) -> None:
    """The folder exists, and only we can look into it."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if _is_open_to_others(folder.stat()):
        folder.chmod(_FOLDER_MODE)


def close_to_others(path: Path) -> None:
    """Take from everybody else the right to read the file: the repair after a restore."""
    try:
        path.chmod(_FILE_MODE)
    except OSError as error:
        raise PrivateFileError(file=path.name, reason=error.strerror) from error


def _copied(data: bytes, name: str, folder: Path) -> Path:
    copy = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            copy.unlink()
        _write_new(copy, data)
        _flush_folder(folder)
    except OSError as error:
        raise PrivateFileError(file=name, reason=error.strerror) from error
    return copy


def _write_new(path: Path, data: bytes) -> None:
    # O_BINARY: Windows would turn each newline into two bytes.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _is_open_to_others(status: os.stat_result, system: str = os.name) -> bool:
    """Whether others may read it, as far as the system says so in these bits.

    Windows answers with made-up bits; there the folder in the user's profile
    inherits rules that keep others out. Untested on a real Windows.
    """
    return system == "posix" and bool(status.st_mode & _OTHERS)


def _flush_folder(folder: Path, system: str = os.name) -> None:
    """The rename itself is on the disk; Windows cannot open a folder, nor needs to."""
    if system != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
