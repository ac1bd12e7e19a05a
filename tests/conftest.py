"""What every test gets: its own folders, no screen, and no mercy."""

import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.strictness import (
    LogWitness,
    log_complaints,
    qt_left,
    sweep_windows,
    threads_left,
)

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A till's time zone stands in its settings. Far from everywhere, whoever asks
# the machine instead is found out, on every machine alike.
os.environ["TZ"] = "Asia/Kathmandu"
if hasattr(time, "tzset"):
    time.tzset()

# A slow machine is no failing test, and what failed once in CI must fail again.
settings.register_profile(
    "desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

_OWN_FOLDERS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.fixture(autouse=True, scope="session")
def _folders_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps every test away from the data of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in _OWN_FOLDERS:
            patch.setenv(variable, str(tmp_path_factory.mktemp(variable.lower())))
        for variable in ("POS_LOYALTY_DATA", "POS_LOYALTY_STATE"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture(autouse=True)
def _nothing_slips(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test for a log record at WARNING or above, a living thread, a ticking timer.

    A test that provokes log records names each of them, as regular expressions
    searched for in "LEVEL logger: message": ``@pytest.mark.expected_log("…")``.
    Python's warnings and Qt's messages are strict by configuration.
    """
    marks = request.node.iter_markers("expected_log")
    expected = [pattern for mark in marks for pattern in mark.args]
    threads = threading.enumerate()
    witness = LogWitness()
    logging.getLogger().addHandler(witness)
    yield
    logging.getLogger().removeHandler(witness)
    complaints = log_complaints(witness.seen, expected) + threads_left(threads)
    if "qapp" in request.fixturenames:
        complaints += qt_left()
        sweep_windows()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
