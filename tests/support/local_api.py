"""The local API, asked in this process as its server would ask it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.types import Message

from pos_loyalty.gateway.api import create_api
from pos_loyalty.gateway.verbs import Verbs
from tests.support.shop import Shop

TOKEN = "a-token-that-nobody-guesses-in-a-test"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def value(self) -> Any:  # noqa: ANN401 - what JSON holds
        """The JSON value."""
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of the refusal or outage."""
        code: str = self.value["error"]["code"]
        return code

    @property
    def message(self) -> str:
        """The sentence of the refusal or outage."""
        message: str = self.value["error"]["message"]
        return message


@dataclass
class LocalApi:
    """Asks an API; headings that are None are left away."""

    shop: Shop
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_api(Verbs(self.shop.application), lambda given: given == TOKEN)

    def get(
        self, path: str, headers: Mapping[str, str | None] | None = None, **query: str
    ) -> Reply:
        """The reply to a question."""
        return self.call("GET", path, query=urlencode(query), headers=headers)

    def post(
        self,
        path: str,
        key: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        **body: Any,  # noqa: ANN401 - what JSON holds
    ) -> Reply:
        """The reply to something that is to be done."""
        told = {"content-type": "application/json", "idempotency-key": key, **(headers or {})}
        return self.call("POST", path, body=json.dumps(body).encode(), headers=told)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        headers: Mapping[str, str | None] | None = None,
    ) -> Reply:
        """The reply to any request."""
        given = {"host": "127.0.0.1:8765", "authorization": f"Bearer {TOKEN}", **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8765),
            "headers": [
                (name.encode(), value.encode("latin-1"))
                for name, value in given.items()
                if value is not None
            ],
        }
        return asyncio.run(_reply(self.app, scope, body))


async def _reply(app: FastAPI, scope: dict[str, Any], body: bytes) -> Reply:
    sent: list[Message] = []
    coming: list[Message] = [
        {"type": "http.request", "body": body[:10], "more_body": True},
        {"type": "http.request", "body": body[10:], "more_body": False},
    ]

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    text = b"".join(message.get("body", b"") for message in sent[1:])
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], headers, text.decode())
