"""The API as a process: heard on this computer alone, and ended in order."""

import logging
import socket
from typing import Final

import uvicorn
from fastapi import FastAPI

from pos_loyalty.config.ending import end_with_input, ended_by_signal
from pos_loyalty.services.finding import FindingThread

_PATIENCE_S: Final = 10
"""What has begun is let to its end for so long."""


class ApiServer:
    """The API at a socket that listens already."""

    def __init__(self, app: FastAPI, listening: socket.socket, *, beside: FindingThread) -> None:
        """``beside`` works as long as requests are answered."""
        self._listening = listening
        self._beside = beside
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                # What is asked for may hold a card's code: no log of requests.
                access_log=False,
                log_config=None,
                log_level=logging.WARNING,
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
        # The server listens to signals itself, and sends them on once it has ended.
        with ended_by_signal(self._end):
            self._beside.start()
            try:
                self._server.run(sockets=[self._listening])
            finally:
                self._beside.stop()

    def end_with_input(self) -> None:
        """End also when whoever started it is gone."""
        end_with_input(self._end)

    def _end(self) -> None:
        self._server.should_exit = True
