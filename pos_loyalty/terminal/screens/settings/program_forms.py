"""The sections of the program document that stand once: names, earning, tiers' rules, expiry."""

from typing import Final

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Form, Kind, When, Width

_POINTS: Final = mark("Points")
_DAYS: Final = mark("days")
_DECIDED: Final = mark("Decided when the shop was created.")

NAMES: Final = Form(
    "names",
    "",
    mark("Names"),
    mark("What members read on slips, cards and the screen that faces them."),
    (
        Field("name", mark("Name of the program"), width=Width.FULL),
        Field("unit.one", mark("One point is called"), help=mark("e.g. Point, Star or Mile")),
        Field("unit.many", mark("Several are called"), help=mark("e.g. Points, Stars or Miles")),
        Field("currency", mark("Currency"), Kind.FIXED, _DECIDED, width=Width.THIRD),
        Field("timezone", mark("Time zone"), Kind.FIXED, _DECIDED, width=Width.THIRD),
        Field(
            "schema",
            mark("Document format"),
            Kind.FIXED,
            mark("Which release can read it."),
            width=Width.THIRD,
            is_advanced=True,
        ),
    ),
)

EARN: Final = Form(
    "earn",
    "earn",
    mark("Earning"),
    mark("How many points a purchase brings."),
    (
        Field("points", mark("Points"), Kind.WHOLE, default="1", width=Width.THIRD),
        Field("per", mark("per purchase value"), Kind.MONEY, default="1", width=Width.THIRD),
        Field(
            "rounding",
            mark("Rounding"),
            Kind.CHOICE,
            choices=(
                ("down", mark("down")),
                ("half-up", mark("to the nearest")),
                ("up", mark("up")),
            ),
            default="down",
            width=Width.THIRD,
        ),
        Field(
            "minimum_purchase",
            mark("From a purchase of"),
            Kind.MONEY,
            mark("Smaller purchases earn nothing. 0: every purchase earns."),
            default="0",
        ),
        Field(
            "exclude_categories",
            mark("Not for"),
            Kind.WORDS,
            mark("Product groups without points, separated by commas, e.g. tobacco, deposit"),
        ),
        Field(
            "cap_per_purchase",
            mark("Max. per purchase"),
            Kind.WHOLE,
            mark("0: no limit"),
            default="0",
            unit=_POINTS,
            width=Width.THIRD,
            is_advanced=True,
        ),
        Field(
            "cap_per_day",
            mark("Max. per day"),
            Kind.WHOLE,
            mark("For each member. 0: no limit"),
            default="0",
            unit=_POINTS,
            width=Width.THIRD,
            is_advanced=True,
        ),
        Field(
            "pending_days",
            mark("Spendable after"),
            Kind.WHOLE,
            mark("0: at once"),
            default="0",
            unit=_DAYS,
            width=Width.THIRD,
            is_advanced=True,
        ),
        Field(
            "whole_units",
            mark("Only full amounts count"),
            Kind.SWITCH,
            mark("10.99 at 1 point per 1.00 brings 10 points, before factors."),
            default="false",
            is_advanced=True,
        ),
        Field(
            "round_base_first",
            mark("Also round before factors"),
            Kind.SWITCH,
            mark("Otherwise everything is rounded once, at the end."),
            default="false",
            is_advanced=True,
        ),
        Field(
            "earn_on_points_part",
            mark("What is paid with points earns points"),
            Kind.SWITCH,
            mark("Otherwise only what is paid with money earns."),
            default="false",
            is_advanced=True,
        ),
        Field(
            "earn_when_redeeming",
            mark("A purchase that spends points earns points"),
            Kind.SWITCH,
            mark("Otherwise it earns nothing at all."),
            default="true",
            is_advanced=True,
        ),
    ),
    switch=mark("Purchases earn points"),
    start={"points": 1, "per": "1"},
)

