"""Records that another till wrote all at once need no stamps of their own."""

from dataclasses import replace

from pos_loyalty.domain.shared_records import CARD, MEMBER, STAFF, Stamped, merged
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord
from pos_loyalty.storage.shared_fields import card_fields, card_hlc, member_fields
from pos_loyalty.storage.stamp_origins import HERE, origin_numbers, origin_of
from pos_loyalty.storage.stamps import Stamps, dirty_keys
from pos_loyalty.storage.store import Store, Work
from tests.support.stores import ANNA, NOW, memory_store
from tests.unit.storage.test_hub_link import LINK

_ANNA = MemberRecord(id=ANNA, enrolled_at=NOW, given_name="Anna", hlc=5)
_CARD = CardRecord(ANNA, 0, CardStatus.ACTIVE, NOW)


def _told() -> Store:
    """A paired till that was told of a member and a card, which ``other`` wrote."""
    store = memory_store()
    with store.begin() as work:
        work.hub.pair(LINK)
        (number,) = origin_numbers(work.connection, ["other"], own="till")
        work.members.put_merged(_ANNA)
        work.members.put_merged_card(_CARD)
        for table in ("member", "card"):
            work.connection.execute(f"UPDATE {table} SET origin = ?", (number,))
        work.commit()
    return store


def _stamped(work: Work, member: MemberRecord) -> dict[str, Stamped]:
    return Stamps(work.connection, MEMBER).stamped(ANNA, member_fields(member), hlc=member.hlc)


def test_each_till_has_one_number_and_this_one_none() -> None:
    """However often it is told of."""
    with memory_store().begin() as work:
        first = origin_numbers(work.connection, ["a", "till", "b"], own="till")
        again = origin_numbers(work.connection, ["b", "c", "a"], own="till")
        assert first == [1, HERE, 2]
        assert again == [2, 3, 1]


def test_without_stamps_a_record_has_those_of_its_origin() -> None:
    """Both sides of a merge then hold the same, whoever of two tills with one time wrote it."""
    with _told().begin() as work:
        assert _stamped(work, _ANNA)["given_name"] == Stamped(value="Anna", hlc=5, device="other")
        card = Stamps(work.connection, CARD).stamped(
            f"{ANNA}/0", card_fields(_CARD), hlc=card_hlc(_CARD)
        )
        assert {each.device for each in card.values()} == {"other"}
        assert origin_of(work.connection, STAFF, "s") is None


def test_between_two_writes_of_one_time_the_same_one_wins_as_at_the_hub() -> None:
    """Had the till taken it for its own, it would keep what the hub does not."""
    told = {"given_name": Stamped(value="Ann", hlc=5, device="ours")}
    with _told().begin() as work:
        mine = merged(MEMBER, _stamped(work, _ANNA), told)
    at_the_hub = {"given_name": Stamped(value="Anna", hlc=5, device="other")}
    assert mine["given_name"] == merged(MEMBER, at_the_hub, told)["given_name"]
    assert mine["given_name"].value == "Ann"


def test_what_is_changed_here_is_stamped_over_it() -> None:
    """The other fields keep who wrote them, and only the change waits to be sent."""
    changed = replace(_ANNA, email="anna@example.org", hlc=9)
    with _told().begin() as work:
        work.members.put(changed)
        stamped = _stamped(work, changed)
        assert (stamped["email"].device, stamped["given_name"].device) == ("till", "other")
        stamps = Stamps(work.connection, MEMBER)
        unsent = stamps.unsent(ANNA, member_fields(changed), hlc=9)
        assert list(unsent.fields) == ["email"]
        stamps.sent(unsent, member_fields(changed), hlc=9)
        assert _stamped(work, changed) == stamped


def test_what_was_told_anew_by_its_origin_needs_no_stamps_either() -> None:
    """All of it is again of one time and one till."""
    with _told().begin() as work:
        stamps = Stamps(work.connection, MEMBER)
        stamps.put_merged(ANNA, _stamped(work, _ANNA), {})
        unsent = stamps.unsent(ANNA, member_fields(_ANNA), hlc=5)
        stamps.sent(unsent, member_fields(_ANNA), hlc=5)
        assert work.connection.execute("SELECT count(*) FROM record_stamp").value() == 0
        assert _stamped(work, _ANNA)["given_name"].device == "other"


def test_a_hub_that_was_put_back_is_not_told_of_it_by_this_till() -> None:
    """Who wrote it tells it."""
    with _told().begin() as work:
        work.hub.mark_all_records()
        assert dirty_keys(work.connection, 9) == []


def test_another_hub_is_told_of_everything() -> None:
    """It never heard of those who wrote it."""
    with _told().begin() as work:
        work.hub.pair(LINK)
        assert dirty_keys(work.connection, 9) == [(CARD, f"{ANNA}/0"), (MEMBER, ANNA)]
        assert _stamped(work, _ANNA)["given_name"].device == "till"


def test_a_till_that_leaves_its_hub_forgets_where_records_come_from() -> None:
    """It stands alone with all that it knows."""
    with _told().begin() as work:
        work.hub.leave()
        assert origin_of(work.connection, MEMBER, ANNA) is None
        assert work.connection.execute("SELECT count(*) FROM stamp_origin").value() == 0
