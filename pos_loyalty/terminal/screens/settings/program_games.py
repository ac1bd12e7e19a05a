"""The lists of the program document beside purchases: stamps, games, clubs, partners."""

from typing import Final

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.terminal.screens.settings.program_catalog import Field, Kind, Table, When, Width
from pos_loyalty.terminal.screens.settings.program_tables import BENEFITS, FROM, ID, LIMIT, NAME, TO

_POINTS: Final = mark("Points")

STAMP_CARDS: Final = Table(
    "stamp_card",
    mark("Stamp cards"),
    mark("A full card gives a reward for free."),
    mark("Add a stamp card"),
    mark("There are no stamp cards. “The tenth coffee is free” is the best known one."),
    (
        NAME,
        Field(
            "~what",
            mark("A stamp for"),
            Kind.ONE_OF,
            choices=(
                ("category", mark("goods of a product group")),
                ("product", mark("one product")),
                ("any", mark("every purchase")),
            ),
            starts=("", "", True),
        ),
        Field(
            "category", mark("Product group"), when=When("~what", ("category",)), brief="{value}"
        ),
        Field("product", mark("Product"), when=When("~what", ("product",)), brief="{value}"),
        Field(
            "any",
            mark("Whatever is bought"),
            Kind.SWITCH,
            default="false",
            when=When("~what", ("any",)),
            brief=mark("every purchase"),
        ),
        Field(
            "per",
            mark("Stamps"),
            Kind.CHOICE,
            choices=(("item", mark("one for each item")), ("purchase", mark("one per purchase"))),
            default="item",
            when=When("~what", ("category", "product")),
        ),
        Field("size", mark("Stamps to fill it"), Kind.WHOLE, brief=mark("{value} stamps")),
        Field(
            "reward",
            mark("Reward when it is full"),
            Kind.REFERENCE,
            mark("One of the rewards. It is given free; extra stamps carry over."),
            refers=("reward",),
            brief="{value}",
        ),
        Field(
            "maximum_per_purchase",
            mark("Stamps per purchase at most"),
            Kind.WHOLE,
            mark("0: no limit"),
            default="0",
            is_advanced=True,
        ),
        ID,
    ),
    start={"category": "", "size": 10},
    new=mark("New stamp card"),
)

_GOALS: Final = (
    ("goal.visits", mark("purchases")),
    ("goal.spend", mark("purchase value")),
    ("goal.points", mark("Points")),
    ("goal.categories", mark("different product groups")),
    ("goal.products", mark("different products")),
)

CHALLENGES: Final = Table(
    "challenge",
    mark("Challenges"),
    mark("A goal with visible progress, and a bonus at the end."),
    mark("Add a challenge"),
    mark("There are no challenges. “Three visits in March” is a good first one."),
    (
        NAME,
        Field(
            "~goal",
            mark("What counts"),
            Kind.ONE_OF,
            choices=_GOALS,
            starts=(3, "100", 500, 3, 3),
        ),
        Field(
            "goal.visits",
            mark("How many purchases"),
            Kind.WHOLE,
            when=When("~goal", ("goal.visits",)),
            brief=mark("{value} purchases"),
        ),
        Field(
            "goal.spend",
            mark("How much"),
            Kind.MONEY,
            when=When("~goal", ("goal.spend",)),
            brief="{value}",
        ),
        Field(
            "goal.points",
            mark("How many points"),
            Kind.WHOLE,
            when=When("~goal", ("goal.points",)),
            brief=mark("{value} points"),
        ),
        Field(
            "goal.categories",
            mark("How many product groups"),
            Kind.WHOLE,
            when=When("~goal", ("goal.categories",)),
            brief=mark("{value} product groups"),
        ),
        Field(
            "goal.products",
            mark("How many products"),
            Kind.WHOLE,
            when=When("~goal", ("goal.products",)),
            brief=mark("{value} products"),
        ),
        FROM,
        TO,
        Field(
            "bonus",
            mark("Points at the goal"),
            Kind.WHOLE,
            default="0",
            brief=mark("+{value} points"),
        ),
        Field(
            "badge",
            mark("Badge"),
            help=mark("The badge that members then get. Empty: none."),
        ),
        Field(
            "repeat",
            mark("Starts again when reached"),
            Kind.SWITCH,
            mark("Otherwise everybody reaches it once."),
            default="false",
            width=Width.FULL,
        ),
        ID,
    ),
    start={"goal": {"visits": 3}, "bonus": 100},
    new=mark("New challenge"),
)

