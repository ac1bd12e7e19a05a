"""The demo shop: an invented shop with a year behind it, and people to serve it."""

from dataclasses import field, replace
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.lively import DEMO_STAFF, DemoPerson, create_lively_shop
from pos_loyalty.bootstrap.shop import NewShop
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.presets import find_document

_NAME: Final = "Sonnenblume Naturkost"
_TILL: Final = "Kasse 2"
_PRESET: Final = "sonnenblume"
_MOST_TRIED: Final = 100


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A demo shop, and a member of it who has something to look forward to."""

    name: str
    cashier: DemoPerson
    member_name: str = field(repr=False)
    number: str
    card: str = field(repr=False)


def create_demo_shop(folder: DataFolder, clock: Clock, *, members: int, seed: int) -> DemoShop:
    """Make the demo shop in an empty data folder. Raises what ``create_shop`` raises."""
    shop = NewShop(name=_NAME, till=_TILL, program=find_document(_PRESET))
    with create_lively_shop(folder, shop, clock, members=members, seed=seed) as application:
        application.settings.change(_with_address)
        return _with_member(application)


def _with_address(settings: Settings) -> Settings:
    shop = replace(
        settings.shop,
        address=("Lindenstraße 12", "10969 Berlin"),
        phone="030 5550142",
        web="sonnenblume.example",
    )
    return replace(settings, shop=shop)


def _with_member(application: Application) -> DemoShop:
    """The first of the members found who is on the way to a tier and can redeem something."""
    now = application.clock.now()
    with application.store.read() as reading:
        recent = reading.lists.recent(_MOST_TRIED)
    ids = list(dict.fromkeys(item.member_id for item in recent if item.member_id))
    glances = [application.overviews.glance(member_id, now) for member_id in ids]
    chosen = next(
        (
            glance
            for glance in glances
            if glance.ahead is not None
            and glance.ahead.progress_permille > _FAR
            and any(offer.is_affordable for offer in glance.rewards)
        ),
        glances[0],
    )
    card = application.members.card(chosen.member_id)
    return DemoShop(
        name=application.settings.settings().shop.name,
        cashier=DEMO_STAFF[-1],
        member_name=f"{chosen.first_name} {chosen.last_name}".strip(),
        number=card.number,
        card=card.payload,
    )


_FAR: Final = 300
