"""Tills that are all online."""

from tests.support.hub_town import Town
from tests.support.shop import rules


def test_what_three_tills_sell_is_the_same_everywhere(town: Town) -> None:
    """Three tills sell side by side, over two hubs; at rest all hold the same, and each deed."""
    town.program = rules()
    town.open_hubs(1)
    tills = [town.new_till(f"Kasse {number}") for number in (1, 2, 3)]
    tills[0].open()
    for _ in range(4):
        tills[0].do("enroll", name="Anna")
    town.settle(tills[0])
    for till in tills[1:]:
        till.open()
    for till in tills:
        till.hear()
        till.tell("sell", deeds=25, reverses=0.15)
    for till in tills:
        till.wait()

    town.settle()

    town.check_agreement()
    town.check_confirmed()


def test_a_credit_is_called_out_to_the_other_till(town: Town) -> None:
    """Nobody looks on his own; what one till sells is known at the other all the same."""
    town.open_hubs(1)
    one, other = town.new_till("Kasse 1"), town.new_till("Kasse 2")
    for till in (one, other):
        till.open()
        till.hear(stretch=100.0)
    anna = one.do("enroll", name="Anna")["id"]
    town.wait_until(lambda: other.ask("member", member=anna)["found"], "nobody called out")

    one.do("sale", member=anna, amount="120.00")

    town.wait_until(lambda: other.balance(anna) == 120, "nobody called out")
