"""What a till and the hub say to each other: one module for both ends.

Every message is JSON, but for the one with members by thousands. An event travels as the exact
bytes that the till wrote and hashed, in place (``Raw``): nobody writes it anew on the way. Unknown
fields are skipped and missing ones have a default, so that neighbors of different age understand
each other; what a version cannot express is not sent to who speaks it.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from pos_loyalty.domain.shared_records import RecordChange
from pos_loyalty.domain.shares import Grant
from pos_loyalty.domain.tills import FeedRow

OLDEST: Final = 1
NEWEST: Final = 1
"""The versions of the protocol that this release speaks."""

MOST_EVENTS: Final = 500
MOST_BYTES: Final = 256 * 1024
"""The most that one push carries; a single event may be larger."""
PAGE_ROWS: Final = 2000
MEMBERS_AT_ONCE: Final = 5000
"""Of so many members a new till is told at once, or half as many more."""
SIGHTINGS_AT_ONCE: Final = 100
"""The most sightings of cards that are told in one request."""

SHOP: Final = "shop"
"""The feed of what is told once per thing: members, cards, staff, programs, recalls. Goes first."""
EVENTS: Final = "events"
"""The feed of what happened to members, in the order in which the hub took it."""
FEEDS: Final = (SHOP, EVENTS)

PROGRAM: Final = "program"
RECALL: Final = "recall"
DEVICE: Final = "device"
"""Kinds of rows in the shop feed, beside those of records. Their bodies are the notes below."""

SHARE_TAKEN: Final = "share-taken"
SHARE_RELEASED: Final = "share-released"
"""Types of the events by which a till says what became of a share."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every message is: values that never change."""


