import csv
import json

import pytest

from tests.support.command_line import CommandLine

PARTNERS = [
    {"id": "korn", "name": "Bäckerei Korn", "settlement_value": "0.008"},
    {"id": "blume", "name": "Blumen Rot", "settlement_value": "0.01"},
]
TREE = {"id": "baum", "name": "Ein Baum", "cost": 50, "kind": "donation", "value": "5.00"}


@pytest.fixture
def card(till: CommandLine) -> str:
    """The code of a member's card at a shop that has partners and a good cause."""
    program = till.folder.parent / "partners.json"
    before = till.done("program", "show")["program"]
    document = {**before, "partner": PARTNERS, "reward": [*before["reward"], TREE]}
    program.write_text(json.dumps(document), "utf-8")
    till.done("program", "set", str(program))
    return str(till.done("member", "enroll")["card"])


def _day(till: CommandLine) -> str:
    return till.clock.now().date().isoformat()


def test_points_are_settled_where_they_moved(till: CommandLine, card: str) -> None:
    """Named on the command line, or by the setting of the till; a refund follows its sale."""
    sale = till.done("sale", "--card", card, "--amount", "300.00", "--partner", "korn")
    till.done("settings", "set", "shop.partner", "blume")
    donated = till.done("donate", "--card", card, "--points", "100", "--reward", "baum")
    assert (donated["spent"], donated["donated"]) == (100, "10.00")
    till.done("refund", "--sale", sale["sale"], "--amount", "100.00")
    day = _day(till)
    found = till.done("partners", "settlement", "--from", day, "--to", day)
    korn, blume = found["partners"]
    earned = sale["earned"]
    assert (korn["issued"], korn["taken_back"]) == (earned, earned // 3)
    assert (blume["redeemed"], blume["amount"]) == (100, "1.00")
    assert korn["settlement_value"] == "0.008"
    assert (found["from"], found["to"], found["currency"]) == (day, day, "EUR")
    whole = found["total"]
    moved = whole["issued_net"] - whole["redeemed_net"] + whole["corrections"]
    assert moved == till.done("balance", "--card", card)["balance"]
    entries = till.done("statement", "--card", card)["entries"]
    assert {"korn", "blume"} <= {entry["partner"] for entry in entries}
    assert "Bäckerei Korn" in till("statement", "--card", card).out


def test_people_and_spreadsheets_read_it_too(till: CommandLine, card: str) -> None:
    """Who pays and who receives, in words; the table is written beside."""
    till.done("sale", "--card", card, "--amount", "300.00", "--partner", "korn")
    target = till.folder.parent / "abrechnung.csv"
    words = ("partners", "settlement", "--from", _day(till), "--to", _day(till))
    said = till(*words, "--csv", str(target))
    assert "Zahlt" in said.out
    assert "Nichts abzurechnen." in said.out
    with target.open(encoding="utf-8", newline="") as file:
        assert [row["partner"] for row in csv.DictReader(file)] == ["korn", "blume", ""]
    assert till.done(*words, "--csv", str(target))["file"] == str(target)
    nowhere = till.json(*words, "--csv", str(till.folder / "none" / "x.csv"))
    assert (nowhere.status, nowhere.code) == (2, "wrong-use")
    till.done("settings", "set", "shop.partner", "blume")
    till.done("adjust", "--card", card, "--points", "600", "--reason", "Start")
    till.done("redeem", "--card", card, "--reward", "kaffee-gratis")
    assert "Erhält" in till(*words).out


def test_points_of_every_kind_name_their_partner(till: CommandLine, card: str) -> None:
    """Also those of an action, a grant by hand, and a purchase on a claim slip."""
    at_korn = ("--partner", "korn")
    till.done("action", "--card", card, "--action", "eigene-dose", *at_korn)
    till.done("adjust", "--card", card, "--points", "50", "--reason", "Kulanz", *at_korn)
    till.done("member", "enroll", *at_korn)
    entries = till.done("statement", "--card", card)["entries"]
    assert {entry["partner"] for entry in entries} == {"korn"}
    assert till.json("member", "enroll", "--partner", "metzger").code == "not-allowed"


def test_an_unknown_partner_is_refused(till: CommandLine, card: str) -> None:
    """Named, or left in the settings."""
    words = ("sale", "--card", card, "--amount", "5.00")
    said = till.json(*words, "--partner", "metzger")
    assert (said.status, said.code) == (1, "not-allowed")
    assert "metzger" in said.value["error"]["message"]
    till.done("settings", "set", "shop.partner", "metzger")
    assert till.json(*words).code == "not-allowed"


def test_the_partner_is_part_of_what_is_asked(till: CommandLine, card: str) -> None:
    """The same key with another partner is another request; the till's own is not asked."""
    words = ("sale", "--card", card, "--amount", "5.00", "--key", "k")
    first = till.done(*words)
    till.done("settings", "set", "shop.partner", "korn")
    assert till.done(*words) == {**first, "repeated": True}
    assert till.json(*words, "--partner", "korn").code == "key-reused"


@pytest.mark.parametrize(
    "period",
    [("2026-02-01", "2026-01-31"), ("gestern", "2026-01-31"), ("2026-01-01", "9999-12-31")],
)
def test_a_period_is_two_days_in_order(till: CommandLine, period: tuple[str, str]) -> None:
    """Anything else is wrong use."""
    said = till.json("partners", "settlement", "--from", period[0], "--to", period[1])
    assert (said.status, said.code) == (2, "wrong-use")


def test_without_partners_there_is_nobody_to_settle_with(till: CommandLine) -> None:
    """The shop itself is still told what moved."""
    day = _day(till)
    assert till.done("partners", "settlement", "--from", day, "--to", day)["partners"] == []
    assert "keine Partner" in till("partners", "settlement", "--from", day, "--to", day).out


def test_the_whole_history_names_partners_too(till: CommandLine, card: str) -> None:
    """Each entry that is handed out says where it happened, and proves right."""
    till.done("sale", "--card", card, "--amount", "30.00", "--partner", "korn")
    till.done("sale", "--card", card, "--amount", "30.00")
    target = till.folder.parent / "ledger.csv"
    till.done("ledger", "export", str(target))
    with target.open(encoding="utf-8", newline="") as file:
        partners = [row["partner"] for row in csv.DictReader(file)]
    assert partners.count("korn") == 1
    assert set(partners) == {"korn", ""}
    assert till.done("ledger", "verify")["ok"]
