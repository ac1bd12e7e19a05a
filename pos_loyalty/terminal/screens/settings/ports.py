"""What the settings need from below. ``bootstrap`` fills these; all calls run in the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.advice import Advice
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.staff import Role
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.state import Person, PresetCard, ScreenChoice

Explained = Mapping[str, tuple[ExplanationLine, ...]]
"""Explanation lines by tier id."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something bought, to try a program on."""

    amount_minor: int
    category: str = ""


class SettingsShelf(Protocol):
    """The settings of this till."""

    def load(self) -> Settings:
        """The settings in force."""
        ...

    def save(self, settings: Settings) -> None:
        """Put settings in force and write them. May raise ``SettingsFileError``."""
        ...


class Programs(Protocol):
    """The shop's program, as documents of program schema 1."""

    def load(self) -> Mapping[str, object]:
        """The document of the version that was published last."""
        ...

    def advice(
        self, document: Mapping[str, object], before: Mapping[str, object]
    ) -> Sequence[Advice]:
        """What a careful adviser says; raises ``WrongDocumentError`` with every problem."""
        ...

    def example(self, document: Mapping[str, object], purchase: Purchase) -> Explained:
        """Why a purchase earns what, by tier id; the id is empty where there are no tiers."""
        ...

    def publish(self, document: Mapping[str, object], start: date) -> None:
        """Publish a new version, in force from the start of a day; today means at once."""
        ...

    def presets(self) -> Sequence[PresetCard]:
        """The programs that ship."""
        ...

    def preset(self, preset_id: str) -> Mapping[str, object]:
        """The document of a program that ships."""
        ...

    def read_file(self, path: str) -> Mapping[str, object]:
        """The document in a file. Raises ``WrongDocumentError`` when there is none in it."""
        ...

    def write_file(self, path: str, document: Mapping[str, object]) -> None:
        """Write a document as a file that ``read_file`` understands. Raises ``OutageError``."""
        ...


class StaffList(Protocol):
    """Who may sign in. All but the list raise ``NotAllowedError`` and ``PinFormError``."""

    def people(self) -> Sequence[Person]:
        """Everybody, also those who no longer sign in."""
        ...

    def add(self, name: str, role: Role, pin: str) -> None:
        """Take somebody on."""
        ...

    def change(
        self,
        staff_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        pin: str | None = None,
        is_active: bool | None = None,
    ) -> None:
        """Change what is given."""
        ...


@dataclass(frozen=True, slots=True)
class LearnedScanner:
    """What one scan of the lesson's code taught; without ``values`` nothing can be used."""

    values: Mapping[str, str]
    """Settings by their keys, as texts: ``scanner.prefix``, ``scanner.layout`` …"""
    findings: tuple[str, ...] = ()
    """Names of ``scanning.wedge_lesson.Finding``."""
    expected: str = ""
    received: str = ""


def for_members(lesson: LearnedScanner) -> LearnedScanner:
    """What the same scan teaches of a second scanner: only how it is told from the first."""
    prefix = lesson.values.get("scanner.prefix", "")
    values = {"scanner.member_prefix": prefix} if prefix else {}
    findings = lesson.findings
    if lesson.values and not prefix:
        findings = (*findings, "no-prefix")
    return replace(lesson, values=values, findings=findings)


class Devices(Protocol):
    """What stands on and under the counter."""

    def profiles(self) -> Sequence[str]:
        """The printer models that can be chosen."""
        ...

    def preview(self, settings: Settings) -> bytes:
        """A sample slip as a PNG picture."""
        ...

    def test_printer(self, settings: Settings, printer: str) -> None:
        """Print a test page on the printer of that name; raises what it has."""
        ...

    def lesson_picture(self) -> bytes:
        """The code to scan, a PNG picture."""
        ...


class Desk(Protocol):
    """What the window itself does; these calls run in the window's thread."""

    def screens(self) -> Sequence[ScreenChoice]:
        """The screens there are besides the till's own."""
        ...

    def show_test_picture(self, screen: str) -> None:
        """Show a few seconds long which screen is meant."""
        ...

    def listen_to_scanner(self) -> None:
        """Hand the next scan's keys to the lesson; the answer comes to ``scanner_learned``."""
        ...

    def stop_listening(self) -> None:
        """Give scans back to the counter."""
        ...


class Guest(Protocol):
    """The presenter of a page that keeps a state of its own and is joined by whoever made it."""

    def open(self) -> None:
        """Show what there is; called each time somebody turns to the page."""
        ...

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        ...

    def close(self) -> bool:
        """Put away what lies over the page or is going on; whether there was anything."""
        ...
