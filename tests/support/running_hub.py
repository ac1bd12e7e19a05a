"""A hub that answers on this computer, and tills that speak to it."""

import base64
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import msgspec

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.domain.events import Happening
from pos_loyalty.hub.assembly import hub_app
from pos_loyalty.hub.hints import HintDesk
from pos_loyalty.hub.listening import listen_at
from pos_loyalty.hub.server import HubProcess, HubSettings, config_of
from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.security.sealed_box import BoxKey, seal_for
from pos_loyalty.services.presets import find_document
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.enrolment import CARD_KEYS
from pos_loyalty.sync.link import HubLine
from pos_loyalty.sync.protocol import (
    Enrol,
    Enrolled,
    Hello,
    KeyRing,
    OwnShop,
    Problem,
    Publish,
    Published,
    Push,
    Pushed,
)
from tests.support.hub_events import START, credit, event

RING = b"the card keys of a shop"


@contextmanager
def running_hub(database: str, *, threads: int = 4) -> Iterator[str]:
    """The address of a hub over this database, for as long as the context lasts."""
    store = HubStore.open(database, most_connections=threads)
    hints = HintDesk(monotonic)
    app = hub_app(store, hints, SystemClock(), database=database, threads=threads, public_url="")
    process = HubProcess(config_of(app, HubSettings(database=database)), hints)
    listening = listen_at("127.0.0.1:0")
    thread = threading.Thread(target=process.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        process.end()
        thread.join()
        listening.close()
        store.close()


class Caller:
    """A till that says what a test wants it to say."""

    def __init__(
        self, url: str, device: str, *, secret: int = 1, authority: Path | None = None
    ) -> None:
        self.device = device
        self.name = f"Kasse {device}"
        self.key = DeviceKey(bytes([secret]) * 32)
        self.box = BoxKey(bytes([secret]) * 32)
        self.line = HubLine(url, device=device, key=self.key, authority=authority)
        self.seq = 0
        self.tip = GENESIS
        self.enrolled: Enrolled | None = None
        self.own: OwnShop | None = None

    def close(self) -> None:
        """Hang up."""
        self.line.close()

    def also_at(self, url: str) -> HubLine:
        """A line of the same till to another replica."""
        return HubLine(url, device=self.device, key=self.key)

    def enrol(self, code: str, *, founds: bool = False) -> Enrolled | Problem:
        """Ask to be let in."""
        return self.line.enrol(
            Enrol(
                code=code,
                device=self.device,
                public_key=text(self.key.public),
                box_key=text(self.box.public),
                name=self.name,
                app="test",
                founds=founds,
                own=self.own,
            )
        )

    def found(self, code: str, ring: bytes = RING) -> Enrolled:
        """Come in and bring the shop's card keys."""
        enrolled = self.enrol(code, founds=True)
        assert isinstance(enrolled, Enrolled), enrolled
        assert isinstance(self.bring(enrolled, ring), KeyRing)
        self.enrolled = enrolled
        return enrolled

    def bring(self, enrolled: Enrolled, ring: bytes, *, version: int = 1) -> KeyRing | Problem:
        """Bring card keys."""
        hub_box = base64.b64decode(enrolled.hub_box_key)
        sealed = seal_for(hub_box, plaintext=ring, context=CARD_KEYS)
        return self.line.bring_card_keys(KeyRing(version=version, sealed=text(sealed)))

    def publish(self) -> Published:
        """Publish a program that was in force before all events."""
        document = msgspec.Raw(msgspec.json.encode(find_document("sonnenblume")))
        wish = Publish(document=document, valid_from_us=to_us(START - timedelta(days=1)), number=1)
        published = self.line.post("/v1/programs", wish, Published)
        assert isinstance(published, Published), published
        return published

    def opened(self, ring: KeyRing) -> bytes:
        """What is in card keys that were sealed for this till."""
        return self.box.open_sealed(base64.b64decode(ring.sealed), context=CARD_KEYS)

    def hello(self) -> Hello:
        """Its greeting."""
        return Hello(
            device=self.device,
            epoch=1,
            seq=self.seq,
            tip_hash=self.tip.hex() if self.seq else "",
            boot_id="boot",
            mono_ms=1,
            wall_us=1_790_000_000_000_000,
            app="test",
        )

    def next_push(self, happenings: Sequence[Happening] = (), *, member: str = "M1") -> Push:
        """The next events of its log; one credit where a test does not say what."""
        given = happenings or (credit(100),)
        first, prev, bodies = self.seq + 1, self.tip, []
        for happening in given:
            self.seq += 1
            body = event(self.seq, happening, member=member, device=self.device).body
            self.tip = chain_hash(self.tip, body)
            bodies.append(msgspec.Raw(body))
        return Push(
            epoch=1,
            first_seq=first,
            prev_hash=prev.hex(),
            tip_seq=self.seq,
            events=tuple(bodies),
            incarnation=1,
        )

    def push(self, *happenings: Happening, member: str = "M1") -> Pushed:
        """Send them."""
        pushed = self.line.push(self.next_push(happenings, member=member))
        assert isinstance(pushed, Pushed), pushed
        return pushed


def new_code(store: HubStore, *, shop: str = "Mitte") -> str:
    """A code that lets one till in."""
    return HubOffice(store, SystemClock()).new_code(store=shop, url="http://hub").code


def text(data: bytes) -> str:
    """Bytes as messages carry them."""
    return base64.b64encode(data).decode("ascii")
