"""Some thousand members as a new till is told of them: table by table, in named columns, packed.

The hub makes a part once and hands it on as it is. A till writes its columns down as they come:
what both call by one name, whatever else either of them knows. Stamps that are a record's own are
left out; what a row cannot say of a record comes as the record.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import compress, repeat
from typing import Any, Final

import msgspec

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.members import CARD as CARD_ROW
from pos_loyalty.storage.members import MEMBER as MEMBER_ROW
from pos_loyalty.storage.shared_fields import (
    card_fields,
    card_hlc,
    card_key,
    card_of,
    member_fields,
    member_of,
)
from pos_loyalty.storage.stamps import stamp_row, stamped_by

PART_FORMAT: Final = 1
"""Raised when an older till could not read what is in a part."""
LARGEST_PART: Final = 64 << 20
"""A part that unpacks to more is none of ours."""

_NOBODY: Final = 0
"""In the place of the till that wrote a row: its stamps are beside it, or it has none."""
_LEVEL: Final = 1
MEMBER_COLUMNS: Final = (*MEMBER_ROW.columns.split(", "), "origin")
CARD_COLUMNS: Final = (*CARD_ROW.columns.split(", "), "origin")
STAMP_COLUMNS: Final = ("kind", "key", "fields")
BASE_COLUMNS: Final = (
    "member_id",
    "state",
    "shape",
    "uses",
    "entries",
    "entry_sum",
    "points",
)
_DEFAULTS: Final[Mapping[str, object]] = {"consents": b"{}", "segments": b"[]", "origin": _NOBODY}
_OWNER: Final = {"members": "id", "cards": "member_id", "bases": "member_id"}
_UNREADABLE: Final = (ValueError, TypeError, LookupError, OverflowError, AttributeError)

Columns = dict[str, list[Any]]
Fields = Mapping[str, Stamped]


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A record of a member whose row would not say all of it: its fields as the hub has them."""

    kind: str
    key: str
    fields: bytes


class MemberPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Members with their cards, stamps and where they stand.

    A row's ``origin`` is the till that wrote all of it at once, by its place in ``origins``; with 0
    there are stamps of its own, or none at all. ``named`` are members of whom no row tells, only
    what happened to them. ``draws`` are those that members were given tickets of. ``latest_us`` is
    when the newest event behind all this took effect.
    """

    members: Columns = {}
    cards: Columns = {}
    stamps: Columns = {}
    bases: Columns = {}
    origins: tuple[str, ...] = ("",)
    named: tuple[str, ...] = ()
    draws: tuple[tuple[str, str], ...] = ()
    records: tuple[Record, ...] = ()
    latest_us: int = 0

    @property
    def ids(self) -> Sequence[str]:
        """The members that it has rows of."""
        return self.members.get("id", [])

    def without(self, chosen: Collection[str]) -> "MemberPart":
        """The same, as if it had never told of these members."""
        return self._of(lambda member: member not in chosen)

    def only(self, chosen: Collection[str]) -> "MemberPart":
        """What it tells of these members."""
        return self._of(lambda member: member in chosen)

    def _of(self, is_wanted: Callable[[str], bool]) -> "MemberPart":
        owners = map(owner_of, self.stamps.get("kind", []), self.stamps.get("key", []))
        return msgspec.structs.replace(
            self,
            stamps=_chosen(self.stamps, list(map(is_wanted, owners))),
            named=tuple(filter(is_wanted, self.named)),
            draws=tuple(pair for pair in self.draws if is_wanted(pair[1])),
            records=tuple(each for each in self.records if is_wanted(owner_of(*_place(each)))),
            **{
                table: _chosen(columns, list(map(is_wanted, columns.get(owner, []))))
                for table, owner in _OWNER.items()
                for columns in (getattr(self, table),)
            },
        )


_PACKER: Final = msgspec.msgpack.Encoder()
_READER: Final = msgspec.msgpack.Decoder(MemberPart)
_FIELDS: Final = msgspec.json.Decoder(dict[str, Stamped])


def packed(part: MemberPart) -> bytes:
    """A part as it is kept and sent."""
    return zlib.compress(_PACKER.encode(part), _LEVEL)


def unpacked(body: bytes) -> MemberPart:
    """And read again. Raises ValueError for what is none."""
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(body, LARGEST_PART)
    except zlib.error as error:
        raise ValueError("not packed") from error
    if not unpacker.eof:
        raise ValueError("too large, or cut off")
    part = _READER.decode(found)
    for table in (part.members, part.cards, part.stamps, part.bases):
        if len({len(column) for column in table.values()}) > 1:
            raise ValueError("columns of different length")
    return part


def rows(columns: Columns, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table with the columns that are asked for; what is not told is as always."""
    count = len(next(iter(columns.values()), ()))
    asked = [
        columns[name] if name in columns else list(repeat(_DEFAULTS.get(name), count))
        for name in names
    ]
    return zip(*asked, strict=True)


def owner_of(kind: str, key: str) -> str:
    """The member whose record this is."""
    return key.rpartition("/")[0] if kind == CARD else key


