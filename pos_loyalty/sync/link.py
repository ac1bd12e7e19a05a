"""A till's line to the hub: signed requests, bounded in time and in size. Nothing else knows HTTP.

An answer is a message, or a ``Problem`` in which the hub says why not. Whatever else happens on the
way is a ``HubUnreachableError``: nothing is lost, and the same may be asked again.
"""

import base64
import hashlib
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.sync.errors import HubAddressError, HubUnreachableError
from pos_loyalty.sync.protocol import (
    PAGE_ROWS,
    Enrol,
    Enrolled,
    Hello,
    KeyRing,
    MemberHistory,
    Members,
    Page,
    Problem,
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
    request_text,
)

if TYPE_CHECKING:
    # For the checker alone: it is imported with the first request.
    import httpx2

Answer = TypeVar("Answer")

LARGEST_ANSWER: Final = 64 << 20
"""Two thousand rows with large baskets in them are a tenth of it."""

MSGPACK: Final = "application/msgpack"
"""How an answer is written that carries bytes by the megabyte."""

_PACKED_FROM: Final = 1024
_LINES_MOST: Final = 64 * 1024
# The hub says that it is still there every twenty.
_SILENCE_S: Final = 45.0
# Servers close what is idle after five; whoever asks at that very moment is not answered.
_KEPT_S: Final = 4.0
# By the numbers that OpenSSL gives them: too early, over; another name, another address.
_CERTIFICATE_PROBLEMS: Final = {
    9: "certificate-expired",
    10: "certificate-expired",
    62: "certificate-host",
    64: "certificate-host",
}
_TYPES: Final = {"Content-Type": "application/json", "Accept-Encoding": "deflate"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited: for a connection, for each piece of an answer, and in all."""

    connect_s: float = 3.0
    read_s: float = 10.0
    total_s: float = 60.0


AT_THE_COUNTER: Final = Patience(connect_s=0.8, read_s=0.8, total_s=0.8)
"""A cashier and a queue wait for it."""
A_LOOK: Final = Patience(connect_s=1.0, read_s=1.0, total_s=1.0)
"""To see whether anybody is there."""


class HubLine:
    """Speaks to one hub for one till. May be used by several threads; ``close`` it at the end."""

    def __init__(
        self,
        url: str,
        *,
        device: str,
        key: DeviceKey,
        authority: Path | None = None,
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
    ) -> None:
        """``authority`` is the certificate that vouches for the hub, where no public one does.

        Raises HubAddressError.
        """
        self._base = checked_url(url)
        self._device = device
        self._key = key
        self._authority = authority
        self._patience = patience
        # The hub may have to fold a thousand histories before it begins to answer.
        self._at_length = Patience(patience.connect_s, 60.0, 120.0)
        self._lock = threading.Lock()
        self._opened: httpx2.Client | None = None

    def enrol(self, enrol: Enrol) -> Enrolled | Problem:
        """Ask to be let in with the code that the hub showed."""
        return self._post("/v1/enrol", enrol, Enrolled)

    def hello(self, hello: Hello, *, patience: Patience | None = None) -> Welcome | Problem:
        """Say who this is; hear how far the hub has come."""
        return self._post("/v1/hello", hello, Welcome, patience)

    def push(self, push: Push) -> Pushed | Problem:
        """Send the next events and changes."""
        return self._post("/v1/push", push, Pushed)

    def shares(self, wants: Wants, *, patience: Patience | None = None) -> Shares | Problem:
        """Ask for points that this till alone may burn."""
        return self._post("/v1/shares", wants, Shares, patience)

    def page(
        self,
        feed: str,
        *,
        after: int,
        limit: int = PAGE_ROWS,
        with_own: bool = False,
        patience: Patience | None = None,
    ) -> Page | Problem:
        """Rows of a feed after a place."""
        own = 1 if with_own else 0
        target = f"/v1/feeds/{quote(feed, safe='')}?from={after}&limit={limit}&own={own}"
        return self._ask("GET", target, b"", Page, patience)

    def history(self, member: str, *, patience: Patience | None = None) -> MemberHistory | Problem:
        """All that happened to a member."""
        target = f"/v1/members/{quote(member, safe='')}/events"
        return self._ask("GET", target, b"", MemberHistory, patience)

    def whose(self, subject: str, *, patience: Patience | None = None) -> Whose | Problem:
        """Whose a sale or a redemption is, by its id.

        Raises HubUnreachableError at an older hub too, which cannot be asked.
        """
        target = f"/v1/subjects?id={quote(subject, safe='')}"
        return self._ask("GET", target, b"", Whose, patience)

    def members(self, *, after: str) -> Members | Problem:
        """The next members after an id, with where each stands."""
        target = f"/v1/members?after={quote(after, safe='')}"
        return self._ask("GET", target, b"", Members, self._at_length)

    def seen(self, seen: Seen, *, patience: Patience | None = None) -> SeenElsewhere | Problem:
        """Tell where cards were shown, and hear where else they were."""
        return self._post("/v1/sightings", seen, SeenElsewhere, patience)

    def publish(self, wish: Publish) -> Published | Problem:
        """Have a version of the program published for all tills."""
        return self._post("/v1/programs", wish, Published)

    def card_keys(self) -> KeyRing | Problem:
        """The shop's card keys, sealed for this till."""
        return self._ask("GET", "/v1/keys", b"", KeyRing)

    def bring_card_keys(self, ring: KeyRing) -> KeyRing | Problem:
        """Hand the hub a newer version of the shop's card keys, sealed for it."""
        return self._post("/v1/keys", ring, KeyRing)

    def post(
        self,
        target: str,
        message: object,
        kind: type[Answer],
        *,
        patience: Patience | None = None,
    ) -> Answer | Problem:
        """Any other message, and its answer."""
        return self._post(target, message, kind, patience)

    @contextmanager
    def hints(self) -> Iterator["Hints"]:
        """What the hub calls out for as long as the context lasts: how far its feeds are.

        Raises HubUnreachableError where it does not.
        """
        target = "/v1/hints"
        headers = {"Accept": "text/event-stream", **self._signed("GET", target, b"")}
        # A sentence now and then: what is between them is silence, and no trouble.
        waiting = Patience(self._patience.connect_s, _SILENCE_S)
        with self._edge(), self._stream("GET", target, b"", headers, waiting) as response:
            if response.status_code != HTTPStatus.OK:
                raise HubUnreachableError(problem="no-hub")
            yield Hints(response)

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def _post(
        self,
        target: str,
        message: object,
        kind: type[Answer],
        patience: Patience | None = None,
    ) -> Answer | Problem:
        return self._ask("POST", target, msgspec.json.encode(message), kind, patience)

    def _ask(
        self,
        method: str,
        target: str,
        body: bytes,
        kind: type[Answer],
        patience: Patience | None = None,
    ) -> Answer | Problem:
        patience = patience or self._patience
        headers = dict(_TYPES)
        if len(body) >= _PACKED_FROM:
            body = zlib.compress(body)
            headers["Content-Encoding"] = "deflate"
        headers |= self._signed(method, target, body)
        until = time.monotonic() + patience.total_s
        with self._edge(), self._stream(method, target, body, headers, patience) as response:
            coding = response.headers.get("Content-Encoding", "")
            answer = _whole(response.iter_raw(), coding=coding, until=until)
            return _understood(response.status_code, answer, response.headers, kind)

    def _signed(self, method: str, target: str, body: bytes) -> dict[str, str]:
        # Without the folder under which a proxy may have put the hub: it never hears of that.
        text = request_text(
            method=method,
            target=target,
            device=self._device,
            body_sha256=hashlib.sha256(body).hexdigest(),
        )
        signature = base64.b64encode(self._key.sign(text)).decode("ascii")
        return {"X-Device": self._device, "X-Signature": signature}

    @contextmanager
    def _stream(
        self,
        method: str,
        target: str,
        body: bytes,
        headers: Mapping[str, str],
        patience: Patience,
    ) -> Iterator["httpx2.Response"]:
        import httpx2  # noqa: PLC0415 - with the first request, not with the first paint

        timeout = httpx2.Timeout(patience.read_s, connect=patience.connect_s)
        with self._client().stream(
            method, self._base + target, content=body, headers=headers, timeout=timeout
        ) as response:
            yield response

    def _client(self) -> "httpx2.Client":
        import httpx2  # noqa: PLC0415 - as above

        with self._lock:
            if self._opened is None:
                self._opened = httpx2.Client(
                    verify=_trust(self._base, self._authority),
                    # What stands on this machine is not behind a proxy.
                    trust_env=not _is_here(self._base),
                    follow_redirects=False,
                    limits=httpx2.Limits(keepalive_expiry=_KEPT_S),
                )
            return self._opened

    @contextmanager
    def _edge(self) -> Iterator[None]:
        import httpx2  # noqa: PLC0415 - as above

        try:
            yield
        except httpx2.TimeoutException as error:
            raise HubUnreachableError(problem="timeout") from error
        except (httpx2.HTTPError, httpx2.StreamError, RuntimeError, OSError) as error:
            # RuntimeError: the client was closed by another thread, at the end of the program.
            if isinstance(error, RuntimeError) and self._opened is not None:
                raise
            raise HubUnreachableError(problem=_problem_of(error)) from error


class Hints:
    """What a hub calls out. Iterating waits; ``stop`` ends it from another thread."""

    def __init__(self, response: "httpx2.Response") -> None:
        self._response = response
        self._has_stopped = False

    def __iter__(self) -> Iterator[Mapping[str, int]]:
        try:
            for line in self._lines():
                heads = _heads(line)
                if heads is not None:
                    yield heads
        except OSError:
            if not self._has_stopped:
                raise

    def stop(self) -> None:
        """Call no more; whoever waits for the next one waits no longer."""
        self._has_stopped = True
        stream = self._response.extensions.get("network_stream")
        with suppress(OSError):
            if stream is not None:
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def _lines(self) -> Iterator[bytes]:
        kept = b""
        for piece in self._response.iter_raw():
            *lines, kept = (kept + piece).split(b"\n")
            yield from lines
            if len(kept) > _LINES_MOST:
                raise HubUnreachableError(problem="no-hub")


def checked_url(url: str) -> str:
    """The hub's address without a slash at its end. Raises HubAddressError."""
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise HubAddressError(url=text, reason="form")
    if parts.scheme == "http" and not _is_here(text):
        raise HubAddressError(url=text, reason="not-encrypted")
    return text


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trust(url: str, authority: Path | None) -> ssl.SSLContext | bool:
    if url.startswith("http:"):
        return True
    if authority is None or not authority.is_file():
        return ssl.create_default_context()
    # That one vouches for the hub, and no other: be it the hub's own, be it made by hand.
    context = ssl.create_default_context(cafile=str(authority))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _whole(pieces: Iterator[bytes], *, coding: str, until: float) -> bytes:
    """The answer, unpacked; never more of it than we have room for. Raises HubUnreachableError."""
    unpack: Callable[[bytes], bytes]
    if coding in {"", "identity"}:
        unpack = bytes
    elif coding == "deflate":
        unpacker = zlib.decompressobj()

        def unpack(piece: bytes) -> bytes:
            found = unpacker.decompress(piece, LARGEST_ANSWER)
            if unpacker.unconsumed_tail:
                raise HubUnreachableError(problem="no-hub")
            return found
    else:
        raise HubUnreachableError(problem="no-hub")
    answer = bytearray()
    try:
        for piece in pieces:
            answer += unpack(piece)
            if len(answer) > LARGEST_ANSWER:
                raise HubUnreachableError(problem="no-hub")
            if time.monotonic() > until:
                raise HubUnreachableError(problem="timeout")
    except zlib.error as error:
        raise HubUnreachableError(problem="no-hub") from error
    return bytes(answer)


def _understood(
    status: int, answer: bytes, headers: Mapping[str, str], kind: type[Answer]
) -> Answer | Problem:
    try:
        if status < HTTPStatus.MULTIPLE_CHOICES:
            if headers.get("Content-Type", "") == MSGPACK:
                return msgspec.msgpack.decode(answer, type=kind)
            return msgspec.json.decode(answer, type=kind)
        problem = msgspec.json.decode(answer, type=Problem)
    except msgspec.MsgspecError as error:
        if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
            return Problem(code="retry-later", facts=_after(headers))
        named = "trouble" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "no-hub"
        raise HubUnreachableError(problem=named) from error
    if not problem.facts.keys() & {"after_s"} and problem.code == "retry-later":
        return msgspec.structs.replace(problem, facts={**problem.facts, **_after(headers)})
    return problem


def _after(headers: Mapping[str, str]) -> dict[str, Any]:
    said = headers.get("Retry-After", "")
    return {"after_s": int(said)} if said.isdecimal() else {}


def _heads(line: bytes) -> Mapping[str, int] | None:
    name, _, value = line.strip().partition(b":")
    if name != b"data":
        return None
    try:
        return msgspec.json.decode(value, type=dict[str, int])
    except msgspec.MsgspecError:
        # A hint is only a hint.
        return None


def _problem_of(error: BaseException) -> str:
    """What went wrong below, as far as it can be told."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE_PROBLEMS.get(cause.verify_code, "certificate")
        if isinstance(cause, socket.gaierror):
            return "name"
        cause = cause.__cause__ or cause.__context__
    return "connection"
