"""What waits for the hub's operator: events that were kept aside, and conflicts."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from pos_loyalty.cli.command import Answer, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.hub_desk import moment, open_desk, time_text, whoever
from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.hub_reports import (
    OtherSide,
    Place,
    ReturnSide,
    SaleSide,
    ShareSide,
    WaitingLine,
)
from pos_loyalty.i18n.hub import REASON_WORDS
from pos_loyalty.i18n.hub_sides import act_line, side_lines
from pos_loyalty.i18n.words import Words


def refused(context: Context, args: Namespace) -> Answer:
    """Events that wait for a person, with both sides; or what is done with one of them."""
    words = context.words
    if args.accept and args.done:
        raise WrongUseError(words.text("An event is booked, or dealt with, not both."))
    hand = {"person": args.by or whoever(), "note": args.note}
    with open_desk(context, args) as office:
        if args.accept:
            line = office.accept(args.accept, **hand)
            said = words.text("{event} is booked.", event=line.row.id)
            return Answer({"accepted": line.row.id, "was": line.row.status.value}, (said,))
        if args.done:
            row = office.finish(args.done, **hand)
            said = words.text("{event} is dealt with.", event=row.id)
            return Answer({"done": row.id, "status": row.status.value}, (said,))
        found = office.dealt_with() if args.list_done else office.refused()
    lines = [text for waiting in found for text in _lines(words, waiting)]
    nothing = words.text("Nothing yet.") if args.list_done else words.text("Nothing waits here.")
    return Answer([_value(waiting) for waiting in found], lines or (nothing,))


def conflicts(context: Context, args: Namespace) -> Answer:
    """Fields that two tills changed apart, with both sides."""
    words = context.words
    with open_desk(context, args) as office:
        found = office.conflicts()
    value = [
        {
            "kind": each.kind,
            "key": each.key,
            "field": each.field,
            "noticed": moment(each.noticed_us),
            "taken": {"value": each.taken.value, "device": each.taken.device},
            "left": {"value": each.left.value, "device": each.left.device},
        }
        for each in found
    ]
    # No values here: a terminal is scrolled back by others. The pages and --json have both sides.
    lines = [
        words.text(
            "{kind} {key}, {field}: that of {taken} counts, that of {left} does not",
            kind=each.kind,
            key=each.key,
            field=each.field,
            taken=each.taken.device[:8],
            left=each.left.device[:8],
        )
        for each in found
    ]
    return Answer(value, lines or (words.text("No conflicts."),))


def _lines(words: Words, waiting: WaitingLine) -> Iterator[str]:
    line = waiting.line
    row = line.row

    def at(us: int) -> str:
        return time_text(words, us)

    reason = words.text(REASON_WORDS[row.reason]) if row.reason in REASON_WORDS else row.reason
    moved = words.signed_points(waiting.moved) if waiting.moved is not None else row.type
    yield f"{row.id}  {at(row.effective_us)}  {line.till}  {row.type}  {moved}  {reason}"
    for text in side_lines(words, waiting.side, at):
        yield f"    {text}"
    if line.done is not None:
        yield "    " + words.text("Dealt with: {what}", what=act_line(line.done, at))


def _value(waiting: WaitingLine) -> dict[str, Any]:
    line = waiting.line
    row = line.row
    return {
        "id": row.id,
        "till": line.till,
        "device": row.device,
        "epoch": row.epoch,
        "seq": row.seq,
        "type": row.type,
        "member": row.member,
        "status": row.status.value,
        "reason": row.reason,
        "happened": moment(row.effective_us),
        "received": moment(row.received_us),
        "moved": waiting.moved,
        "hub": _side(waiting.side),
        "done": _act(line.done) if line.done is not None else None,
    }


def _side(side: OtherSide) -> dict[str, Any]:
    return {
        "points_then": side.points_then,
        "points_now": side.points_now,
        "shares": [_share(each) for each in side.shares],
        "unknown_shares": list(side.unknown_shares),
        "elsewhere": [_share(each) for each in side.elsewhere],
        "sale": _sale(side.sale) if side.sale is not None else None,
        "returns": [_return(each) for each in side.returns],
        "amends": [_return(each) for each in side.amends],
        "acts": [_act(each) for each in side.acts],
        "due": _place(side.due),
        "said": _place(side.said),
    }


def _share(share: ShareSide) -> dict[str, Any]:
    return {
        "share": share.share,
        "till": share.till,
        "points": share.points,
        "left": share.held,
        "state": share.state.value,
    }


def _sale(sale: SaleSide) -> dict[str, Any]:
    return {
        "till": sale.till,
        "at": moment(sale.at_us),
        "earned": sale.earned,
        "burned": sale.burned,
    }


def _return(each: ReturnSide) -> dict[str, Any]:
    return {
        "id": each.event,
        "till": each.till,
        "at": moment(each.at_us),
        "amount_minor": each.amount_minor,
        "taken": each.reversed,
        "given": each.restored,
    }


def _act(act: DeskAct) -> dict[str, Any]:
    return {"act": act.kind.value, "at": moment(act.at_us), "by": act.person, "note": act.note}


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"till": place.device, "epoch": place.epoch, "seq": place.seq}
