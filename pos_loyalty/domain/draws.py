"""Prize draws: tickets, and a result that anybody can recompute from the seed.

Commit and reveal: the hash of the seed is published before the draw, the seed with it;
nobody could choose the seed after seeing the tickets, nor the tickets after seeing the seed.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from math import floor

from pos_loyalty.domain.calendar import is_within
from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    LimitReachedError,
    NotAllowedError,
)
from pos_loyalty.domain.events import (
    Credited,
    Happening,
    Purchased,
    Redeemed,
    RewardUse,
    TicketGain,
    TicketsTaken,
)
from pos_loyalty.domain.member_state import MemberState, TicketHold
from pos_loyalty.domain.program import Draw, Program, Reward, RewardKind
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Winner:
    """One prize and the ticket that won it."""

    prize: str
    ticket: str


@dataclass(frozen=True, slots=True)
class TicketCount:
    """The tickets of a draw that a member holds, and by how many they have become more."""

    draw_id: str
    name: str
    held: int
    gained: int = 0


class TicketBook:
    """A member's tickets while history is replayed."""

    def __init__(self, held: Iterable[TicketHold] = ()) -> None:
        self._held = list(held)

    def add(self, source: str, gains: Iterable[TicketGain]) -> None:
        """Note tickets that the event named ``source`` gave."""
        self._held += [TicketHold(gain.draw_id, source, gain.count) for gain in gains]

    def take_all(self, source: str, taken: Iterable[TicketsTaken]) -> None:
        """Take tickets of one event back, the last given first."""
        for each in taken:
            self._held = [
                TicketHold(held.draw_id, source, held.count - each.count)
                if (held.source, held.draw_id) == (source, each.draw_id)
                else held
                for held in self._held
            ]

    def remove(self, source: str, *, but_of: Collection[str] = ()) -> None:
        """Take the tickets of one event back, but those of the draws in ``but_of``."""
        self._held = [
            held for held in self._held if held.source != source or held.draw_id in but_of
        ]

    @property
    def held(self) -> tuple[TicketHold, ...]:
        """Tickets by the event that gave them, the oldest first."""
        return tuple([held for held in self._held if held.count > 0]) if self._held else ()


def tickets_held(held: Iterable[TicketHold], draw_id: str) -> int:
    """How many tickets of a draw a member holds."""
    return sum(each.count for each in held if each.draw_id == draw_id)


def ticket_counts(
    program: Program, held: Iterable[TicketHold], *, before: Iterable[TicketHold] | None = None
) -> tuple[TicketCount, ...]:
    """A member's tickets for each draw of a program, in document order."""
    now = tuple(held)
    then = now if before is None else tuple(before)
    return tuple(
        TicketCount(draw.id, draw.name, count, count - tickets_held(then, draw.id))
        for draw in program.draws
        for count in (tickets_held(now, draw.id),)
    )


def ticket_names(held: Iterable[TicketHold], draw_id: str) -> tuple[str, ...]:
    """The names of a member's tickets for a draw."""
    return tuple(
        f"{each.source}/{draw_id}/{number}"
        for each in held
        if each.draw_id == draw_id
        for number in range(1, each.count + 1)
    )


def sells_at(draw: Draw, at: datetime) -> bool:
    """Whether tickets are given at ``at``."""
    return is_within(at, starts_at=draw.starts_at, ends_at=draw.ends_at)


def tickets_of(happening: Happening) -> tuple[TicketGain, ...]:
    """The tickets that an event gives."""
    match happening:
        case Purchased(tickets=tickets) | Redeemed(tickets=tickets) | Credited(tickets=tickets):
            return tickets
        case _:
            return ()


def open_draws(program: Program, at: datetime, held: Collection[str]) -> tuple[Draw, ...]:
    """The draws that give tickets at ``at``; ``held`` are those that took place already."""
    return tuple(draw for draw in program.draws if sells_at(draw, at) and draw.id not in held)


def tickets_for_spend(draws: Iterable[Draw], eligible: Fraction) -> Counter[str]:
    """What a purchase of ``eligible`` minor units gives of ``draws``: one for each full amount."""
    return Counter(
        {
            draw.id: floor(eligible / draw.ticket_spend_minor)
            for draw in draws
            if draw.ticket_spend_minor
        }
    )


