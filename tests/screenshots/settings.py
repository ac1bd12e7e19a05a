"""Pictures of the settings, driven through their presenter."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

import qrcode
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QScrollArea, QWidget

from pos_loyalty.config import paths
from pos_loyalty.domain.letter import LetterProblem, LetterState
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.reporting.settlement_file import SettlementFileError
from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.scanning.serial_port import SerialPort
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE
from pos_loyalty.services.presets import presets
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.mail_page import mail_page
from pos_loyalty.terminal.screens.settings.mail_view import MailPage
from pos_loyalty.terminal.screens.settings.partners_page import partners_page
from pos_loyalty.terminal.screens.settings.partners_view import PartnersPage
from pos_loyalty.terminal.screens.settings.ports import LearnedScanner
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.screens.settings.state import PresetCard
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.look import SceneLook
from tests.support.clock import FixedClock
from tests.support.mail_desk import MAIL, FakeMailDesk
from tests.support.settings_fakes import (
    PARTNER_BOOKS,
    FakeDesk,
    FakeDevices,
    FakePartnerBooks,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)


@cache
def _slip(thanks: str) -> bytes:
    """Paper with something on it; what a real slip looks like, printing's own pictures show."""
    paper = Image.new("L", (384, 520), 255)
    pen = ImageDraw.Draw(paper)
    font = ImageFont.truetype(str(paths.resources() / "fonts" / "Inter-Medium.ttf"), 22)
    lines = ("Sonnenblume Naturkost", "Bio seit 1987", "", "36,50 €", "+65", "1.349", "", thanks)
    for place, line in enumerate(lines):
        pen.text((192, 30 + place * 44), line, font=font, fill=0, anchor="ma")
    return _png(paper)


@cache
def _code() -> bytes:
    return _png(qrcode.make(LESSON_CODE).get_image())


def _png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


@cache
def _templates() -> tuple[PresetCard, ...]:
    return tuple(PresetCard(each.id, each.name, each.summary) for each in presets())


class _SerialLines:
    """A computer with a scanner on a serial line, which is not in use."""

    def __init__(self) -> None:
        self.used = SerialLink()

    def ports(self) -> Sequence[SerialPort]:
        return (SerialPort("/dev/ttyACM0", "Barcode Scanner", 0x05E0, 0x1701, "S1"),)

    def link(self) -> SerialLink:
        return self.used


class _Screen:
    """The screen with a shop behind it."""

    def __init__(self, look: SceneLook) -> None:
        program = paths.resources() / "programs" / "sonnenblume.toml"
        self.devices = FakeDevices(_slip("Danke und bis bald!"), _code())
        programs = FakePrograms(tomllib.loads(program.read_text(encoding="utf-8")))
        programs.cards = _templates()
        self.books = FakePartnerBooks(shop=Movement(issued=12_400, redeemed=700))
        self.mail = FakeMailDesk()
        self.lines = _SerialLines()
        ports = SettingsPorts(
            FakeShelf(),
            programs,
            FakeStaff(),
            self.devices,
            FakeDesk(),
            (partners_page(self.books), mail_page(self.mail)),
            serial=self.lines,
        )
        screen = SettingsScreen(
            ports,
            tasks=ImmediateTasks(),
            clock=FixedClock(),
            words=look.words,
            is_guessable=lambda pin: pin == "1234",
            left=lambda: None,
        )
        self.view, self.settings = screen.view, screen.presenter
        self.program, self.staff = screen.program, screen.staff
        self.serial = screen.serial


def _change_program(screen: _Screen) -> None:
    screen.program.edit("earn.points", "2")
    screen.program.edit("expiry.length", "24")


def _break_program(screen: _Screen) -> None:
    screen.program.edit("earn.per", "1,5o")
    screen.program.edit("earn.minimum_purchase", "-3")
    screen.program.unfold("earn")
    screen.program.add("earn.category")


def _publish(screen: _Screen) -> None:
    _change_program(screen)
    screen.program.ask_start()


