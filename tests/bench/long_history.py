"""A member with a long history, folded again and again in a process of its own.

A till and a simulation look for rubbish seldom, and never in what their start has left; so does
this one. It prints what was measured, in milliseconds.

python -m tests.bench.long_history EVENTS FOLDS
"""

import json
import sys
from datetime import datetime, timedelta
from fractions import Fraction
from time import perf_counter, process_time
from typing import Final

from pos_loyalty.config.rubbish import tidy_seldom
from pos_loyalty.domain.events import Credit, Enrolled, Happening, MemberEvent, Position, Purchased
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.services.presets import find_document
from pos_loyalty.storage.codec import Envelope, decode_member_event, encode_body, type_name
from tests.support.builders import MEMBER, at

_WARM_UP: Final = 2
_OPENED: Final = at("2024-01-01")
_NOW: Final = at("2026-03-05T14:32")
_YEARS: Final = _NOW - _OPENED
_LOT_LIVES: Final = timedelta(days=400)


def main(count: int, folds: int) -> None:
    """Measure so many folds of so many events."""
    rows = _history(count)
    timeline = _timeline()
    tidy_seldom()
    told: dict[str, list[float]] = {"read": [], "fold": [], "fold-processor": []}
    for _ in range(folds + _WARM_UP):
        began = perf_counter()
        _read(rows)
        told["read"].append((perf_counter() - began) * 1000)
        began, began_processor = perf_counter(), process_time()
        fold(timeline, _read(rows), at=_NOW)
        told["fold"].append((perf_counter() - began) * 1000)
        told["fold-processor"].append((process_time() - began_processor) * 1000)
    print(json.dumps({name: taken[_WARM_UP:] for name, taken in told.items()}))


def _read(rows: list[tuple[str, bytes]]) -> list[MemberEvent]:
    decoded = (decode_member_event(name, body) for name, body in rows)
    return [event for event in decoded if event is not None]


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


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
