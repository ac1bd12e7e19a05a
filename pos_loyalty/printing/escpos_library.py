"""The command library, loaded so that it leaves nothing behind but its own cache."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

_CACHE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_LOADING = Lock()


class Library(NamedTuple):
    """The part of the library that we build on; it ships no types."""

    dummy: Any
    """Collects bytes instead of sending them."""


def load_escpos(cache: Path) -> Library:
    """The library; ``cache`` is a folder of ours that nobody else may write to.

    On import the library unpickles its profiles from that folder, makes a temporary folder in any
    case, and configures logging where nobody has. All three are kept from the rest of the machine.
    """
    with _LOADING:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        cache.chmod(0o700)
        os.environ[_CACHE_VARIABLE] = str(cache)
        with _temporary_folders_in(cache), _logging_left_alone():
            dummy = import_module("escpos.printer").Dummy
        for leftover in cache.glob("tmp*"):
            with suppress(OSError):
                leftover.rmdir()
    return Library(dummy=dummy)


@contextmanager
def _temporary_folders_in(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def _logging_left_alone() -> Iterator[None]:
    root = logging.getLogger()
    placeholder = logging.NullHandler()
    root.addHandler(placeholder)
    try:
        yield
    finally:
        root.removeHandler(placeholder)
