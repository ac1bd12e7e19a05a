"""The program document, schema 1: from a parsed TOML or JSON table to a ``Program``.

Unknown keys, wrong types and contradictions are refused, all at once, each with the path
of its key.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pos_loyalty.domain import calendar
from pos_loyalty.domain.document_campaigns import read_campaign
from pos_loyalty.domain.document_extras import (
    check_reward_products,
    read_challenges,
    read_draws,
    read_memberships,
    read_partners,
    read_wheels,
)
from pos_loyalty.domain.document_reader import MOST_DAYS, MOST_MONTHS, TableReader
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.money import Currency, Rounding
from pos_loyalty.domain.program import (
    Action,
    Downgrade,
    Earn,
    ExpiryKind,
    ExpiryPolicy,
    Measure,
    Program,
    Rate,
    Redemption,
    Referral,
    Reward,
    RewardKind,
    Stacking,
    StampCard,
    Tier,
    TierPolicy,
    Unit,
    Welcome,
    Window,
)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Listed = TypeVar("Listed", bound=_Named)

_HUNDRED = 100


class _RoundingWord(StrEnum):
    DOWN = "down"
    HALF_UP = "half-up"
    UP = "up"


class _Timing(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class _WelcomeMoment(StrEnum):
    ENROLMENT = "enrolment"
    FIRST_PURCHASE = "first-purchase"


class _ProRata(StrEnum):
    PRO_RATA = "pro-rata"


class _Shortfall(StrEnum):
    NEGATIVE = "negative"


class _Per(StrEnum):
    ITEM = "item"
    PURCHASE = "purchase"


_ROUNDING: Mapping[_RoundingWord, Rounding] = {
    _RoundingWord.DOWN: "down",
    _RoundingWord.HALF_UP: "half-up",
    _RoundingWord.UP: "up",
}


def read_program(document: Mapping[str, object]) -> Program:
    """The program of a parsed document. Raises ``WrongDocumentError`` with all problems."""
    problems: list[Problem] = []
    head = TableReader(document, "", problems)
    currency = _currency(head)
    zone = _zone(head)
    reader = TableReader(document, "", problems, currency=currency, zone=zone)
    program = _program(reader, currency, zone)
    reader.close()
    if problems:
        # The head is read twice; a wrong key of it is still one problem.
        raise WrongDocumentError(tuple(dict.fromkeys(problems)))
    return program


def _program(reader: TableReader, currency: Currency, zone: ZoneInfo) -> Program:
    if reader.whole("schema", None, least=1) > 1:
        reader.problem("schema", "unknown-schema")
    reader.text("currency", None)
    reader.text("timezone", None)
    policy = _tier_policy(reader.table("tiers"))
    tiers = _tiers(reader, policy)
    known_tiers = {tier.id for tier in tiers}
    rewards = _unique(
        reader, "reward", [_reward(each, known_tiers) for each in reader.tables("reward")]
    )
    known_rewards = {reward.id for reward in rewards}
    actions = _unique(reader, "action", [_action(each) for each in reader.tables("action")])
    program = Program(
        name=reader.text("name", None),
        currency=currency,
        timezone=zone.key,
        zone=zone,
        unit=_unit(reader.table("unit")),
        earn=_earn(reader.table("earn")),
        tiers=tiers,
        tier_policy=policy,
        campaigns=_unique(
            reader, "campaign", [read_campaign(c, known_tiers) for c in reader.tables("campaign")]
        ),
        stacking=_stacking(reader.table("stacking")),
        actions=actions,
        welcome=_welcome(reader.table("welcome")),
        referral=_referral(reader.table("referral")),
        redemption=_redemption(reader.table("redemption")),
        rewards=rewards,
        stamp_cards=_unique(
            reader,
            "stamp_card",
            [_stamp_card(each, known_rewards) for each in reader.tables("stamp_card")],
        ),
        memberships=_unique(reader, "membership", read_memberships(reader)),
        challenges=_unique(reader, "challenge", read_challenges(reader)),
        draws=_unique(reader, "draw", read_draws(reader, {each.id for each in actions})),
        wheels=_unique(reader, "wheel", read_wheels(reader, known_rewards)),
        partners=_unique(reader, "partner", read_partners(reader)),
        expiry=_expiry(reader.table("expiry")),
    )
    known = {
        RewardKind.MEMBERSHIP: {each.id for each in program.memberships},
        RewardKind.TICKET: {each.id for each in program.draws},
    }
    check_reward_products(reader, program.rewards, known)
    _check_refund(reader.table("refund"))
    return program


def _currency(head: TableReader) -> Currency:
    code = head.text("currency")
    try:
        return Currency(code)
    except ValueError:
        if code:
            head.problem("currency", "unknown-currency", value=code)
        return Currency("XXX")


def _zone(head: TableReader) -> ZoneInfo:
    name = head.text("timezone")
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        head.problem("timezone", "unknown-timezone", value=name)
        return ZoneInfo("UTC")


def _unit(table: TableReader | None) -> Unit:
    if table is None:
        return Unit()
    unit = Unit(one=table.text("one"), many=table.text("many"))
    table.close()
    return unit


def _earn(table: TableReader | None) -> Earn | None:
    if table is None:
        return None
    earn = Earn(
        rate=Rate(points=table.whole("points", 1), per_minor=_positive_money(table, "per")),
        whole_units=table.flag("whole_units"),
        rounding=_ROUNDING[table.choice("rounding", _RoundingWord, _RoundingWord.DOWN)],
        round_base_first=table.flag("round_base_first"),
        minimum_purchase_minor=table.money("minimum_purchase"),
        exclude_categories=frozenset(table.texts("exclude_categories")),
        cap_per_purchase=table.whole("cap_per_purchase"),
        cap_per_day=table.whole("cap_per_day"),
        pending_days=table.days("pending_days"),
        earn_on_points_part=table.flag("earn_on_points_part"),
        earn_when_redeeming=table.flag("earn_when_redeeming", default=True),
        special_rates=tuple(_special_rate(each) for each in table.tables("category")),
    )
    table.close()
    return earn


def _special_rate(table: TableReader) -> Rate:
    points, per_item = table.whole("points", 1), table.whole("points_per_item")
    if per_item and points and table.has("points"):
        table.problem("points_per_item", "one-of", choices="points, points_per_item")
    # A key that says what its absence says contradicts nothing.
    counts_items = per_item > 0 or (table.has("points_per_item") and not table.has("points"))
    rate = Rate(
        points=points,
        per_minor=_positive_money(table, "per"),
        points_per_item=per_item if counts_items else None,
        category=table.text("category"),
        product=table.text("product"),
    )
    if not rate.category and not rate.product:
        table.problem("category", "missing")
    table.close()
    return rate


def _positive_money(table: TableReader, key: str, default: str = "1") -> int:
    amount = table.money(key, default)
    if amount == 0:
        table.problem(key, "out-of-range", least="0.01")
        return 1
    return amount


def _tier_policy(table: TableReader | None) -> TierPolicy:
    if table is None:
        return TierPolicy()
    window = table.choice("window", Window, Window.LIFETIME)
    rolls = window in {Window.ROLLING_DAYS, Window.ROLLING_MONTHS}
    most = MOST_DAYS if window is Window.ROLLING_DAYS else MOST_MONTHS
    policy = TierPolicy(
        measure=table.choice("measure", Measure, Measure.SPEND),
        count_bonus_points=table.flag("count_bonus_points"),
        window=window,
        length=table.whole("length", 12, least=int(rolls), most=most),
        after_purchase=table.choice("timing", _Timing, _Timing.BEFORE) is _Timing.AFTER,
        downgrade=table.choice("downgrade", Downgrade, Downgrade.TO_EARNED),
        grace_days=table.days("grace_days"),
    )
    table.close()
    return policy


def _tiers(reader: TableReader, policy: TierPolicy) -> tuple[Tier, ...]:
    tables = reader.tables("tier")
    tiers = [_tier(table, policy) for table in tables]
    for place, (table, tier) in enumerate(zip(tables, tiers, strict=True)):
        if place == 0 and tier.threshold != 0:
            table.problem("threshold", "first-not-zero")
        if place and tier.threshold <= tiers[place - 1].threshold:
            table.problem("threshold", "not-ascending")
    return _unique(reader, "tier", tiers)


def _tier(table: TableReader, policy: TierPolicy) -> Tier:
    tier = Tier(
        id=table.text("id", None),
        name=table.text("name", None),
        threshold=_threshold(table, policy),
        multiplier=table.decimal("multiplier", "1"),
        redemption_multiplier=table.decimal("redemption_multiplier", "1"),
        color=table.text("color"),
        icon=table.text("icon"),
        benefits=table.texts("benefits"),
    )
    table.close()
    return tier


def _threshold(table: TableReader, policy: TierPolicy) -> int:
    if policy.measure is Measure.SPEND:
        return table.money("threshold", None)
    if not table.has("threshold"):
        table.text("threshold", None)
        return 0
    value = table.decimal("threshold")
    if value.denominator != 1:
        table.problem("threshold", "wrong-type", expected="whole-number")
    return int(value)


def _stacking(table: TableReader | None) -> Stacking:
    if table is None:
        return Stacking.BEST
    stacking = table.choice("campaigns", Stacking, Stacking.BEST)
    table.close()
    return stacking


def _action(table: TableReader) -> Action:
    action = Action(
        id=table.text("id", None),
        name=table.text("name", None),
        points=table.whole("points"),
        limit=table.limit("limit"),
        needs_manager=table.flag("needs_manager"),
    )
    table.close()
    return action


def _welcome(table: TableReader | None) -> Welcome | None:
    if table is None:
        return None
    moment = table.choice("on", _WelcomeMoment, _WelcomeMoment.ENROLMENT)
    welcome = Welcome(
        points=table.whole("points"),
        on_first_purchase=moment is _WelcomeMoment.FIRST_PURCHASE,
        minimum_purchase_minor=table.money("minimum_purchase"),
    )
    table.close()
    return welcome


def _referral(table: TableReader | None) -> Referral | None:
    if table is None:
        return None
    referral = Referral(
        referrer=table.whole("referrer"),
        referred=table.whole("referred"),
        minimum_purchase_minor=table.money("minimum_purchase"),
    )
    table.close()
    return referral


def _redemption(table: TableReader | None) -> Redemption | None:
    if table is None:
        return None
    redemption = Redemption(
        points=table.whole("points", 100, least=1),
        value_minor=table.money("value", "1"),
        minimum_points=table.whole("minimum_points"),
        step=table.whole("step", 1, least=1),
        maximum_share=table.decimal("maximum_share", "1"),
        with_purchase_only=table.flag("with_purchase_only", default=True),
    )
    if redemption.maximum_share > 1:
        table.problem("maximum_share", "above", most=1)
    table.close()
    return redemption


def _reward(table: TableReader, tiers: set[str]) -> Reward:
    kind = table.choice("kind", RewardKind, None)
    percent_off = kind is RewardKind.PERCENT_OFF
    starts_at, ends_at = table.span()
    reward = Reward(
        id=table.text("id", None),
        name=table.text("name", None),
        cost=table.whole("cost", None),
        kind=kind,
        value_minor=0 if percent_off else table.money("value"),
        percent=table.decimal("value") if percent_off else Fraction(0),
        maximum_value_minor=table.money("maximum_value"),
        product=table.text("product"),
        tiers=table.references("tiers", tiers),
        stock=table.whole("stock"),
        limit=table.limit("limit"),
        cooldown_days=table.days("cooldown_days"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if reward.percent > _HUNDRED:
        table.problem("value", "above", most=_HUNDRED)
    table.close()
    return reward


def _stamp_card(table: TableReader, rewards: set[str]) -> StampCard:
    card = StampCard(
        id=table.text("id", None),
        name=table.text("name", None),
        size=table.whole("size", None, least=1),
        reward=table.text("reward", None),
        category=table.text("category"),
        product=table.text("product"),
        any_purchase=table.flag("any"),
        per_item=table.choice("per", _Per, _Per.ITEM) is _Per.ITEM,
        maximum_per_purchase=table.whole("maximum_per_purchase"),
    )
    if card.reward and card.reward not in rewards:
        table.problem("reward", "unknown-reference", value=card.reward)
    if not (card.category or card.product or card.any_purchase):
        table.problem("category", "one-of", choices="category, product, any")
    table.close()
    return card


def _expiry(table: TableReader | None) -> ExpiryPolicy:
    if table is None:
        return ExpiryPolicy()
    kind = table.choice("kind", ExpiryKind, ExpiryKind.NEVER)
    needs_length = kind in {ExpiryKind.DAYS, ExpiryKind.MONTHS}
    policy = ExpiryPolicy(
        kind=kind,
        length=table.whole(
            "length",
            None if needs_length else 0,
            least=int(needs_length),
            most=MOST_DAYS if kind is ExpiryKind.DAYS else MOST_MONTHS,
        ),
        fixed_day=_fixed_day(table, kind),
        warn_days=table.days("warn_days"),
    )
    table.close()
    return policy


def _fixed_day(table: TableReader, kind: ExpiryKind) -> tuple[int, int] | None:
    text = table.text("fixed_date")
    if not text and kind is not ExpiryKind.FIXED_DATE:
        return None
    try:
        return calendar.parse_month_day(text)
    except ValueError:
        table.problem("fixed_date", "not-date", value=text)
        return (12, 31)


def _check_refund(table: TableReader | None) -> None:
    if table is None:
        return
    table.choice("earned", _ProRata, _ProRata.PRO_RATA)
    table.choice("spent", _ProRata, _ProRata.PRO_RATA)
    table.choice("shortfall", _Shortfall, _Shortfall.NEGATIVE)
    table.close()


def _unique(reader: TableReader, key: str, items: Iterable[Listed]) -> tuple[Listed, ...]:
    seen: set[str] = set()
    listed = tuple(items)
    for place, item in enumerate(listed):
        if item.id and item.id in seen:
            reader.problem(f"{key}[{place}].id", "used-twice", value=item.id)
        seen.add(item.id)
    return listed