TIER_RULES: Final = Form(
    "tiers",
    "tiers",
    mark("How a tier is reached and kept"),
    "",
    (
        Field(
            "measure",
            mark("Counted by"),
            Kind.CHOICE,
            choices=(
                ("spend", mark("Purchase value")),
                ("points", mark("Points earned")),
                ("visits", mark("Purchases")),
            ),
            default="spend",
        ),
        Field(
            "window",
            mark("Over which period"),
            Kind.CHOICE,
            choices=(
                ("lifetime", mark("for ever")),
                ("rolling-months", mark("the last months")),
                ("rolling-days", mark("the last days")),
                ("calendar-year", mark("the calendar year")),
            ),
            default="lifetime",
        ),
        Field(
            "length",
            mark("How many months"),
            Kind.WHOLE,
            default="12",
            when=When("window", ("rolling-months",)),
        ),
        Field(
            "length",
            mark("How many days"),
            Kind.WHOLE,
            default="12",
            when=When("window", ("rolling-days",)),
            variant="days",
        ),
        Field(
            "timing",
            mark("A purchase reaching the next tier"),
            Kind.CHOICE,
            choices=(
                ("before", mark("still earns at the tier before")),
                ("after", mark("earns at the new tier already")),
            ),
            default="before",
        ),
        Field(
            "downgrade",
            mark("A member who falls below"),
            Kind.CHOICE,
            choices=(
                ("to-earned", mark("gets the tier reached")),
                ("one-step", mark("falls by one tier")),
                ("never", mark("keeps the tier")),
            ),
            default="to-earned",
        ),
        Field(
            "grace_days",
            mark("keeps it for another"),
            Kind.WHOLE,
            mark("Days of grace before a tier is lost."),
            default="0",
            unit=_DAYS,
            when=When("downgrade", ("to-earned", "one-step")),
        ),
        Field(
            "count_bonus_points",
            mark("Points from tiers and campaigns count, too"),
            Kind.SWITCH,
            mark("Otherwise only the base points of purchases count."),
            default="false",
            when=When("measure", ("points",)),
        ),
    ),
)

STACKING: Final = Form(
    "stacking",
    "stacking",
    mark("When several campaigns fit"),
    mark("The tier’s factor always multiplies with the result. Extra points are added at the end."),
    (
        Field(
            "campaigns",
            mark("Factors on one line"),
            Kind.CHOICE,
            choices=(
                ("best", mark("the best one counts")),
                ("multiply", mark("are multiplied with each other")),
                ("add", mark("are added up")),
                ("priority", mark("the one with the highest rank counts")),
            ),
            default="best",
            width=Width.FULL,
        ),
    ),
)

WELCOME: Final = Form(
    "welcome",
    "welcome",
    mark("Welcome"),
    mark("A gift for joining."),
    (
        Field("points", mark("Points"), Kind.WHOLE, default="0", width=Width.HALF),
        Field(
            "on",
            mark("Credited"),
            Kind.CHOICE,
            choices=(
                ("enrolment", mark("when joining")),
                ("first-purchase", mark("with the first purchase")),
            ),
            default="enrolment",
            width=Width.HALF,
        ),
        Field(
            "minimum_purchase",
            mark("From a purchase of"),
            Kind.MONEY,
            default="0",
            when=When("on", ("first-purchase",)),
            width=Width.HALF,
        ),
    ),
    switch=mark("New members get points"),
    start={"points": 50, "on": "first-purchase", "minimum_purchase": "10"},
)

REFERRAL: Final = Form(
    "referral",
    "referral",
    mark("Referral"),
    mark("A thank-you for bringing somebody along, with the new member’s first purchase."),
    (
        Field(
            "referrer",
            mark("For the referrer"),
            Kind.WHOLE,
            default="0",
            unit=_POINTS,
            width=Width.THIRD,
        ),
        Field(
            "referred",
            mark("For the newcomer"),
            Kind.WHOLE,
            default="0",
            unit=_POINTS,
            width=Width.THIRD,
        ),
        Field(
            "minimum_purchase",
            mark("From a purchase of"),
            Kind.MONEY,
            default="0",
            width=Width.THIRD,
        ),
    ),
    switch=mark("Reward referrals"),
    start={"referrer": 100, "referred": 50, "minimum_purchase": "20"},
)

