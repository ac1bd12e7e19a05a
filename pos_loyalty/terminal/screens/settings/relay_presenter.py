"""The till that is read along: switched, asked how it is, and taught by pointing at a receipt."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from pos_loyalty.config.settings import Relay, WrongSettingError
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.receipt_lesson import Marked, Marks, UnclearLessonError, guess, learn
from pos_loyalty.domain.receipt_template import ReceiptTemplate, readings_of
from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.relay import unread_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.relay_folder import RelayStatus
from pos_loyalty.terminal.screens.settings.relay_state import (
    KeptLine,
    Piece,
    RelayPageState,
    SheetState,
    Target,
    TillLine,
)
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.screens.settings.wording import setting_problem
from pos_loyalty.terminal.tasks import TaskRunner

_WORD: Final = re.compile(r"\S*\d\S*")
_EDGES: Final = "#:*()|,.;"
_PROMPTS: Final = {
    Target.TOTAL: mark("Press the total on the receipt."),
    Target.NUMBER: mark("Press the receipt’s number."),
    Target.DATE: mark("Press the date. Skip it if the till prints none."),
}
_ALL_MARKED: Final = mark(
    "Everything is marked. To correct something, choose it and press it again on the "
    "receipt. Otherwise press “Learn this till”."
)

Show = Callable[[RelayPageState, Words], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt that the relay was shown."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelayLook:
    """How the relay is, what it kept and what it was taught."""

    now: datetime
    status: RelayStatus | None = None
    kept: tuple[Kept, ...] = ()
    templates: tuple[ReceiptTemplate, ...] = ()


class RelayDesk(Protocol):
    """The relay and its folder; all calls run in the worker."""

    def settings(self) -> Relay:
        """What is wanted now."""
        ...

    def keep(self, wanted: Relay) -> Relay:
        """Put it in force. Raises NotAllowedError and SettingsFileError."""
        ...

    def look(self) -> RelayLook:
        """How it is now."""
        ...

    def learn(self, template: ReceiptTemplate) -> RelayLook:
        """Keep a template. Raises NotAllowedError and RelayFolderError."""
        ...

    def forget(self, name: str) -> RelayLook:
        """Forget a till. Raises NotAllowedError and RelayFolderError."""
        ...


class RelayPresenter:
    """Each switch counts at once: there is nothing to save on this page."""

    def __init__(self, desk: RelayDesk, *, tasks: TaskRunner, words: Words, show: Show) -> None:
        self._desk = desk
        self._tasks = tasks
        self._words = words
        self._show = show
        self._kept = Relay()
        self._look: RelayLook | None = None
        self._chosen = ""
        self._marks: dict[Target, Marked] = {}
        self._state = RelayPageState()

    @property
    def state(self) -> RelayPageState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """Read what is wanted and how it is."""
        self._chosen, self._marks = "", {}
        self._become(RelayPageState(is_busy=True))
        self._tasks.run(self._desk.settings, self._loaded, self._refused)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def close(self) -> bool:
        """A receipt that is being taught from is put away first."""
        if not self._chosen:
            return False
        self._chosen, self._marks = "", {}
        self._become(self._state)
        return True

    def look(self) -> None:
        """See how it is now."""
        self._tasks.run(self._desk.look, self._seen, self._refused)

    def type_listen(self, text: str) -> None:
        """Another address for tills; it counts when the relay is switched on."""
        self._become(replace(self._state, listen=text, listen_error=""))

    def type_printer(self, text: str) -> None:
        """Another printer; it counts when the relay is switched on."""
        self._become(replace(self._state, printer=text, printer_error=""))

    def type_minutes(self, text: str) -> None:
        """Another time for which a receipt is proposed; it counts when the field is left."""
        self._become(replace(self._state, minutes=text, minutes_error=""))

    def keep_minutes(self) -> None:
        """Put the time into force, where it makes sense.

        The page is not held up meanwhile: whoever leaves the field by pressing a button means
        that button, too.
        """
        before = self._kept
        wanted = self._with_minutes(before)
        if wanted is None or wanted == before or self._state.is_busy:
            return
        self._kept = wanted

        def refused(error: LoyaltyError) -> None:
            self._kept = replace(self._kept, propose_minutes=before.propose_minutes)
            self._refused(error)

        self._tasks.run(lambda: self._desk.keep(wanted), lambda _kept: None, refused)

    def switch(self) -> None:
        """On, with what is typed; or off."""
        if self._kept.on:
            self._keep(replace(self._kept, on=False))
            return
        wanted = self._typed()
        if wanted is not None:
            self._keep(replace(wanted, on=True))

    def switch_block(self) -> None:
        """Whether points or an invitation are put on receipts."""
        self._keep(replace(self._kept, block=not self._kept.block))

    def switch_teaching(self) -> None:
        """Whether receipts are kept to be taught from."""
        self._keep(replace(self._kept, teaching=not self._kept.teaching))

    def choose(self, name: str) -> None:
        """Teach from this receipt: what can be guessed is marked already."""
        kept = self._named(name)
        if kept is None:
            return
        guessed = guess(kept.lines)
        self._chosen = name
        self._marks = {}
        if guessed is not None:
            found = {Target.TOTAL: guessed.total, Target.NUMBER: guessed.number}
            self._marks = found | ({Target.DATE: guessed.date} if guessed.date else {})
        sheet = SheetState(target=self._missing())
        self._become(replace(self._state, sheet=sheet, message=None))

    def aim(self, target: Target) -> None:
        """What is pressed next is this."""
        if self._state.sheet is not None:
            self._become(replace(self._state, sheet=replace(self._state.sheet, target=target)))

    def point(self, place: str) -> None:
        """A figure on the receipt was pressed."""
        sheet = self._state.sheet
        if sheet is None:
            return
        line, start, end = (int(part) for part in place.split("-"))
        self._marks[sheet.target] = Marked(line, start, end)
        self._become(replace(self._state, sheet=replace(sheet, target=self._missing())))

    def learn(self) -> None:
        """Learn what was marked; a name that is taken gets a number."""
        kept, marks = self._named(self._chosen), self._complete()
        look = self._look
        if kept is None or marks is None or look is None:
            return
        others = [each.lines for each in look.kept if _is_alike(each.lines, kept.lines)]
        taken = {template.name for template in look.templates}
        # Cashiers read it beside each receipt, so it is a word of their language.
        till = self._words.text("till")
        name = next(n for n in (till, *(f"{till}-{i}" for i in range(2, 99))) if n not in taken)
        try:
            template = learn(name, kept.lines, marks, others, reads_lines=True)
        except UnclearLessonError as error:
            self._say(Tone.BAD, _complaint(error, self._words))
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(lambda: self._desk.learn(template), self._learned, self._refused)

    def forget(self, name: str) -> None:
        """Read this till's receipts no more."""
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(lambda: self._desk.forget(name), self._seen, self._refused)

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._state, message=None))

    def _typed(self) -> Relay | None:
        """What is typed, where it makes sense; else None, and a word about it."""
        state = self._state
        try:
            wanted = replace(self._kept, listen=state.listen.strip())
        except WrongSettingError as error:
            self._become(replace(state, listen_error=setting_problem(error, self._words)))
            return None
        try:
            wanted = replace(wanted, printer=state.printer.strip())
        except WrongSettingError as error:
            self._become(replace(state, printer_error=setting_problem(error, self._words)))
            return None
        if not wanted.printer:
            missing = self._words.text("Enter the till’s real printer.")
            self._become(replace(state, printer_error=missing))
            return None
        return wanted

    def _with_minutes(self, kept: Relay) -> Relay | None:
        """With the time that is typed; None, and a word about it, where it makes no sense."""
        text = self._state.minutes.strip()
        try:
            # Anything but figures is as far out of range as nothing.
            return replace(kept, propose_minutes=int(text) if text.isdecimal() else 0)
        except WrongSettingError as error:
            problem = setting_problem(error, self._words)
            self._become(replace(self._state, minutes_error=problem))
            return None

    def _keep(self, wanted: Relay) -> None:
        if self._state.is_busy:
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(lambda: self._desk.keep(wanted), self._loaded, self._refused)

    def _loaded(self, kept: Relay) -> None:
        self._kept = kept
        self._become(
            replace(
                self._state,
                is_loaded=True,
                is_busy=False,
                listen=kept.listen,
                printer=kept.printer,
                listen_error="",
                printer_error="",
                minutes=str(kept.propose_minutes),
                minutes_error="",
            )
        )
        self.look()

    def _seen(self, look: RelayLook) -> None:
        self._look = look
        if self._named(self._chosen) is None:
            self._chosen, self._marks = "", {}
        self._become(replace(self._state, is_busy=False))

    def _learned(self, look: RelayLook) -> None:
        self._chosen, self._marks = "", {}
        self._seen(look)
        self._say(Tone.GOOD, self._words.text("Learned. See below what is recognized now."))

    def _refused(self, error: LoyaltyError) -> None:
        self._say(Tone.BAD, message_for(error, self._words))

    def _say(self, tone: Tone, text: str) -> None:
        self._become(replace(self._state, is_busy=False, message=Message(tone, text)))

    def _named(self, name: str) -> Kept | None:
        kept = self._look.kept if self._look else ()
        return next((each for each in kept if each.name == name), None)

    def _missing(self) -> Target:
        return next((each for each in Target if each not in self._marks), Target.TOTAL)

    def _complete(self) -> Marks | None:
        total, number = self._marks.get(Target.TOTAL), self._marks.get(Target.NUMBER)
        if total is None or number is None:
            return None
        return Marks(total, number, self._marks.get(Target.DATE))

    def _become(self, state: RelayPageState) -> None:
        words, kept, look = self._words, self._kept, self._look
        chosen = self._named(self._chosen)
        sheet = None
        if chosen is not None:
            before = state.sheet or SheetState()
            sheet = replace(
                before,
                lines=_pieces(chosen.lines, self._marks),
                prompt=words.text(
                    _ALL_MARKED if len(self._marks) == len(Target) else _PROMPTS[before.target]
                ),
                can_learn=self._complete() is not None and not state.is_busy,
            )
        self._state = replace(
            state,
            is_on=kept.on,
            wants_block=kept.block,
            is_teaching=kept.teaching,
            standing=_standing(look, words) if kept.on and look is not None else None,
            figures=_figures(look, words),
            kept=_kept_lines(look, self._chosen, words),
            sheet=sheet,
            tills=_tills(look, words),
        )
        self._show(self._state, words)


