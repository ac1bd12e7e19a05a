"""Somebody who is erased is nowhere in the hub's database any more, and never was in its log."""

import zlib
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.support.hub_chain import Chain
from tests.support.shop import Shop

PERSONAL = ("Annegret", "Sommerwind", "+4930987654", "anna@sommer.example", "1987-06-05")
TEXTS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'bytea')
"""


@pytest.fixture
def chain(store: HubStore) -> Chain:
    """A shop with three tills."""
    return Chain(store)


def change(shop: Shop, member_id: str, **fields: Any) -> None:  # noqa: ANN401 - of a member
    """Write a member's fields anew at a till."""
    with shop.application.store.begin() as work:
        before = work.members.member(member_id)
        assert before is not None
        stamp = work.log.stamp(shop.now)
        work.members.put(replace(before, hlc=stamp, **fields))
        work.commit()


def found_in(url: str, words: tuple[str, ...]) -> set[str]:
    """The tables in which one of these words stands, as text or in bytes."""
    found = set()
    with psycopg.connect(url) as link:
        for table, column, kind in link.execute(TEXTS).fetchall():
            for word in words:
                part = word.encode() if kind == "bytea" else word
                query = f'SELECT count(*) FROM "{table}" WHERE position(%s in "{column}") > 0'
                (hits,) = link.execute(query.encode(), (part,)).fetchone() or (0,)
                if hits:
                    found.add(table)
        for (body,) in link.execute("SELECT body FROM member_part").fetchall():
            # Parts for tills that will join are packed.
            if any(word.encode() in zlib.decompress(body) for word in words):
                found.add("member_part")
    return found


def test_an_erased_member_is_nowhere_at_the_hub(
    chain: Chain, hub_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in records, feeds and conflicts; in events, booked and refused, there is no name at all.

    What two tills had written apart goes in the transaction that erases, settled or not.
    """
    first, second, third = chain.tills.values()
    anna = first.enroll(
        given_name="Annegret",
        family_name="Sommerwind",
        phone="030 987654",
        email="anna@sommer.example",
        birthday="1987-06-05",
    )
    ben = first.enroll(given_name="Benno")
    first.sell(anna, "36.50")
    chain.sync()
    MemberDesk(chain.store).freshen(after="", limit=100)
    for shop, name in ((second, "Annegret A."), (third, "Annegret B.")):
        change(shop, anna, given_name=name)
        change(shop, ben, given_name=f"Benno {name[-2:]}")
    HubUpkeep(chain.store).revoke("till-c")
    third.sell(anna, "5.00")
    chain.talk("till-b")
    chain.talk("till-c")
    HubUpkeep(chain.store).readmit("till-c")
    chain.sync()
    with chain.store.begin() as work:
        told = work.conflicts(limit=9)
        assert {each.key for each in told} == {anna, ben}
        assert [line.row.reason for line in work.waiting_events(limit=9)] == ["revoked"]
        work.settle_conflict(next(each for each in told if each.key == anna), now_us=1)
        work.commit()
    assert found_in(hub_url, PERSONAL) == {"record", "change", "conflict", "member_part"}

    _erase(first, anna)
    chain.talk("till-a")
    assert found_in(hub_url, PERSONAL) == set()
    with chain.store.begin() as work:
        assert {each.key for each in work.conflicts(limit=9)} == {ben}
    chain.sync()
    assert found_in(hub_url, PERSONAL) == set()
    assert not any(word in caplog.text for word in PERSONAL)


def _erase(shop: Shop, member_id: str) -> None:
    with shop.application.store.begin() as work:
        before = work.members.member(member_id)
        assert before is not None
        work.members.put(
            MemberRecord(
                id=member_id,
                enrolled_at=before.enrolled_at,
                status=MemberStatus.ERASED,
                hlc=work.log.stamp(shop.now),
            )
        )
        work.commit()
