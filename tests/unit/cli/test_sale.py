from datetime import timedelta

import pytest

from pos_loyalty.bootstrap import card_questions
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cards.phone_code import phone_code, phone_secret
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.protocol import Sight
from tests.support.command_line import CommandLine
from tests.support.tiny_hub import tiny_hub


@pytest.fixture
def card(till: CommandLine) -> str:
    """The code of a member's card."""
    return str(till.done("member", "enroll", "--name", "Anna Berger")["card"])


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, the hub's word comes in time."""
    monkeypatch.setattr(card_questions, "WAITS_S", 20.0)


def test_a_sale_tells_what_it_did(till: CommandLine, card: str) -> None:
    """All figures of the contract stand in the answer, and the slip is queued."""
    sale = till.done("sale", "--card", card, "--amount", "36.50", "--receipt", "4711")
    assert sale["earned"] == 86
    assert (sale["spent"], sale["discount"], sale["due"]) == (0, "0.00", "36.50")
    assert (sale["balance"], sale["spendable"], sale["tier"]) == (86, 86, "basis")
    assert [line["points"] for line in sale["explanation"]] == [36, 50]
    assert sale["repeated"] is False
    assert [job["id"] for job in till.done("printer", "queue")] == [sale["print_job"]]


def test_no_slip_is_queued_where_none_is_wanted(till: CommandLine, card: str) -> None:
    """``--no-print`` leaves the paper out, not the sale."""
    sale = till.done("sale", "--card", card, "--amount", "36.50", "--no-print")
    assert sale["print_job"] is None
    assert till.done("printer", "queue") == []


def test_a_quote_writes_nothing(till: CommandLine, card: str) -> None:
    """It tells the same figures and leaves the balance."""
    quote = till.done("quote", "--card", card, "--amount", "36.50")
    assert (quote["earned"], quote["due"], quote["balance"]) == (86, "36.50", 0)
    assert till.done("ledger", "verify")["entries"] == 0


def test_a_repeated_key_answers_the_first_result(till: CommandLine, card: str) -> None:
    """Even later, under another program and for a member who is blocked by now."""
    words = ("sale", "--card", card, "--amount", "36.50", "--key", "k")
    first = till.done(*words)
    till.clock.advance(timedelta(days=1))
    till.done("member", "block", till.done("balance", "--card", card)["number"])
    assert till.done(*words) == {**first, "repeated": True}
    assert till.done("ledger", "verify")["entries"] == 1


def test_a_repeated_key_outlives_the_card(till: CommandLine, card: str) -> None:
    """A retry with a card that was replaced meanwhile is still the same request."""
    words = ("sale", "--card", card, "--amount", "36.50", "--key", "k")
    first = till.done(*words)
    till.done("member", "replace-card", "--card", card)
    assert till.json("sale", "--card", card, "--amount", "1.00").code == "replaced-card"
    assert till.done(*words) == {**first, "repeated": True}


def test_a_key_with_other_content_is_refused(till: CommandLine, card: str) -> None:
    """Nothing is booked for the second content."""
    till.done("sale", "--card", card, "--amount", "36.50", "--key", "k")
    said = till.json("sale", "--card", card, "--amount", "36.51", "--key", "k")
    assert (said.status, said.code) == (1, "key-reused")
    assert till.done("ledger", "verify")["entries"] == 1


def test_a_refusal_is_remembered_under_its_key(till: CommandLine, card: str) -> None:
    """What was refused stays refused, though it could be done by now."""
    words = ("redeem", "--card", card, "--reward", "kaffee-gratis", "--key", "k")
    assert till.json(*words).code == "insufficient-points"
    till.done("adjust", "--card", card, "--points", "500", "--reason", "Kulanz")
    assert till.json(*words).code == "insufficient-points"
    assert till.done("balance", "--card", card)["balance"] == 500


