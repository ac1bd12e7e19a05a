"""Tills that cannot reach the hub for a while."""

import pytest

from pos_loyalty.sync import newcomer
from tests.support.hub_town import Till, Town


def _two_open(town: Town) -> tuple[Till, Till]:
    one, other = town.new_till("Kasse 1"), town.new_till("Kasse 2")
    one.open()
    other.open()
    return one, other


def test_points_are_not_burned_twice_by_tills_that_are_apart(town: Town) -> None:
    """Both tills are cut off and asked for the same points: one has them, the other says where."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="500.00")
    town.settle()
    one.line.cut()
    other.line.cut()

    answers = [till.ask("do", kind="redeem", member=anna, points=300) for till in (one, other)]

    kept_apart = [each for each in answers if each.get("outage") == "points-elsewhere"]
    assert kept_apart
    assert all(each["words"].endswith(".") for each in kept_apart)
    one.line.heal()
    other.line.heal()
    town.settle()
    town.check_agreement()
    burned = 300 * (len(answers) - len(kept_apart))
    assert town.balances() == {anna: 500 - burned}


def test_what_one_till_holds_is_burned_at_the_other_once_both_are_back(town: Town) -> None:
    """A share at one till keeps no member from their points: it is asked for, and given back."""
    one, other = _two_open(town)
    for till in (one, other):
        till.hear()
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="500.00")
    town.settle()

    town.wait_until(
        lambda: "id" in other.ask("do", kind="redeem", member=anna, points=500),
        "the points do not come over",
    )

    town.settle()
    town.check_agreement()
    assert town.balances() == {anna: 0}


@pytest.mark.parametrize("seed", [1])
def test_a_till_joins_though_its_line_breaks(town: Town, seed: int) -> None:
    """It goes on where it was, with the one code that it was given, and knows everything then."""
    one = town.new_till("Kasse 1")
    one.open()
    one.ask("sell", deeds=15, reverses=0.1)
    town.settle()

    late, broken = town.join_by_bad_line("Kasse 2", seed)

    assert broken
    late.open()
    late.ask("sell", deeds=5, reverses=0.1)
    town.settle()
    town.check_agreement()
    town.check_confirmed()


def test_what_was_sold_before_a_till_joined_is_taken_back_there(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its id alone, for the hub says whose it is; while it cannot, nobody says there is none."""
    monkeypatch.setattr(newcomer, "MANY_ROWS", 1)
    one = town.new_till("Kasse 1")
    one.open()
    anna = one.do("enroll", name="Anna")["id"]
    sale = one.do("sale", member=anna, amount="120.00")["id"]
    town.settle()
    late = town.new_till("Kasse 2")
    late.open()
    late.line.cut()

    assert late.ask("do", kind="refund", sale=sale)["outage"] == "sale-elsewhere"
    late.line.heal()
    assert late.ask("do", kind="refund", sale="unheard-of")["refusal"] == "unknown-purchase"
    late.do("refund", sale=sale, amount_minor=2000)

    town.settle()
    town.check_agreement()
    town.check_confirmed()
    assert town.balances() == {anna: 100}


def test_what_was_credited_apart_can_be_burned_apart(town: Town) -> None:
    """A till that is cut off burns what it credited itself, and no more."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="200.00")
    town.settle()
    other.line.cut()

    other.do("sale", member=anna, amount="150.00")
    other.do("redeem", member=anna, points=100)
    short = other.ask("do", kind="redeem", member=anna, points=200)

    assert short["outage"] == "points-elsewhere"
    other.line.heal()
    town.settle()
    town.check_agreement()
    assert town.balances() == {anna: 250}


def test_a_sale_that_two_tills_took_back_is_shown(town: Town) -> None:
    """Both did while they were apart: the points go once, and a person hears of the money."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    sale = one.do("sale", member=anna, amount="80.00")["id"]
    one.do("sale", member=anna, amount="120.00")
    town.settle()
    one.line.cut()
    other.line.cut()

    one.do("refund", sale=sale)
    other.do("refund", sale=sale)
    one.line.heal()
    other.line.heal()
    town.settle()

    town.check_agreement()
    again = other.ask("do", kind="refund", sale=sale)
    assert again["refusal"] == "already-refunded"
    with town.office() as office:
        assert [line.row.reason for line in office.refused()] == ["taken-back-twice"]
    assert town.balances() == {anna: 120}


def test_fields_that_two_tills_changed_apart_are_shown_with_both_sides(town: Town) -> None:
    """The later one counts, everywhere; a person sees what the other one said."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    town.settle()
    one.line.cut()
    other.line.cut()
    one.do("label", member=anna, add=["nachbarin"], remove=[])
    other.do("label", member=anna, add=["stammgast"], remove=[])
    other.line.heal()
    # What the other one wrote is there before it can tell its own.
    town.settle(other)
    one.line.heal()

    town.settle()

    town.check_agreement()
    assert one.ask("member", member=anna)["segments"] == ["stammgast"]
    with town.office() as office:
        (conflict,) = office.conflicts()
    assert (conflict.field, conflict.key) == ("segments", anna)
    assert [conflict.taken.value, conflict.left.value] == [["stammgast"], ["nachbarin"]]


def test_a_card_that_was_replaced_apart_is_refused_everywhere(town: Town) -> None:
    """Both tills replaced it while they were apart; no older card is good at either of them."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    town.settle()
    one.line.cut()
    other.line.cut()
    for till in (one, other):
        till.do("card", member=anna)
    one.do("card", member=anna)
    one.line.heal()
    other.line.heal()

    town.settle()

    town.check_agreement()
    cards = other.ask("member", member=anna)["cards"]
    assert cards["0"] == cards["1"] == "replaced"
    assert cards["2"] == "active"


def test_a_member_who_is_erased_is_forgotten_everywhere(town: Town) -> None:
    """Also where somebody sold to the member meanwhile: the name is gone, the sale is not."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Annabella")["id"]
    one.do("sale", member=anna, amount="80.00")
    town.settle()
    other.line.cut()
    other.do("sale", member=anna, amount="20.00")

    one.ask("erase", member=anna)
    town.settle(one)
    with town.office() as office:
        waiting = office.erasures()
    other.line.heal()
    town.settle()

    town.check_agreement()
    assert [line.waiting for line in waiting] == [("Kasse 2",)]
    with town.office() as office:
        assert not office.erasures()
    for till in (one, other):
        assert till.ask("member", member=anna)["name"] is None
        till.close()
        kept = b"".join(path.read_bytes() for path in till.folder.glob("data/shop.db*"))
        assert b"Annabella" not in kept
    assert town.balances() == {anna: 100}
