import sys

from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.companion import Companion
from pos_loyalty.terminal.companion_state import CompanionState, Running

_WELL = 'print(\'{"url": "here"}\', flush=True); import sys; sys.stdin.read()'
_ILL = 'print(\'{"error": {"code": "port-taken", "message": "Taken."}}\', flush=True)'
_MUTE = "raise SystemExit(3)"


def _companion() -> Companion:
    return Companion([sys.executable, "-c"])


def _until(qtbot: QtBot, companion: Companion, running: Running) -> CompanionState:
    qtbot.waitUntil(lambda: companion.state.running is running, timeout=20_000)
    return companion.state


def test_it_runs_until_it_is_not_wanted(qtbot: QtBot) -> None:
    """It tells where it is heard; its end is asked for by closing its input."""
    companion = _companion()
    companion.use([_WELL])
    assert companion.state == CompanionState(Running.STARTING)
    assert _until(qtbot, companion, Running.ON).said == "here"
    companion.use([_WELL])
    assert companion.state == CompanionState(Running.ON, "here")
    companion.use([])
    assert companion.state == CompanionState()


def test_another_command_takes_its_place(qtbot: QtBot) -> None:
    """As when the port is changed."""
    companion = _companion()
    companion.use([_WELL])
    _until(qtbot, companion, Running.ON)
    companion.use([_WELL.replace("here", "there")])
    assert _until(qtbot, companion, Running.ON).said == "there"
    companion.stop()


def test_what_is_out_of_order_is_told(qtbot: QtBot) -> None:
    """In the words of the process; it is tried again later."""
    companion = _companion()
    companion.use([_ILL])
    assert _until(qtbot, companion, Running.FAILED).said == "Taken."
    companion.use([_MUTE])
    assert _until(qtbot, companion, Running.FAILED).said == ""
    companion.stop()


def test_a_program_that_is_not_there_is_told(qtbot: QtBot) -> None:
    """As after an update that went wrong."""
    companion = Companion(["/nowhere/pos-loyalty"])
    companion.use(["api"])
    assert _until(qtbot, companion, Running.FAILED).said == ""
    companion.stop()