def _fill(screen: _Screen, path: str, **texts: str) -> None:
    screen.program.add(path)
    row = len(screen.program.state.tables[path].rows) - 1
    for key, text in texts.items():
        screen.program.edit(f"{path}[{row}].{key.replace('__', '.')}", text)


def _tiers(screen: _Screen) -> None:
    screen.program.edit("tier[2].multiplier", "2")
    screen.program.edit("tier[1].name", "Freundeskreis Wolfeschlegelsteinhausen")
    screen.program.open_row("tier", 2)
    screen.program.unfold("tier")


def _campaigns(screen: _Screen) -> None:
    _fill(screen, "campaign", name="Geburtstagswoche", members="birthday-week")
    _fill(
        screen, "campaign", name="Doppelte Punkte am Dienstag", weekdays="tue", hours="16:00-18:00"
    )
    screen.program.edit("stacking.campaigns", "multiply")


def _campaign_errors(screen: _Screen) -> None:
    _fill(screen, "campaign", name="Wolfeschlegelsteinhausens große Sommerwochen", to="2026-13-01")
    screen.program.edit("campaign[0].from", "1.6.2026")
    screen.program.edit("campaign[0].hours", "abends")
    screen.program.unfold("campaign")


def _rewards(screen: _Screen) -> None:
    _fill(screen, "reward", name="10 % auf alles", kind="percent-off")
    screen.program.edit("reward[3].value", "10")
    screen.program.unfold("reward")


def _bonuses(screen: _Screen) -> None:
    screen.program.switch("referral", is_on=True)
    _fill(screen, "action", name="Bewertung geschrieben", needs_manager="true")


def _games(screen: _Screen) -> None:
    _fill(
        screen,
        "stamp_card",
        name="Der zehnte Kaffee",
        category="kaffee",
        reward="kaffee-gratis",
    )
    _fill(screen, "challenge", name="Drei Besuche im März", badge="Frühaufsteher")
    screen.program.open_row("challenge", 0)
    _fill(screen, "draw", name="Sommer-Verlosung", prizes="Picknickkorb\nZwei Kinokarten")
    screen.program.open_row("draw", 0)


def _wheel(screen: _Screen) -> None:
    _fill(screen, "wheel", name="Glücksrad", limit="1 per week")
    screen.program.add("wheel[0].segments")
    screen.program.edit("wheel[0].segments[2].reward", "kaffee-gratis")
    for word in ("gewicht", "weight"):
        screen.settings.search(word)
        screen.settings.choose_hit("wheel[].segments[].weight")


def _clubs(screen: _Screen) -> None:
    _fill(screen, "partner", name="Bäckerei Korn", settlement_value="0,008")
    _fill(screen, "membership", name="Sonnenclub", benefits="Gratis Lieferung\nFrüher Einlass")
    screen.program.open_row("partner", 0)


def _take_out(screen: _Screen) -> None:
    screen.program.remove("reward", 1)


def _break_shop(screen: _Screen) -> None:
    screen.settings.edit("shop.name", "x" * 61)
    screen.settings.edit("counter.lock_after_minutes", "999")
    screen.settings.save()


def _compare(screen: _Screen) -> None:
    screen.settings.edit("shop.name", "Sonnenblume")
    screen.settings.edit("counter.sounds", "false")
    screen.settings.compare()


def _test_devices(screen: _Screen) -> None:
    screen.settings.test_display()


def _learn(screen: _Screen) -> None:
    screen.settings.learn_scanner()
    values = {"scanner.prefix": "F13"}
    code = "LT-YZ:0123456789/QWX"
    found = LearnedScanner(values, ("sends-first", "lower-case"), code, code.lower())
    screen.settings.scanner_learned(found)


def _learn_members(screen: _Screen) -> None:
    screen.settings.learn_member_scanner()
    code = "LT-YZ:0123456789/QWX"
    found = LearnedScanner({"scanner.prefix": ""}, ("other-layout",), code, "LTßZYÖ0123456789-QWX")
    screen.settings.scanner_learned(found)


