from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.protocol import Enrolled, Shares, Want, Wants, Welcome
from tests.support.clock import FixedClock
from tests.support.command_line import CommandLine
from tests.support.hub_events import burn, credit
from tests.support.postgres import Cluster
from tests.support.running_hub import Caller


class Operator:
    """Types commands of the hub."""

    def __init__(self, line: CommandLine, database: str) -> None:
        self._line = line
        self._database = ("--database", database)

    def done(self, *words: str) -> object:
        """The answer of a command that must be done."""
        return self._line.done("hub", *words, *self._database)

    def refused(self, *words: str) -> tuple[int, str]:
        """The status and the code of one that must not."""
        said = self._line.json("hub", *words, *self._database)
        return said.status, said.code

    def said(self, *words: str, language: str = "en") -> tuple[int, str]:
        """The status of a command, and its sentences."""
        said = self._line("hub", *words, *self._database, "--lang", language)
        return said.status, said.out + said.err


@pytest.fixture
def operator(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Operator]:
    """The operator, in a folder without a shop: the hub needs none."""
    yield Operator(CommandLine(tmp_path, capsys, FixedClock(datetime.now(UTC))), database)
    assert list(tmp_path.iterdir()) == []


def test_a_code_of_the_command_line_lets_a_till_in(operator: Operator, hub: str) -> None:
    """The code of ``pair`` works, at the address that was given."""
    code = operator.done("pair", "--store", "Nord", "--url", "https://hub.example/")
    assert isinstance(code, dict)
    assert code["url"] == "https://hub.example"
    caller = Caller(hub, "till-1")
    enrolled = caller.enrol(str(code["code"]), founds=True)
    caller.close()
    assert isinstance(enrolled, Enrolled)
    assert enrolled.store == "Nord"


@pytest.mark.parametrize("hours", ["0", "-1", "9000", "x"])
def test_no_code_is_made_that_lets_nobody_in(operator: Operator, hours: str) -> None:
    """One that is over before it is read, or that outlives whoever made it."""
    assert operator.refused("pair", "--hours", hours) == (2, "wrong-use")


