from pathlib import Path

from pos_loyalty.config.settings import Receipt
from pos_loyalty.printing.template import ReceiptTemplate, template_of


def test_settings_become_a_template() -> None:
    """Each switch reaches the slip."""
    receipt = Receipt(
        logo="/shop/logo.png",
        header=("Täglich frisch",),
        footer=("Bis bald!",),
        show_explanation=False,
        show_expiry=False,
        show_member_code=True,
    )
    assert template_of(receipt) == ReceiptTemplate(
        logo=Path("/shop/logo.png"),
        header=("Täglich frisch",),
        footer=("Bis bald!",),
        show_explanation=False,
        show_expiry=False,
        show_member_code=True,
    )


def test_no_logo_is_no_path() -> None:
    """An empty setting does not become the folder we happen to be in."""
    assert template_of(Receipt()).logo is None
