"""Try on my sales: a draft on the shop's own history, which is only looked at."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

from pos_loyalty.bootstrap.simulating import simulations_in
from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cli.command import Answer, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.values import no_time
from pos_loyalty.domain.calendar import midnight, parse_moment
from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.advice import words_of
from pos_loyalty.i18n.rule_names import rule_name
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.presets import find_document
from pos_loyalty.services.simulation.report import Figures, LimitUse, SimulationReport
from pos_loyalty.services.simulation.simulation import Progress
from pos_loyalty.services.simulation.tally import Change
from pos_loyalty.services.simulation.trial import Period, Remembered

_DAY_LENGTH: Final = len("2026-12-31")


def simulate(context: Context, args: Namespace) -> Answer:
    """What the shop's history would have come to under a file.

    Raises WrongDocumentError, NotAllowedError for another currency or time zone, and outages.
    """
    document = find_document(args.file)
    program = read_program(document)
    period = _period(context, args, program)
    simulations = simulations_in(context.folder, context.clock)
    remembered = Remembered.PRICED if args.remembered else Remembered.EARN_NOTHING
    with _progress() as progress:
        report = simulations.run(
            document, now=context.now, period=period, remembered=remembered, progress=progress
        )
    told = _Told(report, program, words_of(program, context.words))
    return Answer(told.value(), told.lines())


def history_arguments(parser: ArgumentParser, words: Words) -> None:
    """The options for what of the history is looked at, and how."""
    parser.add_argument(
        "--from",
        dest="starts",
        metavar=words.text("TIME"),
        help=words.text("from when on the draft rules; before it everything stays as it was"),
    )
    parser.add_argument(
        "--to",
        dest="ends",
        metavar=words.text("TIME"),
        help=words.text("until when sales are looked at; a day is included"),
    )
    parser.add_argument(
        "--remembered",
        action="store_true",
        help=words.text("prices sales too that an import only remembered"),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A report for programs and for people."""

    report: SimulationReport
    program: Program
    words: Words

    def value(self) -> dict[str, Any]:
        """The report as plain values. What rules gave stands first, then where it would end."""
        report, tried = self.report, self.report.tried
        return {
            "cost_points": tried.issued,
            "cost_money": self._money(tried.issued_minor),
            "liability": self._money(tried.liability_minor),
            "winners": [self._change(change) for change in report.winners],
            "losers": [self._change(change) for change in report.losers],
            "tier_moves": [
                {"from": move.before, "to": move.after, "members": move.members}
                for move in report.tier_moves
            ],
            "identical": report.is_identical,
            "members": report.members,
            "sales": report.sales,
            "remembered": report.remembered,
            "differing": report.differing,
            "gained": report.gained,
            "lost": report.lost,
            "from": report.starts_at.isoformat() if report.starts_at else None,
            "as_of": report.until.isoformat(),
            "draft": self._figures(tried),
            "recorded": self._figures(report.recorded),
            "rules": [
                {"rule": r.rule, "name": r.name, "recorded": r.recorded, "draft": r.tried}
                for r in report.rules
            ],
            "budgets": [self._limit(each, "budget") for each in report.budgets],
            "stocks": [self._limit(each, "stock") for each in report.stocks],
            "refused": {
                "points": report.refused_points,
                "by_code": {each.code: each.count for each in report.refused},
            },
        }

    def lines(self) -> Iterator[str]:
        """The report in sentences."""
        words, report = self.words, self.report
        if not report.sales:
            yield words.text("No sales yet to try it on.")
            return
        yield words.text(
            "“{name}” · sales: {sales} · members: {members} · up to {time}",
            name=self.program.name,
            sales=words.formats.number(report.sales),
            members=words.formats.number(report.members),
            time=words.formats.date_time(report.until),
        )
        yield from self._remembered()
        yield self._verdict()
        recorded, tried = report.recorded, report.tried
        yield self._compared(words.text("Given"), recorded.issued, tried.issued)
        yield self._paid(words.text("Worth"), recorded.issued_minor, tried.issued_minor)
        yield self._compared(words.text("Redeemed"), recorded.spent, tried.spent)
        yield self._paid(words.text("Discounts"), recorded.given_minor, tried.given_minor)
        yield self._compared(words.text("Expired"), recorded.lapsed, tried.lapsed)
        yield self._compared(words.text("Open at the end"), recorded.open_points, tried.open_points)
        yield self._paid(words.text("Liability"), recorded.liability_minor, tried.liability_minor)
        yield from self._members(words.text("Would have more"), report.winners)
        yield from self._members(words.text("Would have less"), report.losers)
        yield from self._tiers()
        yield from (self._used(each) for each in (*report.budgets, *report.stocks))
        if report.refused:
            count = sum(each.count for each in report.refused)
            yield words.text("Refused under the draft: {count}", count=words.formats.number(count))

    def _verdict(self) -> str:
        words, report = self.words, self.report
        if not report.differing:
            return words.text("Nothing would be different for anybody.")
        return words.plural(
            "{n} member would be affected: {gained} with more points, {lost} with fewer.",
            "{n} members would be affected: {gained} with more points, {lost} with fewer.",
            report.differing,
            gained=words.formats.number(report.gained),
            lost=words.formats.number(report.lost),
        )

    def _remembered(self) -> Iterator[str]:
        words, count = self.words, self.report.remembered
        if count and self.report.treatment is Remembered.PRICED:
            yield words.plural(
                "{n} remembered purchase was priced like the others.",
                "{n} remembered purchases were priced like the others.",
                count,
            )
        elif count:
            yield words.plural(
                "{n} remembered purchase earned nothing, as it did.",
                "{n} remembered purchases earned nothing, as they did.",
                count,
            )

    def _compared(self, label: str, recorded: int, tried: int) -> str:
        words = self.words
        change = words.formats.signed(tried - recorded)
        return f"{label}: {words.points_with_unit(tried)} ({change})"

    def _paid(self, label: str, recorded: int, tried: int) -> str:
        formats = self.words.formats
        sign = "+" if tried >= recorded else "−"
        return f"{label}: {formats.money(tried)} ({sign}{formats.money(abs(tried - recorded))})"

    def _members(self, label: str, changes: Iterable[Change]) -> Iterator[str]:
        for change in changes:
            rules = ", ".join(
                f"{rule_name(r.rule, r.name, self.words)} {self.words.formats.signed(r.points)}"
                for r in change.rules
            )
            points = self.words.signed_points(change.points)
            yield f"{label}: {member_number(change.member_id)} {points} ({rules})"

    def _tiers(self) -> Iterator[str]:
        names = {tier.id: tier.name for tier in self.program.tiers} | {None: "–"}
        for move in self.report.tier_moves:
            before, after = names.get(move.before), names.get(move.after)
            members = self.words.formats.number(move.members)
            yield f"{before or move.before} → {after or move.after}: {members}"

    def _used(self, use: LimitUse) -> str:
        number = self.words.formats.number
        return self.words.text(
            "{name}: {used} of {limit} used",
            name=use.name,
            used=number(use.used),
            limit=number(use.limit),
        )

    def _figures(self, figures: Figures) -> dict[str, Any]:
        return {
            "issued": figures.issued,
            "issued_money": self._money(figures.issued_minor),
            "redeemed": figures.spent,
            "given": self._money(figures.given_minor),
            "lapsed": figures.lapsed,
            "open": figures.open_points,
            "liability": self._money(figures.liability_minor),
            "debt": figures.debt,
        }

    def _change(self, change: Change) -> dict[str, Any]:
        return {
            "member": change.member_id,
            "number": member_number(change.member_id),
            "points": change.points,
            "money": self._money(change.minor),
            "rules": [
                {
                    "rule": rule.rule,
                    "name": rule_name(rule.rule, rule.name, self.words),
                    "points": rule.points,
                }
                for rule in change.rules
            ],
            "tier": {"from": change.tier_before, "to": change.tier_after},
        }

    def _limit(self, use: LimitUse, word: str) -> dict[str, Any]:
        ran_out = use.ran_out_at.isoformat() if use.ran_out_at else None
        return {"id": use.id, "name": use.name, word: use.limit, "used": use.used, "out": ran_out}

    def _money(self, minor: int) -> str:
        return format_major(minor, self.program.currency)


def _period(context: Context, args: Namespace, program: Program) -> Period:
    starts = _moment(context, args.starts, "--from", program, last_of_day=0)
    ends = _moment(context, args.ends, "--to", program, last_of_day=1)
    try:
        return Period(starts, ends)
    except ValueError:
        raise WrongUseError(context.words.text("The period ends before it begins.")) from None


def _moment(
    context: Context, text: str | None, name: str, program: Program, *, last_of_day: int
) -> datetime | None:
    """The instant of a time, or the midnight before or after a day."""
    if text is None:
        return None
    try:
        if len(text) == _DAY_LENGTH:
            day = date.fromisoformat(text) + timedelta(days=last_of_day)
            return midnight(day, program.zone)
        return parse_moment(text, program.zone)
    except (ValueError, OverflowError):
        raise no_time(context, text, name) from None


@contextmanager
def _progress() -> Iterator[Progress]:
    """Says on a screen how far it has come, and wipes that away in the end."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    tell: Callable[[str], object] = sys.stderr.write

    def progress(done: int, all_: int) -> None:
        tell(f"\r{100 * done // max(1, all_)} %")
        sys.stderr.flush()

    try:
        yield progress
    finally:
        tell("\r     \r")
