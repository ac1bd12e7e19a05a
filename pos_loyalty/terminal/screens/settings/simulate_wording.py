"""The words of the page “Test on my sales”."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pos_loyalty.domain.program import Program
from pos_loyalty.i18n.rule_names import rule_name
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.simulation.report import LimitUse, SimulationReport
from pos_loyalty.services.simulation.tally import Change
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.simulate_state import (
    Bar,
    Chart,
    Compared,
    Gauge,
    Gauges,
    SimulateState,
)
from pos_loyalty.terminal.screens.settings.state import Message, Tone

_MOST_RULES = 8


def told(
    state: SimulateState,
    report: SimulationReport,
    program: Program,
    names: Mapping[str, str],
    words: Words,
) -> SimulateState:
    """The state with all that a report says; ``words`` count in the draft's own unit."""
    number = words.formats.number
    return replace(
        state,
        title=words.text("What “{name}” would have changed", name=program.name),
        subtitle=words.text(
            "Sales: {sales} · members: {members} · up to {time}",
            sales=number(report.sales),
            members=number(report.members),
            time=words.formats.date_time(report.until),
        ),
        figures=_figures(report, words),
        winners=_people(report.winners, names, words, heading=words.text("Would have more")),
        losers=_people(report.losers, names, words, heading=words.text("Would have less")),
        moves=_moves(report, program, words),
        rules=_rules(report, words),
        limits=Gauges(
            words.text("Budgets and stock"),
            tuple(_gauge(use, words) for use in (*report.budgets, *report.stocks)),
        ),
        message=_verdict(report, words),
    )


def _figures(report: SimulationReport, words: Words) -> tuple[Compared, ...]:
    recorded, tried = report.recorded, report.tried
    return (
        _points(words.text("Points given"), recorded.issued, tried.issued, words),
        _money(words.text("Their value"), recorded.issued_minor, tried.issued_minor, words),
        _points(words.text("Points redeemed"), recorded.spent, tried.spent, words),
        _money(words.text("Discounts given"), recorded.given_minor, tried.given_minor, words),
        _points(words.text("Points expired"), recorded.lapsed, tried.lapsed, words),
        _points(words.text("Open points"), recorded.open_points, tried.open_points, words),
        _money(words.text("Liability"), recorded.liability_minor, tried.liability_minor, words),
    )


def _points(label: str, recorded: int, tried: int, words: Words) -> Compared:
    number = words.formats.number
    change = words.formats.signed(tried - recorded) if tried != recorded else "–"
    return Compared(label, number(recorded), number(tried), change)


def _money(label: str, recorded: int, tried: int, words: Words) -> Compared:
    money = words.formats.money
    sign = "+" if tried > recorded else "−"
    change = f"{sign}{money(abs(tried - recorded))}" if tried != recorded else "–"
    return Compared(label, money(recorded), money(tried), change)


def _people(
    changes: Sequence[Change], names: Mapping[str, str], words: Words, *, heading: str
) -> Chart:
    most = max((abs(change.points) for change in changes), default=0) or 1
    bars = tuple(
        Bar(
            label=names.get(change.member_id, change.member_id),
            detail=_reasons(change, words),
            value=words.formats.signed(change.points),
            share=change.points / most,
        )
        for change in changes
    )
    return Chart(heading, words.text("in points, and by which rules"), bars)


def _reasons(change: Change, words: Words) -> str:
    """The rules that made the difference, the strongest first."""
    return " · ".join(
        f"{rule_name(each.rule, each.name, words)} {words.formats.signed(each.points)}"
        for each in change.rules
    )


def _moves(report: SimulationReport, program: Program, words: Words) -> Chart:
    names: dict[str | None, str] = {tier.id: tier.name for tier in program.tiers}
    places = {tier.id: place for place, tier in enumerate(program.tiers)}
    most = max((move.members for move in report.tier_moves), default=1)

    def named(tier: str | None) -> str:
        return names.get(tier, tier or words.text("no tier"))

    def is_fall(before: str | None, after: str | None) -> bool:
        return after is None or places.get(after, -1) < places.get(before or "", -1)

    bars = tuple(
        Bar(
            label=f"{named(move.before)} → {named(move.after)}",
            detail="",
            value=words.formats.number(move.members),
            share=move.members / most * (-1 if is_fall(move.before, move.after) else 1),
        )
        for move in report.tier_moves
    )
    return Chart(words.text("Moves between tiers"), words.text("how many members"), bars)


def _rules(report: SimulationReport, words: Words) -> Chart:
    changed = [rule for rule in report.rules if rule.tried != rule.recorded]
    changed.sort(key=lambda rule: -abs(rule.tried - rule.recorded))
    most = max((abs(rule.tried - rule.recorded) for rule in changed), default=1)
    bars = tuple(
        Bar(
            label=rule_name(rule.rule, rule.name, words),
            detail="",
            value=words.formats.signed(rule.tried - rule.recorded),
            share=(rule.tried - rule.recorded) / most,
        )
        for rule in changed[:_MOST_RULES]
    )
    return Chart(words.text("What makes the difference"), words.text("points by rule"), bars)


def _gauge(use: LimitUse, words: Words) -> Gauge:
    said = words.text(
        "{used} of {limit}",
        used=words.formats.number(use.used),
        limit=words.formats.number(use.limit),
    )
    if use.ran_out_at is not None:
        when = words.formats.date(use.ran_out_at)
        said = words.text("{used}, used up on {day}", used=said, day=when)
    return Gauge(use.name, said, use.used / use.limit)


def _verdict(report: SimulationReport, words: Words) -> Message:
    number = words.formats.number
    refused = _refused(sum(each.count for each in report.refused), words)
    detail = " ".join(part for part in (_remembered(report, words), refused) if part)
    if not report.differing:
        text = words.text("Nothing would be different for anybody.")
        return Message(Tone.GOOD, text, detail)
    text = words.plural(
        "{n} member would be affected: {gained} with more points, {lost} with fewer.",
        "{n} members would be affected: {gained} with more points, {lost} with fewer.",
        report.differing,
        gained=number(report.gained),
        lost=number(report.lost),
    )
    return Message(Tone.WARN if report.lost else Tone.INFO, text, detail)


def _remembered(report: SimulationReport, words: Words) -> str:
    count = report.remembered
    if not count:
        return ""
    if report.treatment is Remembered.PRICED:
        return words.plural(
            "{n} remembered purchase was priced like the others.",
            "{n} remembered purchases were priced like the others.",
            count,
        )
    return words.plural(
        "{n} remembered purchase earned nothing, as it did.",
        "{n} remembered purchases earned nothing, as they did.",
        count,
    )


def _refused(count: int, words: Words) -> str:
    return (
        words.plural(
            "{n} redemption or action would have been refused.",
            "{n} redemptions or actions would have been refused.",
            count,
        )
        if count
        else ""
    )


def share_of(done: int, all_: int) -> float:
    """How much is done, 0 to 1."""
    return min(1.0, done / all_) if all_ else 0.0


def progress_text(done: int, all_: int, words: Words) -> str:
    """How far it is, in words; before it is known how much there is, that it begins."""
    if not all_:
        return words.text("Getting ready …")
    number = words.formats.number
    return words.text("{done} of {total}", done=number(min(done, all_)), total=number(all_))
