"""What the hub knows against an event that waits, in sentences."""

from collections.abc import Callable, Iterator
from typing import Final

from pos_loyalty.domain.desk_acts import DeskAct, DeskActKind
from pos_loyalty.domain.hub_reports import OtherSide, Place, ReturnSide, ShareSide
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.i18n.words import Words

At = Callable[[int], str]
"""How an instant is said."""

_STATES: Final = {
    GrantState.OPEN: mark("open"),
    GrantState.IN_DOUBT: mark("in doubt"),
    GrantState.CLOSED: mark("closed"),
    GrantState.WRITTEN_OFF: mark("written off"),
}
_ACTS: Final = {
    DeskActKind.REVOKED: mark("The till was revoked: {time}."),
    DeskActKind.WRITTEN_OFF: mark("The till was written off: {time}."),
}
_TAKEN_BACK: Final = mark("Taken back at {till}, {time}: {taken} taken, {given} given back.")
_PUT_RIGHT: Final = mark("Put right at {till}, {time}: {given} given back, {taken} taken.")
_ID_SHOWN: Final = 8


def side_lines(words: Words, side: OtherSide, at: At) -> list[str]:
    """The hub's side, fact by fact; ``at`` says when something was."""
    return [
        *_points(words, side),
        *(_share(words, share) for share in side.shares),
        *(
            words.text("The hub knows no share {share}.", share=share[:_ID_SHOWN])
            for share in side.unknown_shares
        ),
        *(
            words.text(
                "{till} holds {points} of this member.",
                till=share.till,
                points=words.points_with_unit(share.held),
            )
            for share in side.elsewhere
        ),
        *_returns(words, side, at),
        *(_act(words, act, at) for act in side.acts),
        *_places(words, side),
    ]


def act_line(act: DeskAct, at: At) -> str:
    """Who has dealt with something, when, and what they wrote to it."""
    said = " · ".join(part for part in (at(act.at_us), act.person) if part)
    return f"{said}: {act.note}" if act.note else said


def _points(words: Words, side: OtherSide) -> Iterator[str]:
    if side.points_then is not None and side.points_now is not None:
        yield words.text(
            "The member had {then} by all that had come before, and has {now} now.",
            then=words.points_with_unit(side.points_then),
            now=words.points_with_unit(side.points_now),
        )


def _share(words: Words, share: ShareSide) -> str:
    return words.text(
        "Share {share} of {till}: {points}, of which {left} are left; {state}.",
        share=share.share[:_ID_SHOWN],
        till=share.till,
        points=words.points_with_unit(share.points),
        left=words.formats.points(share.held),
        state=words.text(_STATES[share.state]),
    )


def _returns(words: Words, side: OtherSide, at: At) -> Iterator[str]:
    sale = side.sale
    if sale is not None:
        yield words.text(
            "It was sold at {till}, {time}: {earned} earned, {burned} burned.",
            till=sale.till,
            time=at(sale.at_us),
            earned=words.formats.points(sale.earned),
            burned=words.formats.points(sale.burned),
        )
    for each in side.returns:
        yield _moved(words, _TAKEN_BACK, each, at) + _paid_out(words, each, side.currency)
    for each in side.amends:
        yield _moved(words, _PUT_RIGHT, each, at)


def _moved(words: Words, said: str, each: ReturnSide, at: At) -> str:
    return words.text(
        said,
        till=each.till,
        time=at(each.at_us),
        taken=words.formats.points(each.reversed),
        given=words.formats.points(each.restored),
    )


def _paid_out(words: Words, each: ReturnSide, currency: str) -> str:
    if each.amount_minor is None or not currency:
        return ""
    money = Formats(words.formats.language, currency=currency).money(each.amount_minor)
    return " " + words.text("Paid out: {money}.", money=money)


def _act(words: Words, act: DeskAct, at: At) -> str:
    return words.text(_ACTS[act.kind], time=act_line(act, at))


def _places(words: Words, side: OtherSide) -> Iterator[str]:
    if side.due is not None:
        yield words.text(
            "It came where {place} of {till} was due.",
            place=_place(side.due),
            till=side.due.device,
        )
    if side.said is not None:
        yield words.text(
            "It says of itself that it is {place} of {till}.",
            place=_place(side.said),
            till=side.said.device,
        )


def _place(place: Place) -> str:
    return f"{place.epoch}/{place.seq}"
