"""Who stands at the counter: a scanned card or a typed number, checked offline."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from pos_loyalty.cards.claim import looks_like_claim
from pos_loyalty.cards.errors import ForeignCardError, ForgedCardError
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.member_number import parse_number
from pos_loyalty.cards.payload import ScannedCard, looks_like_card, read_card
from pos_loyalty.domain.errors import MemberBlockedError, RefusalError
from pos_loyalty.storage.records import CardStatus, MemberStatus
from pos_loyalty.storage.store import Reading, Store


class UnknownCardError(RefusalError):
    """A genuine card or number, but no such member here. Facts: ``member``, ``reason``."""

    code = "unknown-card"


class ReplacedCardError(RefusalError):
    """The member was given a newer card. Facts: ``member``, ``issue``."""

    code = "replaced-card"


class ClaimSlipError(RefusalError):
    """A claim slip where a card is wanted: it names nobody. No facts."""

    code = "claim-slip"


class CardReader:
    """Tells whose card it is. ``key_ring`` gives the shop's card keys."""

    def __init__(self, store: Store, key_ring: Callable[[], CardKeyRing]) -> None:
        self._store = store
        self._key_ring = key_ring

    def member_id(self, text: str, now: datetime) -> str:
        """The member of a card's code or of a typed number.

        Raises UnreadableCardError, MistypedNumberError, ForgedCardError,
        ForeignCardError, OutdatedCardError, RotatingCardError, UnknownCardError,
        ReplacedCardError, ClaimSlipError and MemberBlockedError for a card that was blocked.
        """
        with self._store.read() as reading:
            return self.member_id_in(reading, text, now)

    def member_id_in(self, reading: Reading, text: str, now: datetime) -> str:
        """As ``member_id``, inside a look at the database that is open already."""
        if looks_like_card(text):
            return self._of_card(reading, text, now)
        if looks_like_claim(text):
            raise ClaimSlipError
        member_id = parse_number(text)
        _require_known(reading, member_id)
        return member_id

    def blank_card(self, text: str, now: datetime) -> ScannedCard:
        """A card of ours, handed to somebody who joins. Raises what ``read_card`` raises.

        That nobody has it yet is for ``Members.enroll`` to say, which knows its own repeats.
        """
        return read_card(text, self._key_ring(), now)

    def _of_card(self, reading: Reading, text: str, now: datetime) -> str:
        try:
            card = read_card(text, self._key_ring(), now)
        except ForgedCardError as forged:
            member_id = str(forged.facts["member"])
            if reading.members.member(member_id) is None:
                # Key names are single characters: another shop may use the same one.
                raise ForeignCardError(**forged.facts) from None
            raise
        _require_known(reading, card.member_id)
        _require_current(reading, card)
        return card.member_id


def _require_known(reading: Reading, member_id: str) -> None:
    member = reading.members.member(member_id)
    if member is None or member.status is MemberStatus.ERASED:
        raise UnknownCardError(member=member_id, reason="nobody")


def _require_current(reading: Reading, card: ScannedCard) -> None:
    issued = reading.members.card(card.member_id, card.issue)
    if issued is None:
        raise UnknownCardError(member=card.member_id, reason="nobody")
    match issued.status:
        case CardStatus.REPLACED:
            raise ReplacedCardError(member=card.member_id, issue=card.issue)
        case CardStatus.BLOCKED:
            raise MemberBlockedError(member=card.member_id)
        case CardStatus.ACTIVE:
            return
        case unknown:
            assert_never(unknown)
