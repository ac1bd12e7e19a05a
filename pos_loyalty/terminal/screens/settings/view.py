"""Draws the settings: a bar, the pages at the left, one page, and what it means at the right."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal import icons, theme
from pos_loyalty.terminal.screens.settings.bar import HitList, SettingsBar
from pos_loyalty.terminal.screens.settings.catalog import (
    GROUPS,
    HEADINGS,
    ICONS,
    Keeps,
    Section,
    kept_on,
)
from pos_loyalty.terminal.screens.settings.devices_view import DevicesPage
from pos_loyalty.terminal.screens.settings.overlays import ComparePanel, PublishPanel
from pos_loyalty.terminal.screens.settings.panels import Editor, GroupCard
from pos_loyalty.terminal.screens.settings.presets_view import PresetsPanel
from pos_loyalty.terminal.screens.settings.printers_view import PrintersPage
from pos_loyalty.terminal.screens.settings.program_meaning_view import MeaningPanel
from pos_loyalty.terminal.screens.settings.program_pages import PAGES
from pos_loyalty.terminal.screens.settings.program_view import ProgramPage
from pos_loyalty.terminal.screens.settings.staff_view import StaffForm, StaffPage
from pos_loyalty.terminal.screens.settings.state import Form, Message, SettingsState, Tone
from pos_loyalty.terminal.theme_tokens import FIELD_RADIUS, TARGET_PX, Size, Weight
from pos_loyalty.terminal.widgets.lists import ScrollColumn
from pos_loyalty.terminal.widgets.notice import NoticeBar, NoticeTone
from pos_loyalty.terminal.widgets.surfaces import EmptyState, Page
from pos_loyalty.terminal.widgets.text import Kind, Text

_WIDE_FROM: Final = 1200
_NAV_WIDTH: Final = 212
_NAV_NARROW: Final = 64
_SIDE_WIDTH: Final = 300
_WIDEST: Final = 900
_BAR_ROOM: Final = 14
_NOTICES: Final = {
    Tone.INFO: NoticeTone.INFO,
    Tone.GOOD: NoticeTone.GOOD,
    Tone.WARN: NoticeTone.WARN,
    Tone.BAD: NoticeTone.BAD,
}


class NavButton(QAbstractButton):
    """A page in the list at the left: icon and words, or the icon alone."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(TARGET_PX, TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.look().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.primary_soft if self.isChecked() else colors.sunken))
            painter.drawRoundedRect(QRectF(self.rect()), FIELD_RADIUS, FIELD_RADIUS)
        ink = QColor(colors.primary if self.isChecked() else colors.ink)
        top = (self.height() - icons.MEDIUM) / 2
        icons.paint(painter, self._icon_name, QRectF(12, top, icons.MEDIUM, icons.MEDIUM), ink)
        if self.width() > 2 * TARGET_PX:
            painter.setPen(ink)
            painter.setFont(theme.font(Size.BODY, Weight.MEDIUM))
            area = QRectF(44, 0, self.width() - 48, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())


