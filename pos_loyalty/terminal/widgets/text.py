"""Labels by kind: what a text is, not how it looks."""

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pos_loyalty.terminal.widgets.restyle import restyle


class Kind(StrEnum):
    """What a text is on its screen; the style sheet knows its size."""

    BODY = "body"
    SMALL = "small"
    SMALL_STRONG = "small-strong"
    STRONG = "strong"
    MEDIUM = "medium"
    LEAD = "lead"
    HEADING = "heading"
    UNIT = "unit"
    TITLE = "title"
    SUM = "sum"
    PROMPT = "prompt"
    AMOUNT = "amount"
    BALANCE = "balance"


class Tone(StrEnum):
    """The meaning that a text's color carries; ``DEFAULT`` is the kind's own color."""

    DEFAULT = ""
    INK = "ink"
    MUTED = "muted"
    PRIMARY = "primary"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Text(QLabel):
    """A plain label; never interprets markup, for names come from people."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.BODY,
        *,
        tone: Tone = Tone.DEFAULT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind.value)
        self.setProperty("tone", tone.value)

    def set_tone(self, tone: Tone) -> None:
        """Change the meaning of the color."""
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            restyle(self)

    def set_kind(self, kind: Kind) -> None:
        """Change what the text is."""
        if self.property("kind") != kind.value:
            self.setProperty("kind", kind.value)
            restyle(self)

    def wrapping(self) -> "Text":
        """This label, set to break its lines; returns itself for one-line building."""
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        return self

    def right(self) -> "Text":
        """This label with its text to the right, as numbers stand."""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return self

    def centered(self) -> "Text":
        """This label with its text in the middle."""
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return self


class ElidedText(Text):
    """A label for texts of any length: it ends in an ellipsis and tells all in its tooltip."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.BODY,
        *,
        tone: Tone = Tone.DEFAULT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, kind, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough to give way to everything beside it."""
        return QSize(self.fontMetrics().horizontalAdvance("MMM…"), super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._paint(self.font())

    def _paint(self, font: QFont) -> None:
        metrics = QFontMetrics(font)
        area = self.contentsRect()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment()), shown)


class FittedText(ElidedText):
    """A label that takes a smaller size before it ends in an ellipsis: for names."""

    def __init__(self, kind: Kind, *, smallest: int, parent: QWidget | None = None) -> None:
        super().__init__(kind=kind, parent=parent)
        self._smallest = smallest

    def minimumSizeHint(self) -> QSize:
        """Its smallest size; a name of any length still gives way to what stands beside it."""
        full = self.sizeHint()
        share = self._smallest / max(QFontInfo(self.font()).pixelSize(), 1)
        narrow = super().minimumSizeHint().width()
        return QSize(min(round(full.width() * share), narrow), full.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        size = QFontInfo(self.font()).pixelSize()
        font = QFont(self.font())
        while size > self._smallest:
            font.setPixelSize(size)
            if QFontMetrics(font).horizontalAdvance(self.text()) <= area.width():
                break
            size -= 1
        font.setPixelSize(size)
        self._paint(font)
