"""The till's hub as the settings see it."""

from collections.abc import Callable
from pathlib import Path

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.sync.conversation import Progress
from pos_loyalty.terminal.invitations import invited
from pos_loyalty.terminal.screens.settings.hub_ports import HubFacts, KeptAside, Reading
from pos_loyalty.terminal.sync_thread import SyncThread


class HubRoom:
    """Joins the till, and tells how it stands; the talking is done by the sync thread."""

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        who: Callable[[], Actor],
        sync: SyncThread,
        changed: Callable[[], None],
    ) -> None:
        """``changed`` is called in the worker once the till has another name."""
        self._application = application
        self._folder = folder
        self._who = who
        self._sync = sync
        self._changed = changed

    def load(self) -> HubFacts:
        """How it stands, without a network."""
        check(self._who(), Permission.EDIT_SETTINGS)
        till = self._application.settings.settings().shop.till
        with self._application.store.read() as reading:
            link, others = reading.hub.link(), reading.hub.other_tills()
        late = self._application.hub
        if link is None or late is None:
            return HubFacts(till=till)
        report = late.till_hub().standing()
        note = report.note
        return HubFacts(
            status=report.status,
            till=till,
            url=link.url,
            store=link.store,
            synced_at=note.synced_at,
            error=note.error,
            is_recovering=note.is_recovering,
            is_twin=note.is_twin,
            others=others,
            kept_aside=tuple(KeptAside(each.at, each.code) for each in note.refused),
        )

    def pair(self, *, url: str, code: str, till: str, certificate: str) -> None:
        """Join the till to a hub. Raises what ``bootstrap.join_shop`` raises."""
        # Once in a till's life.
        from pos_loyalty.bootstrap.pairing import Wish, join_shop  # noqa: PLC0415

        authority = Path(certificate) if certificate else None
        wish = Wish(url=url, code=code, name=till, authority=authority)
        join_shop(self._application, self._folder, self._who(), wish)
        self._changed()

    def invitation(self, text: str) -> tuple[str, str] | None:
        """Address and code in what was scanned or pasted; None where it is something else."""
        return invited(text)

    def sync(self) -> None:
        """Talk to the hub now."""
        self._sync.hurry()

    def tell(
        self,
        *,
        talked: Callable[[], None],
        progressed: Callable[[Reading], None],
        troubled: Callable[[LoyaltyError], None],
    ) -> None:
        """Call these, in the window's thread, as talks go on, end, or cannot be had."""

        def told_of(progress: Progress) -> None:
            progressed(Reading(progress.at, progress.head))

        self._sync.talked.connect(lambda _report: talked())
        self._sync.progressed.connect(told_of)
        self._sync.troubled.connect(troubled)
