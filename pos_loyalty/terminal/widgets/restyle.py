"""Tells the style sheet that a widget has become of another kind."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at the widget's properties again.

    One that it has never looked at comes to it as it is now: it is asked nothing, and the first
    screen needs no ``QStyle``, whose enumerations take as long as a whole screen of widgets.
    """
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
