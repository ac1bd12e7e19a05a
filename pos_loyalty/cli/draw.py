"""Prize draws: tickets for a member; and listed, promised, held, exported."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card
from pos_loyalty.cli.sale import add_no_print
from pos_loyalty.cli.told import told_redemption
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.challenges import tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.draw_file import DrawFileError, verifier, write_draw_file
from pos_loyalty.services.draws import DrawOverview, DrawPhase

_PHASES: Final = {
    DrawPhase.AHEAD: mark("not begun"),
    DrawPhase.OPEN: mark("running"),
    DrawPhase.CLOSED: mark("over, to be held"),
    DrawPhase.HELD: mark("held"),
}
_MOST_TICKETS: Final = 2**31


def ticket(context: Context, args: Namespace) -> Answer:
    """Tickets for points; undone like a redemption."""
    answered = context.shop.draws.buy_tickets(
        context.request,
        member_of_card(context, args),
        args.draw,
        args.count,
        slip=not args.no_print,
    )
    done = told_redemption(context, answered)
    return Answer({"draw": args.draw, "count": args.count, **done.value}, done.lines)


def listed(context: Context, _args: Namespace) -> Answer:
    """All draws and where they stand."""
    draws = context.shop.draws.overview(context.now)
    value = {"draws": [_figures(context, each) for each in draws]}
    if not draws:
        return Answer(value, (context.words.text("The program has no prize draws."),))
    return Answer(value, (line for each in draws for line in _sentences(context, each)))


def commit(context: Context, args: Namespace) -> Answer:
    """Publish the hash of a seed that nobody knows before the draw."""
    answered = context.shop.draws.commit(context.request, args.draw)
    promised = answered.value
    value = {"draw": promised.draw_id, "commitment": promised.commitment}
    said = context.words.text("Publish this seal now: {seal}", seal=promised.commitment)
    return Answer({**value, "repeated": answered.repeated}, (said,))


def hold(context: Context, args: Namespace) -> Answer:
    """Draw the winners."""
    answered = context.shop.draws.hold(context.request, args.draw, seed=args.seed)
    result, words = answered.value, context.words
    winners = [
        {
            "prize": won.prize,
            "member": won.member_id,
            "number": member_number(won.member_id),
            "ticket": won.ticket,
        }
        for won in result.winners
    ]
    value = {
        "draw": result.draw_id,
        "seed": result.seed,
        "commitment": result.commitment,
        "committed_before": result.was_committed,
        "tickets": result.tickets,
        "tickets_digest": result.tickets_digest,
        "winners": winners,
        "repeated": answered.repeated,
    }
    won = [f"{each['prize']}: {each['number']}  {each['ticket']}" for each in winners]
    return Answer(value, (*won, words.text("Seed: {seed}", seed=result.seed)))


def export(context: Context, args: Namespace) -> Answer:
    """Write what anybody can recompute a draw from; it names nobody."""
    draw_id = args.draw or _only_one_held(context)
    told_of = context.shop.draws.export(draw_id, context.now)
    target = Path(args.file)
    try:
        write_draw_file(target, told_of)
    except DrawFileError as error:
        raise unwritable(context, args.file) from error
    script = verifier()
    said = context.words.text(
        "Anybody recomputes it with: python {script} {file}", script=script, file=target.name
    )
    return Answer({"file": str(target), "draw": draw_id, "verifier": str(script)}, (said,))


def _only_one_held(context: Context) -> str:
    """The draw that is meant where none is named. Raises NotAllowedError and WrongUseError."""
    draws = context.shop.draws.overview(context.now)
    held = [each.draw.id for each in draws if each.phase is DrawPhase.HELD]
    if len(held) > 1:
        raise WrongUseError(
            context.words.text("Say which draw with --draw: {draws}", draws=", ".join(held))
        )
    if not held:
        raise NotAllowedError(reason="draw-not-held")
    return held[0]


def _figures(context: Context, each: DrawOverview) -> dict[str, Any]:
    draw = each.draw
    return {
        "draw": draw.id,
        "name": draw.name,
        "state": each.phase.value,
        "from": context.local(draw.starts_at) if draw.starts_at else None,
        "to": context.local(draw.ends_at) if draw.ends_at else None,
        "tickets": each.tickets,
        "members": each.members,
        "prizes": list(draw.prizes),
        "commitment": each.commitment,
        "held_at": context.local(each.held_at) if each.held_at else None,
        "winners": [
            {"prize": won.prize, "number": won.number, "ticket": won.ticket} for won in each.winners
        ],
    }


def _sentences(context: Context, each: DrawOverview) -> Iterator[str]:
    words = context.words
    state = words.text(_PHASES[each.phase])
    yield f"{each.draw.id}  {each.draw.name}: {state}, {tickets_text(each.tickets, words)}"
    if each.commitment is not None:
        yield "  " + words.text("Seal: {seal}", seal=each.commitment)
    for won in each.winners:
        yield f"  {won.prize}: {won.number}  {won.ticket}"


def _add_draw(parser: ArgumentParser, words: Words, *, required: bool = True) -> None:
    parser.add_argument(
        "--draw", required=required, metavar="ID", help=words.text("a prize draw of the program")
    )


def _ticket_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    _add_draw(parser, words)
    parser.add_argument(
        "--count", type=_count, default=1, metavar="N", help=words.text("how many tickets")
    )
    add_no_print(parser, words)


def _hold_arguments(parser: ArgumentParser, words: Words) -> None:
    _add_draw(parser, words)
    parser.add_argument(
        "--seed",
        default="",
        metavar=words.text("TEXT"),
        help=words.text("a seed of your own, where no seal was published"),
    )


def _export_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("file", metavar=words.text("FILE"), help=words.text("where to, as JSON"))
    _add_draw(parser, words, required=False)


def _count(text: str) -> int:
    count = int(text)
    if not 0 < count < _MOST_TICKETS:
        raise ValueError(text)
    return count


COMMANDS: Final[Mapping[str, Command | Group]] = {
    "ticket": Command(
        mark("buys tickets of a prize draw with points"),
        ticket,
        _ticket_arguments,
        writes=True,
        at_partner=True,
    ),
    "draw": Group(
        mark("prize draws that anybody can recompute"),
        {
            "list": Command(mark("lists the draws and where they stand"), listed),
            "commit": Command(
                mark("seals a seed and says its hash, to be published before the draw"),
                commit,
                _add_draw,
                writes=True,
            ),
            "hold": Command(mark("draws the winners"), hold, _hold_arguments, writes=True),
            "export": Command(
                mark("writes a draw to a file that it can be recomputed from"),
                export,
                _export_arguments,
            ),
        },
    ),
}
