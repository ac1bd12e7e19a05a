"""The log: one JSON object a line, rotating, ids only."""

import json
import logging
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, TextIO

FILE_NAME = "pos-loyalty.log"
_LARGEST_BYTES = 1_000_000
_KEPT_FILES = 5
_OWN: Final = "pos_loyalty"
# It says with each of its tries that a database is away. We say once that it is, and once that it
# is back.
_TOLD_BY_US: Final = "psycopg.pool"
# What ``extra=`` may carry. Anything else is left out, since it might be about a person.
_FACTS: Final = frozenset(
    {"code", "count", "duration_ms", "key", "reason", "route", "seq", "status", "version"}
)


class LineFormatter(logging.Formatter):
    """One record as one line of JSON.

    Of an exception it keeps the type and the way it took, not its message: messages of foreign
    libraries quote the values they stumbled over, and those may be a name or a number.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name.removeprefix(f"{_OWN}."),
            "event": _said(record),
        }
        line.update(
            (name, value)
            for name, value in vars(record).items()
            if name in _FACTS or name.endswith("_id")
        )
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["trace"] = _way(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def start_log(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Sends the log of our rooms into ``folder``; the handler is the caller's to close."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / FILE_NAME,
        maxBytes=_LARGEST_BYTES,
        backupCount=_KEPT_FILES,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(LineFormatter())
    own = logging.getLogger(_OWN)
    own.setLevel(level)
    own.addHandler(handler)
    return handler


def log_to_stream(stream: TextIO, level: int = logging.INFO) -> logging.Handler:
    """As ``start_log``, for a process whose log somebody else keeps."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    handler.addFilter(_is_told)
    logging.getLogger(_OWN).setLevel(level)
    # What libraries warn of belongs there, too, and no line may have another form.
    logging.getLogger().addHandler(handler)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Ends what ``start_log`` or ``log_to_stream`` began."""
    for name in (_OWN, None):
        logging.getLogger(name).removeHandler(handler)
    handler.close()


def _said(record: logging.LogRecord) -> str:
    """What happened; of other people's records without the values that they would fill in."""
    return record.getMessage() if _is_own(record) else str(record.msg)


def _is_told(record: logging.LogRecord) -> bool:
    return _is_own(record) or (
        record.levelno >= logging.WARNING and not record.name.startswith(_TOLD_BY_US)
    )


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _OWN


def _way(error: BaseException) -> list[str]:
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
