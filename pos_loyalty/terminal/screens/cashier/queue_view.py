"""The print queue, and a slip as it comes out of paper."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.domain.print_job import LONGEST_REASON
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.cashier.state import (
    Choice,
    PrinterLine,
    QueuePanel,
    SlipLine,
    Tone,
)
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS
from pos_loyalty.terminal.widgets.buttons import Button, Rank
from pos_loyalty.terminal.widgets.flow import FlowLayout
from pos_loyalty.terminal.widgets.lists import RowPool, ScrollColumn
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from pos_loyalty.terminal.widgets.surfaces import EmptyState, IconLabel, Skeleton
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text

_PICTURES = {
    Tone.INFO: ("hourglass", "muted"),
    Tone.GOOD: ("circle-check", "good"),
    Tone.WARN: ("triangle-alert", "warn"),
    Tone.BAD: ("circle-alert", "bad"),
}
_BAR_ROOM = 14
_PAPER_EDGE = 22
_PAPER_MARGIN = 46
_PAPER_WIDTH = 420


class QueueView(OverlayPanel):
    """What waits for the printer, and what became of it."""

    answered = Signal(str, str)
    reasoned = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=520)
        self._title = ""
        self._reason_prompt = ""
        printers = QVBoxLayout()
        printers.setSpacing(4)
        self.printers = RowPool(printers, PrinterRow)
        self._summary = Text(kind=Kind.MEDIUM).wrapping()
        self._skeleton = Skeleton(lines=6)
        self._empty = EmptyState("printer")
        self._scroll = ScrollColumn()
        self._scroll.column.setSpacing(10)
        # The bar stands beside the cards, not on their border.
        self._scroll.column.setContentsMargins(0, 0, _BAR_ROOM, 0)
        self._scroll.column.addStretch(1)
        self.slips = RowPool(self._scroll.column, self._make_slip)
        self._paper = SlipPaper()
        paper_scroll = ScrollColumn()
        paper_scroll.column.addWidget(self._paper)
        paper_scroll.column.addStretch(1)
        self.back = Button(icon_name="arrow-left")
        self._pages = QStackedWidget()
        self._list_page = QWidget()
        column = QVBoxLayout(self._list_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(printers)
        column.addWidget(self._summary)
        column.addWidget(self._skeleton)
        column.addWidget(self._empty, 1)
        column.addWidget(self._scroll, 1)
        self._paper_page = QWidget()
        column = QVBoxLayout(self._paper_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(paper_scroll, 1)
        column.addWidget(self.back)
        self._pages.addWidget(self._list_page)
        self._pages.addWidget(self._paper_page)
        self.body.addWidget(self._pages, 1)
        self.back.clicked.connect(self.closed)

    def speak(self, words: Words) -> None:
        """Say what does not change."""
        self._title = words.text("Printer")
        self._reason_prompt = words.text("Another reason")
        self.close_button.set_name(words.text("Close"))
        self.back.set_label(words.text("Back to the queue"))
        self._paper.setAccessibleName(words.text("Picture of the slip"))
        self._empty.say(words.text("No slips yet"), words.text("Slips of purchases appear here."))

    def draw(self, panel: QueuePanel) -> None:
        """Show the queue, or a slip."""
        self._pages.setCurrentWidget(self._paper_page if panel.picture else self._list_page)
        self.heading.setText(panel.picture_title if panel.picture else self._title)
        self._paper.show_picture(panel.picture)
        self._summary.setText(panel.summary)
        self._skeleton.setVisible(panel.is_loading)
        self._empty.setVisible(not panel.is_loading and not panel.lines)
        self._scroll.setVisible(bool(panel.lines))
        for slip, line in zip(self.slips.take(len(panel.lines)), panel.lines, strict=True):
            slip.draw(line, self._reason_prompt)
        rows = self.printers.take(len(panel.printers))
        for row, printer in zip(rows, panel.printers, strict=True):
            row.draw(printer)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        for slip in self.slips.shown:
            return slip.buttons.shown[0] if slip.buttons.shown else self.close_button
        return self.close_button

    def _make_slip(self) -> "SlipRow":
        slip = SlipRow()
        slip.answered.connect(self.answered)
        slip.reasoned.connect(self.reasoned)
        return slip


class PrinterRow(QWidget):
    """A printer and how it is."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = IconLabel("printer", role="good", size=18)
        self._name = Text(kind=Kind.STRONG)
        self._detail = Text(kind=Kind.MEDIUM).wrapping()
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._detail, 1, Qt.AlignmentFlag.AlignTop)

    def draw(self, line: PrinterLine) -> None:
        """Show a printer."""
        _icon, role = _PICTURES[line.tone]
        self._picture.show_icon("printer", role)
        self._name.setText(line.name)
        self._detail.setText(line.detail)


