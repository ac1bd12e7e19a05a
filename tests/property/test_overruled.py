"""What tills wrote apart, in whatever order they tell and hear of it."""

import random
from collections import Counter
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.shared_records import MEMBER
from pos_loyalty.sync.protocol import SHOP
from tests.support.exchange import book_of
from tests.support.shop import Shop
from tests.support.tills_and_hub import Ring

_NAMES = ("till-a", "till-b", "till-c")
_WRITE, _TELL, _TELL_UNHEARD, _HEAR = "write", "tell", "tell and not know", "hear"
_ACTS = st.tuples(st.sampled_from(_NAMES), st.sampled_from([_WRITE, _TELL, _TELL_UNHEARD, _HEAR]))

_OVERRULED = (("till-a", _WRITE), ("till-b", _WRITE), ("till-b", _TELL), ("till-a", _HEAR))
"""What the first one wrote gives way before it is told."""


def _segments(shop: Shop, member: str) -> tuple[str, ...]:
    with shop.application.store.read() as reading:
        found = reading.members.member(member)
    assert found is not None
    return found.segments


def _write(shop: Shop, member: str, word: str) -> None:
    """Put one word in the place of what stands there."""
    shop.wait(seconds=1)
    seen = _segments(shop, member)
    shop.application.members.label(shop.request(), member, add=(word,), remove=seen)


def _tell(ring: Ring, name: str, *, answers: int) -> None:
    book = book_of(ring.tills[name])
    push = book.next_push(most_events=500, most_bytes=256 * 1024)
    if push is None:
        return
    pushed = ring.hub.push(name, push, now_us=ring.now_us)
    for _ in range(answers):
        book.acked(push, seq=pushed.seq, incarnation=pushed.incarnation)


def _hear(ring: Ring, name: str) -> None:
    book = book_of(ring.tills[name])
    start = book.place().cursors.get(SHOP, 0)
    page = ring.hub.page(name, feed=SHOP, start=start, with_own=True)
    if page.to > start:
        assert book.apply(page)


@settings(max_examples=60, deadline=None)
@example([*_OVERRULED])
@example([*_OVERRULED, ("till-a", _WRITE)])
@example([*_OVERRULED, ("till-a", _TELL_UNHEARD), ("till-a", _WRITE)])
@given(st.lists(_ACTS, max_size=30))
def test_both_sides_are_listed_once(acts: Sequence[tuple[str, str]]) -> None:
    """What somebody wrote stands, was seen by who wrote after it, or is listed."""
    ring = Ring(_NAMES, random.Random(1))  # noqa: S311 - chance that can be played again
    anna = ring.tills["till-a"].enroll()
    ring.settle()
    seen: set[tuple[str, ...]] = set()
    words: set[tuple[str, ...]] = set()
    for number, (name, act) in enumerate(acts):
        shop = ring.tills[name]
        if act == _WRITE:
            seen.add(_segments(shop, anna))
            words.add((f"w{number}",))
            _write(shop, anna, f"w{number}")
        elif act == _HEAR:
            _hear(ring, name)
        else:
            _tell(ring, name, answers=int(act == _TELL))
    ring.settle()
    assert {_segments(shop, anna) for shop in ring.tills.values()} <= words | {()}
    stands = _segments(ring.tills["till-a"], anna)
    listed = Counter(tuple(each.left.value) for each in ring.book.state.conflicts)
    assert words - seen - {stands} <= listed.keys() <= words - {stands}
    assert max(listed.values(), default=1) == 1
    assert len({each.digest for each in ring.digests()}) == 1
    assert ring.book.state.records.get((MEMBER, anna))
