"""A hub's word on cards, as a test says it, and cards of phones."""

from dataclasses import dataclass, field
from datetime import timedelta

from pos_loyalty.cards.phone_code import STEP, phone_code, phone_secret
from pos_loyalty.domain.sightings import CardShown, Placed, Sighting
from pos_loyalty.services.sightings import Ground, Sightings
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.protocol import Sight
from tests.support.joined_shop import till_hub
from tests.support.shop import Shop
from tests.support.tiny_hub import TinyHub

TRAVEL = timedelta(minutes=10)


@dataclass
class Word:
    """A ``CardQuestion`` that is answered already."""

    office: "FakeOffice"

    def is_used(self) -> bool:
        return self.office.says_used

    def wait(self) -> None:
        self.office.waited += 1


@dataclass
class FakeOffice:
    """A ``CardOffice``. ``seen_in`` is a branch where it says that the card was a moment ago."""

    shop: Shop
    says_used: bool = False
    seen_in: str = ""
    asked: list[CardShown] = field(default_factory=list)
    waited: int = 0

    def __post_init__(self) -> None:
        """The shop asks it from now on."""
        application = self.shop.application
        self.sightings = Sightings(application.store, lambda: Ground("Nord", TRAVEL), self)
        application.sightings = self.sightings

    def ask(self, card: CardShown) -> Word:
        self.asked.append(card)
        if self.seen_in:
            now = self.shop.now
            other = Sighting(
                member_id=card.member_id,
                issue=card.issue,
                step=card.step,
                device_id="till-2",
                site=self.seen_in,
                seen_at=now - timedelta(minutes=3),
            )
            self.sightings.heard([], [Placed(1, other)], now)
        return Word(self)


def hears_of_cards(shop: Shop, hub: TinyHub) -> None:
    """The till knows that its hub wants to hear of cards."""
    hub.hears_sightings = True
    till_hub(shop).run_once()


def sight_of(shop: Shop, member_id: str, *, step: int | None = None) -> Sight:
    """Another till in the south saw the member's card three minutes ago."""
    seen_at = shop.now - timedelta(minutes=3)
    return Sight(
        member=member_id,
        issue=0,
        step=step,
        site="Süd",
        seen_us=to_us(seen_at),
        device="till-2",
        place=1,
    )


def step_now(shop: Shop) -> int:
    """The half minute that phones show now."""
    return int(shop.now.timestamp()) // int(STEP.total_seconds())


def phone_text(shop: Shop, member_id: str) -> str:
    """What the phone of a member shows now."""
    key = shop.application.key_ring().current
    secret = phone_secret(key, member_id=member_id, issue=0)
    return phone_code(secret, key_id=key.key_id, member_id=member_id, at=shop.now)
