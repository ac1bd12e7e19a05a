"""Errors in words: what happened, that nothing is lost, and what to do next."""

from datetime import date, datetime
from typing import Final

from pos_loyalty.domain.errors import LoyaltyError, OutageError, RefusalError, WrongDocumentError
from pos_loyalty.i18n.card_sentences import CARD_SENTENCES
from pos_loyalty.i18n.catalog import mark, placeholders
from pos_loyalty.i18n.gateway_sentences import GATEWAY_SENTENCES
from pos_loyalty.i18n.hub import HUB_DESK_SENTENCES
from pos_loyalty.i18n.hub_sentences import HUB_SENTENCES
from pos_loyalty.i18n.printer_sentences import PRINTER_SENTENCES
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.relay import RELAY_SENTENCES
from pos_loyalty.i18n.words import Words

_POINTS: Final = frozenset({"needed", "held", "here", "points", "minimum", "step", "asked"})

_PARTING: Final = ("reason", "problem", "field")

# By code, and by code and reason where one code has several. Facts fill the braces; where a fact
# is missing, the words for the kind of error are taken instead.
_SENTENCES: Final = {
    # Redeeming
    "insufficient-points": mark(
        "There are {held}, and {needed} are needed. Nothing was booked. Redeem less."
    ),
    "points-elsewhere": mark(
        "Only {here} can be redeemed here right now. The rest needs the hub’s approval. Nothing "
        "was booked. Try again in a moment."
    ),
    "points-elsewhere/offline": mark(
        "Only {here} can be redeemed here right now. The hub is not responding, so the "
        "rest cannot be checked. Nothing was booked."
    ),
    "points-elsewhere/busy": mark(
        "Only {here} can be redeemed here right now. The hub is busy. Nothing was booked. Try "
        "again in a moment."
    ),
    "points-elsewhere/other-till": mark(
        "Only {here} can be redeemed here right now. Another till is holding the rest "
        "for this member and has been asked to release it. Nothing was booked. Try again "
        "in a moment."
    ),
    "points-elsewhere/unsettled": mark(
        "Only {here} can be redeemed here right now. The hub has not released the rest yet. "
        "Nothing was booked. Try again later."
    ),
    "points-elsewhere/unsent": mark(
        "Only {here} can be redeemed here right now. The latest bookings of this till "
        "have not reached the hub yet. Nothing was booked. Try again in a moment."
    ),
    "points-elsewhere/recovering": mark(
        "Only {here} can be redeemed here right now. The hub was restored from a backup "
        "and is waiting for its tills. Nothing was booked. Try again later."
    ),
    "points-elsewhere/refused": mark(
        "Only {here} can be redeemed here right now. The hub releases no more points to "
        "this till. Nothing was booked. A manager can see why in the settings, under "
        "“Several tills”."
    ),
    "history-elsewhere": mark(
        "The hub has not told what this member did before the till joined the shop. Nothing was "
        "booked. Try again in a moment; it needs the network."
    ),
    "below-minimum": mark(
        "{points} is too little: at least {minimum} are redeemed at once. Nothing was booked."
    ),
    "not-a-multiple": mark(
        "Points are redeemed in steps of {step}. Nothing was booked. Choose a full step."
    ),
    "exceeds-purchase": mark(
        "That is more than there is to pay. Nothing was booked. Redeem at most {limit_minor}."
    ),
    "unknown-reward": mark(
        "This reward is not in the program any more. Nothing was booked. Choose another one."
    ),
    "reward-not-available": mark(
        "This reward cannot be had at the moment. Nothing was booked. Choose another one."
    ),
    "reward-not-available/tier": mark(
        "This reward is for another tier. Nothing was booked. Choose another one."
    ),
    "reward-not-available/dates": mark(
        "This reward is not on offer today. Nothing was booked. Choose another one."
    ),
    "reward-not-available/stock": mark(
        "This reward is used up. Nothing was booked. Choose another one."
    ),
    "limit-reached": mark("The limit for this is reached. Nothing was booked."),
    "limit-reached/cooldown": mark(
        "This was had only a short time ago. Nothing was booked. Try again later."
    ),
    # Taking back
    "unknown-purchase": mark("This purchase is not on record here. Nothing was changed."),
    "sale-elsewhere": mark(
        "This is not on record here, and the hub could not be asked. Older sales of other tills "
        "are only known with the network. Nothing was changed."
    ),
    "unknown-redemption": mark("This redemption is not on record here. Nothing was changed."),
    "already-refunded": mark("This has been taken back before. Nothing was changed."),
    "exceeds-refundable": mark(
        "Only {left_minor} of this purchase can still be returned. Nothing was changed."
    ),
    "negative-adjustment": mark(
        "{asked} cannot be taken away, only {held} are there. Nothing was changed."
    ),
    # Members and cards
    "unknown-action": mark("The program has no such action. Nothing was booked."),
    "unknown-member": mark("There is no such member here. Search by name or telephone number."),
    "member-blocked": mark(
        "This member is blocked. Nothing was booked. A manager can lift the block."
    ),
    "unknown-card": mark(
        "This is not one of our cards, or the code is damaged. Scan again, or type the member "
        "number."
    ),
    "unknown-card/nobody": mark(
        "Nobody here has this card or number. Search by name, or enroll a new member."
    ),
    "unknown-card/mistyped": mark(
        "A character of this number is wrong. Compare it with the card, or search by name."
    ),
    "forged-card": mark(
        "This card is not genuine. Nothing was booked. The member’s points are safe: type the "
        "member number or call a manager."
    ),
    "foreign-card": mark(
        "This card belongs to another shop. Nothing was booked. Ask for our card, or enroll a new "
        "member."
    ),
    "replaced-card": mark(
        "This card has been replaced by a newer one. Nothing is lost: scan the new card, or type "
        "the member number."
    ),
    "claim-slip": mark(
        "This is a claim slip. Nothing was booked. Scan the card first, then the claim slip."
    ),
    "already-claimed": mark("This claim slip was credited before. Nothing was booked twice."),
    "claim-expired": mark(
        "This claim slip was good until {until}. Nothing was booked. A manager can give points."
    ),
    "claim-before-enrollment": mark(
        "This purchase was made before the member joined. Nothing was booked. Next time, enroll "
        "at the till first."
    ),
    "not-allowed/unknown-membership": mark(
        "The program has no such membership. Nothing was booked."
    ),
    "not-allowed/bad-segment": mark(
        "“{segment}” cannot be a label. Nothing was changed. A label is short, has no comma and "
        "is no word of the campaigns."
    ),
    "not-allowed/unknown-draw": mark("The program has no such prize draw. Nothing was booked."),
    "not-allowed/draw-sells-none": mark(
        "Tickets for {draw} are not sold for points. Nothing was booked."
    ),
    "not-allowed/draw-closed": mark(
        "There are no tickets for {draw} today. Nothing was booked. Check its dates."
    ),
    "not-allowed/draw-held": mark("{draw} has been drawn already. Nothing was changed."),
    "not-allowed/draw-committed": mark(
        "The seal of {draw} was published before. Nothing was changed."
    ),
    "not-allowed/draw-not-over": mark(
        "{draw} is still running. Nothing was drawn. Wait until it has ended."
    ),
    "not-allowed/draw-not-committed": mark(
        "No seal was published for {draw}. Nothing was drawn. Publish the seal first."
    ),
    "not-allowed/draw-other-seed": mark(
        "This is not the seed whose seal was published for {draw}. Nothing was drawn."
    ),
    "not-allowed/draw-without-tickets": mark(
        "Nobody holds a ticket for {draw}. Nothing was drawn."
    ),
    "not-allowed/draw-not-held": mark(
        "This prize draw has not been held yet. There is nothing to show."
    ),
    "not-allowed/claim-amount": mark(
        "A claim slip needs the amount of the purchase. Nothing was printed. Type the amount."
    ),
    "card-keys-damaged": mark(
        "The card keys of this till are damaged. Points are safe. Type member numbers for now, "
        "and restore the folder “keys” from a backup."
    ),
    "card-keys-full": mark(
        "Every card key name is in use. Nothing was changed. Retire an old key first."
    ),
    # Amounts, times, keys
    "bad-amount": mark("This is not an amount of money. Type it like 36.50."),
    "bad-amount/empty": mark("The amount is missing."),
    "bad-amount/negative": mark("An amount is never negative. For a return, choose the purchase."),
    "bad-amount/too-many-decimals": mark("The amount has too many decimal places."),
    "bad-amount/too-large": mark("This amount is too large. Check it once more."),
    "bad-amount/unclear": mark(
        "It is not clear whether the sign separates thousands or decimals. Leave out the one for "
        "thousands."
    ),
    "bad-number": mark("“{text}” is not a number. Nothing was changed."),
    "bad-number/empty": mark("The number is missing."),
    "bad-day": mark("“{text}” is not a date. Write it like {example}."),
    "in-the-past": mark(
        "That time lies before what is on record already. Nothing was booked. Check the clock."
    ),
    "key-reused": mark(
        "This was booked already, with other figures. Nothing was booked twice. Start again."
    ),
    "not-allowed": mark("The program does not allow this. Nothing was booked."),
    "not-allowed/unknown-partner": mark(
        "The program has no partner “{partner}”. Nothing was booked. Choose another partner in the "
        "settings of the shop."
    ),
    "not-allowed/unknown-wheel": mark("The program has no such wheel. Nothing was booked."),
    "not-allowed/nothing-to-spin-for": mark(
        "Today’s purchases give no spin of “{wheel}”. Nothing was booked."
    ),
    "not-allowed/no-donation": mark(
        "“{reward}” is no donation. Nothing was booked. Choose a good cause of the program."
    ),
    # Settings and files
    "wrong-setting": mark("“{value}” is not valid for {key}. Nothing was changed."),
    "wrong-setting/type": mark(
        "“{value}” is not valid for {key}. Nothing was changed. Write it like {expected}."
    ),
    "wrong-setting/choice": mark(
        "“{value}” is not a choice for {key}. Nothing was changed. Choose from: {expected}."
    ),
    "wrong-setting/range": mark(
        "{value} is outside the range of {key}. Nothing was changed. Allowed: {expected}."
    ),
    "wrong-setting/too-long": mark(
        "The text for {key} is too long. Nothing was changed. At most: {expected}."
    ),
    "wrong-setting/address": mark(
        "“{value}” is not a printer address. Nothing was changed. Write it like {expected}."
    ),
    "wrong-setting/read-only": mark(
        "{key} was decided when the shop was created and cannot be changed any more."
    ),
    "settlement-file": mark(
        "The table cannot be saved as {path}. Nothing else was changed. Choose another location."
    ),
    "draw-file": mark("The file {path} cannot be written. Choose another folder."),
    "program-file": mark(
        "The file {path} cannot be written. The draft is still here. Choose another folder."
    ),
    "unknown-setting": mark("There is no setting {key}. Nothing was changed."),
    "settings-file": mark(
        "The settings file cannot be used. Points and purchases are not touched. Check {path}."
    ),
    "settings-file/not-toml": mark(
        "The settings file {path} has a typing mistake in line {line}. Points and purchases are "
        "not touched."
    ),
    "settings-file/unwritable": mark(
        "The settings cannot be saved in {path}. They apply until the window is closed. Check "
        "free space and rights."
    ),
    "key-file": mark("The key file {file} cannot be used. Points are safe. Check the disk."),
    "key-file-missing": mark(
        "The key file {file} is missing. Points are safe. Restore the folder “keys” from a backup."
    ),
    "key-file-open": mark(
        "Other people of this computer can read the key file {file}. Points are safe. Take that "
        "right away from them."
    ),
    "key-file-damaged": mark(
        "The key file {file} is damaged. Points are safe. Restore the folder “keys” from a backup."
    ),
    "key-file-exists": mark(
        "The key file {file} exists already and was not replaced. Nothing was changed."
    ),
    # Storage
    "database": mark("The database cannot be used. What was booked is safe. Call support."),
    "database-busy": mark(
        "The database is busy. Nothing was booked this time. Try again in a moment."
    ),
    "disk-full": mark("The disk is full. Nothing was booked this time. Make room, then try again."),
    "database-damaged": mark(
        "The database is damaged. Do not go on booking. Restore the latest backup."
    ),
    "database-read-only": mark(
        "The data folder cannot be written to. Nothing was booked. Check its rights."
    ),
    "database-too-new": mark(
        "A newer release wrote these data. Nothing was touched. Install the newer release."
    ),
    "database-missing": mark("There is no shop in this data folder yet. Create one first."),
    # Staff
    "pin-form": mark("A PIN has {shortest} to {longest} digits."),
    "wrong-pin": mark("Wrong PIN. Try again."),
    "pin-locked": mark("Too many wrong PINs. Try again at {until}."),
    "pin-locked/slow": mark("Too many wrong PINs. Wait a few seconds, then try again."),
    "pin-locked/locked": mark(
        "Too many wrong PINs. This person can sign in again at {until}. Others can sign in now."
    ),
    "not-allowed/role": mark("Your role does not allow this. Nothing was changed. Ask a manager."),
    "seal-broken": mark(
        "Members’ data cannot be opened with the keys of this till. Points are safe. Restore the "
        "folder “keys” from a backup."
    ),
    "worker-lost": mark(
        "A process that helped with this was ended from outside. Nothing was changed. Try again."
    ),
    "busy": mark("The till is still busy with something else. Nothing is lost. Wait a moment."),
    "not-allowed/last-manager": mark(
        "The shop needs at least one manager who can sign in. Nothing was changed. Make "
        "somebody else a manager first."
    ),
    "not-allowed/staff-name-missing": mark(
        "A person on the staff needs a name. Nothing was changed."
    ),
    "not-allowed/no-sign-in": mark("This person no longer signs in. A manager can allow it again."),
    "not-allowed/nobody-signed-in": mark("Nobody is signed in. Nothing was booked. Sign in first."),
    "not-allowed/shop-exists": mark(
        "There is a shop in this data folder already. It was not touched. Choose an empty folder."
    ),
    "not-allowed/no-redemption": mark(
        "The program takes no points as a discount. Nothing was booked. Choose a reward."
    ),
    "not-allowed/with-purchase-only": mark(
        "Points are redeemed with a purchase only. Nothing was booked. Enter the amount first."
    ),
    "not-allowed/needs-purchase-total": mark(
        "This reward takes a share of a purchase. Nothing was booked. Enter the amount first."
    ),
    "not-allowed/nothing-to-redeem": mark("Nothing was chosen to be redeemed. Nothing was booked."),
    "not-allowed/nothing-to-return": mark(
        "There is nothing left to return of this purchase. Nothing was changed."
    ),
    "not-allowed/currency-or-timezone-fixed": mark(
        "Currency and time zone stay as they were when the shop was created. Nothing was published."
    ),
    "not-allowed/start-too-far": mark(
        "The program would start in more than a hundred years. Nothing was published. Check the "
        "date."
    ),
    "not-allowed/unknown-tier": mark("The program has no such tier. Nothing was changed."),
    "not-allowed/time-ahead": mark(
        "That time is still to come. Nothing was booked. Check the clock and the time."
    ),
    "not-allowed/activity-ahead": mark(
        "Earlier activity cannot lie ahead. Nothing was booked. Check the dates."
    ),
    "not-allowed/too-many-points": mark(
        "These would be more points than can be kept. Nothing was booked. Check the figures."
    ),
    "not-allowed/too-many-stamps": mark(
        "At most {most} stamps are given at once. Nothing was changed."
    ),
    "not-allowed/unknown-stamp-card": mark(
        "The program has no such stamp card. Nothing was changed."
    ),
    "not-allowed/member-exists": mark(
        "This member is here already. Nothing was changed. Search by name or number."
    ),
    "not-allowed/card-issues": mark(
        "This member has had as many cards as a number allows. Nothing was changed. Enroll the "
        "member again."
    ),
    "not-allowed/adjustment-empty": mark(
        "A correction needs points and a reason. Nothing was booked."
    ),
    "bad-contact": mark(
        "This contact cannot be right. Nothing was saved. Check it, or leave it empty."
    ),
    "bad-contact/email": mark(
        "This is not a valid e-mail address. Nothing was saved. Check it, or leave it empty."
    ),
    "bad-contact/phone": mark(
        "This is not a valid telephone number. Nothing was saved. Check it, or leave it empty."
    ),
    "bad-contact/birthday": mark(
        "This is not a birthday. Nothing was saved. Write day and month, or leave it empty."
    ),
    "unknown-job": mark("This slip is not in the queue any more. Nothing was printed."),
    "database-exists": mark("There is a database in this folder already. It was not touched."),
    **GATEWAY_SENTENCES,
    **HUB_DESK_SENTENCES,
    **RELAY_SENTENCES,
    **CARD_SENTENCES,
    **PRINTER_SENTENCES,
    **HUB_SENTENCES,
}
_REFUSAL: Final = mark("That is not possible. Nothing was booked.")
_OUTAGE: Final = mark(
    "Something around the till is out of order. What was booked is safe. Try again shortly."
)
_WRONG_FILE: Final = mark("The file is not as it should be. Nothing was changed.")
_BUG: Final = mark(
    "Something unexpected happened. What was booked is safe. Try again; if it comes back, tell "
    "support."
)


