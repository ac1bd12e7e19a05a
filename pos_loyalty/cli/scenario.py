"""Stories: a program tried out on a shop that is gone afterwards."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.scenario.document import read_scenarios
from pos_loyalty.services.scenario.steps import Scenario


def run(context: Context, args: Namespace) -> Answer:
    """Play the stories of a file; a refused step is a result."""
    stories = read_scenarios(args.file)
    if isinstance(stories, Scenario):
        played = play_story(stories, context.language)
        return Answer(played, tuple(_told(context.words, played)))
    several = [play_story(story, context.language) for story in stories]
    lines = [line for result in several for line in _told(context.words, result)]
    return Answer(several, tuple(lines))


def _told(words: Words, result: Mapping[str, Any]) -> Iterator[str]:
    yield words.text("Story {id}", id=result["id"])
    for step in result["steps"]:
        yield f"{step['step']:>4}  {_step(words, step)}"


def _step(words: Words, step: Mapping[str, Any]) -> str:
    """``purchase: +54 = 954 · gold``, or what was refused and why."""
    if not step["ok"]:
        return f"{step['do']}: {step['error']['code']} – {step['error']['message']}"
    numbers = words.formats
    moved = [
        numbers.signed(sign * step[name])
        for name, sign in _MOVES
        if isinstance(step.get(name), int) and step[name]
    ]
    tier = f" · {step['tier']}" if step["tier"] else ""
    return f"{step['do']}: {' '.join(moved)} = {numbers.points(step['balance'])}{tier}"


_MOVES: Final = (("earned", 1), ("spent", -1), ("restored", 1), ("reversed", -1), ("expired", -1))


def _arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "file",
        metavar=words.text("FILE"),
        help=words.text("JSON or TOML; “-” reads standard input"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "scenario": Group(
        mark("tries a program on a story"),
        {"run": Command(mark("plays a story and tells each step"), run, _arguments)},
    )
}