REDEMPTION: Final = Form(
    "redemption",
    "redemption",
    mark("Points as a discount"),
    mark("Members pay a part of their purchase with points."),
    (
        Field("points", mark("This many points"), Kind.WHOLE, default="100"),
        Field("value", mark("are worth"), Kind.MONEY, default="1"),
        Field("minimum_points", mark("Minimum points"), Kind.WHOLE, default="0"),
        Field("step", mark("In steps of"), Kind.WHOLE, default="1", unit=_POINTS),
        Field(
            "maximum_share",
            mark("At most of the purchase"),
            Kind.SHARE,
            mark("100: a purchase can be paid with points alone."),
            default="1",
            unit=mark("percent"),
            is_advanced=True,
        ),
        Field(
            "with_purchase_only",
            mark("Only together with a purchase"),
            Kind.SWITCH,
            mark("Otherwise points can be redeemed without buying anything."),
            default="true",
            is_advanced=True,
        ),
    ),
    switch=mark("Points can be redeemed as a discount"),
    start={"points": 100, "value": "1", "minimum_points": 100, "step": 100},
)

EXPIRY: Final = Form(
    "expiry",
    "expiry",
    mark("Expiry"),
    mark("How long points are good for. Points that members already have keep their term."),
    (
        Field(
            "kind",
            mark("Points are good"),
            Kind.CHOICE,
            choices=(
                ("never", mark("for ever")),
                ("days", mark("some days, to the day")),
                ("months", mark("some months, to the day")),
                ("months-end-of-month", mark("some months, to the end of the month")),
                ("months-end-of-quarter", mark("some months, to the end of the quarter")),
                ("months-end-of-year", mark("some months, to the end of the year")),
                ("fixed-date", mark("some months, to a day of the year")),
            ),
            default="never",
        ),
        Field(
            "length",
            mark("How many months"),
            Kind.WHOLE,
            default="0",
            when=When(
                "kind",
                (
                    "months",
                    "months-end-of-month",
                    "months-end-of-quarter",
                    "months-end-of-year",
                    "fixed-date",
                ),
            ),
        ),
        Field(
            "length",
            mark("How many days"),
            Kind.WHOLE,
            default="0",
            when=When("kind", ("days",)),
            variant="days",
        ),
        Field(
            "fixed_date",
            mark("Last day"),
            Kind.DAY,
            mark("The last day of the year on which they can be used."),
            when=When("kind", ("fixed-date",)),
        ),
        Field(
            "warn_days",
            mark("Remind this many days before"),
            Kind.WHOLE,
            default="0",
            unit=_DAYS,
        ),
    ),
)

REFUND: Final = Form(
    "refund",
    "refund",
    mark("Returns"),
    mark("What happens to points when goods come back. Nobody gains by buying and returning."),
    (
        Field(
            "earned",
            mark("Points earned with it"),
            Kind.CHOICE,
            choices=(("pro-rata", mark("are taken back in proportion")),),
            default="pro-rata",
            is_advanced=True,
        ),
        Field(
            "spent",
            mark("Points spent on it"),
            Kind.CHOICE,
            choices=(("pro-rata", mark("come back, with their old term")),),
            default="pro-rata",
            is_advanced=True,
        ),
        Field(
            "shortfall",
            mark("Points that are gone already"),
            Kind.CHOICE,
            choices=(("negative", mark("are owed until new ones come")),),
            default="negative",
            width=Width.FULL,
            is_advanced=True,
        ),
    ),
)
