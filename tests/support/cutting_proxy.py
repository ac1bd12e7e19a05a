"""A line between two programs that can be cut, slowed down and healed while they talk."""

import selectors
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Self

_PIECE = 64 * 1024
_LOOK_S = 0.02


class CuttingProxy:
    """Listens on loopback and passes on to ``targets`` by turns; whoever uses it closes it.

    One that does not answer is passed over. While the line is cut, connections are closed and new
    ones refused after they were taken, as a router without its line does. ``delay_s`` holds back
    each piece for so long.
    """

    def __init__(self, targets: Sequence[tuple[str, int]]) -> None:
        self.targets = tuple(targets)
        self.delay_s = 0.0
        self.is_cut = False
        self.passed_bytes = 0
        self._cut_after: int | None = None
        self._ends = False
        self._turn = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(_LOOK_S)
        self._threads: list[threading.Thread] = []
        self._start(self._serve)

    @property
    def port(self) -> int:
        """Where to connect to."""
        port: int = self._door.getsockname()[1]
        return port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cut(self) -> None:
        """Close all connections, and let no new one through."""
        self.is_cut = True

    def cut_after(self, count: int) -> None:
        """Cut the line once so many more bytes have passed, in either direction."""
        self._cut_after = self.passed_bytes + count

    def heal(self) -> None:
        """Let everything through again."""
        self._cut_after = None
        self.is_cut = False

    @contextmanager
    def out(self) -> Iterator[None]:
        """The line is cut inside, and healed afterwards."""
        self.cut()
        try:
            yield
        finally:
            self.heal()

    def close(self) -> None:
        """End everything."""
        self._ends = True
        for thread in list(self._threads):
            thread.join(10)
        self._door.close()

    def _start(self, work: object, *given: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=given, name="cutting proxy", daemon=True)
        self._threads = [known for known in self._threads if known.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while not self._ends:
            try:
                near, _ = self._door.accept()
            except TimeoutError:
                continue
            if self.is_cut:
                near.close()
                continue
            self._start(self._pass_between, near)

    def _pass_between(self, near: socket.socket) -> None:
        far = self._reached()
        if far is None:
            near.close()
            return
        with near, far, selectors.DefaultSelector() as looks:
            looks.register(near, selectors.EVENT_READ, far)
            looks.register(far, selectors.EVENT_READ, near)
            while not (self._ends or self.is_cut):
                for key, _ in looks.select(_LOOK_S):
                    taken = key.fileobj
                    assert isinstance(taken, socket.socket)
                    if not self._pass_on(taken, key.data):
                        return

    def _reached(self) -> socket.socket | None:
        """A connection to whoever is next and there."""
        targets, self._turn = self.targets, self._turn + 1
        for step in range(len(targets)):
            try:
                return socket.create_connection(
                    targets[(self._turn + step) % len(targets)], timeout=5
                )
            except OSError:
                continue
        return None

    def _pass_on(self, source: socket.socket, target: socket.socket) -> bool:
        try:
            piece = source.recv(_PIECE)
            if not piece:
                return False
            self._hold()
            left = None if self._cut_after is None else self._cut_after - self.passed_bytes
            if left is not None and left < len(piece):
                target.sendall(piece[: max(left, 0)])
                self.cut()
                return False
            target.sendall(piece)
        except OSError:
            return False
        self.passed_bytes += len(piece)
        return True

    def _hold(self) -> None:
        held_until = monotonic() + self.delay_s
        while not self._ends and (left := held_until - monotonic()) > 0:
            threading.Event().wait(min(left, _LOOK_S))
