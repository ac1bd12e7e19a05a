from collections.abc import Callable
from dataclasses import replace

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.i18n.words import words_for
from pos_loyalty.sync.errors import HubBusyError, HubUnreachableError, WrongPairingCodeError
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.hub_page import hub_page
from pos_loyalty.terminal.screens.settings.hub_ports import Reading
from pos_loyalty.terminal.screens.settings.hub_view import HubPage
from pos_loyalty.terminal.screens.settings.screen import GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.progress import ProgressBar
from pos_loyalty.terminal.widgets.text import Text
from tests.support.clock import FixedClock
from tests.support.hub_desk import ASIDE, CONNECTED, NOON, FakeHubDesk

CODE = "pos-loyalty-pair:https://hub.example.org#ABCDE12345"


class _Guest:
    """The page, joined to a desk in memory, and one scanner."""

    def __init__(self, qtbot: QtBot, desk: FakeHubDesk) -> None:
        self.desk = desk
        self.ears: list[object] = []
        tools = GuestTools(ImmediateTasks(), FixedClock(NOON), words_for("de"), dict)
        self.eyes: list[Callable[[str], bool]] = []
        self.joined = hub_page(
            desk, look=lambda _words, take: self.eyes.append(take), scans=self.ears.append
        )(tools)
        page = self.joined.page
        assert isinstance(page, HubPage)
        self.page = page
        qtbot.addWidget(page)
        page.resize(900, 900)
        page.show()
        self.joined.presenter.open()

    def scan(self, text: str) -> None:
        (heard,) = self.ears
        assert callable(heard)
        heard(text)

    def seen(self) -> str:
        return "\n".join(each.text() for each in self.page.findChildren(Text) if each.isVisible())

    def line(self, name: str) -> QLineEdit:
        return next(
            each for each in self.page.findChildren(QLineEdit) if each.accessibleName() == name
        )

    def button(self, name: str) -> Button:
        return next(each for each in self.page.findChildren(Button) if each.text() == name)

    def told(self) -> bool:
        return self.page.findChildren(NoticeBar)[0].isVisible()


def test_a_till_is_joined_by_hand(qtbot: QtBot) -> None:
    """Address and code are typed; then the page says how it stands."""
    guest = _Guest(qtbot, FakeHubDesk())
    assert guest.joined.section is Section.HUB
    assert not guest.button("Koppeln").isEnabled()
    assert guest.line("Name dieser Kasse").text() == "Kasse 1"
    QTest.keyClicks(guest.line("Adresse der Zentrale"), "https://hub.example.org")
    QTest.keyClicks(guest.line("Kopplungscode"), "abcde-12345")
    guest.button("Koppeln").click()
    assert guest.desk.paired == [("https://hub.example.org", "abcde-12345", "Kasse 1")]
    assert guest.desk.syncs == 1
    assert "Stand des Abgleichs" in guest.seen()
    assert "Mit anderen Kassen verbinden" not in guest.seen()
    guest.desk.talked()
    assert guest.button("Jetzt abgleichen").isEnabled()


def test_the_hubs_code_is_scanned(qtbot: QtBot) -> None:
    """One scan fills in both lines; any other scan changes nothing, nor one at another page."""
    guest = _Guest(qtbot, FakeHubDesk())
    guest.scan("LT1234567890")
    assert guest.line("Kopplungscode").text() == ""
    guest.scan(CODE)
    assert guest.line("Adresse der Zentrale").text() == "https://hub.example.org"
    assert guest.line("Kopplungscode").text() == "ABCDE12345"
    QTest.keyClicks(guest.line("Kopplungscode"), "X")
    guest.page.hide()
    guest.scan(CODE)
    assert guest.line("Kopplungscode").text() == "ABCDE12345X"


def test_the_hubs_code_is_pasted(qtbot: QtBot) -> None:
    """The whole text in either line is taken apart."""
    for name in ("Adresse der Zentrale", "Kopplungscode"):
        guest = _Guest(qtbot, FakeHubDesk())
        line = guest.line(name)
        line.setText(CODE)
        line.textEdited.emit(CODE)
        assert guest.line("Adresse der Zentrale").text() == "https://hub.example.org"
        assert guest.line("Kopplungscode").text() == "ABCDE12345"


def test_the_hubs_code_is_shown_to_a_camera(qtbot: QtBot) -> None:
    """The camera goes on until that one was read; once the till is joined it is no use."""
    guest = _Guest(qtbot, FakeHubDesk())
    guest.button("Mit der Kamera lesen").click()
    (take,) = guest.eyes
    assert not take("LT1234567890")
    assert take(CODE)
    assert guest.line("Kopplungscode").text() == "ABCDE12345"
    guest.button("Koppeln").click()
    guest.joined.presenter.open()
    guest.button("Mit der Kamera lesen").click()
    assert len(guest.eyes) == 1


def test_the_hubs_own_certificate_goes_along(qtbot: QtBot) -> None:
    """Its file's name stands on the page until the till is joined."""
    guest = _Guest(qtbot, FakeHubDesk())
    guest.scan(CODE)
    guest.page.pair.certificate_chosen.emit("/media/usb/zentrale.pem")
    assert "zentrale.pem" in guest.seen()
    guest.button("Koppeln").click()
    assert guest.desk.certificates == ["/media/usb/zentrale.pem"]


