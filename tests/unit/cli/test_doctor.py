import errno

import pytest
import serial

from tests.support.command_line import CommandLine


def test_a_new_shop_is_in_order(till: CommandLine) -> None:
    """Every check says so."""
    found = till.done("doctor")
    assert found["ok"]
    assert {check["check"] for check in found["checks"]} == {
        "database", "settings", "keys", "printer", "room",
    }  # fmt: skip


def test_what_is_out_of_order_is_named(till: CommandLine) -> None:
    """One trouble hides no other, and the status says that there is one."""
    till.done("settings", "set", "printer.receipt", "network://127.0.0.1:1")
    (till.folder / "keys" / "device.key").unlink()
    said = till.json("doctor")
    assert said.status == 3
    trouble = {check["check"]: check["code"] for check in said.value["checks"] if not check["ok"]}
    assert trouble == {"keys": "key-file-missing", "printer": "printer"}


def test_a_right_that_is_missing_is_named(
    till: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set up the computer reads which groups its user needs."""

    def refuse(**_settings: object) -> None:
        raise serial.SerialException(errno.EACCES, "permission denied")

    monkeypatch.setattr(serial, "Serial", refuse)
    till.done("settings", "set", "printer.receipt", "serial:///dev/ttyUSB9?baud=38400")
    said = till("doctor")
    assert said.status == 3
    assert "dialout" in said.err
