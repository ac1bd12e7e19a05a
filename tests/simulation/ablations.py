"""Each protection of the protocol, and how to do without it: the simulation has to notice."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from pos_loyalty.domain.shared_records import Stamped
from pos_loyalty.domain.shares import GrantRow, SharePart
from pos_loyalty.domain.tills import DeviceRow, FeedPage, InboxRow
from pos_loyalty.sync import hub
from pos_loyalty.sync.books import HubWork
from pos_loyalty.sync.entitlement import ShareDesk
from pos_loyalty.sync.protocol import EVENTS, Page, Push
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.memory_hub import MemoryHubWork
from tests.support.memory_till import MemoryTill
from tests.support.till_state import Mark

_IN_FLIGHT = 5

_put_back = HubUpkeep.put_back
_free = ShareDesk.free
_page = MemoryHubWork.page
_add_events = MemoryHubWork.add_events
_mark_unsent = MemoryTill.mark_unsent


def _first_by_number(_work: HubWork, till: DeviceRow, push: Push, links: Sequence[bytes]) -> int:
    return min(len(links), max(0, till.seq + 1 - push.first_seq))


def _keep_acked(self: MemoryTill, *, seq: int, incarnation: int) -> None:
    del seq
    self.state.incarnation = incarnation
    self.state.cursors = {}


def _starts_anywhere(self: MemoryTill, page: Page) -> bool:
    return page.incarnation == self.state.incarnation


def _boot_blindly(self: MemoryTill, mark: Mark) -> None:
    del self, mark


def _give_at_once(self: HubUpkeep) -> int:
    incarnation = _put_back(self)
    self.end_recovery()
    return incarnation


def _free_of_all(
    self: ShareDesk, work: HubWork, member: str, rows: Sequence[GrantRow], *, now_us: int
) -> tuple[SharePart, ...] | None:
    del rows
    return _free(self, work, member, (), now_us=now_us)


def _nothing_on_the_way(self: MemoryHubWork, member: str) -> int:
    del self, member
    return 0


def _page_with_holes(
    self: MemoryHubWork, feed: str, *, after: int, limit: int, without_device: str = ""
) -> FeedPage:
    """As numbers without a lock: a smaller one comes when a greater one was read already."""
    page = _page(self, feed, after=after, limit=limit, without_device=without_device)
    if feed != EVENTS or page.to != page.head or page.head % _IN_FLIGHT:
        return page
    return replace(page, rows=tuple(row for row in page.rows if row.seq != page.head - 1))


def _none_known(self: MemoryHubWork, ids: Collection[str]) -> Collection[str]:
    del self, ids
    return set()


def _add_again(self: MemoryHubWork, rows: Sequence[InboxRow]) -> Collection[str]:
    for row in rows:
        self.forget(row.id)
    return _add_events(self, rows)


def _still_mine(self: MemoryTill, seq: int) -> None:
    del self, seq


def _mark_own(self: MemoryTill, is_meant: Callable[[Stamped], bool]) -> None:
    _mark_unsent(self, lambda each: is_meant(each) and each.device == self.state.device)


def _forget_it(self: MemoryTill, place: tuple[str, str], told: Mapping[str, Stamped]) -> None:
    del self, place, told


def _no_program(self: MemoryTill) -> int:
    del self
    return 0


def _leave_it(self: MemoryTill) -> bool:
    del self
    return False


_OFF: Mapping[str, tuple[tuple[object, str, Callable[..., Any]], ...]] = {
    "hash-chain": ((hub, "first_new", _first_by_number),),
    "rewind": ((MemoryTill, "rewind", _keep_acked),),
    "page-compare-and-set": ((MemoryTill, "starts_here", _starts_anywhere),),
    "sidecar": ((MemoryTill, "boot", _boot_blindly),),
    "recovery": ((HubUpkeep, "put_back", _give_at_once),),
    "reservation": ((ShareDesk, "free", _free_of_all),),
    "transit": ((MemoryHubWork, "transit", _nothing_on_the_way),),
    "feed-lock": ((MemoryHubWork, "page", _page_with_holes),),
    "event-ids": (
        (MemoryHubWork, "known_events", _none_known),
        (MemoryHubWork, "add_events", _add_again),
    ),
    "taken-back-once": ((MemoryTill, "amend", _leave_it),),
    "sent-mark": ((MemoryTill, "mark_sent", _still_mine),),
    "giving-back": ((MemoryTill, "mark_unsent", _mark_own),),
    "overruled": ((MemoryTill, "keep_overruled", _forget_it),),
    "programs-back": ((MemoryTill, "newest_program", _no_program),),
}
ABLATIONS = tuple(_OFF)
"""The names of all protections that can be switched off."""


@contextmanager
def _without(name: str) -> Iterator[None]:
    patches = [patch.object(where, what, other) for where, what, other in _OFF[name]]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def without(name: str) -> Callable[[], AbstractContextManager[None]]:
    """What switches a protection off while a history is played; with no name, nothing."""
    return (lambda: _without(name)) if name else nullcontext
