"""What a shop wants on its slips."""

from pathlib import Path

from pos_loyalty.config.settings import Receipt
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTemplate:
    """The shop's own parts of a slip, and which of ours are printed."""

    logo: Path | None = None
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    show_explanation: bool = True
    show_balance: bool = True
    show_next_tier: bool = True
    show_rewards: bool = True
    show_expiry: bool = True
    show_member_code: bool = True


def template_of(receipt: Receipt) -> ReceiptTemplate:
    """The template that the settings describe."""
    return ReceiptTemplate(
        logo=Path(receipt.logo) if receipt.logo else None,
        header=receipt.header,
        footer=receipt.footer,
        show_explanation=receipt.show_explanation,
        show_balance=receipt.show_balance,
        show_next_tier=receipt.show_next_tier,
        show_rewards=receipt.show_rewards,
        show_expiry=receipt.show_expiry,
        show_member_code=receipt.show_member_code,
    )