def test_lines_and_the_rest_of_the_amount(till: CommandLine, card: str) -> None:
    """What no line names is a line without category; excluded lines earn nothing."""
    sale = till.done(
        "sale", "--card", card, "--amount", "20.00",
        "--line", "3.20:kaffee:latte:2", "--line", "5.00:tabak",
    )  # fmt: skip
    assert (sale["eligible"], sale["stamps"]) == ("15.00", {"kaffeekarte": 2})


@pytest.mark.parametrize(
    "words",
    [
        ("--amount", "12,50"),
        ("--amount", "12.505"),
        ("--amount", "-1"),
        (),
        ("--line", "1.00:a:b:0"),
        ("--line", "1.00:a:b:1:x"),
        ("--amount", "1.00", "--line", "2.00"),
        ("--amount", "1.00", "--redeem", "coffee"),
        ("--amount", "1.00", "--redeem", "points=many"),
        ("--amount", "1.00", "--order-discount", "2.00"),
        ("--amount", "1.00", "--at", "yesterday"),
        ("--line", f"{'9' * 16}:a:b:10"),
    ],
)
def test_a_wrong_purchase_is_wrong_use(
    till: CommandLine, card: str, words: tuple[str, ...]
) -> None:
    """What cannot be a purchase reaches no rule of the program."""
    said = till.json("sale", "--card", card, *words)
    assert (said.status, said.code) == (2, "wrong-use")


def test_points_and_rewards_are_burned_in_a_sale(till: CommandLine, card: str) -> None:
    """Rewards first, then points; what is left to pay is due."""
    till.done("adjust", "--card", card, "--points", "1000", "--reason", "Start")
    sale = till.done(
        "sale", "--card", card, "--amount", "20.00",
        "--redeem", "reward=fuenf-euro", "--redeem", "points=100",
    )  # fmt: skip
    assert (sale["spent"], sale["discount"], sale["due"]) == (600, "6.00", "14.00")


def test_a_late_sale_keeps_its_own_time(till: CommandLine, card: str) -> None:
    """Recorded a day later, it is on the statement of today and priced as of then."""
    bought_at = till.clock.now()
    till.clock.advance(timedelta(days=1))
    sale = till.done("sale", "--card", card, "--amount", "10.00", "--at", bought_at.isoformat())
    assert sale["earned"] == 60
    early = till.json("sale", "--card", card, "--amount", "10.00", "--at", "2020-01-01")
    assert (early.status, early.code) == (1, "in-the-past")
    ahead = till.json("sale", "--card", card, "--amount", "10.00", "--at", "2990-01-01")
    assert (ahead.status, ahead.code) == (1, "not-allowed")


def test_refund_and_void_take_back(till: CommandLine, card: str) -> None:
    """Half the money takes half the points; a void takes the rest, once."""
    sale = till.done("sale", "--card", card, "--amount", "50.00")["sale"]
    refund = till.done("refund", "--sale", sale, "--amount", "25.00")
    assert (refund["reversed"], refund["balance"]) == (50, 50)
    assert till.done("void", "--sale", sale)["balance"] == 0
    assert till.json("void", "--sale", sale).code == "already-refunded"
    assert till.json("refund", "--sale", "nothing").code == "unknown-purchase"


@pytest.mark.parametrize("text", ["", "hello", "LT10000000000000000000000000"])
def test_an_unknown_card_is_refused(till: CommandLine, text: str) -> None:
    """Whatever was scanned, no member is guessed."""
    said = till.json("sale", "--card", text, "--amount", "1.00")
    assert (said.status, said.code) == (1, "unknown-card")


def test_a_remembered_refusal_says_that_it_is_repeated(till: CommandLine, card: str) -> None:
    """A script tells the answer of before from one of now."""
    redeem = ("redeem", "--card", card, "--reward", "fuenf-euro", "--key", "k")
    first, second = till.json(*redeem), till.json(*redeem)
    assert "repeated" not in first.value
    assert second.value == {**first.value, "repeated": True}
    assert second.status == first.status == 1


