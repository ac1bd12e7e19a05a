"""A new member in under twenty seconds: nothing is obligatory."""

import re

from pos_loyalty.domain.counter import Birthday, Enrollment, MemberGlance
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.terminal.screens.cashier import notices
from pos_loyalty.terminal.screens.cashier.board import Board, changed
from pos_loyalty.terminal.screens.cashier.facts import EnrollFacts, EnrollField
from pos_loyalty.terminal.screens.cashier.ports import Counter
from pos_loyalty.terminal.screens.cashier.sale_desk import SaleDesk
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.tasks import TaskRunner

_DAY = re.compile(r"(\d{1,2})[.\-/ ]+(\d{1,2})(?:[.\-/ ]+(\d{4}))?[. ]*", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[\d\s()/.\-]{5,24}", re.ASCII)


class EnrollDesk:
    """Fills the form and sends it."""

    def __init__(self, board: Board, counter: Counter, tasks: TaskRunner, sale: SaleDesk) -> None:
        self._board = board
        self._counter = counter
        self._tasks = tasks
        self._sale = sale

    def begin(self) -> None:
        """An empty form; a name that was just searched for is taken along."""
        names = _names(self._board.facts.find_text)
        self._board.become(
            stage=Stage.ENROLL,
            overlay=Overlay.NONE,
            notice=None,
            member=None,
            enroll=EnrollFacts(key=self._board.new_key(), texts=names),
            find_text="",
            found=None,
        )

    def card_scanned(self, text: str) -> None:
        """A card is handed over with the membership."""
        self._change(card_text=text)

    def edited(self, line: EnrollField, text: str) -> None:
        """A line of the form changed; what was wrong with it is forgotten until the end."""
        form = self._board.facts.enroll
        texts = tuple((each, old) for each, old in form.texts if each is not line)
        problems = tuple(each for each in form.problems if each[0] is not line)
        self._change(texts=(*texts, (line, text)), problems=problems)

    def contact_allowed(self, allowed: bool) -> None:  # noqa: FBT001 - what a check box says
        """Whether the member wants to hear from the shop."""
        self._change(may_contact=allowed)

    def confirm(self) -> None:
        """Enter: take the member in and go on to the sale."""
        form = self._board.facts.enroll
        if form.is_busy:
            return
        wrong = tuple((line, None) for line in _wrong_lines(form))
        if wrong:
            self._change(problems=wrong)
            return
        self._change(is_busy=True, problems=())
        enrollment = _enrollment(form)
        self._tasks.run(
            lambda: self._counter.enroll(enrollment), self._enrolled, self._not_enrolled
        )

    def leave(self) -> None:
        """Back to the prompt without a new member."""
        if not self._board.facts.enroll.is_busy:
            self._board.become(stage=Stage.READY, enroll=EnrollFacts(), notice=None)

    def _enrolled(self, member: MemberGlance) -> None:
        self._board.become(enroll=EnrollFacts())
        self._sale.begin(member)
        self._board.notify(notices.enrolled(member))

    def _not_enrolled(self, error: LoyaltyError) -> None:
        self._change(is_busy=False)
        self._board.notify(notices.about(error))

    def _change(self, **changes: object) -> None:
        self._board.become(enroll=changed(self._board.facts.enroll, changes))


def birthday_of(text: str) -> Birthday | None:
    """The day that somebody typed, day before month: ``4.5.``, ``04/05/1988``.

    Raises ``ValueError`` for what is no day; nothing typed is no day either, and no mistake.
    """
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    day, month, year = found.groups()
    return Birthday(int(month), int(day), int(year) if year else None)


def _wrong_lines(form: EnrollFacts) -> list[EnrollField]:
    wrong = []
    phone = form.text(EnrollField.PHONE).strip()
    if phone and not _PHONE.fullmatch(phone):
        wrong.append(EnrollField.PHONE)
    email = form.text(EnrollField.EMAIL).strip()
    if email and not _EMAIL.fullmatch(email):
        wrong.append(EnrollField.EMAIL)
    try:
        birthday_of(form.text(EnrollField.BIRTHDAY))
    except ValueError:
        wrong.append(EnrollField.BIRTHDAY)
    return wrong


def _enrollment(form: EnrollFacts) -> Enrollment:
    def text(line: EnrollField) -> str:
        return form.text(line).strip()

    return Enrollment(
        key=form.key,
        card_text=form.card_text,
        first_name=text(EnrollField.FIRST_NAME),
        last_name=text(EnrollField.LAST_NAME),
        phone=text(EnrollField.PHONE),
        email=text(EnrollField.EMAIL),
        birthday=birthday_of(text(EnrollField.BIRTHDAY)),
        referrer_number=text(EnrollField.REFERRER),
        may_contact=form.may_contact,
    )


def _names(searched: str) -> tuple[tuple[EnrollField, str], ...]:
    """First and last name out of a search that found nobody; nothing when it was no name."""
    words = searched.split()
    if not words or any(not word.replace("-", "").isalpha() for word in words):
        return ()
    if len(words) == 1:
        return ((EnrollField.FIRST_NAME, words[0]),)
    return ((EnrollField.FIRST_NAME, words[0]), (EnrollField.LAST_NAME, " ".join(words[1:])))
