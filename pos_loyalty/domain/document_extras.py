"""The parts of the program document around the purchase: clubs, challenges, games, partners."""

from collections.abc import Iterable, Mapping
from typing import Final

from pos_loyalty.domain.document_reader import MOST_MONTHS, TableReader
from pos_loyalty.domain.program import (
    Challenge,
    ChallengeMeasure,
    Draw,
    PaidMembership,
    Partner,
    Reward,
    RewardKind,
    Wheel,
    WheelSegment,
)

_WHOLE_PERCENT: Final = 100


def read_memberships(reader: TableReader) -> list[PaidMembership]:
    """The paid memberships of a program."""
    return [_membership(table) for table in reader.tables("membership")]


def read_challenges(reader: TableReader) -> list[Challenge]:
    """The challenges of a program."""
    return [_challenge(table) for table in reader.tables("challenge")]


def read_draws(reader: TableReader, actions: set[str]) -> list[Draw]:
    """The prize draws of a program; actions that give tickets must be among ``actions``."""
    return [_draw(table, actions) for table in reader.tables("draw")]


def read_wheels(reader: TableReader, rewards: set[str]) -> list[Wheel]:
    """The wheels of a program; their rewards must be among ``rewards``."""
    return [_wheel(table, rewards) for table in reader.tables("wheel")]


def read_partners(reader: TableReader) -> list[Partner]:
    """The partners of a coalition."""
    return [_partner(table) for table in reader.tables("partner")]


def check_reward_products(
    reader: TableReader, rewards: Iterable[Reward], known: Mapping[RewardKind, Iterable[str]]
) -> None:
    """Whether what rewards of a kind in ``known`` name is one of its ids; they may name none."""
    for place, reward in enumerate(rewards):
        if reward.product and reward.product not in known.get(reward.kind, {reward.product}):
            path = f"reward[{place}].product"
            reader.problem(path, "unknown-reference", value=reward.product)


def _membership(table: TableReader) -> PaidMembership:
    membership = PaidMembership(
        id=table.text("id", None),
        name=table.text("name", None),
        fee_minor=table.money("fee"),
        months=table.whole("months", 12, least=1, most=MOST_MONTHS),
        multiplier=table.decimal("multiplier", "1"),
        percent_off=table.decimal("percent_off"),
        benefits=table.texts("benefits"),
    )
    if membership.percent_off > _WHOLE_PERCENT:
        table.problem("percent_off", "above", most=_WHOLE_PERCENT)
    table.close()
    return membership


def _challenge(table: TableReader) -> Challenge:
    starts_at, ends_at = table.span()
    measure, goal = _goal(table)
    challenge = Challenge(
        id=table.text("id", None),
        name=table.text("name", None),
        measure=measure,
        goal=goal,
        bonus=table.whole("bonus"),
        badge=table.text("badge"),
        repeat=table.flag("repeat"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    table.close()
    return challenge


def _goal(table: TableReader) -> tuple[ChallengeMeasure, int]:
    goals = table.table("goal")
    named = [m for m in ChallengeMeasure if goals is not None and goals.has(m)]
    if goals is None or len(named) != 1:
        table.problem("goal", "one-of", choices=", ".join(ChallengeMeasure))
        return ChallengeMeasure.VISITS, 1
    measure = named[0]
    spend = measure is ChallengeMeasure.SPEND
    goal = goals.price(measure) if spend else goals.whole(measure, None, least=1)
    goals.close()
    return measure, max(1, goal)


def _draw(table: TableReader, actions: set[str]) -> Draw:
    starts_at, ends_at = table.span()
    ticket = table.table("ticket")
    if ticket is None or sum(ticket.has(key) for key in ("spend", "points", "action")) != 1:
        table.problem("ticket", "one-of", choices="spend, points, action")
    draw = Draw(
        id=table.text("id", None),
        name=table.text("name", None),
        prizes=table.texts("prizes"),
        ticket_spend_minor=ticket.price("spend") if ticket and ticket.has("spend") else 0,
        ticket_points=(
            ticket.whole("points", None, least=1) if ticket and ticket.has("points") else 0
        ),
        ticket_action=ticket.text("action", None) if ticket and ticket.has("action") else "",
        maximum_tickets=table.whole("maximum_tickets"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if ticket is not None:
        if draw.ticket_action and draw.ticket_action not in actions:
            ticket.problem("action", "unknown-reference", value=draw.ticket_action)
        ticket.close()
    table.close()
    return draw


def _wheel(table: TableReader, rewards: set[str]) -> Wheel:
    wheel = Wheel(
        id=table.text("id", None),
        name=table.text("name", None),
        segments=tuple(_segment(each, rewards) for each in table.tables("segments")),
        minimum_purchase_minor=table.money("minimum_purchase"),
        limit=table.limit("limit"),
    )
    if not any(segment.weight for segment in wheel.segments):
        table.problem("segments", "empty")
    table.close()
    return wheel


def _segment(table: TableReader, rewards: set[str]) -> WheelSegment:
    segment = WheelSegment(
        weight=table.whole("weight", None),
        points=table.whole("points"),
        reward=table.text("reward"),
    )
    if segment.reward and segment.reward not in rewards:
        table.problem("reward", "unknown-reference", value=segment.reward)
    table.close()
    return segment


def _partner(table: TableReader) -> Partner:
    partner = Partner(
        id=table.text("id", None),
        name=table.text("name", None),
        settlement_value=table.decimal("settlement_value"),
    )
    table.close()
    return partner
