from datetime import UTC, datetime

from tests.support.command_line import CommandLine


def test_a_balance_has_all_figures(till: CommandLine) -> None:
    """What other software shows beside its own till."""
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "236.50", "--line", "3.20:kaffee:latte:3")
    balance = till.done("balance", "--card", card)
    assert (balance["balance"], balance["spendable"], balance["pending"]) == (286, 286, 0)
    assert (balance["value"], balance["tier"]) == ("2.86", "basis")
    assert (balance["next_tier"], balance["to_next"]) == ("silber", "63.50")
    assert balance["lots"] == [{"points": 286, "expires": "2030-01-01T00:00:00+01:00"}]
    assert balance["stamps"] == {"kaffeekarte": 3}
    assert {reward["id"]: reward["missing"] for reward in balance["rewards"]} == {
        "kaffee-gratis": 214,
        "fuenf-euro": 214,
        "geschenkkorb": 2214,
    }


def test_a_statement_ends_where_the_balance_stands(till: CommandLine) -> None:
    """Each line moves the balance by its points, lapses too."""
    card = till.done("member", "enroll")["card"]
    sale = till.done("sale", "--card", card, "--amount", "50.00")["sale"]
    till.done("refund", "--sale", sale, "--amount", "25.00")
    till.move_to(datetime(2031, 6, 1, tzinfo=UTC))
    statement = till.done("statement", "--card", card)
    kinds = [(line["kind"], line["points"], line["balance"]) for line in statement["entries"]]
    assert kinds == [("earn", 100, 100), ("reversed", -50, 50), ("lapsed", -50, 0)]
    assert statement["entries"][-1]["at"] == "2030-01-01T00:00:00+01:00"
    assert statement["balance"] == 0


def test_people_read_sentences(till: CommandLine) -> None:
    """Balance, worth, tier, and what is missing to the next one."""
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "50.00")
    said = till("statement", "--card", card)
    for part in (
        "Gutschrift: +100 Punkte",
        "Stand: 100 Punkte",
        "Bis Silber: 250,00",
        "31.12.2029",
    ):
        assert part in said.out.replace("\N{NO-BREAK SPACE}", " ")
