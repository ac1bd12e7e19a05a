"""What the page of prize draws asks for, answered by the services of an open shop."""

from collections.abc import Callable, Sequence
from pathlib import Path

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.services.draw_file import write_draw_folder
from pos_loyalty.services.draws import DrawOverview
from pos_loyalty.services.request import Request
from pos_loyalty.terminal.settings_rooms import Who


class ShopDrawsRoom:
    """The shop's draws; called in the worker. ``slip_queued`` is told of a notice to print."""

    def __init__(self, application: Application, who: Who, slip_queued: Callable[[], None]) -> None:
        self._application = application
        self._who = who
        self._slip_queued = slip_queued

    def overview(self) -> Sequence[DrawOverview]:
        """All draws and where they stand."""
        return self._application.draws.overview(self._application.clock.now())

    def commit(self, draw_id: str) -> None:
        """Make and seal a seed. Raises NotAllowedError."""
        self._application.draws.commit(self._request(), draw_id)

    def hold(self, draw_id: str) -> None:
        """Draw the winners from the sealed seed. Raises NotAllowedError."""
        self._application.draws.hold(self._request(), draw_id)

    def print_result(self, draw_id: str) -> None:
        """Queue the notice that says who won. Raises NotAllowedError."""
        self._application.draws.print_result(self._request(), draw_id)
        self._slip_queued()

    def export(self, draw_id: str, path: str) -> None:
        """Write what the result is recomputed from. Raises NotAllowedError, DrawFileError."""
        now = self._application.clock.now()
        write_draw_folder(Path(path), self._application.draws.export(draw_id, now))

    def _request(self) -> Request:
        return Request(str(uuid7()), self._who(), self._application.clock.now())
