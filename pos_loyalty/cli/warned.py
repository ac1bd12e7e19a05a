"""Answers that stand, with something beside them that somebody should look at."""

from dataclasses import replace
from itertools import chain

from pos_loyalty.cli.command import Answer
from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.warnings import copy_suspected, warnings_answer


def warned(answer: Answer, elsewhere: Sighting, words: Words) -> Answer:
    """The answer, and that its card was elsewhere a moment ago."""
    value = answer.value | warnings_answer(elsewhere, words)
    return replace(
        answer, value=value, lines=chain(answer.lines, [copy_suspected(elsewhere, words)])
    )
