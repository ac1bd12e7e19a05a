"""Stories played on a shop of their own, which is gone when they are over."""

from datetime import datetime
from typing import Any

from pos_loyalty.bootstrap.shop import scratch_application
from pos_loyalty.services.scenario.cast import cast_document
from pos_loyalty.services.scenario.player import play
from pos_loyalty.services.scenario.stage import Stage
from pos_loyalty.services.scenario.steps import Scenario


class _StoryClock:
    """Stands at the story's beginning; each step says its own time."""

    def __init__(self, start: datetime) -> None:
        self._start = start

    def now(self) -> datetime:
        return self._start


def play_story(scenario: Scenario, language: str) -> dict[str, Any]:
    """What a story came to, as plain values, with its sentences in ``language``.

    Raises WrongDocumentError for a program that cannot be and OutageError.
    """
    document = cast_document(scenario)
    with scratch_application(document, _StoryClock(scenario.start)) as shop:
        stage = Stage(
            program=scenario.program,
            sales=shop.sales,
            redemptions=shop.redemptions,
            points=shop.points,
            wheels=shop.wheels,
            members=shop.members,
            memberships=shop.memberships,
            draws=shop.draws,
            overviews=shop.overviews,
            words=shop.voice.words(scenario.program, language),
        )
        return play(scenario, stage)
