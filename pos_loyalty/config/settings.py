"""Everything that can be set on a till, typed and checked.

What the loyalty program does is not in here: that is a program document with versions of its own.
"""

import re
from dataclasses import field
from typing import Literal

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass

Language = Literal["de", "en"]
Theme = Literal["system", "light", "dark"]
AmountEntry = Literal["cents", "major"]
PaperWidth = Literal["80mm", "58mm"]

_ADDRESS = re.compile(r"virtual|[a-z]+://\S+|/dev/\S+")

_MAILBOX = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


class WrongSettingError(RefusalError):
    """The value does not go with the setting. Facts: ``key``, ``value``, ``reason``, ``expected``.

    Reasons: ``type``, ``choice``, ``range``, ``empty``, ``too-long``, ``address``, ``read-only``.
    """

    code = "wrong-setting"


class UnknownSettingError(RefusalError):
    """There is no such setting. Facts: ``key``, ``nearest``."""

    code = "unknown-setting"


@dataclass(frozen=True, slots=True)
class Shop:
    """Who the slip and the member's screen speak for."""

    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    web: str = ""
    # Decided when the shop is created: amounts on record are in its minor units.
    currency: str = field(default="EUR", metadata={"read_only": True})
    timezone: str = field(default="Europe/Berlin", metadata={"read_only": True})
    language: Language = "de"
    till: str = ""
    # The branch; tills beside one another have the same.
    site: str = ""
    # The partner of a coalition whose till this is; empty: the shop itself.
    partner: str = ""

    def __post_init__(self) -> None:
        check_length("shop.name", self.name, most=60)
        check_length("shop.till", self.till, most=20)
        check_length("shop.site", self.site, most=40)
        check_length("shop.partner", self.partner, most=60)
        check_lines("shop.address", self.address, most=4)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on a slip."""

    width: PaperWidth = "80mm"
    logo: str = ""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    show_explanation: bool = True
    show_balance: bool = True
    show_next_tier: bool = True
    show_rewards: bool = True
    show_expiry: bool = True
    show_member_code: bool = True
    print_after_sale: bool = True

    def __post_init__(self) -> None:
        check_lines("receipt.header", self.header, most=6)
        check_lines("receipt.footer", self.footer, most=6)


@dataclass(frozen=True, slots=True)
class Printer:
    """Where slips go, and how that printer is spoken to."""

    receipt: str = "virtual"
    profile: str = "default"
    code_page: str = "CP858"
    # 0: as many columns as the profile says.
    columns: int = 0
    # "printer" where a clone draws QR codes itself, "picture" where it prints rubbish for them.
    qr_code: Literal["model", "printer", "picture"] = "model"
    # For printers that garble text: the whole slip is sent as one picture.
    as_picture: bool = False

    # The second printer, which stands in for the first; empty: there is none.
    fallback: str = ""
    fallback_profile: str = "default"
    fallback_code_page: str = "CP858"
    fallback_width: PaperWidth = "80mm"
    # How long the first is in trouble before its slips go there.
    fallback_after_s: int = 30

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.receipt):
            raise WrongSettingError(
                key="printer.receipt",
                value=self.receipt,
                reason="address",
                expected="network://192.168.1.50:9100",
            )
        check_range("printer.columns", self.columns, least=0, most=96)
        if self.fallback and not _ADDRESS.fullmatch(self.fallback):
            raise WrongSettingError(
                key="printer.fallback",
                value=self.fallback,
                reason="address",
                expected="network://192.168.1.51:9100",
            )
        check_range("printer.fallback_after_s", self.fallback_after_s, least=5, most=600)


@dataclass(frozen=True, slots=True)
class Drawer:
    """The cash drawer at the slip printer's plug."""

    opens: Literal["never", "key", "sale"] = "never"
    opened_by: Literal["everybody", "managers"] = "everybody"
    # The pin of the plug that the drawer's lock hangs on.
    pin: Literal["2", "5"] = "2"


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a scan looks like on this till. Learned by scanning one code in the settings."""

    # The keys that the scanner sends first: "F13" is one key, "]Q1" are three.
    prefix: str = ""
    # Those of a second scanner, on the members' side; empty: there is none.
    member_prefix: str = ""
    suffix: Literal["any", "enter", "tab", "none"] = "any"
    layout: Literal["same", "us-on-german", "us-keys"] = "same"
    minimum_length: int = 8
    max_average_ms: int = 35
    max_gap_ms: int = 50
    # How long a radio scanner may stop in the middle of a card's code.
    card_gap_ms: int = 150
    # A scanner on a serial line: "/dev/ttyACM0", "COM3" or "usb:1A86:7523:serial number".
    serial: str = ""
    serial_baud: int = 9600
    serial_side: Literal["counter", "member"] = "counter"
    # The name of the camera that cards are held before; "any": whichever there is; empty: none.
    camera: str = ""
    # It looks while somebody has opened its picture, or always.
    camera_use: Literal["button", "always"] = "button"
    camera_side: Literal["counter", "member"] = "counter"

    def __post_init__(self) -> None:
        check_length("scanner.prefix", self.prefix, most=8)
        check_length("scanner.member_prefix", self.member_prefix, most=8)
        check_length("scanner.serial", self.serial, most=120)
        check_length("scanner.camera", self.camera, most=120)
        check_range("scanner.card_gap_ms", self.card_gap_ms, least=50, most=400)
        check_range("scanner.serial_baud", self.serial_baud, least=300, most=921_600)
        check_range("scanner.minimum_length", self.minimum_length, least=4, most=64)
        check_range("scanner.max_average_ms", self.max_average_ms, least=5, most=60)
        check_range("scanner.max_gap_ms", self.max_gap_ms, least=5, most=90)


@dataclass(frozen=True, slots=True)
class Cards:
    """How strictly cards are looked at."""

    # How far the clocks of phones and of this till may lie apart.
    phone_tolerance_s: int = 30
    # The least time from one branch to another: sooner, it is a copy of the card. 0: not asked.
    travel_minutes: int = 10

    def __post_init__(self) -> None:
        check_range("cards.phone_tolerance_s", self.phone_tolerance_s, least=0, most=600)
        check_range("cards.travel_minutes", self.travel_minutes, least=0, most=240)


@dataclass(frozen=True, slots=True)
class Relay:
    """The printer that stands in front of the till's own one and reads along."""

    # Started by the terminal; it goes on when the window is closed.
    on: bool = False
    # Where the till finds it: an address of this machine and a port.
    listen: str = "127.0.0.1:9100"
    # The till's real printer.
    printer: str = ""
    # Whether points or an invitation are put on the receipts that were taught.
    block: bool = False
    # Whether jobs are kept so that a receipt can be shown to it.
    teaching: bool = False
    # How long a receipt is proposed to the next member by itself.
    propose_minutes: int = 5

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.:\[\]-]+:\d{1,5}", self.listen):
            raise WrongSettingError(
                key="relay.listen", value=self.listen, reason="address", expected="127.0.0.1:9100"
            )
        if self.printer and not re.fullmatch(r"network://\S+", self.printer):
            raise WrongSettingError(
                key="relay.printer",
                value=self.printer,
                reason="address",
                expected="network://192.168.1.50:9100",
            )
        check_range("relay.propose_minutes", self.propose_minutes, least=1, most=60)


