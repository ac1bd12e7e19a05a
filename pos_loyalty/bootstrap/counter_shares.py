"""Asks the hub for points while a cashier waits, and waits no longer than that."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock, Thread
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.bootstrap.sync import TillHub
from pos_loyalty.domain.errors import OutageError, RefusalError
from pos_loyalty.services.shares import HubWord, Whose
from pos_loyalty.sync.link import AT_THE_COUNTER, Patience
from pos_loyalty.sync.protocol import (
    EVENTS,
    MemberHistory,
    NoShare,
    Page,
    Problem,
    Shares,
    Want,
    Wants,
)

WAITS_S: Final = 0.8
_ASKS_EVERY_S: Final = 0.15
_SHORT: Final = "short"
# What the hub says to a request, and of a share that it does not give.
_PROBLEMS: Final = {"retry-later": HubWord.BUSY, "fenced-epoch": HubWord.UNSENT}
_REASONS: Final = {
    "recovering": HubWord.RECOVERING,
    "send-first": HubWord.UNSENT,
    "twin": HubWord.REFUSED,
    "revoked": HubWord.REFUSED,
    "gone": HubWord.REFUSED,
}

_log = logging.getLogger(__name__)


class CounterShares:
    """A ``ShareOffice``. The name of the hub may take long to be found: it is asked in a thread.

    An answer that comes too late is kept all the same; the points are there for the next time.
    Safe to use from several threads: the till's software may ask of two members at once.
    """

    def __init__(
        self,
        hub: TillHub,
        *,
        waits_s: float = WAITS_S,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hub = hub
        self._pause = pause
        self._waits_s = waits_s
        self._seconds = seconds
        self._turn = Lock()
        self._asking: Thread | None = None

    def ensure(self, member_id: str, points: int, _now: datetime) -> HubWord:
        """Have the hub set ``points`` more of a member apart for this till."""
        words: list[HubWord] = []
        until = self._seconds() + self._waits_s
        self._wait_for(lambda: self._ask_on(member_id, points, until, told=words.append))
        return words[-1] if words else HubWord.OFFLINE

    def fetch_history(self, member_id: str) -> bool:
        """Have the hub tell all that a member did; whether it did so in time."""
        words: list[bool] = []
        self._wait_for(lambda: words.append(self._told(member_id)))
        return bool(words) and words[-1]

    def fetch_whose(self, subject: str) -> Whose:
        """Have the hub tell, in that time, whose it is and all that they did."""
        words: list[Whose] = []
        self._wait_for(lambda: words.append(self._told_whose(subject)))
        return words[-1] if words else Whose.UNTOLD

    def close(self) -> None:
        """Wait for the last question: it ends soon after nobody waits for it any more."""
        if self._asking is not None:
            self._asking.join(2 * self._waits_s)

    def _wait_for(self, ask: Callable[[], None]) -> None:
        """Ask, and wait as long as a cashier does; first for who asks at this moment."""
        until = self._seconds() + self._waits_s
        if not self._turn.acquire(timeout=self._waits_s):
            return
        try:
            if self._asking is not None and self._asking.is_alive():
                # The last question was given up, unanswered: neither would this one be answered.
                return
            self._asking = Thread(target=ask, name="hub's word", daemon=True)
            self._asking.start()
            self._asking.join(max(0.0, until - self._seconds()))
        finally:
            self._turn.release()

    def _told(self, member_id: str) -> bool:
        try:
            answer = self._hub.line().history(member_id, patience=AT_THE_COUNTER)
            if isinstance(answer, MemberHistory):
                return self._hub.book.add_history(answer)
        except (OutageError, RefusalError) as error:
            _log.info("no history was told", extra={"code": error.code})
        return False

    def _told_whose(self, subject: str) -> Whose:
        try:
            answer = self._hub.line().whose(subject, patience=AT_THE_COUNTER)
            if isinstance(answer, Problem):
                return Whose.UNTOLD
            if not answer.members:
                return Whose.NOBODYS
            # One as a rule: ids are given at the tills.
            told = [self._hub.has_room_for(each) and self._told(each) for each in answer.members]
            return Whose.TOLD if all(told) else Whose.UNTOLD
        except (OutageError, RefusalError) as error:
            _log.info("it was not told whose a sale is", extra={"code": error.code})
        return Whose.UNTOLD

    def _ask_on(
        self, member_id: str, points: int, until: float, *, told: Callable[[HubWord], None]
    ) -> None:
        """Tell what the hub says, and says later: a till that is asked for points returns them."""
        try:
            word = self._ask(_want(member_id, points), until, told)
            told(word)
            while word is HubWord.OTHER_TILL and self._seconds() + _ASKS_EVERY_S < until:
                self._pause(_ASKS_EVERY_S)
                word = self._ask(_want(member_id, points), until, told)
                told(word)
        except (OutageError, RefusalError) as error:
            _log.info("no share was given", extra={"code": error.code})

    def _ask(self, want: Want, until: float, told: Callable[[HubWord], None]) -> HubWord:
        line, book = self._hub.line(), self._hub.book
        wants = Wants(epoch=book.place().epoch, wants=(want,))
        answer = line.shares(wants, patience=AT_THE_COUNTER)
        while _is_for_later(answer) and self._seconds() + _ASKS_EVERY_S < until:
            # The conversation beside the counter may be asking for shares at the same moment.
            told(HubWord.BUSY)
            self._pause(_ASKS_EVERY_S)
            answer = line.shares(wants, patience=AT_THE_COUNTER)
        if not isinstance(answer, Shares):
            return _PROBLEMS.get(answer.code, HubWord.REFUSED)
        book.add_grants(answer.grants, given_us=answer.server_us)
        # What the hub reckoned with, this till should know too.
        has_read = self._read_on(until)
        if answer.grants:
            return HubWord.GIVEN
        return _word(answer.refused, has_read=has_read)

    def _read_on(self, until: float) -> bool:
        """Read what happened elsewhere, as far as time allows; whether there was anything."""
        line, book = self._hub.line(), self._hub.book
        has_read = False
        while (left_s := until - self._seconds()) > 0:
            place = book.place()
            page = line.page(
                EVENTS,
                after=place.cursors.get(EVENTS, 0),
                with_own=place.epoch > 1,
                patience=Patience(left_s, left_s, left_s),
            )
            if not isinstance(page, Page) or page.incarnation != place.incarnation:
                break
            if page.to <= page.start:
                break
            has_read |= book.apply(page) and bool(page.rows)
            if page.to >= page.head:
                break
        return has_read


def _is_for_later(answer: Shares | Problem) -> bool:
    return isinstance(answer, Problem) and answer.code == "retry-later"


def _want(member_id: str, points: int) -> Want:
    return Want(grant=str(uuid7()), member=member_id, points=points)


def _word(refused: tuple[NoShare, ...], *, has_read: bool) -> HubWord:
    if any(each.elsewhere for each in refused):
        return HubWord.OTHER_TILL
    reasons = [each.reason for each in refused]
    if has_read and _SHORT in reasons:
        # Somebody else burned them: whoever asks again finds out without the hub.
        return HubWord.GIVEN
    words = (_REASONS[each] for each in reasons if each in _REASONS)
    return next(words, HubWord.UNSETTLED)
