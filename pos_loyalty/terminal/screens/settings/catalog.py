"""Which settings stand where, under which words. Pure: presenter and view both read it."""

from enum import StrEnum
from typing import Final

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.terminal.screens.settings.catalog_lines import Group, Line, Shape
from pos_loyalty.terminal.screens.settings.catalog_printers import PAPERS, PRINTER_GROUPS


class Section(StrEnum):
    """A page of the settings."""

    SHOP = "shop"
    PROGRAM = "program"
    TIERS = "tiers"
    CAMPAIGNS = "campaigns"
    REWARDS = "rewards"
    BONUSES = "bonuses"
    GAMES = "games"
    CLUBS = "clubs"
    DRAWS = "draws"
    SIMULATION = "simulation"
    IMPORT = "import"
    SETTLEMENT = "settlement"
    RECEIPT = "receipt"
    PRINTERS = "printers"
    DEVICES = "devices"
    MAIL = "mail"
    BESIDE = "beside"
    RELAY = "relay"
    HUB = "hub"
    STAFF = "staff"


class Keeps(StrEnum):
    """What the bar's buttons save and undo on a page."""

    SETTINGS = "settings"
    PROGRAM = "program"
    NOTHING = "nothing"


HEADINGS: Final = {
    Section.SHOP: mark("Shop"),
    Section.PROGRAM: mark("Program"),
    Section.TIERS: mark("Tiers"),
    Section.CAMPAIGNS: mark("Campaigns"),
    Section.REWARDS: mark("Rewards"),
    Section.BONUSES: mark("Extra points"),
    Section.GAMES: mark("Games and goals"),
    Section.CLUBS: mark("Clubs and partners"),
    Section.DRAWS: mark("Prize draws"),
    Section.SIMULATION: mark("Test on my sales"),
    Section.IMPORT: mark("Import"),
    Section.SETTLEMENT: mark("Settlement"),
    Section.RECEIPT: mark("Slip"),
    Section.PRINTERS: mark("Printers"),
    Section.DEVICES: mark("Devices"),
    Section.MAIL: mark("E-mail"),
    Section.BESIDE: mark("Other software"),
    Section.RELAY: mark("The till’s receipts"),
    Section.HUB: mark("Several tills"),
    Section.STAFF: mark("Staff"),
}
ICONS: Final = {
    Section.SHOP: "store",
    Section.PROGRAM: "star",
    Section.TIERS: "layers",
    Section.CAMPAIGNS: "megaphone",
    Section.REWARDS: "gift",
    Section.BONUSES: "sparkles",
    Section.GAMES: "trophy",
    Section.CLUBS: "handshake",
    Section.DRAWS: "ticket",
    Section.SIMULATION: "flask-conical",
    Section.IMPORT: "upload",
    Section.SETTLEMENT: "split",
    Section.RECEIPT: "receipt-text",
    Section.PRINTERS: "printer",
    Section.DEVICES: "plug",
    Section.MAIL: "mail",
    Section.BESIDE: "database",
    Section.RELAY: "scan-line",
    Section.HUB: "monitor",
    Section.STAFF: "users",
}

_KEEPS: Final = {
    Section.PROGRAM: Keeps.PROGRAM,
    Section.TIERS: Keeps.PROGRAM,
    Section.CAMPAIGNS: Keeps.PROGRAM,
    Section.REWARDS: Keeps.PROGRAM,
    Section.BONUSES: Keeps.PROGRAM,
    Section.GAMES: Keeps.PROGRAM,
    Section.CLUBS: Keeps.PROGRAM,
    Section.DRAWS: Keeps.NOTHING,
    Section.SIMULATION: Keeps.NOTHING,
    Section.IMPORT: Keeps.NOTHING,
    Section.SETTLEMENT: Keeps.NOTHING,
    Section.BESIDE: Keeps.NOTHING,
    Section.RELAY: Keeps.NOTHING,
    Section.HUB: Keeps.NOTHING,
    Section.MAIL: Keeps.NOTHING,
    Section.STAFF: Keeps.NOTHING,
}

_LANGUAGES: Final = (("de", mark("German")), ("en", mark("English")))
_THEMES: Final = (
    ("system", mark("Same as the system")),
    ("light", mark("Light")),
    ("dark", mark("Dark")),
)

