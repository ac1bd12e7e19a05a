"""A till that joins a shop of three tills, whose hub tells of members two at a time."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec

from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.conversation import Conversation, Talk, Told
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.newcomer import SqliteNewcomer
from pos_loyalty.sync.protocol import Hello, MemberHistory, Members, Problem, Welcome
from pos_loyalty.sync.till import About, Moment, TillSync
from tests.support.exchange import book_of
from tests.support.exchange import till as new_till
from tests.support.hub_chain import Chain, Wire
from tests.support.hub_events import till as till_row
from tests.support.shop import Shop

NEW = "till-n"


@dataclass(frozen=True)
class CrowdWire(Wire):
    """A line to a hub that tells of members, two at a time."""

    desk: MemberDesk

    def hello(self, hello: Hello) -> Welcome | Problem:
        answer = super().hello(hello)
        if isinstance(answer, Welcome):
            return msgspec.structs.replace(answer, gives_members=True)
        return answer

    def members(self, *, after: str) -> Members | Problem:
        return self._ask(lambda: self.desk.members(self.device, after=after))

    def history(self, member: str) -> MemberHistory | Problem:
        return self._ask(lambda: self.hub.history(self.device, member))


class Joining:
    """A shop of three tills, and one that joins it."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.shop: Shop = new_till(chain.clock, NEW)
        with chain.store.begin() as work:
            work.put_device(till_row(NEW, hello_incarnation=1))
            work.commit()

    def talk(self, *, questions: int = 10_000, told: Told = lambda _progress: None) -> Talk:
        """A conversation that breaks off after so many questions."""
        book = book_of(self.shop)
        helper = SqliteNewcomer(self.shop.application.store, book, self.shop.clock.now)
        sync = TillSync(book, About(boot_id="boot"), newcomer=helper)
        now = Moment(to_us(self.chain.clock.now()), 0)
        desk = MemberDesk(self.chain.store, at_once=2)
        line = CrowdWire(self.chain.hub, NEW, self.chain.clock, desk=desk)
        left = iter(range(questions))
        return Conversation(
            sync,
            line,
            now=lambda: now,
            members=line,
            ends=lambda: next(left, None) is None,
            told=told,
        ).have()

    def bases(self) -> int:
        """How many members it knows by where they stood."""
        with self.shop.application.store.read() as reading:
            found: int = reading.connection.execute("SELECT count(*) FROM member_base").value()
        return found

    def is_alike(self) -> bool:
        """Whether the hub, the old tills and the new one hold the same."""
        self.chain.tills[NEW] = self.shop
        parts = self.chain.digests()
        del self.chain.tills[NEW]
        return len({each.digest for each in parts}) == 1


def grown(chain: Chain, count: int = 5) -> list[str]:
    """Members of the shop, each of whom bought something and was given points."""
    first, second, _third = chain.tills.values()
    members = [first.enroll(given_name=f"Gast {n}") for n in range(count)]
    chain.sync()
    for number, member in enumerate(members):
        chain.clock.advance(timedelta(minutes=1))
        (first, second)[number % 2].sell(member, f"{number + 1}0.00")
        second.give(member, 200)
    chain.sync()
    return members
