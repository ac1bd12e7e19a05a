"""A member before the screen on the members' side: what is shown to whoever brought the card."""

from dataclasses import field
from datetime import datetime

from pos_loyalty.domain.consent import Consent
from pos_loyalty.domain.counter import MemberGlance
from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.play import PlayOffers
from pos_loyalty.domain.survey import Question
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One change of the balance. Without a kind, points lapsed."""

    at: datetime
    points: int
    kind: EntryKind | None = None


@dataclass(frozen=True, slots=True)
class NewAtScreen:
    """Somebody who joins at the members' screen. Nothing is obligatory but to agree to the terms.

    ``consents`` is all that was ticked.
    ``card_text`` is the scan of a card that was handed out; without it there will be a new number.
    """

    card_text: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    may_contact: bool = False
    language: str | None = None
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class CardCode:
    """A member's card as a code to photograph: rows of dark and light."""

    number: str
    rows: tuple[tuple[bool, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a member sees of their own account. ``id`` is good until the visit ends.

    ``history`` begins with what was last.
    """

    id: str
    glance: MemberGlance
    language: str | None = None
    history: tuple[VisitLine, ...] = ()
    offers: PlayOffers = field(default_factory=lambda: PlayOffers(spendable=0))
    may_contact: bool = False
    can_show_card: bool = False
    """Whether the shop lets members see the code of their card on the screen."""
    question: Question | None = None
    """What the shop would like to know; None where this member was asked of late."""