class OwnShop(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What a till has of a shop of its own: marks of its card keys, and of its programs.

    ``programs`` are digests of the documents by their number.
    """

    key_marks: tuple[str, ...]
    has_members: bool = False
    programs: dict[str, str] = {}


class Enrol(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A till asks to be let in, with the code that the hub showed.

    ``box_key`` is an X25519 key for this pairing, under which the shop's card keys come back.
    ``founds`` says that the till brings a shop of its own, in case the hub has none; ``own`` is
    what must not be lost of it where the hub has one. ``hub_key`` is that of the hub at which the
    till is already.
    """

    code: str
    device: str
    public_key: str
    box_key: str
    name: str
    app: str
    founds: bool = False
    own: OwnShop | None = None
    hub_key: str = ""


class Enrolled(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The till is in. ``keys`` is the shop's card key ring, sealed under the till's ``box_key``.

    Where ``needs_keys``, the hub has no shop yet: this till founds it, and brings its key ring
    sealed under ``hub_box_key``.
    """

    incarnation: int
    store: str
    hub_key: str
    hub_box_key: str
    keys: str = ""
    needs_keys: bool = False
    shop: dict[str, str] = {}


class KeyRing(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The shop's card keys, sealed for who gets them; ``version`` rises with each rotation."""

    version: int
    sealed: str


class Hello(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What a till is and how far it has come; first in every conversation.

    ``acked`` is the newest of its events that the hub said it has, in ``incarnation_seen``, and
    ``acked_hash`` its link: a hub that has it no more was put back.
    """

    device: str
    epoch: int
    seq: int
    tip_hash: str
    boot_id: str
    mono_ms: int
    wall_us: int
    versions: tuple[int, int] = (OLDEST, NEWEST)
    app: str = ""
    schema: str = ""
    backlog: int = 0
    incarnation_seen: int = 0
    acked: int = 0
    acked_hash: str = ""
    key_version: int = 0
    cursors: dict[str, int] = {}
    programs: int = 0
    """The number of the newest version of the program that the till has."""


class Welcome(Message, frozen=True, kw_only=True, omit_defaults=True):
    """How far the hub has come with this till.

    ``epoch``, ``seq`` and ``tip_hash`` are those of the newest event of the till that the hub has;
    seq 0 with an empty hash before the first. ``is_recovering``: the hub was put back from a
    backup and waits for its tills; it gives no shares. ``is_twin``: two machines write under the
    till's name; neither gets shares. ``grants`` are shares of the till's epoch of which its log
    says nothing yet, for the answer that gave them may have been lost.
    """

    version: int
    incarnation: int
    epoch: int
    seq: int
    tip_hash: str
    heads: dict[str, int]
    server_us: int
    is_recovering: bool = False
    is_twin: bool = False
    grants: tuple[Grant, ...] = ()
    key_version: int = 0
    poll_s: int = 45
    programs: int | None = None
    """How many versions of the program the hub has: a till that has more brings them back."""
    gives_members: bool = False
    """Whether a new till may ask where members stand, rather than read all that ever happened."""
    hears_sightings: bool = False
    """Whether tills may tell where cards were shown, and hear where else."""


class Push(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The next events of a till, and what it changed in records.

    ``events`` follow each other without a gap from ``first_seq``; the first is chained to
    ``prev_hash``. ``tip_seq`` is the till's newest event when this was made. ``transit`` says for
    members in this push how many points later events of the same till, not in it, have already
    spent of what this push credits: they belong to the till until those events are here.
    """

    epoch: int
    first_seq: int
    prev_hash: str
    tip_seq: int
    events: tuple[msgspec.Raw, ...] = ()
    records: tuple[RecordChange, ...] = ()
    transit: dict[str, int] = {}
    incarnation: int = 0

    @property
    def prev_hash_bytes(self) -> bytes:
        """The link that the first event is chained to."""
        return bytes.fromhex(self.prev_hash)


class Refused(Message, frozen=True, kw_only=True, omit_defaults=True):
    """An event that the hub keeps and does not book; a person looks at it."""

    seq: int
    id: str
    code: str


class Pushed(Message, frozen=True, kw_only=True, omit_defaults=True):
    """How far the hub has come now; what it kept aside.

    Of a till that was revoked it does not take changed records: they wait with the till.
    """

    epoch: int
    seq: int
    tip_hash: str
    incarnation: int
    refused: tuple[Refused, ...] = ()
    took_records: bool = True
    heads: dict[str, int] = {}


def _null() -> msgspec.Raw:
    # A value cannot stand in the document that is made of these messages.
    return msgspec.Raw(b"null")


class Change(Message, frozen=True, kw_only=True, omit_defaults=True):
    """One row of a feed. ``body`` is a record's fields, or an event's exact bytes.

    ``min_version`` is the oldest protocol whose tills understand it; others lay it by.
    """

    seq: int
    kind: str
    key: str
    body: msgspec.Raw = msgspec.field(default_factory=_null)
    device: str = ""
    min_version: int = OLDEST


def change_of(row: FeedRow) -> Change:
    """A row of a feed as it is told."""
    return Change(
        seq=row.seq,
        kind=row.kind,
        key=row.key,
        body=msgspec.Raw(row.body),
        device=row.device,
        min_version=row.min_version,
    )


class Page(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Rows of a feed after ``start`` up to and including ``to``; ``head`` is the newest there is.

    ``applied`` is the seq of the asking till's own log up to which the feeds hold it.
    """

    feed: str
    start: int
    to: int
    head: int
    incarnation: int
    rows: tuple[Change, ...] = ()
    applied: int = 0


class Want(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A share that a till asks for, under an id of its own making: asked again, it is the same.

    ``points`` of 0 asks for what a member's usual till is given; more asks for that many, now.
    """

    grant: str
    member: str
    points: int = 0


class Wants(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Shares that a till asks for."""

    epoch: int
    wants: tuple[Want, ...]


class NoShare(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Why a share was not given. ``available`` is what the hub could give.

    ``elsewhere`` are points that other tills hold; the hub has asked for them back.
    """

    grant: str
    member: str
    reason: str
    available: int = 0
    elsewhere: int = 0


class Shares(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What became of each want. ``server_us`` is the hub's time at which they were given."""

    grants: tuple[Grant, ...] = ()
    refused: tuple[NoShare, ...] = ()
    server_us: int = 0


class Sight(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Where a card was shown. ``step`` is a phone's half minute; none for a card of plastic.

    In an answer ``device`` says which till saw it, and ``place`` when the hub was told of it, among
    the sightings of one member.
    """

    member: str
    issue: int
    site: str
    seen_us: int
    step: int | None = None
    device: str = ""
    place: int = 0


class Seen(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Cards that a till was shown; told again, they are the same.

    ``asks`` names members of whose cards it wants to hear, besides those that it tells of.
    """

    sightings: tuple[Sight, ...] = ()
    asks: tuple[str, ...] = ()


class SeenElsewhere(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The place of each sighting that was told, and what other tills saw of the same members.

    Place 0 is that of one which is not kept: it is too old, or its member was erased.
    """

    places: tuple[int, ...] = ()
    others: tuple[Sight, ...] = ()


class Publish(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A version of the program that a till wants published. ``valid_from_us`` of 0 is now.

    ``number`` is that of a version which the till has already; 0 asks for the next one.
    ``published_us`` of 0 is now; else the hub lost the version, and is given it back as it was.
    """

    document: msgspec.Raw
    valid_from_us: int = 0
    published_by: str = ""
    number: int = 0
    published_us: int = 0


class Published(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A version of the program, as every till gets it."""

    number: int
    valid_from_us: int
    published_us: int


class ProgramNote(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a row ``program`` in the shop feed; its key is the number."""

    number: int
    valid_from: datetime
    document: msgspec.Raw
    published_at: datetime
    published_by: str = ""


class RecallNote(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a row ``recall`` in the shop feed; its key is the share's id."""

    device: str
    member: str


class TillNote(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a row ``device`` in the shop feed; its key is the till's id."""

    name: str
    store: str
    status: str


class MemberHistory(Message, frozen=True, kw_only=True, omit_defaults=True):
    """All events of a member that the hub has up to ``head`` of the feed of events.

    It is of an ``incarnation`` of the hub; 0 where an older one does not say so.
    """

    member: str
    head: int
    incarnation: int = 0
    events: tuple[Change, ...] = ()


class Whose(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Members with a sale or a redemption of the id ``subject``: nobody, or one as a rule."""

    subject: str
    members: tuple[str, ...] = ()


class Members(Message, frozen=True, kw_only=True, omit_defaults=True):
    """All members with an id after ``after`` up to and including ``to``, as of one instant.

    ``part`` holds them as the hub keeps them ready (``storage/member_parts.py``), and ``sha256`` is
    its hash in hex; ``changed``, in the same form, has those who changed since it was made, and is
    empty where nobody did. ``feed_seq`` is the head of the feed of events at that instant: what
    comes later in it is not in here. The first answer has ``things``, what the shop feed tells
    beside members and cards, ``notices``, events about no member, and ``in_shop``, how many members
    there are. Because of its bytes it is the one message that travels as MessagePack.
    """

    after: str
    to: str
    is_last: bool
    incarnation: int
    feed_seq: int
    part: bytes
    sha256: str
    changed: bytes = b""
    things: tuple[FeedRow, ...] = ()
    notices: tuple[FeedRow, ...] = ()
    in_shop: int = 0


class Problem(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was not done: ``code`` is stable, ``facts`` say more.

    unknown-device, revoked, fenced-epoch, fork, gap, incarnation-changed, cursor-too-old,
    upgrade-required, retry-later, bad-signature, bad-request, wrong-code, other-shop, other-hub,
    version-taken, unknown-member, recovering.

    Of a push: ``fork`` and ``fenced-epoch`` say with ``seq`` which of its events is the first that
    the hub does not have, with ``epoch`` above which epoch the till goes on, with ``known_to`` how
    far its log was known there. ``gap`` says with ``seq`` after which event to send.
    """

    code: str
    facts: dict[str, Any] = {}


def grant_text(grant: Grant) -> bytes:
    """What the hub signs: the grant without its token."""
    return msgspec.json.encode(
        [
            "share",
            grant.grant,
            grant.member,
            grant.device,
            grant.epoch,
            [[part.points, part.expires_us] for part in grant.parts],
        ]
    )


def request_text(*, method: str, target: str, device: str, body_sha256: str) -> bytes:
    """What a till signs of each request: the verb, path with query, who asks, and the body."""
    return f"pos-loyalty 1\n{method}\n{target}\n{device}\n{body_sha256}".encode()