class SlipRow(QWidget):
    """A slip, its question and the answers."""

    answered = Signal(str, str)
    reasoned = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._job_id = ""
        self._picture = IconLabel("hourglass")
        self._title = ElidedText(kind=Kind.STRONG)
        self._detail = ElidedText(kind=Kind.SMALL)
        self._question = Text(kind=Kind.MEDIUM).wrapping()
        self._answers = FlowLayout()
        self._reasons = FlowLayout()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.hide()
        head = QHBoxLayout()
        head.setSpacing(12)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._title)
        names.addWidget(self._detail)
        head.addWidget(self._picture)
        head.addLayout(names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._question)
        column.addLayout(self._answers)
        column.addLayout(self._reasons)
        column.addWidget(self.reason)
        self.buttons = RowPool(self._answers, lambda: self._make_button(self.answered))
        # Buttons of their own: a second press on "Delete" must not hit a reason.
        self.reasons = RowPool(self._reasons, lambda: self._make_button(self.reasoned))
        self.reason.returnPressed.connect(
            lambda: self.reasoned.emit(self._job_id, self.reason.text())
        )
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def draw(self, line: SlipLine, reason_prompt: str = "") -> None:
        """Show a slip."""
        is_asked = bool(line.reasons) and self.reason.isHidden()
        self._job_id = line.job_id
        self._picture.show_icon(*_PICTURES[line.tone])
        self._title.setText(line.title)
        self._detail.setText(line.detail)
        self._question.setText(line.question)
        self._question.setVisible(bool(line.question))
        buttons = self.buttons.take(len(line.choices))
        for place, (button, choice) in enumerate(zip(buttons, line.choices, strict=True)):
            self._label(button, choice)
            button.set_rank(Rank.SOFT if place == 0 and line.question else Rank.QUIET)
        reasons = self.reasons.take(len(line.reasons))
        for place, (button, choice) in enumerate(zip(reasons, line.reasons, strict=True)):
            self._label(button, choice)
            button.set_rank(Rank.QUIET if place == 0 else Rank.SOFT)
        self.reason.setVisible(bool(line.reasons))
        self.reason.setPlaceholderText(reason_prompt)
        self.reason.setAccessibleName(reason_prompt)
        if is_asked:
            self.reason.clear()
            reasons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.surface))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, FIELD_RADIUS, FIELD_RADIUS)

    def _label(self, button: Button, choice: Choice) -> None:
        button.setObjectName(choice.id)
        button.set_label(choice.words)
        button.setAccessibleName(f"{choice.words}: {self._title.text()}")

    def _make_button(self, said: SignalInstance) -> Button:
        button = Button()
        button.clicked.connect(lambda: said.emit(self._job_id, button.objectName()))
        return button


class SlipPaper(QWidget):
    """The slip on a piece of paper, lying on the table."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_picture(self, picture: bytes) -> None:
        """Show a PNG; nothing when there is none."""
        self._picture = QPixmap()
        if picture:
            self._picture.loadFromData(picture)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PAPER_WIDTH, self.heightForWidth(_PAPER_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    def heightForWidth(self, width: int) -> int:
        return round(self._drawn(width).height()) + 2 * _PAPER_MARGIN

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.sunken))
        painter.drawRoundedRect(QRectF(self.rect()), FIELD_RADIUS, FIELD_RADIUS)
        if self._picture.isNull():
            return
        drawn = self._drawn(self.width())
        drawn.moveTo((self.width() - drawn.width()) / 2, _PAPER_MARGIN)
        paper = drawn.adjusted(-_PAPER_EDGE, -_PAPER_EDGE, _PAPER_EDGE, 0)
        shade = QColor(colors.shadow)
        shade.setAlphaF(0.04)
        painter.setBrush(shade)
        for step in range(6):
            painter.drawRoundedRect(paper.adjusted(-step, 2 - step, step, 2 + step), 3, 3)
        painter.fillRect(paper, QColor("#ffffff"))
        painter.drawPixmap(drawn, self._picture, QRectF(self._picture.rect()))

    def _drawn(self, width: int) -> QRectF:
        if self._picture.isNull():
            return QRectF(0, 0, 0, 0)
        shown = min(width - 2 * _PAPER_MARGIN, self._picture.width())
        return QRectF(0, 0, shown, shown * self._picture.height() / self._picture.width())
