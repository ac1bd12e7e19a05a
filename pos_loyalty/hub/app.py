"""The hub as a web application: tills' routes, hints, health, metrics and the operator's pages."""

import base64
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.hub.bounds import BusyError, Guesses, Lanes, Workshop
from pos_loyalty.hub.desk import ENROL_PATH, ERRANDS, HINTS_PATH, Core, Errand, counted
from pos_loyalty.hub.document import openapi_document
from pos_loyalty.hub.gate import Gate, device_of, is_signed
from pos_loyalty.hub.hints import CrowdedError, HintDesk
from pos_loyalty.hub.metrics import CONTENT_TYPE, Gauge, Metrics
from pos_loyalty.hub.wire import (
    MSGPACK,
    TooLargeError,
    WrongBodyError,
    accepted,
    answer,
    as_it_is,
    body_of,
    coding_of,
    unpacked,
)
from pos_loyalty.storage.hub_errors import UnkeptValueError
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import Enrol, Problem

_STATUSES: Final = {
    "bad-request": HTTPStatus.BAD_REQUEST,
    "bad-signature": HTTPStatus.UNAUTHORIZED,
    "unknown-device": HTTPStatus.UNAUTHORIZED,
    "revoked": HTTPStatus.FORBIDDEN,
    "wrong-code": HTTPStatus.FORBIDDEN,
    "unknown-member": HTTPStatus.NOT_FOUND,
    "cursor-too-old": HTTPStatus.GONE,
    "upgrade-required": HTTPStatus.UPGRADE_REQUIRED,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "retry-later": HTTPStatus.SERVICE_UNAVAILABLE,
}
_AGAIN_S: Final = 2
_NOBODY: Final = 499
"""Whoever asked went away before there was an answer; nobody reads this status."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubParts:
    """What the application is put together from."""

    core: Core
    gate: Gate
    workshop: Workshop
    hints: HintDesk
    metrics: Metrics
    guesses: Guesses
    health: Callable[[], Mapping[str, Any]]
    """Asks the database how the hub is. Raises OutageError."""
    gauges: Callable[[], Iterable[Gauge]]
    lifespan: Callable[[], AbstractAsyncContextManager[None]]
    pages: Iterable[BaseRoute]


def create_app(parts: HubParts) -> Starlette:
    """The application; its parts live as long as its lifespan."""
    routes = _Routes(parts)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        parts.hints.start()
        async with parts.lifespan():
            yield

    return Starlette(routes=routes.all(), lifespan=lifespan, exception_handlers={Exception: _bug})


class _Routes:
    def __init__(self, parts: HubParts) -> None:
        self._parts = parts
        self._lanes = Lanes()
        self._document = msgspec.json.encode(openapi_document())

    def all(self) -> list[BaseRoute]:
        counted_routes = [
            Route(
                errand.path,
                self._measured(errand.name, self._errand(errand)),
                methods=[errand.method],
            )
            for errand in ERRANDS
        ]
        return [
            *counted_routes,
            Route(ENROL_PATH, self._measured("enrol", self._enrol), methods=["POST"]),
            Route(HINTS_PATH, self._hints, methods=["GET"]),
            Route("/health", self._health, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
            Route("/openapi.json", self._openapi, methods=["GET"]),
            *self._parts.pages,
        ]

    def _errand(self, errand: Errand) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            device = device_of(request)
            body = await body_of(request)
            coding, accepts = coding_of(request), accepted(request)

            def work() -> Response:
                message = (
                    None
                    if errand.takes is None
                    else _decoded(unpacked(body, coding=coding), errand.takes)
                )
                found = errand.do(self._parts.core, request, message)
                counted(self._parts.metrics, message, found)
                if errand.media == MSGPACK:
                    return as_it_is(msgspec.msgpack.encode(found))
                return answer(msgspec.json.encode(found), accepts=accepts)

            # First, so that nobody stands in a till's lane who only says that they are it.
            await self._parts.workshop.do(lambda: self._parts.gate.check(request, body))
            with self._lanes.taken(device, errand.lane):
                return await self._parts.workshop.do(work)

        return handle

    async def _enrol(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        guesses = self._parts.guesses
        guesses.check(address)
        body = await body_of(request)
        coding, accepts = coding_of(request), accepted(request)

        def work() -> Response:
            message = _decoded(unpacked(body, coding=coding), Enrol)
            # It proves that the till has the key which it wants to be known by.
            if device_of(request) != message.device or not is_signed(
                request, body, _bytes(message.public_key)
            ):
                raise ProblemError("bad-signature")
            return answer(msgspec.json.encode(self._parts.core.enrol(message)), accepts=accepts)

        try:
            found = await self._parts.workshop.do(work)
        except ProblemError as error:
            if error.problem.code == "wrong-code":
                guesses.wrong(address)
            raise
        guesses.right(address)
        return found

    async def _hints(self, request: Request) -> Response:
        gate = self._parts.gate
        try:
            await self._parts.workshop.do(lambda: gate.check(request, b""))
            stream = self._parts.hints.listen()
            first = await anext(stream)
        except (ProblemError, BusyError, CrowdedError, OutageError) as error:
            return _said(error, accepted(request))

        async def lines() -> AsyncIterator[bytes]:
            yield first
            async for line in stream:
                yield line

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)

    async def _health(self, _request: Request) -> Response:
        try:
            return JSONResponse(await self._parts.workshop.do(self._parts.health))
        except (OutageError, BusyError) as error:
            code = error.code if isinstance(error, OutageError) else "busy"
            return JSONResponse({"ok": False, "problem": code}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _metrics(self, _request: Request) -> Response:
        def work() -> str:
            try:
                gauges = list(self._parts.gauges())
            except OutageError:
                # What this process counted can be told without the database.
                gauges = [Gauge("up", "Whether the database answers.", (((), 0),))]
            return self._parts.metrics.text(gauges)

        try:
            return Response(await self._parts.workshop.do(work), media_type=CONTENT_TYPE)
        except BusyError:
            return Response(self._parts.metrics.text(()), media_type=CONTENT_TYPE)

    async def _openapi(self, request: Request) -> Response:
        return answer(self._document, accepts=accepted(request))

    def _measured(
        self, name: str, handle: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def measured(request: Request) -> Response:
            began, status = monotonic(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
            try:
                found = await handle(request)
                status = found.status_code
            except ClientDisconnect:
                status = _NOBODY
                found = Response(status_code=status)
            except (ProblemError, BusyError, TooLargeError, WrongBodyError, OutageError) as error:
                found = _said(error, accepted(request))
                status = found.status_code
            except UnkeptValueError as error:
                # Most likely a till that is broken. Should it be us, the trace says where.
                _log.info("a request holds what cannot be kept", exc_info=error)
                found = _said(ProblemError("bad-request"), accepted(request))
                status = found.status_code
            finally:
                self._note(request, name, status, monotonic() - began)
            return found

        return measured

    def _note(self, request: Request, name: str, status: int, seconds: float) -> None:
        self._parts.metrics.answered(route=name, status=status, seconds=seconds)
        _log.info(
            "answered",
            extra={
                "route": name,
                "status": status,
                "duration_ms": round(seconds * 1000),
                "device_id": request.headers.get("x-device", "")[:64],
            },
        )


async def _bug(_request: Request, error: Exception) -> Response:
    # The last resort of this process: logged with its trace, told without it.
    _log.error("a request ended in a bug", exc_info=error)
    return _problem(Problem(code="trouble"), HTTPStatus.INTERNAL_SERVER_ERROR, "")


def _said(error: Exception, accepts: str) -> Response:
    """A refusal or an outage as a till reads it."""
    match error:
        case ProblemError():
            code = error.problem.code
            return _problem(error.problem, _STATUSES.get(code, HTTPStatus.CONFLICT), accepts)
        case BusyError():
            own = HTTPStatus.TOO_MANY_REQUESTS if error.is_own else HTTPStatus.SERVICE_UNAVAILABLE
            return _problem(_later(error.after_s), own, accepts, after_s=error.after_s)
        case TooLargeError():
            problem = Problem(code="bad-request", facts={"reason": "too-large"})
            return _problem(problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, accepts)
        case WrongBodyError():
            return _problem(Problem(code="bad-request"), HTTPStatus.BAD_REQUEST, accepts)
        case _:
            return _problem(
                _later(_AGAIN_S), HTTPStatus.SERVICE_UNAVAILABLE, accepts, after_s=_AGAIN_S
            )


def _later(after_s: int) -> Problem:
    return Problem(code="retry-later", facts={"after_s": after_s})


def _problem(problem: Problem, status: int, accepts: str, *, after_s: int = 0) -> Response:
    headers = {"Retry-After": str(after_s)} if after_s else {}
    return answer(msgspec.json.encode(problem), accepts=accepts, status=status, headers=headers)


def _decoded(body: bytes, kind: type[Any]) -> Any:  # noqa: ANN401 - one message of many
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProblemError("bad-request") from error


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
