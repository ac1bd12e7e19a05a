"""The counter: what a scan, a key or a press means now."""

from collections.abc import Callable

from pos_loyalty.cards.claim import looks_like_claim
from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.domain.counter import Category, MemberGlance, SearchResult
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.domain.sightings import CardShown, CardWord
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.after_desk import AfterDesk
from pos_loyalty.terminal.screens.cashier.board import Board
from pos_loyalty.terminal.screens.cashier.claim_desk import ClaimDesk
from pos_loyalty.terminal.screens.cashier.enroll_desk import EnrollDesk
from pos_loyalty.terminal.screens.cashier.facts import EnrollFacts
from pos_loyalty.terminal.screens.cashier.offer_desk import OfferDesk
from pos_loyalty.terminal.screens.cashier.play_desk import PlayDesk
from pos_loyalty.terminal.screens.cashier.ports import (
    Audience,
    Counter,
    NoTillPrints,
    Play,
    Printouts,
    TillPrints,
)
from pos_loyalty.terminal.screens.cashier.queue_desk import QueueDesk
from pos_loyalty.terminal.screens.cashier.sale_desk import SaleDesk
from pos_loyalty.terminal.screens.cashier.state import CashierState, Overlay, Stage
from pos_loyalty.terminal.screens.cashier.wording import can_play
from pos_loyalty.terminal.tasks import TaskRunner

SHORTEST_SEARCH = 2


