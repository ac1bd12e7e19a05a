"""Who sends a request: a till that has signed it with the key it was let in with."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from threading import Lock
from typing import Final

from starlette.requests import Request

from pos_loyalty.hub.wire import target_of
from pos_loyalty.security.device_key import is_signed_by
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import request_text

_LONGEST_ID: Final = 120
_MOST_KEPT: Final = 20_000

PublicKey = Callable[[str], bytes | None]


class Gate:
    """Knows tills by their signatures. ``public_key`` asks the database."""

    def __init__(self, public_key: PublicKey) -> None:
        self._ask = public_key
        self._kept: dict[str, bytes] = {}
        self._lock = Lock()

    def check(self, request: Request, body: bytes) -> None:
        """Whether the till that ``X-Device`` names has signed this request.

        Raises ProblemError: bad-signature, unknown-device. Blocks when the till is new here.
        """
        device = device_of(request)
        kept = self._kept.get(device)
        if kept is not None and is_signed(request, body, kept):
            return
        # Not known here, or let in again with another key since.
        asked = self._ask(device)
        if asked is None:
            raise ProblemError("unknown-device")
        if not is_signed(request, body, asked):
            raise ProblemError("bad-signature")
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[device] = asked


def device_of(request: Request) -> str:
    """The till that a request says it is of. Raises ProblemError: bad-signature."""
    device = request.headers.get("x-device", "")
    if not 0 < len(device) <= _LONGEST_ID:
        raise ProblemError("bad-signature")
    return device


def is_signed(request: Request, body: bytes, public: bytes) -> bool:
    """Whether the owner of a key signed the request, with its body as it was sent."""
    try:
        signature = base64.b64decode(request.headers.get("x-signature", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    text = request_text(
        method=request.method,
        target=target_of(request),
        device=device_of(request),
        body_sha256=hashlib.sha256(body).hexdigest(),
    )
    return is_signed_by(public, data=text, signature=signature)
