"""What the printer relay keeps in the data folder: templates, what it was shown, how it is."""

import contextlib
import json
import logging
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_as, encode_json

MOST_SHOWN: Final = 30
"""Receipts hold what people bought: no more of them are kept than teaching needs."""

STALE_AFTER: Final = timedelta(seconds=15)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ANCHORS: Final = ("total", "number", "date")
_LOG: Final = logging.getLogger(__name__)


class RelayFolderError(OutageError):
    """A file of the relay's cannot be read or written. Facts: ``file``, ``reason``."""

    code = "relay-folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayStatus:
    """How the relay is, as it last wrote it down."""

    at: datetime
    listen: str
    printer: str
    is_listening: bool
    """Not while the printer is away: the till is to see that, and not us."""
    connections: int = 0
    jobs: int = 0
    receipts: int = 0
    unreadable: int = 0
    waiting: int = 0
    """Receipts that could not be handed over to the shop's database yet."""
    templates: int = 0
    problem: str = ""
    """``printer``, ``database``, ``port`` or nothing."""

    def is_running(self, now: datetime) -> bool:
        """Whether there is a relay that wrote this, and not only its last words."""
        return now - self.at < STALE_AFTER


class RelayFolder:
    """The folder ``relay/`` of a data folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def journal(self) -> Path:
        """Receipts on their way to the database."""
        return self.root / "journal.jsonl"

    def templates(self) -> tuple[ReceiptTemplate, ...]:
        """The tills that were taught; a file that cannot be read is left out and logged."""
        found = []
        for path in sorted((self.root / "templates").glob("*.toml")):
            try:
                found.append(read_template(path))
            except RelayFolderError as error:
                _LOG.warning("a receipt template cannot be read", extra={"code": error.code})
        return tuple(found)

    def templates_changed(self) -> tuple[tuple[str, int], ...]:
        """What differs whenever a template was added, changed or taken away."""
        paths = sorted((self.root / "templates").glob("*.toml"))
        marks = []
        for path in paths:
            with contextlib.suppress(OSError):
                marks.append((path.name, path.stat().st_mtime_ns))
        return tuple(marks)

    def put_template(self, template: ReceiptTemplate) -> Path:
        """Keep a template, in the place of one of the same name. Raises RelayFolderError."""
        path = self._template_path(template.name)
        _write(path, template_text(template))
        return path

    def drop_template(self, name: str) -> None:
        """Forget a till. Raises RelayFolderError."""
        try:
            self._template_path(name).unlink(missing_ok=True)
        except OSError as error:
            raise RelayFolderError(file=name, reason="unwritable") from error

    def shown(self) -> tuple[Path, ...]:
        """The receipts that the relay was shown, newest first."""
        return tuple(sorted((self.root / "shown").glob("*.txt"), reverse=True))

    def show(self, lines: Sequence[str], at: datetime, number: int) -> None:
        """Keep a receipt to be taught from; the oldest ones go."""
        name = f"{at:%Y%m%d-%H%M%S}-{number:04d}.txt"
        _write(self.root / "shown" / name, "\n".join(lines) + "\n")
        for old in self.shown()[MOST_SHOWN:]:
            with contextlib.suppress(OSError):
                old.unlink()

    def forget_shown(self) -> None:
        """Teaching is over: what was kept for it goes."""
        for path in self.shown():
            with contextlib.suppress(OSError):
                path.unlink()

    def status(self) -> RelayStatus | None:
        """How the relay is; None where none ever was."""
        try:
            return decode_as(RelayStatus, (self.root / "status.json").read_bytes())
        except (OSError, ValueError):
            return None

    def put_status(self, status: RelayStatus) -> None:
        """Tell how it is. Raises RelayFolderError."""
        _write(self.root / "status.json", encode_json(status).decode())

    def _template_path(self, name: str) -> Path:
        if not is_template_name(name):
            raise RelayFolderError(file=name, reason="name")
        return self.root / "templates" / f"{name}.toml"


def is_template_name(name: str) -> bool:
    """Whether a till may be called so: it is part of a file's name."""
    return _NAME.fullmatch(name) is not None


def shown_lines(path: Path) -> tuple[str, ...]:
    """The lines of a receipt that was shown. Raises RelayFolderError."""
    try:
        return tuple(path.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise RelayFolderError(file=path.name, reason="unreadable") from error


def read_template(path: Path) -> ReceiptTemplate:
    """A template from its file. Raises RelayFolderError."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        return decode_as(ReceiptTemplate, encode_json({**told, "name": path.stem}))
    except (OSError, UnicodeDecodeError) as error:
        raise RelayFolderError(file=path.name, reason="unreadable") from error
    except ValueError as error:
        raise RelayFolderError(file=path.name, reason="not-a-template") from error


def template_text(template: ReceiptTemplate) -> str:
    """A template as its file says it."""
    plain: list[str] = []
    tables: list[str] = []
    for name, value in asdict(template).items():
        if name == "name" or value is None:
            continue
        if name in _ANCHORS:
            tables += ["", f"[{name}]", *(f"{key} = {_toml(val)}" for key, val in value.items())]
        else:
            plain.append(f"{name} = {_toml(value)}")
    return "\n".join([*plain, *tables]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(each) for each in value)}]"
    # What JSON writes of texts, whole numbers and truth is TOML as well.
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        scratch.replace(path)
    except OSError as error:
        raise RelayFolderError(file=path.name, reason="unwritable") from error
