"""Where a card was shown, as it travels between till and hub."""

from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.sync.protocol import Sight


def sight_of(sighting: Sighting) -> Sight:
    """A sighting as its own till tells it: the hub knows who speaks."""
    return Sight(
        member=sighting.member_id,
        issue=sighting.issue,
        site=sighting.site,
        seen_us=to_us(sighting.seen_at),
        step=sighting.step,
    )


def sighting_of(sight: Sight, *, device: str) -> Sighting:
    """What a till of that name saw."""
    return Sighting(
        member_id=sight.member,
        issue=sight.issue,
        step=sight.step,
        device_id=device,
        site=sight.site,
        seen_at=from_us(sight.seen_us),
    )