@dataclass(frozen=True, slots=True)
class Gateway:
    """What other software beside the till may use while the window is open."""

    api: bool = False
    # On 127.0.0.1, always: nobody else is to hear it.
    api_port: int = 8765
    # Where other software drops purchases as files; empty: nowhere.
    watched_folder: str = ""

    def __post_init__(self) -> None:
        check_range("gateway.api_port", self.api_port, least=1024, most=65_535)
        check_length("gateway.watched_folder", self.watched_folder, most=400)


@dataclass(frozen=True, slots=True)
class Display:
    """The second screen, which the member sees."""

    # The name that the system gives the screen; empty: no member's screen.
    screen: str = ""
    language: Language | Literal["shop"] = "shop"
    theme: Theme = "light"
    forget_after_s: int = 12
    # A folder with pictures that are shown while nobody is served; empty: the shop's name.
    slides: str = ""
    slide_seconds: int = 10
    # The one question to members who use the screen on their own, and how seldom it is asked.
    survey: Literal["off", "recommend", "effort"] = "off"
    survey_days: int = 90
    survey_anonymous: bool = False
    # Whether members see their own card there; others in the queue could photograph it, too.
    show_card: bool = False
    # Whether people join there by themselves.
    joining: bool = False

    def __post_init__(self) -> None:
        check_range("display.forget_after_s", self.forget_after_s, least=3, most=120)
        check_length("display.slides", self.slides, most=400)
        check_range("display.slide_seconds", self.slide_seconds, least=3, most=600)
        check_range("display.survey_days", self.survey_days, least=1, most=3650)


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that sends letters for the shop. Its password lies with the keys."""

    # Empty: no letters.
    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    # The address in whose name letters go.
    sender: str = ""

    def __post_init__(self) -> None:
        check_length("mail.host", self.host, most=200)
        check_length("mail.user", self.user, most=200)
        check_range("mail.port", self.port, least=1, most=65_535)
        if self.sender and not _MAILBOX.fullmatch(self.sender):
            raise WrongSettingError(
                key="mail.sender",
                value=self.sender,
                reason="address",
                expected="bonus@example.org",
            )


@dataclass(frozen=True, slots=True)
class Counter:
    """How the window looks and behaves for those who stand at it."""

    theme: Theme = "system"
    language: Language | Literal["shop"] = "shop"
    sounds: bool = True
    amount_entry: AmountEntry = "major"
    # 0: never locks by itself.
    lock_after_minutes: int = 10
    reduced_motion: bool = False

    def __post_init__(self) -> None:
        check_range("counter.lock_after_minutes", self.lock_after_minutes, least=0, most=240)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one till."""

    shop: Shop = field(default_factory=Shop)
    receipt: Receipt = field(default_factory=Receipt)
    printer: Printer = field(default_factory=Printer)
    drawer: Drawer = field(default_factory=Drawer)
    scanner: Scanner = field(default_factory=Scanner)
    cards: Cards = field(default_factory=Cards)
    relay: Relay = field(default_factory=Relay)
    gateway: Gateway = field(default_factory=Gateway)
    display: Display = field(default_factory=Display)
    mail: Mail = field(default_factory=Mail)
    counter: Counter = field(default_factory=Counter)

    @property
    def counter_language(self) -> Language:
        """The language of those who work here."""
        return self.shop.language if self.counter.language == "shop" else self.counter.language

    @property
    def display_language(self) -> Language:
        """The language of those who buy here."""
        return self.shop.language if self.display.language == "shop" else self.display.language


def check_length(key: str, value: str, *, most: int) -> None:
    """Refuses a text that has no room where it is shown."""
    if len(value) > most:
        raise WrongSettingError(key=key, value=value, reason="too-long", expected=str(most))


def check_lines(key: str, lines: tuple[str, ...], *, most: int) -> None:
    """Refuses more lines than there is room for."""
    if len(lines) > most:
        raise WrongSettingError(
            key=key, value="\n".join(lines), reason="too-long", expected=str(most)
        )


def check_range(key: str, value: int, *, least: int, most: int) -> None:
    """Refuses a number outside its sense."""
    if not least <= value <= most:
        raise WrongSettingError(
            key=key, value=str(value), reason="range", expected=f"{least}–{most}"
        )
