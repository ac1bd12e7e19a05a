"""Tills of one shop, and an honest exchange between them: what a hub does, and no more."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.key_ring import new_key_ring
from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.config.settings_file import LoadedSettings
from pos_loyalty.domain.shared_records import Stamped, merged
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.security.vault import MemberVault
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.request import Request
from pos_loyalty.storage.codec import decode_body, encode_json
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf
from pos_loyalty.sync.protocol import EVENTS, SHOP, Change, Page, ProgramNote, Push
from pos_loyalty.sync.till_book import SqliteTillBook
from tests.support.clock import FixedClock
from tests.support.shop import Shop, rules

FOUNDER = "till-a"


def till(clock: FixedClock, device: str, *, program: Mapping[str, object] | None = None) -> Shop:
    """A paired till in memory; one that founds the shop has a program."""
    ring, vault = new_key_ring(clock.now()), MemberVault(secrets.token_bytes(32))
    application = Application(
        store=Store.in_memory(device_id=device),
        settings=SettingsBox(None, LoadedSettings(Settings())),
        clock=clock,
        key_ring=lambda: ring,
        vault=lambda: vault,
    )
    if program is not None:
        request = Request("shop-program", OPERATOR, clock.now())
        Programs(application.store, TimelineShelf()).publish(request, program)
    shop = Shop(application, clock)
    with application.store.begin() as work:
        work.hub.pair(
            HubLink(
                url="https://hub", hub_key="", store="shop", paired_at=clock.now(), incarnation=1
            )
        )
        work.commit()
    return shop


def book_of(shop: Shop) -> SqliteTillBook:
    """The book of a till."""
    return SqliteTillBook(shop.application.store, shop.clock.now)


@dataclass
class Exchange:
    """Takes pushes in and gives pages out."""

    page_rows: int = 2000
    events: list[Change] = field(default_factory=list)
    shop: list[Change] = field(default_factory=list)
    records: dict[tuple[str, str], dict[str, Stamped]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def sync(self, *tills: Shop) -> None:
        """Everything that anybody has goes to everybody."""
        for each in tills:
            self.send(each)
        for each in tills:
            self.read(each)

    def send(self, shop: Shop, *, most_events: int = 500) -> None:
        """All that a till has not sent."""
        book = book_of(shop)
        while push := book.next_push(most_events=most_events, most_bytes=256 * 1024):
            self.take(push, shop)
            last = push.first_seq + len(push.events) - 1
            book.acked(push, seq=last, incarnation=push.incarnation)

    def take(self, push: Push, shop: Shop) -> None:
        """One push."""
        for change in push.records:
            place = (change.kind, change.key)
            self.records[place] = merged(change.kind, self.records.get(place, {}), change.fields)
            self.tell(change.kind, change.key, encode_json(self.records[place]))
        for body in push.events:
            said = decode_body(bytes(body))
            if said.type == "program-published":
                self._publish(said.data)
            if said.id not in self.seen and (said.member or said.type == "draw-held"):
                self.events.append(
                    Change(
                        seq=len(self.events) + 1,
                        kind=said.type,
                        key=said.id,
                        body=body,
                        device=said.position.device,
                    )
                )
            self.seen.add(said.id)

    def tell(self, kind: str, key: str, body: bytes) -> None:
        """A row of the shop feed, in the place of the one before."""
        head = self.shop[-1].seq if self.shop else 0
        self.shop = [row for row in self.shop if (row.kind, row.key) != (kind, key)]
        self.shop.append(Change(seq=head + 1, kind=kind, key=key, body=msgspec.Raw(body)))

    def read(self, shop: Shop, *, with_own: bool = False) -> None:
        """All that a till has not read."""
        book = book_of(shop)
        for feed in (SHOP, EVENTS):
            while page := self.page(shop, feed, with_own=with_own):
                assert book.apply(page)

    def page(self, shop: Shop, feed: str, *, with_own: bool = False) -> Page | None:
        """The next page for a till; None when it has read all."""
        place = book_of(shop).place()
        is_told_all = with_own or feed == SHOP or place.epoch > 1
        start = place.cursors.get(feed, 0)
        rows: Sequence[Change] = self.shop if feed == SHOP else self.events
        new = [row for row in rows if row.seq > start][: self.page_rows]
        if not new:
            return None
        return Page(
            feed=feed,
            start=start,
            to=new[-1].seq,
            head=rows[-1].seq,
            incarnation=1,
            rows=tuple(row for row in new if is_told_all or row.device != place.device),
        )

    def _publish(self, data: Mapping[str, object]) -> None:
        note = ProgramNote(
            number=int(str(data["number"])),
            valid_from=datetime.fromisoformat(str(data["valid_from"])),
            document=msgspec.Raw(encode_json(data["document"])),
            published_at=datetime.fromisoformat(str(data["valid_from"])),
        )
        self.tell("program", str(note.number), msgspec.json.encode(note))


def two_tills(clock: FixedClock | None = None) -> tuple[Exchange, Shop, Shop]:
    """A founding till and a second one that has taken the shop in."""
    clock = clock or FixedClock()
    exchange = Exchange()
    first, second = till(clock, FOUNDER, program=rules()), till(clock, "till-b")
    exchange.sync(first, second)
    return exchange, first, second
