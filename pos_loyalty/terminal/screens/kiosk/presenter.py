"""One member's visit: from the card at the reader until everything is forgotten again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.domain.play import Played
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.visit import CardCode, Visit
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.pages import (
    card_page,
    question_page,
    thanks_page,
    wishes_page,
)
from pos_loyalty.terminal.screens.kiosk.play_pages import (
    causes_page,
    deed_page,
    draws_page,
    play_options,
    played_page,
    wheels_page,
)
from pos_loyalty.terminal.screens.kiosk.ports import Kiosk
from pos_loyalty.terminal.screens.kiosk.state import (
    AllowContact,
    AlwaysSpeak,
    Ask,
    AskDeed,
    DoDeed,
    ForbidContact,
    HearQuestion,
    Intent,
    KioskState,
    Leave,
    MemberDeed,
    Option,
    Page,
    PrintStatement,
    Score,
    ShowCard,
    ShowCauses,
    ShowDraws,
    ShowWheels,
    ShowWishes,
    ToHome,
    Wish,
)
from pos_loyalty.terminal.screens.kiosk.wording import TONGUES, greeting, home_of, refusal, tongues
from pos_loyalty.terminal.tasks import TaskRunner

Answer = TypeVar("Answer")
Said = Callable[[Words], str]

COUNTDOWN: Final = timedelta(seconds=8)
"""How long a member is warned before the screen forgets them."""

_SECOND: Final = timedelta(seconds=1)


def _silence(_words: Words) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is around the screen. ``words`` speaks a language; ``spoken`` is told which one is.

    ``is_free`` says whether the counter serves nobody at the moment.
    """

    show: Callable[[KioskState], None]
    words: Callable[[str], Words]
    spoken: Callable[[str], None]
    is_free: Callable[[], bool]
    accepted: Callable[[], None]
    refused: Callable[[], None]


