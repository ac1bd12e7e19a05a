"""Who is signed in to the pages: a cookie that the hub signed, and forms that carry its mark.

No table of sessions: any replica knows its own signature, and a session ends by itself.
"""

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from pos_loyalty.domain.values import dataclass

SECURE_COOKIE: Final = "__Host-hub"
PLAIN_COOKIE: Final = "hub"
LASTS_S: Final = 12 * 3600

_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Session:
    """One person who is signed in, until ``until`` (seconds since 1970)."""

    id: str
    until: int


class Sessions:
    """Makes sessions and knows them again. ``now`` is in seconds since 1970."""

    def __init__(self, key: Callable[[], bytes], now: Callable[[], float]) -> None:
        """``key`` asks the database, when it is first needed."""
        self._load = key
        self._key: bytes | None = None
        self._now = now

    def new(self) -> Session:
        """Somebody has signed in."""
        return Session(secrets.token_hex(_ID_BYTES), int(self._now()) + LASTS_S)

    def cookie(self, session: Session) -> str:
        """What the browser keeps."""
        text = f"{session.id}.{session.until}"
        return f"{text}.{self._signed('session', text)}"

    def known(self, cookie: str) -> Session | None:
        """The session of a cookie; None when it is not ours, or over."""
        text, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._signed("session", text).encode(), signature.encode()):
            return None
        id_, _, until = text.partition(".")
        session = Session(id_, int(until))
        return session if session.until > self._now() else None

    def form_mark(self, session: Session) -> str:
        """What a form of ours carries; no other site knows it."""
        return self._signed("form", session.id)

    def is_form_mark(self, session: Session, given: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(self.form_mark(session).encode(), given.encode())

    def _signed(self, purpose: str, text: str) -> str:
        if self._key is None:
            self._key = self._load()
        return hmac.new(self._key, f"{purpose}\0{text}".encode(), sha256).hexdigest()
