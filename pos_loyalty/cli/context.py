"""What every command works on: a data folder, a language, a key."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Self
from uuid import uuid4

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.cli.neighbors import Gateway, Hub
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Shop
from pos_loyalty.config.settings_file import SettingsFileError, read_settings
from pos_loyalty.domain.calendar import parse_moment
from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.services.request import Request
from pos_loyalty.storage.page_check import PageCheck


class Context:
    """Opens the shop when a command first asks for it, and closes it at the end."""

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        *,
        language: str | None = None,
        key: str = "",
        partner: str = "",
        gateway: Callable[[], Gateway],
        hub: Callable[[], Hub],
    ) -> None:
        """``gateway`` and ``hub`` load the rooms of those names."""
        self.folder = folder
        self.clock = clock
        self._language = language
        self._key = key
        self._partner = partner
        self._gateway = gateway
        self.elsewhere: Sighting | None = None
        """Where the card that was shown cannot have been, if it was there a moment ago."""
        self._hub = hub
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @cached_property
    def shop(self) -> Application:
        """The shop in the data folder. Raises DatabaseMissingError and other outages."""
        return self._open.enter_context(
            open_application(self.folder, self.clock, page_check=PageCheck.ONCE_A_BOOT)
        )

    @cached_property
    def gateway(self) -> Gateway:
        """The processes beside an existing till."""
        return self._gateway()

    @cached_property
    def hub(self) -> Hub:
        """Where tills meet."""
        return self._hub()

    @cached_property
    def now(self) -> datetime:
        """The instant at which this command runs."""
        return self.clock.now()

    @cached_property
    def program(self) -> Program:
        """The program in force."""
        return self.shop.programs.current(self.now).program

    @cached_property
    def language(self) -> str:
        """The language asked for, or the shop's."""
        return self._language or self._settings.language

    @cached_property
    def words(self) -> Words:
        """Words without the unit of a program: enough for what needs no shop."""
        settings = self._settings
        return words_for(self.language, currency=settings.currency, timezone=settings.timezone)

    @cached_property
    def shop_words(self) -> Words:
        """Words with the program's own unit."""
        return self.shop.voice.words(self.program, self.language)

    @cached_property
    def request(self) -> Request:
        """This command as a request, under its key or one of its own."""
        return Request(
            self._key or f"cli-{uuid4()}",
            OPERATOR,
            self.now,
            partner=self._partner,
            till_partner=self._settings.partner,
        )

    @cached_property
    def is_repeating(self) -> bool:
        """Whether a request under this key was answered before."""
        with self.shop.store.read() as reading:
            return bool(self._key) and reading.shop.request(self._key) is not None

    def money(self, minor: int) -> str:
        """An amount as programs read it."""
        return format_major(minor, self.program.currency)

    def moment(self, text: str) -> datetime:
        """The instant that a date or time means in the shop. Raises ValueError."""
        return parse_moment(text, self.program.zone)

    def local(self, instant: datetime) -> str:
        """An instant as programs read it, with the shop's offset."""
        return instant.astimezone(self.program.zone).isoformat()

    @cached_property
    def _settings(self) -> Shop:
        # What is wrong with the file is said when the shop is opened, and that takes words.
        try:
            return read_settings(self.folder.settings).settings.shop
        except SettingsFileError:
            return Shop()
