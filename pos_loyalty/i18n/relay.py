"""The printer relay's words: why a job is no receipt."""

from typing import Final

from pos_loyalty.domain.receipt_template import Unread
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

_REASONS: Final = {
    Unread.HEADER: mark("no receipt of a till that was taught"),
    Unread.NO_TOTAL: mark("the total was not found"),
    Unread.NO_NUMBER: mark("the number was not found"),
    Unread.NO_DATE: mark("the day was not found"),
    Unread.AMBIGUOUS: mark("it can be read in two ways, so it is not"),
    Unread.REFUSED: mark("a report, an exercise or the like"),
    Unread.NOTHING: mark("nothing was to be paid"),
}


def unread_text(reason: Unread, words: Words) -> str:
    """Why a job is no receipt."""
    return words.text(_REASONS[reason])


RELAY_SENTENCES: Final = {
    "receipt-gone": mark("This receipt cannot be credited any more. Nothing was booked."),
    "receipt-gone/credited": mark(
        "Receipt {receipt} was credited before. Nothing was booked twice."
    ),
    "receipt-gone/voided": mark("The till voided receipt {receipt}. Nothing was booked."),
    "receipt-gone/recalled": mark(
        "Receipt {receipt} was credited, and then voided at the till. Nothing was booked."
    ),
    "receipt-gone/dismissed": mark(
        "Receipt {receipt} was put aside. Nothing was booked. Type the amount."
    ),
    "not-allowed/receipt-amount": mark(
        "The amount is not that of the receipt. Nothing was booked. Choose the receipt again."
    ),
    "relay-folder": mark(
        "The file {file} of the printer relay cannot be used. Nothing is lost. Check that its "
        "folder may be written to."
    ),
    "relay-folder/name": mark("“{file}” cannot be the name of a till. Nothing was changed."),
    "relay-listen": mark(
        "Tills cannot be heard at {address}: something else listens there, or it is not an "
        "address of this computer. Choose another one."
    ),
    "relay-runs": mark("There is a printer relay already for this shop. Nothing was changed."),
}
