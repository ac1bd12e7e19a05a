"""Reading the campaigns of a program document."""

from collections.abc import Container
from fractions import Fraction

from pos_loyalty.domain.document_reader import TableReader
from pos_loyalty.domain.program import Campaign
from pos_loyalty.domain.values import dataclass

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_PRIORITY = 10_000
_MOST_PERCENT = 100


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a campaign gives: a multiplier, or else one kind of bonus."""

    multiplier: Fraction | None
    bonus: int
    bonus_per_item: int


def _effect(table: TableReader) -> _Effect:
    """What a campaign gives: one of three keys; of the others, only what their absence means."""
    keys = ("multiplier", "bonus", "bonus_per_item")
    multiplier = table.decimal("multiplier", "1")
    bonus, per_item = table.whole("bonus"), table.whole("bonus_per_item")
    takes_effect = [multiplier != 1, bonus > 0, per_item > 0]
    if not any(table.has(key) for key in keys) or sum(takes_effect) > 1:
        table.problem("multiplier", "one-of", choices=", ".join(keys))
    multiplies = table.has("multiplier") and not bonus and not per_item
    return _Effect(multiplier if multiplies else None, bonus, per_item)


def read_campaign(table: TableReader, tiers: Container[str]) -> Campaign:
    """One campaign, of a program that has these tiers."""
    campaign_id, name = table.text("id", None), table.text("name", None)
    effect = _effect(table)
    starts_at, ends_at = table.span()
    campaign = Campaign(
        id=campaign_id,
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        weekdays=_weekdays(table),
        hours=table.hours("hours"),
        categories=frozenset(table.texts("categories")),
        products=frozenset(table.texts("products")),
        tiers=table.references("tiers", tiers),
        members=table.texts("members"),
        minimum_purchase_minor=table.money("minimum_purchase"),
        code=table.text("code"),
        multiplier=effect.multiplier,
        bonus=effect.bonus,
        bonus_per_item=effect.bonus_per_item,
        priority=table.whole("priority", 0, least=-_MOST_PRIORITY),
        per_member=table.whole("per_member"),
        budget=table.whole("budget"),
        holdout_percent=table.whole("holdout_percent", most=_MOST_PERCENT),
    )
    table.close()
    return campaign


def _weekdays(table: TableReader) -> frozenset[int]:
    names = table.texts("weekdays")
    for place, name in enumerate(names):
        if name not in _WEEKDAYS:
            table.problem(
                f"weekdays[{place}]", "unknown-choice", value=name, choices=", ".join(_WEEKDAYS)
            )
    return frozenset(_WEEKDAYS.index(name) for name in names if name in _WEEKDAYS)
