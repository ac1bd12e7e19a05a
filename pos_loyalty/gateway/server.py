"""The API as a process: heard on this computer alone, and ended in order."""

import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

import uvicorn
from fastapi import FastAPI

_WAITING: Final = 64
_PATIENCE_S: Final = 10
"""What has begun is let to its end for so long."""


class ApiServer:
    """The API at a socket that listens already."""

    def __init__(self, app: FastAPI, listening: socket.socket) -> None:
        self._listening = listening
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                # What is asked for may hold a card's code: no log of requests.
                access_log=False,
                log_config=None,
                log_level=logging.WARNING,
                limit_concurrency=_WAITING,
                timeout_graceful_shutdown=_PATIENCE_S,
                server_header=False,
                ws="none",
                lifespan="off",
            )
        )

    @property
    def url(self) -> str:
        """Where it is heard."""
        host, port = self._listening.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def serve(self) -> None:
        """Answer until the process is told to end."""
        with _ended_in_order():
            self._server.run(sockets=[self._listening])

    def end_with_input(self) -> None:
        """End also when whoever started it is gone, and with it the other end of its input."""
        Thread(target=self._read_to_the_end, name="input", daemon=True).start()

    def _read_to_the_end(self) -> None:
        while sys.stdin.buffer.read(1):
            pass
        self._server.should_exit = True


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """The server sends the signal that ended it once more; here that harms nobody."""
    kept = {each: signal.signal(each, _nothing) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in kept.items():
            signal.signal(each, handler)


def _nothing(_signal: int, _frame: object) -> None:
    """It was heard."""
