"""A printer on a loopback port that does what real ones do on their bad days."""

import contextlib
import socket
import struct
from contextlib import closing
from enum import StrEnum
from random import Random
from threading import Event, Lock, Thread
from typing import Final

from pos_loyalty.printing.address import NetworkAddress
from tests.support.printers import COVER_OPEN, PAPER_OUT, READY

BEGIN: Final = b"<slip "
END: Final = b" slip>"
_PROCESS_ID: Final = b"\x1d(H\x06\x0000"
_REQUEST_STATUS: Final = b"\x1dr\x01"
_AT_ONCE: Final = b"\x10\x04"
_RESET: Final = struct.pack("ii", 1, 0)
_PATIENCE_S: Final = 2.0
_HANGS_S: Final = 0.3


class Mood(StrEnum):
    """How a printer behaves towards the next who connects."""

    WELL = "well"
    SLOW = "reads slowly"
    LATE = "answers too late"
    HANGS = "accepts and hangs"
    TURNS_AWAY = "hangs up at once"
    CLOSES_EARLY = "closes midway, prints nothing"
    CLOSES_LATE = "prints all, closes unanswered"
    KEEPS = "paper ends, keeps the slip"
    PAPER_OUT = "says that paper is out"
    COVER_OPEN = "says that its cover is open"
    REPEATS = "repeats old answers"
    ABSENT = "switched off"


_CONDITIONS: Final = {Mood.PAPER_OUT: PAPER_OUT, Mood.COVER_OPEN: COVER_OPEN}


