import pytest

from pos_loyalty.printing.qr import QUIET_MODULES, QrLevel, plan_qr
from tests.support.slips import CARD
from tests.support.typography import NARROW


def test_a_card_is_printed_sturdier() -> None:
    """A quarter of a card's code may be lost, and it is no larger for that."""
    plan = plan_qr(CARD)
    assert (plan.level, plan.module_dots, len(plan.modules())) == (QrLevel.QUARTILE, 6, 25)


@pytest.mark.parametrize("length", [20, 106, 107, 213, 214, 450])
def test_every_code_fits_the_narrowest_paper(length: int) -> None:
    """Up to the longest page address, the code and its quiet zone stay on 58 mm."""
    plan = plan_qr("https://x.example/".ljust(length, "a"))
    side = len(plan.modules()) + 2 * QUIET_MODULES
    assert side * plan.module_dots <= NARROW.width_dots
    assert plan.module_dots >= 4


def test_what_no_slip_can_hold_is_refused() -> None:
    """A code too fine for thermal paper would only look like one."""
    with pytest.raises(ValueError, match="451"):
        plan_qr("a" * 451)