class SettingsView(Page):
    """The whole screen. Its pages emit what was edited; this passes it on."""

    left = Signal()
    section_chosen = Signal(Section)
    searched = Signal(str)
    hit_chosen = Signal(str)
    edited = Signal(str, str)
    undone = Signal()
    compared = Signal()
    discarded = Signal()
    saved = Signal()
    answered = Signal(str)

    def __init__(
        self,
        words: Words,
        guests: Mapping[Section, QWidget] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``guests`` are pages joined elsewhere; a page that nobody brings is not shown."""
        super().__init__(parent)
        self._words = words
        self._state = SettingsState()
        self.bar = SettingsBar()
        self._title = Text(kind=Kind.TITLE)
        self._notice = NoticeBar()
        self._shop, self._shop_cards = _group_page(Section.SHOP)
        self._receipt, self._receipt_cards = _group_page(Section.RECEIPT)
        self.program = {section: ProgramPage(section, words) for section in PAGES}
        self.printers = PrintersPage(words)
        self.devices = DevicesPage(words)
        self.staff = StaffPage(words)
        self.meaning = MeaningPanel(words, has_trial=Section.SIMULATION in (guests or {}))
        self._preview = PreviewPanel(words)
        made: dict[Section, QWidget] = {
            Section.SHOP: self._shop,
            **self.program,
            Section.RECEIPT: self._receipt,
            Section.PRINTERS: self.printers,
            Section.DEVICES: self.devices,
            Section.STAFF: self.staff,
            **(guests or {}),
        }
        self._pages = {section: _Scrolling(made[section]) for section in Section if section in made}
        self._nav = {section: NavButton(ICONS[section]) for section in self._pages}
        self._lay_out()
        self.compare = ComparePanel(self)
        self.publish = PublishPanel(self)
        self.presets = PresetsPanel(self)
        self.staff_form = StaffForm(self)
        self._hits = HitList(self, self.bar.search)
        self._connect()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        for section, button in self._nav.items():
            button.setText(words.text(HEADINGS[section]))
            button.setAccessibleName(words.text(HEADINGS[section]))
            button.setToolTip(words.text(HEADINGS[section]))
        for card in (*self._shop_cards, *self._receipt_cards):
            card.set_words(words)
        for page in self.program.values():
            page.set_words(words)
        for part in (self.printers, self.devices, self.staff, self.meaning, self._preview):
            part.set_words(words)
        self._notice.set_words(close_name=words.text("Close"))
        self.draw(self._state)

    def draw(self, state: SettingsState) -> None:
        """Show a state."""
        words = self._words
        self._state = state
        self.bar.draw(state, words)
        self.bar.be_narrow(is_narrow=self.width() < _WIDE_FROM)
        self._nav[state.section].setChecked(True)
        self._title.setText(words.text(HEADINGS[state.section]))
        self._say(state)
        self._draw_page(state)
        for section, page in self._pages.items():
            page.setVisible(section is state.section)
        self._show_side(state)
        self._hits.draw(state.search, state.hits, words)
        on_program = kept_on(state.section) is Keeps.PROGRAM
        changes = state.program.changes if on_program else state.changes
        self.compare.draw(changes, words, is_open=state.is_comparing)
        self.presets.draw(state.program.presets, words)
        self.publish.draw(state.program.publishing, changes, words)
        self.staff_form.draw(state.staff, words)
        if state.found_key:
            self._go_to(state.found_key)

    def _draw_page(self, state: SettingsState) -> None:
        """Draw the page that is seen; the others are drawn when somebody turns to them."""
        match state.section:
            case Section.SHOP:
                self._show_cells(self._shop_cards, state)
            case Section.RECEIPT:
                self._show_cells(self._receipt_cards, state)
                self._preview.show_picture(state.preview)
            case Section.PRINTERS:
                self.printers.draw(state)
            case Section.DEVICES:
                self.devices.draw(state)
            case Section.STAFF:
                self.staff.draw(state.staff)
            case section if section in self.program:
                self.program[section].draw(state.program)
                self.meaning.draw(state.program)

    def _show_cells(self, cards: Sequence[GroupCard], state: SettingsState) -> None:
        for card in cards:
            card.show_cells(state.cells, self._words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is open, in the end the settings."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Small screens have pictures for pages; large ones keep the form's measure."""
        super().resizeEvent(event)
        narrow = self.width() < _WIDE_FROM
        self._rail.setFixedWidth(_NAV_NARROW if narrow else _NAV_WIDTH)
        self.bar.draw(self._state, self._words)
        self.bar.be_narrow(is_narrow=narrow)

    def _lay_out(self) -> None:
        self._rail = ScrollColumn()
        rail = self._rail.column
        rail.setContentsMargins(10, 14, 10, 14)
        rail.setSpacing(2)
        for button in self._nav.values():
            button.setAutoExclusive(True)
            rail.addWidget(button)
        rail.addStretch(1)
        middle = QVBoxLayout()
        middle.setContentsMargins(20, 18, 12, 0)
        middle.setSpacing(12)
        middle.addWidget(self._title)
        # As wide as the cards below it, which leave room for their bar.
        self._notice.setMaximumWidth(_WIDEST)
        notice = QHBoxLayout()
        notice.setSpacing(0)
        notice.addWidget(self._notice, 1)
        notice.addSpacing(_BAR_ROOM)
        notice.addStretch(0)
        middle.addLayout(notice)
        for page in self._pages.values():
            middle.addWidget(page, 1)
        self._side = _Side()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(1, 0, 0, 0)
        for panel in (self.meaning, self._preview):
            panel.setProperty("ground", "surface")
            panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            side.addWidget(_Scrolling(panel))
        self._side.setFixedWidth(_SIDE_WIDTH)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._rail)
        body.addLayout(middle, 1)
        body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        for section, button in self._nav.items():
            button.clicked.connect(
                lambda _checked=False, section=section: self.section_chosen.emit(section)
            )
        for card in (*self._shop_cards, *self._receipt_cards):
            card.edited.connect(self.edited)
        self.printers.edited.connect(self.edited)
        self.devices.edited.connect(self.edited)
        self.meaning.trial_wanted.connect(lambda: self.section_chosen.emit(Section.SIMULATION))
        self.bar.left.connect(self.left)
        self.bar.searched.connect(self.searched)
        self.bar.undone.connect(self.undone)
        self.bar.compared.connect(self.compared)
        self.bar.discarded.connect(self.discarded)
        self.bar.saved.connect(self.saved)
        self._hits.chosen.connect(self.hit_chosen)
        self.compare.closed.connect(self.compared)
        self.compare.discarded.connect(self.discarded)
        self.publish.closed.connect(self.left)
        self.presets.closed.connect(self.left)
        self.staff_form.closed.connect(self.left)
        self._notice.action_chosen.connect(self.answered)
        self._notice.dismissed.connect(lambda: self.answered.emit("stay"))
        QShortcut(QKeySequence("Ctrl+F"), self, self.bar.search.setFocus)
        QShortcut(QKeySequence("Ctrl+S"), self, self.saved.emit)
        # In a line that somebody types in, the line's own undo comes first.
        QShortcut(QKeySequence("Ctrl+Z"), self, self.undone.emit)

    def _say(self, state: SettingsState) -> None:
        message = _message(state)
        if message is None:
            self._notice.clear()
        else:
            tone = _NOTICES[message.tone]
            self._notice.say(tone, message.text, message.detail, message.actions)

    def _show_side(self, state: SettingsState) -> None:
        on_program = kept_on(state.section) is Keeps.PROGRAM
        on_receipt = state.section is Section.RECEIPT
        self._side.setVisible(on_program or on_receipt)
        for panel, is_shown in ((self.meaning, on_program), (self._preview, on_receipt)):
            area = panel.parentWidget()
            holder = area.parentWidget() if area is not None else None
            if holder is not None:
                holder.setVisible(is_shown)

    def _go_to(self, key: str) -> None:
        """Bring a setting into sight, with the cursor in it."""
        area = self._pages[self._state.section]
        if self._state.section in self.program:
            target = self.program[self._state.section].target(key)
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                _bring_into_sight(area, target)
            return
        for editor in area.findChildren(Editor):
            if editor.line.key == key:
                editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
                _bring_into_sight(area, editor)


