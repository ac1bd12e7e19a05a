"""What other software may send, field by field; nothing else is taken.

Amounts are texts like ``"36.50"``: a number with a point is not exact in most languages.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

_MOST_LINES: Final = 500
_MOST_REWARDS: Final = 20
_MOST_POINTS: Final = 2**62

Amount = Annotated[str, Field(min_length=1, max_length=20, examples=["36.50"])]
Card = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="The code of the member's card, or the member number.",
        examples=["NBC23-EM2RJ-A"],
    ),
]
Name = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Moment = Annotated[
    str,
    Field(
        max_length=40,
        description="Local time of the shop, or with an offset.",
        examples=["2026-12-31T14:30"],
    ),
]
Receipt = Annotated[
    str, Field(max_length=60, description="The till's own number.", examples=["4711"])
]
Points = Annotated[int, Field(ge=0, lt=_MOST_POINTS)]
Prints = Annotated[bool, Field(description="Whether a slip is printed.")]
Partner = Annotated[
    str, Field(max_length=60, description="The partner at which it happens; else this till's.")
]


class Body(BaseModel):
    """An object that is taken as it stands: no field more, no type made to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Line(Body):
    """A part of a purchase. The quantity may have decimals, as text."""

    amount: Annotated[Amount, Field(description="Price of one.")]
    quantity: Annotated[str, Field(max_length=20, examples=["2"])] = "1"
    category: Name = ""
    product: Name = ""


class Burns(Body):
    """What the member burns with a purchase."""

    points: Points = 0
    rewards: Annotated[list[Id], Field(max_length=_MOST_REWARDS)] = []


class Purchase(Body):
    """A purchase: its amount, its lines, or both; what no line names has no category."""

    card: Card
    amount: Amount | None = None
    lines: Annotated[list[Line], Field(max_length=_MOST_LINES)] = []
    redeem: Burns = Burns()
    order_discount: Amount = "0"
    gift_card: Amount = "0"
    code: Annotated[Name, Field(description="Code of a campaign.")] = ""
    at: Annotated[Moment | None, Field(description="When it was bought, if not now.")] = None


class RecordedPurchase(Purchase):
    """A purchase that is to be booked."""

    receipt: Receipt = ""
    print: Prints = True
    partner: Partner = ""


class Refund(Body):
    """Money that goes back for a sale: an amount, or all that is left of it."""

    sale: Id
    amount: Amount | None = None
    print: Prints = True


class Void(Body):
    """A sale that never should have been."""

    sale: Id
    print: Prints = True


class Redemption(Body):
    """Points or a reward, burned without a purchase of ours."""

    card: Card
    points: Points = 0
    reward: Annotated[str, Field(max_length=100)] = ""
    purchase_total: Amount | None = None
    print: Prints = True
    partner: Partner = ""


class Undo(Body):
    """A redemption that is taken back."""

    id: Id
    print: Prints = True


class Adjustment(Body):
    """Points given or, below zero, taken by hand; needs a manager's PIN."""

    card: Card
    points: Annotated[int, Field(gt=-_MOST_POINTS, lt=_MOST_POINTS)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    print: Prints = True
    partner: Partner = ""


class Action(Body):
    """Points for something other than a purchase."""

    card: Card
    action: Id
    partner: Partner = ""


class Enrollment(Body):
    """A new member; nothing is obligatory."""

    name: Name = ""
    email: Name = ""
    phone: Name = ""
    birthday: Annotated[str, Field(max_length=10, examples=["09-30"])] = ""
    referrer: Annotated[str, Field(max_length=200, description="Who brought the new one.")] = ""
    partner: Partner = ""


class ClaimIssue(Body):
    """A purchase whose member is not here, for a claim slip."""

    amount: Amount
    receipt: Receipt = ""


class ClaimRedemption(Body):
    """A claim slip and whose it is."""

    card: Card
    claim: Id
    partner: Partner = ""
