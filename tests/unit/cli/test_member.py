import pytest

from tests.support.command_line import CommandLine


def test_a_member_joins_with_nothing_but_a_card(till: CommandLine) -> None:
    """Nothing is obligatory; the card's code and the number name the same member."""
    joined = till.done("member", "enroll")
    for text in (joined["card"], joined["number"]):
        assert till.done("balance", "--card", text)["member"] == joined["member"]


def test_enrolling_under_a_key_happens_once(till: CommandLine) -> None:
    """The repetition gives the same member and the same card."""
    words = ("member", "enroll", "--name", "Leyla Aydın", "--key", "k")
    first = till.done(*words)
    assert till.done(*words) == {**first, "repeated": True}
    assert len(till.done("member", "find", "aydin")["members"]) == 1


def test_a_member_is_shown_and_found(till: CommandLine) -> None:
    """The last word of a name is the family's; a part of it finds the member."""
    joined = till.done(
        "member", "enroll", "--name", "Anna Maria Berger", "--phone", "030 23125 001",
        "--email", "anna@example.org", "--birthday", "05-04",
    )  # fmt: skip
    shown = till.done("member", "show", joined["number"])
    assert (shown["name"], shown["birthday"]) == ("Anna Maria Berger", "05-04")
    assert till.done("member", "show", "--member", joined["number"]) == shown
    (hit,) = till.done("member", "find", "berg")["members"]
    assert (hit["member"], hit["name"]) == (joined["member"], "Anna Maria Berger")


def test_a_referrer_is_named_by_number(till: CommandLine) -> None:
    """Somebody unknown cannot have brought anybody along."""
    anna = till.done("member", "enroll")
    ben = till.done("member", "enroll", "--referrer", anna["number"])
    assert till.done("member", "show", ben["number"])["referrer"] == anna["number"]
    assert till.json("member", "enroll", "--referrer", "nobody").status == 1


def test_a_blocked_member_is_refused(till: CommandLine) -> None:
    """Until the block is lifted; both may be repeated under their keys."""
    number = till.done("member", "enroll")["number"]
    assert till.done("member", "block", number, "--key", "b")["status"] == "blocked"
    assert till.done("member", "block", number, "--key", "b")["repeated"] is True
    assert till.json("sale", "--card", number, "--amount", "1.00").code == "member-blocked"
    assert till.done("member", "unblock", number)["status"] == "active"
    assert till.json("sale", "--card", number, "--amount", "1.00").status == 0


def test_a_replaced_card_is_refused(till: CommandLine) -> None:
    """The new card and the number go on."""
    joined = till.done("member", "enroll")
    card = till.done("member", "replace-card", joined["number"])
    assert card["card"] != joined["card"]
    assert till.json("balance", "--card", joined["card"]).code == "replaced-card"
    assert till.done("balance", "--card", card["card"])["member"] == joined["member"]


@pytest.mark.parametrize(
    "words",
    [
        ("enroll", "--birthday", "13-45"),
        ("enroll", "--email", "nobody"),
        ("enroll", "--phone", "call me"),
        ("show",),
        ("show", "A", "--member", "B"),
    ],
)
def test_wrong_particulars_are_wrong_use(till: CommandLine, words: tuple[str, ...]) -> None:
    """What cannot be a birthday, an address or a number takes in nobody."""
    assert till.json("member", *words).status == 2
    assert till.done("member", "find", "a")["members"] == []
