import tomllib
from pathlib import Path

import pytest

from pos_loyalty.cli import simulate
from pos_loyalty.config import paths
from tests.support.command_line import CommandLine


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The preset of the shop with two points for one, and a campaign with a budget."""
    preset = (paths.resources() / "programs" / "sonnenblume.toml").read_text("utf-8")
    text = preset.replace("points = 1   ", "points = 2   ", 1)
    text += '\n[[campaign]]\nid = "du"\nname = "Du"\nbonus = 30\nbudget = 40\n'
    assert tomllib.loads(text)["earn"]["points"] == 2
    path = tmp_path / "draft.toml"
    path.write_text(text, "utf-8")
    return path


def _sell(till: CommandLine, *amounts: str) -> str:
    card: str = till.done("member", "enroll")["card"]
    for amount in amounts:
        till.done("sale", "--card", card, "--amount", amount)
    return card


def test_the_rules_in_force_change_nothing(till: CommandLine) -> None:
    """The figures are those of the shop, and everybody stands where they stand."""
    card = _sell(till, "36.50", "20.00")
    balance = till.done("balance", "--card", card)
    told = till.done("program", "simulate", "sonnenblume")
    assert told["identical"] is True
    assert (told["cost_points"], told["cost_money"]) == (106, "1.06")
    assert told["liability"] == balance["value"] == "1.06"
    assert (told["winners"], told["losers"], told["tier_moves"]) == ([], [], [])
    assert (told["sales"], told["members"], told["refused"]["points"]) == (2, 1, 0)
    assert told["draft"] == told["recorded"]


def test_a_draft_is_told_with_its_winners_and_rules(till: CommandLine, draft: Path) -> None:
    """Who would have more, by which rules, and what of a budget would be used."""
    _sell(till, "36.50")
    _sell(till, "20.00")
    told = till.done("program", "simulate", str(draft))
    assert told["identical"] is False
    assert told["cost_points"] == (73 + 30 + 50) + (40 + 10 + 50)
    assert [winner["points"] for winner in told["winners"]] == [67, 30]
    first = told["winners"][0]
    assert {each["rule"] for each in first["rules"]} == {"base", "bonus"}
    assert first["number"].replace("-", "")[:10] == first["member"]
    (budget,) = told["budgets"]
    assert (budget["id"], budget["budget"], budget["used"]) == ("du", 40, 40)
    assert budget["out"]


def test_people_get_sentences(till: CommandLine, draft: Path) -> None:
    """In their language, each figure with how it would differ."""
    assert "Es gibt noch keine Verkäufe" in till("program", "simulate", str(draft)).out
    _sell(till, "36.50")
    text = till("program", "simulate", str(draft)).out
    assert "1 Mitglied stünde anders da" in text
    assert "Gutgeschrieben: 153 Punkte (+67)" in text
    assert "Verbindlichkeit: 1,53\u00a0€ (+0,67\u00a0€)" in text
    assert "Du: 30 von 40 verbraucht" in text
    assert "Nichts wäre anders" in till("program", "simulate", "sonnenblume").out


def test_refusals_and_moves_are_told(till: CommandLine) -> None:
    """A program without a discount refuses each redemption, and has other tiers."""
    card = _sell(till, "400.00")
    till.done("sale", "--card", card, "--amount", "10.00", "--redeem", "points=100")
    text = till("program", "simulate", "stempelkarte").out
    assert "Vom Entwurf abgelehnt: 1" in text
    assert "Hätte weniger" in text
    assert "silber → –: 1" in text


def test_the_time_of_a_draft_can_be_given(till: CommandLine, draft: Path) -> None:
    """From a day on, and up to a day that counts; what cannot be a time is wrong use."""
    _sell(till, "36.50")
    later = till.done("program", "simulate", str(draft), "--from", "2999-01-01")
    assert later["identical"] is True
    earlier = till.done("program", "simulate", str(draft), "--to", "1999-12-31")
    assert (earlier["sales"], earlier["as_of"]) == (0, "1999-12-31T23:00:00+00:00")
    hour = till.done("program", "simulate", str(draft), "--to", "1999-12-31T12:00")
    assert hour["as_of"] == "1999-12-31T11:00:00+00:00"
    for wrong in (("--from", "soon"), ("--from", "2026-02-02", "--to", "2026-01-01")):
        said = till.json("program", "simulate", str(draft), *wrong)
        assert (said.status, said.code) == (2, "wrong-use")


def test_without_a_shop_there_is_nothing_to_try_on(till: CommandLine) -> None:
    """An outage, as for every command that needs one."""
    (till.folder / "shop.db").unlink()
    assert till.json("program", "simulate", "sonnenblume").status == 3


def test_a_screen_is_told_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In percent on one line, which is wiped in the end; a file is told nothing."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with simulate._progress() as progress:  # noqa: SLF001 - nobody but a screen sees it
        progress(0, 0)
        progress(1, 4)
    assert capsys.readouterr().err == "\r0 %\r25 %\r     \r"


def test_remembered_purchases_can_be_priced(till: CommandLine, tmp_path: Path) -> None:
    """Then nobody claims that all is as before; people are told what became of them."""
    file = tmp_path / "sales.csv"
    file.write_text("date;member;amount\n2026-01-05 10:00;X1;40,00\n", "utf-8")
    till.done("import", "sales", str(file), "--mode", "history")
    told = till.done("program", "simulate", "sonnenblume")
    assert (told["identical"], told["remembered"], told["cost_points"]) == (True, 1, 0)
    told = till.done("program", "simulate", "sonnenblume", "--remembered")
    assert (told["identical"], told["remembered"]) == (None, 1)
    assert told["cost_points"] > 0
    earned_nothing = till("program", "simulate", "sonnenblume").out
    assert "1 gemerkter Einkauf brachte wie bisher keine Punkte." in earned_nothing
    priced = till("program", "simulate", "sonnenblume", "--remembered").out
    assert "1 gemerkter Einkauf wurde wie die anderen gerechnet." in priced
