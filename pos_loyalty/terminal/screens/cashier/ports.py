"""What the counter needs from below, and whom it tells. ``bootstrap`` fills these."""

from datetime import UTC, date, datetime
from typing import Protocol

from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.counter import (
    Category,
    Enrollment,
    MemberGlance,
    QueuedSlip,
    Receipt,
    RecentActivity,
    SalePreview,
    SaleRequest,
    SearchResult,
)
from pos_loyalty.domain.play import PlayDeed, Played, PlayOffers
from pos_loyalty.domain.sightings import CardShown, CardWord
from pos_loyalty.domain.till_receipt import OpenOffers


class Counter(Protocol):
    """The services that a counter calls; each call runs in the worker, in a transaction."""

    def identify(self, text: str) -> MemberGlance:
        """The member of a scanned card or a typed number. Refuses what is no card of ours."""
        ...

    def card_served(self, card: CardShown) -> None:
        """Remember where a card was shown, and ask the hub about it."""
        ...

    def card_word(self, card: CardShown) -> CardWord | None:
        """What the hub says of it, once it has; None without a hub. Runs beside the worker."""
        ...

    def mail_card(self, *, key: str, member_id: str) -> None:
        """Send a member's card by e-mail; it goes when a mail server takes it."""
        ...

    def member(self, member_id: str) -> MemberGlance:
        """A member found by a search, or shown again after something changed."""
        ...

    def find(self, text: str) -> SearchResult:
        """Members by name, telephone, e-mail or number."""
        ...

    def preview(self, member_id: str, basket: Basket) -> SalePreview:
        """What a sale would do; nothing is written."""
        ...

    def record(self, request: SaleRequest) -> Receipt:
        """Write a sale durably and queue its slip."""
        ...

    def redeem(
        self, *, key: str, member_id: str, burn: Burn, card: CardShown | None = None
    ) -> Receipt:
        """Burn points for rewards without a purchase."""
        ...

    def issue_claim(self, *, key: str, amount_minor: int) -> date:
        """Queue a claim slip for somebody without a card; the last day on which it is good."""
        ...

    def redeem_claim(self, *, key: str, text: str, member_id: str) -> Receipt:
        """Credit the purchase on a claim slip to a member, once."""
        ...

    def enroll(self, enrollment: Enrollment) -> MemberGlance:
        """Take in a new member."""
        ...

    def recent(self) -> RecentActivity:
        """What was done last on this till, and the day's totals."""
        ...

    def give_back(
        self, *, key: str, sale_id: str, amount_minor: int | None, approval_pin: str
    ) -> Receipt:
        """Record a return of part of a sale, or of all that is left when there is no amount.

        Refused with ``not-allowed`` and reason ``role`` where staff needs a manager's PIN.
        """
        ...

    def void(self, *, key: str, sale_id: str, approval_pin: str) -> Receipt:
        """Take a sale back completely, as if it had not been. Refused like ``give_back``."""
        ...

    def reprint(self, *, key: str, sale_id: str) -> None:
        """Queue the slip of a sale again, marked as a copy."""
        ...

    def categories(self) -> tuple[Category, ...]:
        """The product groups that the program in force treats on their own."""
        ...


class Play(Protocol):
    """What members take part in besides the purchase."""

    def offers(self, member_id: str) -> PlayOffers:
        """All that a member can take part in now."""
        ...

    def do(self, *, key: str, member_id: str, deed: PlayDeed, approval_pin: str) -> Played:
        """Do what was chosen, once. Refused like ``give_back`` where it takes a manager."""
        ...


class Printouts(Protocol):
    """The print queue as a person deals with it. Under one key each answer is given once."""

    def queue(self) -> tuple[QueuedSlip, ...]:
        """Slips that are not out, those that wait for an answer first, then the last printed."""
        ...

    def came_out(self, *, key: str, job_id: str) -> None:
        """A person says that this slip did come out."""
        ...

    def print_again(self, *, key: str, job_id: str) -> None:
        """Print a copy: the slip did not come out, or another one is wanted."""
        ...

    def print_now(self, *, key: str, job_id: str) -> None:
        """Release a slip that was held because it is old, or try a failed one at once."""
        ...

    def drop(self, *, key: str, job_id: str, reason: str) -> None:
        """Never print this slip, for a ``DropReason`` or one in words."""
        ...

    def move(self, *, key: str, job_id: str, to: str) -> None:
        """Give this slip to another printer; where it may be out already, a copy of it."""
        ...

    def picture(self, job_id: str) -> bytes:
        """The slip as it comes out of paper, a PNG picture."""
        ...


class TillPrints(Protocol):
    """What the shop's own till printed; the first two calls run in the worker."""

    def open_ones(self) -> OpenOffers:
        """Receipts that nobody was credited for, and credits that the till took back."""
        ...

    def dismiss(self, key: str) -> None:
        """Nobody is to be credited for it; or what was credited is to stay."""
        ...

    def propose_minutes(self) -> int:
        """How long a receipt is proposed by itself."""
        ...

    def now(self) -> datetime:
        """What time it is."""
        ...


class NoTillPrints:
    """A shop whose till nobody listens to."""

    def open_ones(self) -> OpenOffers:
        """There are none."""
        return OpenOffers()

    def dismiss(self, key: str) -> None:
        """There is nothing to put aside."""

    def propose_minutes(self) -> int:
        """Nothing is proposed."""
        return 0

    def now(self) -> datetime:
        """Some time, which nothing is compared with."""
        return datetime.max.replace(tzinfo=UTC)


class Audience(Protocol):
    """Who sees what the counter does: the customer display."""

    def member_came(self, member: MemberGlance) -> None: ...

    def sale_changed(self, preview: SalePreview | None) -> None: ...

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None: ...

    def played(self, played: Played, member: MemberGlance) -> None: ...

    def member_left(self) -> None: ...

    def scan_refused(self) -> None: ...


class NoAudience:
    """No second screen."""

    def member_came(self, member: MemberGlance) -> None:
        """Nobody looks."""

    def sale_changed(self, preview: SalePreview | None) -> None:
        """Nobody looks."""

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        """Nobody looks."""

    def played(self, played: Played, member: MemberGlance) -> None:
        """Nobody looks."""

    def member_left(self) -> None:
        """Nobody looks."""

    def scan_refused(self) -> None:
        """Nobody listens."""