class WaywardPrinter:
    """Prints what it got whole; what it keeps comes out when somebody puts in paper.

    ``paper`` is what came out of it, in order: the texts between the marks of a slip.
    """

    def __init__(self, random: Random, *, says_ids: bool = True) -> None:
        """``says_ids``: whether it can confirm a slip; one that cannot is mute altogether."""
        self._random = random
        self._says_ids = says_ids
        self._lock = Lock()
        self._paper: list[str] = []
        self._kept: list[str] = []
        self._old_answers = b""
        self._mood = Mood.WELL
        self._stopping = Event()
        self._server: socket.socket | None = socket.create_server(("127.0.0.1", 0))
        self._port = int(self._server.getsockname()[1])
        self._thread = self._started(self._server)

    @property
    def address(self) -> NetworkAddress:
        return NetworkAddress("127.0.0.1", self._port)

    @property
    def paper(self) -> tuple[str, ...]:
        """All that came out so far."""
        with self._lock:
            return tuple(self._paper)

    @property
    def is_keeping(self) -> bool:
        """Whether slips lie in its memory that may come out later."""
        with self._lock:
            return bool(self._kept)

    def become(self, mood: Mood) -> None:
        """Behave like this from now on."""
        self._mood = mood
        if mood is Mood.ABSENT:
            self.switch_off()
        else:
            self.switch_on()

    def reload(self) -> None:
        """Somebody puts in paper: what it kept comes out, unless it was switched off meanwhile."""
        with self._lock:
            self._paper += self._kept
            self._kept.clear()

    def restart(self) -> None:
        """Off and on: what it kept is gone."""
        self.switch_off()
        with self._lock:
            self._kept.clear()
        self.switch_on()

    def switch_off(self) -> None:
        """Stop listening."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
            self._thread.join(_PATIENCE_S * 2)

    def switch_on(self) -> None:
        """Listen again, at the same place."""
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self._port))
            self._thread = self._started(self._server)

    def stop(self) -> None:
        """For good."""
        self._stopping.set()
        self.switch_off()

    def _started(self, server: socket.socket) -> Thread:
        thread = Thread(target=self._serve, args=(server,), name="wayward", daemon=True)
        thread.start()
        return thread

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _peer = server.accept()
            except OSError:
                return
            with closing(connection), contextlib.suppress(OSError):
                connection.settimeout(_PATIENCE_S)
                self._attend(connection, self._mood)

    def _attend(self, connection: socket.socket, mood: Mood) -> None:
        if mood is Mood.TURNS_AWAY:
            return
        if mood is Mood.HANGS:
            # Longer than anybody waits here.
            self._stopping.wait(_HANGS_S)
            return
        if mood is Mood.REPEATS:
            connection.sendall(self._old_answers)
        _Talk(self, connection, mood).go_on()

    def print_slip(self, text: str) -> None:
        """Put a slip on paper."""
        with self._lock:
            self._paper.append(text)

    def keep_slip(self, text: str) -> None:
        """Take a slip without paper to print it on."""
        with self._lock:
            self._kept.append(text)

    @property
    def says_ids(self) -> bool:
        """Whether it answers at all."""
        return self._says_ids

    def chance(self) -> float:
        """Between nothing and one."""
        return self._random.random()

    def answered(self, reply: bytes) -> None:
        """Remember an answer, to repeat it on a bad day."""
        self._old_answers = (self._old_answers + reply)[-24:]


class _Talk:
    """One connection: bytes come in, slips are cut out of them, questions are answered."""

    def __init__(self, owner: WaywardPrinter, connection: socket.socket, mood: Mood) -> None:
        self._owner = owner
        self._connection = connection
        self._mood = mood
        self._rest = b""
        self._early = 20 + int(owner.chance() * 2000)
        self._seen = 0
        self._is_dry = False

    def go_on(self) -> None:
        """Until either side has had enough."""
        while more := self._connection.recv(512 if self._mood is Mood.SLOW else 65536):
            self._seen += len(more)
            self._rest += more
            if self._is_cut_off():
                self._break_off()
            while self._worked_off():
                pass

    def _is_cut_off(self) -> bool:
        """Whether this is the middle of a slip at which it has had enough."""
        is_midway = BEGIN in self._rest and END not in self._rest
        return self._mood is Mood.CLOSES_EARLY and is_midway and self._seen > self._early

    def _worked_off(self) -> bool:
        """Does the first thing in what came in; false when nothing in it is whole."""
        places = {
            mark: self._rest.find(mark) for mark in (BEGIN, _AT_ONCE, _PROCESS_ID, _REQUEST_STATUS)
        }
        found = [(at, mark) for mark, at in places.items() if at >= 0]
        if not found:
            return False
        at, mark = min(found)
        self._rest = self._rest[at:]
        if mark == BEGIN:
            return self._took_slip()
        length = {_AT_ONCE: 3, _PROCESS_ID: len(_PROCESS_ID) + 4, _REQUEST_STATUS: 3}[mark]
        if len(self._rest) < length:
            return False
        request, self._rest = self._rest[:length], self._rest[length:]
        self._answer(mark, request)
        return True

    def _took_slip(self) -> bool:
        end = self._rest.find(END)
        if end < 0:
            return False
        text = self._rest[len(BEGIN) : end].split(b"|")[0].decode()
        self._rest = self._rest[end + len(END) :]
        if self._mood is Mood.CLOSES_EARLY:
            # It was too short to be broken off in the middle.
            self._break_off()
            return False
        if self._mood is Mood.KEEPS:
            self._owner.keep_slip(text)
            self._is_dry = True
            return True
        self._owner.print_slip(text)
        if self._mood is Mood.CLOSES_LATE:
            self._break_off()
            return False
        return True

    def _answer(self, mark: bytes, request: bytes) -> None:
        if not self._owner.says_ids:
            return
        if mark == _AT_ONCE:
            condition = PAPER_OUT if self._is_dry else _CONDITIONS.get(self._mood, READY)
            self._say(bytes((condition[request[2]],)))
        elif self._mood is Mood.LATE or self._is_dry:
            return
        elif mark == _PROCESS_ID:
            self._say(b"\x37\x22" + request[-4:] + b"\0")
        else:
            self._say(b"\x00")

    def _say(self, reply: bytes) -> None:
        repeated = 2 if self._mood is Mood.REPEATS else 1
        self._connection.sendall(reply * repeated)
        self._owner.answered(reply)

    def _break_off(self) -> None:
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._connection.close()
        raise OSError("broken off")