class CashierPresenter:
    """Decides; its desks for sale, enrollment, past sales and slips do the detail."""

    def __init__(
        self,
        *,
        counter: Counter,
        printouts: Printouts,
        play: Play,
        tasks: TaskRunner,
        audience: Audience,
        words: Words,
        show: Callable[[CashierState], None],
        new_key: Callable[[], str],
        prints: TillPrints | None = None,
        asides: TaskRunner | None = None,
        high_amount_minor: int = 100_000,
    ) -> None:
        """``asides`` runs what waits for a line, so that nothing at the counter waits behind it."""
        self._board = Board(words, show, new_key=new_key, high_amount_minor=high_amount_minor)
        self._counter = counter
        self._tasks = tasks
        self._asides = asides or tasks
        self._audience = audience
        self._asked = 0
        self.after = AfterDesk(self._board, counter, tasks)
        self.sale = SaleDesk(
            self._board, counter, tasks, audience=audience, recorded=self.after.refresh
        )
        self.enroll = EnrollDesk(self._board, counter, tasks, self.sale)
        self.claim = ClaimDesk(
            self._board,
            counter,
            tasks,
            credited=self.sale.recorded,
            refused=audience.scan_refused,
        )
        self.offers = OfferDesk(
            self._board,
            prints or NoTillPrints(),
            tasks,
            self.sale,
            take_back=self.after.show,
        )
        self.slips = QueueDesk(self._board, printouts, tasks)
        self.play = PlayDesk(
            self._board, play, counter, tasks, audience=audience, changed=self.sale.refreshed
        )

    def start(self, printers: tuple[PrinterStatus, ...] = ()) -> None:
        """Show the prompt, and read what was done last and which product groups there are."""
        self._board.become(printers=printers)
        self.after.refresh()
        self.program_changed()

    def speak(self, words: Words) -> None:
        """Say everything in another language."""
        self._board.speak(words)

    def program_changed(self) -> None:
        """Another program is in force: its product groups may differ."""
        self._tasks.run(self._counter.categories, self._grouped, self._board.refused)

    def slips_changed(self) -> None:
        """A slip came out or got stuck: show it in the lists."""
        self.after.refresh()
        self.slips.refresh()

    def printers_changed(self, printers: tuple[PrinterStatus, ...]) -> None:
        """A printer is another way than it was; what waits for it may be, too."""
        self._board.become(printers=printers)
        self.slips_changed()

    def is_idle(self) -> bool:
        """Whether locking the screen now would interrupt nobody."""
        facts = self._board.facts
        return facts.stage is Stage.READY and not facts.is_busy

    # Cards and searches

    def card_scanned(self, text: str) -> None:
        """A scan, wherever the focus is."""
        facts = self._board.facts
        if facts.sale.is_recording or facts.enroll.is_busy:
            return
        if looks_like_claim(text):
            self.claim.scanned(text)
            return
        if facts.stage is Stage.ENROLL:
            self.enroll.card_scanned(text)
            return
        self._ask_for_member(lambda: self._counter.identify(text))

    def search_edited(self, text: str) -> None:
        """Something was typed behind the prompt."""
        self._asked += 1
        searched = text.strip()
        if len(searched) < SHORTEST_SEARCH:
            self._board.become(find_text=text, found=None, selected=0)
            return
        asked = self._asked
        self._board.become(find_text=text, selected=0)
        self._tasks.run(
            lambda: self._counter.find(searched),
            lambda found: self._found(asked, found),
            self._board.refused,
        )

    def hit_moved(self, steps: int) -> None:
        """An arrow key in the list of hits."""
        found = self._board.facts.found
        if found and found.hits:
            place = self._board.facts.selected + steps
            self._board.become(selected=min(max(place, 0), len(found.hits) - 1))

    def search_entered(self) -> None:
        """Enter behind the prompt: the chosen hit, or a number that was typed in full."""
        facts = self._board.facts
        if facts.found and facts.found.hits:
            self.member_chosen(facts.found.hits[facts.selected].member_id)
        elif facts.find_text.strip():
            typed = facts.find_text.strip()
            self._ask_for_member(lambda: self._counter.identify(typed))

    def member_chosen(self, member_id: str) -> None:
        """A hit was pressed."""
        self._ask_for_member(lambda: self._counter.member(member_id))

    # Around the sale

    def confirm(self) -> None:
        """Enter."""
        stage = self._board.facts.stage
        if stage is Stage.SALE:
            self.sale.confirm()
        elif stage is Stage.ENROLL:
            self.enroll.confirm()

    def cancel(self) -> None:
        """Esc: closes what lies on top, then leaves what is open, then clears."""
        facts = self._board.facts
        if facts.overlay is not Overlay.NONE:
            self.overlay_closed()
        elif facts.stage is Stage.SALE:
            self.sale.leave()
        elif facts.stage is Stage.ENROLL:
            self.enroll.leave()
        else:
            self._asked += 1
            self._board.become(
                find_text="", found=None, selected=0, notice=None, is_busy=False, fresh_id=""
            )

    def search_wanted(self) -> None:
        """F2: back to the prompt; what was typed of a sale can be resumed."""
        if self._board.facts.stage is Stage.SALE:
            self.sale.leave()
        elif self._board.facts.stage is Stage.ENROLL:
            self.enroll.leave()
        elif self._board.facts.overlay is Overlay.CLAIM:
            self.overlay_closed()

    def enrollment_wanted(self) -> None:
        """F3."""
        if self._board.facts.sale.is_recording or self._board.facts.enroll.is_busy:
            return
        if self._board.facts.stage is Stage.SALE:
            self.sale.leave()
        if self._board.facts.stage is not Stage.ENROLL:
            self.enroll.begin()

    def claim_wanted(self) -> None:
        """F5: the card was forgotten; beside a sale, the till's receipts."""
        if self._board.facts.stage is Stage.READY:
            self.claim.begin()
        else:
            self.offers.list_wanted()

    def redeem_wanted(self) -> None:
        """F4."""
        if self._board.facts.stage is Stage.SALE:
            self._toggle(Overlay.REDEEM)

    def mail_wanted(self) -> None:
        """Ctrl+E: the member's card goes by e-mail; the sale stays as it is."""
        facts = self._board.facts
        member = facts.member
        if facts.stage is not Stage.SALE or member is None or not member.mailbox:
            return
        key = self._board.new_key()
        self._tasks.run(
            lambda: self._counter.mail_card(key=key, member_id=member.member_id),
            lambda _done: self._board.notify(notices.card_mailed(member)),
            self._board.refused,
        )

    def play_wanted(self) -> None:
        """F12: what the member can take part in."""
        facts = self._board.facts
        if facts.overlay is Overlay.PLAY:
            self._board.become(overlay=Overlay.NONE)
        elif facts.stage is Stage.SALE and can_play(facts) and not facts.sale.is_recording:
            self.play.open()

    def split_wanted(self) -> None:
        """The amount shall be parted over product groups."""
        if self._board.facts.stage is Stage.SALE and self._board.facts.categories:
            self._toggle(Overlay.SPLIT)

    def recent_wanted(self) -> None:
        """F9 where the list has no column of its own."""
        self._toggle(Overlay.RECENT)

    def help_wanted(self) -> None:
        """F1."""
        self._toggle(Overlay.HELP)

    def queue_wanted(self) -> None:
        """The printer's chip."""
        if self._board.facts.overlay is Overlay.QUEUE:
            self.overlay_closed()
        else:
            self.slips.open()

    def overlay_closed(self) -> None:
        """The cross, Esc or a press beside the panel: one step back, then gone."""
        overlay = self._board.facts.overlay
        if overlay is Overlay.AFTERWARDS and self.after.back():
            return
        if overlay is Overlay.QUEUE and self.slips.back():
            return
        if overlay is Overlay.PLAY and self.play.back():
            return
        self._board.become(overlay=Overlay.NONE)

    def notice_dismissed(self) -> None:
        """The cross of a notice."""
        self._board.notify(None)

    def notice_answered(self, choice: str) -> None:
        """A button inside a notice."""
        what, _, subject = choice.partition(":")
        if what == notices.TAKE_BACK:
            self.after.show(subject)
        elif what == notices.FOLLOW_RECALL:
            self.offers.recall_followed(subject)
        elif what == notices.KEEP_CREDIT:
            self.offers.recall_kept(subject)
        elif what in (notices.RESTORE, notices.PREVIOUS):
            self.sale.resume()
        elif what == notices.ENROLL:
            self.enrollment_wanted()
        elif what == notices.SEARCH:
            self._board.notify(None)
            self.search_wanted()

    def _toggle(self, overlay: Overlay) -> None:
        shown = self._board.facts.overlay
        self._board.become(overlay=Overlay.NONE if shown is overlay else overlay)

    def _ask_for_member(self, ask: Callable[[], MemberGlance]) -> None:
        self._asked += 1
        asked = self._asked
        self._board.become(is_busy=True, notice=None)
        self._tasks.run(
            ask,
            lambda member: self._identified(asked, member),
            lambda error: self._not_identified(asked, error),
        )

    def _identified(self, asked: int, member: MemberGlance) -> None:
        # Two cards in quick succession: the later one is meant.
        if asked != self._asked:
            return
        self._board.become(enroll=EnrollFacts(), fresh_id="")
        if self._board.facts.stage is Stage.SALE:
            self.sale.switch_to(member)
        else:
            self.sale.begin(member)
        self.offers.began()
        if member.elsewhere is not None:
            self._board.notify(notices.seen_elsewhere(member.elsewhere))
        if member.card is not None:
            card = member.card
            # Written when the member is on the screen: nobody waits for the disk after a scan.
            self._tasks.run(
                lambda: self._counter.card_served(card),
                lambda _done: self._await_word(asked, card),
                self._board.refused,
            )

    def _await_word(self, asked: int, card: CardShown) -> None:
        """The hub was asked about the card; hear what it says while the sale goes on."""
        self._asides.run(
            lambda: self._counter.card_word(card),
            lambda word: self._worded(asked, word),
            # Whatever kept it from being heard is said where it keeps somebody from selling.
            lambda _error: None,
        )

    def _worded(self, asked: int, word: CardWord | None) -> None:
        """Say it, where the card's member still stands there. What is typed stays."""
        facts = self._board.facts
        if word is None or facts.member is None or asked != self._asked:
            return
        if word.is_used:
            self._board.notify(notices.about(UsedCodeError()))
        elif word.elsewhere is not None and word.elsewhere != facts.member.elsewhere:
            self._board.notify(notices.seen_elsewhere(word.elsewhere))

    def _not_identified(self, asked: int, error: LoyaltyError) -> None:
        if asked == self._asked:
            self._board.refused(error)
            self._audience.scan_refused()

    def _found(self, asked: int, found: SearchResult) -> None:
        if asked == self._asked:
            self._board.become(found=found, selected=0)

    def _grouped(self, categories: tuple[Category, ...]) -> None:
        self._board.become(categories=categories)
