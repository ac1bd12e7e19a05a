"""What is told about the hub, where the tills of a shop meet."""

from typing import Final

from pos_loyalty.i18n.catalog import mark

HUB_SENTENCES: Final = {
    "hub-unreachable": mark(
        "The hub cannot be reached. Nothing is lost: the till goes on, and what waits is sent "
        "later."
    ),
    "hub-unreachable/name": mark(
        "The hub’s address is not found. Nothing is lost. Check the network and the address."
    ),
    "hub-unreachable/timeout": mark(
        "The hub is not responding. Nothing is lost: the till keeps working and tries again."
    ),
    "hub-unreachable/certificate": mark(
        "The hub’s certificate is not trusted, so nothing was sent. If the hub has its own "
        "certificate, choose that file when pairing."
    ),
    "hub-unreachable/certificate-expired": mark(
        "The hub’s certificate has expired, or this computer’s clock is wrong. Nothing was sent. "
        "Check date and time, or have the certificate renewed."
    ),
    "hub-unreachable/certificate-host": mark(
        "The hub’s certificate is for another address. Nothing was sent. Check the address of "
        "the hub."
    ),
    "hub-unreachable/no-hub": mark(
        "Something answers at this address, but it is not a hub. Nothing is lost. Check the "
        "address, and whether the network asks for a sign-in."
    ),
    "hub-unreachable/trouble": mark(
        "The hub is in trouble. Nothing is lost: the till goes on and tries again."
    ),
    "hub-unreachable/busy": mark(
        "The hub is busy. Nothing is lost: the till goes on and tries again."
    ),
    "hub-address": mark(
        "“{url}” is not the address of a hub. Write it like https://hub.example.org."
    ),
    "hub-address/not-encrypted": mark(
        "“{url}” is not encrypted. Members’ data may only travel encrypted: use https."
    ),
    "not-allowed/no-certificate": mark(
        "The file {file} is not a certificate that can be read. Nothing was changed."
    ),
    "not-allowed/certificate-expired": mark(
        "The certificate in {file} has expired. Nothing was changed. Get the hub’s newer one."
    ),
    "not-paired": mark("This till stands alone. Pair it with the hub first."),
    "already-paired": mark("This till is paired already, with {url}. Nothing was changed."),
    "wrong-code": mark(
        "This pairing code is wrong, already used or expired. Nothing was changed. Get a "
        "new one from the hub."
    ),
    "other-shop": mark(
        "The hub belongs to another shop, and this till has members and cards of its own. Nothing "
        "was changed. Pair a till without members."
    ),
    "other-shop/program": mark(
        "The hub’s shop has another program than this till. Nothing was changed. Pair a new till, "
        "in an empty data folder."
    ),
    "no-shop-yet": mark(
        "The hub has no shop yet. Nothing was changed. First pair the till on which the shop was "
        "created."
    ),
    "hub-refused": mark("The hub refuses this till. Nothing is lost. Ask whoever runs the hub."),
    "hub-refused/revoked": mark(
        "The hub has revoked this till. What was sold is kept. Ask whoever runs the hub."
    ),
    "hub-refused/unknown-device": mark(
        "The hub does not know this till. Nothing is lost. Ask whoever runs the hub."
    ),
    "hub-refused/bad-signature": mark(
        "The hub does not recognize this till by its key. Nothing is lost. Ask whoever runs the "
        "hub."
    ),
    "hub-refused/upgrade-required": mark(
        "The hub speaks a newer language than this till. What was sold is sent all the same. "
        "Install the newer release."
    ),
    "hub-busy": mark(
        "The window or another command is talking to the hub right now. Try again in a moment."
    ),
    "hub-refused/device-taken": mark(
        "The hub knows another machine under this till’s name and number. Nothing was changed. "
        "Pair a new till, in an empty data folder."
    ),
    "hub-refused/version-taken": mark(
        "Another till has just done the same. Nothing was changed here. Look at it, then try again."
    ),
    "hub-refused/recovering": mark(
        "The hub was restored from a backup and is waiting for the other tills, which "
        "may bring a newer program. Nothing was published. Try again once all tills have "
        "been connected."
    ),
    "hub-needed": mark(
        "All tills must have the same here, so the hub must agree, and it cannot be reached. "
        "Nothing was changed. Try again when this till is connected."
    ),
    "hub-needed/program": mark(
        "The program is the same at all tills, so the hub must agree to a new one, and it cannot "
        "be reached. Nothing was published. Try again when this till is connected."
    ),
}
