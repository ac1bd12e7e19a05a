"""The hub's words: what a till is to it, why it keeps something aside, what is wrong."""

from typing import Final

from pos_loyalty.domain.shared_records import CONSENT
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

STATUS_WORDS: Final = {
    DeviceStatus.ACTIVE: mark("active"),
    DeviceStatus.TWIN: mark("two machines"),
    DeviceStatus.REVOKED: mark("revoked"),
    DeviceStatus.GONE: mark("written off"),
}
# Why an event waits; what a later release calls it is shown as it is.
REASON_WORDS: Final = {
    "revoked": mark("The till was revoked."),
    "written-off": mark("Its share was written off and given back to the member."),
    "unreadable": mark("It cannot be read. A newer release may be able to."),
    "wrong-place": mark("It does not say the place at which it stands."),
    "overspent": mark("More was burned than the member had."),
    "unknown-share": mark("It burns from a share that the hub does not know."),
    "share-exceeded": mark("It burns more than its share held."),
    "taken-back-twice": mark(
        "Two tills took the same thing back, so the money may have gone out twice. The later till "
        "puts the points right by itself. Only if it never comes back, put them right by hand."
    ),
}
FIELD_WORDS: Final = {
    "name": mark("name"),
    "given_name": mark("given name"),
    "family_name": mark("family name"),
    "language": mark("language"),
    "note": mark("note"),
    "referrer_id": mark("brought by"),
    "email": mark("e-mail"),
    "phone": mark("telephone"),
    "birthday": mark("birthday"),
    "status": mark("status"),
    "consents": mark("consents"),
    "segments": mark("labels"),
    "reference": mark("reference"),
    "role": mark("role"),
}
KIND_WORDS: Final = {
    "member": mark("Member"),
    "card": mark("Card"),
    "staff": mark("Staff"),
}
EVENT_WORDS: Final = {
    "enrolled": mark("enrolled"),
    "credited": mark("points credited"),
    "credit-taken-back": mark("credit taken back"),
    "purchased": mark("purchase"),
    "refunded": mark("taken back"),
    "redeemed": mark("redeemed"),
    "redemption-undone": mark("redemption taken back"),
    "taken-back-once": mark("taken back twice, points put right"),
    "adjusted": mark("adjusted by hand"),
    "debited": mark("taken by hand"),
    "tier-set": mark("tier set"),
    "membership-bought": mark("membership bought"),
    "membership-cancelled": mark("membership cancelled"),
    "share-taken": mark("share taken"),
    "share-released": mark("share given back"),
}
HUB_DESK_SENTENCES: Final = {
    "unknown-till": mark("The hub has no till “{till}”. “pos-loyalty hub tills” lists them."),
    "ambiguous-till": mark(
        "Several tills are called “{till}”. Nothing was changed. Name one by its id: {ids}."
    ),
    "unknown-event": mark("No event that could be booked waits under {event}."),
    "hub-database-away": mark(
        "The hub’s database does not answer. Nothing was changed. Check its address, and whether "
        "it is running."
    ),
    "hub-database-foreign": mark(
        "This database holds something else than a hub. Nothing was changed. Give the hub an empty "
        "one of its own."
    ),
    "hub-listen": mark(
        "It is not possible to listen at {address}. Write it like {example}, with a port that is "
        "free."
    ),
    "hub-certificate": mark(
        "The certificate or its key cannot be used. Give both, as files in PEM form."
    ),
}
_GROUP: Final = 5


def field_text(words: Words, field: str) -> str:
    """A record's field as people call it; one that a later release has, as it is."""
    consent = field.removeprefix(CONSENT)
    if consent != field:
        return words.text("consent: {name}", name=consent)
    return words.text(FIELD_WORDS.get(field, field))


def grouped(code: str) -> str:
    """A code in groups, as it is read out."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
