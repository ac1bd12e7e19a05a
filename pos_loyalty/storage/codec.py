"""Domain values as bytes and back: events in the log as JSON, projections as MessagePack.

The bytes of an event are written once and hashed as they are; reading never writes them
anew. Exact fractions are text (``"3650"``, ``"1/3"``), instants end in ``Z``.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import msgspec

from pos_loyalty.domain import events
from pos_loyalty.domain.events import Happening, MemberEvent, Position
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.slip import SlipFacts

STATE_SHAPE: Final = 4
"""Raised when the fields of a kept state, or what they are folded to, change: older ones are then
folded anew."""

_TYPES: Final[Mapping[str, type[Happening]]] = {
    "enrolled": events.Enrolled,
    "credited": events.Credited,
    "credit-taken-back": events.CreditTakenBack,
    "purchased": events.Purchased,
    "refunded": events.Refunded,
    "redeemed": events.Redeemed,
    "redemption-undone": events.RedemptionUndone,
    "adjusted": events.Adjusted,
    "debited": events.Debited,
    "tier-set": events.TierSet,
    "history-noted": events.HistoryNoted,
    "stamped": events.Stamped,
    "membership-bought": events.MembershipBought,
    "membership-cancelled": events.MembershipCancelled,
    "spun": events.Spun,
    "spin-taken-back": events.SpinTakenBack,
    "taken-back-once": events.TakenBackOnce,
}
_NAMES: Final = {kind: name for name, kind in _TYPES.items()}

Data = TypeVar("Data")
Detail = TypeVar("Detail")
Value = TypeVar("Value")


class Envelope(msgspec.Struct, Generic[Data], frozen=True, omit_defaults=True, gc=False):
    """The body of one event in the log, as its bytes say it."""

    id: str
    type: str
    ver: int
    position: Position
    occurred: datetime
    data: Data
    member: str | None = None
    program: int = 0
    staff: str | None = None
    approved: str | None = None
    key: str | None = None
    sealed: bytes | None = None
    partner: str = ""
    detail: Any = None
    shares: Mapping[str, int] = {}


class _MembersPart(msgspec.Struct, Generic[Data], frozen=True, gc=False):
    """What the fold needs of a body. A history is long: the rest is skipped, not read."""

    position: Position
    data: Data
    member: str = ""
    program: int = 0
    partner: str = ""


class WithDetail(msgspec.Struct, Generic[Data, Detail], frozen=True, gc=False):
    """What replaying needs of a body: the facts, and a part of what was said beside them."""

    position: Position
    data: Data
    member: str = ""
    program: int = 0
    partner: str = ""
    detail: Detail | None = None


def _as_plain(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    # Nothing is missing here: so a hook of msgspec's refuses a type that it does not know.
    raise NotImplementedError(type(value))


def _as_exact(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook
    if kind is not Fraction:
        # As above.
        raise NotImplementedError(kind)
    return _fraction(value)


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """A fraction as it is written. Amounts repeat, and making a fraction is slow."""
    whole, slash, part = text.partition("/")
    return Fraction(int(whole), int(part)) if slash else Fraction(int(whole))


_JSON: Final = msgspec.json.Encoder(enc_hook=_as_plain, order="deterministic")
_MSGPACK: Final = msgspec.msgpack.Encoder(enc_hook=_as_plain)
_EVENTS: Final = {
    # mypy cannot follow a class that is parametrized by a value.
    name: msgspec.json.Decoder(_MembersPart[kind], dec_hook=_as_exact)  # type: ignore[valid-type]
    for name, kind in _TYPES.items()
}
_OTHERS: Final = msgspec.json.Decoder(Envelope[Any], dec_hook=_as_exact)
_STATE: Final = msgspec.msgpack.Decoder(MemberState, dec_hook=_as_exact)
_SLIP: Final = msgspec.json.Decoder(SlipFacts, dec_hook=_as_exact)


def type_name(happening: Happening) -> str:
    """The name under which a happening stands in the log."""
    return _NAMES[type(happening)]


def is_happening(name: str) -> bool:
    """Whether events of this type move a member's state."""
    return name in _TYPES


def encode_body(envelope: Envelope[Any]) -> bytes:
    """The bytes of an event, as they are kept, hashed and sent."""
    return _JSON.encode(envelope)


def decode_body(body: bytes) -> Envelope[Any]:
    """An event of any type; its data as plain values."""
    return _OTHERS.decode(body)


def decode_member_event(name: str, body: bytes) -> MemberEvent | None:
    """A member's event with its happening; None for a type that moves no state."""
    decoder = _EVENTS.get(name)
    if decoder is None:
        return None
    said = decoder.decode(body)
    return MemberEvent(said.position, said.member, said.program, said.data, said.partner)


def detail_decoders(
    details: Mapping[str, type],
) -> Mapping[str, msgspec.json.Decoder[WithDetail[Any, Any]]]:
    """For each type of event that moves a state, what reads it with the detail that is wanted.

    ``details`` names the wanted detail by the type of event; of others it is plain values.
    """
    return {
        name: msgspec.json.Decoder(
            # mypy cannot follow a class that is parametrized by a value.
            WithDetail[kind, details.get(name, Any)],  # type: ignore[valid-type,misc]
            dec_hook=_as_exact,
        )
        for name, kind in _TYPES.items()
    }


def encode_state(state: MemberState) -> bytes:
    """A projection as it is kept."""
    return _MSGPACK.encode(state)


def decode_state(body: bytes) -> MemberState:
    """A kept projection."""
    return _STATE.decode(body)


def encode_slip(facts: SlipFacts) -> bytes:
    """A slip's facts as they are kept with its print job."""
    return _JSON.encode(facts)


def decode_slip(body: bytes) -> SlipFacts:
    """The facts of a kept slip."""
    return _SLIP.decode(body)


def encode_json(value: object) -> bytes:
    """Any plain value or frozen record as JSON."""
    return _JSON.encode(value)


def decode_as(kind: type[Value], body: bytes) -> Value:
    """A frozen record of the given type from JSON."""
    return msgspec.json.decode(body, type=kind, dec_hook=_as_exact)


def decode_json(body: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    """Plain values from JSON."""
    return msgspec.json.decode(body)
