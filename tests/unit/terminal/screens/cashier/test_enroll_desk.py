import pytest

from pos_loyalty.domain.counter import Birthday
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.terminal.screens.cashier.enroll_desk import birthday_of
from pos_loyalty.terminal.screens.cashier.facts import EnrollField
from pos_loyalty.terminal.screens.cashier.state import EnrollPanel, Stage
from tests.support.cashier import Desk
from tests.support.counter import FakeCounter


def _errors(panel: EnrollPanel) -> dict[str, str]:
    return dict(panel.errors)


def test_enter_alone_enrolls() -> None:
    """F3 and Enter make a member with a number, and the sale is open."""
    desk = Desk()
    desk.presenter.enrollment_wanted()
    desk.presenter.confirm()
    (enrollment,) = desk.counter.enrolled
    assert (enrollment.first_name, enrollment.card_text, enrollment.birthday) == ("", "", None)
    assert desk.stage() is Stage.SALE
    assert desk.notice == "Mitglied angelegt"
    assert desk.state.notice is not None
    assert "50 Punkte" in desk.state.notice.detail


def test_a_scan_in_the_form_is_the_new_members_card() -> None:
    """The card that is handed over is scanned into the form, and not looked up."""
    desk = Desk()
    desk.presenter.enrollment_wanted()
    desk.presenter.card_scanned("LT-FRESH")
    assert desk.state.enroll.has_card
    desk.presenter.confirm()
    assert desk.counter.enrolled[0].card_text == "LT-FRESH"


def test_what_was_typed_arrives() -> None:
    """Each line of the form reaches the service, without blanks around it."""
    desk = Desk()
    desk.presenter.enrollment_wanted()
    for line, text in (
        (EnrollField.FIRST_NAME, " Maja "),
        (EnrollField.LAST_NAME, "Lindqvist"),
        (EnrollField.PHONE, "+49 171 2345678"),
        (EnrollField.EMAIL, "maja@example.org"),
        (EnrollField.BIRTHDAY, "4.5."),
        (EnrollField.REFERRER, "K4821-7P2M9-B"),
    ):
        desk.presenter.enroll.edited(line, text)
    assert desk.state.enroll.asks_contact
    desk.presenter.enroll.contact_allowed(True)
    desk.presenter.confirm()
    (enrollment,) = desk.counter.enrolled
    assert enrollment.first_name == "Maja"
    assert enrollment.birthday == Birthday(5, 4)
    assert enrollment.referrer_number == "K4821-7P2M9-B"
    assert enrollment.may_contact


def test_mistakes_stand_beside_their_lines() -> None:
    """A wrong address, number and day are each named; nothing is sent until they are mended."""
    desk = Desk()
    desk.presenter.enrollment_wanted()
    desk.presenter.enroll.edited(EnrollField.EMAIL, "maja@")
    desk.presenter.enroll.edited(EnrollField.PHONE, "call me")
    desk.presenter.enroll.edited(EnrollField.BIRTHDAY, "31.2.")
    desk.presenter.confirm()
    assert _errors(desk.state.enroll).keys() == {"email", "phone", "birthday"}
    assert desk.counter.enrolled == []
    for line in (EnrollField.EMAIL, EnrollField.PHONE, EnrollField.BIRTHDAY):
        desk.presenter.enroll.edited(line, "")
    assert _errors(desk.state.enroll) == {}
    desk.presenter.confirm()
    assert len(desk.counter.enrolled) == 1


def test_an_outage_keeps_the_form() -> None:
    """What was typed stays when it cannot be saved, and Enter tries again with the same key."""
    counter = FakeCounter()
    desk = Desk(counter)
    desk.presenter.enrollment_wanted()
    desk.presenter.enroll.edited(EnrollField.FIRST_NAME, "Maja")
    counter.fails_with = OutageError()
    desk.presenter.confirm()
    assert desk.stage() is Stage.ENROLL
    assert dict(desk.state.enroll.texts)["first_name"] == "Maja"
    assert not desk.state.enroll.is_busy
    counter.fails_with = None
    desk.presenter.confirm()
    assert desk.stage() is Stage.SALE


def test_a_name_that_was_searched_for_is_taken_along() -> None:
    """Nobody types a name twice; a telephone number is no name."""
    desk = Desk()
    desk.presenter.search_edited("Maja von Lindqvist")
    desk.presenter.enrollment_wanted()
    texts = dict(desk.state.enroll.texts)
    assert (texts["first_name"], texts["last_name"]) == ("Maja", "von Lindqvist")
    desk.presenter.cancel()
    desk.presenter.search_edited("0171 234")
    desk.presenter.enrollment_wanted()
    assert dict(desk.state.enroll.texts)["first_name"] == ""


def test_escape_leaves_the_form() -> None:
    """Esc goes back to the prompt, and the next form is empty."""
    desk = Desk()
    desk.presenter.enrollment_wanted()
    desk.presenter.enroll.edited(EnrollField.FIRST_NAME, "Maja")
    desk.presenter.cancel()
    assert desk.stage() is Stage.READY
    desk.presenter.enrollment_wanted()
    assert dict(desk.state.enroll.texts)["first_name"] == ""


def test_f3_in_a_sale_can_be_taken_back() -> None:
    """A form opened in mid-sale does not lose the sale."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.enrollment_wanted()
    assert desk.stage() is Stage.ENROLL
    desk.presenter.cancel()
    desk.presenter.notice_answered("restore")
    assert desk.state.sale.amount_text == "36,50"


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("", None),
        ("4.5.", Birthday(5, 4)),
        ("04.05.1988", Birthday(5, 4, 1988)),
        ("4/5", Birthday(5, 4)),
        ("4 5 1988", Birthday(5, 4, 1988)),
        ("29.2.", Birthday(2, 29)),
    ],
)
def test_days_are_read_day_first(text: str, birthday: Birthday | None) -> None:
    """People write days with points, strokes and blanks, with a year or without."""
    assert birthday_of(text) == birthday


@pytest.mark.parametrize("text", ["31.2.", "29.2.2023", "May", "4.13.", "4.5.88"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """A day that no calendar has is a typing mistake."""
    with pytest.raises(ValueError):  # noqa: PT011 - which one does not matter
        birthday_of(text)
