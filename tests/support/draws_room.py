"""Prize draws for the page of the settings: a real shop in memory, with draws at every stage."""

from collections.abc import Sequence

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.services.draws import DrawOverview
from tests.support.builders import at
from tests.support.shop import Shop, rules, scratch_shop

DRAWS = [
    {
        "id": "advent",
        "name": "Adventsverlosung",
        "prizes": ["Picknickkorb", "Ein Jahr Brot", "Kaffee für zwei"],
        "ticket": {"spend": "10.00"},
        "from": "2026-01-01",
        "to": "2026-03-20",
    },
    {
        "id": "easter",
        "name": "Osterverlosung",
        "prizes": ["Osternest"],
        "ticket": {"spend": "25.00"},
        "from": "2026-01-01",
        "to": "2026-04-06",
    },
    {
        "id": "bike",
        "name": "Fahrrad",
        "prizes": ["Ein Fahrrad"],
        "ticket": {"points": 20},
        "to": "2026-03-21",
    },
    {
        "id": "summer",
        "name": "Sommerfest",
        "prizes": [],
        "ticket": {"action": "review"},
        "from": "2026-06-01",
    },
]
NOW = at("2026-03-25T09:00")


def fair(*, committed: Sequence[str] = ("advent", "easter")) -> Shop:
    """A shop in which one draw is over, one runs, one nobody wanted, and one is still to come."""
    shop = scratch_shop(rules(draw=DRAWS))
    shop.clock.move_to(at("2026-03-10T10:00"))
    for name, amount in (("Anna", "80.00"), ("Ben", "30.00"), ("", "55.00")):
        shop.sell(shop.enroll(given_name=name), amount)
    for draw_id in committed:
        shop.application.draws.commit(shop.request(), draw_id)
    shop.clock.move_to(NOW)
    return shop


class ScratchDrawsRoom:
    """The room of the page over such a shop. ``error`` is raised by whatever is asked next."""

    def __init__(self, shop: Shop | None = None) -> None:
        self.shop = shop or fair()
        self.printed: list[str] = []
        self.exported: list[tuple[str, str]] = []
        self.error: LoyaltyError | None = None

    def overview(self) -> Sequence[DrawOverview]:
        self._fail()
        return self.shop.application.draws.overview(self.shop.now)

    def commit(self, draw_id: str) -> None:
        self._fail()
        self.shop.application.draws.commit(self.shop.request(), draw_id)

    def hold(self, draw_id: str) -> None:
        self._fail()
        self.shop.application.draws.hold(self.shop.request(), draw_id)

    def print_result(self, draw_id: str) -> None:
        self._fail()
        self.printed.append(self.shop.application.draws.print_result(self.shop.request(), draw_id))

    def export(self, draw_id: str, path: str) -> None:
        self._fail()
        self.shop.application.draws.export(draw_id, self.shop.now)
        self.exported.append((draw_id, path))

    def _fail(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error