def _plug_in(screen: _Screen) -> None:
    """In use, as far as the system lets us."""
    screen.serial.open()
    screen.settings.edit("scanner.serial", "usb:05E0:1701:S1")
    screen.settings.save()
    screen.lines.used = SerialLink(SerialState.FORBIDDEN, "/dev/ttyACM0")
    screen.serial.link_changed()
    panel = screen.view.devices.serial
    for area in screen.view.findChildren(QScrollArea):
        if area.isAncestorOf(panel):
            QCoreApplication.processEvents()
            area.ensureWidgetVisible(panel)


def _settle(screen: _Screen) -> None:
    screen.books.partners = PARTNER_BOOKS
    screen.settings.choose(Section.SETTLEMENT)


def _fail_to_settle(screen: _Screen) -> None:
    screen.books.partners = PARTNER_BOOKS
    screen.settings.choose(Section.SETTLEMENT)
    screen.books.failure = SettlementFileError(path="/media/stick/abrechnung.csv")
    page = screen.view.findChildren(PartnersPage)[0]
    page.exported.emit("/media/stick/abrechnung.csv")


def _mail(screen: _Screen) -> None:
    letter = screen.mail.letter("a")
    screen.mail.mail, screen.mail.has_password = MAIL, True
    screen.mail.letters = [
        letter,
        replace(letter, problem=LetterProblem.UNREACHABLE),
        replace(letter, state=LetterState.SENT),
        replace(letter, state=LetterState.FAILED, problem=LetterProblem.RECIPIENT),
    ]
    screen.settings.choose(Section.MAIL)
    page = screen.view.findChildren(MailPage)[0]
    page.edited.emit("mail.port", "viele")
    page.edited.emit("mail.sender", "bonus@sonnenblume.example")
    page.saved.emit()


def _nothing(_screen: _Screen) -> None:
    """As the page opens."""


_SCENES: dict[str, tuple[Section, Callable[[_Screen], None]]] = {
    "shop": (Section.SHOP, _nothing),
    "shop-errors": (Section.SHOP, _break_shop),
    "shop-compare": (Section.SHOP, _compare),
    "shop-search": (Section.SHOP, lambda screen: screen.settings.search("p")),
    "program": (Section.PROGRAM, _change_program),
    "program-errors": (Section.PROGRAM, _break_program),
    "program-publish": (Section.PROGRAM, _publish),
    "program-search": (Section.SHOP, lambda screen: screen.settings.search("pro")),
    "program-presets": (Section.PROGRAM, lambda screen: screen.program.show_presets()),
    "tiers": (Section.TIERS, _tiers),
    "campaigns-empty": (Section.CAMPAIGNS, _nothing),
    "campaigns": (Section.CAMPAIGNS, _campaigns),
    "campaigns-errors": (Section.CAMPAIGNS, _campaign_errors),
    "rewards": (Section.REWARDS, _rewards),
    "rewards-taken-out": (Section.REWARDS, _take_out),
    "bonuses": (Section.BONUSES, _bonuses),
    "games": (Section.GAMES, _games),
    "games-wheel": (Section.GAMES, _wheel),
    "clubs": (Section.CLUBS, _clubs),
    "settlement-empty": (Section.SETTLEMENT, _nothing),
    "settlement": (Section.SETTLEMENT, _settle),
    "settlement-failed": (Section.SETTLEMENT, _fail_to_settle),
    "receipt": (Section.RECEIPT, _nothing),
    "devices": (Section.DEVICES, _test_devices),
    "devices-learned": (Section.DEVICES, _learn),
    "devices-members": (Section.DEVICES, _learn_members),
    "devices-serial": (Section.DEVICES, _plug_in),
    "mail-empty": (Section.MAIL, _nothing),
    "mail": (Section.MAIL, _mail),
    "staff": (Section.STAFF, _nothing),
    "staff-form": (Section.STAFF, lambda screen: screen.staff.choose("s2")),
}


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """Each page, at rest and with something to say."""
    for name, (section, change) in _SCENES.items():
        screen = _Screen(look)
        # Overlays take the size of the screen when they open.
        screen.view.resize(look.width, look.height)
        screen.view.show()
        screen.settings.open(section)
        change(screen)
        yield name, screen.view
