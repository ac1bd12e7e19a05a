"""What other software beside the till is told, and whoever sets it up."""

from typing import Final

from pos_loyalty.i18n.catalog import mark

GATEWAY_SENTENCES: Final = {
    "wrong-request": mark("The request cannot be understood. Nothing was booked."),
    "wrong-request/field": mark(
        "The field “{field}” is missing or not as it should be. Nothing was booked."
    ),
    "wrong-request/amount": mark(
        "“{field}” is not an amount. Nothing was booked. Write it as a text like 36.50."
    ),
    "wrong-request/time": mark(
        "“{field}” is not a time. Nothing was booked. Write it like 2026-12-31T14:30."
    ),
    "wrong-request/no-amount": mark(
        "The purchase has neither an amount nor lines. Nothing was booked."
    ),
    "wrong-request/lines-over-amount": mark(
        "The lines cost more than the amount says. Nothing was booked."
    ),
    "wrong-request/discount": mark(
        "The discount is more than the purchase costs. Nothing was booked."
    ),
    "wrong-request/too-large": mark("This purchase is too large to be reckoned."),
    "wrong-request/json": mark("The request is not a JSON object. Nothing was booked."),
    "key-missing": mark(
        "The heading “Idempotency-Key” is missing. Nothing was booked. Send one name for each "
        "thing that is to be booked, and the same name when you try it again."
    ),
    "not-loopback": mark(
        "“{address}” is no address of this computer alone. Write it like 127.0.0.1:8765."
    ),
    "port-taken": mark(
        "Nobody can be heard at {address}: something else listens there. Choose another port."
    ),
    "token-missing": mark("The token of this till is missing or wrong. Nothing was booked."),
    "wrong-host": mark("This till answers to its own computer only."),
    "request-too-large": mark("The request is too large. Nothing was booked."),
    "unknown-path": mark("There is nothing at this address."),
    "wrong-method": mark("This address is asked in another way."),
    "api-silent": mark("The interface does not answer. Nothing is lost. Look at its port."),
    "watched-folder": mark(
        "The watched folder {folder} cannot be used. Nothing is lost. Check that it is there and "
        "may be written to."
    ),
    "wrong-basket-file": mark("The file cannot be read as a purchase. Nothing was booked."),
    "wrong-basket-file/not-a-file": mark(
        "This is a link or no plain file. Nothing was booked. Put the file itself in here."
    ),
    "wrong-basket-file/too-large": mark(
        "The file is larger than any purchase. Nothing was booked."
    ),
    "wrong-basket-file/encoding": mark(
        "The characters of the file cannot be read. Nothing was booked. Save it as UTF-8."
    ),
    "wrong-basket-file/json": mark("The file is not a JSON object. Nothing was booked."),
    "wrong-basket-file/csv": mark("The file is not a table with a heading. Nothing was booked."),
    "wrong-basket-file/heading": mark("The table has no column “{column}”. Nothing was booked."),
    "wrong-basket-file/empty": mark("The file is empty. Nothing was booked."),
}
