"""Settings-like records that several tills write: merged field by field, the later write wins.

Later is what the hybrid clock says, then the till's id. ``seen`` is the stamp that a write took the
place of: where another stands there by now, two tills wrote without knowing of each other.

Merging two states of a record is choosing the greater of each field in a fixed order, so it does
not matter who merges what first, or how often. Where a field restricts (a block, a consent that
was taken back), the restriction is greater than what was written apart from it; who lifts one that
he sees begins a new ``turn``, which is greater again.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from pos_loyalty.domain.values import dataclass

MEMBER: Final = "member"
CARD: Final = "card"
STAFF: Final = "staff"

CONSENT: Final = "consents."
"""A member's consents are fields of their own: this and the consent's name. None is taken back."""

_STATUS: Final = "status"
_ERASED: Final = "erased"
_KEPT_OF_ERASED: Final = frozenset({_STATUS, "enrolled_at"})
_MEMBER_RANKS: Final = {"active": 0, "blocked": 1, _ERASED: 2}
_CARD_RANKS: Final = {"active": 0, "replaced": 1, "blocked": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """One field of a record: its value as JSON has it, and when and where it was set.

    ``turn`` counts how often a restriction of this field was lifted by somebody who saw it.
    """

    value: Any = None
    hlc: int
    device: str
    seen: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """Changed fields of a record; ``kind`` is member, card or staff."""

    kind: str
    key: str
    fields: Mapping[str, Stamped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two tills changed one field apart: what was taken, and what was not. Shown to a person."""

    kind: str
    key: str
    field: str
    taken: Stamped
    left: Stamped
    noticed_us: int


def written(
    kind: str,
    field: str,
    value: Any,  # noqa: ANN401 - what JSON holds
    *,
    before: Stamped | None,
    hlc: int,
    device: str,
) -> Stamped:
    """A field as a till writes it over what it sees; ``hlc`` is later than all it has seen."""
    if before is None:
        return Stamped(value=value, hlc=hlc, device=device)
    lifts = _rank(kind, field, value) < _rank(kind, field, before.value)
    return Stamped(
        value=value, hlc=hlc, device=device, seen=before.hlc, turn=before.turn + int(lifts)
    )


def merged(
    kind: str, mine: Mapping[str, Stamped], other: Mapping[str, Stamped]
) -> dict[str, Stamped]:
    """Both states of a record as one, whatever else they are merged with before or after.

    Of an erased member nothing stays that says who it was, nor when each of it was written.
    """
    fields = {
        field: max(
            (side[field] for side in (mine, other) if field in side),
            key=partial(_place, kind, field),
        )
        for field in sorted({*mine, *other})
    }
    if is_erased(kind, fields):
        erasure = fields[_STATUS]
        blank = Stamped(value=None, hlc=erasure.hlc, device=erasure.device)
        return {
            field: stamped if field in _KEPT_OF_ERASED else blank
            for field, stamped in fields.items()
        }
    return fields


def conflicts(
    change: RecordChange, mine: Mapping[str, Stamped], *, noticed_us: int
) -> list[Conflict]:
    """Fields of ``change`` that were written apart from what stands in ``mine``, and differently.

    None of an erased member: what they say is what is to be forgotten.
    """
    whole = merged(change.kind, mine, change.fields)
    if is_erased(change.kind, whole):
        return []
    found = []
    for field, theirs in change.fields.items():
        ours = mine.get(field)
        if ours is not None and _is_apart(ours, theirs):
            taken = whole[field]
            left = ours if taken == theirs else theirs
            found.append(
                Conflict(
                    kind=change.kind,
                    key=change.key,
                    field=field,
                    taken=taken,
                    left=left,
                    noticed_us=noticed_us,
                )
            )
    return found


def overruled(change: RecordChange, told: Mapping[str, Stamped]) -> dict[str, Stamped]:
    """Fields of ``change`` that give way to ones in ``told`` which were written apart from them."""
    return {
        each.field: each.left
        for each in conflicts(change, told, noticed_us=0)
        if each.left == change.fields[each.field]
    }


def next_told(
    new: Mapping[str, Stamped], kept: Iterable[tuple[str, Stamped]], *, device: str
) -> dict[str, Stamped]:
    """What ``device`` tells next of a record: of each field one value, the others another time.

    ``new`` is what it has not told, ``kept`` what gave way here before that was told, the oldest
    first. What it wrote over such a value later waits until the older one is told, or nobody would
    see that there were two. What it only gives back to a hub that lost it goes first: beside that
    the older one is seen to have been written apart.
    """
    fields = dict(new)
    for name, stamped in kept:
        stands = fields.get(name)
        if stands is None or (stands.device == device and stamped.hlc < stands.hlc):
            fields[name] = stamped
    return fields


def is_erased(kind: str, fields: Mapping[str, Stamped]) -> bool:
    """Whether these are the fields of a member who was erased."""
    return kind == MEMBER and _STATUS in fields and fields[_STATUS].value == _ERASED


def _is_apart(ours: Stamped, theirs: Stamped) -> bool:
    knew = theirs.seen == ours.hlc or ours.seen == theirs.hlc
    return ours.value != theirs.value and ours.device != theirs.device and not knew


def _rank(kind: str, field: str, value: object) -> int:
    """How much a value restricts; 0 for fields that restrict nothing."""
    if field == _STATUS and kind == MEMBER:
        return _MEMBER_RANKS.get(str(value), 0)
    if field == _STATUS and kind == CARD:
        return _CARD_RANKS.get(str(value), 0)
    if field.startswith(CONSENT):
        return int(not value)
    return 0


def _place(kind: str, field: str, stamped: Stamped) -> tuple[int | str, ...]:
    """Where a value stands among all that were written to the field; the greatest is taken.

    The last parts decide between what no two tills write, so that the order is one in any case.
    """
    rank = _rank(kind, field, stamped.value)
    is_final = kind == CARD or stamped.value == _ERASED
    weight = (rank, 0) if field == _STATUS and is_final else (0, stamped.turn)
    return (
        *weight,
        rank,
        stamped.hlc,
        stamped.device,
        stamped.turn,
        stamped.seen,
        repr(stamped.value),
    )
