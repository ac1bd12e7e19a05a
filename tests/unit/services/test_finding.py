from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path
from threading import Event

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.services import finding
from pos_loyalty.services.finding import FindingThread, let_all_be_found
from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.search_gap import SearchGap
from pos_loyalty.storage.store import Store
from tests.support.stores import file_store, memory_store
from tests.support.wordless import join_members


def _found(store: Store) -> int:
    with store.read() as reading:
        return len(reading.members.find("zora").hits)


def test_everybody_is_found_in_the_end(tmp_path: Path) -> None:
    """It fills slice after slice, and puts the log into the file on the way."""
    store = file_store(tmp_path / "shop.db")
    join_members(store, 500)
    assert let_all_be_found(store) is None
    assert _found(store) == 20
    assert let_all_be_found(store) is None
    store.close()


def test_it_ends_when_it_is_told_to() -> None:
    """Between two slices, and says what is missing."""
    store = memory_store()
    join_members(store, 500)
    left = let_all_be_found(store, ends=lambda _seconds: True)
    assert left is not None
    assert 0 < left.unready < 500


def test_a_thread_finds_what_is_missing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members who come later are found, too; told to stop, it is gone."""
    store = memory_store()
    all_found = Event()

    def fill(filled: Store, *, ends: Callable[[float], bool]) -> SearchGap | None:
        left = let_all_be_found(filled, ends=ends)
        if _found(filled):
            all_found.set()
        return left

    monkeypatch.setattr(finding, "let_all_be_found", fill)
    thread = FindingThread(store, looks_every_s=0.001)
    thread.start()
    join_members(store, 60)
    assert all_found.wait(10)
    thread.stop()
    thread.stop()
    assert _found(store) == 20


def test_a_thread_that_never_began_can_be_stopped() -> None:
    """The window may close before anything behind it was started."""
    FindingThread(memory_store()).stop()


def test_while_members_come_nothing_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would wait for each other; where joining is stuck, those who came are filled."""
    store = memory_store()
    after = chain(("a", "b", "b"), repeat("b"))
    looks: list[str] = []
    is_done = Event()
    thread = FindingThread(store, looks_every_s=0.001)

    def fill(_store: Store, **_ends: object) -> SearchGap | None:
        looks.append("filled")
        is_done.set()
        return None

    class _Joining:
        def joining(self) -> Joining:
            looks.append(after_id := next(after))
            return Joining(after_id, 0, 0)

    monkeypatch.setattr(finding, "let_all_be_found", fill)
    monkeypatch.setattr("pos_loyalty.storage.store.BaseReader", lambda _connection: _Joining())
    thread.start()
    assert is_done.wait(10)
    thread.stop()
    assert looks[:4] == ["a", "b", "b", "filled"]


@pytest.mark.expected_log("WARNING .*: the search waits to be filled")
def test_an_outage_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk keeps names from being searched, and nothing else from going on."""
    thread = FindingThread(memory_store(), looks_every_s=0.001)
    tries: list[int] = []
    is_done = Event()

    def fill(_store: Store, **_ends: object) -> SearchGap | None:
        tries.append(1)
        if len(tries) == 1:
            raise OutageError(reason="disk")
        is_done.set()
        return None

    monkeypatch.setattr(finding, "let_all_be_found", fill)
    thread.start()
    assert is_done.wait(10)
    thread.stop()
    assert len(tries) >= 2
