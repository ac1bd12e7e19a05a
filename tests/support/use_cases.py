"""Every use case that writes under a key, with another content for the key and a refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.events import Activity
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.request import Answer, Request
from pos_loyalty.services.sales import Sale
from tests.support.builders import COFFEE, at, basket
from tests.support.shop import GIFT_BASKET, Shop, rules, scratch_shop

Act: TypeAlias = Callable[[Shop, str, Request], Answer[Any]]

NOBODY = "0000000000"
TREE = {"id": "tree", "name": "Baum", "cost": 50, "kind": "donation", "value": "5.00"}
WHEEL = {"id": "wheel", "name": "Rad", "segments": [{"points": 7, "weight": 1}]}
OPEN_DRAW = {"id": "open", "name": "Verlosung", "prizes": ["Korb"], "ticket": {"points": 1}}


@dataclass(frozen=True)
class UseCase:
    """One thing that can be asked for.

    ``other`` is the same thing with other content; ``refused`` is refused with ``code``;
    ``grown`` says which tables get how many rows from ``act``.
    """

    name: str
    act: Act
    other: Act
    refused: Act
    code: str
    grown: Mapping[str, int]
    is_cashiers: bool = False


def stocked_shop() -> tuple[Shop, str]:
    """A shop, and a member with points, a sale ``sale``, a redemption ``burn`` and a ticket."""
    shop = scratch_shop(
        rules(
            draw=[OPEN_DRAW, {**OPEN_DRAW, "id": "full"}],
            reward=[COFFEE, GIFT_BASKET, TREE],
            wheel=[WHEEL],
        )
    )
    anna = shop.enroll(given_name="Anna")
    shop.give(anna, 500)
    shop.application.draws.buy_tickets(shop.request(), anna, "full", 1)
    sold = Sale(member_id=anna, basket=basket("80.00", points=100), id="sale")
    shop.application.sales.record(shop.request(), sold)
    shop.application.redemptions.redeem(
        shop.request(), anna, Burn(100, ("basket",)), redemption_id="burn"
    )
    return shop, anna


def _sell(amount: str, **fields: Any) -> Act:  # noqa: ANN401 - of a sale
    def act(shop: Shop, member_id: str, request: Request) -> Answer[Any]:
        sale = Sale(member_id=member_id, basket=basket(amount), **fields)
        return shop.application.sales.record(request, sale)

    return act


def _enroll(**fields: Any) -> Act:  # noqa: ANN401 - of a new member
    return lambda shop, _, request: shop.application.members.enroll(request, NewMember(**fields))


def _adjust(points: int) -> Act:
    return lambda shop, member_id, request: shop.application.points.adjust(
        request, member_id, points=points, reason="Kulanz"
    )


def _grant(points: int, member_id: str = "") -> Act:
    return lambda shop, anna, request: shop.application.points.grant(
        request, member_id or anna, points=points, expires_at=None
    )


def _grant_by_policy(points: int) -> Act:
    return lambda shop, anna, request: shop.application.points.grant_by_policy(
        request, anna, points=points
    )


def _redeem(points: int) -> Act:
    return lambda shop, member_id, request: shop.application.redemptions.redeem(
        request, member_id, Burn(points)
    )


def _of_points(method: str, *arguments: object) -> Act:
    return lambda shop, member_id, request: getattr(shop.application.points, method)(
        request, member_id, *arguments
    )


def _of_members(method: str, member_id: str = "") -> Act:
    return lambda shop, anna, request: getattr(shop.application.members, method)(
        request, member_id or anna
    )


def _refund(amount_minor: int) -> Act:
    return lambda shop, _, request: shop.application.sales.refund(
        request, "sale", amount_minor=amount_minor
    )


def _void(sale_id: str) -> Act:
    return lambda shop, _, request: shop.application.sales.void(request, sale_id)


def _undo(redemption_id: str) -> Act:
    return lambda shop, _, request: shop.application.redemptions.undo(request, redemption_id)


def _donate(points: int) -> Act:
    return lambda shop, member_id, request: shop.application.redemptions.donate(
        request, member_id, points=points, reward_id="tree"
    )


def _spin(wheel_id: str) -> Act:
    return lambda shop, member_id, request: shop.application.wheels.spin(
        request, member_id, wheel_id
    )


def _publish(**sections: object) -> Act:
    return lambda shop, _, request: shop.application.programs.publish(request, rules(**sections))


def _history(spend_minor: int, member_id: str = "") -> Act:
    entries = (Activity(at("2025-12-01"), spend_minor),)
    return lambda shop, anna, request: shop.application.points.note_history(
        request, member_id or anna, entries
    )


_REVERSAL = {"outbox": 1, "entry": 2, "reversal": 1, "print_job": 1}


def _claim(amount_minor: int) -> Act:
    return lambda shop, _, request: shop.application.claims.issue(request, amount_minor)


def _tickets(count: int) -> Act:
    return lambda shop, member_id, request: shop.application.draws.buy_tickets(
        request, member_id, "open", count
    )


def _commit(draw_id: str) -> Act:
    return lambda shop, _, request: shop.application.draws.commit(request, draw_id)


def _hold(draw_id: str) -> Act:
    return lambda shop, _, request: shop.application.draws.hold(request, draw_id, seed="s")


USE_CASES = (
    UseCase(
        "tickets",
        _tickets(2),
        _tickets(3),
        _tickets(5000),
        "insufficient-points",
        {"outbox": 1, "entry": 1, "redemption": 1, "print_job": 1, "ticket_holder": 1},
        is_cashiers=True,
    ),
    UseCase(
        "draw-commit",
        _commit("open"),
        _commit("full"),
        _commit("gone"),
        "not-allowed",
        {"outbox": 1, "draw": 1},
    ),
    UseCase(
        "draw-hold",
        _hold("full"),
        _hold("open"),
        _hold("open"),
        "not-allowed",
        {"outbox": 1, "draw": 1},
    ),
    UseCase(
        "claim",
        _claim(1280),
        _claim(1290),
        _claim(0),
        "not-allowed",
        {"outbox": 1, "print_job": 1},
        is_cashiers=True,
    ),
    UseCase(
        "enroll",
        _enroll(given_name="Ben"),
        _enroll(given_name="Bea"),
        _enroll(given_name="Ben", email="ben"),
        "bad-contact",
        {"outbox": 2, "member": 1, "card": 1},
        is_cashiers=True,
    ),
    UseCase(
        "block",
        _of_members("block"),
        _of_members("unblock"),
        _of_members("block", NOBODY),
        "unknown-member",
        {"outbox": 1},
    ),
    UseCase(
        "unblock",
        _of_members("unblock"),
        _of_members("block"),
        _of_members("unblock", NOBODY),
        "unknown-member",
        {"outbox": 1},
    ),
    UseCase(
        "replace-card",
        _of_members("replace_card"),
        _of_members("replace_card", NOBODY),
        _of_members("replace_card", NOBODY),
        "unknown-member",
        {"outbox": 1, "card": 1},
        is_cashiers=True,
    ),
    UseCase(
        "sale",
        _sell("36.50"),
        _sell("36.51"),
        _sell("36.50", id="sale"),
        "not-allowed",
        {"outbox": 1, "entry": 1, "sale": 1, "print_job": 1},
        is_cashiers=True,
    ),
    UseCase(
        "refund",
        _refund(4000),
        _refund(4001),
        _refund(9000),
        "exceeds-refundable",
        _REVERSAL,
        is_cashiers=True,
    ),
    UseCase("void", _void("sale"), _void("none"), _void("none"), "unknown-purchase", _REVERSAL),
    UseCase(
        "redeem",
        _redeem(100),
        _redeem(200),
        _redeem(150),
        "not-a-multiple",
        {"outbox": 1, "entry": 1, "redemption": 1, "print_job": 1},
        is_cashiers=True,
    ),
    UseCase(
        "undo-redeem",
        _undo("burn"),
        _undo("none"),
        _undo("none"),
        "unknown-redemption",
        {"outbox": 1, "entry": 1, "redemption": 1, "print_job": 1},
    ),
    UseCase(
        "donate",
        _donate(50),
        _donate(100),
        _donate(75),
        "not-a-multiple",
        {"outbox": 1, "entry": 1, "redemption": 1, "print_job": 1},
        is_cashiers=True,
    ),
    UseCase(
        "spin",
        _spin("wheel"),
        _spin("other"),
        _spin("other"),
        "not-allowed",
        {"outbox": 1, "entry": 1, "print_job": 1},
        is_cashiers=True,
    ),
    UseCase(
        "adjust",
        _adjust(-50),
        _adjust(50),
        _adjust(-5000),
        "negative-adjustment",
        {"outbox": 1, "entry": 1, "print_job": 1},
    ),
    UseCase(
        "grant",
        _grant(50),
        _grant(60),
        _grant(50, NOBODY),
        "unknown-member",
        {"outbox": 1, "entry": 1},
    ),
    UseCase(
        "grant-by-policy",
        _grant_by_policy(50),
        _grant_by_policy(60),
        _grant_by_policy(0),
        "not-allowed",
        {"outbox": 1, "entry": 1},
    ),
    UseCase(
        "action",
        _of_points("action", "review"),
        _of_points("action", "helped"),
        _of_points("action", "unheard-of"),
        "unknown-action",
        {"outbox": 1, "entry": 1},
        is_cashiers=True,
    ),
    UseCase(
        "managers-action",
        _of_points("action", "helped"),
        _of_points("action", "review"),
        _of_points("action", "unheard-of"),
        "unknown-action",
        {"outbox": 1, "entry": 1},
    ),
    UseCase(
        "set-tier",
        _of_points("set_tier", "gold"),
        _of_points("set_tier", "silver"),
        _of_points("set_tier", "platinum"),
        "not-allowed",
        {"outbox": 1},
    ),
    UseCase(
        "history",
        _history(48000),
        _history(48001),
        _history(48000, NOBODY),
        "unknown-member",
        {"outbox": 1},
    ),
    UseCase(
        "stamp",
        _of_points("stamp", "coffee-10", 3),
        _of_points("stamp", "coffee-10", 4),
        _of_points("stamp", "coffee-10", -3),
        "negative-adjustment",
        {"outbox": 1},
        is_cashiers=True,
    ),
    UseCase(
        "publish",
        _publish(welcome={"points": 5}),
        _publish(welcome={"points": 6}),
        _publish(currency="USD"),
        "not-allowed",
        {"outbox": 1, "program_version": 1},
    ),
)
