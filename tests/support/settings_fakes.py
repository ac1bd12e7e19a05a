"""What the settings screen needs from below, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from pos_loyalty.config.settings import Receipt, Settings, Shop
from pos_loyalty.domain.advice import Advice
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.lint import advice_of
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.sample_sale import explained_by_tier
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.domain.staff import Role
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settled, Settlement
from pos_loyalty.terminal.screens.settings.ports import Explained, Purchase
from pos_loyalty.terminal.screens.settings.state import Person, PresetCard, ScreenChoice
from tests.support.clock import FixedClock


class FakeShelf:
    """Keeps settings, and fails when told to."""

    def __init__(self) -> None:
        self.settings = Settings(
            shop=Shop(
                name="Sonnenblume Naturkost",
                address=("Marktplatz 3", "79098 Freiburg"),
                phone="0761 123456",
                till="Kasse 2",
            ),
            receipt=Receipt(header=("Bio seit 1987",), footer=("Danke und bis bald!",)),
        )
        self.saved: list[Settings] = []
        self.failure: LoyaltyError | None = None

    def load(self) -> Settings:
        return self.settings

    def save(self, settings: Settings) -> None:
        if self.failure is not None:
            raise self.failure
        self.settings = settings
        self.saved.append(settings)


class FakePrograms:
    """Keeps one program, and files and presets by name."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self.document = document
        self.published: list[tuple[Mapping[str, object], date]] = []
        self.cards: Sequence[PresetCard] = (
            PresetCard("plain", "Schlicht", "Cashback: 2 % of each purchase back"),
            PresetCard("today", "Wie heute", "As the shop has it now"),
        )
        self.files: dict[str, Mapping[str, object]] = {}
        self.failure: LoyaltyError | None = None
        self.outage: LoyaltyError | None = None

    def load(self) -> Mapping[str, object]:
        return self.document

    def advice(
        self, document: Mapping[str, object], before: Mapping[str, object]
    ) -> Sequence[Advice]:
        if self.outage is not None:
            raise self.outage
        return advice_of(read_program(document), before=read_program(before))

    def example(self, document: Mapping[str, object], purchase: Purchase) -> Explained:
        line = BasketLine(purchase.amount_minor, category=purchase.category)
        return explained_by_tier(read_program(document), Basket((line,)), FixedClock().now())

    def publish(self, document: Mapping[str, object], start: date) -> None:
        if self.failure is not None:
            raise self.failure
        self.published.append((document, start))
        self.document = document

    def presets(self) -> Sequence[PresetCard]:
        return self.cards

    def preset(self, preset_id: str) -> Mapping[str, object]:
        if preset_id == "today":
            return self.document
        return {
            "schema": 1,
            "name": "Schlicht",
            "currency": "EUR",
            "timezone": "Europe/Berlin",
            "earn": {"points": 2, "per": "1.00"},
        }

    def read_file(self, path: str) -> Mapping[str, object]:
        if self.failure is not None:
            raise self.failure
        return self.files[path]

    def write_file(self, path: str, document: Mapping[str, object]) -> None:
        if self.failure is not None:
            raise self.failure
        self.files[path] = document


class FakeStaff:
    """Keeps people and their PINs."""

    def __init__(self) -> None:
        self.everybody = [
            Person("s1", "Mira Köhler", Role.MANAGER),
            Person("s2", "Jonas Weber", Role.CASHIER),
            Person("s3", "Leyla Aydın", Role.CASHIER, is_active=False),
        ]
        self.pins: dict[str, str] = {}
        self.failure: LoyaltyError | None = None

    def people(self) -> Sequence[Person]:
        return tuple(self.everybody)

    def add(self, name: str, role: Role, pin: str) -> None:
        self._may_fail()
        person = Person(f"s{len(self.everybody) + 1}", name, role)
        self.everybody.append(person)
        self.pins[person.id] = pin

    def change(
        self,
        staff_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        pin: str | None = None,
        is_active: bool | None = None,
    ) -> None:
        self._may_fail()
        place = next(n for n, each in enumerate(self.everybody) if each.id == staff_id)
        known = self.everybody[place]
        self.everybody[place] = replace(
            known,
            name=known.name if name is None else name,
            role=known.role if role is None else role,
            is_active=known.is_active if is_active is None else is_active,
        )
        if pin is not None:
            self.pins[staff_id] = pin

    def _may_fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class FakeDevices:
    """A printer that obeys or does not, and pictures that are none."""

    def __init__(self, picture: bytes = b"slip", code: bytes = b"code") -> None:
        self.picture = picture
        self.code = code
        self.previewed: list[Settings] = []
        self.printed: list[Settings] = []
        self.printed_on: list[str] = []
        self.failure: LoyaltyError | None = None

    def profiles(self) -> Sequence[str]:
        return ("default", "TM-T88III", "TM-T20II", "POS-5890")

    def preview(self, settings: Settings) -> bytes:
        self.previewed.append(settings)
        return self.picture

    def test_printer(self, settings: Settings, printer: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.printed.append(settings)
        self.printed_on.append(printer)

    def lesson_picture(self) -> bytes:
        return self.code


class FakeDesk:
    """A till with one screen besides its own."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self._listening = False

    def is_listening(self) -> bool:
        """Whether scans come to the lesson."""
        return self._listening

    def screens(self) -> Sequence[ScreenChoice]:
        return (ScreenChoice("HDMI-2", "HDMI-2 · 1280 × 800"),)

    def show_test_picture(self, screen: str) -> None:
        self.shown.append(screen)

    def listen_to_scanner(self) -> None:
        self._listening = True

    def stop_listening(self) -> None:
        self._listening = False


class FakePartnerBooks:
    """Settles whatever it was given, and keeps what was exported."""

    def __init__(self, *partners: Settled, shop: Movement | None = None) -> None:
        self.partners = partners
        self.shop = shop or Movement()
        self.asked: list[Period] = []
        self.exported: list[tuple[str, Settlement]] = []
        self.failure: LoyaltyError | None = None

    def settlement(self, period: Period) -> Settlement:
        if self.failure is not None:
            raise self.failure
        self.asked.append(period)
        return Settlement(period, Currency("EUR"), self.partners, self.shop)

    def export(self, path: str, settlement: Settlement) -> None:
        if self.failure is not None:
            raise self.failure
        self.exported.append((path, settlement))


PARTNER_BOOKS: Final = (
    Settled(
        "korn",
        "Bäckerei Korn",
        Movement(issued=4_820, taken_back=120, redeemed=900, restored=100),
        Fraction("0.008"),
        -3_120,
    ),
    Settled("blume", "Blumen am Markt", Movement(redeemed=1_500), Fraction("0.0075"), 1_125),
    Settled("rad", "Radladen Wolfeschlegelsteinhausen", Movement(), Fraction("0.01"), 0),
)
"""A month of a small coalition: one pays, one receives, one had nothing."""
