"""Sales and redemptions that are not on record here: nobody's, or known to the hub alone.

A till that joined a large shop knows where members stood then, and not how they came there. So a
sale from before can be anybody's; the hub says whose it is, and what that member did.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from pos_loyalty.domain.errors import (
    LoyaltyError,
    RefusalError,
    SaleElsewhereError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.services.shares import ShareOffice, Whose
from pos_loyalty.storage.store import Reading

Found = TypeVar("Found")


def unknown_sale(reading: Reading, sale_id: str) -> LoyaltyError:
    """Why there is no such sale here."""
    if reading.bases.may_lack():
        return SaleElsewhereError(purchase=sale_id)
    return UnknownPurchaseError(purchase=sale_id)


def unknown_redemption(reading: Reading, redemption_id: str) -> LoyaltyError:
    """Why there is no such redemption here."""
    if reading.bases.may_lack():
        return SaleElsewhereError(redemption=redemption_id)
    return UnknownRedemptionError(redemption=redemption_id)


def found_out(office: ShareOffice | None, look: Callable[[], Found]) -> Found:
    """What ``look`` finds; once more where the hub said whose it is.

    Raises SaleElsewhereError where it does not say it, and the refusal for what is nobody's.
    """
    try:
        return look()
    except SaleElsewhereError as unknown:
        missing = unknown
    if was_told(office, missing):
        # It may be a redemption where a sale is looked for, or the other way about.
        with suppress(SaleElsewhereError):
            return look()
    raise nowhere(missing)


def was_told(office: ShareOffice | None, missing: SaleElsewhereError) -> bool:
    """Ask the hub; whether it is somebody's whose history is here now.

    Raises ``missing`` where the hub does not say it.
    """
    (subject,) = missing.facts.values()
    told = Whose.UNTOLD if office is None else office.fetch_whose(str(subject))
    if told is Whose.UNTOLD:
        raise missing
    return told is Whose.TOLD


def nowhere(missing: SaleElsewhereError) -> RefusalError:
    """It is in the whole shop not on record."""
    if "redemption" in missing.facts:
        return UnknownRedemptionError(**missing.facts)
    return UnknownPurchaseError(**missing.facts)
