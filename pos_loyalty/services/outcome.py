"""What an action did to a member: the figures for slips, screens, scripts and stories."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from pos_loyalty.domain.challenges import (
    ChallengeBonus,
    ChallengeProgress,
    badges_of,
    moved_challenges,
)
from pos_loyalty.domain.draws import TicketCount, ticket_counts
from pos_loyalty.domain.events import MembershipTerm, RewardUse
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.values import dataclass


class ActionKind(StrEnum):
    """What was done."""

    ENROLL = "enroll"
    PURCHASE = "purchase"
    REFUND = "refund"
    VOID = "void"
    REDEEM = "redeem"
    UNDO_REDEEM = "undo-redeem"
    ADJUST = "adjust"
    GRANT = "grant"
    ACTION = "action"
    SET_TIER = "set-tier"
    HISTORY = "history"
    STAMP = "stamp"
    TICKET = "ticket"
    BUY_MEMBERSHIP = "buy-membership"
    CANCEL_MEMBERSHIP = "cancel-membership"
    SPIN = "spin"
    DONATE = "donate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinResult:
    """Where a wheel stopped and what that gave; anybody can recompute it from the seed.

    ``number`` counts the member's spins of the wheel from zero, ``segment`` its fields likewise.
    """

    wheel_id: str
    number: int
    seed: str
    segment: int
    points: int = 0
    reward_id: str = ""
    sale_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One action and where the member stands after it. Money in minor units.

    ``id`` names the sale or redemption that it is about, ``origin`` the record that it wrote
    itself; ``number`` is its running number on this till.
    ``lapsed`` is all that ever lapsed of the member's points, so two outcomes tell
    what lapsed between them. ``membership`` is the name of the one that took
    ``membership_discount_minor`` off the purchase; ``terms`` are those of memberships that it
    opened or took back; ``amount_minor`` of a membership is its fee.

    ``challenges`` are those that moved, ``bonuses`` what completing them gave beside ``earned``,
    and ``bonus_reversed`` what of such was taken back beside ``reversed_points``. ``badges`` are
    all that the member holds, where they changed; ``tickets`` those for each draw of the program.
    """

    kind: ActionKind
    member_id: str
    at: datetime
    balance: int
    spendable: int
    pending: int
    lapsed: int
    tier: str | None
    tier_before: str | None
    tier_used: str | None = None
    id: str = ""
    origin: str = ""
    number: int = 0
    earned: int = 0
    spent: int = 0
    reversed_points: int = 0
    restored_points: int = 0
    adjusted: int = 0
    total_minor: int = 0
    membership: str = ""
    membership_discount_minor: int = 0
    discount_minor: int = 0
    due_minor: int = 0
    eligible_minor: int = 0
    amount_minor: int = 0
    donated_minor: int = 0
    spin: SpinResult | None = None
    stamps: tuple[tuple[str, int], ...] = ()
    challenges: tuple[ChallengeProgress, ...] = ()
    bonuses: tuple[ChallengeBonus, ...] = ()
    bonus_reversed: int = 0
    badges: tuple[str, ...] | None = None
    tickets: tuple[TicketCount, ...] = ()
    granted: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    terms: tuple[MembershipTerm, ...] = ()
    explanation: tuple[ExplanationLine, ...] = ()
    print_job: str | None = None


def standing(
    kind: ActionKind,
    member_id: str,
    *,
    before: MemberState | None,
    after: MemberState,
    rewards: Iterable[RewardUse] = (),
) -> Outcome:
    """The part of an outcome that every action has: where the member stands after it.

    ``before`` is None for somebody who has just joined; ``rewards`` are those used in it.
    """
    return Outcome(
        kind=kind,
        member_id=member_id,
        at=after.at,
        balance=after.balance,
        spendable=after.spendable,
        pending=after.pending,
        lapsed=after.lapsed,
        tier=after.tier.held,
        tier_before=before.tier.held if before else None,
        stamps=after.stamps,
        granted=_granted(rewards, before, after),
    )


def with_progress(
    outcome: Outcome, program: Program, *, before: MemberState, after: MemberState
) -> Outcome:
    """The outcome with what it did to challenges, badges and tickets."""
    if not program.challenges and not program.draws:
        return outcome
    badges = badges_of(after.challenges)
    return replace(
        outcome,
        challenges=moved_challenges(program, before=before.challenges, after=after.challenges),
        badges=None if badges == badges_of(before.challenges) else badges,
        tickets=ticket_counts(program, after.tickets, before=before.tickets),
    )


def reward_names(program: Program, rewards: Iterable[RewardUse]) -> tuple[str, ...]:
    """The names of rewards, in the order of their use."""
    found = (program.reward(used.reward_id) for used in rewards)
    return tuple(reward.name for reward in found if reward is not None)


def _granted(
    rewards: Iterable[RewardUse], before: MemberState | None, after: MemberState
) -> tuple[str, ...]:
    """Free rewards that full stamp cards gave: there are more than before, less those used."""
    had = Counter(free.reward_id for free in before.free_rewards) if before else Counter[str]()
    had.subtract(used.reward_id for used in rewards if used.free)
    has = Counter(free.reward_id for free in after.free_rewards)
    return tuple(sorted((has - had).elements()))