def test_the_database_of_another_program_is_no_hubs(
    server: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the wrong one, and nobody touches it."""
    url = server.create()
    with psycopg.connect(url) as link:
        link.execute("CREATE TABLE customer (id text)")
    other = Operator(CommandLine(tmp_path, capsys, FixedClock(datetime.now(UTC))), url)
    assert other.refused("tills") == (2, "hub-database-foreign")
    server.drop(url)


def test_people_get_the_code_in_groups_and_as_a_picture(operator: Operator) -> None:
    """Who reads it out reads groups; who scans it has blocks."""
    status, text = operator.said("pair", "--url", "https://hub.example")
    assert status == 0
    assert "█" in text
    assert "https://hub.example" in text


def test_tills_and_stores_are_listed(operator: Operator, founder: Caller, second: Caller) -> None:
    """Each till is there with how it stands, each store with how many it has."""
    founder.push(credit(10))
    tills = operator.done("tills")
    assert isinstance(tills, list)
    assert [(each["device"], each["seq"], each["status"]) for each in tills] == [
        (founder.device, 1, "active"),
        (second.device, 0, "active"),
    ]
    stores = operator.done("stores")
    assert isinstance(stores, list)
    assert [(each["store"], each["tills"]) for each in stores] == [("Mitte", 2)]
    for words in ("tills", "stores"):
        for language, expected in (("de", "zuletzt gesehen"), ("en", "last seen")):
            assert expected in operator.said(words, language=language)[1]


def test_a_till_is_revoked_by_its_name(operator: Operator, founder: Caller) -> None:
    """A name will do, in any case; what is not there is refused with a code."""
    operator.done("revoke", "kasse TILL-1")
    tills = operator.done("tills")
    assert isinstance(tills, list)
    assert tills[0]["status"] == "revoked"
    operator.done("readmit", founder.device)
    assert operator.refused("revoke", "nobody") == (1, "unknown-till")


def test_two_of_one_name_are_told_apart_by_their_ids(
    operator: Operator, hub: str, founder: Caller
) -> None:
    """Nothing is done to a till by mistake."""
    code = operator.done("pair")
    assert isinstance(code, dict)
    twin = Caller(hub, "till-2", secret=2)
    twin.name = founder.name
    twin.enrol(str(code["code"]))
    twin.close()
    assert operator.refused("revoke", founder.name) == (1, "ambiguous-till")
    operator.done("revoke", "till-2")
    tills = operator.done("tills")
    assert isinstance(tills, list)
    assert {each["device"]: each["status"] for each in tills} == {
        "till-1": "active",
        "till-2": "revoked",
    }


def test_writing_off_needs_a_yes(operator: Operator, founder: Caller) -> None:
    """Without it the bound is told and nothing is done; with it the points go back."""
    founder.publish()
    founder.push(credit(100))
    founder.line.shares(Wants(epoch=1, wants=(Want(grant="g1", member="M1", points=80),)))
    status, text = operator.said("write-off", founder.device)
    assert status == 1
    assert "80 points" in text
    tills = operator.done("tills")
    assert isinstance(tills, list)
    assert (tills[0]["status"], tills[0]["shares"]) == ("active", 80)
    done = operator.done("write-off", founder.device, "--yes")
    assert done == {
        "device": founder.device,
        "name": "Kasse till-1",
        "bound": 80,
        "written_off": True,
    }


def test_refused_events_are_listed_and_booked(
    operator: Operator, founder: Caller, second: Caller
) -> None:
    """What a revoked till sold is there with its reason, and booked by its id."""
    operator.done("revoke", second.device)
    second.push(credit(40))
    waiting = operator.done("refused")
    assert isinstance(waiting, list)
    ((each),) = waiting
    assert (each["reason"], each["member"], each["till"]) == ("revoked", "M1", "Kasse till-2")
    assert operator.done("refused", "--accept", each["id"]) == {
        "accepted": each["id"],
        "was": "refused",
    }
    assert operator.done("refused") == []
    assert operator.refused("refused", "--accept", each["id"]) == (1, "unknown-event")
    assert founder.device


def test_refused_events_are_ticked_off(operator: Operator, founder: Caller, second: Caller) -> None:
    """With both sides before, and with who, when and why afterwards; once, and not booked."""
    founder.publish()
    founder.push(credit(10))
    operator.done("revoke", second.device)
    second.push(credit(40))
    waiting = operator.done("refused")
    assert isinstance(waiting, list)
    ((each),) = waiting
    assert (each["moved"], each["done"]) == (40, None)
    assert (each["hub"]["points_then"], each["hub"]["points_now"]) == (10, 10)
    ((act),) = each["hub"]["acts"]
    assert (act["act"], act["note"]) == ("revoked", "")
    words = ("--note", "paid in cash", "--by", "Zoë")
    assert operator.refused("refused", "--done", each["id"], "--accept", "x") == (2, "wrong-use")
    done = operator.done("refused", "--done", each["id"], *words)
    assert done == {"done": each["id"], "status": "refused"}
    assert operator.refused("refused", "--done", each["id"]) == (1, "unknown-event")
    assert operator.refused("refused", "--done", "nothing") == (1, "unknown-event")
    assert operator.done("refused") == []
    listed = operator.done("refused", "--list-done")
    assert isinstance(listed, list)
    said = listed[0]["done"]
    assert (said["act"], said["by"], said["note"]) == ("done", "Zoë", "paid in cash")
    status, text = operator.said("refused", "--list-done", language="de")
    assert (status, "Zoë: paid in cash" in text, "+40 Punkte" in text) == (0, True, True)
    operator.done("refused", "--accept", each["id"])
    assert operator.done("refused", "--list-done") == []
    assert operator.said("refused", "--list-done") == (0, "Nothing yet.\n")


def test_burns_without_cover_are_seen(operator: Operator, founder: Caller) -> None:
    """A burn that no share covers is booked, and waits for a person all the same."""
    founder.publish()
    founder.push(credit(10))
    founder.push(burn(50, "r1"))
    waiting = operator.done("refused")
    assert isinstance(waiting, list)
    assert [each["status"] for each in waiting] == ["exception"]
    hub = waiting[0]["hub"]
    assert (hub["points_then"], hub["due"], hub["sale"]) == (10, None, None)
    text = operator.said("refused", language="de")[1]
    assert "hatte das Mitglied 10 Punkte; jetzt hat es 0 Punkte." in text
    assert "−50 Punkte" in text


def test_the_digest_has_the_form_of_a_tills(operator: Operator, founder: Caller) -> None:
    """Programs compare it with that of a till."""
    empty = operator.done("digest")
    founder.push(credit(10))
    found = operator.done("digest")
    assert isinstance(empty, dict)
    assert isinstance(found, dict)
    assert found["digest"] != empty["digest"]
    assert (found["entries"], found["points"]) == (1, 10)
    assert found["parts"].keys() == {"members", "cards", "entries", "balances"}


def test_a_hub_that_was_put_back_says_so(operator: Operator, founder: Caller) -> None:
    """Tills hear of the new incarnation, and get no shares before the recovery has ended."""
    founder.publish()
    founder.push(credit(100))
    assert operator.done("restored") == {"incarnation": 2, "recovering": True}
    asked = Wants(epoch=1, wants=(Want(grant="g1", member="M1", points=80),))
    before = founder.line.shares(asked)
    assert isinstance(before, Shares)
    assert before.grants == ()
    assert operator.done("end-recovery") == {"recovering": False, "was_recovering": True}
    assert operator.done("end-recovery") == {"recovering": False, "was_recovering": False}
    after = founder.line.shares(asked)
    assert isinstance(after, Shares)
    assert [grant.points for grant in after.grants] == [80]
    welcome = founder.line.hello(founder.hello())
    assert isinstance(welcome, Welcome)
    assert welcome.incarnation == 2


def test_no_conflicts_is_an_answer(operator: Operator, store: HubStore) -> None:
    """An empty list for programs, a sentence for people, in both languages."""
    assert operator.done("conflicts") == []
    assert operator.said("conflicts", language="de") == (0, "Keine Konflikte.\n")
    assert operator.said("conflicts", language="en") == (0, "No conflicts.\n")
    with store.begin() as work:
        assert work.conflicts(limit=1) == []


def test_a_link_signs_in(operator: Operator) -> None:
    """The link of ``admin-link`` holds its password."""
    link = operator.done("admin-link", "--url", "https://hub.example")
    assert isinstance(link, dict)
    assert link["url"] == f"https://hub.example/admin/sign-in?password={link['password']}"


def test_without_a_database_nobody_knows_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that names none is wrong use."""
    said = CommandLine(tmp_path, capsys).json("hub", "tills")
    assert (said.status, said.code) == (2, "wrong-use")
