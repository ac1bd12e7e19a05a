"""Words that follow later are those that would have been written at once."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.storage.members import MEMBER
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.search_filling import SearchFilling
from pos_loyalty.storage.search_gap import ROWS, leave_gap
from pos_loyalty.storage.store import Store
from tests.support.stores import NOW, memory_store

_IDS = "ABCDEFGHIJ"
_ROWS = """
    SELECT member_id, given_first, family_first, email, phone, phone_reversed FROM member_search
    ORDER BY member_id
"""
_WORDS = """
    SELECT member_id, kind, word FROM member_word LEFT JOIN member_search USING (docid)
    ORDER BY member_id, kind, word
"""
_NAMES = """
    SELECT member_id, name FROM member_name LEFT JOIN member_search ON docid = member_name.rowid
    ORDER BY member_id
"""
_WITHOUT = """
    SELECT count(*) FROM member WHERE status <> 'erased'
    AND id NOT IN (SELECT member_id FROM member_search)
"""

_MEMBERS = st.builds(
    MemberRecord,
    id=st.sampled_from(_IDS),
    enrolled_at=st.just(NOW),
    given_name=st.sampled_from((None, "Anna", "Bo")),
    family_name=st.sampled_from((None, "Weiß", "Ode")),
    phone=st.sampled_from((None, "0170 12", "+49 30 7")),
    email=st.sampled_from((None, "a@example.org")),
)
_STEPS = st.one_of(
    st.lists(_MEMBERS, max_size=9),
    _MEMBERS,
    st.sampled_from(_IDS),
    st.tuples(st.sampled_from((0, 1)), st.integers(1, 6)),
    st.tuples(st.sampled_from((0, 1)), st.integers(1, 6)),
    st.sampled_from((0, 1)),
)


class _Shop:
    """A till that may be filled by two programs, and one where words are written at once."""

    def __init__(self) -> None:
        self.till, self.other = memory_store(), memory_store()
        self.fillings = [self._filling(), self._filling()]
        self.known: dict[str, MemberRecord] = {}

    def _filling(self) -> SearchFilling:
        return SearchFilling(self.till, most=2)

    def do(self, what: object) -> None:
        match what:
            case list():
                self._join([each for each in what if each.id not in self.known])
            case MemberRecord():
                before = self.known.get(what.id)
                if before is None or before.status is not MemberStatus.ERASED:
                    self._put(what)
            case str() if what in self.known:
                self._put(
                    MemberRecord(id=what, enrolled_at=NOW, status=MemberStatus.ERASED),
                )
            case int(which):
                self.fillings[which] = self._filling()
            case (int(which), int(times)):
                for _ in range(times):
                    self.fillings[which].fill_next()
            case _:
                pass

    def _join(self, members: list[MemberRecord]) -> None:
        new = list({each.id: each for each in members}.values())
        if not new:
            return
        erased = replace(new[-1], status=MemberStatus.ERASED)
        new[-1] = MemberRecord(id=erased.id, enrolled_at=NOW, status=erased.status)
        self.known |= {each.id: each for each in new}
        with self.till.begin() as work:
            work.connection.execute_many(MEMBER.insertion, map(MEMBER.values, new))
            leave_gap(work.connection, from_id=min(each.id for each in new), members=len(new) - 1)
            work.commit()
        with self.other.begin() as work:
            for each in new:
                work.members.put_merged(each)
            work.commit()

    def _put(self, member: MemberRecord) -> None:
        self.known[member.id] = member
        for store in (self.till, self.other):
            with store.begin() as work:
                work.members.put_merged(member)
                work.commit()


def _searched(store: Store) -> tuple[object, ...]:
    with store.read() as reading:
        run = reading.connection.execute
        return run(_ROWS).all(), run(_WORDS).all(), run(_NAMES).all(), reading.members.count()


@given(st.lists(_MEMBERS, min_size=4, max_size=9), st.lists(_STEPS, max_size=30))
def test_filled_later_is_filled_at_once(first: list[MemberRecord], steps: list[object]) -> None:
    """Whatever happens meanwhile: no doubles, nobody forgotten, and no words of the erased."""
    shop = _Shop()
    for what in (first, *steps):
        shop.do(what)
        with shop.till.read() as reading, shop.other.read() as other:
            gap = reading.members.unfound()
            missing = reading.connection.execute(_WITHOUT).value()
            assert missing == (gap.missing if gap is not None and gap.stage == ROWS else 0)
            assert reading.members.count() == other.members.count()
    while shop.fillings[0].fill_next() is not None:
        pass
    assert _searched(shop.till) == _searched(shop.other)
