"""One member's visit: from the card at the reader until everything is forgotten again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.domain.play import Played
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.visit import CardCode, Visit
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.join_desk import JoinDesk
from pos_loyalty.terminal.screens.kiosk.pages import (
    COUNTDOWN,
    card_page,
    framed,
    home_options,
    idle_page,
    question_page,
    sentence_page,
    thanks_page,
    wishes_page,
)
from pos_loyalty.terminal.screens.kiosk.play_pages import (
    causes_page,
    deed_page,
    draws_page,
    played_page,
    wheels_page,
)
from pos_loyalty.terminal.screens.kiosk.ports import Kiosk
from pos_loyalty.terminal.screens.kiosk.state import (
    AllowContact,
    AlwaysSpeak,
    AskDeed,
    DoDeed,
    ForbidContact,
    HearQuestion,
    Intent,
    KioskState,
    Leave,
    MemberDeed,
    MemberIntent,
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


def _silence(_words: Words) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is around the screen. ``words`` speaks a language; ``spoken`` is told which one is.

    ``is_free`` says whether the counter serves nobody at the moment, ``may_join`` whether people
    join by themselves.
    """

    show: Callable[[KioskState], None]
    words: Callable[[str], Words]
    spoken: Callable[[str], None]
    is_free: Callable[[], bool]
    may_join: Callable[[], bool]
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
        self._page: Callable[[Words], KioskState] = self._nobody
        self._join_desk = JoinDesk(
            kiosk,
            go_to=self._go_to,
            ask=self._ask,
            joined=self._welcomed,
            failed=self._turned_away,
            new_key=new_key,
        )
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
        if self._join_desk.is_open:
            self._ask(
                lambda: self._kiosk.greet(text),
                self._greeted,
                lambda error: self._blank_shown(text, error),
            )
            return
        self._visit = None
        self._begin_anew()
        self._page = self._nobody
        self._ask(lambda: self._kiosk.greet(text), self._greeted, self._turned_away)

    def join_wanted(self) -> None:
        """Somebody would like to become a member."""
        self._touched_at = self._clock.now()
        if not self._is_busy and self._around.is_free() and self._around.may_join():
            self._join_desk.open()

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
            case _ as other:
                self._choose_further(other)

    def _choose_further(self, intent: MemberIntent) -> None:
        match intent:
            case DoDeed(deed):
                self._do(deed)
            case ShowCard():
                self._show_card()
            case AllowContact() | ForbidContact() | AlwaysSpeak() as wish:
                self._wish(wish)
            case (ShowCauses() | ShowDraws() | ShowWheels() | ShowWishes() | AskDeed()) as page:
                self._show_play(page)
            case _ as step:
                self._join_desk.chosen(step, self._words)

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
        self._join_desk.close()
        if visit.language in dict(TONGUES):
            self._speak(visit.language)
        self._go_home()

    def _welcomed(self, visit: Visit) -> None:
        """A new member: the card comes first, for there is none yet."""
        self._around.accepted()
        self._touched_at = self._clock.now()
        self._visit = visit
        self._show_card()

    def _blank_shown(self, text: str, error: LoyaltyError) -> None:
        """A card that nobody has is the one to join with; any other is told about."""
        if error.facts.get("reason") == "nobody":
            self._around.accepted()
            self._join_desk.take_card(text)
        else:
            self._turned_away(error)

    def _turned_away(self, error: LoyaltyError) -> None:
        self._visit = None
        self._around.refused()
        self._go_to(lambda words: sentence_page(refusal(error.code, words), words))

    def _go_home(self, news: Said = _silence) -> None:
        visit = self._visit
        if visit is None:
            self._forget()
            return

        def page(words: Words) -> KioskState:
            question = None if self._is_asked else visit.question
            options = home_options(visit, question, words, can_print=not self._is_printed)
            return KioskState(
                page=Page.HOME,
                heading=greeting(visit, words),
                home=home_of(visit, words, options),
                news=news(words),
            )

        self._go_to(page)

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
        self._join_desk.close()

    def _forget(self) -> None:
        """Nobody is here: nothing of anybody is left on the screen or behind it."""
        was_here = self._visit is not None or self._is_busy
        self._visit = None
        self._turn += 1
        self._is_busy = False
        self._begin_anew()
        self._speak(self._home_language)
        self._go_to(self._nobody)
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

    def _nobody(self, words: Words) -> KioskState:
        return idle_page(words, may_join=self._around.may_join())

    def _redraw(self) -> None:
        """The page as it is now, in the language that is spoken now."""
        words = self._words
        state = replace(self._page(words), tongues=tongues(words), is_busy=self._is_busy)
        if not state.is_away:
            left = self._patience + COUNTDOWN - self._quiet()
            state = framed(state, words, left=left)
        if state != self._state:
            self._state = state
            self._around.show(state)


def _nothing(_answer: object) -> None:
    """For work whose answer nobody waits for."""
