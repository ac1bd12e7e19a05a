from contextlib import closing

import pytest

from pos_loyalty.config.paths import data_folder
from pos_loyalty.storage.store import Store
from tests.support.command_line import CommandLine
from tests.support.wordless import join_members


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


def test_a_search_says_that_names_are_missing(till: CommandLine) -> None:
    """At a till that has just joined a large shop, whoever is not found may still come."""
    with closing(Store.open(data_folder(till.folder).database)) as store:
        join_members(store, 1_200)
    assert till.done("member", "find", "zora") == {"members": [], "more": False, "missing": 1_200}
    assert till("member", "find", "zora").out.splitlines() == [
        "Niemand gefunden.",
        "Namen werden noch übernommen: 0 von 1.200.",
    ]
    assert len(till.done("member", "find", "XXXX000007")["members"]) == 1


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


def test_a_membership_is_bought_and_cancelled(till: CommandLine) -> None:
    """Each once under its key; while it runs, purchases cost less and say what to key in."""
    number = till.done("member", "enroll")["number"]
    buy = ("member", "membership", "buy", number, "--membership", "club", "--key", "b")
    bought = till.done(*buy)
    assert (bought["membership"], bought["fee"]) == ("club", "25.00")
    assert bought["print_job"] is not None
    assert till.done(*buy) == {**bought, "repeated": True}
    shown = till.done("member", "show", number)
    assert [(each["id"], each["ends"]) for each in shown["bought"]] == [
        (bought["id"], bought["ends"])
    ]
    (club,) = till.done("balance", "--card", number)["memberships"]
    assert (club["name"], club["ends"]) == ("Club", bought["ends"])
    assert shown["memberships"] == [club]
    sold = till.done("sale", "--card", number, "--amount", "10.00")
    assert (sold["membership_discount"], sold["discount"], sold["due"]) == ("0.50", "0.00", "9.50")
    cancel = ("member", "membership", "cancel", number, "--id", bought["id"], "--key", "c")
    cancelled = till.done(*cancel)
    assert till.done(*cancel) == {**cancelled, "repeated": True}
    assert till.done("member", "show", number)["bought"] == []
    assert till.json(*cancel[:-1], "d").code == "already-refunded"


def test_a_membership_is_told_in_sentences(till: CommandLine) -> None:
    """The fee that the till books, the last good day, the discount that it is told."""
    number = till.done("member", "enroll")["number"]
    said = till("member", "membership", "buy", number, "--membership", "club", "--no-print").out
    assert "Beitrag zum Buchen in der Kasse: 25,00\u00a0€" in said
    assert "Club bis 05.03.2027" in till("balance", "--card", number).out
    assert "Club bis 05.03.2027" in till("member", "show", number).out
    assert "Club bis 05.03.2027" in till("statement", "--card", number).out
    for command in ("quote", "sale"):
        said = till(command, "--card", number, "--amount", "10.00").out
        assert "Als Rabatt einzutippen: 0,50\u00a0€" in said
    (bought,) = till.done("member", "show", number)["bought"]
    said = till("member", "membership", "cancel", number, "--id", bought["id"]).out
    assert "Beitrag zurückgeben: 25,00\u00a0€" in said
    assert till.json("member", "membership", "buy", number, "--membership", "x").code == (
        "not-allowed"
    )


def test_labels_are_given_and_taken(till: CommandLine) -> None:
    """They stand in every view of the member; a word of the campaigns is refused."""
    number = till.done("member", "enroll")["number"]
    add = ("member", "segment", number, "--add", "vip", "--add", "Nachbar", "--key", "a")
    assert till.done(*add)["segments"] == ["Nachbar", "vip"]
    assert till.done(*add)["repeated"] is True
    assert "Merkmale: Nachbar" in till("member", "segment", number, "--remove", "vip").out
    assert till.done("member", "show", number)["segments"] == ["Nachbar"]
    assert till.done("balance", "--card", number)["segments"] == ["Nachbar"]
    assert "Merkmale: Nachbar" in till("member", "show", number).out
    assert till.json("member", "segment", number, "--add", "birthday-day").code == "not-allowed"
    assert till.json("member", "segment", number).status == 2
    assert "Merkmale: –" in till("member", "segment", number, "--remove", "Nachbar").out


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
