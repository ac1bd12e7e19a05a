"""What the counter says after something happened, in whatever language it is read."""

from datetime import date
from typing import Final

from pos_loyalty.domain.counter import MemberGlance, Receipt
from pos_loyalty.domain.errors import LoyaltyError, OutageError
from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.till_receipt import Offer
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.sightings import sighting_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import Worded
from pos_loyalty.terminal.screens.cashier.state import Choice, Notice, Tone

SEARCH: Final = "search"
ENROLL: Final = "enroll"
RESTORE: Final = "restore"
PREVIOUS: Final = "previous"
TAKE_BACK: Final = "take-back"
SHOW_QUEUE: Final = "show-queue"
FOLLOW_RECALL: Final = "follow-recall"
KEEP_CREDIT: Final = "keep-credit"

WRONG_PIN: Final = frozenset({"wrong-pin", "pin-locked", "pin-form"})
_CARD_TROUBLE: Final = frozenset(
    {
        "unknown-card",
        "forged-card",
        "foreign-card",
        "replaced-card",
        "stale-code",
        "used-code",
    }
)


def about(error: LoyaltyError) -> Worded:
    """A refusal or an outage, with what it means and what can be done next."""

    def worded(words: Words) -> Notice:
        # Each message says first what happened, then what it means and what to do.
        title, _, detail = message_for(error, words).partition(". ")
        return Notice(
            tone=Tone.BAD if _is_grave(error) else Tone.WARN,
            title=title.rstrip("."),
            detail=detail,
            choices=_ways_on(error, words),
        )

    return worded


def recorded(receipt: Receipt) -> Worded:
    """A sale or a redemption is in the books."""

    def worded(words: Words) -> Notice:
        takes_back = Choice(f"{TAKE_BACK}:{receipt.id}", words.text("Take back …"))
        return Notice(
            tone=Tone.GOOD,
            title=_recorded_title(receipt, words),
            detail=_recorded_detail(receipt, words),
            choices=(takes_back,),
        )

    return worded


def enrolled(member: MemberGlance) -> Worded:
    """A new member is in the books."""

    def worded(words: Words) -> Notice:
        detail = words.text("Card number {number}", number=member.number)
        if member.balance:
            welcome = words.text(
                "{points} to start with", points=words.points_with_unit(member.balance)
            )
            detail = f"{welcome} · {detail}"
        return Notice(Tone.GOOD, words.text("Member enrolled"), detail)

    return worded


def abandoned(words: Words) -> Notice:
    """A sale was left before it was recorded."""
    return Notice(
        Tone.INFO,
        words.text("Purchase abandoned"),
        words.text("Nothing was booked."),
        (Choice(RESTORE, words.text("Resume")),),
    )


def member_changed(before: MemberGlance) -> Worded:
    """Another card was scanned while a sale was open; the amount stayed."""

    def worded(words: Words) -> Notice:
        return Notice(
            Tone.INFO,
            words.text("Member changed, the amount stayed"),
            words.text("Before: {name}", name=called(before)),
            (Choice(PREVIOUS, words.text("Back to the first card")),),
        )

    return worded


def card_mailed(member: MemberGlance) -> Worded:
    """The member's card is on its way."""

    def worded(words: Words) -> Notice:
        return Notice(
            Tone.GOOD,
            words.text("Card on its way by e-mail"),
            words.text(
                "To {address}, as a picture and as a page for the phone.", address=member.mailbox
            ),
        )

    return worded


def seen_elsewhere(sighting: Sighting) -> Worded:
    """The same card was at another site a moment ago: one of the two is a copy."""

    def worded(words: Words) -> Notice:
        return Notice(
            Tone.WARN,
            words.text("Card seen elsewhere"),
            sighting_text(sighting, words),
        )

    return worded


def taken_back(receipt: Receipt) -> Worded:
    """A return or a void is in the books."""

    def worded(words: Words) -> Notice:
        title = (
            words.text("Purchase voided")
            if receipt.kind is SlipKind.VOID
            else words.text("Return booked")
        )
        parts = [receipt.member_name]
        if receipt.taken_back:
            parts.append(words.signed_points(-receipt.taken_back))
        if receipt.restored:
            parts.append(
                words.text("{points} given back", points=words.points_with_unit(receipt.restored))
            )
        parts.append(_new_balance(receipt, words))
        return Notice(Tone.GOOD, title, " · ".join(part for part in parts if part))

    return worded


