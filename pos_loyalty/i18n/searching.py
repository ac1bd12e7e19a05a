"""What is said while members cannot all be searched yet."""

from pos_loyalty.domain.counter import SearchProgress
from pos_loyalty.i18n.words import Words


def still_taken_in(progress: SearchProgress, words: Words) -> str:
    """That somebody who was not found may still come, and how far it is."""
    number = words.formats.number
    return words.text(
        "Names are still being added: {ready} of {members}.",
        ready=number(progress.ready),
        members=number(progress.members),
    )
