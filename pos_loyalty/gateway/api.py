"""The verbs as routes, documented: one for each that other software may ask for."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.types import Scope

from pos_loyalty import __version__
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.gateway import bodies
from pos_loyalty.gateway.doorkeeper import Doorkeeper
from pos_loyalty.gateway.errors import (
    KeyMissingError,
    UnknownPathError,
    WrongMethodError,
    WrongRequestError,
)
from pos_loyalty.gateway.examples import EXAMPLES
from pos_loyalty.gateway.refusals import error_answer, status_of
from pos_loyalty.gateway.verbs import Asked, Verbs
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.scenario.figures import Figures

DOCUMENT_PATH: Final = "/openapi.json"
_PREFIX: Final = "/v1/"
_LANGUAGES: Final = ("de", "en")
_LONGEST_KEY: Final = 200
_ABOUT: Final = """
The verbs of the command line, on this computer alone. Each request carries the token of the till
(`Authorization: Bearer …`); what books something carries a name of its own
(`Idempotency-Key`), so that it can be sent again when no answer came. Amounts are texts.
The till's software may do what a cashier may; what needs a manager needs the PIN of one.
Where an answer has `warnings`, it stands; each says what somebody should look at, as with a card
that was in another branch a moment ago (`card-copy-suspected`).
"""
_WHEN: Final = {
    HTTPStatus.BAD_REQUEST: "The request cannot be understood; nothing was booked.",
    HTTPStatus.UNAUTHORIZED: "The token is missing or wrong.",
    HTTPStatus.FORBIDDEN: "The role does not allow it, or the PIN is wrong.",
    HTTPStatus.NOT_FOUND: "Nobody has this card, or it is not on record.",
    HTTPStatus.CONFLICT: "The key was used before, for something else.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The rules of the program say no; nothing was booked.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Something is out of order; the same request may come again.",
}
_ERROR: Final = {"error": {"code": "unknown-card", "message": "Nobody here has this card."}}

_log = logging.getLogger(__name__)

Language = Annotated[str, Header(alias="Accept-Language", max_length=200)]
CardQuery = Annotated[
    str, Query(min_length=1, max_length=200, description="The card's code, or the member number.")
]


def _asking(accept_language: Language = "") -> Asked:
    return Asked(language=_language(accept_language))


def _writing(
    accept_language: Language = "",
    idempotency_key: Annotated[
        str,
        Header(
            max_length=_LONGEST_KEY,
            description="The name of this booking, at the caller's choice; always needed.",
            examples=["till-2-receipt-4711"],
        ),
    ] = "",
    manager_pin: Annotated[
        str,
        Header(
            alias="Manager-PIN",
            max_length=20,
            description="The PIN of a manager who approves what a cashier may not do alone.",
        ),
    ] = "",
) -> Asked:
    key = idempotency_key.strip()
    if not key:
        raise KeyMissingError
    return Asked(key=key, manager_pin=manager_pin, language=_language(accept_language))


Asking = Annotated[Asked, Depends(_asking)]
Writing = Annotated[Asked, Depends(_writing)]


def create_api(verbs: Verbs, is_token: Callable[[str], bool]) -> FastAPI:
    """The API over the verbs; ``is_token`` tells who may ask."""
    app = FastAPI(
        title="pos_loyalty",
        version=__version__,
        description=_ABOUT,
        openapi_url=DOCUMENT_PATH,
        # Their pages are fetched from elsewhere; a till stays with itself.
        docs_url=None,
        redoc_url=None,
        # For the document alone: the doorkeeper has looked at it before.
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    _add_reading(app, verbs)
    _add_purchases(app, verbs)
    _add_points(app, verbs)
    _add_errors(app, verbs)
    app.add_middleware(
        Doorkeeper,
        is_token=is_token,
        # Nobody who is not let in makes us ask the database.
        refuse=lambda error, scope: _refused(error, verbs.plain_words(_asked_in(scope))),
        open_paths=frozenset({DOCUMENT_PATH}),
    )
    return app


def _add_reading(app: FastAPI, verbs: Verbs) -> None:
    def reading(name: str) -> Callable[[Any], Any]:
        return app.get(f"{_PREFIX}{name}", **_documented(name))

    @reading("status")
    def status(asked: Asking) -> Figures:
        """Whose till this is, and the program in force."""
        return verbs.status(asked)

    @reading("balance")
    def balance(asked: Asking, card: CardQuery) -> Figures:
        """Where a member stands."""
        return verbs.balance(asked, card)

    @reading("statement")
    def statement(asked: Asking, card: CardQuery) -> Figures:
        """How a member's balance came about."""
        return verbs.statement(asked, card)

    @reading("member/show")
    def show(asked: Asking, card: CardQuery) -> Figures:
        """What is known of a member."""
        return verbs.show(asked, card)

    @reading("member/find")
    def find(asked: Asking, text: Annotated[str, Query(min_length=1, max_length=200)]) -> Figures:
        """Members by a part of name, telephone, e-mail or number."""
        return verbs.find(asked, text)

    @app.post(f"{_PREFIX}quote", **_documented("quote"))
    def quote(asked: Asking, body: bodies.Purchase) -> Figures:
        """What a purchase would bring; nothing is written."""
        return verbs.quote(asked, body)


