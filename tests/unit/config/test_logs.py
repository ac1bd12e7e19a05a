import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from pos_loyalty.config.logs import FILE_NAME, log_to_stream, start_log, stop_log

_LOG = logging.getLogger("pos_loyalty.services.sales")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The log file of one started log."""
    handler = start_log(tmp_path / "logs")
    yield tmp_path / "logs" / FILE_NAME
    stop_log(handler)


def _lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_one_record_is_one_line(file: Path) -> None:
    """A line is a JSON object with the instant in UTC, the room, the event and ids."""
    _LOG.info("sale recorded", extra={"sale_id": "S1", "count": 2})
    (line,) = _lines(file)
    assert str(line.pop("at")).endswith("+00:00")
    assert line == {
        "level": "info",
        "room": "services.sales",
        "event": "sale recorded",
        "sale_id": "S1",
        "count": 2,
    }


def test_names_do_not_reach_the_log(file: Path) -> None:
    """Only ids and counts are kept of what comes along with a record."""
    _LOG.info("member enrolled", extra={"member_id": "M1", "full_name": "Anna", "phone": "123"})
    assert "Anna" not in file.read_text(encoding="utf-8")
    assert _lines(file)[0]["member_id"] == "M1"


@pytest.mark.expected_log("something broke")
def test_traces_carry_no_values(file: Path) -> None:
    """Of an exception, its type and its way are kept; its message may quote a person."""
    try:
        int("Anna Berger")
    except ValueError:
        _LOG.exception("something broke")
    (line,) = _lines(file)
    assert line["error"] == "ValueError"
    assert "Anna" not in file.read_text(encoding="utf-8")
    assert "test_traces_carry_no_values" in str(line["trace"])


def test_the_log_ends(tmp_path: Path) -> None:
    """After the end nothing is written any more."""
    stop_log(start_log(tmp_path))
    _LOG.info("late")
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.expected_log("of a library")
@pytest.mark.expected_log("error connecting")
def test_what_libraries_warn_of_has_the_same_form() -> None:
    """Without the values that they name; and nothing of what we tell ourselves, once."""
    stream = StringIO()
    handler = log_to_stream(stream)
    logging.getLogger("uvicorn.error").warning("of a library: %s", "Anna")
    logging.getLogger("uvicorn.error").info("nobody needs it")
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "hub", "no route")
    _LOG.info("of ours: %s", "M1")
    stop_log(handler)
    logging.getLogger("uvicorn.error").warning("of a library, late")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["room"], line["event"]) for line in lines] == [
        ("uvicorn.error", "of a library: %s"),
        (_LOG.name.removeprefix("pos_loyalty."), "of ours: M1"),
    ]
