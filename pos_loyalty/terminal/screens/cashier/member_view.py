"""The member at the counter: who, how many points, how far, and what for."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.cashier.state import Hint, MemberPanel, Progress, StampLine, Tone
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS
from pos_loyalty.terminal.widgets.buttons import IconButton, Rank
from pos_loyalty.terminal.widgets.chips import TierBadge
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.progress import ProgressBar, StampDots
from pos_loyalty.terminal.widgets.rows import RewardRow
from pos_loyalty.terminal.widgets.surfaces import Card, IconLabel
from pos_loyalty.terminal.widgets.text import ElidedText, FittedText, Kind, Text
from pos_loyalty.terminal.widgets.text import Tone as TextTone

_HINT_ROLES = {
    Tone.INFO: ("primary_soft", "primary", TextTone.PRIMARY),
    Tone.GOOD: ("good_soft", "good", TextTone.GOOD),
    Tone.WARN: ("accent_soft", "warn", TextTone.WARN),
    Tone.BAD: ("bad_soft", "bad", TextTone.BAD),
}


class MemberView(Card):
    """The left card."""

    reward_toggled = Signal(str)
    mail_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self._name = FittedText(Kind.TITLE, smallest=16)
        self._since = ElidedText(kind=Kind.SMALL)
        self._badge = TierBadge()
        self._mail = IconButton("mail", rank=Rank.QUIET)
        self._balance = FittedText(Kind.BALANCE, smallest=28)
        self._balance.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._unit = Text(kind=Kind.UNIT)
        self._worth = Text(kind=Kind.SMALL).wrapping()
        self._way = _Way()
        self._challenge = _Way()
        self._memberships = Text(kind=Kind.SMALL).wrapping()
        self._rewards_title = Text(kind=Kind.HEADING)
        self._rewards_key = Text("F4", Kind.SMALL)
        self._no_rewards = Text(kind=Kind.SMALL).wrapping()
        self._scroll = ScrollColumn()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 18, 20, 18)
        self._column.setSpacing(12)
        self._build()
        self._hints = RowPool(self._hints_column, _HintRow)
        self._rewards = RowPool(self._scroll.column, self._make_reward)
        self._stamps = RowPool(self._stamps_column, _StampRow)
        self._mail.clicked.connect(self.mail_wanted)

    def speak(self, words: Words) -> None:
        """Say what does not change with the member."""
        self._rewards_title.setText(words.text("Rewards"))

    def draw(self, panel: MemberPanel) -> None:
        """Show a member."""
        self._name.setText(panel.name)
        self._since.setText(panel.since)
        self._badge.show_tier(panel.badge.name, color=panel.badge.color)
        self._mail.set_name(panel.mail)
        self._mail.setVisible(bool(panel.mail))
        self._balance.setText(panel.balance)
        self._unit.setText(panel.unit)
        self._worth.setText(panel.worth)
        self._worth.setVisible(bool(panel.worth))
        self._way.draw(panel.progress)
        self._challenge.draw(panel.challenge)
        self._memberships.setText(panel.memberships)
        self._memberships.setVisible(bool(panel.memberships))
        for hint_row, hint in zip(self._hints.take(len(panel.hints)), panel.hints, strict=True):
            hint_row.draw(hint)
        self._no_rewards.setText(panel.rewards_empty)
        self._no_rewards.setVisible(bool(panel.rewards_empty))
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
        stamp_rows = self._stamps.take(len(panel.stamps))
        for stamp_row, stamp in zip(stamp_rows, panel.stamps, strict=True):
            stamp_row.draw(stamp)

    def first_reward(self) -> QWidget | None:
        """The first reward that can be redeemed, for the keyboard."""
        for row in self._rewards.shown:
            if not row.button.isHidden():
                return row.button
        return None

    def _build(self) -> None:
        names = QHBoxLayout()
        names.setSpacing(12)
        names.addWidget(self._name, 1)
        names.addWidget(self._badge)
        names.addWidget(self._mail)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(names)
        head.addWidget(self._since)
        figure = QHBoxLayout()
        figure.setSpacing(10)
        figure.addWidget(self._balance, 0, Qt.AlignmentFlag.AlignBottom)
        self._unit.setContentsMargins(0, 0, 0, 8)
        figure.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addStretch(1)
        points = QVBoxLayout()
        points.setSpacing(0)
        points.addLayout(figure)
        points.addWidget(self._worth)
        rewards_head = QHBoxLayout()
        rewards_head.addWidget(self._rewards_title, 1)
        rewards_head.addWidget(self._rewards_key)
        self._hints_column = QVBoxLayout()
        self._hints_column.setSpacing(8)
        self._stamps_column = QVBoxLayout()
        self._stamps_column.setSpacing(8)
        self._scroll.column.setSpacing(10)
        self._scroll.column.addStretch(1)
        for part in (head, points):
            self._column.addLayout(part)
        self._column.addWidget(self._way)
        self._column.addWidget(self._challenge)
        self._column.addWidget(self._memberships)
        self._column.addLayout(self._hints_column)
        self._column.addLayout(rewards_head)
        self._column.addWidget(self._no_rewards)
        self._column.addWidget(self._scroll, 1)
        self._column.addLayout(self._stamps_column)

    def _make_reward(self) -> RewardRow:
        row = RewardRow()
        row.chosen.connect(self.reward_toggled)
        return row


class _Way(QWidget):
    """The way to the next tier: words above a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._held = ElidedText(kind=Kind.SMALL)
        self._missing = Text(kind=Kind.SMALL_STRONG)
        self._target = Text(kind=Kind.SMALL)
        self._bar = ProgressBar()
        words = QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._held, 1)
        words.addWidget(self._missing)
        words.addWidget(self._target)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(words)
        column.addWidget(self._bar)

    def draw(self, progress: Progress | None) -> None:
        """Show how far it is; nothing for those at the top."""
        self.setVisible(progress is not None)
        if progress is None:
            return
        self._held.setText(progress.held)
        self._missing.setText(progress.missing)
        self._target.setText(progress.target)
        self._bar.show_share(
            progress.share, from_color=progress.from_color, to_color=progress.to_color
        )
        self._bar.setAccessibleName(f"{progress.missing} {progress.target}")


class _HintRow(QWidget):
    """A line in color."""

    def __init__(self) -> None:
        super().__init__()
        self._ground = "accent_soft"
        self._picture = IconLabel("info")
        self._text = Text(kind=Kind.MEDIUM).wrapping()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def draw(self, hint: Hint) -> None:
        """Show a hint."""
        ground, role, tone = _HINT_ROLES[hint.tone]
        self._ground = ground
        self._picture.show_icon(hint.icon, role)
        self._text.setText(hint.text)
        self._text.set_tone(tone)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.color(self._ground)))
        painter.drawRoundedRect(QRectF(self.rect()), FIELD_RADIUS, FIELD_RADIUS)


class _StampRow(QWidget):
    """A stamp card's name and its dots."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Text(kind=Kind.SMALL).wrapping()
        self._dots = StampDots()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._text, 1)
        row.addWidget(self._dots)

    def draw(self, stamps: StampLine) -> None:
        """Show a card."""
        self._text.setText(stamps.text)
        self._dots.show_stamps(stamps.filled, size=stamps.size)
        self._dots.setAccessibleName(stamps.text)
