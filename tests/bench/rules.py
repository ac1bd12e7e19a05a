"""The rules themselves: a large basket under many campaigns, a long history, stories."""

import os
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from time import perf_counter
from typing import Final

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.events import Enrolled
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.sale import quote_sale
from pos_loyalty.domain.sale_context import MemberTraits, SaleContext, ShopUsage, context_now
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from tests.bench.processes import json_from
from tests.bench.result import Figure, Goal, Result, measured, rates
from tests.bench.scale import Setting
from tests.support.builders import BASIS, GOLD, MEMBER, SILVER, at, event, program

_CAMPAIGNS: Final = 40
_LINES: Final = 30
_STEPS: Final = 60
_WARM_UP: Final = 2
_CATEGORIES: Final = ("kaffee", "backwaren", "obst", "molkerei", "trocken", "drogerie")
_OPENED: Final = at("2024-01-01")
_NOW: Final = at("2026-03-05T14:32")
_YEARS: Final = _NOW - _OPENED
_LOT_LIVES: Final = timedelta(days=400)


def rules(setting: Setting) -> list[Result]:
    """Quote and stories in this process, and a re-fold in one of its own."""
    return [_quote(setting), *_refold(setting), _stories(setting)]


def _quote(setting: Setting) -> Result:
    context, basket = _many_campaigns(), _large_basket()
    quote_sale(context, basket, sale_id="warm")
    taken = [
        _ms(lambda: quote_sale(context, basket, sale_id="quote"))
        for _ in range(setting.scale.quotes)
    ]
    title = f"quote of {_LINES} lines under {_CAMPAIGNS} campaigns"
    return measured(title, taken, goal=Goal(Figure.P99, 5))


def _refold(setting: Setting) -> list[Result]:
    """In a process of its own, which looks for rubbish as seldom as a till does."""
    count, folds = setting.scale.long_history, setting.scale.folds
    told = json_from("tests.bench.long_history", [str(count), str(folds)], dict(os.environ))
    title = f"re-fold of {count:,} events from their bytes"
    return [
        measured(title, told["fold"], floor=told["read"], goal=Goal(Figure.P50, 50)),
        # What a machine that others use as well cannot blur.
        measured(f"{title}, processor time", told["fold-processor"]),
    ]


def _stories(setting: Setting) -> Result:
    story = _story()
    for _ in range(_WARM_UP):
        play_story(story, "de")
    taken = [_ms(lambda: play_story(story, "de")) for _ in range(setting.scale.stories)]
    return rates(
        "steps of stories",
        [len(story.steps) / ms * 1000 for ms in taken],
        unit="1/s",
        goal=Goal(Figure.P50, 500, at_least=True),
    )


def _many_campaigns() -> SaleContext:
    campaigns = [_campaign(number) for number in range(_CAMPAIGNS)]
    rich = program(
        tier=[BASIS, SILVER, GOLD], campaign=campaigns, stacking={"campaigns": "multiply"}
    )
    versions = ProgramTimeline((ProgramVersion(1, _OPENED, rich),))
    state = fold(versions, [event(Enrolled(), _OPENED)], at=_NOW)
    return context_now(state, versions.at(_NOW), MemberTraits(MEMBER, (3, 5)), ShopUsage())


def _campaign(number: int) -> dict[str, object]:
    effects: tuple[dict[str, object], ...] = (
        {"multiplier": "1.2"},
        {"bonus_per_item": 1},
        {"bonus": 5, "minimum_purchase": "20.00"},
    )
    return {
        "id": f"campaign-{number}",
        "name": f"Aktion {number}",
        "categories": [_CATEGORIES[number % len(_CATEGORIES)]],
        **effects[number % len(effects)],
    }


def _large_basket() -> Basket:
    return Basket(
        tuple(
            BasketLine(
                199 + 37 * number,
                Fraction(1 + number % 3),
                category=_CATEGORIES[number % len(_CATEGORIES)],
                product=f"product-{number}",
            )
            for number in range(_LINES)
        )
    )


def _story() -> Scenario:
    """A regular's two months: purchases, previews, looks at the balance, a refund."""
    turns: tuple[dict[str, object], ...] = (
        {"do": "purchase", "amount": "36.50"},
        {"do": "quote", "amount": "20.00"},
        {"do": "balance"},
        {"do": "purchase", "lines": [{"amount": "3.20", "category": "kaffee", "quantity": 2}]},
        {"do": "action", "action": "eigene-dose"},
    )
    start = _OPENED.isoformat()
    steps: list[dict[str, object]] = [{"do": "enroll", "member": "anna"}]
    for number in range(1, _STEPS):
        day = _OPENED + timedelta(days=number)
        steps.append({**turns[number % len(turns)], "at": day.isoformat()})
    story = scenarios_of(
        {"schema": 1, "id": "regular", "program": "sonnenblume", "start": start, "steps": steps}
    )
    if not isinstance(story, Scenario):
        raise TypeError(story)
    return story


def _ms(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000