def _standing(look: RelayLook, words: Words) -> Message:
    status = look.status
    if status is None or not status.is_running(look.now):
        return Message(Tone.INFO, words.text("Starting …"))
    if status.problem == "printer":
        return Message(
            Tone.BAD, words.text("The till’s printer cannot be reached; the till is told.")
        )
    if status.problem == "database":
        return Message(Tone.WARN, words.text("Receipts wait for the shop’s database."))
    return Message(Tone.GOOD, words.text("Listening for tills at {address}", address=status.listen))


def _figures(look: RelayLook | None, words: Words) -> str:
    if look is None or look.status is None:
        return ""
    return words.text(
        "Jobs: {jobs}, receipts: {receipts}, pictures only: {unreadable}, waiting: {waiting}",
        jobs=look.status.jobs,
        receipts=look.status.receipts,
        unreadable=look.status.unreadable,
        waiting=look.status.waiting,
    )


def _kept_lines(look: RelayLook | None, chosen: str, words: Words) -> tuple[KeptLine, ...]:
    if look is None:
        return ()
    return tuple(
        KeptLine(
            name=each.name,
            title=next((line.strip() for line in each.lines if line.strip()), each.name),
            detail=_recognized(each, look.templates, words),
            is_selected=each.name == chosen,
        )
        for each in look.kept
    )