class KioskPresenter:
    """Told what is scanned and pressed; shows the account to whoever showed the card."""

    def __init__(
        self,
        kiosk: Kiosk,
        around: Surroundings,
        *,
        tasks: TaskRunner,
        clock: Clock,
        new_key: Callable[[], str],
        language: str,
        patience_s: int,
    ) -> None:
        """``language`` is that of the shop, which the screen goes back to."""
        self._kiosk = kiosk
        self._around = around
        self._tasks = tasks
        self._clock = clock
        self._new_key = new_key
        self._home_language = language
        self._language = language
        self._patience = timedelta(seconds=patience_s)
        self._visit: Visit | None = None
        self._page: Callable[[Words], KioskState] = _nobody
        self._turn = 0
        self._touched_at = clock.now()
        self._is_printed = False
        self._is_asked = False
        self._is_leaving = False
        self._is_stale = False
        self._deed_key = ""
        self._is_busy = False
        self._state: KioskState | None = None

    def open(self) -> None:
        """Show that nobody is here."""
        self._redraw()

    @property
    def is_away(self) -> bool:
        """Whether nobody uses the screen."""
        return self._state is None or self._state.is_away

    def use(self, *, language: str, patience_s: int) -> None:
        """Go by other settings; whoever is here goes on undisturbed."""
        was_home = self._language == self._home_language
        self._home_language = language
        self._patience = timedelta(seconds=patience_s)
        if was_home and self.is_away:
            self._language = language
        self._redraw()

    def card_shown(self, text: str) -> None:
        """Somebody holds a card before the members' reader."""
        if self._is_busy:
            return
        if not self._around.is_free():
            # The screen belongs to whom the counter serves: it may be another person's card.
            self._around.refused()
            return
        self._touched_at = self._clock.now()
        self._visit = None
        self._begin_anew()
        self._page = _nobody
        self._ask(lambda: self._kiosk.greet(text), self._greeted, self._turned_away)

    def touched(self) -> None:
        """Somebody is still here."""
        self._touched_at = self._clock.now()
        self._redraw()

    def done(self) -> None:
        """The member goes; a question that is due is asked on the way out, once."""
        visit = self._visit
        is_due = visit is not None and visit.question is not None and not self._is_asked
        if is_due and not self._is_busy:
            self._touched_at = self._clock.now()
            self._is_leaving = True
            self._hear_question()
        else:
            self._forget()

    def interrupted(self) -> None:
        """The counter takes the screen over."""
        if not self.is_away or self._is_busy:
            self._forget()

    def language_chosen(self, code: str) -> None:
        """Go on in another language; the shop's comes back by itself."""
        self._touched_at = self._clock.now()
        self._speak(code)
        self._redraw()

    def chosen(self, intent: Intent) -> None:
        """A button was pressed."""
        self.touched()
        if self._is_busy:
            return
        match intent:
            case ToHome():
                self._look_again()
            case Leave():
                self._forget()
            case PrintStatement():
                self._print()
            case HearQuestion():
                self._hear_question()
            case Score(value):
                self._answer(value)
            case DoDeed(deed):
                self._do(deed)
            case ShowCard():
                self._show_card()
            case AllowContact() | ForbidContact() | AlwaysSpeak() as wish:
                self._wish(wish)
            case _ as page:
                self._show_play(page)

    def _show_play(self, page: ShowCauses | ShowDraws | ShowWheels | ShowWishes | AskDeed) -> None:
        visit = self._visit
        if visit is None:
            return
        # However often "yes" is pressed, it is one deed.
        self._deed_key = self._new_key()
        match page:
            case ShowWishes():
                self._go_to(lambda words: wishes_page(visit, words))
            case ShowCauses():
                self._go_to(lambda words: causes_page(visit, words))
            case ShowDraws():
                self._go_to(lambda words: draws_page(visit, words))
            case ShowWheels():
                self._go_to(lambda words: wheels_page(visit, words))
            case AskDeed(deed):
                self._go_to(lambda words: deed_page(visit, deed, words))

    def ticked(self) -> None:
        """A second has gone by."""
        is_resting = self.is_away and self._language == self._home_language
        if is_resting and not self._is_busy:
            return
        # A clock put back makes the time negative: then, too, nobody's account stays for hours.
        if timedelta(0) <= self._quiet() < self._patience + COUNTDOWN:
            self._redraw()
        else:
            self._forget()

    # A visit

    def _greeted(self, visit: Visit) -> None:
        self._around.accepted()
        self._touched_at = self._clock.now()
        self._visit = visit
        if visit.language in dict(TONGUES):
            self._speak(visit.language)
        self._go_home()

    def _turned_away(self, error: LoyaltyError) -> None:
        self._visit = None
        self._around.refused()
        self._go_to(lambda words: self._sentence(refusal(error.code, words), words))

    def _sentence(self, sentence: str, words: Words) -> KioskState:
        back = Option(ToHome(), words.text("OK"), is_main=True)
        ask = Ask((sentence,), (back,), icon="circle-alert")
        return KioskState(page=Page.ASK, heading=words.text("One moment"), ask=ask)

    def _go_home(self, news: Said = _silence) -> None:
        visit = self._visit
        if visit is None:
            self._forget()
            return

        def page(words: Words) -> KioskState:
            options = tuple(self._options(words))
            return KioskState(
                page=Page.HOME,
                heading=greeting(visit, words),
                home=home_of(visit, words, options),
                news=news(words),
            )

        self._go_to(page)

    def _options(self, words: Words) -> Iterator[Option]:
        yield Option(
            PrintStatement(),
            words.text("Print statement"),
            "printer",
            is_main=True,
            is_ready=not self._is_printed,
        )
        if self._visit is None:
            return
        yield from play_options(self._visit.offers, words)
        yield Option(ShowWishes(), words.text("My wishes"), "settings")
        if self._visit.question is not None and not self._is_asked:
            yield Option(HearQuestion(), words.text("A question to you"), "star")

    def _do(self, deed: MemberDeed) -> None:
        visit, key = self._visit, self._deed_key
        if visit is None or not key:
            return

        def done(played: Played) -> None:
            self._deed_key = ""
            self._is_stale = True
            self._around.accepted()
            self._go_to(lambda words: played_page(played, words))

        self._ask(lambda: self._kiosk.take_part(visit.id, key=key, deed=deed), done, self._failed)

    def _wish(self, wish: Wish) -> None:
        visit, key = self._visit, self._new_key()
        if visit is None:
            return
        kiosk, id_ = self._kiosk, visit.id

        def work() -> Visit:
            match wish:
                case AllowContact():
                    return kiosk.allow_contact(id_, key=key)
                case ForbidContact():
                    return kiosk.forbid_contact(id_, key=key)
                case AlwaysSpeak(code):
                    return kiosk.speak(id_, key=key, language=code)

        def kept(now: Visit) -> None:
            self._visit = now
            self._go_to(lambda words: wishes_page(now, words))

        self._ask(work, kept, self._failed)

    def _show_card(self) -> None:
        visit = self._visit
        if visit is not None:

            def show(code: CardCode) -> None:
                self._go_to(lambda words: card_page(code, words))

            self._ask(lambda: self._kiosk.card(visit.id), show, self._failed)

    def _look_again(self) -> None:
        """Back to the overview, with what has changed since."""
        visit = self._visit
        if visit is None or not self._is_stale:
            self._go_home()
            return

        def seen(now: Visit) -> None:
            self._is_stale = False
            self._visit = now
            self._go_home()

        # What was done is done; an account that cannot be read again is shown to nobody.
        self._ask(lambda: self._kiosk.look_again(visit.id), seen, self._turned_away)

    def _hear_question(self) -> None:
        question = self._visit.question if self._visit is not None else None
        if question is not None:
            self._is_asked = True
            self._go_to(lambda words: question_page(question, words))

    def _answer(self, score: int | None) -> None:
        visit = self._visit
        if visit is None or visit.question is None:
            return
        question, key = visit.question, self._new_key()
        # They have seen it and answered: what cannot be kept is not asked of them again.
        self._ask(
            lambda: self._kiosk.answer(visit.id, key=key, question=question, score=score),
            lambda _nothing: self._thank(),
            self._failed,
        )

    def _thank(self) -> None:
        if self._is_leaving:
            self._go_to(thanks_page)
        else:
            self._go_home(lambda words: words.text("Thank you!"))

    def _print(self) -> None:
        visit, language = self._visit, self._language
        if visit is None or self._is_printed:
            return
        self._is_printed = True

        def printed(_nothing: None) -> None:
            self._go_home(lambda words: words.text("Your statement is being printed."))

        def failed(error: LoyaltyError) -> None:
            # Paper that came out is enough; a till that could not write may be asked again.
            self._is_printed = isinstance(error, RefusalError)
            self._failed(error)

        self._ask(lambda: self._kiosk.print_statement(visit.id, language), printed, failed)

    def _failed(self, error: LoyaltyError) -> None:
        """What was asked for did not work; the member is still here."""
        self._around.refused()
        self._go_home(lambda words: refusal(error.code, words))

    def _begin_anew(self) -> None:
        self._is_printed = self._is_asked = self._is_leaving = self._is_stale = False
        self._deed_key = ""

    def _forget(self) -> None:
        """Nobody is here: nothing of anybody is left on the screen or behind it."""
        was_here = self._visit is not None or self._is_busy
        self._visit = None
        self._turn += 1
        self._is_busy = False
        self._begin_anew()
        self._speak(self._home_language)
        self._go_to(_nobody)
        if was_here:
            self._tasks.run(self._kiosk.leave, _nothing, _nothing)

    # How it is done

    @property
    def _words(self) -> Words:
        return self._around.words(self._language)

    def _speak(self, code: str) -> None:
        if code != self._language:
            self._language = code
            self._around.spoken(code)

    def _ask(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        refused: Callable[[LoyaltyError], None],
    ) -> None:
        """Have something done; an answer that comes after the member has left is dropped."""
        turn = self._turn
        self._is_busy = True
        self._redraw()

        def answered(answer: Answer) -> None:
            if turn == self._turn:
                self._is_busy = False
                done(answer)

        def failed(error: LoyaltyError) -> None:
            if turn == self._turn:
                self._is_busy = False
                refused(error)

        self._tasks.run(work, answered, failed)

    def _quiet(self) -> timedelta:
        return self._clock.now() - self._touched_at

    def _go_to(self, page: Callable[[Words], KioskState]) -> None:
        self._page = page
        self._redraw()

    def _redraw(self) -> None:
        """The page as it is now, in the language that is spoken now."""
        words = self._words
        state = replace(self._page(words), tongues=tongues(words), is_busy=self._is_busy)
        if not state.is_away:
            state = self._framed(state, words)
        if state != self._state:
            self._state = state
            self._around.show(state)

    def _framed(self, state: KioskState, words: Words) -> KioskState:
        """A member's page with its way out, and with the time that is left when it runs short."""
        framed = replace(state, done=words.text("Finish"), stay=words.text("Stay"))
        left = self._patience + COUNTDOWN - self._quiet()
        if not timedelta(0) < left <= COUNTDOWN:
            return framed
        seconds = -(-left // _SECOND)
        said = words.plural("Ends in {n} second", "Ends in {n} seconds", seconds)
        return replace(framed, countdown=said, left_share=left / COUNTDOWN)


def _nobody(words: Words) -> KioskState:
    return KioskState(invitation=words.text("Scan your card here: your points, your rewards."))


def _nothing(_answer: object) -> None:
    """For work whose answer nobody waits for."""