def _add_purchases(app: FastAPI, verbs: Verbs) -> None:
    @_writing_at(app, "sale")
    def sale(asked: Writing, body: bodies.RecordedPurchase) -> Figures:
        """Record a purchase."""
        return verbs.sale(asked, body)

    @_writing_at(app, "refund")
    def refund(asked: Writing, body: bodies.Refund) -> Figures:
        """Take back a purchase or part of it."""
        return verbs.refund(asked, body)

    @_writing_at(app, "void")
    def void(asked: Writing, body: bodies.Void) -> Figures:
        """Cancel a purchase; needs a manager's PIN."""
        return verbs.void(asked, body)

    @_writing_at(app, "claim/issue")
    def issue_claim(asked: Writing, body: bodies.ClaimIssue) -> Figures:
        """Print a claim slip for a purchase whose member is not here."""
        return verbs.issue_claim(asked, body)

    @_writing_at(app, "claim/redeem")
    def redeem_claim(asked: Writing, body: bodies.ClaimRedemption) -> Figures:
        """Credit a claim slip to a member."""
        return verbs.redeem_claim(asked, body)


def _add_points(app: FastAPI, verbs: Verbs) -> None:
    @_writing_at(app, "member/enroll")
    def enroll(asked: Writing, body: bodies.Enrollment) -> Figures:
        """Take in a member; nothing is obligatory."""
        return verbs.enroll(asked, body)

    @_writing_at(app, "redeem")
    def redeem(asked: Writing, body: bodies.Redemption) -> Figures:
        """Redeem points or a reward without a purchase of ours."""
        return verbs.redeem(asked, body)

    @_writing_at(app, "undo-redeem")
    def undo_redeem(asked: Writing, body: bodies.Undo) -> Figures:
        """Take a redemption back; needs a manager's PIN."""
        return verbs.undo_redeem(asked, body)

    @_writing_at(app, "adjust")
    def adjust(asked: Writing, body: bodies.Adjustment) -> Figures:
        """Give or take points by hand; needs a manager's PIN."""
        return verbs.adjust(asked, body)

    @_writing_at(app, "action")
    def action(asked: Writing, body: bodies.Action) -> Figures:
        """Give the points of an action."""
        return verbs.action(asked, body)


def _writing_at(app: FastAPI, name: str) -> Callable[[Any], Any]:
    return app.post(f"{_PREFIX}{name}", **_documented(name))


def _add_errors(app: FastAPI, verbs: Verbs) -> None:
    def known(request: Request, error: Exception) -> JSONResponse:
        words = verbs.words_for_error(error, _asked_in(request.scope))
        match error:
            case LoyaltyError():
                return _refused(error, words)
            case RequestValidationError():
                return _refused(_wrong(error), words)
            case HTTPException(status_code=HTTPStatus.METHOD_NOT_ALLOWED):
                return _refused(WrongMethodError(), words)
            case HTTPException(status_code=HTTPStatus.NOT_FOUND):
                return _refused(UnknownPathError(), words)
            case _:
                return _refused(WrongRequestError(), words)

    def bug(request: Request, error: Exception) -> JSONResponse:
        # The last resort of this process: logged with its trace, told without it.
        _log.error("a request ended in a bug", exc_info=error)
        message = message_for(error, verbs.plain_words(_asked_in(request.scope)))
        return JSONResponse({"error": {"code": "bug", "message": message}}, 500)

    for kind in (LoyaltyError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, known)
    app.add_exception_handler(Exception, bug)


def _documented(name: str) -> dict[str, Any]:
    """What the document says of a route besides its own words."""
    good = {"description": "Done.", "content": {"application/json": {"example": EXAMPLES[name]}}}
    refusals = {
        int(status): {
            "description": said,
            "content": {"application/json": {"example": _ERROR}},
        }
        for status, said in _WHEN.items()
    }
    return {"name": name, "responses": {200: good, **refusals}}


def _refused(error: LoyaltyError, words: Words) -> JSONResponse:
    status = status_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(error_answer(error, words), int(status), headers)


def _wrong(error: RequestValidationError) -> WrongRequestError:
    """The first thing that is wrong with a request, by the place of it."""
    found: Mapping[str, Any] = error.errors()[0]
    place = [str(part) for part in found["loc"] if part not in {"body", "query", "header"}]
    if found["type"] == "json_invalid" or not place:
        return WrongRequestError(reason="json")
    return WrongRequestError(reason="field", field=".".join(place))


def _asked_in(scope: Scope) -> Asked:
    """In which language something was asked that went no further."""
    headings = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Asked(language=_language(headings.get(b"accept-language", "")))


def _language(accepted: str) -> str | None:
    """The language that is asked for first, if it is one of ours; else the shop's."""
    first = accepted.strip()[:2].lower()
    return first if first in _LANGUAGES else None