def tickets_for_action(draws: Iterable[Draw], action_id: str) -> Counter[str]:
    """What performing an action gives of ``draws``."""
    return Counter({draw.id: 1 for draw in draws if draw.ticket_action == action_id})


def tickets_for_rewards(program: Program, uses: Iterable[RewardUse]) -> Counter[str]:
    """The tickets that used rewards are."""
    rewards = (program.reward(use.reward_id) for use in uses)
    draws = (draw_behind(program, reward) for reward in rewards if reward is not None)
    return Counter(draw.id for draw in draws if draw is not None)


def draw_behind(program: Program, reward: Reward) -> Draw | None:
    """The draw of which a reward is a ticket; None for every other reward."""
    return program.draw(reward.product) if reward.kind is RewardKind.TICKET else None


def tickets_given(
    draws: Iterable[Draw], held: Iterable[TicketHold], wanted: Mapping[str, int]
) -> tuple[TicketGain, ...]:
    """The tickets that a purchase, an action or a reward gives: no more than a member may hold.

    ``wanted`` counts tickets by draw.
    """
    known = tuple(held)
    counts = ((draw.id, room_for(draw, known, wanted.get(draw.id, 0))) for draw in draws)
    return tuple(TicketGain(draw_id, count) for draw_id, count in counts if count)


def room_for(draw: Draw, held: Iterable[TicketHold], asked: int) -> int:
    """How many of ``asked`` tickets a member may still get."""
    if not draw.maximum_tickets:
        return asked
    return min(asked, max(0, draw.maximum_tickets - tickets_held(held, draw.id)))


def quote_tickets(
    program: Program, state: MemberState, held: Collection[str], *, draw_id: str, count: int
) -> tuple[TicketGain, int]:
    """``count`` tickets bought with points at the instant of ``state``, and what they cost.

    ``held`` are the draws that took place already. Raises NotAllowedError,
    LimitReachedError and InsufficientPointsError.
    """
    draw = program.draw(draw_id)
    if draw is None:
        raise NotAllowedError(reason="unknown-draw", draw=draw_id)
    if not draw.ticket_points:
        raise NotAllowedError(reason="draw-sells-none", draw=draw.name)
    if draw.id in held:
        raise NotAllowedError(reason="draw-held", draw=draw.name)
    if not sells_at(draw, state.at):
        raise NotAllowedError(reason="draw-closed", draw=draw.name)
    if room_for(draw, state.tickets, count) < count:
        raise LimitReachedError(subject=draw.name, limit=draw.maximum_tickets)
    cost = count * draw.ticket_points
    if cost > state.spendable:
        raise InsufficientPointsError(needed=cost, held=state.spendable)
    return TicketGain(draw.id, count), cost


def seed_commitment(seed: str) -> str:
    """What is published before a draw: SHA-256 of the seed, in hexadecimal digits."""
    return hashlib.sha256(seed.encode()).hexdigest()


def tickets_digest(tickets: Sequence[str]) -> str:
    """SHA-256 over the sorted names of all tickets, joined by line feeds."""
    return hashlib.sha256("\n".join(sorted(tickets)).encode()).hexdigest()


def winners_of(
    draw_id: str, seed: str, tickets: Iterable[str], prizes: Iterable[str]
) -> tuple[Winner, ...]:
    """Who wins what; a ticket that has won leaves the urn.

    The number for prize ``i`` is SHA-256 over seed, draw id and ``i``, joined by line
    feeds, read as a big-endian number and taken modulo the tickets left.
    """
    urn = sorted(tickets)
    winners = []
    for place, prize in enumerate(prizes):
        if not urn:
            break
        winners.append(Winner(prize, urn.pop(number_from(seed, draw_id, place) % len(urn))))
    return tuple(winners)


def number_from(seed: str, *parts: str | int) -> int:
    """SHA-256 over a seed and what it is used for, joined by line feeds, as a number."""
    text = "\n".join((seed, *map(str, parts)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
