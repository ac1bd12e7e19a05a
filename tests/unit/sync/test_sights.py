from datetime import UTC, datetime

import pytest

from pos_loyalty.domain.sightings import Sighting
from pos_loyalty.sync.sights import sight_of, sighting_of

_SEEN = datetime(2026, 11, 22, 10, 0, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("step", [None, 7])
def test_a_sighting_arrives_as_it_was(step: int | None) -> None:
    """Whole, to the microsecond; which till it was is for the hub to say."""
    seen = Sighting(
        member_id="M", issue=2, step=step, device_id="till", site="Mitte", seen_at=_SEEN
    )
    assert sight_of(seen).device == ""
    assert sighting_of(sight_of(seen), device="till") == seen
