from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_loyalty.storage.members import MEMBER
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.search_filling import SLICE_S, SearchFilling, next_size
from pos_loyalty.storage.search_gap import ROWS, leave_gap
from pos_loyalty.storage.store import Store, Work
from tests.support.stores import BOOT, NOW, file_store, memory_store

_MANY = 23


def _joined(store: Store, members: int = _MANY) -> Store:
    """A store of which so many members have no words."""
    people = [_person(number) for number in range(members)]
    with store.begin() as work:
        work.connection.execute_many(MEMBER.insertion, map(MEMBER.values, people))
        leave_gap(work.connection, from_id=people[0].id, members=members)
        work.commit()
    return store


def _person(number: int, *, name: str = "Anna") -> MemberRecord:
    return MemberRecord(
        id=f"AAAA{number:06}",
        enrolled_at=NOW,
        given_name=name,
        family_name=f"Nr{number:02}",
        phone=f"0170 55{number:04}",
        email=f"a{number}@example.org",
    )


def _found(store: Store, text: str) -> list[str]:
    with store.read() as reading:
        return [hit.id for hit in reading.members.find(text).hits]


def _fill(store: Store) -> None:
    filling = SearchFilling(store)
    while filling.fill_next() is not None:
        pass


def _put(store: Store, member: MemberRecord) -> None:
    with store.begin() as work:
        work.members.put_merged(member)
        work.commit()


def test_nothing_is_filled_where_nothing_is_missing() -> None:
    """A till that stands alone has nothing to do."""
    filling = SearchFilling(memory_store("A"))
    assert filling.left() is None
    assert filling.fill_next() is None


def test_members_are_found_once_their_words_are_there() -> None:
    """By number at once, by name, telephone and e-mail afterwards."""
    store = _joined(memory_store())
    assert _found(store, "AAAA000007") == ["AAAA000007"]
    assert _found(store, "nr07") == _found(store, "0170 550007") == []
    _fill(store)
    for text in ("nr07", "anna nr07", "550007", "0170 550007", "a7@", "AAAA000007", "r07"):
        assert _found(store, text) == ["AAAA000007"], text


def test_what_is_missing_falls_slice_by_slice() -> None:
    """No slice takes more than it may, and a person can see that it goes on."""
    filling = SearchFilling(_joined(memory_store()), most=5)
    told = []
    while (gap := filling.fill_next()) is not None:
        told.append(gap.unready)
    assert told == sorted(told, reverse=True)
    assert len(told) >= _MANY // 5 * 6
    assert (told[0], told[-1]) == (_MANY, 1)


def test_a_killed_till_goes_on_where_it_was(tmp_path: Path) -> None:
    """Whenever it dies between two slices, the next start needs only the rest."""
    file_store(tmp_path / "shop.db").close()
    store = _joined(Store.open(tmp_path / "shop.db", boot=BOOT))
    slices = 0
    while (gap := SearchFilling(store, most=4).fill_next()) is not None:
        slices += 1
        assert slices < _MANY * 6
        with store.read() as reading:
            assert reading.members.unfound() == gap
        # Nothing of what the program knew is there afterwards; the file is.
        store = Store.open(tmp_path / "shop.db", boot=BOOT)
    assert _found(store, "nr22") == ["AAAA000022"]
    store.close()


def test_words_that_changed_after_they_were_sorted_stay_as_they_are() -> None:
    """A new name is not followed by the old one, nor is somebody else found by it."""
    store = _joined(memory_store())
    filling = SearchFilling(store, most=_MANY)
    while (gap := filling.fill_next()) is not None and gap.stage != "family_first":
        pass
    filling = SearchFilling(store, most=2)
    filling.fill_next()
    _put(store, _person(22, name="Berta"))
    _put(store, _person(30, name="Carla"))
    while filling.fill_next() is not None:
        pass
    with store.read() as reading:
        words = reading.connection.execute(
            "SELECT word, member_id FROM member_word LEFT JOIN member_search USING (docid)"
            " WHERE kind = 'family_first' AND word >= 'nr21' ORDER BY word"
        ).all()
    assert words == [
        ("nr21 anna", "AAAA000021"),
        ("nr22 berta", "AAAA000022"),
        ("nr30 carla", "AAAA000030"),
    ]


class _Overtaken(Store):
    """A store in which something is done just before the next writing transaction."""

    before: Callable[[], object] | None = None

    @contextmanager
    def begin(self) -> Iterator[Work]:
        before, self.before = self.before, None
        if before is not None:
            before()
        with super().begin() as work:
            yield work


@pytest.mark.parametrize("stage", [ROWS, "email"])
def test_who_was_overtaken_leaves_it_to_the_other(stage: str) -> None:
    """Two programs fill one shop: what one sorted for an earlier stage is not written."""
    store = _Overtaken.in_memory(boot=BOOT)
    _joined(store)
    first, second = SearchFilling(store, most=_MANY), SearchFilling(store, most=_MANY)
    while (gap := first.left()) is not None and gap.stage != stage:
        first.fill_next()

    def finish_stage() -> None:
        while (now := second.fill_next()) is not None and now.stage == stage:
            pass

    store.before = finish_stage
    overtaken = first.fill_next()
    assert overtaken is not None
    assert overtaken == second.left()
    store.before = lambda: _fill(store)
    assert first.fill_next() is None


def test_members_who_come_while_words_are_sorted_are_not_forgotten() -> None:
    """The gap grew: it begins anew, and ends with everybody found."""
    store = _joined(memory_store(), 6)
    filling = SearchFilling(store, most=3)
    while (gap := filling.fill_next()) is not None and gap.stage != "email":
        pass
    filling.fill_next()
    with store.begin() as work:
        work.connection.execute_many(MEMBER.insertion, [MEMBER.values(_person(40))])
        leave_gap(work.connection, from_id="AAAA000040", members=1)
        work.commit()
    other = SearchFilling(store)
    while (gap := other.left()) is not None and gap.stage != "email":
        other.fill_next()
    while filling.fill_next() is not None:
        pass
    assert _found(store, "a40@") == ["AAAA000040"]


@pytest.mark.parametrize(
    ("size", "done", "taken_s", "following"),
    [
        (100, 100, SLICE_S, 100),
        (100, 100, SLICE_S / 1.5, 150),
        (100, 100, 0, 200),
        (100, 100, SLICE_S * 1.25, 80),
        (1000, 1000, SLICE_S * 100, 500),
        (60, 60, 1, 50),
        (100, 3, SLICE_S, 50),
    ],
)
def test_a_slice_takes_about_as_long_as_it_may(
    size: int, done: int, taken_s: float, following: int
) -> None:
    """It grows and shrinks with the machine, never by more than twice."""
    assert next_size(size, done=done, taken_s=taken_s) == following