def _recognized(kept: Kept, templates: Sequence[ReceiptTemplate], words: Words) -> str:
    reason = words.text("not taught yet")
    for template in templates:
        for reading in readings_of(template, kept.lines):
            if isinstance(reading, TillReceipt):
                return " · ".join(
                    (
                        words.text("Receipt {number}", number=reading.number),
                        words.formats.money(reading.total_minor),
                    )
                )
            reason = unread_text(reading, words)
    return reason


def _tills(look: RelayLook | None, words: Words) -> tuple[TillLine, ...]:
    templates = look.templates if look else ()
    return tuple(
        TillLine(
            each.name,
            words.text(
                "{header} · total behind “{total}” · number behind “{number}”",
                header=each.header[0] if each.header else "–",
                total=each.total.before,
                number=each.number.before,
            ),
        )
        for each in templates
    )


def _pieces(lines: Sequence[str], marks: dict[Target, Marked]) -> tuple[tuple[Piece, ...], ...]:
    """Each line in pieces: what has a digit can be pointed at, what was marked says so."""
    places = {(marked.line, marked.start, marked.end): target for target, marked in marks.items()}
    return tuple(tuple(_line_pieces(place, line, places)) for place, line in enumerate(lines))


def _line_pieces(place: int, line: str, marks: dict[tuple[int, int, int], Target]) -> list[Piece]:
    own = [(start, end) for where, start, end in marks if where == place]
    spans = [*own, *(span for span in _words_in(line) if not _overlaps(span, own))]
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(Piece(line[at:start]))
        marked = marks.get((place, start, end))
        pieces.append(Piece(line[start:end], f"{place}-{start}-{end}", marked))
        at = end
    return [piece for piece in (*pieces, Piece(line[at:])) if piece.text]


def _words_in(line: str) -> list[tuple[int, int]]:
    found = []
    for word in _WORD.finditer(line):
        text = word.group()
        start = word.start() + len(text) - len(text.lstrip(_EDGES))
        found.append((start, start + len(text.strip(_EDGES))))
    return found


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _is_alike(lines: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether both begin as one till's receipts do: then they tell what they share."""
    tops = [
        next((line.strip().lower() for line in each if line.strip()), "") for each in (lines, shown)
    ]
    return lines != shown and tops[0] == tops[1]


def _complaint(error: UnclearLessonError, words: Words) -> str:
    if error.reason is not None:
        reason = unread_text(error.reason, words)
        return words.text("This receipt cannot be learned: {reason}.", reason=reason)
    return words.text("“{text}” cannot be found again: no word stands before it.", text=error)
