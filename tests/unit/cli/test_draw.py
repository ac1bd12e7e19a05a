import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.services.draw_file import verifier
from pos_loyalty.services.presets import find_document
from tests.support.builders import at
from tests.support.command_line import CommandLine

OVER = at("2026-09-01")
DRAWS = [
    {
        "id": "summer",
        "name": "Sommerverlosung",
        "prizes": ["Korb", "Buch"],
        "ticket": {"spend": "10.00"},
        "to": "2026-09-01",
    },
    {"id": "lots", "name": "Lose", "prizes": ["Rad"], "ticket": {"points": 5}},
    {
        "id": "later",
        "name": "Winter",
        "prizes": ["Rad"],
        "ticket": {"points": 5},
        "from": "2026-12-01",
    },
]
CHALLENGES = [
    {"id": "one", "name": "Ein Besuch", "goal": {"visits": 1}, "bonus": 9, "badge": "Gast"},
    {"id": "spend", "name": "Für 99 €", "goal": {"spend": "99.00"}},
]


@pytest.fixture
def member(till: CommandLine, tmp_path: Path) -> str:
    """The card of a member in a shop with draws and challenges, with three tickets."""
    document = {**find_document("sonnenblume"), "draw": DRAWS, "challenge": CHALLENGES}
    program = tmp_path / "draws.json"
    program.write_text(json.dumps(document), "utf-8")
    till.done("program", "set", str(program))
    till.clock.advance(timedelta(minutes=1))
    card = str(till.done("member", "enroll", "--name", "Anna Berger")["card"])
    till.done("sale", "--card", card, "--amount", "39.00", "--no-print")
    return card


def exported(till: CommandLine, target: Path) -> dict[str, Any]:
    """The export of the summer's draw, held after its seal was published."""
    till.done("draw", "commit", "--draw", "summer")
    till.move_to(OVER)
    till.done("draw", "hold", "--draw", "summer")
    till.done("draw", "export", str(target))
    export: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return export


def verified(target: Path) -> tuple[int, str]:
    """What the script that ships says of an export, run as anybody would."""
    script = verifier()
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def test_tickets_are_bought_and_undone(till: CommandLine, member: str) -> None:
    """Under a key once; the redemption's id takes them back."""
    words = ("ticket", "--card", member, "--draw", "lots", "--count", "2", "--key", "k")
    done = till.done(*words)
    assert (done["spent"], done["tickets"], done["repeated"]) == (
        10,
        {"summer": 3, "lots": 2, "later": 0},
        False,
    )
    assert till.done(*words) == {**done, "repeated": True}
    undone = till.done("undo-redeem", "--id", done["id"])
    assert (undone["restored"], undone["tickets"]["lots"]) == (10, 0)


def test_tickets_are_refused(till: CommandLine, member: str) -> None:
    """By the program with a code, by the command line as wrong use."""
    refused = till.json("ticket", "--card", member, "--draw", "later")
    assert (refused.status, refused.code) == (1, "not-allowed")
    assert till.json("ticket", "--card", member, "--draw", "lots", "--count", "0").status == 2


def test_a_sale_tells_of_challenges_and_tickets(till: CommandLine, member: str) -> None:
    """In figures, and in sentences for people; a statement and the member too."""
    for command in ("balance", "statement"):
        told = till.done(command, "--card", member)
        assert (told["badges"], told["tickets"]["summer"]) == (["Gast"], 3)
        assert told["challenges"] == {
            "one": {"progress": 1, "goal": 1},
            "spend": {"progress": "39.00", "goal": "99.00"},
        }
    assert till.done("member", "show", member)["badges"] == ["Gast"]
    text = till("balance", "--card", member).out
    assert "Für 99 €: 39,00\u00a0€ von 99,00\u00a0€" in text
    assert "Abzeichen: Gast" in text
    assert "Sommerverlosung: 3 Lose" in text
    other = str(till.done("member", "enroll")["card"])
    sale = till("sale", "--card", other, "--amount", "10.00")
    assert "Herausforderung „Ein Besuch“: +9 Punkte" in sale.out
    assert "Sommerverlosung: 1 Los" in sale.out


