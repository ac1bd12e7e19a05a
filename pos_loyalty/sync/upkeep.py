"""What an operator does with the tills of a hub: revoke, readmit, write off, end a recovery."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from pos_loyalty.domain.desk_acts import DeskActKind, Hand
from pos_loyalty.domain.shares import GrantRow, GrantState, reserved
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedRow
from pos_loyalty.sync.books import HubBook, HubWork
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import DEVICE, SHOP, TillNote
from pos_loyalty.sync.recovery import begin_recovery


class HubUpkeep:
    """The operator's acts. Raises ``ProblemError`` for a till that the hub does not know."""

    def __init__(self, book: HubBook, hand: Hand | None = None) -> None:
        """``hand`` is whose act is kept in the hub's book, where somebody is named."""
        self._book = book
        self._hand = hand

    def revoke(self, device: str) -> None:
        """It is told nothing any more, its sales are kept aside, its shares are in doubt."""
        with self._book.begin() as work:
            till = _till(work, device)
            for row in work.open_grants(device=device):
                if row.state is GrantState.OPEN:
                    work.put_grant(replace(row, state=GrantState.IN_DOUBT))
            self._keep(work, DeskActKind.REVOKED, device)
            _put(work, replace(till, status=DeviceStatus.REVOKED))
            work.commit()

    def readmit(self, device: str) -> None:
        """A person has seen to it that there is one machine of that name, and that it is ours."""
        with self._book.begin() as work:
            till = replace(_till(work, device), status=DeviceStatus.ACTIVE)
            self._keep(work, DeskActKind.READMITTED, device)
            if work.meta().is_recovering:
                # It may have been let in before, after the backup was made.
                till = replace(till, hello_incarnation=0)
            _put(work, till)
            work.commit()

    def exposure(self, device: str) -> int:
        """The most points that a till can still burn without asking, or has burned unheard."""
        with self._book.begin() as work:
            return reserved(work.open_grants(device=device))

    def write_off(self, device: str) -> int:
        """The till is gone for good: its shares go back to the members; how many points.

        What it burned from them will not be booked, should it ever be heard of again.
        """
        with self._book.begin() as work:
            till = _till(work, device)
            points = _write_off(work, work.open_grants(device=device))
            work.clear_transit(device)
            if till.status is not DeviceStatus.REVOKED:
                till = replace(till, status=DeviceStatus.GONE)
            self._keep(work, DeskActKind.WRITTEN_OFF, device)
            # A hub that was put back no longer waits for it.
            incarnation = work.meta().incarnation
            _put(work, replace(till, backlog=0, hello_incarnation=incarnation))
            work.commit()
        return points

    def settle_doubt(self, device: str) -> int:
        """Shares of epochs that a till has lost go back to the members; how many points."""
        with self._book.begin() as work:
            _till(work, device)
            doubtful = [
                row for row in work.open_grants(device=device) if row.state is GrantState.IN_DOUBT
            ]
            points = _write_off(work, doubtful)
            work.commit()
        return points

    def put_back(self) -> int:
        """The database was put back from a backup: tills are asked for what is missing.

        No shares are given until they have answered. The hub's new incarnation.
        """
        with self._book.begin() as work:
            meta = begin_recovery(work)
            self._keep(work, DeskActKind.PUT_BACK, str(meta.incarnation))
            work.commit()
        return meta.incarnation

    def end_recovery(self) -> None:
        """Give shares again, though not every till has answered."""
        with self._book.begin() as work:
            meta = work.meta()
            if meta.is_recovering:
                self._keep(work, DeskActKind.RECOVERY_ENDED, str(meta.incarnation))
            work.put_meta(replace(meta, is_recovering=False))
            work.commit()

    def _keep(self, work: HubWork, kind: DeskActKind, subject: str) -> None:
        if self._hand is not None:
            work.add_act(self._hand.act(kind, subject))


def _till(work: HubWork, device: str) -> DeviceRow:
    till = work.device(device)
    if till is None:
        raise ProblemError("unknown-device")
    return till


def _put(work: HubWork, till: DeviceRow) -> None:
    work.put_device(till)
    note = TillNote(name=till.name, store=till.store, status=till.status.value)
    row = FeedRow(kind=DEVICE, key=till.device, body=msgspec.json.encode(note))
    work.publish(SHOP, [row])


def _write_off(work: HubWork, rows: Sequence[GrantRow]) -> int:
    for row in rows:
        work.put_grant(replace(row, state=GrantState.WRITTEN_OFF))
    return reserved(rows)
