from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.cards.key_ring_file import KEY_RING_NAME
from pos_loyalty.config.paths import data_folder
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.protocol import SHOP
from tests.support.command_line import CommandLine, open_shop
from tests.support.tiny_hub import CODE, TinyHub, tiny_hub
from tests.support.wordless import join_members


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A machine without a shop."""
    return CommandLine(tmp_path / "second", capsys)


def pairing(hub: TinyHub, *words: str, code: str = CODE) -> tuple[str, ...]:
    """The words that join a till to the hub."""
    return "sync", "pair", "--hub", hub.url, "--code", code, *words


def card_keys(till: CommandLine) -> bytes:
    """The till's file of card keys."""
    return (data_folder(till.folder).keys / KEY_RING_NAME).read_bytes()


def test_the_first_till_founds_the_shop(till: CommandLine, hub: TinyHub) -> None:
    """It brings its keys, its program, and everything that it ever wrote."""
    till.done("member", "enroll", "--name", "Anna")
    answer = till.done(*pairing(hub, "--name", "Kasse 1"))
    assert answer["paired"] is True
    assert (answer["backlog"], answer["online"], answer["store"]) == (0, True, "Mitte")
    assert hub.key_version == 1
    assert [note.number for note in hub.programs] == [1]
    (log,) = hub.logs.values()
    assert answer["pushed"] == len(log) > 1
    assert hub.names == {answer["device"]: "Kasse 1"}
    assert till.done("settings", "get", "shop.till")["value"] == "Kasse 1"


def test_a_founding_that_broke_off_is_finished(till: CommandLine, hub: TinyHub) -> None:
    """The same words go on after the line broke; nothing is there twice."""
    serving = hub.door.answers["/v1/programs"]
    hub.refuse("/v1/programs", "retry-later", 503)
    assert till.json(*pairing(hub)).code == "hub-unreachable"
    assert till.json("sync", "now").code == "not-paired"
    hub.door.answers["/v1/programs"] = serving
    assert till.done(*pairing(hub))["backlog"] == 0
    assert len(hub.programs) == 1


def test_a_hub_that_has_moved(till: CommandLine, hub: TinyHub) -> None:
    """Paired once more, a till goes on at the hub's new address; at another hub it does not."""
    till.done(*pairing(hub))
    till.done("member", "enroll", "--name", "Anna")
    moved = hub.url.replace("127.0.0.1", "localhost")
    answer = till.done("sync", "pair", "--hub", moved, "--code", CODE)
    assert (answer["hub"], answer["backlog"]) == (moved, 0)
    assert len(hub.names) == 1
    with tiny_hub(secret=bytes([1] * 32)) as other:
        assert till.json(*pairing(other)).code == "already-paired"
    assert till.done("sync", "status")["online"] is True


def test_a_new_till_has_all_that_the_shop_has(
    till: CommandLine, second: CommandLine, hub: TinyHub
) -> None:
    """An empty folder becomes a till: the same cards, program and name, keys of its own."""
    till.done("settings", "set", "shop.language", "en")
    till.done(*pairing(hub))
    answer = second.done(*pairing(hub, "--name", "Kasse 2"))
    assert answer["pulled"] == len(hub.feeds[SHOP])
    assert second.done("program", "show")["program"] == till.done("program", "show")["program"]
    shop = second.done("settings", "get", "shop.name"), second.done("settings", "get", "shop.till")
    assert [each["value"] for each in shop] == ["Sonnenblume", "Kasse 2"]
    assert second.done("settings", "get", "shop.language")["value"] == "en"
    assert second.done("settings", "get", "shop.site")["value"] == "Mitte"
    assert card_keys(second) == card_keys(till)
    devices = set(hub.names)
    assert len(devices) == 2
    keys = [data_folder(each.folder).keys / "device.key" for each in (till, second)]
    assert keys[0].read_bytes() != keys[1].read_bytes()


def test_a_joining_that_broke_off_is_finished(
    till: CommandLine, second: CommandLine, hub: TinyHub
) -> None:
    """There is no shop until all was read; the same words go on, as the same till."""
    till.done(*pairing(hub))
    serving = hub.door.answers["/v1/feeds/shop"]
    hub.refuse("/v1/feeds/shop", "retry-later", 503)
    said = second.json(*pairing(hub))
    assert (said.status, said.code) == (3, "hub-unreachable")
    assert not data_folder(second.folder).has_shop
    hub.door.answers["/v1/feeds/shop"] = serving
    # The code was used; whoever is let in already needs none.
    hub.code = "OTHER00000"
    second.done(*pairing(hub))
    assert len(hub.names) == 2


def test_a_hub_without_a_shop_takes_no_empty_till(second: CommandLine, hub: TinyHub) -> None:
    """Somebody has to bring keys and a program first."""
    said = second.json(*pairing(hub))
    assert (said.status, said.code) == (1, "no-shop-yet")
    assert not data_folder(second.folder).has_shop