@pytest.mark.usefixtures("member")
def test_draws_are_listed(till: CommandLine) -> None:
    """State, tickets and dates; people get a line each."""
    summer, lots, later = till.done("draw", "list")["draws"]
    assert (summer["state"], summer["tickets"], summer["members"]) == ("open", 3, 1)
    assert summer["to"] == "2026-09-01T00:00:00+02:00"
    assert (lots["from"], lots["to"], later["state"]) == (None, None, "ahead")
    assert "summer  Sommerverlosung: läuft, 3 Lose" in till("draw", "list").out


def test_a_shop_without_draws_says_so(till: CommandLine) -> None:
    """An empty list, and a sentence."""
    assert till.done("draw", "list") == {"draws": []}
    assert "keine Verlosungen" in till("draw", "list").out


@pytest.mark.usefixtures("member")
def test_a_draw_is_promised_held_and_recomputed(till: CommandLine, tmp_path: Path) -> None:
    """The script says OK, with nothing but Python around it; the list names the winners."""
    target = tmp_path / "summer.json"
    export = exported(till, target)
    assert (len(export["tickets"]), export["committed_before"]) == (3, True)
    assert verified(target) == (0, "OK")
    summer = till.done("draw", "list")["draws"][0]
    assert (summer["state"], summer["commitment"]) == ("held", export["commitment"])
    assert [won["ticket"] for won in summer["winners"]] == [
        won["ticket"] for won in export["winners"]
    ]
    assert summer["winners"][0]["ticket"] in till("draw", "list").out
    assert till.done("ledger", "verify")["ok"]


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("key", "forged", "said"),
    [
        # Another seed may happen to draw the same winners, but never has the same seal.
        ("seed", "mine", "differs: commitment"),
        ("commitment", "0", "differs: commitment"),
        ("tickets_digest", "0", "differs: tickets_digest"),
        ("winners", [], "differs: winners"),
        ("tickets", ["a", "a"], "differs: tickets, tickets_digest, winners"),
    ],
)
def test_a_forged_export_is_found(
    till: CommandLine, tmp_path: Path, key: str, forged: object, said: str
) -> None:
    """Whatever was changed in it is named."""
    target = tmp_path / "summer.json"
    target.write_text(json.dumps({**exported(till, target), key: forged}), "utf-8")
    status, answer = verified(target)
    assert status == 1
    assert answer.startswith(said)


@pytest.mark.usefixtures("member")
def test_holding_says_who_won(till: CommandLine) -> None:
    """By number, with the seed; under a key once."""
    till.move_to(OVER)
    words = ("draw", "hold", "--draw", "summer", "--seed", "abc", "--key", "k")
    done = till.done(*words)
    assert [won["prize"] for won in done["winners"]] == ["Korb", "Buch"]
    assert done["winners"][0]["number"] in till(*words).out
    assert (done["committed_before"], till.done(*words)) == (False, {**done, "repeated": True})
    assert till.json("draw", "hold", "--draw", "summer", "--seed", "abc").code == "not-allowed"


@pytest.mark.usefixtures("member")
def test_a_seal_is_said_to_be_published(till: CommandLine) -> None:
    """People read what to do with it; a second one is refused."""
    assert "Siegel jetzt veröffentlichen" in till("draw", "commit", "--draw", "summer").out
    assert till.json("draw", "commit", "--draw", "summer").code == "not-allowed"


def test_an_export_needs_a_draw_that_was_held(
    till: CommandLine, member: str, tmp_path: Path
) -> None:
    """None held, more than one held and none named, a folder that is not there."""
    target = str(tmp_path / "draw.json")
    assert till.json("draw", "export", target).code == "not-allowed"
    till.done("ticket", "--card", member, "--draw", "lots")
    till.move_to(OVER)
    for draw_id in ("summer", "lots"):
        till.done("draw", "hold", "--draw", draw_id, "--seed", "s")
    assert till.json("draw", "export", target).status == 2
    done = till.done("draw", "export", target, "--draw", "lots")
    assert (done["draw"], Path(done["verifier"]).is_file()) == ("lots", True)
    assert till.json("draw", "export", str(tmp_path / "no" / "x"), "--draw", "lots").status == 2
    assert "verify_draw.py" in till("draw", "export", target, "--draw", "lots").out


@pytest.mark.usefixtures("member")
def test_an_export_is_dated(till: CommandLine, tmp_path: Path) -> None:
    """When it was held, as an instant."""
    held_at = datetime.fromisoformat(exported(till, tmp_path / "x.json")["held_at"])
    assert held_at == OVER
