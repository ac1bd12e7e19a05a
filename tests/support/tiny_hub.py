"""A hub in memory behind a real door: it lets tills in, keeps what they send, and tells others.

It trusts everybody, forgets at once and merges nothing: what a till's side is tried against.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ssl import SSLContext
from typing import Final, TypeVar

import msgspec

from pos_loyalty.domain.chain import chain_hash
from pos_loyalty.domain.shares import Grant, SharePart
from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.security.sealed_box import BoxKey, seal_for
from pos_loyalty.sync.enrolment import CARD_KEYS
from pos_loyalty.sync.protocol import (
    EVENTS,
    SHOP,
    Change,
    Enrol,
    Enrolled,
    Hello,
    KeyRing,
    NoShare,
    Page,
    Problem,
    ProgramNote,
    Publish,
    Published,
    Push,
    Pushed,
    Seen,
    SeenElsewhere,
    Shares,
    Sight,
    Wants,
    Welcome,
)
from tests.support.hub_door import Asked, HubDoor, Said, hub_door, said

CODE: Final = "ABCDE12345"

Message = TypeVar("Message")


class TinyHub:
    """What it knows, in the open: tests look at it and change it.

    ``available`` are points that it still gives, by member; ``elsewhere`` what it says that other
    tills hold. It hears of cards once it ``hears_sightings``: ``seen`` is what it heard,
    ``sights`` what other tills have seen.
    """

    def __init__(self, door: HubDoor, secret: bytes) -> None:
        self.key = DeviceKey(secret)
        self.door = door
        self.url = door.url
        self.code = CODE
        self.feeds: dict[str, list[Change]] = {SHOP: [], EVENTS: []}
        self.logs: dict[str, list[bytes]] = {}
        self.tips: dict[str, bytes] = {}
        self.boxes: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self.ring: bytes | None = None
        self.key_version = 0
        self.available: dict[str, int] = {}
        self.elsewhere = 0
        self.programs: list[ProgramNote] = []
        self.hears_sightings = False
        self.seen: list[Sight] = []
        self.sights: list[Sight] = []
        self.box = BoxKey(bytes(range(32)))
        door.answers.update(
            {
                "/v1/enrol": self._enrol,
                "/v1/hello": self._hello,
                "/v1/push": self._push,
                "/v1/keys": self._keys,
                "/v1/programs": self._publish,
                "/v1/shares": self._shares,
                "/v1/sightings": self._sightings,
                "/v1/feeds/shop": lambda asked: self._page(asked, SHOP),
                "/v1/feeds/events": lambda asked: self._page(asked, EVENTS),
            }
        )

    def refuse(self, path: str, code: str, status: int = 403) -> None:
        """Say no under a path from now on."""
        self.door.answer(path, Problem(code=code), status=status)

    def tell(self, feed: str, kind: str, key: str, body: object) -> None:
        """Add a row to a feed."""
        rows = self.feeds[feed]
        encoded = msgspec.Raw(body if isinstance(body, bytes) else msgspec.json.encode(body))
        rows.append(Change(seq=len(rows) + 1, kind=kind, key=key, body=encoded))

    def rotate(self, plain: bytes) -> None:
        """Newer card keys have come from another till."""
        self.ring = plain
        self.key_version += 1

    @property
    def heads(self) -> dict[str, int]:
        """How far the feeds are."""
        return {feed: len(rows) for feed, rows in self.feeds.items()}

    def _enrol(self, asked: Asked) -> Said:
        message = _read(asked, Enrol)
        if message.code != self.code:
            return said(Problem(code="wrong-code"), status=403)
        if self.ring is None and not message.founds:
            return said(Problem(code="no-shop"), status=409)
        self.boxes[message.device] = _raw(message.box_key)
        self.names[message.device] = message.name
        self.tell(
            SHOP,
            "device",
            message.device,
            {"name": message.name, "store": "Mitte", "status": "active"},
        )
        return said(
            Enrolled(
                incarnation=1,
                store="Mitte",
                hub_key=text_of(self.key.public),
                hub_box_key=text_of(self.box.public),
                needs_keys=self.ring is None,
            )
        )

    def _keys(self, asked: Asked) -> Said:
        device = asked.headers["X-Device"]
        if asked.method == "POST":
            brought = _read(asked, KeyRing)
            plain = self.box.open_sealed(_raw(brought.sealed), context=CARD_KEYS)
            if self.ring is None or brought.version == self.key_version + 1:
                self.ring, self.key_version = plain, brought.version
            elif self.ring != plain:
                return said(Problem(code="other-shop"), status=409)
        assert self.ring is not None
        sealed = seal_for(self.boxes[device], plaintext=self.ring, context=CARD_KEYS)
        return said(KeyRing(version=self.key_version, sealed=text_of(sealed)))

    def _hello(self, asked: Asked) -> Said:
        hello = _read(asked, Hello)
        log = self.logs.get(hello.device, [])
        tip = self.tips[hello.device].hex() if log else ""
        return said(
            Welcome(
                version=1,
                incarnation=1,
                epoch=1,
                seq=len(log),
                tip_hash=tip,
                heads=self.heads,
                server_us=0,
                key_version=self.key_version,
                hears_sightings=self.hears_sightings,
            )
        )

    def _sightings(self, asked: Asked) -> Said:
        seen = _read(asked, Seen)
        self.seen += seen.sightings
        place = len(self.sights) + 1
        places = tuple(range(place, place + len(seen.sightings)))
        return said(SeenElsewhere(places=places, others=tuple(self.sights)))

    def _push(self, asked: Asked) -> Said:
        push, device = _read(asked, Push), asked.headers["X-Device"]
        log = self.logs.setdefault(device, [])
        for index, raw in enumerate(push.events):
            if push.first_seq + index > len(log):
                body = bytes(raw)
                log.append(body)
                self.tips[device] = chain_hash(self.tips.get(device, bytes(32)), body)
        answer = Pushed(
            epoch=1,
            seq=len(log),
            tip_hash=self.tips.get(device, b"").hex(),
            incarnation=1,
            heads=self.heads,
        )
        return said(answer)

    def _page(self, asked: Asked, feed: str) -> Said:
        query = dict(each.split("=") for each in asked.target.partition("?")[2].split("&"))
        start, limit = int(query["from"]), int(query["limit"])
        rows = tuple(self.feeds[feed][start : start + limit])
        to = start + len(rows)
        head = len(self.feeds[feed])
        return said(Page(feed=feed, start=start, to=to, head=head, incarnation=1, rows=rows))

    def _publish(self, asked: Asked) -> Said:
        wish = _read(asked, Publish)
        now = datetime(2026, 3, 1, tzinfo=UTC)
        if not 0 < wish.number <= len(self.programs):
            start = datetime.fromtimestamp(wish.valid_from_us / 1e6, UTC) if wish.number else now
            note = ProgramNote(
                number=len(self.programs) + 1,
                valid_from=start,
                document=wish.document,
                published_at=now,
                published_by=wish.published_by,
            )
            self.programs.append(note)
            self.tell(SHOP, "program", str(note.number), note)
        else:
            note = self.programs[wish.number - 1]
        start_us = round(note.valid_from.timestamp() * 1e6)
        return said(Published(number=note.number, valid_from_us=start_us, published_us=0))

    def _shares(self, asked: Asked) -> Said:
        wants, device = _read(asked, Wants), asked.headers["X-Device"]
        grants, refused = [], []
        for want in wants.wants:
            left = self.available.get(want.member, 0)
            if want.points and left >= want.points:
                self.available[want.member] = left - want.points
                grant = Grant(
                    grant=want.grant,
                    member=want.member,
                    device=device,
                    epoch=wants.epoch,
                    parts=(SharePart(want.points),),
                    token=hashlib.sha256(want.grant.encode()).hexdigest(),
                )
                grants.append(grant)
            else:
                refused.append(
                    NoShare(
                        grant=want.grant,
                        member=want.member,
                        reason="not-enough",
                        available=left,
                        elsewhere=self.elsewhere,
                    )
                )
        return said(Shares(grants=tuple(grants), refused=tuple(refused)))


@contextmanager
def tiny_hub(secret: bytes = bytes(32), tls: SSLContext | None = None) -> Iterator[TinyHub]:
    """Such a hub for as long as the context lasts; ``secret`` tells it from others."""
    with hub_door(tls) as door:
        yield TinyHub(door, secret)


def _read(asked: Asked, kind: type[Message]) -> Message:
    return msgspec.json.decode(asked.body, type=kind)


def _raw(text: str) -> bytes:
    return msgspec.json.decode(msgspec.json.encode(text), type=bytes)


def text_of(data: bytes) -> str:
    """Bytes as they travel."""
    return msgspec.json.decode(msgspec.json.encode(data), type=str)