def recalled(offer: Offer) -> Worded:
    """The till voided a receipt that was credited: a person decides."""

    def worded(words: Words) -> Notice:
        return Notice(
            Tone.WARN,
            words.text("The till voided receipt {number}", number=offer.receipt),
            words.text(
                "Points were credited for its {money}. They have not been taken back yet.",
                money=words.formats.money(offer.total_minor),
            ),
            (
                Choice(f"{FOLLOW_RECALL}:{offer.sale_id}", words.text("Take back …")),
                Choice(f"{KEEP_CREDIT}:{offer.key}", words.text("Leave it credited")),
            ),
        )

    return worded


def slip_queued(words: Words) -> Notice:
    """A copy of a slip is on its way."""
    return Notice(
        Tone.INFO, words.text("The copy is being printed"), words.text("It is marked as a copy.")
    )


def claim_issued(amount_minor: int, until: date) -> Worded:
    """A claim slip is on its way."""

    def worded(words: Words) -> Notice:
        money = words.formats.money(amount_minor)
        return Notice(
            Tone.GOOD,
            words.text("The claim slip for {money} is being printed", money=money),
            words.text(
                "Good until {date} when shown with the card.", date=words.formats.date(until)
            ),
        )

    return worded


def card_first(words: Words) -> Notice:
    """A claim slip was scanned, and nobody is at the counter."""
    return Notice(
        Tone.WARN,
        words.text("Scan the card first, then the claim slip"),
        words.text("Nothing was booked."),
        (Choice(SEARCH, words.text("Find member")),),
    )


def sale_first(words: Words) -> Notice:
    """A claim slip was scanned into a purchase that was begun."""
    return Notice(
        Tone.WARN,
        words.text("Finish this purchase first"),
        words.text("Then scan the card and the claim slip. Nothing has been booked yet."),
    )


def called(member: MemberGlance) -> str:
    """How a member is called on screen: the name, or the number where there is none."""
    return f"{member.first_name} {member.last_name}".strip() or member.number


def _is_grave(error: LoyaltyError) -> bool:
    return isinstance(error, OutageError) or error.code in {"forged-card", "member-blocked"}


def _ways_on(error: LoyaltyError, words: Words) -> tuple[Choice, ...]:
    search = Choice(SEARCH, words.text("Find member"))
    if error.code == "foreign-card":
        return (search, Choice(ENROLL, words.text("New member")))
    if error.code in _CARD_TROUBLE or error.code == "unknown-member":
        return (search,)
    return ()


def _recorded_title(receipt: Receipt, words: Words) -> str:
    name = receipt.member_name
    if receipt.is_raised and receipt.tier_after is not None:
        return words.text("{name} is {tier} now", name=name, tier=receipt.tier_after.name)
    if receipt.off_minor:
        money = words.formats.money(receipt.off_minor)
        return words.text("Take {money} off at the till", money=money)
    if receipt.kind is SlipKind.REDEMPTION:
        return words.text("{name}: redeemed", name=name)
    return words.text("{name}: {points}", name=name, points=words.signed_points(receipt.earned))


def _recorded_detail(receipt: Receipt, words: Words) -> str:
    parts = []
    if receipt.off_minor and receipt.is_raised:
        money = words.formats.money(receipt.off_minor)
        parts.append(words.text("Take {money} off at the till", money=money))
    if receipt.used:
        parts.append(", ".join(receipt.used))
    if receipt.off_minor or receipt.is_raised:
        parts.append(words.text("Credit {points}", points=words.signed_points(receipt.earned)))
    parts.append(_new_balance(receipt, words))
    for bonus in receipt.reached:
        points = f" {words.signed_points(bonus.points)}" if bonus.points else ""
        parts.append(words.text("Completed: {challenge}", challenge=f"{bonus.name}{points}"))
    if receipt.granted:
        granted = ", ".join(receipt.granted)
        parts.append(words.text("Card full: {rewards}", rewards=granted))
    return " · ".join(parts)


def _new_balance(receipt: Receipt, words: Words) -> str:
    return words.text("New balance {points}", points=words.points_with_unit(receipt.balance_after))
