"""Refusals and outages as other software reads them: a status, a code and a sentence."""

from http import HTTPStatus
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError, OutageError, RefusalError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.scenario.figures import Figures

_STATUSES: Final = {
    "key-missing": HTTPStatus.BAD_REQUEST,
    "wrong-request": HTTPStatus.BAD_REQUEST,
    "wrong-host": HTTPStatus.BAD_REQUEST,
    "token-missing": HTTPStatus.UNAUTHORIZED,
    "wrong-pin": HTTPStatus.FORBIDDEN,
    "pin-locked": HTTPStatus.FORBIDDEN,
    "unknown-path": HTTPStatus.NOT_FOUND,
    "unknown-card": HTTPStatus.NOT_FOUND,
    "unknown-member": HTTPStatus.NOT_FOUND,
    "unknown-purchase": HTTPStatus.NOT_FOUND,
    "unknown-redemption": HTTPStatus.NOT_FOUND,
    "wrong-method": HTTPStatus.METHOD_NOT_ALLOWED,
    "key-reused": HTTPStatus.CONFLICT,
    "request-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
_ROLE: Final = "role"


def status_of(error: LoyaltyError) -> HTTPStatus:
    """400 wrong request, 401 token, 403 role, 404 unknown, 409 key, 422 the rules, 503 outage."""
    if isinstance(error, OutageError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if error.facts.get("reason") == _ROLE:
        return HTTPStatus.FORBIDDEN
    return _STATUSES.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def error_answer(error: LoyaltyError, words: Words) -> Figures:
    """The error with its code, and whether it is the answer to a repetition."""
    value: Figures = {"error": {"code": error.code, "message": message_for(error, words)}}
    if isinstance(error, RefusalError) and error.is_repeated:
        value["repeated"] = True
    return value
