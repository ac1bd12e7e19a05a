"""Settings-like records that several tills write: merged field by field, the later write wins.

Later is what the hybrid clock says, then the till's id. ``seen`` is the stamp that a write took the
place of: where another stands there by now, two tills wrote without knowing of each other.
"""

from collections.abc import Mapping
from typing import Any

from pos_loyalty.domain.values import dataclass


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
