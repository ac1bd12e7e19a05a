import pytest

from pos_loyalty.domain.consent import CONTACT, TERMS, Consent
from pos_loyalty.domain.visit import NewAtScreen
from pos_loyalty.services.contact import BadContactError
from pos_loyalty.services.identify import UnknownCardError
from pos_loyalty.terminal.screens.kiosk.state import (
    Accept,
    Erase,
    Intent,
    Join,
    Leave,
    NextStep,
    Page,
    Shift,
    StepBack,
    Typed,
    WantLetters,
)
from tests.support.kiosk import CARD
from tests.support.kiosk_screen import Screen

TERMS_READ = Consent(
    TERMS,
    "Wir speichern Ihre Einkäufe und Punkte, damit sie Ihnen gehören.\n"
    "Sie können jederzeit an der Kasse damit aufhören.\n"
    "Damit bin ich einverstanden",
)


@pytest.fixture
def screen() -> Screen:
    """A screen that nobody uses."""
    return Screen()


def _type(screen: Screen, text: str) -> None:
    for character in text:
        screen.presenter.chosen(Typed(character))


def _choose(screen: Screen, *intents: Intent) -> None:
    for intent in intents:
        screen.presenter.chosen(intent)


def test_somebody_joins(screen: Screen) -> None:
    """A name, an address, a tick that nobody has set before, and the card to photograph."""
    screen.presenter.join_wanted()
    screen.presenter.chosen(NextStep())
    assert screen.state.page is Page.KEYS
    _type(screen, "Zoë")
    screen.presenter.chosen(NextStep())
    _type(screen, "zoe@example.org")
    screen.presenter.chosen(NextStep())
    assert [option.is_ticked for option in screen.options()] == [False, False, None]
    assert not screen.option(Join()).is_ready
    screen.presenter.chosen(Join())
    assert screen.kiosk.joined == []
    screen.presenter.chosen(Accept())
    screen.presenter.chosen(WantLetters())
    screen.presenter.chosen(Join())
    expected = NewAtScreen(
        first_name="Zoë",
        email="zoe@example.org",
        may_contact=True,
        language="de",
        consents=(TERMS_READ, Consent(CONTACT, "Sie dürfen mir über Angebote schreiben")),
    )
    assert screen.kiosk.joined == [expected]
    assert screen.state.ask is not None
    assert screen.state.ask.code
    screen.presenter.done()
    assert screen.state.is_away


def test_somebody_joins_without_a_word(screen: Screen) -> None:
    """Nothing is obligatory but the consent; letters are no question without an address."""
    screen.presenter.join_wanted()
    for _step in range(3):
        screen.presenter.chosen(NextStep())
    assert len(screen.options()) == 2
    screen.presenter.chosen(Accept())
    screen.presenter.chosen(Join())
    assert screen.kiosk.joined == [NewAtScreen(language="de", consents=(TERMS_READ,))]


def test_what_is_kept_is_what_was_read(screen: Screen) -> None:
    """Every word of the page, in the language in which it was read."""
    screen.presenter.join_wanted()
    for _step in range(3):
        screen.presenter.chosen(NextStep())
    screen.presenter.chosen(Accept())
    screen.presenter.language_chosen("en")
    read = (*screen.lines(), screen.option(Accept()).text)
    screen.presenter.chosen(Join())
    (joined,) = screen.kiosk.joined
    assert joined.language == "en"
    assert joined.consents == (Consent(TERMS, "\n".join(read)),)
    assert joined.consents[0].text.endswith("\nI agree")


def test_a_blank_card_is_the_new_one(screen: Screen) -> None:
    """Scanned at any step; the card of a member opens that account instead."""
    screen.presenter.join_wanted()
    screen.kiosk.problem = UnknownCardError(member="m", reason="nobody")
    screen.presenter.card_shown("a blank card")
    assert screen.lines()[1] == "Ihre neue Karte ist erkannt."
    screen.kiosk.problem = None
    _choose(screen, NextStep(), NextStep(), NextStep(), Accept(), Join())
    assert screen.kiosk.joined[0].card_text == "a blank card"
    screen.presenter.done()
    screen.presenter.join_wanted()
    screen.presenter.card_shown(CARD)
    assert screen.state.heading == "Hallo, Anna!"


def test_a_wrong_address_is_mended(screen: Screen) -> None:
    """What was typed is still there, and the tick too; the mended request is another one."""
    screen.presenter.join_wanted()
    screen.presenter.chosen(NextStep())
    _type(screen, "Zoe")
    screen.presenter.chosen(NextStep())
    _type(screen, "zoe@")
    _choose(screen, NextStep(), Accept())
    screen.kiosk.problem = BadContactError(field="email")
    screen.presenter.chosen(Join())
    assert screen.state.entry is not None
    assert screen.state.entry.text == "zoe@"
    assert screen.state.news.startswith("Das kann keine E-Mail-Adresse sein.")
    screen.kiosk.problem = None
    _type(screen, "example.org")
    _choose(screen, NextStep(), Join())
    assert screen.kiosk.joined[0].first_name == "Zoe"
    keys = [each for each in screen.kiosk.asked if each.startswith("join")]
    assert len(set(keys)) == 2


def test_what_was_typed_is_forgotten(screen: Screen) -> None:
    """Whoever walks away leaves nothing for the next one, on the screen or behind it."""
    screen.presenter.join_wanted()
    screen.presenter.chosen(NextStep())
    _type(screen, "Zoe")
    screen.presenter.chosen(Erase())
    screen.presenter.chosen(Shift())
    screen.wait(20)
    assert screen.shown[-1].page is Page.AWAY
    assert screen.shown[-1].entry is None
    screen.presenter.join_wanted()
    screen.presenter.chosen(NextStep())
    assert [state.entry.text for state in screen.shown[-1:] if state.entry] == [""]
    screen.presenter.chosen(StepBack())
    screen.presenter.chosen(Leave())
    assert screen.state.is_away


def test_where_nobody_joins_there_is_no_button(screen: Screen) -> None:
    """Nor while the counter serves somebody."""
    assert screen.state.join == "Mitglied werden"
    screen.is_free = False
    screen.presenter.join_wanted()
    assert screen.state.is_away
    screen.is_free, screen.may_join = True, False
    screen.presenter.join_wanted()
    assert screen.state.is_away
    screen.presenter.use(language="de", patience_s=12)
    assert screen.state.join == ""
