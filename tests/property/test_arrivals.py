from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.events import MemberEvent, Position
from pos_loyalty.domain.fold import fold
from pos_loyalty.storage.arrivals import Arrival, take_in
from pos_loyalty.storage.codec import Envelope, encode_body, type_name
from pos_loyalty.storage.digest import SharedDigest, shared_digest
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import verify_ledger
from tests.property.stories import stories
from tests.support.story import Story

_TILLS = ("a", "b", "c")


@st.composite
def _elsewhere(draw: st.DrawFn) -> tuple[Story, list[MemberEvent]]:
    """A story whose events happened at several tills."""
    story = draw(stories(most=12))
    seqs: Counter[str] = Counter()
    events = []
    for event in story.events:
        device = draw(st.sampled_from(_TILLS))
        seqs[device] += 1
        place = Position(event.position.effective_at, device, 1, seqs[device])
        events.append(replace(event, position=place))
    return story, events


def _arrival(event: MemberEvent) -> Arrival:
    body = encode_body(
        Envelope(
            id=event.position.name,
            type=type_name(event.happening),
            ver=1,
            position=event.position,
            occurred=event.position.effective_at,
            data=event.happening,
            member=event.member_id,
            program=event.program_version,
            partner=event.partner,
        )
    )
    return Arrival(body, feed_seq=1)


def _taken_in(story: Story, pages: list[list[Arrival]]) -> tuple[Store, SharedDigest]:
    store = Store.in_memory(device_id="here")
    zone = story.timeline.versions[0].program.zone
    with store.begin() as work:
        for page in pages:
            left = take_in(
                work, page, day_of=lambda at: local_day(at, zone).isoformat(), now=story.now
            )
            assert not left
        work.commit()
    with store.read() as reading:
        return store, shared_digest(reading)


@given(_elsewhere(), st.data())
def test_the_order_in_which_events_arrive_is_nothing(
    found: tuple[Story, list[MemberEvent]], data: st.DataObject
) -> None:
    """Nor are pages, nor how often one comes: a member stands as if all had happened here."""
    story, events = found
    arrivals = [_arrival(event) for event in events]
    shuffled = data.draw(st.permutations(arrivals + arrivals[:3]))
    cut = data.draw(st.integers(0, len(shuffled)))
    store, digest = _taken_in(story, [shuffled[:cut], shuffled[cut:], arrivals])
    in_order, expected = _taken_in(story, [arrivals])
    ordered = sorted(events, key=lambda event: event.position)
    with store.read() as reading:
        history = reading.history(story.member_id)
        report = verify_ledger(reading, lambda kept, at: fold(story.timeline, kept, at=at))
    assert history == ordered
    assert report.first_bad is None
    assert report.events == len(events)
    assert digest.parts.entries == expected.parts.entries
    assert digest.parts.balances == expected.parts.balances
    store.close()
    in_order.close()
