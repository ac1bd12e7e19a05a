"""Where cards were shown, as the hub keeps it, whatever database is behind it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from pos_loyalty.domain.shared_records import MEMBER, RecordChange, Stamped
from pos_loyalty.domain.sightings import REMEMBERED, Placed, Sighting
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.books import HubBook, HubWork
from pos_loyalty.sync.protocol import Seen, Sight
from pos_loyalty.sync.sighting_desk import SightingDesk
from tests.support.hub_events import START, START_US, till
from tests.support.memory_hub import MemoryHub


@pytest.fixture(params=["postgres", "memory"])
def book(request: pytest.FixtureRequest) -> HubBook:
    """A hub's database with nothing in it."""
    if request.param == "memory":
        return MemoryHub()
    empty: HubBook = request.getfixturevalue("store")
    return empty


@pytest.fixture
def work(book: HubBook) -> Iterator[HubWork]:
    """A transaction that is never committed."""
    with book.begin() as begun:
        yield begun


def placed(place: int, member: str = "M1", *, minutes: int = 0, step: int | None = None) -> Placed:
    """A card of a member, shown so many minutes after the start."""
    return Placed(
        place,
        Sighting(
            member_id=member,
            issue=1,
            step=step,
            device_id="till-1",
            site="Nord",
            seen_at=START + timedelta(minutes=minutes),
        ),
    )


def test_sightings_are_kept_as_they_are(work: HubWork) -> None:
    """Each member's own, in their places, plastic and phone."""
    rows = [placed(1, step=7), placed(2, minutes=-3), placed(1, "M2")]
    work.add_sightings(rows, now_us=START_US)
    found = work.sightings({"M1", "M2", "M3"})
    assert {member: list(kept) for member, kept in found.items()} == {
        "M1": rows[:2],
        "M2": rows[2:],
        "M3": [],
    }
    assert not work.sightings(())


def test_nothing_to_keep_is_nothing(work: HubWork) -> None:
    """A till that only asks writes nothing."""
    work.add_sightings((), now_us=START_US)
    assert not work.sightings({"M1"})["M1"]


def test_a_day_later_they_are_forgotten(work: HubWork) -> None:
    """Counted from when it was seen; from when it was told where a till's clock is ahead."""
    day_us = round(REMEMBERED.total_seconds() * 1e6)
    rows = [placed(1, minutes=-60), placed(2), placed(3, minutes=600)]
    work.add_sightings(rows, now_us=START_US)
    work.drop_sightings(now_us=START_US + day_us - 1)
    assert list(work.sightings({"M1"})["M1"]) == rows[1:]
    work.drop_sightings(now_us=START_US + day_us)
    assert list(work.sightings({"M1"})["M1"]) == []


def test_who_was_erased_leaves_no_trace(work: HubWork) -> None:
    """What was kept goes in the transaction that erases; nothing more is taken."""
    work.add_sightings([placed(1), placed(1, "M2")], now_us=START_US)
    work.records([(MEMBER, "M1")])
    erased = {"status": Stamped(value="erased", hlc=2, device="till-1")}
    work.put_records([RecordChange(kind=MEMBER, key="M1", fields=erased)])
    assert work.sightings({"M1", "M2"}) == {"M2": [placed(1, "M2")]}


def test_how_a_till_stands_is_read_without_its_lock(book: HubBook) -> None:
    """Whoever scans a card does not wait for what is sent meanwhile."""
    with book.begin() as work:
        assert work.device_status("till-1") is None
        work.put_device(till("till-1", status=DeviceStatus.REVOKED))
        work.commit()
    with book.begin() as sending:
        sending.device("till-1")
        with book.begin() as work:
            assert work.device_status("till-1") is DeviceStatus.REVOKED


def test_of_two_tills_at_once_one_hears_of_the_other(store: HubStore) -> None:
    """However close together: exactly one of them was told second."""
    names = [f"till-{n}" for n in range(4)]
    with store.begin() as work:
        for name in names:
            work.put_device(till(name))
        work.commit()
    desk, now_us = SightingDesk(store), to_us(START)

    def tell(name: str, member: str) -> list[str]:
        told = Sight(member=member, issue=0, site=name, seen_us=now_us)
        heard = desk.seen(name, Seen(sightings=(told,)), now_us=now_us)
        return [each.device for each in heard.others]

    with ThreadPoolExecutor(len(names)) as pool:
        for member in ("M1", "M2", "M3", "M4", "M5"):
            heard = list(pool.map(lambda name, member=member: tell(name, member), names))
            assert sorted(map(len, heard)) == [0, 1, 2, 3]
