"""The hub as a process: heard at an address, answering until it is told to end."""

import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Final

import uvicorn
from starlette.applications import Starlette

from pos_loyalty.bootstrap.hub import open_hub
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.ending import end_with_input, ended_by_signal
from pos_loyalty.config.logs import log_to_stream, stop_log
from pos_loyalty.domain.values import dataclass
from pos_loyalty.hub.assembly import hub_app
from pos_loyalty.hub.crew import Crew
from pos_loyalty.hub.hints import HintDesk
from pos_loyalty.hub.tallies import Tallies, shared_memory

CONNECTIONS: Final = 8
_EVERYWHERE: Final = frozenset({"0.0.0.0", "[::]"})  # noqa: S104 - compared, not listened at
_PATIENCE_S: Final = 10
"""What has begun is let to its end for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """What a process of the hub is told."""

    database: str
    certificate: Path | None = None
    certificate_key: Path | None = None
    public_url: str = ""


class HubProcess(uvicorn.Server):
    """Lets listeners go first when it ends: they would be waited for in vain."""

    def __init__(self, config: uvicorn.Config, hints: HintDesk) -> None:
        super().__init__(config)
        self._hints = hints

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hints.end()
        await super().shutdown(sockets)

    def end(self) -> None:
        """Answer what has begun, and nothing else."""
        self.should_exit = True


class HubServer:
    """A hub at a socket that listens already, in one process or in several."""

    def __init__(self, settings: HubSettings, listening: socket.socket, *, workers: int) -> None:
        self._settings = settings
        self._listening = listening
        self._workers = workers
        self._wants_input = False

    @property
    def listen(self) -> str:
        """The address, with the port that it got."""
        host, port = self._listening.getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def url(self) -> str:
        """Where it is found, as far as it knows itself."""
        if self._settings.public_url:
            return self._settings.public_url
        scheme = "https" if self._settings.certificate else "http"
        host, _, port = self.listen.rpartition(":")
        # Heard everywhere, it is found under the computer's name.
        named = socket.gethostname() if host in _EVERYWHERE else host
        return f"{scheme}://{named}:{port}"

    def end_with_input(self) -> None:
        """End also when whoever started it is gone."""
        self._wants_input = True

    def serve(self) -> None:
        """Answer until the process is told to end."""
        if self._workers > 1:
            memory = shared_memory(self._workers)
            crew = Crew(self._workers, _work, (self._settings, self._listening, memory))
            if self._wants_input:
                end_with_input(crew.end)
            with ended_by_signal(crew.end):
                crew.run()
            return
        with process_of(self._settings) as process:
            if self._wants_input:
                end_with_input(process.end)
            # The server listens to signals itself, and sends them on once it has ended.
            with ended_by_signal(process.end):
                process.run(sockets=[self._listening])


@contextmanager
def process_of(settings: HubSettings, tallies: Tallies | None = None) -> Iterator[HubProcess]:
    """A process of the hub over its database, with its log on standard error."""
    handler = log_to_stream(sys.stderr)
    hints = HintDesk(monotonic)
    try:
        with open_hub(settings.database, connections=CONNECTIONS) as store:
            app = hub_app(
                store,
                hints,
                SystemClock(),
                database=settings.database,
                threads=CONNECTIONS,
                public_url=settings.public_url,
                tallies=tallies,
            )
            yield HubProcess(config_of(app, settings), hints)
    finally:
        stop_log(handler)


def _work(number: int, settings: HubSettings, listening: socket.socket, memory: object) -> None:
    """One of several processes; it does not outlive the one that started it."""
    tallies = Tallies(memory, row=number)
    with process_of(settings, tallies) as process, ended_by_signal(process.end):
        Thread(target=_end_with_parent, args=(process,), name="parent", daemon=True).start()
        process.run(sockets=[listening])


def _end_with_parent(process: HubProcess) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        process.end()


def config_of(app: Starlette, settings: HubSettings) -> uvicorn.Config:
    """How the web server is to run the application."""
    return uvicorn.Config(
        app,
        # Requests name tills and members: our own log says what may be said.
        access_log=False,
        log_config=None,
        log_level=logging.WARNING,
        timeout_graceful_shutdown=_PATIENCE_S,
        server_header=False,
        ws="none",
        lifespan="on",
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
    )
