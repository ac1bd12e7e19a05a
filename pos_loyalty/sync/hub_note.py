"""How the last conversation with the hub went, left in a file for whoever looks without a network.

It lies beside the data folder and not in it: what a backup brings back is not how it is now.
"""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.sync.conversation import Talk
from pos_loyalty.sync.errors import HubRefusedError, HubUnreachableError
from pos_loyalty.sync.protocol import Problem

_MOST_REFUSED: Final = 50
REFUSING: Final = frozenset(
    {"revoked", "unknown-device", "bad-signature", "upgrade-required", "other-shop"}
)
"""What the hub says to a till that it does not let in."""


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An event that the hub keeps and does not book."""

    seq: int
    id: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HubNote:
    """How it stands with the hub, as far as was seen last.

    ``synced_at`` is when all had been said and heard, ``down_since`` when it first failed after
    that. ``trouble`` is the problem of a ``HubUnreachableError``, ``reason`` the hub's own code.
    """

    link: Link = Link.OFFLINE
    synced_at: datetime | None = None
    down_since: datetime | None = None
    trouble: str = ""
    reason: str = ""
    is_recovering: bool = False
    is_twin: bool = False
    hears_sightings: bool = False
    refused: tuple[RefusedItem, ...] = ()

    @property
    def error(self) -> HubUnreachableError | HubRefusedError | None:
        """What is in the way, to be told in words."""
        if self.link is Link.REFUSED:
            return HubRefusedError(reason=self.reason)
        return HubUnreachableError(problem=self.trouble) if self.trouble else None


def after(note: HubNote, talk: Talk, now: datetime) -> HubNote:
    """How it stands after a conversation; as before where nothing was asked."""
    if talk == Talk():
        return note
    refused = tuple(RefusedItem(each.seq, each.id, each.code, now) for each in talk.refused)
    kept = (*note.refused, *refused)[-_MOST_REFUSED:]
    link, trouble, reason = _outcome(talk)
    if link is Link.CONNECTED:
        welcome = talk.welcome
        return HubNote(
            link=link,
            synced_at=now if talk.went_well else note.synced_at,
            trouble=trouble,
            is_recovering=welcome is not None and welcome.is_recovering,
            is_twin=welcome is not None and welcome.is_twin,
            hears_sightings=welcome is not None and welcome.hears_sightings,
            refused=kept,
        )
    since = note.down_since or now
    return replace(note, link=link, down_since=since, trouble=trouble, reason=reason, refused=kept)


def read_note(path: Path) -> HubNote:
    """The note; that of a till which was never heard where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=HubNote)
    except (OSError, msgspec.MsgspecError):
        return HubNote()


def write_note(path: Path, note: HubNote) -> None:
    """Keep it. A disk that refuses costs a line in the settings, and nothing else."""
    scratch = path.with_suffix(".new")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(note))
        scratch.replace(path)


def error_of(problem: Problem) -> OutageError | HubRefusedError:
    """What the hub said no with, as an error that has words."""
    if problem.code == "retry-later":
        return HubUnreachableError(problem="busy")
    return HubRefusedError(reason=problem.code)


def _outcome(talk: Talk) -> tuple[Link, str, str]:
    problem = talk.problem
    if problem is not None and problem.code in REFUSING:
        return Link.REFUSED, "", problem.code
    trouble = str(talk.trouble.facts.get("problem", "connection")) if talk.trouble else ""
    if not trouble and problem is not None and problem.code == "retry-later":
        trouble = "busy"
    return (Link.OFFLINE if talk.welcome is None else Link.CONNECTED), trouble, ""
