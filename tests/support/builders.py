"""Small builders: a program from its sections, instants, baskets, events."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.calendar import parse_moment
from pos_loyalty.domain.events import Credit, Happening, MemberEvent, Position
from pos_loyalty.domain.money import Currency, parse_major
from pos_loyalty.domain.program import Program, ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program

EUR = Currency("EUR")
MEMBER = "anna"

BASIS = {"id": "basis", "name": "Basis", "threshold": "0"}
SILVER = {"id": "silver", "name": "Silber", "threshold": "100", "multiplier": "1.25"}
GOLD = {"id": "gold", "name": "Gold", "threshold": "500", "multiplier": "1.5"}
COFFEE = {
    "id": "free-coffee",
    "name": "Kaffee gratis",
    "cost": 50,
    "kind": "product",
    "value": "3.20",
}
COFFEE_CARD = {
    "id": "coffee-10",
    "name": "10. Kaffee gratis",
    "category": "kaffee",
    "size": 10,
    "reward": "free-coffee",
}


def document(**sections: object) -> dict[str, object]:
    """A program document: its head and the given sections; one point a euro unless told.

    A section that is None is left out.
    """
    head = {"schema": 1, "name": "Bonus", "currency": "EUR", "timezone": "Europe/Berlin"}
    told = {**head, "earn": {}, **sections}
    return {name: section for name, section in told.items() if section is not None}


def program(**sections: object) -> Program:
    """The program of ``document(**sections)``."""
    return read_program(document(**sections))


def at(text: str, zone: Program | None = None) -> datetime:
    """The instant of a local date or date-time, in Berlin unless a program says where."""
    return parse_moment(text, (zone or program()).zone)


def timeline(first: Program, later: Mapping[str, Program] | None = None) -> ProgramTimeline:
    """Versions: ``first`` from long ago, the others from their local dates."""
    versions = [ProgramVersion(1, at("2020-01-01"), first)]
    versions += [
        ProgramVersion(number, at(start, each), each)
        for number, (start, each) in enumerate((later or {}).items(), start=2)
    ]
    return ProgramTimeline(tuple(versions))


def euros(text: str) -> int:
    """Cents."""
    return parse_major(text, EUR)


def line(
    amount: str,
    category: str = "",
    *,
    product: str = "",
    quantity: str = "1",
    discount: str = "0",
) -> BasketLine:
    """A line of a basket, its money in euros."""
    return BasketLine(euros(amount), Fraction(quantity), category, product, euros(discount))


def basket(
    *lines: BasketLine | str,
    points: int = 0,
    rewards: tuple[str, ...] = (),
    order_discount: str = "0",
    gift_card: str = "0",
    code: str = "",
) -> Basket:
    """A basket of lines; a bare amount is a line without category."""
    return Basket(
        lines=tuple(line(each) if isinstance(each, str) else each for each in lines),
        order_discount_minor=euros(order_discount),
        gift_card_minor=euros(gift_card),
        code=code,
        burn=Burn(points, rewards),
    )


def event(
    happening: Happening, effective_at: datetime, seq: int = 0, *, device: str = "till"
) -> MemberEvent:
    """An event at its place."""
    return MemberEvent(Position(effective_at, device, 1, seq), MEMBER, 1, happening)


def credit(points: int, given_at: datetime, expires_at: datetime | None = None) -> Credit:
    """A credit that is spendable at once."""
    return Credit(points, given_at, expires_at)
