import random
from datetime import timedelta

import pytest

from pos_loyalty.domain.errors import RefusalError
from tests.support.shop import Shop
from tests.support.tills_and_hub import Ring, backup_of

_NAMES = ("till-a", "till-b", "till-c")


def _left_of(shop: Shop, sale_id: str) -> int:
    """Points that a sale gave, less what all tills together took of them."""
    with shop.application.store.read() as reading:
        return int(
            reading.connection.execute(
                "SELECT coalesce(sum(CASE WHEN kind IN ('earn', 'returned') THEN points"
                " WHEN kind = 'reversed' THEN -points ELSE 0 END), 0)"
                " FROM entry WHERE sale_id = ?",
                (sale_id,),
            ).value()
        )


class _Day:
    """A day at several tills: whatever comes to somebody's mind."""

    def __init__(self, seed: int, *, losing: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - a day that can be had again
        self.ring = Ring(_NAMES, self.rng, losing=losing)
        self.members = [self._till().enroll(given_name=f"M{n}") for n in range(3)]
        self.sales: list[str] = []
        self.backups: dict[str, Shop] = {}
        self.burned = 0
        self.reversed = False
        self.ring.settle()

    def _till(self) -> Shop:
        return self.ring.tills[self.rng.choice(_NAMES)]

    def step(self) -> None:
        """One act of somebody."""
        often = [self.sell, self.burn, self.talk] * 2
        self.rng.choice([*often, self.talk, self.give, self.refund, self.label])()
        self.ring.clock.advance(timedelta(seconds=self.rng.randrange(90)))

    def sell(self) -> None:
        sold = self._till().sell(self.rng.choice(self.members), f"{self.rng.randrange(1, 90)}.00")
        self.sales.append(sold.id)

    def give(self) -> None:
        self._till().give(self.rng.choice(self.members), self.rng.randrange(100, 300))

    def burn(self) -> None:
        name, member = self.rng.choice(_NAMES), self.rng.choice(self.members)
        if self.rng.random() < 0.5:
            self.ring.share(name, member, self.rng.choice((0, 100, 150)))
        self.burned += self.ring.burn(name, member, self.rng.choice((100, 120, 200)))

    def refund(self) -> None:
        if not self.sales:
            return
        shop = self._till()
        try:
            shop.application.sales.refund(shop.request(), self.rng.choice(self.sales))
        except RefusalError:
            return
        self.reversed = True

    def talk(self) -> None:
        self.ring.talk(self.rng.choice(_NAMES))

    def label(self) -> None:
        shop = self._till()
        label = self.rng.choice(("vip", "staff", "press"))
        shop.application.members.label(shop.request(), self.rng.choice(self.members), add=(label,))

    def check(self) -> None:
        """At the end of the day everybody has the same, and it is right."""
        self.ring.settle()
        at = self.ring.clock.now() + timedelta(minutes=30)
        tills = self.ring.tills.values()
        for member in self.members:
            states = [t.application.overviews.standing(member, at).state for t in tills]
            assert states == [states[0]] * len(states)
            assert self.reversed or states[0].debt == 0
        for t in tills:
            # However many tills took a sale back while they were apart, it went back once.
            assert all(_left_of(t, sale) >= 0 for sale in self.sales)
        assert [t.verified().first_bad for t in tills] == [None] * len(_NAMES)
        digests = self.ring.digests()
        assert {found.digest for found in digests} == {digests[0].digest}
        assert digests[0].parts.entries == self.ring.hub_entries()


@pytest.mark.parametrize("seed", range(8))
def test_tills_and_hub_have_the_same_in_the_end(seed: int) -> None:
    """Whatever is sold, burned, refunded and changed where, and whichever answers get lost."""
    day = _Day(seed, losing=seed % 2 * 20)
    for _ in range(50):
        day.step()
    day.check()


@pytest.mark.expected_log("epoch after")
@pytest.mark.parametrize("seed", range(6))
def test_a_till_that_was_put_back_is_healed(seed: int) -> None:
    """Its file is an old one, and it has sold since: what it lost comes back from the hub."""
    day = _Day(seed, losing=0)
    for _ in range(10):
        day.step()
    old = backup_of(day.ring.tills["till-a"])
    for _ in range(10):
        day.step()
    day.ring.tills["till-a"].sell(day.members[0], "10.00")
    day.ring.talk("till-a")
    day.ring.tills["till-a"] = old
    old.sell(day.members[0], "5.00")
    day.reversed = True
    for _ in range(20):
        day.step()
    day.check()


@pytest.mark.parametrize("seed", range(4))
def test_a_hub_that_was_put_back_is_told_again(seed: int) -> None:
    """Its tills have what it lost, shares too."""
    day = _Day(seed, losing=0)
    for _ in range(15):
        day.step()
    old = day.ring.book.state.copy()
    for _ in range(15):
        day.step()
    day.ring.settle()
    day.ring.book.state = old
    for _ in range(15):
        day.step()
    day.check()
