"""The sale at the counter: amount, preview, burn, Enter."""

from collections.abc import Callable
from dataclasses import replace

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview, SaleRequest
from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.domain.till_receipt import Offer, ReceiptGoneError
from pos_loyalty.i18n.amounts import BadAmountError
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board, changed
from pos_loyalty.terminal.screens.cashier.facts import SaleFacts
from pos_loyalty.terminal.screens.cashier.ports import Audience, Counter
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.tasks import TaskRunner


class SaleDesk:
    """Takes what is typed, asks for previews, and records once."""

    def __init__(
        self,
        board: Board,
        counter: Counter,
        tasks: TaskRunner,
        *,
        audience: Audience,
        recorded: Callable[[], None],
    ) -> None:
        self._board = board
        self._counter = counter
        self._tasks = tasks
        self._audience = audience
        self._tell_recorded = recorded
        self._generation = 0
        self._is_asking = False
        self._left: tuple[MemberGlance, SaleFacts] | None = None

    def begin(self, member: MemberGlance, sale: SaleFacts | None = None) -> None:
        """Open a sale for a member, empty or with what was typed before."""
        self._generation += 1
        carried = replace(sale, preview=None, problem=None) if sale else SaleFacts()
        carried = replace(carried, key=self._board.new_key(), is_recording=False)
        self._board.become(
            stage=Stage.SALE,
            overlay=Overlay.NONE,
            is_busy=False,
            member=member,
            sale=carried,
            find_text="",
            found=None,
            selected=0,
        )
        self._audience.member_came(member)
        self._ask()

    def switch_to(self, member: MemberGlance) -> None:
        """Another card was scanned: its member takes over the amount that was typed."""
        before = self._board.facts.member
        sale = self._board.facts.sale
        if before is None or before.member_id == member.member_id:
            self.begin(member, sale)
            return
        self._left = (before, sale)
        # Rewards and points were the first member's; the basket is whoever's card is last.
        self.begin(member, replace(sale, burn=Burn()))
        if not sale.is_untouched:
            self._board.notify(notices.member_changed(before))

    def refreshed(self, member: MemberGlance) -> None:
        """The same member as of now: points, memberships or rewards have changed meanwhile."""
        before = self._board.facts.member
        self._board.become(member=replace(member, card=before.card) if before else member)
        self._ask()

    def leave(self) -> None:
        """Go back to the prompt; what was typed can be resumed."""
        member, sale = self._board.facts.member, self._board.facts.sale
        if sale.is_recording:
            return
        self._generation += 1
        keeps = member is not None and not sale.is_untouched
        self._left = (member, sale) if keeps and member is not None else None
        self._clear()
        self._board.notify(notices.abandoned if keeps else None)
        self._audience.member_left()

    def resume(self) -> None:
        """Take up again what was left or taken over last."""
        if self._left is not None:
            member, sale = self._left
            self._left = None
            self._board.notify(None)
            self.begin(member, sale)

    def amount_edited(self, text: str) -> None:
        """Another amount was typed, keyed or pasted."""
        minor: int | None = None
        problem: LoyaltyError | None = None
        if text.strip():
            try:
                minor = self._board.words.formats.parse_money(text)
            except BadAmountError as error:
                problem = error
        changes: dict[str, object] = {
            "amount_text": text,
            "amount_minor": minor,
            "amount_problem": problem,
            "is_missing": False,
        }
        offer = self._board.facts.sale.offer
        if offer is not None and minor != offer.total_minor:
            # Another amount is another purchase, and the receipt's number goes with the receipt.
            changes |= {"offer": None, "refused_offer": offer.key, "receipt_number": ""}
        self._change(**changes)

    def propose(self, offer: Offer) -> None:
        """A receipt of the till is this purchase, until a newer one comes or something is typed."""
        self._take(offer, is_offer_chosen=False)

    def choose(self, offer: Offer) -> None:
        """Somebody says that this receipt is this purchase."""
        self._take(offer, is_offer_chosen=True)

    def _take(self, offer: Offer, **changes: object) -> None:
        self._change(
            amount_text=self._board.words.formats.amount(offer.total_minor),
            amount_minor=offer.total_minor,
            amount_problem=None,
            is_missing=False,
            receipt_number=offer.receipt,
            offer=offer,
            **changes,
        )

    def withdraw(self) -> None:
        """The receipt that was proposed is gone: it was credited elsewhere, or voided."""
        if not self._board.facts.sale.is_recording:
            self._change(amount_text="", amount_minor=None, receipt_number="", offer=None)

    def receipt_number_edited(self, text: str) -> None:
        """The number of the till's receipt was typed; another number is no longer that receipt."""
        offer, number = self._board.facts.sale.offer, text.strip()
        kept = offer if offer is not None and number == offer.receipt else None
        if kept is offer:
            self._change_quietly(receipt_number=number)
        else:
            self._change(receipt_number=number, offer=None)

    def code_edited(self, text: str) -> None:
        """The code of a campaign was typed or shown."""
        self._change(code=text.strip())

    def part_edited(self, category_id: str, text: str) -> None:
        """The amount of a product group was typed."""
        parts = dict(self._board.facts.sale.parts) | {category_id: text}
        minors: dict[str, int] = {}
        problem: LoyaltyError | None = None
        for category, part in parts.items():
            if not part.strip():
                continue
            try:
                minors[category] = self._board.words.formats.parse_money(part)
            except BadAmountError as error:
                problem = error
        self._change(
            parts=tuple(parts.items()), part_minors=tuple(minors.items()), split_problem=problem
        )

    def reward_toggled(self, reward_id: str) -> None:
        """A reward is to be redeemed, or after all not."""
        burn = self._board.facts.sale.burn
        chosen = (
            tuple(each for each in burn.rewards if each != reward_id)
            if reward_id in burn.rewards
            else (*burn.rewards, reward_id)
        )
        self._change(burn=replace(burn, rewards=chosen))

    def more_points(self) -> None:
        """One step more points as a discount."""
        member, burn = self._board.facts.member, self._board.facts.sale.burn
        if member is None or member.points_terms is None:
            return
        terms = member.points_terms
        step = max(terms.step, 1)
        least = -(-max(terms.minimum, step) // step) * step
        wanted = burn.points + step if burn.points else least
        if wanted <= member.spendable:
            self._change(burn=replace(burn, points=wanted))

    def fewer_points(self) -> None:
        """One step fewer points as a discount; none below the minimum."""
        member, burn = self._board.facts.member, self._board.facts.sale.burn
        if member is None or member.points_terms is None:
            return
        terms = member.points_terms
        wanted = burn.points - max(terms.step, 1)
        self._change(burn=replace(burn, points=wanted if wanted >= max(terms.minimum, 1) else 0))

    def all_points(self) -> None:
        """As many points as there are, and as the purchase takes."""
        member, sale = self._board.facts.member, self._board.facts.sale
        if member is None or member.points_terms is None:
            return
        terms = member.points_terms
        most = member.spendable
        if sale.amount_minor is not None:
            club_minor = sale.preview.membership_discount_minor if sale.preview else 0
            to_pay_minor = sale.amount_minor - club_minor
            most = min(most, to_pay_minor * terms.points // terms.value_minor)
        step = max(terms.step, 1)
        wanted = most // step * step
        if wanted >= max(terms.minimum, 1):
            self._change(burn=replace(sale.burn, points=wanted))

    def confirm(self) -> None:
        """Enter: record the sale, or redeem where nothing is bought."""
        member, sale = self._board.facts.member, self._board.facts.sale
        if member is None or member.is_blocked or sale.is_recording:
            return
        if sale.amount_problem is not None or sale.split_problem is not None:
            return
        if not sale.amount_minor and not sale.has_burn:
            self._change_quietly(is_missing=True)
            return
        if sale.rest_minor < 0:
            self._board.become(overlay=Overlay.SPLIT)
            return
        self._change_quietly(is_recording=True)
        self._generation += 1
        self._tasks.run(
            lambda: self._write(member, sale),
            lambda receipt: self.recorded(receipt, member),
            self._not_recorded,
        )

    def _write(self, member: MemberGlance, sale: SaleFacts) -> Receipt:
        if not sale.amount_minor:
            return self._counter.redeem(
                key=sale.key, member_id=member.member_id, burn=sale.burn, card=member.card
            )
        return self._counter.record(
            SaleRequest(
                key=sale.key,
                member_id=member.member_id,
                basket=sale.basket(),
                receipt_number=sale.receipt_number,
                till_receipt=sale.offer.key if sale.offer else "",
                card=member.card,
            )
        )

    def recorded(self, receipt: Receipt, member: MemberGlance) -> None:
        """It is in the books: say so, let the member see it, and be ready for the next card."""
        self._left = None
        self._clear()
        self._board.become(fresh_id=receipt.id, notice=notices.recorded(receipt))
        self._show_member(receipt, member)
        self._tell_recorded()

    def _show_member(self, receipt: Receipt, member: MemberGlance) -> None:
        """Let the member see the result and how things stand now, unless the next one came."""
        generation = self._generation

        def show(as_of_now: MemberGlance) -> None:
            if generation == self._generation:
                self._audience.sale_done(receipt, as_of_now)

        self._tasks.run(
            lambda: self._counter.member(member.member_id), show, lambda _error: show(member)
        )

    def _not_recorded(self, error: LoyaltyError) -> None:
        # After an outage nobody knows whether it was written: the key stays, and trying again
        # gives the first receipt instead of a second sale. A refusal is kept under its key, so
        # trying again after what stood against it is gone takes a new one.
        is_refused = isinstance(error, RefusalError)
        key = self._board.new_key() if is_refused else self._board.facts.sale.key
        self._change_quietly(is_recording=False, key=key)
        if isinstance(error, ReceiptGoneError):
            self.withdraw()
        self._board.notify(notices.about(error))

    def _clear(self) -> None:
        self._board.become(
            stage=Stage.READY, overlay=Overlay.NONE, member=None, sale=SaleFacts(), is_busy=False
        )

    def _change(self, **changes: object) -> None:
        """Change what is priced: a new key, and a new preview."""
        self._change_quietly(key=self._board.new_key(), **changes)
        self._ask()

    def _change_quietly(self, **changes: object) -> None:
        self._board.become(sale=changed(self._board.facts.sale, changes))

    def _ask(self) -> None:
        """Ask for a preview of what is typed now.

        One question at a time: while one is out, the next waits for its answer, so fast
        typing never fills the worker's queue.
        """
        member, sale = self._board.facts.member, self._board.facts.sale
        self._generation += 1
        if member is None or not sale.amount_minor or sale.rest_minor < 0:
            self._change_quietly(preview=None, problem=None)
            self._audience.sale_changed(None)
            return
        if self._is_asking:
            return
        self._is_asking = True
        asked = self._generation
        basket = sale.basket()
        self._tasks.run(
            lambda: self._counter.preview(member.member_id, basket),
            lambda preview: self._previewed(asked, preview),
            lambda error: self._not_previewed(asked, error),
        )

    def _previewed(self, asked: int, preview: SalePreview) -> None:
        self._is_asking = False
        if asked == self._generation:
            self._change_quietly(preview=preview, problem=None)
            self._audience.sale_changed(preview)
        elif self._board.facts.stage is Stage.SALE and not self._board.facts.sale.is_recording:
            self._ask()

    def _not_previewed(self, asked: int, error: LoyaltyError) -> None:
        self._is_asking = False
        if asked == self._generation:
            self._change_quietly(preview=None, problem=error)
            self._audience.sale_changed(None)
        elif self._board.facts.stage is Stage.SALE and not self._board.facts.sale.is_recording:
            self._ask()
