"""Where a prize draw stands, in words."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from pos_loyalty.i18n.challenges import tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.draws import DrawOverview, DrawPhase
from pos_loyalty.terminal.screens.settings.draws_state import DrawShown, DrawTone, WinnerShown

_TONES: Final = {
    DrawPhase.AHEAD: DrawTone.IDLE,
    DrawPhase.OPEN: DrawTone.RUNNING,
    DrawPhase.CLOSED: DrawTone.WAITING,
    DrawPhase.HELD: DrawTone.SETTLED,
}
_GROUP: Final = 8
_MOMENT: Final = timedelta(microseconds=1)


def draw_shown(overview: DrawOverview, words: Words, *, is_asked: bool) -> DrawShown:
    """One draw with its buttons."""
    draw, text = overview.draw, words.text
    shown = DrawShown(
        id=draw.id,
        name=draw.name,
        tone=_TONES[overview.phase],
        phase=_phase(overview, words),
        source=_source(overview, words),
        tickets=_tickets(overview, words),
        prizes=", ".join(draw.prizes),
        seal=in_groups(overview.commitment or ""),
    )
    if overview.phase is DrawPhase.HELD:
        return replace(shown, is_held=True, winners=_winners(overview))
    if overview.commitment is None:
        return replace(
            shown,
            seal_note=text(
                "Make a seal and publish it while there are still tickets: then nobody can choose "
                "who wins."
            ),
            commit_label=text("Make a seal"),
        )
    return replace(
        shown,
        seal_note=text(
            "Put this seal up in the shop, or on its website. The draw reveals the seed."
        ),
        hold_label=text("Draw the winners") if _can_hold(overview) else "",
        hold_note=_hold_note(overview, words),
        question=_question(overview, words) if is_asked else "",
    )


def in_groups(digits: str) -> str:
    """A long row of digits so that people can compare it."""
    return " ".join(digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP))


def _can_hold(overview: DrawOverview) -> bool:
    """When it is over; a draw without an end on any day. Without tickets nobody can win."""
    is_endless = overview.phase is DrawPhase.OPEN and overview.draw.ends_at is None
    return overview.tickets > 0 and (is_endless or overview.phase is DrawPhase.CLOSED)


def _phase(overview: DrawOverview, words: Words) -> str:
    draw, date, text = overview.draw, words.formats.date, words.text
    match overview.phase:
        case DrawPhase.HELD if overview.held_at is not None:
            return text("Drawn on {day}", day=date(overview.held_at))
        case DrawPhase.AHEAD if draw.starts_at is not None:
            return text("Begins on {day}", day=date(draw.starts_at))
        case DrawPhase.OPEN if draw.ends_at is not None:
            return text("Running until {day}", day=date(draw.ends_at - _MOMENT))
        case DrawPhase.CLOSED:
            return text("Ended, not drawn yet")
        case _:
            return text("Running")


def _source(overview: DrawOverview, words: Words) -> str:
    draw, text = overview.draw, words.text
    if draw.ticket_spend_minor:
        amount = words.formats.money(draw.ticket_spend_minor)
        return text("A ticket for every {amount} spent", amount=amount)
    if draw.ticket_points:
        points = words.points_with_unit(draw.ticket_points)
        return text("A ticket for {points}", points=points)
    return text("A ticket for an action")


def _tickets(overview: DrawOverview, words: Words) -> str:
    if not overview.tickets:
        return words.text("Nobody has a ticket yet")
    members = words.plural("{n} member", "{n} members", overview.members)
    tickets = tickets_text(overview.tickets, words)
    return words.text("{tickets}, held by {members}", tickets=tickets, members=members)


def _hold_note(overview: DrawOverview, words: Words) -> str:
    ends_at = overview.draw.ends_at
    if overview.phase is not DrawPhase.CLOSED and ends_at is not None:
        return words.text("Can be drawn from {day}.", day=words.formats.date(ends_at))
    return "" if overview.tickets else words.text("Without tickets nobody can win.")


def _question(overview: DrawOverview, words: Words) -> str:
    prizes = words.plural("{n} prize", "{n} prizes", len(overview.draw.prizes))
    return words.text(
        "Draw {prizes} now, from {tickets}? This draw can be held only once.",
        prizes=prizes,
        tickets=tickets_text(overview.tickets, words),
    )


def _winners(overview: DrawOverview) -> tuple[WinnerShown, ...]:
    return tuple(
        WinnerShown(won.prize, " · ".join(filter(None, (won.number, won.first_name))), won.ticket)
        for won in overview.winners
    )
