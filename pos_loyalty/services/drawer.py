"""The cash drawer: who may open it, and that it is in the log before it opens."""

from collections.abc import Callable
from enum import StrEnum

from pos_loyalty.config.settings import Drawer
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Store, Work


class Occasion(StrEnum):
    """Why a drawer is opened."""

    KEY = "key"
    SALE = "sale"


class NoDrawerError(RefusalError):
    """No drawer is set up at this till, or its printer has no plug for one."""

    code = "no-drawer"


class DrawerDesk:
    """Says whether the drawer may be opened now; whoever asked opens it then, at once or never."""

    def __init__(self, store: Store, settings: Callable[[], Drawer]) -> None:
        self._desk = Desk(store)
        self._settings = settings

    def may_open(self, actor: Actor) -> bool:
        """Whether there is a drawer that this person may open without a sale."""
        drawer = self._settings()
        if drawer.opens == "never":
            return False
        return drawer.opened_by == "everybody" or actor.role is Role.MANAGER

    def call(self, request: Request) -> Answer[str]:
        """Note that somebody opens the drawer; a repeated answer opens nothing again.

        It is noted before, since a drawer that opened unnoted would be worse than a note of
        one that stayed shut. Raises NoDrawerError, NotAllowedError and KeyReusedError.
        """
        drawer = self._settings()
        if drawer.opens == "never":
            raise NoDrawerError
        if drawer.opened_by != "everybody":
            check(request.actor, Permission.OPEN_DRAWER)

        def act(work: Work) -> str:
            event = work.append(
                EventDraft(
                    type="drawer-called",
                    data={"occasion": Occasion.KEY.value},
                    effective_at=work.log.effective(request.now),
                    occurred_at=request.now,
                    staff_id=request.actor.staff_id,
                    approved_by=request.actor.approver_id,
                    key=request.key,
                )
            )
            return event.id

        return self._desk.perform(request, ("drawer",), str, act)
