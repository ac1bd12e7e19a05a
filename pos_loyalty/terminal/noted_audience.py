"""Lets the relay know who is at the counter, beside the screen that the member looks at."""

from collections.abc import Callable
from datetime import datetime

from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview
from pos_loyalty.domain.play import Played
from pos_loyalty.services.counter_note import CounterNote
from pos_loyalty.terminal.screens.cashier.ports import Audience


class NotedAudience:
    """Tells another audience everything, and writes down who came and who left."""

    def __init__(
        self,
        audience: Audience,
        note: CounterNote,
        *,
        now: Callable[[], datetime],
        is_wanted: Callable[[], bool],
    ) -> None:
        """``is_wanted`` says whether anybody reads what is written."""
        self._audience = audience
        self._note = note
        self._now = now
        self._is_wanted = is_wanted
        self._member_id = ""

    def beat(self) -> None:
        """Write it again: what is a few seconds old counts for nothing."""
        if self._member_id and self._is_wanted():
            self._note.write(self._member_id, self._now())

    def member_came(self, member: MemberGlance) -> None:
        """Somebody is there."""
        self._audience.member_came(member)
        self._member_id = member.member_id
        self.beat()

    def sale_changed(self, preview: SalePreview | None) -> None:
        """What the purchase would do is another."""
        self._audience.sale_changed(preview)

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        """The purchase is booked: the next receipt is the next one's."""
        self._audience.sale_done(receipt, member)
        self._nobody()

    def played(self, played: Played, member: MemberGlance) -> None:
        """Somebody took part in something."""
        self._audience.played(played, member)

    def member_left(self) -> None:
        """Nobody is there."""
        self._audience.member_left()
        self._nobody()

    def scan_refused(self) -> None:
        """A card was none."""
        self._audience.scan_refused()

    def _nobody(self) -> None:
        if self._member_id:
            self._member_id = ""
            self._note.clear()
