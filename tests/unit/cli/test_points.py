import pytest

from tests.support.command_line import CommandLine


@pytest.fixture
def card(till: CommandLine) -> str:
    """The code of a member's card."""
    card = str(till.done("member", "enroll")["card"])
    till.done("adjust", "--card", card, "--points", "600", "--reason", "Start")
    return card


def test_a_redemption_is_taken_back_whole(till: CommandLine, card: str) -> None:
    """What it burned returns, once."""
    redeemed = till.done("redeem", "--card", card, "--reward", "kaffee-gratis")
    assert (redeemed["spent"], redeemed["discount"], redeemed["balance"]) == (500, "3.20", 100)
    undone = till.done("undo-redeem", "--id", redeemed["id"])
    assert (undone["restored"], undone["balance"]) == (500, 600)
    assert till.json("undo-redeem", "--id", redeemed["id"]).code == "already-refunded"
    assert till.json("undo-redeem", "--id", "nothing").code == "unknown-redemption"


def test_points_need_the_purchase_that_they_pay(till: CommandLine, card: str) -> None:
    """The program gives no cash for points."""
    said = till.json("redeem", "--card", card, "--points", "100")
    assert (said.status, said.code) == (1, "not-allowed")
    paid = till.done("redeem", "--card", card, "--points", "100", "--purchase-total", "5.00")
    assert (paid["spent"], paid["discount"]) == (100, "1.00")


@pytest.mark.parametrize(
    ("points", "code"),
    [("50", "below-minimum"), ("150", "not-a-multiple"), ("700", "insufficient-points")],
)
def test_refusals_have_the_codes_of_the_contract(
    till: CommandLine, card: str, points: str, code: str
) -> None:
    """A program that calls us knows what was wrong."""
    said = till.json("redeem", "--card", card, "--points", points, "--purchase-total", "50.00")
    assert (said.status, said.code) == (1, code)


def test_an_adjustment_needs_cover(till: CommandLine, card: str) -> None:
    """Points are taken down to zero, not below."""
    words = ("adjust", "--card", card, "--reason", "Irrtum", "--points")
    assert till.done(*words, "-600")["balance"] == 0
    assert till.json(*words, "-1").code == "negative-adjustment"
    assert till.json(*words, "0").code == "not-allowed"


def test_an_adjustment_needs_a_reason(till: CommandLine, card: str) -> None:
    """A blank one is none, and the sentence says what is missing."""
    said = till.json("adjust", "--card", card, "--points", "5", "--reason", " ")
    assert (said.status, said.code) == (1, "not-allowed")
    assert "Grund" in said.value["error"]["message"]


def test_an_action_gives_its_points_within_its_limit(till: CommandLine, card: str) -> None:
    """One a day is one a day."""
    words = ("action", "--card", card, "--action")
    assert till.done(*words, "eigene-dose")["earned"] == 2
    assert till.json(*words, "eigene-dose").code == "limit-reached"
    assert till.json(*words, "fly").code == "unknown-action"


@pytest.mark.parametrize("points", ["0", "-5", "x", str(2**63)])
def test_points_are_counted(till: CommandLine, card: str, points: str) -> None:
    """What is no number of points is wrong use."""
    assert till.json("redeem", "--card", card, "--points", points).status == 2
