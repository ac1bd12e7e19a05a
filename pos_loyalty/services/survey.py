"""The shop's one question to its members: asked now and then, kept as facts in the log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.config.settings import Display
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.survey import Question, SurveyAnswer
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.codec import decode_body
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Reading, Store, Work

_ANSWERED: Final = "survey-answered"


class Surveys:
    """Asks, and keeps what is said. ``settings`` are those of the display now."""

    def __init__(self, store: Store, settings: Callable[[], Display]) -> None:
        self._store = store
        self._desk = Desk(store)
        self._settings = settings
        # Where answers name nobody, only this start of the program knows who was asked.
        self._asked: dict[str, datetime] = {}

    def question(self) -> Question | None:
        """What is asked at the moment, if anything is."""
        asked = self._settings().survey
        return None if asked == "off" else Question(asked)

    def due(self, reading: Reading, member_id: str, now: datetime) -> Question | None:
        """The question, where this member has not been asked for long enough."""
        question = self.question()
        if question is None:
            return None
        pause = timedelta(days=self._settings().survey_days)
        last = self._last_asked(reading, member_id)
        return None if last is not None and now - last < pause else question

    def answer(
        self, request: Request, member_id: str, question: Question, score: int | None
    ) -> Answer[str]:
        """Keep an answer, or with None that somebody would rather not say.

        Raises NotAllowedError for a number that is not on the scale, and KeyReusedError.
        """
        check(request.actor, Permission.TAKE_PART)
        if score is not None and score not in question.scores:
            raise NotAllowedError(reason="survey-score", score=score)
        is_named = not self._settings().survey_anonymous
        self._asked[member_id] = request.now

        def act(work: Work) -> str:
            stored = work.append(
                EventDraft(
                    type=_ANSWERED,
                    data={"question": question.value, "score": score},
                    effective_at=work.log.effective(request.now),
                    occurred_at=request.now,
                    member_id=member_id if is_named else None,
                    staff_id=request.actor.staff_id,
                    # A key is kept beside the answer; it names a press of a button and nobody.
                    key=request.key,
                )
            )
            return stored.id

        content = (_ANSWERED, question.value, score)
        return self._desk.perform(request, content, str, act)

    def answers(self) -> tuple[SurveyAnswer, ...]:
        """All that was said on this till, oldest first."""
        with self._store.read() as reading:
            return tuple(_answer(body) for body in reading.log.bodies(_ANSWERED))

    def _last_asked(self, reading: Reading, member_id: str) -> datetime | None:
        known = reading.log.last_of(member_id, _ANSWERED)
        remembered = self._asked.get(member_id)
        return max(filter(None, (known, remembered)), default=None)


def _answer(body: bytes) -> SurveyAnswer:
    event = decode_body(body)
    question = Question(event.data["question"])
    return SurveyAnswer(event.occurred, question, event.data["score"], event.member)
