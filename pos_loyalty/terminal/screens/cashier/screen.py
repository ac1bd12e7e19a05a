"""Joins the counter's view to its presenter."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.after_view import AfterView
from pos_loyalty.terminal.screens.cashier.claim_view import ClaimView
from pos_loyalty.terminal.screens.cashier.facts import EnrollField
from pos_loyalty.terminal.screens.cashier.offer_desk import CHOOSE, PUT_ASIDE
from pos_loyalty.terminal.screens.cashier.offer_view import OfferView
from pos_loyalty.terminal.screens.cashier.play_view import PlayView
from pos_loyalty.terminal.screens.cashier.ports import (
    Audience,
    Counter,
    NoAudience,
    Play,
    Printouts,
    TillPrints,
)
from pos_loyalty.terminal.screens.cashier.presenter import CashierPresenter
from pos_loyalty.terminal.screens.cashier.queue_view import QueueView
from pos_loyalty.terminal.screens.cashier.recent_view import RecentPanelView
from pos_loyalty.terminal.screens.cashier.redeem_view import RedeemView
from pos_loyalty.terminal.screens.cashier.split_view import SplitView
from pos_loyalty.terminal.screens.cashier.view import CashierView, CounterPanel
from pos_loyalty.terminal.tasks import TaskRunner


class CashierScreen:
    """The counter, ready to be put into a window. ``start`` it once it is shown."""

    def __init__(
        self,
        *,
        counter: Counter,
        printouts: Printouts,
        play: Play,
        tasks: TaskRunner,
        words: Words,
        new_key: Callable[[], str],
        audience: Audience | None = None,
        prints: TillPrints | None = None,
        asides: TaskRunner | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.view = CashierView(parent)
        self.view.speak(words)
        self.presenter = CashierPresenter(
            counter=counter,
            printouts=printouts,
            play=play,
            tasks=tasks,
            audience=audience or NoAudience(),
            prints=prints,
            asides=asides,
            words=words,
            show=self.view.draw,
            new_key=new_key,
        )
        self._connect_screen()
        self._connect_parts()

    def start(self, printers: tuple[PrinterStatus, ...] = ()) -> None:
        """Show the prompt and how the printers are, and read the lists."""
        self.presenter.start(printers)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.view.speak(words)
        self.presenter.speak(words)

    def _connect_screen(self) -> None:
        view, presenter = self.view, self.presenter
        view.confirmed.connect(presenter.confirm)
        view.cancelled.connect(presenter.cancel)
        view.search_wanted.connect(presenter.search_wanted)
        view.search_entered.connect(presenter.search_entered)
        view.hit_moved.connect(presenter.hit_moved)
        view.enroll_wanted.connect(presenter.enrollment_wanted)
        view.redeem_wanted.connect(presenter.redeem_wanted)
        view.recent_wanted.connect(presenter.recent_wanted)
        view.claim_wanted.connect(presenter.claim_wanted)
        view.queue_wanted.connect(presenter.queue_wanted)
        view.play_wanted.connect(presenter.play_wanted)
        view.mail_wanted.connect(presenter.mail_wanted)
        view.help_wanted.connect(presenter.help_wanted)
        view.overlay_closed.connect(presenter.overlay_closed)
        view.notice_dismissed.connect(presenter.notice_dismissed)
        view.notice_answered.connect(presenter.notice_answered)

    def _connect_parts(self) -> None:
        view, presenter = self.view, self.presenter
        view.ready.search_edited.connect(presenter.search_edited)
        view.ready.member_chosen.connect(presenter.member_chosen)
        view.member.reward_toggled.connect(presenter.sale.reward_toggled)
        view.member.mail_wanted.connect(presenter.mail_wanted)
        view.sale.amount_edited.connect(presenter.sale.amount_edited)
        view.sale.receipt_number_edited.connect(presenter.sale.receipt_number_edited)
        view.sale.split_wanted.connect(presenter.split_wanted)
        view.enroll.edited.connect(
            lambda line, text: presenter.enroll.edited(EnrollField(line), text)
        )
        view.enroll.contact_allowed.connect(presenter.enroll.contact_allowed)
        view.recent.list.sale_chosen.connect(presenter.after.show)
        view.panel_made.connect(self._connect_panel)

    def _connect_panel(self, panel: CounterPanel) -> None:
        presenter = self.presenter
        match panel:
            case RedeemView():
                panel.reward_toggled.connect(presenter.sale.reward_toggled)
                panel.more_wanted.connect(presenter.sale.more_points)
                panel.fewer_wanted.connect(presenter.sale.fewer_points)
                panel.all_wanted.connect(presenter.sale.all_points)
            case SplitView():
                panel.part_edited.connect(presenter.sale.part_edited)
                panel.code_edited.connect(presenter.sale.code_edited)
            case ClaimView():
                panel.amount_edited.connect(presenter.claim.amount_edited)
                panel.confirmed.connect(presenter.claim.confirm)
            case RecentPanelView():
                panel.list.sale_chosen.connect(presenter.after.show)
            case AfterView():
                panel.chosen.connect(presenter.after.chosen)
                panel.amount_edited.connect(presenter.after.amount_edited)
                panel.confirmed.connect(presenter.after.confirm)
            case QueueView():
                panel.answered.connect(presenter.slips.answered)
                panel.reasoned.connect(presenter.slips.reasoned)
            case OfferView():
                offers = presenter.offers
                panel.chosen.connect(lambda key: offers.answered(CHOOSE, key))
                panel.put_aside.connect(lambda key: offers.answered(PUT_ASIDE, key))
            case PlayView():
                self._connect_play(panel)

    def _connect_play(self, panel: PlayView) -> None:
        play = self.presenter.play
        panel.section_chosen.connect(play.section_chosen)
        panel.section_moved.connect(play.section_moved)
        panel.chosen.connect(play.chosen)
        panel.more_wanted.connect(play.more)
        panel.fewer_wanted.connect(play.fewer)
        panel.confirmed.connect(play.confirm)
        panel.result_dismissed.connect(play.result_dismissed)