DRAWS: Final = Table(
    "draw",
    mark("Prize draws"),
    mark("Members collect tickets. Anybody can check afterwards how the winners were drawn."),
    mark("Add a prize draw"),
    mark("There are no prize draws."),
    (
        NAME,
        Field(
            "~ticket",
            mark("A ticket for"),
            Kind.ONE_OF,
            choices=(
                ("ticket.spend", mark("shopping")),
                ("ticket.points", mark("Points")),
                ("ticket.action", mark("an action")),
            ),
            starts=("10", 50, ""),
        ),
        Field(
            "ticket.spend",
            mark("per full purchase value"),
            Kind.MONEY,
            when=When("~ticket", ("ticket.spend",)),
            brief=mark("a ticket per {value}"),
        ),
        Field(
            "ticket.points",
            mark("Price of a ticket"),
            Kind.WHOLE,
            unit=_POINTS,
            when=When("~ticket", ("ticket.points",)),
            brief=mark("a ticket for {value} points"),
        ),
        Field(
            "ticket.action",
            mark("Action"),
            Kind.REFERENCE,
            mark("One of the actions on the page “Extra points”."),
            refers=("action",),
            when=When("~ticket", ("ticket.action",)),
            brief=mark("a ticket for “{value}”"),
        ),
        FROM,
        TO,
        Field(
            "prizes",
            mark("Prizes"),
            Kind.LINES,
            mark("One per line, the biggest first."),
            width=Width.FULL,
            brief="{value}",
        ),
        Field(
            "maximum_tickets",
            mark("Tickets for each member at most"),
            Kind.WHOLE,
            mark("0: no limit"),
            default="0",
        ),
        ID,
    ),
    start={"ticket": {"spend": "10"}, "prizes": []},
    new=mark("New prize draw"),
)

WHEELS: Final = Table(
    "wheel",
    mark("Wheels of fortune"),
    mark("A spin that wins at once. The odds are printed for everybody to see."),
    mark("Add a wheel"),
    mark("There are no wheels of fortune."),
    (
        NAME,
        Field(
            "segments",
            mark("Segments"),
            Kind.SEGMENTS,
            mark("The larger the weight, the more often it wins."),
            width=Width.FULL,
            inner=(
                Field("points", mark("Points"), Kind.WHOLE, default="0"),
                Field("reward", mark("or reward"), Kind.REFERENCE, refers=("reward",)),
                Field("weight", mark("Weight"), Kind.WHOLE),
            ),
            brief="{value}",
        ),
        Field(
            "minimum_purchase",
            mark("From a purchase of"),
            Kind.MONEY,
            mark("On the same day. 0: without a purchase"),
            default="0",
            brief=mark("from {value}"),
        ),
        LIMIT,
        ID,
    ),
    start={
        "limit": "1 per day",
        "segments": [{"points": 0, "weight": 80}, {"points": 50, "weight": 20}],
    },
    new=mark("New wheel"),
)

MEMBERSHIPS: Final = Table(
    "membership",
    mark("Paid clubs"),
    mark("Members pay a fee at the till and enjoy benefits for a set time."),
    mark("Add a club"),
    mark("There are no paid clubs."),
    (
        NAME,
        Field(
            "fee",
            mark("Fee"),
            Kind.MONEY,
            mark("Charged at the till."),
            default="0",
            brief="{value}",
        ),
        Field(
            "months",
            mark("Duration"),
            Kind.WHOLE,
            default="12",
            unit=mark("months"),
            brief=mark("{value} months"),
        ),
        Field(
            "multiplier",
            mark("Factor on points"),
            Kind.DECIMAL,
            mark("1: same as everybody else"),
            default="1",
            brief="×{value}",
        ),
        Field(
            "percent_off",
            mark("Discount on every purchase"),
            Kind.DECIMAL,
            mark("0: none"),
            default="0",
            unit=mark("percent"),
            brief=mark("{value}%"),
        ),
        BENEFITS,
        ID,
    ),
    start={"fee": "25", "months": 12},
    new=mark("New club"),
)

PARTNERS: Final = Table(
    "partner",
    mark("Partners"),
    mark("Other shops where members earn and redeem the same points."),
    mark("Add a partner"),
    mark("There are no partners. Points count in this shop alone."),
    (
        NAME,
        Field(
            "settlement_value",
            mark("One point is settled at"),
            Kind.DECIMAL,
            mark("In the currency of the shop, such as 0.008."),
            default="0",
            brief=mark("{value} for a point"),
        ),
        ID,
    ),
    start={"settlement_value": "0.01"},
    new=mark("New partner"),
)