@pytest.mark.parametrize("code", ["ABCDE12346", "short", "ABCDE1234Y", "ABCDE-12345-6"])
def test_a_wrong_code(till: CommandLine, hub: TinyHub, code: str) -> None:
    """It is refused, whether the hub had to be asked or not."""
    said = till.json(*pairing(hub, code=code))
    assert (said.status, said.code) == (1, "wrong-code")


def test_a_code_as_people_type_it(till: CommandLine, hub: TinyHub) -> None:
    """Case, groups, and the letters that are no digits do not matter."""
    hub.code = "AB10X00000"
    assert till.done(*pairing(hub, code="ab-io x ooooo"))["paired"] is True


def test_another_shop_keeps_its_members(
    till: CommandLine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    hub: TinyHub,
) -> None:
    """A till whose members hold cards of other keys is refused; one without members is not."""
    till.done(*pairing(hub))
    (tmp_path / "b").mkdir()
    other = open_shop(tmp_path / "b" / "shop", capsys)
    empty_keys = card_keys(other)
    other.done("member", "enroll", "--name", "Berta")
    said = other.json(*pairing(hub))
    assert (said.status, said.code) == (1, "other-shop")
    assert card_keys(other) == empty_keys
    (tmp_path / "c").mkdir()
    fresh = open_shop(tmp_path / "c" / "shop", capsys)
    assert fresh.done(*pairing(hub))["backlog"] == 0
    assert card_keys(fresh) == card_keys(till)


def test_another_program_is_another_shop(
    till: CommandLine, second: CommandLine, hub: TinyHub
) -> None:
    """A program of its own is not thrown away silently."""
    till.done(*pairing(hub))
    second.done("shop", "create", "--name", "Zwei", "--program", "stempelkarte")
    said = second.json(*pairing(hub))
    assert said.code == "other-shop"
    assert "Programm" in said.value["error"]["message"]


def test_what_waits_is_told_while_the_hub_is_away(till: CommandLine, hub: TinyHub) -> None:
    """An outage, with everything that is known; when the hub is back, all is sent."""
    till.done(*pairing(hub))
    serving = dict(hub.door.answers)
    hub.door.answers.clear()
    till.done("member", "enroll", "--name", "Berta")
    said = till.json("sync", "now")
    assert said.status == 3
    value: dict[str, Any] = said.value
    assert value["online"] is False
    assert value["backlog"] > 0
    assert value["pushed"] == value["pulled"] == 0
    assert value["cursor"] == {"shop": hub.heads["shop"], "events": 0}
    assert value["error"]["code"] == "hub-unreachable"
    standing = till.done("sync", "status")
    assert (standing["online"], standing["backlog"]) == (False, value["backlog"])
    hub.door.answers.update(serving)
    assert till.done("sync", "status")["online"] is True
    sent = till.done("sync", "now")
    assert sent["pushed"] > 0
    assert sent["backlog"] == 0


def test_names_are_taken_in_before_it_ends(till: CommandLine, hub: TinyHub) -> None:
    """A till without a window that joined a large shop comes to search its members, too."""
    till.done(*pairing(hub))
    with closing(Store.open(data_folder(till.folder).database)) as store:
        join_members(store, 300)
    assert till.done("sync", "status")["missing"] == 300
    assert "Namen werden noch übernommen: 0 von 300." in till("sync", "status").out
    assert "missing" not in till.done("sync", "now")
    assert len(till.done("member", "find", "zora")["members"]) == 20


def test_a_revoked_till_is_told(till: CommandLine, hub: TinyHub) -> None:
    """It is a refusal, and what was sold stays."""
    till.done(*pairing(hub))
    hub.refuse("/v1/hello", "revoked")
    said = till.json("sync", "now")
    assert (said.status, said.code) == (1, "hub-refused")
    assert "ausgeschlossen" in till("sync", "now").err


def test_newer_card_keys_come_along(till: CommandLine, second: CommandLine, hub: TinyHub) -> None:
    """A rotation at another till reaches this one with the next conversation."""
    till.done(*pairing(hub))
    second.done(*pairing(hub))
    till.done("card", "rotate-keys", "--grace-days", "30")
    assert hub.key_version == 2
    assert card_keys(second) != card_keys(till)
    second.done("sync", "now")
    assert card_keys(second) == card_keys(till)


def test_a_till_that_stands_alone(till: CommandLine) -> None:
    """There is nothing to say to nobody."""
    for word in ("now", "status"):
        said = till.json("sync", word)
        assert (said.status, said.code) == (1, "not-paired")


def test_people_read_sentences(till: CommandLine, hub: TinyHub) -> None:
    """Without ``--json`` it is told in words."""
    said = till(*pairing(hub))
    assert hub.url in said.out
    assert "gesendet" in said.out
    assert "Nichts" not in till("sync", "status").out


def test_an_address_that_is_none(till: CommandLine) -> None:
    """Names of members do not travel in clear."""
    said = till.json("sync", "pair", "--hub", "http://hub.example.org", "--code", CODE)
    assert (said.status, said.code) == (1, "hub-address")
