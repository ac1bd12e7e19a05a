"""The rules themselves: a large basket under many campaigns, a long history, stories."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from time import perf_counter
from typing import Final

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.events import Credit, Enrolled, Happening, MemberEvent, Position, Purchased
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.sale import quote_sale
from pos_loyalty.domain.sale_context import MemberTraits, SaleContext, ShopUsage, context_now
from pos_loyalty.services.presets import find_document
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from pos_loyalty.storage.codec import Envelope, decode_member_event, encode_body, type_name
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
    """Quote, re-fold and stories, each in this process."""
    return [_quote(setting), _refold(setting), _stories(setting)]


def _quote(setting: Setting) -> Result:
    context, basket = _many_campaigns(), _large_basket()
    quote_sale(context, basket, sale_id="warm")
    taken = [
        _ms(lambda: quote_sale(context, basket, sale_id="quote"))
        for _ in range(setting.scale.quotes)
    ]
    title = f"quote of {_LINES} lines under {_CAMPAIGNS} campaigns"
    return measured(title, taken, goal=Goal(Figure.P99, 5))


def _refold(setting: Setting) -> Result:
    count = setting.scale.long_history
    rows = _history(count)
    timeline = _timeline()

    def read() -> list[MemberEvent]:
        decoded = (decode_member_event(name, body) for name, body in rows)
        return [happened for happened in decoded if happened is not None]

    taken: list[float] = []
    floor: list[float] = []
    for _ in range(setting.scale.folds + _WARM_UP):
        floor.append(_ms(read))
        taken.append(_ms(lambda: fold(timeline, read(), at=_NOW)))
    return measured(
        f"re-fold of {count:,} events from their bytes",
        taken[_WARM_UP:],
        floor=floor[_WARM_UP:],
        goal=Goal(Figure.P50, 50),
    )


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


def _timeline() -> ProgramTimeline:
    preset = read_program(find_document("sonnenblume"))
    return ProgramTimeline((ProgramVersion(1, _OPENED, preset),))


def _history(count: int) -> list[tuple[str, bytes]]:
    """A member who comes several times a day, as the log keeps it."""
    happenings: list[Happening] = [Enrolled()]
    times: list[datetime] = [_OPENED]
    for number in range(1, count):
        at_ = _OPENED + _YEARS * number / count
        happenings.append(_purchase(number, at_))
        times.append(at_)
    return [
        (type_name(happening), _body(number, at_, happening))
        for number, (at_, happening) in enumerate(zip(times, happenings, strict=True), start=1)
    ]


def _purchase(number: int, at_: datetime) -> Purchased:
    points = 3 + number % 40
    return Purchased(
        sale_id=f"sale-{number}",
        occurred_at=at_,
        paid_minor=points * 100,
        eligible=Fraction(points * 100),
        award=Credit(points, at_, at_ + _LOT_LIVES),
        capped_points=points,
        measure_points=points,
        spent=100 if number % 10 == 0 else 0,
    )


def _body(seq: int, at_: datetime, happening: Happening) -> bytes:
    return encode_body(
        Envelope(
            id=f"event-{seq}",
            type=type_name(happening),
            ver=1,
            position=Position(at_, "till", 1, seq),
            occurred=at_,
            data=happening,
            member=MEMBER,
            program=1,
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
