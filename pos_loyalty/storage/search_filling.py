"""Writes the words of members who came by thousands, while the till sells.

Each slice is one short transaction. Whatever is done twice changes nothing, so several programs
may fill at once, and it goes on wherever it was broken off.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from time import perf_counter
from typing import Final

import msgspec

from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.search_gap import (
    ROWS,
    SearchGap,
    count_down,
    count_up,
    end_stage,
    go_on,
    search_gap,
    taken,
)
from pos_loyalty.storage.search_words import Word, copy_words, lacking, put_rows, search_row
from pos_loyalty.storage.store import Store, Work

SLICE_S: Final = 0.02
"""How long a slice is to hold other writers up."""

_FEWEST: Final = 50
_PACK: Final = 100
_PACKED: Final = msgspec.json.Decoder(list[Word])
_MOST: Final = 5_000
"""Even where a disk is fast: what is read back after a power cut has a bound."""

_UNFOUND: Final = """
    SELECT member.id, given_name, family_name, member.phone, member.email,
        docid IS NULL AND status <> 'erased'
    FROM member LEFT JOIN member_search ON member_id = member.id
    WHERE member.id >= ? ORDER BY member.id LIMIT ?
"""


class _Order:
    """Words of one kind in their order, as they were at one moment, to be taken in parts.

    They wait packed as bytes: a million words are a third of what they are as values.
    """

    def __init__(self, gap: SearchGap, words: Iterable[Word], *, pack: int) -> None:
        rest = iter(words)
        self._pack = pack
        self._packs = [encode_json(part) for part in iter(lambda: list(islice(rest, pack)), [])]
        self._for = (gap.stage, gap.round)
        self._at = 0
        self._ahead = 0

    def is_for(self, gap: SearchGap) -> bool:
        """Whether these are the words that are missing now."""
        return self._for == (gap.stage, gap.round)

    def look(self, size: int) -> list[Word]:
        """About so many words more; the same ones until ``go_on``."""
        self._ahead = min(self._at + max(1, size // self._pack), len(self._packs))
        return [
            word for pack in self._packs[self._at : self._ahead] for word in _PACKED.decode(pack)
        ]

    def is_at_end(self) -> bool:
        """Whether none follows those that were looked at."""
        return self._ahead == len(self._packs)

    def go_on(self) -> None:
        """Leave those that were looked at behind."""
        self._at = self._ahead


class SearchFilling:
    """Fills the gap, a slice with each call. One thread uses it."""

    def __init__(self, store: Store, *, most: int = _MOST) -> None:
        """``most`` bounds a slice, whatever the time."""
        self._store = store
        self._most = most
        self._size = min(_FEWEST, most)
        self._order: _Order | None = None

    def left(self) -> SearchGap | None:
        """What is missing; None when everybody can be found."""
        with self._store.read() as reading:
            return search_gap(reading.connection)

    def fill_next(self) -> SearchGap | None:
        """Fill the next slice, and say what is missing then.

        Raises what ``Store.begin`` does.
        """
        gap = self.left()
        if gap is None:
            return None
        order = None if gap.stage == ROWS else self._ordered(gap)
        words = order.look(self._size) if order else []
        with self._store.begin() as work:
            began = perf_counter()
            now = search_gap(work.connection)
            if now is None or (now.stage, now.round) != (gap.stage, gap.round):
                # Somebody else finished the stage, or more members came.
                return now
            if order is None:
                done, is_end = _fill_rows(work, now, self._size)
            else:
                done, is_end = _fill_words(work, now, words), order.is_at_end()
            if is_end:
                end_stage(work.connection, now)
            left = search_gap(work.connection)
            work.commit()
            taken_s = perf_counter() - began
        if order is not None:
            order.go_on()
        self._size = min(next_size(self._size, done=done, taken_s=taken_s), self._most)
        return left

    def _ordered(self, gap: SearchGap) -> _Order:
        """The words of the stage, sorted; that takes seconds, and holds no writer up."""
        order = self._order
        if order is None or not order.is_for(gap):
            self._order = None
            with self._store.read() as reading:
                order = _Order(
                    gap, lacking(reading.connection, gap.stage), pack=min(_PACK, self._most)
                )
            self._order = order
        return order


def next_size(size: int, *, done: int, taken_s: float) -> int:
    """How many to take next, so that a slice takes as long as it may."""
    aimed = int(done * SLICE_S / max(taken_s, 0.001))
    return min(max(aimed, _FEWEST, size // 2), size * 2)


def _fill_rows(work: Work, gap: SearchGap, size: int) -> tuple[int, bool]:
    """Write a row for each who has none; how many were looked at, and if they were the last."""
    found = work.connection.execute(_UNFOUND, (gap.from_id, size + 1)).all()
    rows = [search_row(*row[:5]) for row in found[:size] if row[5]]
    put_rows(work.connection, rows)
    count_down(work.connection, len(rows))
    go_on(work.connection, found[-1][0] if found else gap.from_id)
    return len(found), len(found) <= size


def _fill_words(work: Work, gap: SearchGap, words: Sequence[Word]) -> int:
    copy_words(work.connection, gap.stage, words, taken(work.connection))
    count_up(work.connection, len(words))
    return len(words)
