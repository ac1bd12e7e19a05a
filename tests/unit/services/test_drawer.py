import json
from dataclasses import replace

import pytest

from pos_loyalty.config.settings import Drawer
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.services.drawer import DrawerDesk, NoDrawerError
from pos_loyalty.services.request import Request
from tests.support.shop import APPROVED, CASHIER, MANAGER, Shop, scratch_shop

_OPEN = Drawer(opens="key")


def _desk(shop: Shop, drawer: Drawer) -> DrawerDesk:
    return DrawerDesk(shop.application.store, lambda: drawer)


def _called(shop: Shop) -> list[tuple[str, str | None]]:
    with shop.application.store.read() as reading:
        rows = reading.connection.execute(
            "SELECT body FROM outbox WHERE type = 'drawer-called'"
        ).all()
    bodies = [json.loads(row[0]) for row in rows]
    return [(body["staff"], body.get("approved")) for body in bodies]


def _request(shop: Shop, actor: Actor, key: str = "key") -> Request:
    return Request(key, actor, shop.now)


def test_who_opened_the_drawer_is_in_the_log_once() -> None:
    """A request that is sent again is answered, and opens nothing."""
    shop = scratch_shop()
    desk = _desk(shop, _OPEN)
    assert not desk.call(_request(shop, CASHIER)).repeated
    assert desk.call(_request(shop, CASHIER)).repeated
    assert _called(shop) == [(CASHIER.staff_id, None)]


def test_where_managers_open_it_a_cashier_needs_one() -> None:
    """Alone not, with approval yes, and both are named."""
    shop = scratch_shop()
    desk = _desk(shop, replace(_OPEN, opened_by="managers"))
    assert (desk.may_open(CASHIER), desk.may_open(MANAGER)) == (False, True)
    with pytest.raises(NotAllowedError):
        desk.call(_request(shop, CASHIER))
    assert _called(shop) == []
    desk.call(_request(shop, APPROVED, "approved"))
    assert _called(shop) == [(APPROVED.staff_id, APPROVED.approver_id)]


def test_without_a_drawer_nothing_opens() -> None:
    """Nobody is offered what there is not."""
    shop = scratch_shop()
    desk = _desk(shop, Drawer())
    assert not desk.may_open(MANAGER)
    with pytest.raises(NoDrawerError):
        desk.call(_request(shop, MANAGER))
    assert _called(shop) == []