class PreviewPanel(QWidget):
    """The slip as it would come out of paper."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._heading = Text(kind=Kind.HEADING)
        self._hint = Text(kind=Kind.SMALL).wrapping()
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty = EmptyState("receipt-text")
        self._bytes = b""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addWidget(self._picture)
        column.addWidget(self._empty)
        column.addStretch(1)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._heading.setText(words.text("Preview"))
        self._hint.setText(words.text("A sample slip with what is set on this page."))
        self._empty.say(
            words.text("The slip appears here"), words.text("It is being drawn right now.")
        )

    def show_picture(self, picture: bytes) -> None:
        """Show a PNG picture, as wide as there is room."""
        drawn = QPixmap()
        is_there = bool(picture) and drawn.loadFromData(picture)
        self._empty.setVisible(not is_there)
        self._picture.setVisible(is_there)
        if not is_there or picture == self._bytes:
            return
        self._bytes = picture
        ratio = self.devicePixelRatioF()
        wide = drawn.scaledToWidth(
            round((_SIDE_WIDTH - 44) * ratio), Qt.TransformationMode.SmoothTransformation
        )
        wide.setDevicePixelRatio(ratio)
        self._picture.setPixmap(wide)


class _Side(QWidget):
    """The white ground at the right."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), theme.color("line"))


def _group_page(section: Section) -> tuple[Page, list[GroupCard]]:
    page = Page()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 24)
    column.setSpacing(16)
    cards = [GroupCard(group) for group in GROUPS[section]]
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return page, cards


class _Scrolling(QScrollArea):
    """A page that scrolls. Texts that break their lines get the height that they need for it."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        page.setMaximumWidth(_WIDEST)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if watched is self._page and event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return done

    def _make_room(self) -> None:
        """A scroll area asks for a least height, but never for the one that goes with the width."""
        page = self._page
        layout = page.layout()
        height = 0
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(min(self.viewport().width(), _WIDEST))
        page.setMinimumHeight(height)


def _bring_into_sight(area: QScrollArea, editor: QWidget) -> None:
    # The page that was just shown is laid out first, and only then knows where the editor is.
    QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(editor, 0, 80))


def _message(state: SettingsState) -> Message | None:
    """What is to be said on the page that is shown."""
    if state.message is not None:
        return state.message
    if kept_on(state.section) is Keeps.PROGRAM:
        return state.program.message
    if state.section is Section.STAFF and state.staff.form is Form.NONE:
        return state.staff.message
    return None
