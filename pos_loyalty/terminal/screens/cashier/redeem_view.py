"""Points and rewards for this purchase, in a panel at the side."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.state import RedeemPanel
from pos_loyalty.terminal.widgets.buttons import Button, Height, IconButton, Rank
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.rows import RewardRow
from pos_loyalty.terminal.widgets.surfaces import EmptyState, Hairline
from pos_loyalty.terminal.widgets.text import Kind, Text, Tone


class RedeemView(OverlayPanel):
    """A stepper for points as a discount, and all rewards."""

    reward_toggled = Signal(str)
    more_wanted = Signal()
    fewer_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spendable = Text(kind=Kind.MEDIUM).wrapping()
        self._points_title = Text(kind=Kind.STRONG)
        self._rule = Text(kind=Kind.SMALL).right()
        self.fewer = IconButton("minus", rank=Rank.QUIET)
        self.more = IconButton("plus", rank=Rank.QUIET)
        self.all = Button()
        self._points = Text(kind=Kind.TITLE).centered()
        self._value = Text(kind=Kind.SMALL).centered()
        self._caution = Text(kind=Kind.SMALL, tone=Tone.BAD).wrapping()
        self._rewards_title = Text(kind=Kind.STRONG)
        self._empty = EmptyState("gift")
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(10)
        self._scroll.column.addStretch(1)
        self._rewards = RowPool(self._scroll.column, self._make_reward)
        self.done = Button(rank=Rank.PRIMARY, height=Height.LARGE)
        self.done.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._build()
        self.more.clicked.connect(self.more_wanted)
        self.fewer.clicked.connect(self.fewer_wanted)
        self.all.clicked.connect(self.all_wanted)
        self.done.clicked.connect(self.closed)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self.heading.setText(words.text("Redeem"))
        self.close_button.set_name(words.text("Close"))
        self._points_title.setText(words.text("As a discount"))
        self._rewards_title.setText(words.text("Rewards"))
        self.fewer.set_name(words.text("Fewer points (−)"))
        self.more.set_name(words.text("More points (+)"))
        self.all.set_label(words.text("As many as possible"))
        self.done.set_label(words.text("Done"), key="Esc")

    def draw(self, panel: RedeemPanel) -> None:
        """Show what can be redeemed and what is chosen."""
        self._spendable.setText(panel.spendable)
        self._points_part.setVisible(panel.has_points)
        self._points.setText(panel.points_text)
        self._value.setText(panel.points_value)
        self._rule.setText(panel.points_rule)
        self.fewer.setEnabled(panel.can_less)
        self.more.setEnabled(panel.can_more)
        self.all.setEnabled(panel.can_more)
        self._caution.setText(panel.caution)
        self._caution.setVisible(bool(panel.caution))
        self._rewards_title.setVisible(bool(panel.rewards))
        self._empty.setVisible(bool(panel.empty))
        self._empty.say(panel.empty, "")
        rows = self._rewards.take(len(panel.rewards))
        for row, line in zip(rows, panel.rewards, strict=True):
            row.show_reward(
                reward_id=line.id,
                name=line.name,
                detail=line.detail,
                action=line.action,
                icon_name=line.icon,
                chosen=line.is_chosen,
            )

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        for row in self._rewards.shown:
            if not row.button.isHidden():
                return row.button
        return self.more if self.more.isEnabled() else self.done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Wherever the focus is: points are redeemed more often than a reward.
        step = {"+": self.more, "-": self.fewer, "−": self.fewer}.get(event.text())
        if step is None:
            super().keyPressEvent(event)
        elif step.isVisible() and step.isEnabled():
            step.click()

    def _build(self) -> None:
        self._points_part = QWidget()
        head = QHBoxLayout()
        head.addWidget(self._points_title)
        head.addWidget(self._rule, 1)
        figure = QVBoxLayout()
        figure.setSpacing(0)
        figure.addWidget(self._points)
        figure.addWidget(self._value)
        stepper = QHBoxLayout()
        stepper.addWidget(self.fewer)
        stepper.addLayout(figure, 1)
        stepper.addWidget(self.more)
        part = QVBoxLayout(self._points_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(10)
        part.addLayout(head)
        part.addLayout(stepper)
        part.addWidget(self.all, 0, Qt.AlignmentFlag.AlignHCenter)
        part.addWidget(Hairline())
        for widget in (self._spendable, self._points_part, self._caution, self._rewards_title):
            self.body.addWidget(widget)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self.done)

    def _make_reward(self) -> RewardRow:
        row = RewardRow()
        row.chosen.connect(self.reward_toggled)
        return row
