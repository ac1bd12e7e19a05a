"""Pictures of the member's screen."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.challenges import ChallengeBonus
from pos_loyalty.domain.counter import MemberGlance, Receipt, RewardOffer, SalePreview, TierGlance
from pos_loyalty.domain.play import Played, SpinWheel
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.terminal.screens.customer_display.view import CustomerDisplayView
from pos_loyalty.terminal.screens.customer_display.wording import display_state
from tests.screenshots.look import SceneLook
from tests.support.members import ANNA, GOLD, NOBODY, NOON, SILBER, receipt
from tests.support.play import VISITS

_LONG = replace(
    ANNA,
    first_name="Maximiliane-Wolfeschlegelsteinhausenbergerdorff",
    balance=9_876_543,
    value_minor=9_876_543,
    tier=TierGlance("x", "Freundeskreis Sonnenblume Plus", "#8f6900"),
    rewards=(
        RewardOffer("a", "Großer Geschenkkorb mit regionalen Spezialitäten", 1, RewardKind.PRODUCT),
    ),
)
_PREVIEW = SalePreview(
    total_minor=3650, discount_minor=0, due_minor=3650, earned=65, spent=0, balance_after=1349
)


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The screen in every moment worth looking at."""
    after = replace(ANNA, balance=1349, value_minor=1349)
    raised = replace(after, tier=GOLD, ahead=None)
    long_sale = receipt(earned=1_234_567, balance_after=9_999_999)
    moments: dict[str, tuple[MemberGlance | None, SalePreview | None, Receipt | None]] = {
        "idle": (None, None, None),
        "greeting": (ANNA, None, None),
        "greeting-bare": (NOBODY, None, None),
        "counting": (ANNA, _PREVIEW, None),
        "result": (after, None, receipt()),
        "raised": (raised, None, receipt(tier_before=SILBER, tier_after=GOLD, is_raised=True)),
        "redeemed": (after, None, receipt(SlipKind.REDEMPTION, earned=0, spent=500)),
        "returned": (after, None, receipt(SlipKind.REFUND, earned=0, taken_back=14)),
        "long": (_LONG, None, long_sale),
    }
    goal = replace(after, challenge=VISITS)
    reached = receipt(reached=(ChallengeBonus("c", "3 Besuche im November", 100),))
    moments["goal"] = (goal, None, reached)
    for name, (member, preview, done) in moments.items():
        view = CustomerDisplayView(look.words)
        view.draw(
            display_state(
                words=look.words,
                shop_name="Sonnenblume Naturkost",
                now=NOON,
                member=member,
                preview=preview,
                receipt=done,
            )
        )
        yield name, view
    won = Played(deed=SpinWheel("wheel"), name="Glücksrad", member_id="m", earned=50)
    for name, played, member in (
        ("won", replace(won, balance_after=1334), replace(after, challenge=VISITS)),
        ("no-win", replace(won, earned=0, balance_after=1349), after),
    ):
        view = CustomerDisplayView(look.words)
        view.draw(
            display_state(
                words=look.words,
                shop_name="Sonnenblume Naturkost",
                now=NOON,
                member=member,
                played=played,
            )
        )
        yield name, view
