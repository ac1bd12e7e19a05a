"""What can be set of the printers and of the cash drawer. Pure, as ``catalog``, which reads it."""

from typing import Final

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.terminal.screens.settings.catalog_lines import Group, Line, Shape

PAPERS: Final = (("80mm", mark("80 mm")), ("58mm", mark("58 mm")))

PRINTER_GROUPS: Final = (
    Group(
        "printer",
        mark("Slip printer"),
        (
            Line("printer.receipt", mark("Address"), is_wide=True),
            Line("printer.profile", mark("Model"), Shape.CHOICE),
            Line(
                "printer.code_page",
                mark("Code page"),
                hint=mark("A name such as CP858, or a number from the test page."),
            ),
            Line(
                "printer.columns",
                mark("Characters per line"),
                Shape.NUMBER,
                mark("0 leaves it to the model."),
            ),
            Line(
                "printer.qr_code",
                mark("QR code"),
                Shape.CHOICE,
                "",
                (
                    ("model", mark("As the model allows")),
                    ("printer", mark("The printer draws it")),
                    ("picture", mark("Sent as a picture")),
                ),
            ),
            Line(
                "printer.as_picture",
                mark("Whole slip as a picture"),
                Shape.SWITCH,
                mark("For printers that garble text. Printing takes a little longer."),
            ),
        ),
    ),
    Group(
        "fallback",
        mark("Second printer"),
        (
            Line(
                "printer.fallback",
                mark("Address"),
                hint=mark("Leave empty if there is none."),
                is_wide=True,
            ),
            Line("printer.fallback_profile", mark("Model"), Shape.CHOICE),
            Line("printer.fallback_width", mark("Width"), Shape.CHOICE, "", PAPERS),
            Line(
                "printer.fallback_code_page",
                mark("Code page"),
                hint=mark("A name such as CP858, or a number from the test page."),
            ),
            Line(
                "printer.fallback_after_s",
                mark("Takes over after"),
                Shape.NUMBER,
                mark("How long the first printer must be out of order before this one takes over."),
                unit=mark("seconds"),
            ),
        ),
    ),
    Group(
        "drawer",
        mark("Cash drawer"),
        (
            Line(
                "drawer.opens",
                mark("Opens"),
                Shape.CHOICE,
                mark("It is connected to the slip printer. A failed pulse is never sent later."),
                (
                    ("never", mark("No cash drawer")),
                    ("key", mark("From the menu and with Ctrl+L")),
                    ("sale", mark("With every purchase as well")),
                ),
            ),
            Line(
                "drawer.opened_by",
                mark("Without a purchase it is opened by"),
                Shape.CHOICE,
                mark("Each time is logged with a name."),
                (("everybody", mark("everybody")), ("managers", mark("managers"))),
            ),
            Line(
                "drawer.pin",
                mark("Plug"),
                Shape.CHOICE,
                mark("If it stays shut, try the other one."),
                (("2", mark("Pin 2")), ("5", mark("Pin 5"))),
            ),
        ),
    ),
)
