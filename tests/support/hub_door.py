"""A hub on this machine that says what a test tells it to, and remembers what it was asked."""

import base64
import hashlib
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from ssl import SSLContext

import msgspec

from pos_loyalty.security.device_key import is_signed_by
from pos_loyalty.sync.protocol import request_text


@dataclass(frozen=True)
class Asked:
    """One request as it came. ``body`` is unpacked."""

    method: str
    target: str
    headers: Mapping[str, str]
    sent: bytes
    body: bytes

    def json(self) -> object:
        """What was said."""
        return msgspec.json.decode(self.body)

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the till with that key signed exactly this request."""
        text = request_text(
            method=self.method,
            target=self.target,
            device=self.headers.get("X-Device", ""),
            body_sha256=hashlib.sha256(self.sent).hexdigest(),
        )
        signature = base64.b64decode(self.headers.get("X-Signature", ""))
        return is_signed_by(public, data=text, signature=signature)


@dataclass(frozen=True)
class Said:
    """One answer as it goes."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def said(message: object, *, status: int = 200, **headers: str) -> Said:
    """A message of the protocol."""
    return Said(msgspec.json.encode(message), status, headers)


_Line = socket | tuple[bytes, socket]
Answering = Callable[[Asked], Said]


class HubDoor:
    """Where the hub is found, and what it answers under each path.

    ``holding`` lets a request wait until the test is done with it; ``calls`` are sent to who
    listens, until ``quiet``.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answering] = {}
        self.asked: list[Asked] = []
        self.calls: list[bytes] = []
        self.holding = threading.Event()
        self.quiet = threading.Event()
        self.url = ""
        self._came = threading.Condition()

    def answer(self, path: str, message: object, *, status: int = 200, **headers: str) -> None:
        """Say this under a path from now on."""
        self.answers[path] = lambda _asked: said(message, status=status, **headers)

    def asked_for(self, path: str) -> list[Asked]:
        """What came under a path."""
        with self._came:
            return [each for each in self.asked if each.target.split("?")[0] == path]

    def wait_for(self, path: str, *, times: int = 1) -> None:
        """Wait until it was asked so often."""
        with self._came:
            is_there = self._came.wait_for(lambda: len(self._counted(path)) >= times, timeout=20)
        assert is_there, f"nobody asked for {path}"

    def took(self, asked: Asked) -> Said:
        """Remember a request, and answer it."""
        with self._came:
            self.asked.append(asked)
            self._came.notify_all()
        answering = self.answers.get(asked.target.split("?")[0])
        return answering(asked) if answering else Said(b"{}", 404)

    def _counted(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.target.split("?")[0] == path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A test ends what it holds; nobody waits for a listener at the end.
    block_on_close = False

    def __init__(self, door: HubDoor) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.door = door
        self._open: set[_Line] = set()

    def process_request(self, request: _Line, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Line) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: _Line, client_address: object) -> None:
        """A till that hung up is no matter here."""

    def hang_up(self) -> None:
        """Close all lines."""
        for line in list(self._open):
            if isinstance(line, socket):
                line.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
        """Nobody reads it."""

    def _serve(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        packed = self.headers.get("Content-Encoding") == "deflate"
        asked = Asked(
            method=self.command,
            target=self.path,
            headers=dict(self.headers.items()),
            sent=sent,
            body=zlib.decompress(sent) if packed else sent,
        )
        answer = self.server.door.took(asked)
        if self.path == "/v1/hints" and answer.status == 404:
            self._call_out()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _call_out(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for call in self.server.door.calls:
            self.wfile.write(call)
        self.wfile.flush()
        self.server.door.quiet.wait(20)
        self.close_connection = True


@contextmanager
def hub_door(tls: SSLContext | None = None) -> Iterator[HubDoor]:
    """A hub for as long as the context lasts; encrypted with what it shows."""
    door = HubDoor()
    server = _Server(door)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "http" if tls is None else "https"
    door.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hub-door")
    thread.start()
    try:
        yield door
    finally:
        door.holding.set()
        door.quiet.set()
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()
