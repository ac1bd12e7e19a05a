"""What somebody should look at, beside an answer that stands."""

from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.i18n.sightings import sighting_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.scenario.figures import Figures
from pos_loyalty.services.sightings import CARD_COPY_SUSPECTED


def warnings_answer(elsewhere: Sighting, words: Words) -> Figures:
    """That the card was elsewhere a moment ago; an answer without warnings has no such key."""
    return {
        "warnings": [{"code": CARD_COPY_SUSPECTED, "message": copy_suspected(elsewhere, words)}]
    }


def copy_suspected(elsewhere: Sighting, words: Words) -> str:
    """The warning in a line of its own."""
    return f"{words.text('Card seen elsewhere')}. {sighting_text(elsewhere, words)}"
