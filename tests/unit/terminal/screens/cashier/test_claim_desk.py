from pos_loyalty.cards.errors import ForgedCardError
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.services.claims import AlreadyClaimedError
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from tests.support.cashier import Desk
from tests.support.counter import ANNA, CLAIM


def test_a_slip_is_printed_for_a_forgotten_card() -> None:
    """Amount and Enter; a good notice, and the prompt is back."""
    desk = Desk()
    desk.presenter.claim_wanted()
    assert desk.overlay() is Overlay.CLAIM
    desk.presenter.claim.amount_edited("12,80")
    desk.presenter.claim.confirm()
    assert desk.counter.claims == [1280]
    assert (desk.overlay(), desk.stage()) == (Overlay.NONE, Stage.READY)
    assert "12,80" in desk.notice


def test_without_an_amount_nothing_is_printed() -> None:
    """Missing or unreadable, it is said beside the field; typing on takes it away."""
    desk = Desk()
    desk.presenter.claim_wanted()
    desk.presenter.claim.confirm()
    assert desk.state.claim.error
    desk.presenter.claim.amount_edited("12,805")
    desk.presenter.claim.confirm()
    assert desk.state.claim.error
    desk.presenter.claim.amount_edited("12,80")
    assert not desk.state.claim.error
    assert desk.counter.claims == []


def test_an_outage_leaves_the_panel_open() -> None:
    """What was typed stays, and Enter tries again."""
    desk = Desk()
    desk.presenter.claim_wanted()
    desk.presenter.claim.amount_edited("12,80")
    desk.counter.fails_with = OutageError()
    desk.presenter.claim.confirm()
    assert desk.overlay() is Overlay.CLAIM
    assert desk.state.claim.error
    assert not desk.state.claim.is_busy
    desk.counter.fails_with = None
    desk.presenter.claim.confirm()
    assert desk.counter.claims == [1280]


def test_a_slip_scanned_after_the_card_is_credited_at_once() -> None:
    """As after a sale: notice, the member's screen, and ready for the next card."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.card_scanned(CLAIM)
    assert desk.counter.claimed == [(CLAIM, ANNA.member_id)]
    assert desk.stage() is Stage.READY
    assert "+12" in desk.notice
    assert desk.audience.told[-1][0] == "done"


def test_a_slip_without_a_member_says_what_to_scan_first() -> None:
    """Nothing is booked, in the form for a new member neither."""
    desk = Desk()
    desk.presenter.card_scanned(CLAIM)
    assert desk.notice == "Erst die Karte scannen, dann den Nachtragsbon"
    desk.presenter.enrollment_wanted()
    desk.presenter.card_scanned(CLAIM)
    assert desk.notice == "Erst die Karte scannen, dann den Nachtragsbon"
    assert not desk.state.enroll.has_card
    assert desk.counter.claimed == []
    assert desk.audience.told == [("refused", ""), ("refused", "")]


def test_a_slip_does_not_touch_a_purchase_that_was_begun() -> None:
    """The amount stays, and the cashier is told to finish it first."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.card_scanned(CLAIM)
    assert desk.counter.claimed == []
    assert desk.state.sale.amount_text == "36,50"
    assert desk.notice == "Erst diesen Einkauf abschließen"


def test_a_refused_slip_leaves_the_sale_open() -> None:
    """The reason is said and heard; the purchase can go on, and Enter is free again."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    for error in (AlreadyClaimedError(claim="X"), ForgedCardError(key="X"), OutageError()):
        desk.counter.fails_with = error
        desk.presenter.card_scanned(CLAIM)
        assert desk.notice
        assert desk.stage() is Stage.SALE
        assert desk.state.sale.can_confirm
        assert desk.audience.told[-1] == ("refused", "")


def test_the_panel_closes_for_the_search_and_for_a_card() -> None:
    """Esc and F2 give the search back; a card that was found after all goes on to the sale."""
    desk = Desk()
    for leave in (desk.presenter.cancel, desk.presenter.search_wanted):
        desk.presenter.claim_wanted()
        leave()
        assert desk.overlay() is Overlay.NONE
    desk.presenter.claim_wanted()
    desk.presenter.card_scanned("LT-ANNA")
    assert (desk.overlay(), desk.stage()) == (Overlay.NONE, Stage.SALE)
    desk.presenter.claim_wanted()
    assert desk.overlay() is Overlay.NONE
