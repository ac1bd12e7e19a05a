"""What is said of a card that was somewhere else a moment ago."""

from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.i18n.words import Words


def sighting_text(sighting: Sighting, words: Words) -> str:
    """Where it was and when, and what to do about it."""
    return words.text(
        "It was used at {time} in {site}. One of the two cards may be a copy: ask who it "
        "is, and hand out a new card.",
        time=words.formats.time(sighting.seen_at),
        site=sighting.site or words.text("another branch"),
    )
