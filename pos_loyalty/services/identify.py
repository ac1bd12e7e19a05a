"""Who stands at the counter: a scanned card or a typed number, checked offline."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from pos_loyalty.cards.claim import looks_like_claim
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    OutdatedCardError,
    StaleCodeError,
    UsedCodeError,
)
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.member_number import parse_number
from pos_loyalty.cards.payload import ScannedCard, looks_like_card, read_card
from pos_loyalty.cards.phone_code import (
    STEP,
    PhoneCode,
    is_phone_code,
    phone_secret,
    read_phone_code,
)
from pos_loyalty.domain.errors import MemberBlockedError, RefusalError
from pos_loyalty.domain.sightings import CardShown, is_used
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberStatus
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


GOOD_BEFORE: Final = (
    ReplacedCardError,
    OutdatedCardError,
    StaleCodeError,
    UsedCodeError,
    MemberBlockedError,
)
"""What refuses a card that was good once, and so names its member in a repeated request."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who stands there, and the card that says so; a typed number comes without one."""

    member_id: str
    card: CardShown | None = None


class CardReader:
    """Tells whose card it is. ``key_ring`` gives the shop's card keys.

    ``tolerance`` is how far the clocks of phones and of this till may lie apart.
    """

    def __init__(
        self,
        store: Store,
        key_ring: Callable[[], CardKeyRing],
        tolerance: Callable[[], timedelta] = lambda: STEP,
    ) -> None:
        self._store = store
        self._key_ring = key_ring
        self._tolerance = tolerance

    def member_id(self, text: str, now: datetime) -> str:
        """The member of a card's code or of a typed number.

        Raises UnreadableCardError, MistypedNumberError, ForgedCardError,
        ForeignCardError, OutdatedCardError, StaleCodeError, UsedCodeError, UnknownCardError,
        ReplacedCardError, ClaimSlipError and MemberBlockedError for a card that was blocked.
        """
        with self._store.read() as reading:
            return self.member_id_in(reading, text, now)

    def member_id_in(self, reading: Reading, text: str, now: datetime) -> str:
        """As ``member_id``, inside a look at the database that is open already."""
        return self.shown_in(reading, text, now).member_id

    def shown_in(self, reading: Reading, text: str, now: datetime) -> Shown:
        """As ``member_id_in``, with the card that was shown."""
        if is_phone_code(text):
            card = self._of_phone(reading, text, now)
            return Shown(card.member_id, card)
        if looks_like_card(text):
            card = self._of_card(reading, text, now)
            return Shown(card.member_id, card)
        if looks_like_claim(text):
            raise ClaimSlipError
        member_id = parse_number(text)
        _require_known(reading, member_id)
        return Shown(member_id)

    def blank_card(self, text: str, now: datetime) -> ScannedCard:
        """A card of ours, handed to somebody who joins. Raises what ``read_card`` raises.

        That nobody has it yet is for ``Members.enroll`` to say, which knows its own repeats.
        """
        return read_card(text, self._key_ring(), now)

    def _of_card(self, reading: Reading, text: str, now: datetime) -> CardShown:
        try:
            card = read_card(text, self._key_ring(), now)
        except ForgedCardError as forged:
            member_id = str(forged.facts["member"])
            if reading.members.member(member_id) is None:
                # Key names are single characters: another shop may use the same one.
                raise ForeignCardError(**forged.facts) from None
            raise
        _require_known(reading, card.member_id)
        issued = reading.members.card(card.member_id, card.issue)
        if issued is None:
            raise UnknownCardError(member=card.member_id, reason="nobody")
        _require_active(issued)
        return CardShown(card.member_id, card.issue)

    def _of_phone(self, reading: Reading, text: str, now: datetime) -> CardShown:
        code = read_phone_code(text)
        facts = {"member": code.member_id, "key": code.key_id}
        key = self._key_ring().find(code.key_id)
        issued = reading.members.cards(code.member_id)
        if key is None or not issued:
            raise ForeignCardError(**facts)
        # The code does not say which of the member's cards it belongs to; its signature does.
        card = next((card for card in issued if _belongs(code, key, card)), None)
        if card is None:
            raise ForgedCardError(**facts)
        if not key.is_valid(now):
            raise OutdatedCardError(**facts)
        _require_known(reading, code.member_id)
        _require_active(card)
        step = code.step_near(now)
        late = _late(step, now)
        if abs(late) > self._tolerance():
            raise StaleCodeError(member=code.member_id, late_s=round(late.total_seconds()))
        shown = CardShown(code.member_id, card.issue, step)
        device = reading.log.device().device_id
        if is_used(shown, device, reading.sightings.of(code.member_id)):
            raise UsedCodeError(member=code.member_id)
        return shown


def _belongs(code: PhoneCode, key: CardKey, card: CardRecord) -> bool:
    return code.is_signed_with(phone_secret(key, member_id=card.member_id, issue=card.issue))


def _late(step: int, now: datetime) -> timedelta:
    """How long the code's half minute has been over; below zero while it is still to come."""
    begins = datetime.fromtimestamp(0, tz=UTC) + step * STEP
    if now < begins:
        return now - begins
    return max(now - (begins + STEP), timedelta(0))


def _require_known(reading: Reading, member_id: str) -> None:
    member = reading.members.member(member_id)
    if member is None or member.status is MemberStatus.ERASED:
        raise UnknownCardError(member=member_id, reason="nobody")


def _require_active(card: CardRecord) -> None:
    match card.status:
        case CardStatus.REPLACED:
            raise ReplacedCardError(member=card.member_id, issue=card.issue)
        case CardStatus.BLOCKED:
            raise MemberBlockedError(member=card.member_id)
        case CardStatus.ACTIVE:
            return
        case unknown:
            assert_never(unknown)
