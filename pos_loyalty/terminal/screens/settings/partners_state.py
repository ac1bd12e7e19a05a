"""What the page of the settlement with partners shows."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass
from pos_loyalty.reporting.periods import Span
from pos_loyalty.terminal.screens.settings.state import Message


class Owed(StrEnum):
    """Which way the money goes."""

    NOTHING = "nothing"
    RECEIVES = "receives"
    PAYS = "pays"


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One place of the coalition, in words. ``amount`` is empty where nothing is settled.

    ``issued_detail`` and ``redeemed_detail`` say what was undone, where anything was.
    """

    name: str
    issued: str
    redeemed: str
    issued_detail: str = ""
    redeemed_detail: str = ""
    value: str = ""
    amount: str = ""
    owed: Owed = Owed.NOTHING


@dataclass(frozen=True, slots=True)
class PartnersState:
    """The page: a period, its partners, the shop itself and all together."""

    span: Span = Span.MONTH
    title: str = ""
    may_go_on: bool = False
    """Whether a later period has begun already."""
    is_loaded: bool = False
    is_busy: bool = False
    partners: tuple[PartnerRow, ...] = ()
    shop: PartnerRow | None = None
    total: PartnerRow | None = None
    message: Message | None = None
