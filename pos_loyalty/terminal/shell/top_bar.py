"""The bar at the top: whose shop, which till, how everything is."""

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.shell.mark import paint_mark
from pos_loyalty.terminal.shell.state import ChipState, Level, MenuEntry, ShellState
from pos_loyalty.terminal.theme_tokens import BAR_PX
from pos_loyalty.terminal.widgets.buttons import IconButton
from pos_loyalty.terminal.widgets.chips import Chip, Health
from pos_loyalty.terminal.widgets.text import ElidedText, Kind, Text, Tone

_HEALTHS = {
    Level.PLAIN: Health.NONE,
    Level.GOOD: Health.GOOD,
    Level.WAITING: Health.WAITING,
    Level.WARN: Health.WARN,
    Level.BAD: Health.BAD,
}


class ShopMark(QWidget):
    """Our mark: a point worth keeping."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 30) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_mark(QPainter(self), theme.look().colors, QRectF(self.rect()))


class TopBar(QWidget):
    """Chips open their detail; the menu holds the rest."""

    printer_pressed = Signal()
    link_pressed = Signal()
    staff_pressed = Signal()
    menu_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu: tuple[MenuEntry, ...] = ()
        self.setFixedHeight(BAR_PX)
        self._shop = ElidedText(kind=Kind.STRONG)
        self._till = Text(kind=Kind.SMALL)
        self.printer = Chip(icon_name="printer")
        self.link = Chip()
        self.staff = Chip(icon_name="lock")
        self._time = Text(tone=Tone.MUTED)
        self.menu = IconButton("menu")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 8, 0)
        row.setSpacing(14)
        row.addWidget(ShopMark())
        row.addWidget(self._shop)
        row.addWidget(self._till)
        row.addStretch(1)
        for chip in (self.printer, self.link, self.staff):
            row.addWidget(chip)
            chip.hide()
        row.addWidget(self._time)
        row.addWidget(self.menu)
        self._shop.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.printer.clicked.connect(self.printer_pressed)
        self.link.clicked.connect(self.link_pressed)
        self.staff.clicked.connect(self.staff_pressed)
        self.menu.clicked.connect(self.open_menu)

    def draw(self, state: ShellState) -> None:
        """Show a state."""
        self._shop.setText(state.shop_name)
        self._till.setText(state.till_name)
        self._till.setVisible(bool(state.till_name))
        _show(self.printer, state.printer)
        _show(self.link, state.link)
        _show(self.staff, state.staff)
        self._time.setText(state.time)
        self._menu = state.menu
        self.menu.set_name(state.menu_name)
        self.menu.setVisible(bool(state.menu))

    def open_menu(self) -> None:
        """Drop the menu down; a touch fits each of its lines."""
        menu = QMenu(self)
        for entry in self._menu:
            if not entry.words:
                menu.addSeparator()
                continue
            words = f"{entry.words}\t{entry.key}" if entry.key else entry.words
            action = QAction(icons.icon(entry.icon), words, menu)
            action.triggered.connect(
                lambda _checked=False, chosen=entry.id: self.menu_chosen.emit(chosen)
            )
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width() - 12, BAR_PX)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.surface))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colors.line))


def _show(chip: Chip, state: ChipState) -> None:
    chip.show_state(state.text, _HEALTHS[state.level])
    chip.setToolTip(state.detail)
    chip.setAccessibleDescription(state.detail)
