from datetime import timedelta

from tests.support.command_line import CommandLine


def test_a_slip_is_issued_and_credited_once(till: CommandLine) -> None:
    """JSON like that of a sale; the second time it is refused by its own code."""
    card = str(till.done("member", "enroll", "--name", "Anna Berger")["card"])
    before = till.done("balance", "--card", card)["balance"]
    till.clock.advance(timedelta(minutes=1))
    slip = till.done("claim", "issue", "--amount", "12.80", "--receipt", "0815")
    assert (slip["amount"], slip["receipt"], slip["repeated"]) == ("12.80", "0815", False)
    assert [job["id"] for job in till.done("printer", "queue")] == [slip["print_job"]]
    till.clock.advance(timedelta(days=1))
    claimed = till.done("claim", "redeem", "--claim", slip["claim"], "--card", card)
    assert (claimed["due"], claimed["repeated"]) == ("12.80", False)
    assert claimed["balance"] == before + claimed["earned"]
    said = till.json("claim", "redeem", "--claim", slip["claim"], "--card", card)
    assert (said.status, said.code) == (1, "already-claimed")


def test_a_repeated_key_answers_the_first_result(till: CommandLine) -> None:
    """Neither a second slip nor a second credit."""
    card = str(till.done("member", "enroll")["card"])
    till.clock.advance(timedelta(minutes=1))
    words = ("claim", "issue", "--amount", "12.80", "--key", "k")
    slip = till.done(*words)
    assert till.done(*words) == {**slip, "repeated": True}
    again = ("claim", "redeem", "--claim", slip["claim"], "--card", card, "--key", "r")
    first = till.done(*again)
    assert till.done(*again) == {**first, "repeated": True}


def test_a_slip_is_no_card(till: CommandLine) -> None:
    """Where a card is wanted, the code of a slip is told apart."""
    slip = till.done("claim", "issue", "--amount", "12.80")
    assert till.json("balance", "--card", slip["claim"]).code == "claim-slip"
