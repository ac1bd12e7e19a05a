"""The lines of the program page: their paths in the document, their labels, their choices."""

from typing import Final

from pos_loyalty.i18n.catalog import mark

EARNING: Final = mark("Earning")
TIERS: Final = mark("Tiers")
REDEEMING: Final = mark("Redeeming")
EXPIRY: Final = mark("Expiry")
NAMES: Final = mark("Names")

# Path, label, card.
PROGRAM_LINES: Final = (
    ("name", mark("Name of the program"), NAMES),
    ("unit.one", mark("One point is called"), NAMES),
    ("unit.many", mark("Several are called"), NAMES),
    ("earn.points", mark("Points"), EARNING),
    ("earn.per", mark("per purchase value"), EARNING),
    ("earn.rounding", mark("Rounding"), EARNING),
    ("earn.minimum_purchase", mark("From a purchase of"), EARNING),
    ("earn.exclude_categories", mark("Not for"), EARNING),
    ("tiers.measure", mark("Counted by"), TIERS),
    ("tiers.window", mark("Over which time"), TIERS),
    ("tiers.length", mark("How many"), TIERS),
    ("tiers.downgrade", mark("Who falls below"), TIERS),
    ("redemption.points", mark("So many points"), REDEEMING),
    ("redemption.value", mark("are worth"), REDEEMING),
    ("redemption.minimum_points", mark("From how many points"), REDEEMING),
    ("expiry.length", mark("Points are good for"), EXPIRY),
    ("expiry.kind", mark("counted in"), EXPIRY),
    ("expiry.warn_days", mark("Remind so many days before"), EXPIRY),
)
LABELS: Final = {path: label for path, label, _card in PROGRAM_LINES}

COLUMNS: Final = {
    "name": mark("Name"),
    "threshold": mark("from"),
    "multiplier": mark("Factor"),
    "benefits": mark("Benefits"),
    "color": mark("Color"),
    "cost": mark("Price in points"),
    "kind": mark("Kind"),
    "value": mark("Value"),
}

CHOICES: Final = {
    "earn.rounding": (
        ("down", mark("down")),
        ("half-up", mark("to the nearest")),
        ("up", mark("up")),
    ),
    "tiers.measure": (
        ("spend", mark("Purchase value")),
        ("points", mark("Points earned")),
        ("visits", mark("Purchases")),
    ),
    "tiers.window": (
        ("lifetime", mark("for ever")),
        ("rolling-months", mark("the last months")),
        ("rolling-days", mark("the last days")),
        ("calendar-year", mark("the calendar year")),
    ),
    "tiers.downgrade": (
        ("to-earned", mark("gets the tier reached")),
        ("one-step", mark("falls by one tier")),
        ("never", mark("keeps the tier")),
    ),
    "expiry.kind": (
        ("never", mark("for ever")),
        ("days", mark("days, to the day")),
        ("months", mark("months, to the day")),
        ("months-end-of-month", mark("months, to the end of the month")),
        ("months-end-of-quarter", mark("months, to the end of the quarter")),
        ("months-end-of-year", mark("months, to the end of the year")),
        ("fixed-date", mark("months, to a fixed day")),
    ),
    "kind": (
        ("product", mark("Product")),
        ("amount-off", mark("Money off")),
        ("percent-off", mark("Percent off")),
        ("service", mark("Service")),
        ("donation", mark("Donation")),
        ("ticket", mark("Ticket")),
        ("membership", mark("Membership")),
    ),
}
