import pytest

from tests.support.command_line import CommandLine


def test_a_setting_is_changed_and_read(till: CommandLine) -> None:
    """The next command finds it changed."""
    words = ("settings", "set", "printer.receipt", "network://127.0.0.1:9100")
    assert till.done(*words)["value"] == "network://127.0.0.1:9100"
    assert till.done("settings", "get", "printer.receipt") == {
        "key": "printer.receipt",
        "value": "network://127.0.0.1:9100",
    }
    assert till.done("settings", "get")["shop.name"] == "Sonnenblume"


def test_a_change_under_a_key_happens_once(till: CommandLine) -> None:
    """A late repetition does not put the old value back."""
    words = ("settings", "set", "shop.phone", "1", "--key", "k")
    till.done(*words)
    till.done("settings", "set", "shop.phone", "2")
    assert till.done(*words) == {"key": "shop.phone", "value": "1", "repeated": True}
    assert till.done("settings", "get", "shop.phone")["value"] == "2"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "shop.colour", "red"), "unknown-setting"),
        (("get", "shop.colour"), "unknown-setting"),
        (("set", "shop.language", "fr"), "wrong-setting"),
        (("set", "shop.currency", "USD"), "wrong-setting"),
        (("set", "printer.receipt", "ftp://somewhere"), "printer-address"),
    ],
)
def test_a_wrong_setting_is_wrong_use(till: CommandLine, words: tuple[str, ...], code: str) -> None:
    """Nothing is changed, and nothing is kept under a key."""
    said = till.json("settings", *words, *(["--key", "k"] if words[0] == "set" else []))
    assert (said.status, said.code) == (2, code)
    till.done("settings", "set", "shop.phone", "1", "--key", "k")
