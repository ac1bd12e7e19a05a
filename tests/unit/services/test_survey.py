from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pos_loyalty.domain.errors import KeyReusedError, NotAllowedError
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.domain.survey import Question
from pos_loyalty.services.kiosk import VisitOverError
from pos_loyalty.services.survey import Surveys
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop that asks whether members would recommend it."""
    made = scratch_shop()
    _ask(made, survey="recommend")
    yield made
    made.close()


def _ask(shop: Shop, **display: Any) -> None:  # noqa: ANN401 - any field of the settings
    change = shop.application.settings.change
    change(lambda settings: replace(settings, display=replace(settings.display, **display)))


def _answer(shop: Shop, member_id: str, score: int | None, key: str = "") -> str:
    surveys: Surveys = shop.application.surveys
    request = shop.request(key, KIOSK)
    return surveys.answer(request, member_id, Question.RECOMMEND, score).value


def _due(shop: Shop, member_id: str) -> Question | None:
    with shop.application.store.read() as reading:
        return shop.application.surveys.due(reading, member_id, shop.now)


@pytest.mark.parametrize("score", [0, 10, None])
def test_a_member_is_asked_seldom(shop: Shop, score: int | None) -> None:
    """Once in ninety days, whether they answered or would rather not."""
    anna, bert = shop.enroll(), shop.enroll()
    assert _due(shop, anna) is Question.RECOMMEND
    _answer(shop, anna, score)
    assert _due(shop, anna) is None
    assert _due(shop, bert) is Question.RECOMMEND
    shop.wait(days=90)
    assert _due(shop, anna) is Question.RECOMMEND


def test_a_shop_that_asks_nothing_asks_nobody(shop: Shop) -> None:
    """Off is what it is without a word in the settings."""
    anna = shop.enroll()
    _ask(shop, survey="off")
    assert _due(shop, anna) is None


def test_an_answer_is_kept_once(shop: Shop) -> None:
    """A second press is the same answer; another under the same key is refused."""
    anna = shop.enroll()
    first = _answer(shop, anna, 9, key="k")
    assert _answer(shop, anna, 9, key="k") == first
    with pytest.raises(KeyReusedError):
        _answer(shop, anna, 3, key="k")
    [answer] = shop.application.surveys.answers()
    assert (answer.score, answer.member_id, answer.at) == (9, anna, shop.now)


def test_an_answer_without_a_name_names_nobody(shop: Shop) -> None:
    """Neither in the log nor beside it; the member is not asked again before the next start."""
    _ask(shop, survey_anonymous=True)
    anna = shop.enroll()
    _answer(shop, anna, 2)
    event = shop.bodies()[-1]
    assert (event.type, event.member) == ("survey-answered", None)
    assert anna not in str(event)
    assert _due(shop, anna) is None


def test_an_answer_off_the_scale_is_refused(shop: Shop) -> None:
    """Nothing is written."""
    with pytest.raises(NotAllowedError):
        _answer(shop, shop.enroll(), 11)
    assert shop.application.surveys.answers() == ()


def test_the_screen_answers_for_who_is_there(shop: Shop) -> None:
    """The question comes with the visit; after it nobody answers."""
    anna = shop.enroll()
    kiosk = shop.application.kiosk(lambda: None)
    visit = kiosk.greet(shop.application.members.card(anna).payload)
    assert visit.question is Question.RECOMMEND
    kiosk.answer(visit.id, key="k", question=visit.question, score=7)
    assert kiosk.look_again(visit.id).question is None
    kiosk.leave()
    with pytest.raises(VisitOverError):
        kiosk.answer(visit.id, key="other", question=visit.question, score=7)
