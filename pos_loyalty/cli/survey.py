"""What members answered to the shop's question."""

import csv
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cli.command import Answer, Command, Group, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.survey import Question, SurveyAnswer, SurveySummary, summary
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words


def summarize(context: Context, _args: Namespace) -> Answer:
    """How many answered, the mean, and how many more would recommend the shop than not."""
    answers = context.shop.surveys.answers()
    found = [summary(question, answers) for question in Question]
    return Answer(
        {each.question.value: _value(each) for each in found},
        [_sentence(each, context.words) for each in found],
    )


def export(context: Context, args: Namespace) -> Answer:
    """All answers as a table; members by their id, and where answers name nobody without."""
    answers = context.shop.surveys.answers()
    try:
        Path(args.out).write_text(_table(context, answers), "utf-8")
    except OSError as error:
        raise unwritable(context, args.out) from error
    said = context.words.plural("{n} answer written.", "{n} answers written.", len(answers))
    return Answer({"file": args.out, "answers": len(answers)}, (said,))


def _value(found: SurveySummary) -> dict[str, Any]:
    return {
        "count": found.count,
        "declined": found.declined,
        "mean": None if found.mean is None else round(float(found.mean), 2),
        "nps": found.promoter_score,
    }


def _sentence(found: SurveySummary, words: Words) -> str:
    counted = words.plural("{n} answer", "{n} answers", found.count)
    if found.mean is None:
        return f"{found.question.value}: {counted}"
    mean = words.text("on average {mean}", mean=words.formats.decimal(found.mean))
    if found.promoter_score is None:
        return f"{found.question.value}: {counted}, {mean}"
    return f"{found.question.value}: {counted}, {mean}, NPS {found.promoter_score}"


def _table(context: Context, answers: tuple[SurveyAnswer, ...]) -> str:
    text = StringIO()
    table = csv.writer(text)
    table.writerow(("at", "question", "score", "member"))
    for answer in answers:
        score = "" if answer.score is None else answer.score
        at = context.local(answer.at)
        table.writerow((at, answer.question.value, score, answer.member_id or ""))
    return text.getvalue()


def _arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--out", required=True, metavar=words.text("FILE"), help=words.text("where to")
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "survey": Group(
        mark("answers to the question at the members’ screen"),
        {
            "summary": Command(mark("counts the answers"), summarize),
            "export": Command(mark("writes all answers as CSV"), export, _arguments),
        },
    )
}