def test_a_wrong_code_is_told(qtbot: QtBot) -> None:
    """What was typed stays, to be put right."""
    guest = _Guest(qtbot, FakeHubDesk())
    guest.desk.fails_with = WrongPairingCodeError()
    guest.scan(CODE)
    guest.button("Koppeln").click()
    assert "Kopplungscode ist falsch" in guest.seen()
    assert guest.line("Kopplungscode").text() == "ABCDE12345"
    assert guest.button("Koppeln").isEnabled()
    guest.scan(CODE)
    assert not guest.told()


def test_how_it_stands(qtbot: QtBot) -> None:
    """Address, branch, times, the other tills, and nothing about what is not there."""
    guest = _Guest(qtbot, FakeHubDesk(CONNECTED))
    seen = guest.seen()
    for said in ("Verbunden. Alles ist abgeglichen.", "Mitte", "Kasse 2", "aktiv"):
        assert said in seen
    assert "zwei Geräte unter einem Namen" in seen
    assert "Kasse ohne Namen" in seen
    assert "zurückgestellt" not in seen


def test_an_outage_says_since_when_and_how_much_waits(qtbot: QtBot) -> None:
    """The sentence, the time and the count."""
    away = replace(
        CONNECTED,
        status=LinkStatus(Link.OFFLINE, NOON, 14),
        error=HubUnreachableError(problem="timeout"),
    )
    guest = _Guest(qtbot, FakeHubDesk(away))
    assert "Die Zentrale antwortet nicht rechtzeitig." in guest.seen()
    assert "Nicht erreichbar seit" in guest.seen()
    assert "14" in guest.seen()


def test_what_the_hub_keeps_aside_is_listed(qtbot: QtBot) -> None:
    """Line by line, with reasons in words."""
    guest = _Guest(qtbot, FakeHubDesk(replace(CONNECTED, kept_aside=ASIDE)))
    assert "Von der Zentrale zurückgestellt" in guest.seen()
    assert "während die Kasse ausgeschlossen war" in guest.seen()
    assert "unreadable" not in guest.seen()


def test_a_talk_is_wanted_and_over(qtbot: QtBot) -> None:
    """The button rests meanwhile; a talk that cannot be had is told."""
    guest = _Guest(qtbot, FakeHubDesk(CONNECTED))
    guest.button("Jetzt abgleichen").click()
    assert not guest.button("Wird abgeglichen …").isEnabled()
    guest.desk.progressed(Reading(500_000, 1_000_000))
    (bar,) = guest.page.findChildren(ProgressBar)
    assert bar.isVisible()
    assert bar.share == 0.5
    assert "500.000 von 1.000.000 gelesen" in guest.seen()
    assert "wird gerade gelesen" in guest.seen()
    guest.desk.talked()
    assert not bar.isVisible()
    guest.button("Jetzt abgleichen").click()
    guest.desk.troubled(HubBusyError())
    assert "spricht gerade mit der Zentrale" in guest.seen()
    assert guest.button("Jetzt abgleichen").isEnabled()
    guest.page.dismissed.emit()
    assert not guest.told()


def test_a_short_reading_shows_no_bar(qtbot: QtBot) -> None:
    """What is read in one breath does not flicker."""
    guest = _Guest(qtbot, FakeHubDesk(CONNECTED))
    guest.desk.progressed(Reading(3, 5))
    assert not guest.page.findChildren(ProgressBar)[0].isVisible()


def test_fewer_tills_leave_no_line_behind(qtbot: QtBot) -> None:
    """The list says what will stand there once it is empty, and speaks another language."""
    guest = _Guest(qtbot, FakeHubDesk(CONNECTED))
    guest.desk.facts = replace(CONNECTED, others=())
    guest.joined.presenter.open()
    assert "Bisher ist dies die einzige Kasse" in guest.seen()
    assert "Kasse 2" not in guest.seen()
    guest.joined.presenter.speak(words_for("en"))
    assert "This is the only till so far" in guest.seen()
    assert not guest.joined.presenter.close()


def test_what_a_person_should_see_goes_first(qtbot: QtBot) -> None:
    """A twin, a refusal, a hub that recovers, what waits: each in its own words."""
    cases = [
        (replace(CONNECTED, is_twin=True), "Zwei Geräte schreiben"),
        (replace(CONNECTED, is_recovering=True), "aus einer Sicherung zurückgeholt"),
        (
            replace(CONNECTED, error=HubUnreachableError(problem="busy")),
            "Die Zentrale ist ausgelastet.",
        ),
        (
            replace(CONNECTED, status=LinkStatus(Link.CONNECTED, None, 3)),
            "Was wartet, wird gerade gesendet.",
        ),
        (
            replace(CONNECTED, status=LinkStatus(Link.OFFLINE), synced_at=None),
            "Es gab noch keinen Abgleich",
        ),
    ]
    for facts, said in cases:
        assert said in _Guest(qtbot, FakeHubDesk(facts)).seen()
