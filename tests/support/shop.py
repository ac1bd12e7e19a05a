"""A whole shop for tests: the services over a store in memory or in a folder, and a still clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.shop import NewShop, create_shop, scratch_application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.security.pins import PinHasher
from pos_loyalty.services import ledger_check
from pos_loyalty.services.counter import CounterService
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.services.staff import StaffRoom
from pos_loyalty.storage.codec import decode_body
from pos_loyalty.storage.store import Reading
from pos_loyalty.storage.verify import LedgerReport, verify_ledger
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, SILVER, basket, document
from tests.support.clock import FixedClock

CASHIER = Actor("cora", "Cora Kasse", Role.CASHIER)
MANAGER = Actor("mona", "Mona Chefin", Role.MANAGER)
APPROVED = Actor("cora", "Cora Kasse", Role.CASHIER, approved_by=MANAGER)
"""The cashier, with the manager looking over her shoulder."""

FAST_HASHER = PinHasher(time_cost=1, memory_kib=8)

GIFT_BASKET = {
    "id": "basket",
    "name": "Geschenkkorb",
    "cost": 20,
    "kind": "product",
    "value": "9.90",
    "stock": 2,
}
REDEMPTION = {
    "points": 100,
    "value": "1.00",
    "minimum_points": 100,
    "step": 100,
    "with_purchase_only": False,
}
REVIEW = {"id": "review", "name": "Bewertung", "points": 10, "limit": "1 per day"}
HELPED = {"id": "helped", "name": "Mitgeholfen", "points": 100, "needs_manager": True}
RULES: Mapping[str, object] = {
    "tier": [BASIS, SILVER, GOLD],
    "redemption": REDEMPTION,
    "reward": [COFFEE, GIFT_BASKET],
    "stamp_card": [COFFEE_CARD],
    "action": [REVIEW, HELPED],
}
"""A program with something of everything that a counter does."""

_GROWING = (
    "outbox",
    "entry",
    "sale",
    "reversal",
    "redemption",
    "member",
    "card",
    "program_version",
    "staff",
    "print_job",
    "draw",
    "ticket_holder",
)


def rules(**sections: object) -> dict[str, object]:
    """The program document of ``RULES`` with some sections put in their places."""
    return document(**{**RULES, **sections})


@dataclass
class Shop:
    """An application, its clock, and shorthand for what nearly every test does."""

    application: Application
    clock: FixedClock
    folder: DataFolder | None = None

    def __post_init__(self) -> None:
        self.application.staff = StaffRoom(self.application.store, FAST_HASHER)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def request(self, key: str = "", actor: Actor = MANAGER) -> Request:
        """A request now; under a fresh key unless told."""
        return Request(key or str(uuid4()), actor, self.now)

    def enroll(self, **fields: Any) -> str:  # noqa: ANN401 - any field of a new member
        """The id of a new member."""
        joined = self.application.members.enroll(self.request(), NewMember(**fields))
        return joined.value.member_id

    def sell(self, member_id: str, *lines: str, key: str = "", **fields: Any) -> Outcome:  # noqa: ANN401 - of a basket
        """A recorded sale over bare amounts."""
        sale = Sale(member_id=member_id, basket=basket(*lines, **fields))
        return self.application.sales.record(self.request(key), sale).value

    def sell_basket(
        self, member_id: str, bought: Basket, *, occurred_at: datetime | None = None
    ) -> Outcome:
        """A recorded sale of a basket."""
        sale = Sale(member_id=member_id, basket=bought, occurred_at=occurred_at)
        return self.application.sales.record(self.request(), sale).value

    def give(self, member_id: str, points: int, expires_at: datetime | None = None) -> None:
        """A lot of points."""
        self.application.points.grant(
            self.request(), member_id, points=points, expires_at=expires_at
        )

    def balance(self, member_id: str) -> int:
        """The member's balance now."""
        return self.state(member_id).balance

    def state(self, member_id: str) -> MemberState:
        """Where the member stands now."""
        return self.application.overviews.standing(member_id, self.now).state

    def counter(self, actor: Actor = MANAGER) -> CounterService:
        """The counter, with somebody signed in."""
        return self.application.counter(lambda: actor)

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**by))

    def written(self) -> dict[str, int]:
        """How many rows there are of everything that a use case may add to."""
        with self.application.store.read() as reading:
            return {
                table: reading.connection.execute(f"SELECT count(*) FROM {table}").value()
                for table in _GROWING
            }

    def requests(self) -> int:
        """How many answers are kept."""
        with self.application.store.read() as reading:
            found: int = reading.connection.execute("SELECT count(*) FROM request").value()
            return found

    def job(self, outcome: Outcome) -> PrintJob:
        """The print job of an outcome."""
        assert outcome.print_job is not None
        with self.application.store.read() as reading:
            job = reading.print_jobs.job(outcome.print_job)
        assert job is not None
        return job

    def bodies(self) -> list[Any]:
        """The bodies of all events, read."""
        with self.application.store.read() as reading:
            return [decode_body(row.body) for row in reading.log.events()]

    def verified(self) -> LedgerReport:
        """The ledger gone through, with the kept states and the lists beside it."""
        return ledger_check.verified_ledger(self.application.store, self.application.shelf)

    def close(self) -> None:
        self.application.store.close()


def verified_ledger(application: Application, reading: Reading) -> LedgerReport:
    """The ledger gone through, with every kept state folded anew."""
    timeline = application.shelf.timeline(reading)

    def folded(events: Any, at: datetime) -> MemberState:  # noqa: ANN401 - a sequence of events
        history: list[MemberEvent] = list(events)
        return fold(timeline, history, at=at)

    return verify_ledger(reading, folded)


def scratch_shop(program: Mapping[str, object] | None = None) -> Shop:
    """A shop in memory with ``program``, or with that of ``RULES``."""
    clock = FixedClock()
    return Shop(scratch_application(program or rules(), clock), clock)


def data_folder_in(root: Path) -> DataFolder:
    """A data folder of a test."""
    return DataFolder(root=root / "data", state=root / "state", cache=root / "cache")


def disk_shop(root: Path, program: Mapping[str, object] | None = None) -> Shop:
    """A new shop in a folder."""
    folder, clock = data_folder_in(root), FixedClock()
    new = NewShop(name="Sonnenblume", till="Kasse 1", program=program or rules())
    return Shop(create_shop(folder, new, clock), clock, folder)


def reopened(shop: Shop) -> Shop:
    """The same folder, opened by another start of the program."""
    assert shop.folder is not None
    return Shop(open_application(shop.folder, shop.clock), shop.clock, shop.folder)
