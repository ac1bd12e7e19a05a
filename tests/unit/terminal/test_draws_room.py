from pathlib import Path

import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.services.draw_file import VERIFIER
from pos_loyalty.services.draws import DrawPhase
from pos_loyalty.terminal.draws_room import ShopDrawsRoom
from tests.support.draws_room import fair
from tests.support.shop import CASHIER, MANAGER


def test_the_room_asks_the_services_in_the_name_of_whoever_is_signed_in(tmp_path: Path) -> None:
    """Sealed, held, printed with a nudge, written with its checker; a cashier is refused."""
    shop = fair(committed=())
    signed_in: list[Actor] = [MANAGER]
    nudges: list[bool] = []
    room = ShopDrawsRoom(shop.application, lambda: signed_in[-1], lambda: nudges.append(True))
    room.commit("advent")
    room.hold("advent")
    room.print_result("advent")
    room.export("advent", str(tmp_path / "advent.json"))
    assert room.overview()[0].phase is DrawPhase.HELD
    assert nudges == [True]
    assert {path.name for path in tmp_path.iterdir()} == {"advent.json", VERIFIER}
    assert shop.bodies()[-1].staff == MANAGER.staff_id
    signed_in.append(CASHIER)
    with pytest.raises(NotAllowedError):
        room.commit("easter")