def message_for(error: BaseException, words: Words) -> str:
    """What a person is told about an error.

    The code to look it up by is ``error.code``; where it is shown, it stands beside this.
    """
    if isinstance(error, WrongDocumentError):
        return _about_document(error, words)
    if not isinstance(error, LoyaltyError):
        return words.text(_BUG)
    facts = {name: _shown(name, value, words) for name, value in error.facts.items()}
    # What parts the sentences of one code goes by three names; it may be an enum's member.
    reason = next((str(error.facts[name]) for name in _PARTING if name in error.facts), "")
    for key in (f"{error.code}/{reason}", error.code):
        sentence = _SENTENCES.get(key)
        if sentence is not None and placeholders(sentence) <= facts.keys():
            return words.text(sentence, **facts)
    return words.text(_kind(error))


def known_codes() -> frozenset[str]:
    """The codes that have words of their own."""
    return frozenset(key.partition("/")[0] for key in _SENTENCES)


def _kind(error: LoyaltyError) -> str:
    if isinstance(error, OutageError):
        return _OUTAGE
    return _REFUSAL if isinstance(error, RefusalError) else _BUG


def _about_document(error: WrongDocumentError, words: Words) -> str:
    if not error.problems:
        return words.text(_WRONG_FILE)
    # What is wrong with the file as a whole has no place in it.
    lines = [
        f"{problem.path}: {problem_text(problem, words)}"
        if problem.path
        else problem_text(problem, words)
        for problem in error.problems
    ]
    return "\n".join([words.text(_WRONG_FILE), *lines])


def _shown(name: str, value: object, words: Words) -> str:
    """A fact as people read it."""
    if isinstance(value, datetime):
        return words.formats.date_time(value)
    if isinstance(value, date):
        return words.formats.date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if name in _POINTS:
            return words.points_with_unit(value)
        return (
            words.formats.money(value) if name.endswith("_minor") else words.formats.number(value)
        )
    return str(value)