GROUPS: Final = {
    Section.SHOP: (
        Group(
            "identity",
            mark("About the shop"),
            (
                Line("shop.name", mark("Name of the shop")),
                Line("shop.till", mark("Name of this till"), hint=mark("e.g. Till 1")),
                Line("shop.site", mark("Branch"), hint=mark("If there are several.")),
                Line("shop.address", mark("Address"), Shape.LINES, is_wide=True),
                Line("shop.phone", mark("Telephone")),
                Line("shop.web", mark("Web address")),
                Line("shop.language", mark("Language of the shop"), Shape.CHOICE, "", _LANGUAGES),
                Line(
                    "shop.currency",
                    mark("Currency"),
                    hint=mark("Decided when the shop was created."),
                ),
                Line(
                    "shop.partner",
                    mark("This till is at"),
                    Shape.CHOICE,
                    mark("Points of this till are settled with that partner."),
                    (("", mark("the shop itself")),),
                ),
            ),
        ),
        Group(
            "cards",
            mark("Member cards"),
            (
                Line(
                    "cards.phone_tolerance_s",
                    mark("Phone clocks may be off by"),
                    Shape.NUMBER,
                    unit=mark("seconds"),
                ),
                Line(
                    "cards.travel_minutes",
                    mark("Travel between branches takes"),
                    Shape.NUMBER,
                    mark("A card that turns up sooner is a copy. 0: not checked."),
                    unit=mark("minutes"),
                ),
            ),
        ),
        Group(
            "counter",
            mark("At the counter"),
            (
                Line(
                    "counter.language",
                    mark("Language of the window"),
                    Shape.CHOICE,
                    "",
                    (("shop", mark("Like the shop")), *_LANGUAGES),
                ),
                Line("counter.theme", mark("Appearance"), Shape.CHOICE, "", _THEMES),
                Line(
                    "counter.amount_entry",
                    mark("3650 typed means"),
                    Shape.CHOICE,
                    "",
                    (("major", mark("3650.00")), ("cents", mark("36.50"))),
                ),
                Line(
                    "counter.lock_after_minutes",
                    mark("Lock when unused for"),
                    Shape.NUMBER,
                    mark("0 never locks."),
                    unit=mark("minutes"),
                ),
                Line("counter.sounds", mark("Sounds"), Shape.SWITCH),
                Line(
                    "counter.reduced_motion",
                    mark("Reduce motion"),
                    Shape.SWITCH,
                    mark("Nothing slides, counts up or pulses."),
                ),
            ),
        ),
    ),
    Section.RECEIPT: (
        Group(
            "texts",
            mark("Logo and texts"),
            (
                Line("receipt.logo", mark("Logo"), Shape.PICTURE, is_wide=True),
                Line(
                    "receipt.header",
                    mark("Above the sale"),
                    Shape.LINES,
                    mark("At most six lines."),
                    is_wide=True,
                ),
                Line(
                    "receipt.footer",
                    mark("Below the sale"),
                    Shape.LINES,
                    mark("At most six lines."),
                    is_wide=True,
                ),
            ),
        ),
        Group(
            "parts",
            mark("What it shows"),
            (
                Line("receipt.show_explanation", mark("How the points were earned"), Shape.SWITCH),
                Line("receipt.show_balance", mark("New balance"), Shape.SWITCH),
                Line("receipt.show_next_tier", mark("The way to the next tier"), Shape.SWITCH),
                Line("receipt.show_rewards", mark("Rewards within reach"), Shape.SWITCH),
                Line("receipt.show_expiry", mark("What expires next"), Shape.SWITCH),
                Line("receipt.show_member_code", mark("The member’s code"), Shape.SWITCH),
            ),
        ),
        Group(
            "paper",
            mark("Paper"),
            (
                Line(
                    "receipt.width",
                    mark("Width"),
                    Shape.CHOICE,
                    "",
                    PAPERS,
                ),
                Line("receipt.print_after_sale", mark("Print after every sale"), Shape.SWITCH),
            ),
        ),
    ),
    Section.PRINTERS: PRINTER_GROUPS,
    Section.DEVICES: (
        Group(
            "scanner",
            mark("Scanner"),
            (
                Line(
                    "scanner.prefix",
                    mark("Prefix key"),
                    hint=mark("e.g. F13; leave empty for none"),
                ),
                Line(
                    "scanner.member_prefix",
                    mark("Prefix key of the members’ scanner"),
                    hint=mark("e.g. F14; tells the second scanner from the first"),
                ),
                Line(
                    "scanner.suffix",
                    mark("Suffix key"),
                    Shape.CHOICE,
                    "",
                    (
                        ("any", mark("Enter or Tab")),
                        ("enter", mark("Enter")),
                        ("tab", mark("Tab")),
                        ("none", mark("Nothing")),
                    ),
                ),
                Line(
                    "scanner.layout",
                    mark("Keyboard layout of the scanner"),
                    Shape.CHOICE,
                    "",
                    (
                        ("same", mark("Same as the computer")),
                        ("us-on-german", mark("US layout on a German computer")),
                        ("us-keys", mark("US layout on any other")),
                    ),
                ),
                Line(
                    "scanner.max_average_ms",
                    mark("Pause between keys"),
                    Shape.NUMBER,
                    unit=mark("ms"),
                ),
                Line(
                    "scanner.card_gap_ms",
                    mark("Longest pause within a scan"),
                    Shape.NUMBER,
                    mark("Wireless scanners pause now and then."),
                    unit=mark("ms"),
                ),
            ),
        ),
        Group(
            "serial",
            mark("Serial scanner (USB-COM)"),
            (
                Line("scanner.serial", mark("Serial port"), Shape.CHOICE),
                Line(
                    "scanner.serial_side",
                    mark("Where it is"),
                    Shape.CHOICE,
                    "",
                    (
                        ("counter", mark("On the staff’s side")),
                        ("member", mark("On the members’ side")),
                    ),
                ),
                Line(
                    "scanner.serial_baud",
                    mark("Speed"),
                    Shape.NUMBER,
                    mark("Usually 9600; with USB it makes no difference."),
                    unit=mark("baud"),
                ),
            ),
        ),
        Group(
            "camera",
            mark("Camera"),
            (
                Line("scanner.camera", mark("Which camera"), Shape.CHOICE),
                Line(
                    "scanner.camera_use",
                    mark("When it scans"),
                    Shape.CHOICE,
                    "",
                    (
                        ("button", mark("When its button is pressed")),
                        ("always", mark("Always")),
                    ),
                ),
                Line(
                    "scanner.camera_side",
                    mark("Where it is"),
                    Shape.CHOICE,
                    mark("A camera on the members’ side always scans."),
                    (
                        ("counter", mark("On the staff’s side")),
                        ("member", mark("On the members’ side")),
                    ),
                ),
            ),
        ),
        Group(
            "display",
            mark("Members’ screen"),
            (
                Line("display.screen", mark("Screen"), Shape.SCREEN),
                Line(
                    "display.language",
                    mark("Language"),
                    Shape.CHOICE,
                    "",
                    (("shop", mark("Like the shop")), *_LANGUAGES),
                ),
                Line("display.theme", mark("Appearance"), Shape.CHOICE, "", _THEMES[1:]),
                Line(
                    "display.forget_after_s",
                    mark("Forgets a member after"),
                    Shape.NUMBER,
                    unit=mark("seconds"),
                ),
                Line(
                    "display.slides",
                    mark("Pictures while nobody is being served"),
                    hint=mark("A folder. Leave empty to show the shop’s name."),
                    is_wide=True,
                ),
                Line(
                    "display.slide_seconds",
                    mark("Each picture is shown for"),
                    Shape.NUMBER,
                    unit=mark("seconds"),
                ),
                Line(
                    "display.survey",
                    mark("Question to members"),
                    Shape.CHOICE,
                    mark("For members who use the screen on their own."),
                    (
                        ("off", mark("No question")),
                        ("recommend", mark("Would you recommend us? 0 to 10")),
                        ("effort", mark("How easy was it? 1 to 7")),
                    ),
                ),
                Line(
                    "display.survey_days",
                    mark("Asked again after"),
                    Shape.NUMBER,
                    unit=mark("days"),
                ),
                Line(
                    "display.survey_anonymous",
                    mark("Answers name nobody"),
                    Shape.SWITCH,
                    mark("Who was asked is then forgotten with every start."),
                ),
                Line(
                    "display.show_card",
                    mark("Members can show their card"),
                    Shape.SWITCH,
                    mark("For their phone’s camera; others in the queue see it, too."),
                ),
                Line(
                    "display.joining",
                    mark("People can join at this screen"),
                    Shape.SWITCH,
                    mark("If the screen has its own scanner."),
                ),
            ),
        ),
    ),
}


def kept_on(section: Section) -> Keeps:
    """What a page's changes belong to."""
    return _KEEPS.get(section, Keeps.SETTINGS)


def lines_of(section: Section) -> tuple[Line, ...]:
    """The settings of a page."""
    return tuple(line for group in GROUPS.get(section, ()) for line in group.lines)


def all_lines() -> tuple[tuple[Section, Line], ...]:
    """Every setting with the page that it stands on."""
    return tuple((section, line) for section in GROUPS for line in lines_of(section))
