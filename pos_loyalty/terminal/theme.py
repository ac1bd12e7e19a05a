"""Applies the look to the application: fonts, palette and the one style sheet."""

from dataclasses import asdict
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.theme_tokens import (
    BIG_RADIUS,
    FIELD_RADIUS,
    LIGHT,
    RADIUS,
    TARGET_PX,
    Colors,
    Size,
    Weight,
    blend,
)

_PROPERTY = "posLoyaltyLook"
_FONTS_LOADED = "posLoyaltyFonts"
_STYLED = "posLoyaltyStyle"
_STYLE = "Fusion"
_TEXT_FAMILY = "Inter"
_DISPLAY_FAMILY = "Inter Display"


@dataclass(frozen=True, slots=True)
class Look:
    """What the application looks like now: its colors and where its pictures lie."""

    colors: Colors
    resources: Path
    reduced_motion: bool = False


def new_application(program: str) -> QApplication:
    """Qt's application, in the style that the sheet builds on.

    Told later, Qt answers with a ``QStyle``, and PySide builds the enumerations of that: a
    fiftieth of the start.
    """
    app = QApplication([program, "-style", _STYLE])
    app.setProperty(_STYLED, True)
    return app


def apply(app: QApplication, look: Look) -> None:
    """Give the whole application a look; call again to switch at run time."""
    is_dressed = bool(app.property(_FONTS_LOADED))
    if is_dressed and app.property(_PROPERTY) == look:
        return
    if not is_dressed:
        for file in sorted((look.resources / "fonts").glob("Inter*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        app.setProperty(_FONTS_LOADED, True)
        if not app.property(_STYLED):
            app.setStyle(_STYLE)
        app.setFont(font(Size.BODY))
    app.setProperty(_PROPERTY, look)
    app.setPalette(_palette(look.colors))
    app.setStyleSheet(style_sheet(look))


def color_in(app: QApplication, look: Look) -> None:
    """Give the application the colors of a look alone: all that a first frame without words needs.

    Fonts and style sheet come with ``apply``.
    """
    app.setProperty(_PROPERTY, look)


def look() -> Look:
    """The look in force, for widgets that paint themselves."""
    app = QApplication.instance()
    found = app.property(_PROPERTY) if app is not None else None
    # A widget painted before apply() is still drawn, in light colors and without icons.
    return found if isinstance(found, Look) else Look(LIGHT, Path())


def color(role: str) -> QColor:
    """The color that a role has now."""
    return QColor(getattr(look().colors, role))


def font(size: int, weight: Weight = Weight.REGULAR) -> QFont:
    """Inter at a size in px; large sizes take the display cut. Its figures have one width."""
    made = QFont(_DISPLAY_FAMILY if size >= Size.TITLE else _TEXT_FAMILY)
    if size >= Size.TITLE:
        weight = max(weight, Weight.STRONG)
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.012 * size)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    return made


def light_font(size: int) -> QFont:
    """Inter at a size in px and its regular weight, also where letters are large."""
    made = QFont(_TEXT_FAMILY)
    made.setPixelSize(size)
    # Said although it is the default: a painter fills in what is not said from its widget's font.
    made.setWeight(QFont.Weight(Weight.REGULAR))
    return made


def style_sheet(look: Look) -> str:
    """The style sheet of the application, built from the tokens of a look."""
    template = (look.resources / "styles" / "terminal.qss").read_text(encoding="utf-8")
    colors = look.colors
    return Template(template).substitute(
        asdict(colors),
        hover=blend(colors.surface, colors.ink, percent=4),
        pressed=blend(colors.surface, colors.ink, percent=9),
        radius=RADIUS,
        field_radius=FIELD_RADIUS,
        big_radius=BIG_RADIUS,
        target=TARGET_PX,
        pictures=(look.resources / "styles").as_posix(),
        theme="dark" if colors.is_dark else "light",
        **{f"size_{size.name.lower()}": int(size) for size in Size},
    )


def _palette(colors: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, value in (
        (role.Window, colors.bg),
        (role.WindowText, colors.ink),
        (role.Base, colors.surface),
        (role.AlternateBase, colors.bg),
        (role.Text, colors.ink),
        (role.Button, colors.surface),
        (role.ButtonText, colors.ink),
        (role.PlaceholderText, colors.muted),
        (role.Highlight, colors.primary),
        (role.HighlightedText, colors.primary_ink),
        (role.ToolTipBase, colors.ink),
        (role.ToolTipText, colors.surface),
        (role.Link, colors.primary),
        (role.Accent, colors.primary),
    ):
        palette.setColor(target, QColor(value))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colors.muted))
    return palette
