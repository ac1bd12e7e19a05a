"""Real tills of one shop around a hub: the services, their databases, and both ends of the wire.

Only the wire is not real, and the hub's database is a few mappings.
"""

import random
from dataclasses import dataclass, field

import msgspec

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import PointsElsewhereError, RefusalError
from pos_loyalty.domain.ledger import entries_of
from pos_loyalty.domain.shared_digest import Part
from pos_loyalty.domain.shares import Grant
from pos_loyalty.domain.tills import DeviceRow
from pos_loyalty.storage.codec import decode_body, decode_member_event, encode_json
from pos_loyalty.storage.digest import SharedDigest, shared_digest
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.hub import HubSync
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import Hello, Publish, Push, Want, Wants
from pos_loyalty.sync.till import About, Answer, AskPage, Moment, Request, TillSync
from tests.support.clock import FixedClock
from tests.support.exchange import book_of, till
from tests.support.memory_hub import MemoryHub
from tests.support.shop import Shop, rules


class Seal:
    """Signs without a key."""

    def sign(self, text: bytes) -> str:
        return text.hex()

    def is_ours(self, text: bytes, token: str) -> bool:
        return token == text.hex()


@dataclass
class Ring:
    """A hub and its tills. ``losing`` is how many of a hundred answers get lost."""

    names: tuple[str, ...]
    rng: random.Random
    losing: int = 0
    clock: FixedClock = field(default_factory=FixedClock)
    book: MemoryHub = field(default_factory=MemoryHub)

    def __post_init__(self) -> None:
        self.hub = HubSync(self.book, Seal())
        first, *others = self.names
        self.tills = {first: till(self.clock, first, program=rules())}
        self.tills |= {name: till(self.clock, name) for name in others}
        for name in self.names:
            self.enrol(name)
        document = msgspec.Raw(encode_json(rules()))
        self.hub.publish(first, Publish(document=document, number=1), now_us=self.now_us)
        self.settle()

    @property
    def now_us(self) -> int:
        return to_us(self.clock.now())

    def enrol(self, name: str) -> None:
        """Let a till in at the hub."""
        with self.book.begin() as work:
            work.put_device(DeviceRow(device=name, public_key=b"", store="shop", name=name))
            work.commit()

    def talk(self, name: str) -> None:
        """One conversation of a till with the hub."""
        sync = TillSync(book_of(self.tills[name]), About(boot_id="b"), page_rows=40, push_events=20)
        sync.begin()
        moment = Moment(self.now_us, 0)
        while request := sync.next_request(moment):
            answer = self._answer(name, request)
            if isinstance(answer, ProblemError):
                sync.failed(request, answer.problem)
            elif self.rng.randrange(100) < self.losing:
                sync.failed(request, None)
            else:
                sync.take(request, answer)

    def share(self, name: str, member: str, points: int) -> Grant | None:
        """Ask for a share; None where it is refused."""
        want = Want(grant=f"g{self.rng.getrandbits(60)}", member=member, points=points)
        book = book_of(self.tills[name])
        wants = Wants(epoch=book.place().epoch, wants=(want,))
        try:
            shares = self.hub.shares(name, wants, now_us=self.now_us)
        except ProblemError:
            return None
        if self.rng.randrange(100) < self.losing:
            return None
        book.add_grants(shares.grants, given_us=shares.server_us)
        return shares.grants[0] if shares.grants else None

    def burn(self, name: str, member: str, points: int) -> int:
        """Burn points where this till may; how many were burned."""
        shop = self.tills[name]
        try:
            shop.application.redemptions.redeem(shop.request(), member, Burn(points=points))
        except (RefusalError, PointsElsewhereError):
            return 0
        return points

    def settle(self) -> None:
        """Everybody talks until nobody has anything new."""
        self.losing, losing = 0, self.losing
        for _ in range(4):
            for name in self.names:
                self.talk(name)
        self.losing = losing

    def hub_entries(self) -> Part:
        """The hub's digest of all entries."""
        return Part.of(line for row in self.book.state.events.values() for line in _lines(row.body))

    def digests(self) -> list[SharedDigest]:
        """What each till says that all share."""
        found = []
        for shop in self.tills.values():
            with shop.application.store.read() as reading:
                found.append(shared_digest(reading))
        return found

    def _answer(self, name: str, request: Request) -> Answer | ProblemError:
        try:
            match request:
                case Hello() as hello:
                    return self.hub.hello(name, hello, now_us=self.now_us)
                case Push() as push:
                    return self.hub.push(name, push, now_us=self.now_us)
                case AskPage() as ask:
                    return self.hub.page(
                        name,
                        feed=ask.feed,
                        start=ask.start,
                        limit=ask.limit,
                        with_own=ask.with_own,
                    )
                case Wants() as wants:
                    return self.hub.shares(name, wants, now_us=self.now_us)
                case _:
                    raise TypeError(type(request))
        except ProblemError as error:
            return error


def backup_of(shop: Shop) -> Shop:
    """The till as it is now, as a backup would bring it back."""
    copy = till(FixedClock(shop.now), "copy")
    copy.clock = shop.clock
    source, target = shop.application.store, copy.application.store
    # As a tool that copies files would.
    source._writer.driver.backup(target._writer.driver)  # noqa: SLF001
    copy.application.clock = shop.clock
    return copy


def _lines(body: bytes) -> list[bytes]:
    said = decode_body(body)
    event = decode_member_event(said.type, body)
    if event is None:
        return []
    place = event.position
    return [
        encode_json(
            (
                place.device,
                place.epoch,
                place.seq,
                entry.line,
                event.member_id,
                entry.sale_id,
                entry.kind.value,
                entry.debit_account,
                entry.credit_account,
                entry.points,
                to_us(place.effective_at),
                to_us(said.occurred),
                event.program_version,
                event.partner,
            )
        )
        for entry in entries_of(event)
    ]
