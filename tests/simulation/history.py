"""A history: what happens, in which order, and how chance decides in each step.

Each step carries chance of its own, so a history from which steps were taken away is still one, and
the rest of it goes as it went: that is how a long one that fails becomes a short one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

HOUR_US = 3600 * 1_000_000
DAY_US = 24 * HOUR_US


class Act(StrEnum):
    """What can happen in one step."""

    TALK = "talk"
    SELL = "sell"
    BURN = "burn"
    WANT = "want"
    REFUND = "refund"
    EDIT = "edit"
    ODD = "odd"
    PUBLISH = "publish"
    CUT = "cut"
    CRASH = "crash"
    HUB_CRASH = "hub-crash"
    BACKUP = "backup"
    RESTORE = "restore"
    IMAGE = "image"
    CLONE = "clone"
    HUB_BACKUP = "hub-backup"
    HUB_RESTORE = "hub-restore"
    REVOKE = "revoke"
    READMIT = "readmit"
    WRITE_OFF = "write-off"
    CLOCK = "clock"
    WAIT = "wait"
    STALE = "stale"


_ALWAYS = {Act.TALK: 40, Act.SELL: 14, Act.BURN: 16, Act.WANT: 4, Act.CRASH: 2, Act.HUB_CRASH: 2}
_FAULTS: tuple[dict[Act, int], ...] = (
    {Act.EDIT: 8},
    {Act.REFUND: 5},
    {Act.ODD: 2},
    {Act.CUT: 5},
    {Act.CLOCK: 2},
    {Act.WAIT: 4},
    {Act.REVOKE: 1, Act.READMIT: 2},
    {Act.WRITE_OFF: 1},
)
_DISASTERS: tuple[dict[Act, int], ...] = (
    {},
    {Act.BACKUP: 3, Act.RESTORE: 2},
    {Act.BACKUP: 3, Act.RESTORE: 1, Act.IMAGE: 1, Act.STALE: 2},
    {Act.BACKUP: 2, Act.CLONE: 1, Act.RESTORE: 1},
    {Act.HUB_BACKUP: 3, Act.HUB_RESTORE: 1},
)
"""One of these each: what all lost who knew it is lost."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happens, at which till, and the seed of its chance."""

    act: Act
    till: int
    seed: int


@dataclass(frozen=True, slots=True)
class History:
    """What is set up, and what happens. ``loss`` is how many messages in a hundred are lost."""

    seed: int
    tills: int
    members: int
    push_events: int
    page_rows: int
    loss: int
    longest_us: int
    steps: tuple[Step, ...]


def history_of(
    seed: int, *, most_steps: int = 200, focus: Mapping[Act, int] | None = None
) -> History:
    """The history of a seed: a few kinds of trouble are drawn first, and then the steps.

    With a ``focus`` the kinds of trouble are those.
    """
    chance = Random(seed)  # noqa: S311 - chance that can be played again
    tills = chance.choice((2, 2, 3, 3, 4, 5, 8))
    weights = dict(_ALWAYS)
    for fault in _FAULTS:
        if chance.random() < 1 / 3:
            weights |= fault
    # By a chance of its own, so that histories which once broke something stay what they were.
    if Random(f"programs {seed}").random() < 1 / 5:  # noqa: S311 - as above
        weights |= {Act.PUBLISH: 2}
    weights |= chance.choices(_DISASTERS, (5, 3, 1, 1, 2))[0] if focus is None else focus
    acts = list(weights)
    drawn = chance.choices(acts, [weights[act] for act in acts], k=chance.randint(20, most_steps))
    return History(
        seed=seed,
        tills=tills,
        members=chance.randint(1, 4),
        push_events=chance.choice((1, 2, 3, 5, 100)),
        page_rows=chance.choice((1, 3, 10, 1000)),
        loss=chance.choice((0, 0, 5, 20)),
        longest_us=chance.choice((HOUR_US, DAY_US, 5 * DAY_US)),
        steps=tuple(
            Step(act, chance.randrange(tills + 1), chance.getrandbits(32)) for act in drawn
        ),
    )


FOCUS: Mapping[str, Mapping[Act, int]] = {
    "hash-chain": {Act.BACKUP: 6, Act.IMAGE: 4},
    "rewind": {Act.HUB_BACKUP: 5, Act.HUB_RESTORE: 4},
    "page-compare-and-set": {Act.BACKUP: 6, Act.IMAGE: 4, Act.STALE: 12, Act.EDIT: 12},
    "sidecar": {Act.BACKUP: 6, Act.RESTORE: 5},
    "recovery": {Act.HUB_BACKUP: 5, Act.HUB_RESTORE: 4},
    "reservation": {},
    "transit": {},
    "feed-lock": {},
    "event-ids": {Act.BACKUP: 6, Act.IMAGE: 4, Act.RESTORE: 4},
    "sent-mark": {},
    "taken-back-once": {Act.REFUND: 12, Act.CUT: 6},
    "giving-back": {Act.HUB_BACKUP: 5, Act.HUB_RESTORE: 4, Act.EDIT: 12, Act.WRITE_OFF: 3},
    "overruled": {Act.EDIT: 12, Act.CUT: 6},
    "programs-back": {Act.HUB_BACKUP: 5, Act.HUB_RESTORE: 4, Act.PUBLISH: 8},
}
"""The trouble against which each protection stands."""
