"""The other first start: a new machine becomes a till of a shop that has a hub."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.pairing import Wish, join_new_till
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.i18n.words import Words
from pos_loyalty.sync.conversation import Progress
from pos_loyalty.terminal.camera_desk import camera_of_this_computer
from pos_loyalty.terminal.code_camera import CodeCamera
from pos_loyalty.terminal.invitations import invited
from pos_loyalty.terminal.loading import folder_edge
from pos_loyalty.terminal.screens.join.presenter import JoinPresenter
from pos_loyalty.terminal.screens.join.view import JoinView
from pos_loyalty.terminal.tasks import TaskRunner


class TillJoiner:
    """Makes the till; ``told`` is called in the worker while it reads what the shop knows."""

    def __init__(self, folder: DataFolder, clock: Clock, told: Callable[[Progress], None]) -> None:
        self._folder = folder
        self._clock = clock
        self._told = told
        self._leaving = Event()

    def join(self, *, url: str, code: str, till: str, certificate: str) -> None:
        """Raises DatabaseReadOnlyError and what ``join_new_till`` raises."""
        self._leaving.clear()
        authority = Path(certificate) if certificate else None
        wish = Wish(url=url, code=code, name=till, authority=authority)
        with folder_edge():
            join_new_till(
                self._folder, self._clock, wish, told=self._told, ends=self._leaving.is_set
            )

    def invitation(self, text: str) -> tuple[str, str] | None:
        """Address and code in what was scanned or pasted; None where it is something else."""
        return invited(text)

    def leave(self) -> None:
        """Stop after the page that is being read."""
        self._leaving.set()


class JoinStart(QObject):
    """The page. ``joined`` is emitted when the shop is there, ``left`` to go back."""

    joined = Signal()
    left = Signal()

    _read = Signal(object)

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        tasks: TaskRunner,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._joiner = TillJoiner(folder, clock, self._read.emit)
        self.view = JoinView(words)
        self._camera = CodeCamera(lambda: self.view, camera_of_this_computer, self)
        presenter = JoinPresenter(
            self._joiner,
            tasks=tasks,
            words=words,
            show=self.view.draw,
            joined=self.joined.emit,
            left=self.left.emit,
            look=self._camera.look,
        )
        self._presenter = presenter
        # Queued: it is told in the worker, and this object lives in the window's thread.
        self._read.connect(self._progressed)
        self.view.url_typed.connect(presenter.type_url)
        self.view.code_typed.connect(presenter.type_code)
        self.view.till_typed.connect(presenter.type_till)
        self.view.certificate_chosen.connect(presenter.choose_certificate)
        self.view.camera_wanted.connect(presenter.look)
        self.view.confirmed.connect(presenter.confirm)
        self.view.left.connect(presenter.leave)

    def open(self, words: Words) -> None:
        """Ask where the shop is."""
        self.view.set_words(words)
        self._presenter.speak(words)
        self.view.focus_first()

    def stop(self) -> None:
        """The program ends: read no further."""
        self._camera.close()
        self._joiner.leave()

    def _progressed(self, progress: Progress) -> None:
        self._presenter.progressed(progress.at, progress.head)