def records_of(part: MemberPart) -> Iterator[Record]:
    """What a part tells, record by record, with all stamps: for members who are here already."""
    stamps = dict(
        zip(
            zip(part.stamps.get("kind", []), part.stamps.get("key", []), strict=True),
            part.stamps.get("fields", []),
            strict=True,
        )
    )
    for *values, origin in rows(part.members, MEMBER_COLUMNS):
        member = MEMBER_ROW.record(values)
        kept = stamps.get((MEMBER, member.id))
        fields = _told(member_fields(member), kept, hlc=member.hlc, device=part.origins[origin])
        yield Record(MEMBER, member.id, encode_json(fields))
    for *values, origin in rows(part.cards, CARD_COLUMNS):
        card = CARD_ROW.record(values)
        kept = stamps.get((CARD, card_key(card)))
        fields = _told(card_fields(card), kept, hlc=card_hlc(card), device=part.origins[origin])
        yield Record(CARD, card_key(card), encode_json(fields))


class PartMaker:
    """Makes a part from what the hub has, member by member."""

    def __init__(self) -> None:
        self._origins = {"": _NOBODY}
        self._members: list[tuple[Any, ...]] = []
        self._cards: list[tuple[Any, ...]] = []
        self._stamps: list[tuple[Any, ...]] = []
        self._bases: list[tuple[Any, ...]] = []
        self._named: list[str] = []
        self._draws: list[tuple[str, str]] = []
        self._records: list[Record] = []
        self._latest_us = 0

    def add_member(self, member_id: str, fields: str | None) -> None:
        """A member as the hub keeps it; ``fields`` are JSON, None where no till told of it."""
        if fields is None:
            self._named.append(member_id)
            return
        told = _FIELDS.decode(fields)
        try:
            said = {name: each.value for name, each in told.items()}
            hlc = max(each.hlc for each in told.values())
            member = member_of(member_id, said, hlc=hlc)
            row = MEMBER_ROW.values(member)
            whole = member_fields(member)
        except _UNREADABLE:
            whole, row, hlc = {}, (), 0
        if not _says_all(whole, told):
            self._named.append(member_id)
            self._records.append(Record(MEMBER, member_id, fields.encode()))
            return
        self._members.append((*row, self._origin(MEMBER, member_id, told, whole, hlc)))

    def add_card(self, key: str, fields: str) -> None:
        """A card of a member who was added."""
        told = _FIELDS.decode(fields)
        try:
            card = card_of(key, {name: each.value for name, each in told.items()})
            row, whole, hlc = CARD_ROW.values(card), card_fields(card), card_hlc(card)
        except _UNREADABLE:
            whole, row, hlc = {}, (), 0
        if not _says_all(whole, told):
            self._records.append(Record(CARD, key, fields.encode()))
            return
        self._cards.append((*row, self._origin(CARD, key, told, whole, hlc)))

    def add_base(self, row: tuple[Any, ...], draws: Collection[str], latest_us: int) -> None:
        """Where a member who was added stands: the values of a row of that table."""
        self._bases.append(row)
        self._draws.extend((draw_id, row[0]) for draw_id in draws)
        self._latest_us = max(self._latest_us, latest_us)

    def part(self) -> MemberPart:
        """All that was added."""
        return MemberPart(
            members=_columns(MEMBER_COLUMNS, self._members),
            cards=_columns(CARD_COLUMNS, self._cards),
            stamps=_columns(STAMP_COLUMNS, self._stamps),
            bases=_columns(BASE_COLUMNS, self._bases),
            origins=tuple(self._origins),
            named=tuple(self._named),
            draws=tuple(self._draws),
            records=tuple(self._records),
            latest_us=self._latest_us,
        )

    def _origin(self, kind: str, key: str, told: Fields, whole: Mapping[str, Any], hlc: int) -> int:
        """Where the record was written; its stamps are put down unless that says it all."""
        first = next(iter(told.values()))
        if hlc and told == _told(whole, None, hlc=hlc, device=first.device):
            return self._origins.setdefault(first.device, len(self._origins))
        self._stamps.append((kind, key, stamp_row(told, whole)))
        return _NOBODY


def _told(
    values: Mapping[str, Any], stamps: bytes | None, *, hlc: int, device: str
) -> dict[str, Stamped]:
    """A record's fields with their stamps: those beside it, or where there are none its own."""
    if stamps is not None:
        return stamped_by(stamps, values)
    return {
        name: Stamped(value=value, hlc=hlc, device=device)
        for name, value in values.items()
        if value is not None
    }


def _says_all(values: Mapping[str, Any], told: Fields) -> bool:
    """Whether these values are what was told, and no name that we do not know is among it."""
    return bool(values) and all(
        values.get(name) == each.value and (name in values or each.value is None)
        for name, each in told.items()
    )


def _chosen(columns: Columns, wanted: list[bool]) -> Columns:
    return {name: list(compress(column, wanted)) for name, column in columns.items()}


def _columns(names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> Columns:
    return {
        name: list(column) for name, column in zip(names, zip(*found, strict=True), strict=False)
    }


def _place(record: Record) -> tuple[str, str]:
    return record.kind, record.key
