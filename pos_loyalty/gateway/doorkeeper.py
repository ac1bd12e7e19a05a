"""Lets in who asks this computer under its own name, knows the token, and sends no flood."""

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.gateway.errors import TokenMissingError, TooLargeError, WrongHostError
from pos_loyalty.gateway.loopback import is_own_host

LARGEST_BYTES: Final = 256 << 10
"""A purchase of five hundred lines fits in three times."""

_BEARER: Final = "bearer "

Refuse = Callable[[LoyaltyError, Scope], ASGIApp]


class Doorkeeper:
    """Stands before the routes. ``refuse`` makes the answer to who is not let in.

    ``open_paths`` tell nothing of the shop and need no token.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        is_token: Callable[[str], bool],
        refuse: Refuse,
        open_paths: frozenset[str],
    ) -> None:
        self._app = app
        self._is_token = is_token
        self._refuse = refuse
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
            body = await _whole(receive)
        except LoyaltyError as error:
            await self._refuse(error, scope)(scope, receive, send)
            return
        await self._app(scope, _again(body, receive), send)

    def _check(self, scope: Scope) -> None:
        headings = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not is_own_host(headings.get(b"host", "")):
            raise WrongHostError
        if scope["path"] not in self._open_paths:
            given = headings.get(b"authorization", "")
            is_bearer = given[: len(_BEARER)].lower() == _BEARER
            if not is_bearer or not self._is_token(given[len(_BEARER) :].strip()):
                raise TokenMissingError
        length = headings.get(b"content-length", "")
        if length.isdigit() and int(length) > LARGEST_BYTES:
            raise TooLargeError


async def _whole(receive: Receive) -> bytes:
    """The body of a request, read before anything is begun. Raises TooLargeError."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > LARGEST_BYTES:
            raise TooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands the body on once, then whatever else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
