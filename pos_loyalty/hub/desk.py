"""What tills ask for, route by route: the message that comes, what is done, what goes back."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec
from starlette.requests import Request

from pos_loyalty.domain.values import dataclass
from pos_loyalty.hub.metrics import Metrics
from pos_loyalty.hub.wire import JSON, MSGPACK
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    FEEDS,
    PAGE_ROWS,
    Enrol,
    Enrolled,
    Hello,
    KeyRing,
    MemberHistory,
    Members,
    Page,
    Publish,
    Published,
    Push,
    Pushed,
    Seen,
    SeenElsewhere,
    Shares,
    Wants,
    Welcome,
    Whose,
)

_DIGITS: Final = 18


class Core(Protocol):
    """What the hub does for tills. Each call is one whole request, and raises ProblemError."""

    def enrol(self, message: Enrol) -> Enrolled: ...

    def hello(self, device: str, message: Hello) -> Welcome: ...

    def push(self, device: str, message: Push) -> Pushed: ...

    def shares(self, device: str, message: Wants) -> Shares: ...

    def publish(self, device: str, message: Publish) -> Published: ...

    def card_keys(self, device: str) -> KeyRing: ...

    def bring_card_keys(self, device: str, message: KeyRing) -> KeyRing: ...

    def page(self, device: str, feed: str, *, after: int, limit: int, with_own: bool) -> Page: ...

    def history(self, device: str, member: str) -> MemberHistory: ...

    def whose(self, device: str, subject: str) -> Whose: ...

    def members(self, device: str, *, after: str) -> Members: ...

    def seen(self, device: str, message: Seen) -> SeenElsewhere: ...


@dataclass(frozen=True, slots=True)
class Errand:
    """One route. ``lane``: requests of one till in one lane do not overlap."""

    name: str
    method: str
    path: str
    lane: str
    about: str
    takes: type[msgspec.Struct] | None
    gives: type[msgspec.Struct]
    do: Callable[[Core, Request, Any], msgspec.Struct]
    media: str = JSON
    """The form of the answer: MSGPACK where it carries bytes that are packed already."""


def _device(request: Request) -> str:
    return request.headers["x-device"]


def _page(core: Core, request: Request, _message: None) -> Page:
    query = request.query_params
    feed = request.path_params["feed"]
    if feed not in FEEDS:
        raise ProblemError("bad-request")
    return core.page(
        _device(request),
        feed,
        after=_number(query.get("from", "0")),
        limit=max(1, min(PAGE_ROWS, _number(query.get("limit", str(PAGE_ROWS))))),
        with_own=query.get("own", "0") == "1",
    )


def _members(core: Core, request: Request, _message: None) -> Members:
    return core.members(_device(request), after=request.query_params.get("after", ""))


def _whose(core: Core, request: Request, _message: None) -> Whose:
    # No part of the path: who sells gives the ids, and one of them may be "A/1" or "..".
    subject = request.query_params.get("id", "")
    if not subject:
        raise ProblemError("bad-request")
    return core.whose(_device(request), subject)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise ProblemError("bad-request")
    return int(text)


ERRANDS: Final = (
    Errand(
        "hello",
        "POST",
        "/v1/hello",
        "talk",
        "Say who asks and how far it has come; hear how far the hub has.",
        Hello,
        Welcome,
        lambda core, request, message: core.hello(_device(request), message),
    ),
    Errand(
        "push",
        "POST",
        "/v1/push",
        "talk",
        "Bring the next events of the till's log, and records that it changed.",
        Push,
        Pushed,
        lambda core, request, message: core.push(_device(request), message),
    ),
    Errand(
        "shares",
        "POST",
        "/v1/shares",
        "shares",
        "Ask for points that this till alone may burn.",
        Wants,
        Shares,
        lambda core, request, message: core.shares(_device(request), message),
    ),
    Errand(
        "sightings",
        "POST",
        "/v1/sightings",
        "sightings",
        "Tell where cards were shown; hear where else they were within a day.",
        Seen,
        SeenElsewhere,
        lambda core, request, message: core.seen(_device(request), message),
    ),
    Errand(
        "programs",
        "POST",
        "/v1/programs",
        "talk",
        "Publish a version of the program for all tills.",
        Publish,
        Published,
        lambda core, request, message: core.publish(_device(request), message),
    ),
    Errand(
        "bring-keys",
        "POST",
        "/v1/keys",
        "talk",
        "Bring the shop's card keys, or the next version of them, sealed for the hub.",
        KeyRing,
        KeyRing,
        lambda core, request, message: core.bring_card_keys(_device(request), message),
    ),
    Errand(
        "keys",
        "GET",
        "/v1/keys",
        "look",
        "The shop's card keys, sealed for the till.",
        None,
        KeyRing,
        lambda core, request, _message: core.card_keys(_device(request)),
    ),
    Errand(
        "feeds",
        "GET",
        "/v1/feeds/{feed}",
        "look",
        "Rows of a feed after a place.",
        None,
        Page,
        _page,
    ),
    Errand(
        "history",
        "GET",
        "/v1/members/{member}/events",
        "history",
        "All that happened to one member.",
        None,
        MemberHistory,
        lambda core, request, _message: core.history(
            _device(request), request.path_params["member"]
        ),
    ),
    Errand(
        "whose",
        "GET",
        "/v1/subjects",
        "whose",
        "Whose a sale or a redemption is.",
        None,
        Whose,
        _whose,
    ),
    Errand(
        "members",
        "GET",
        "/v1/members",
        "look",
        "Members after an id, with where each stands: for a till that joins.",
        None,
        Members,
        _members,
        media=MSGPACK,
    ),
)
ENROL_PATH: Final = "/v1/enrol"
HINTS_PATH: Final = "/v1/hints"


def counted(metrics: Metrics, message: object, answer: object) -> None:
    """Count what went to and fro."""
    match message, answer:
        case Push(), Pushed():
            metrics.count("events_total", len(message.events))
            if answer.refused:
                metrics.count("refused_total", len(answer.refused))
        case _, Page():
            metrics.count("rows_total", len(answer.rows))
        case _, Shares():
            metrics.count("grants_total", len(answer.grants), outcome="given")
            metrics.count("grants_total", len(answer.refused), outcome="refused")
        case _:
            pass
