"""The counter's screen: draws a state, emits what a person did, decides nothing."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import motion
from pos_loyalty.terminal.screens.cashier.after_view import AfterView
from pos_loyalty.terminal.screens.cashier.claim_view import ClaimView
from pos_loyalty.terminal.screens.cashier.enroll_view import EnrollView
from pos_loyalty.terminal.screens.cashier.find_view import FindView
from pos_loyalty.terminal.screens.cashier.help_view import HelpView
from pos_loyalty.terminal.screens.cashier.member_view import MemberView
from pos_loyalty.terminal.screens.cashier.offer_view import OfferView
from pos_loyalty.terminal.screens.cashier.play_view import PlayView
from pos_loyalty.terminal.screens.cashier.queue_view import QueueView
from pos_loyalty.terminal.screens.cashier.recent_view import RecentPanelView, RecentView
from pos_loyalty.terminal.screens.cashier.redeem_view import RedeemView
from pos_loyalty.terminal.screens.cashier.sale_view import SaleView
from pos_loyalty.terminal.screens.cashier.split_view import SplitView
from pos_loyalty.terminal.screens.cashier.state import CashierState, Notice, Overlay, Stage
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import Page, Skeleton

CounterPanel = (
    AfterView
    | ClaimView
    | HelpView
    | OfferView
    | PlayView
    | QueueView
    | RecentPanelView
    | RedeemView
    | SplitView
)
_Panel = TypeVar("_Panel", bound=CounterPanel)

_THREE_COLUMNS_FROM = 1280
_ROOMY_FROM = 1600
_SKELETON_AFTER_MS = 150
_CTRL = Qt.KeyboardModifier.ControlModifier


class CashierView(Page):
    """Two columns on small screens, three on larger ones; panels slide over them.

    A panel is built when it is first opened, and told to whoever listens to ``panel_made``:
    all of them together take as long as the rest of the counter, and no scan waits for them.
    """

    panel_made = Signal(object)
    confirmed = Signal()
    cancelled = Signal()
    search_wanted = Signal()
    search_entered = Signal()
    hit_moved = Signal(int)
    enroll_wanted = Signal()
    redeem_wanted = Signal()
    recent_wanted = Signal()
    claim_wanted = Signal()
    queue_wanted = Signal()
    play_wanted = Signal()
    mail_wanted = Signal()
    help_wanted = Signal()
    overlay_closed = Signal()
    notice_dismissed = Signal()
    notice_answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = CashierState()
        self._drawn = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.ready = FindView()
        self.notice = NoticeBar()
        self.member = MemberView()
        self.sale = SaleView()
        self.recent = RecentView()
        self.enroll = EnrollView()
        self._skeleton = Skeleton(lines=4)
        self._build()
        self._words: Words | None = None
        self._panels: dict[Overlay, CounterPanel] = {}
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SKELETON_AFTER_MS)
        self._late.timeout.connect(self._show_skeleton)
        self._connect()

    @cached_property
    def redeem(self) -> RedeemView:
        return self._added(Overlay.REDEEM, RedeemView(self))

    @cached_property
    def split(self) -> SplitView:
        return self._added(Overlay.SPLIT, SplitView(self))

    @cached_property
    def claim(self) -> ClaimView:
        made = self._added(Overlay.CLAIM, ClaimView(self))
        made.search_wanted.connect(self._to_search)
        return made

    @cached_property
    def after(self) -> AfterView:
        return self._added(Overlay.AFTERWARDS, AfterView(self))

    @cached_property
    def queue(self) -> QueueView:
        return self._added(Overlay.QUEUE, QueueView(self))

    @cached_property
    def play(self) -> PlayView:
        return self._added(Overlay.PLAY, PlayView(self))

    @cached_property
    def offers(self) -> OfferView:
        return self._added(Overlay.OFFERS, OfferView(self))

    @cached_property
    def help(self) -> HelpView:
        return self._added(Overlay.HELP, HelpView(self))

    @cached_property
    def recent_panel(self) -> RecentPanelView:
        return self._added(Overlay.RECENT, RecentPanelView(self))

    def speak(self, words: Words) -> None:
        """Say everything that does not come with the state."""
        self._words = words
        for part in (self.ready, self.member, self.sale, self.recent, self.enroll):
            part.speak(words)
        for panel in self._panels.values():
            panel.speak(words)
        self.notice.set_words(close_name=words.text("Close"))

    def draw(self, state: CashierState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.ready.draw(state.find)
        if state.member is not None:
            self.member.draw(state.member)
        self.sale.draw(state.sale)
        self.sale.draw_offers(state.offers)
        self.recent.list.draw(state.recent)
        self.enroll.draw(state.enroll)
        for panel in self._panels.values():
            self._draw_panel(panel)
        self._draw_notice(state.notice)
        self._draw_stage(before)
        self._draw_overlay(before)
        self._draw_busy()
        self._drawn = True

    def state(self) -> CashierState:
        """What is shown now."""
        return self._state

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on empty ground leaves the focus where it is useful."""
        self._focus_stage()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        simple = {
            Qt.Key.Key_Escape: self.cancelled,
            Qt.Key.Key_F1: self.help_wanted,
            Qt.Key.Key_F3: self.enroll_wanted,
            Qt.Key.Key_F4: self.redeem_wanted,
            Qt.Key.Key_F5: self.claim_wanted,
            Qt.Key.Key_F8: self.queue_wanted,
            Qt.Key.Key_F12: self.play_wanted,
        }
        if key in simple:
            simple[key].emit()
        elif event.modifiers() == _CTRL and key == Qt.Key.Key_E:
            self.mail_wanted.emit()
        elif key == Qt.Key.Key_F2:
            self._to_search()
        elif key == Qt.Key.Key_F9:
            self._to_recent()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._state.find.hits:
            self.hit_moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif not self._typed(event.text()):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self._sale_page = QWidget()
        self._sale_columns = QHBoxLayout(self._sale_page)
        self._sale_columns.setContentsMargins(0, 0, 0, 0)
        self._sale_columns.addWidget(self.member)
        self._sale_columns.addWidget(self.sale, 1)
        self._ready_page = QWidget()
        ready = QVBoxLayout(self._ready_page)
        ready.setContentsMargins(0, 0, 0, 0)
        ready.setSpacing(12)
        ready.addWidget(self.notice)
        ready.addWidget(self._skeleton)
        ready.addWidget(self.ready, 1)
        self._skeleton.hide()
        self._enroll_page = QWidget()
        enroll = QHBoxLayout(self._enroll_page)
        enroll.setContentsMargins(0, 0, 0, 0)
        enroll.addStretch(1)
        enroll.addWidget(self.enroll, 6)
        enroll.addStretch(1)
        self.enroll.setMaximumWidth(860)
        self._stages = QStackedWidget()
        self._pages = {
            Stage.READY: self._ready_page,
            Stage.SALE: self._sale_page,
            Stage.ENROLL: self._enroll_page,
        }
        for page in self._pages.values():
            self._stages.addWidget(page)
        self._columns = QHBoxLayout(self)
        self._columns.addWidget(self._stages, 1)
        self._columns.addWidget(self.recent)

    def _connect(self) -> None:
        for notice in (self.notice, self.sale.notice, self.enroll.notice):
            notice.dismissed.connect(self.notice_dismissed)
            notice.action_chosen.connect(self.notice_answered)
        self.ready.enroll_wanted.connect(self.enroll_wanted)
        self.ready.claim_wanted.connect(self.claim_wanted)
        self.ready.recent_wanted.connect(self.recent_wanted)
        self.sale.confirmed.connect(self.confirmed)
        self.sale.cancelled.connect(self.cancelled)
        self.sale.recent_wanted.connect(self.recent_wanted)
        self.sale.redeem_wanted.connect(self.redeem_wanted)
        self.sale.play_wanted.connect(self.play_wanted)
        self.sale.receipts_wanted.connect(self.claim_wanted)
        self.enroll.confirmed.connect(self.confirmed)
        self.enroll.cancelled.connect(self.cancelled)

    def _arrange(self) -> None:
        width = self.width()
        is_wide = width >= _THREE_COLUMNS_FROM
        is_roomy = width >= _ROOMY_FROM
        gap = 16 if is_wide else 12
        side = max((width - 1680) // 2, gap)
        tall = max((self.height() - 900) // 2, gap)
        self._columns.setContentsMargins(side, tall, side, tall)
        self._columns.setSpacing(gap)
        self._sale_columns.setSpacing(gap)
        self.member.setFixedWidth(420 if is_roomy else 376 if is_wide else 340)
        self.recent.setFixedWidth(340 if is_roomy else 268)
        self.recent.setVisible(is_wide)
        self.ready.show_recent_button(shown=not is_wide)
        self.sale.set_roomy(roomy=is_wide)

    def _draw_notice(self, notice: Notice | None) -> None:
        place = {
            Stage.READY: self.notice,
            Stage.SALE: self.sale.notice,
            Stage.ENROLL: self.enroll.notice,
        }[self._state.stage]
        for bar in (self.notice, self.sale.notice, self.enroll.notice):
            if bar is not place or notice is None:
                bar.clear()
        if notice is not None:
            choices = tuple((choice.id, choice.words) for choice in notice.choices)
            place.say(NoticeTone[notice.tone.name], notice.title, notice.detail, choices)

    def _draw_stage(self, before: CashierState) -> None:
        self._stages.setCurrentWidget(self._pages[self._state.stage])
        if self._state.stage is not before.stage or not self._drawn:
            self._focus_stage()
            if self._state.stage is Stage.SALE:
                motion.slide_in(self.member, from_x=-24, from_y=0)

    def _draw_overlay(self, before: CashierState) -> None:
        wanted = self._state.overlay
        for overlay, panel in self._panels.items():
            if overlay is not wanted:
                panel.leave()
        if wanted is not Overlay.NONE:
            is_new = wanted is not before.overlay
            is_next = _is_next_step(before, self._state)
            panel = self._panel(wanted)
            panel.open_with(panel.first() if is_new or is_next else None)

    def _draw_panel(self, panel: CounterPanel) -> None:
        state = self._state
        match panel:
            case RedeemView():
                panel.draw(state.redeem)
            case SplitView():
                panel.draw(state.split)
            case ClaimView():
                panel.draw(state.claim)
            case AfterView():
                panel.draw(state.after)
            case QueueView():
                panel.draw(state.queue)
            case PlayView():
                panel.draw(state.play)
            case OfferView():
                panel.draw(state.offers)
            case RecentPanelView():
                panel.list.draw(state.recent)
            case HelpView():
                # The keys are always the same.
                pass

    def _panel(self, overlay: Overlay) -> CounterPanel:
        made = self._panels.get(overlay)
        if made is not None:
            return made
        makers: dict[Overlay, Callable[[], CounterPanel]] = {
            Overlay.RECENT: lambda: self.recent_panel,
            Overlay.AFTERWARDS: lambda: self.after,
            Overlay.REDEEM: lambda: self.redeem,
            Overlay.SPLIT: lambda: self.split,
            Overlay.CLAIM: lambda: self.claim,
            Overlay.QUEUE: lambda: self.queue,
            Overlay.PLAY: lambda: self.play,
            Overlay.OFFERS: lambda: self.offers,
            Overlay.HELP: lambda: self.help,
        }
        return makers[overlay]()

    def _added(self, overlay: Overlay, panel: _Panel) -> _Panel:
        self._panels[overlay] = panel
        panel.closed.connect(self.overlay_closed)
        if self._words is not None:
            panel.speak(self._words)
        self._draw_panel(panel)
        self.panel_made.emit(panel)
        return panel

    def _draw_busy(self) -> None:
        if not self._state.is_busy:
            self._late.stop()
            self._skeleton.hide()
        elif not self._late.isActive() and self._skeleton.isHidden():
            self._late.start()

    def _show_skeleton(self) -> None:
        self._skeleton.setVisible(self._state.is_busy)

    def _focus_stage(self) -> None:
        if self._state.stage is Stage.SALE:
            self.sale.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._state.offers.proposed:
                # Typing another amount replaces what was proposed.
                self.sale.amount.selectAll()
        elif self._state.stage is Stage.ENROLL:
            self.enroll.take_focus()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self) -> None:
        overlay, stage = self._state.overlay, self._state.stage
        if overlay is Overlay.AFTERWARDS:
            self.after.send()
        elif overlay is Overlay.PLAY:
            self.play.send()
        elif overlay is Overlay.CLAIM:
            self.claim.confirmed.emit()
        elif overlay in (Overlay.REDEEM, Overlay.SPLIT, Overlay.HELP):
            self.overlay_closed.emit()
        elif overlay is Overlay.NONE and stage is Stage.READY:
            self.search_entered.emit()
        elif overlay is Overlay.NONE:
            self.confirmed.emit()

    def _typed(self, text: str) -> bool:
        """Whether a character that no field took was handed to the one it is meant for."""
        if not text or not text.isprintable() or self._state.overlay is not Overlay.NONE:
            return False
        if self._state.stage is Stage.READY:
            self.ready.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ready.search.insert(text)
            self.ready.search_edited.emit(self.ready.search.text())
            return True
        if self._state.stage is Stage.SALE and (text.isdigit() or text in ",."):
            self.sale.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            self.sale.amount.press(text)
            return True
        return False

    def _to_search(self) -> None:
        self.search_wanted.emit()
        self.ready.take_focus()

    def _to_recent(self) -> None:
        if self.recent.isHidden():
            self.recent_wanted.emit()
        else:
            self.recent.list.take_focus()


def _is_next_step(before: CashierState, now: CashierState) -> bool:
    """Whether a panel asks for something else than it did, so that the focus moves on."""
    is_read = (before.queue.is_loading and not now.queue.is_loading) or (
        before.play.is_loading and not now.play.is_loading
    )
    steps = (state.after.question + state.play.question for state in (before, now))
    return is_read or len(set(steps)) > 1
