import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


def test_the_token_is_shown_and_renewed(till: CommandLine) -> None:
    """The same each time, until somebody asks for another."""
    first = till.done("api", "token")["token"]
    assert till("api", "token").out.strip() == first
    renewed = till.done("api", "token", "--renew")
    assert renewed["renewed"] is True
    assert till.done("api", "token")["token"] == renewed["token"] != first


def test_a_folder_without_a_shop_has_no_token(nowhere: CommandLine) -> None:
    """Nothing is made by asking."""
    said = nowhere.json("api", "token")
    assert (said.status, said.code) == (3, "database-missing")
    assert not nowhere.folder.exists()


def test_the_document_needs_no_shop(nowhere: CommandLine, tmp_path: Path) -> None:
    """Whoever writes a till's software takes it from the program alone."""
    target = tmp_path / "openapi.json"
    assert nowhere.done("api", "document", "--out", str(target)) == {"file": str(target)}
    document = nowhere.done("api", "document")
    assert json.loads(target.read_text("utf-8")) == document
    assert "/v1/sale" in document["paths"]
    wrong = nowhere.json("api", "document", "--out", str(tmp_path / "no" / "folder.json"))
    assert (wrong.status, wrong.code) == (2, "wrong-use")


@pytest.mark.parametrize("address", ["0.0.0.0:8765", "192.168.1.2:80", "here"])
def test_it_is_served_to_this_computer_alone(till: CommandLine, address: str) -> None:
    """An address that others reach is refused with a sentence."""
    said = till.json("api", "serve", "--listen", address)
    assert (said.status, said.code) == (2, "not-loopback")
