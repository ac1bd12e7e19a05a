"""A hub that was put back from a backup: whom it waits for before it gives shares again.

Tills send again what it lost. Until all of them have, it cannot know which points are burned, nor
which shares it gave after the backup was made.
"""

from dataclasses import replace
from typing import Final

from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, HubMeta
from pos_loyalty.sync.books import HubWork

_LATELY_US: Final = 30 * 24 * 3600 * 1_000_000
"""A till that had not been heard of for so long when the backup was made is not waited for."""


def begin_recovery(work: HubWork) -> HubMeta:
    """Begin the next incarnation; tills that were long silent or revoked need not answer.

    One that is revoked from now on is waited for as before, until it has sent all that it has:
    nobody knows what it was given after the backup. Or it is written off.
    """
    meta = work.meta()
    meta = replace(meta, incarnation=meta.incarnation + 1, is_recovering=True)
    work.put_meta(meta)
    tills = work.devices()
    newest_us = max(map(_heard_us, tills), default=0)
    for till in tills:
        locked = work.device(till.device)
        is_silent = till.status is DeviceStatus.REVOKED or newest_us - _heard_us(till) > _LATELY_US
        if locked is not None and is_silent:
            work.put_device(replace(locked, hello_incarnation=meta.incarnation, backlog=0))
    return meta


def ended_recovery(work: HubWork, meta: HubMeta) -> HubMeta:
    """The same, recovered where every till has said hello since and sent all that it has."""
    if not meta.is_recovering:
        return meta
    for till in work.devices():
        # One that was revoked before may greet, and sends nothing that counts.
        is_sending = till.backlog > 0 and till.status is not DeviceStatus.REVOKED
        is_behind = till.hello_incarnation < meta.incarnation or is_sending
        if is_behind and till.status is not DeviceStatus.GONE:
            return meta
    meta = replace(meta, is_recovering=False)
    work.put_meta(meta)
    return meta


def _heard_us(till: DeviceRow) -> int:
    return max(till.seen_us, till.enrolled_us)
