"""Members who came by thousands and cannot be searched yet."""

from datetime import UTC, datetime

from pos_loyalty.storage.members import MEMBER
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.search_gap import leave_gap
from pos_loyalty.storage.store import Store

_SINCE = datetime(2025, 1, 1, tzinfo=UTC)


def join_members(store: Store, members: int) -> None:
    """Add so many, called Zora 1 and so on."""
    people = [
        MemberRecord(
            id=f"XXXX{number:06}",
            enrolled_at=_SINCE,
            given_name=f"Zora {number}",
            email=f"zora{number}@example.org",
        )
        for number in range(1, members + 1)
    ]
    with store.begin() as work:
        work.connection.execute_many(MEMBER.insertion, map(MEMBER.values, people))
        leave_gap(work.connection, from_id=people[0].id, members=members)
        work.commit()