def test_a_phones_code_is_good_once(till: CommandLine, card: str) -> None:
    """Looking costs nothing; what was booked for was seen, and an older code is a photograph."""
    member_id = till.done("balance", "--card", card)["member"]
    key = KeyRingFile(till.folder / "keys" / KEY_RING_NAME).load().current
    secret = phone_secret(key, member_id=member_id, issue=0)
    older, newer = (
        phone_code(secret, key_id=key.key_id, member_id=member_id, at=till.clock.now() - late)
        for late in (timedelta(seconds=30), timedelta(0))
    )
    till.done("balance", "--card", newer)
    till.done("balance", "--card", older)
    till.done("sale", "--card", newer, "--amount", "5.00")
    said = till.json("sale", "--card", older, "--amount", "5.00")
    assert (said.status, said.code) == (1, "used-code")


def test_a_card_that_cannot_be_in_two_places_is_warned_of(till: CommandLine) -> None:
    """The answer stands, and says so beside; a member who is found by the number shows no card."""
    member = till.done("member", "enroll")
    card = ("--card", member["card"])
    till.done("settings", "set", "shop.site", "Nord")
    assert "warnings" not in till.done("sale", *card, "--amount", "10.00")
    till.done("settings", "set", "shop.site", "Süd")
    (warning,) = till.done("balance", *card)["warnings"]
    assert warning["code"] == "card-copy-suspected"
    assert "Nord" in warning["message"]
    quoted = till.done("quote", *card, "--amount", "10.00")
    sold = till.done("sale", *card, "--amount", "10.00", "--key", "s2")
    again = till.done("sale", *card, "--amount", "10.00", "--key", "s2")
    assert [warning] == quoted["warnings"] == sold["warnings"] == again["warnings"]
    assert warning["message"] in till("balance", *card).out
    assert "warnings" not in till.done("balance", "--card", member["number"])


def phone(till: CommandLine, member_id: str) -> str:
    """What the member's phone shows now."""
    key = KeyRingFile(till.folder / "keys" / KEY_RING_NAME).load().current
    secret = phone_secret(key, member_id=member_id, issue=0)
    return phone_code(secret, key_id=key.key_id, member_id=member_id, at=till.clock.now())


@pytest.mark.usefixtures("patient")
def test_a_card_that_another_till_saw_is_warned_of(till: CommandLine, card: str) -> None:
    """A quote asks the hub and leaves no trace there; a sale tells it too; looking does neither."""
    with tiny_hub() as hub:
        hub.hears_sightings = True
        till.done("sync", "pair", "--hub", hub.url, "--code", hub.code)
        member_id = till.done("balance", "--card", card)["member"]
        seen_us = to_us(till.clock.now())
        hub.sights = [
            Sight(member=member_id, issue=0, site="Süd", seen_us=seen_us, device="b", place=1)
        ]
        assert "warnings" not in till.done("balance", "--card", card)
        (warning,) = till.done("quote", "--card", card, "--amount", "10.00")["warnings"]
        assert "Süd" in warning["message"]
        assert hub.seen == []
        sold = till.done("sale", "--card", card, "--amount", "10.00")
        assert [warning] == sold["warnings"]
        assert [each.member for each in hub.seen] == [member_id]


@pytest.mark.usefixtures("patient")
def test_a_code_that_another_till_took_is_refused(till: CommandLine, card: str) -> None:
    """Unless this very request was answered before."""
    with tiny_hub() as hub:
        hub.hears_sightings = True
        till.done("sync", "pair", "--hub", hub.url, "--code", hub.code)
        member_id = till.done("balance", "--card", card)["member"]
        code, now_us = phone(till, member_id), to_us(till.clock.now())
        sale = ("sale", "--card", code, "--amount", "10.00", "--key", "k")
        booked = till.done(*sale)
        step = hub.seen[-1].step
        hub.sights = [
            Sight(member=member_id, issue=0, site="", seen_us=now_us, step=step, device="b")
        ]
        refused = till.json("sale", "--card", code, "--amount", "10.00")
        assert (refused.status, refused.code) == (1, "used-code")
        assert till.done(*sale) == {**booked, "repeated": True}
