"""The pages at their addresses: who may see them, what a form does."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import resources
from pos_loyalty.domain.errors import OutageError, RefusalError
from pos_loyalty.domain.hub_reports import HubTotals, TillLine
from pos_loyalty.hub.admin import lists, pages
from pos_loyalty.hub.admin.frame import LANGUAGES, ROOT, Visit
from pos_loyalty.hub.admin.sessions import (
    LASTS_S,
    PLAIN_COOKIE,
    SECURE_COOKIE,
    Session,
    Sessions,
)
from pos_loyalty.hub.bounds import BusyError, Guesses, Workshop
from pos_loyalty.hub.wire import TooLargeError, WrongBodyError, body_of
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for

_LANGUAGE_COOKIE: Final = "hub-language"
_PERSON_COOKIE: Final = "hub-person"
_YEAR_S: Final = 365 * 86_400
_FONTS: Final = frozenset(
    {"Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "InterDisplay-Bold.ttf"}
)
_STYLES: Final = frozenset({"hub.css"})
_LONGEST_FIELD: Final = 200
_MOST_FIELDS: Final = 20

Fields = Mapping[str, str]
Shown = Callable[[Request, Visit], Response]
Done = Callable[[Request, Visit, Fields], Response]


class Pages:
    """Routes of the pages. ``public_url`` is where tills and people find this hub."""

    def __init__(
        self,
        office: HubOffice,
        workshop: Workshop,
        clock: Clock,
        guesses: Guesses,
        *,
        public_url: str,
    ) -> None:
        self._office = office
        self._workshop = workshop
        self._clock = clock
        self._guesses = guesses
        self._public_url = public_url
        self._sessions = Sessions(office.session_key, lambda: clock.now().timestamp())

    def routes(self) -> list[Route]:
        """All of them."""
        seen, done = self._seen, self._done
        office = self._office
        return [
            Route("/", self._home),
            Route(f"{ROOT}/sign-in", self._sign_in_page, methods=["GET"]),
            Route(f"{ROOT}/sign-in", self._sign_in, methods=["POST"]),
            Route(f"{ROOT}/sign-out", done(self._sign_out), methods=["POST"]),
            Route(f"{ROOT}/language", self._language),
            Route(f"{ROOT}/assets/{{name}}", self._asset),
            Route(ROOT, seen(lambda _r, v: pages.overview(v, office.standing()))),
            Route(f"{ROOT}/stores", seen(lambda _r, v: pages.stores(v, office.stores()))),
            Route(f"{ROOT}/tills", seen(lambda _r, v: pages.tills(v, office.tills()))),
            *self._asked("revoke", pages.confirm_revoking, self._revoke),
            *self._asked("readmit", pages.confirm_readmitting, self._readmit),
            *self._asked("write-off", pages.confirm_writing_off, self._write_off),
            Route(f"{ROOT}/pairing", seen(self._pairing), methods=["GET"]),
            Route(f"{ROOT}/pairing", done(self._new_code), methods=["POST"]),
            Route(f"{ROOT}/refused", seen(self._refused), methods=["GET"]),
            Route(f"{ROOT}/refused", done(self._deal_with), methods=["POST"]),
            Route(
                f"{ROOT}/conflicts",
                seen(self._conflicts),
                methods=["GET"],
            ),
            Route(f"{ROOT}/conflicts", done(self._settle), methods=["POST"]),
            Route(f"{ROOT}/erasures", seen(lambda _r, v: lists.erasures(v, office.erasures()))),
        ]

    def _asked(
        self, name: str, ask: Callable[[Visit, TillLine], Response], act: Done
    ) -> Sequence[Route]:
        """Something that is done to a till, and the page before it."""
        path = f"{ROOT}/tills/{{device}}/{name}"
        asking = self._seen(lambda r, v: ask(v, self._office.till(r.path_params["device"])))
        return (
            Route(path, asking, methods=["GET"]),
            Route(path, self._done(act), methods=["POST"]),
        )

    def _seen(self, show: Shown) -> Callable[[Request], Awaitable[Response]]:
        """A page for who is signed in; it is made in a thread, for it asks the database."""

        async def answer(request: Request) -> Response:
            return await self._bounded(request, lambda: self._made(request, show))

        return answer

    def _done(self, act: Done) -> Callable[[Request], Awaitable[Response]]:
        """What a form of ours asks for."""

        async def answer(request: Request) -> Response:
            fields = await _fields(request)

            def work() -> Response:
                session = self._session(request)
                if session is None:
                    return _to(f"{ROOT}/sign-in")
                visit = self._visit(request, session)
                if not self._sessions.is_form_mark(session, fields.get("mark", "")):
                    said = visit.words.text("This page was open for too long. Try again.")
                    return pages.trouble(visit, said, HTTPStatus.FORBIDDEN)
                return self._carefully(visit, lambda: act(request, visit, fields))

            return await self._bounded(request, work)

        return answer

    async def _bounded(self, request: Request, work: Callable[[], Response]) -> Response:
        visit = self._visit(request, None)
        try:
            return await self._workshop.do(work)
        except BusyError as error:
            said = visit.words.text("The hub is very busy. Try again in a moment.")
            answer = pages.outage(visit, said)
            answer.headers["Retry-After"] = str(error.after_s)
            return answer
        except OutageError as error:
            return pages.outage(visit, message_for(error, visit.words))

    def _made(self, request: Request, show: Shown) -> Response:
        session = self._session(request)
        if session is None:
            return _to(f"{ROOT}/sign-in")
        visit = self._visit(request, session)
        return self._carefully(visit, lambda: show(request, visit))

    def _carefully(self, visit: Visit, act: Callable[[], Response]) -> Response:
        try:
            return act()
        except RefusalError as error:
            return pages.trouble(visit, message_for(error, visit.words), HTTPStatus.CONFLICT)

    async def _home(self, _request: Request) -> Response:
        return _to(ROOT)

    async def _sign_in_page(self, request: Request) -> Response:
        visit = self._visit(request, None)
        password = request.query_params.get("password", "")[:_LONGEST_FIELD]
        return pages.followed_link(visit, password) if password else pages.sign_in(visit)

    async def _sign_in(self, request: Request) -> Response:
        fields = await _fields(request)
        address = request.client.host if request.client else ""
        visit = self._visit(request, None)
        try:
            self._guesses.check(address)
        except BusyError as error:
            said = visit.words.text(
                "Too many wrong passwords. Wait {seconds} seconds.", seconds=error.after_s
            )
            return pages.sign_in(visit, problem=said, status=HTTPStatus.TOO_MANY_REQUESTS)
        return await self._bounded(request, lambda: self._signed_in(request, fields, address))

    def _signed_in(self, request: Request, fields: Fields, address: str) -> Response:
        visit = self._visit(request, None)
        is_right = self._office.is_password(fields.get("password", ""))
        if not is_right:
            self._guesses.wrong(address)
            said = visit.words.text("This password is wrong, was used before, or is too old.")
            return pages.sign_in(visit, problem=said, status=HTTPStatus.FORBIDDEN)
        self._guesses.right(address)
        answer = _to(ROOT)
        answer.set_cookie(
            _cookie_name(request),
            self._sessions.cookie(self._sessions.new()),
            max_age=LASTS_S,
            path="/",
            secure=_is_encrypted(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    def _sign_out(self, request: Request, _visit: Visit, _fields: Fields) -> Response:
        answer = _to(f"{ROOT}/sign-in")
        answer.delete_cookie(
            _cookie_name(request),
            path="/",
            secure=_is_encrypted(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    async def _language(self, request: Request) -> Response:
        wanted = request.query_params.get("to", "")
        back = request.query_params.get("back", "")
        is_ours = not back or (back.startswith("/") and not back.startswith("//"))
        answer = _to(ROOT + (back if is_ours else ""))
        if wanted in dict(LANGUAGES):
            answer.set_cookie(
                _LANGUAGE_COOKIE, wanted, max_age=_YEAR_S, path="/", httponly=True, samesite="lax"
            )
        return answer

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        kept = {"Cache-Control": f"public, max-age={_YEAR_S}"}
        if name in _FONTS:
            return FileResponse(resources() / "fonts" / name, headers=kept, media_type="font/ttf")
        if name in _STYLES:
            return FileResponse(resources() / "styles" / name, headers=kept, media_type="text/css")
        return Response(status_code=HTTPStatus.NOT_FOUND)

    def _revoke(self, request: Request, visit: Visit, _fields: Fields) -> Response:
        line = self._office.till(request.path_params["device"])
        self._office.revoke(line.row.device, person=visit.person)
        said = visit.words.text("{till} is revoked.", till=line.row.name)
        return pages.tills(visit, self._office.tills(), done=said)

    def _readmit(self, request: Request, visit: Visit, _fields: Fields) -> Response:
        line = self._office.till(request.path_params["device"])
        self._office.readmit(line.row.device, person=visit.person)
        said = visit.words.text("{till} is active again.", till=line.row.name)
        return pages.tills(visit, self._office.tills(), done=said)

    def _write_off(self, request: Request, visit: Visit, _fields: Fields) -> Response:
        line = self._office.till(request.path_params["device"])
        points = self._office.write_off(line.row.device, person=visit.person)
        said = visit.words.text(
            "{till} is written off; {points} went back to the members.",
            till=line.row.name,
            points=visit.words.points_with_unit(points),
        )
        return pages.tills(visit, self._office.tills(), done=said)

    def _pairing(self, _request: Request, visit: Visit) -> Response:
        return pages.pairing(visit, "", None)

    def _new_code(self, request: Request, visit: Visit, fields: Fields) -> Response:
        store = fields.get("store", "").strip()
        url = self._public_url or str(request.base_url)
        return pages.pairing(visit, store, self._office.new_code(store=store, url=url))

    def _refused(self, request: Request, visit: Visit) -> Response:
        if request.query_params.get("done"):
            return lists.dealt_with(visit, self._office.dealt_with())
        return lists.refused(visit, self._office.refused())

    def _deal_with(self, _request: Request, visit: Visit, fields: Fields) -> Response:
        event, person = fields.get("event", ""), fields.get("person", "").strip()
        act = self._office.accept if fields.get("act") == "book" else self._office.finish
        act(event, person=person, note=fields.get("note", ""))
        visit = replace(visit, person=person)
        answer = lists.refused(visit, self._office.refused(), done=visit.words.text("Done."))
        answer.set_cookie(
            _PERSON_COOKIE, quote(person), max_age=_YEAR_S, path=ROOT, httponly=True, samesite="lax"
        )
        return answer

    def _settle(self, request: Request, visit: Visit, fields: Fields) -> Response:
        named = ("kind", "key", "field", "hlc", "device")
        asked = tuple(fields.get(name, "") for name in named)
        self._office.settle(
            lambda each: (
                (each.kind, each.key, each.field, str(each.left.hlc), each.left.device) == asked
            ),
            person=visit.person,
        )
        return self._conflicts(request, visit, done=visit.words.text("Done."))

    def _conflicts(self, _request: Request, visit: Visit, *, done: str = "") -> Response:
        names = {line.row.device: line.row.name for line in self._office.tills()}
        return lists.conflicts(visit, self._office.conflicts(), names, done=done)

    def _session(self, request: Request) -> Session | None:
        cookie = request.cookies.get(_cookie_name(request), "")
        return self._sessions.known(cookie) if cookie else None

    def _visit(self, request: Request, session: Session | None) -> Visit:
        language = _language_of(request)
        return Visit(
            words=words_for(language),
            language=language,
            now=self._clock.now(),
            path=request.url.path,
            form_mark=self._sessions.form_mark(session) if session else "",
            person=unquote(request.cookies.get(_PERSON_COOKIE, ""))[:_LONGEST_FIELD],
            waiting=_waiting(self._office.totals()) if session else frozenset(),
        )


def _waiting(totals: HubTotals) -> frozenset[str]:
    counts = {
        "/refused": totals.refused + totals.exceptions,
        "/conflicts": totals.conflicts,
        "/erasures": totals.erasures,
    }
    return frozenset(path for path, n in counts.items() if n)


async def _fields(request: Request) -> Fields:
    """What a form says; nothing where it is none of ours."""
    try:
        body = await body_of(request)
        given = parse_qs(body.decode("utf-8", errors="replace"), max_num_fields=_MOST_FIELDS)
    except (TooLargeError, WrongBodyError, ClientDisconnect, ValueError):
        return {}
    # No text of the database holds the sign that is left out.
    return {name: values[0].replace("\0", "")[:_LONGEST_FIELD] for name, values in given.items()}


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


def _is_encrypted(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie_name(request: Request) -> str:
    return SECURE_COOKIE if _is_encrypted(request) else PLAIN_COOKIE


def _language_of(request: Request) -> str:
    """The language that was chosen; else the first that the browser asks for and we speak."""
    known = dict(LANGUAGES)
    chosen = request.cookies.get(_LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        base = part.partition(";")[0].strip().partition("-")[0].lower()
        if base in known:
            return base
    return "en"
