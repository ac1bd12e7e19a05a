from dataclasses import replace

from pos_loyalty.domain.shared_records import CARD, MEMBER, STAFF, RecordChange, Stamped
from pos_loyalty.storage.overruled import OverruledFields
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, StaffRecord
from pos_loyalty.storage.shared_fields import card_of, member_fields, member_of, staff_of
from pos_loyalty.storage.stamps import Stamps, dirty_keys
from pos_loyalty.storage.store import Store, Work
from tests.support.stores import ANNA, BEN, NOW, memory_store
from tests.unit.storage.test_hub_link import LINK

_ANNA = MemberRecord(id=ANNA, enrolled_at=NOW, given_name="Anna", hlc=5)


def _paired() -> Store:
    store = memory_store()
    with store.begin() as work:
        work.hub.pair(LINK)
        work.commit()
    return store


def _stamps(work: Work, member: MemberRecord) -> dict[str, tuple[int, int, int]]:
    found = Stamps(work.connection, MEMBER).stamped(ANNA, member_fields(member), hlc=member.hlc)
    return {name: (each.hlc, each.seen, each.turn) for name, each in found.items()}


def _told(work: Work) -> None:
    """The hub has heard of all that was written."""
    for kind, key in dirty_keys(work.connection, 100):
        stamps = Stamps(work.connection, kind)
        member = work.members.member(key) if kind == MEMBER else None
        values = member_fields(member) if member else {}
        hlc = member.hlc if member else 0
        stamps.sent(stamps.unsent(key, values, hlc=hlc), values, hlc=hlc)


def test_a_till_that_stands_alone_keeps_no_stamps() -> None:
    """A shop with one till pays nothing for those that have several."""
    with memory_store().begin() as work:
        work.members.put(_ANNA)
        work.members.put_card(CardRecord(ANNA, 0, CardStatus.ACTIVE, NOW))
        work.shop.put_staff(StaffRecord(id="s", name="Sam", role="cashier", hlc=1))
        assert dirty_keys(work.connection, 9) == []


def test_a_new_record_is_stamped_in_all_that_it_says() -> None:
    """What it does not say nobody has written."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        assert _stamps(work, _ANNA) == {
            "status": (5, 0, 0),
            "given_name": (5, 0, 0),
            "enrolled_at": (5, 0, 0),
        }
        assert dirty_keys(work.connection, 9) == [(MEMBER, ANNA)]


def test_only_fields_that_changed_get_a_new_stamp() -> None:
    """What somebody else wrote in another field meanwhile is not written over."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        _told(work)
        changed = replace(_ANNA, email="anna@example.org", hlc=9)
        work.members.put(changed)
        work.members.put(changed)
        stamps = _stamps(work, changed)
        assert (stamps["email"], stamps["given_name"]) == ((9, 0, 0), (5, 0, 0))
        unsent = Stamps(work.connection, MEMBER).unsent(ANNA, member_fields(changed), hlc=9)
        assert list(unsent.fields) == ["email"]


def test_a_consent_that_was_taken_back_is_a_change() -> None:
    """It is sent as nothing, in the place of what stood there."""
    with _paired().begin() as work:
        given = replace(_ANNA, consents={"mail": "2026-03-05"})
        work.members.put(given)
        _told(work)
        taken = replace(given, consents={}, hlc=9)
        work.members.put(taken)
        unsent = Stamps(work.connection, MEMBER).unsent(ANNA, member_fields(taken), hlc=9)
        assert {name: (each.value, each.seen) for name, each in unsent.fields.items()} == {
            "consents.mail": (None, 5)
        }


def test_who_lifts_a_block_begins_a_new_turn() -> None:
    """It counts more than a block by somebody who did not see it."""
    with _paired().begin() as work:
        stamps = Stamps(work.connection, MEMBER)
        blocked, free = {"status": "blocked"}, {"status": "active"}
        stamps.note(ANNA, before={}, before_hlc=0, after=blocked, hlc=1)
        stamps.note(ANNA, before=blocked, before_hlc=1, after=free, hlc=2)
        assert stamps.stamped(ANNA, free, hlc=2) == {
            "status": Stamped(value="active", hlc=2, device="till", seen=1, turn=1)
        }


def test_what_is_as_old_as_its_record_and_told_needs_no_stamps() -> None:
    """A million members of a shop that joins a hub leave no million rows behind."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(_ANNA)
        work.hub.pair(LINK)
        work.commit()
    with store.begin() as work:
        assert dirty_keys(work.connection, 9) == [(MEMBER, ANNA)]
        _told(work)
        assert work.connection.execute("SELECT count(*) FROM record_stamp").value() == 0
        assert _stamps(work, _ANNA)["given_name"] == (5, 0, 0)
        work.members.put(replace(_ANNA, given_name="Ann", hlc=9))
        assert _stamps(work, replace(_ANNA, given_name="Ann", hlc=9))["given_name"] == (9, 5, 0)


def test_what_changed_while_a_push_was_on_its_way_waits_again() -> None:
    """The hub has heard of the older word only."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        stamps = Stamps(work.connection, MEMBER)
        push = stamps.unsent(ANNA, member_fields(_ANNA), hlc=5)
        newer = replace(_ANNA, given_name="Ann", hlc=9)
        work.members.put(newer)
        stamps.sent(push, member_fields(newer), hlc=9)
        assert list(stamps.unsent(ANNA, member_fields(newer), hlc=9).fields) == ["given_name"]


def test_after_a_merge_waits_what_the_hub_does_not_have() -> None:
    """It is what it told, but for fields that were written here since."""
    with _paired().begin() as work:
        mine = Stamped(value="Ann", hlc=9, device="till", seen=5)
        theirs = Stamped(value="blocked", hlc=7, device="other")
        stamps = Stamps(work.connection, MEMBER)
        stamps.put_merged(ANNA, {"given_name": mine, "status": theirs}, {"status": theirs})
        values = {"given_name": "Ann", "status": "blocked"}
        assert list(stamps.unsent(ANNA, values, hlc=9).fields) == ["given_name"]
        stamps.put_merged(ANNA, {"status": theirs}, {"status": theirs})
        assert dirty_keys(work.connection, 9) == []


def test_a_hub_that_lost_what_it_was_told_is_told_by_whoever_knows() -> None:
    """Whoever wrote it; what it tells as it is here does not wait any more."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        _told(work)
        stamps = Stamps(work.connection, MEMBER)
        mine = Stamped(value="Ann", hlc=9, device="till")
        theirs = Stamped(value="blocked", hlc=7, device="other")
        both = {"given_name": mine, "status": theirs}
        stamps.put_merged(ANNA, both, both)
        values = {"given_name": "Ann", "status": "blocked"}
        assert stamps.mark_unsent(after="", limit=9) == ANNA
        assert stamps.mark_unsent(after=ANNA, limit=9) is None
        assert stamps.unsent(ANNA, values, hlc=9).fields == both
        stamps.sent(RecordChange(kind=MEMBER, key=ANNA, fields={"status": theirs}), values, hlc=9)
        assert list(stamps.unsent(ANNA, values, hlc=9).fields) == ["given_name"]
        stamps.put_merged(ANNA, both, both)
        assert dirty_keys(work.connection, 9) == []


def test_all_kinds_are_marked_a_few_at_a_time() -> None:
    """Each record once, in an order that goes on where it was left; of placeholders none."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        work.members.put(MemberRecord(id=BEN, enrolled_at=NOW))
        for issue in (0, 9, 10):
            work.members.put_card(CardRecord(ANNA, issue, CardStatus.ACTIVE, NOW))
        _told(work)
        stamps, after, seen = Stamps(work.connection, CARD), "", []
        while (found := stamps.mark_unsent(after=after, limit=1)) is not None:
            seen.append(found)
            after = found
        assert seen == [f"{ANNA}/{issue}" for issue in (0, 9, 10)]
        assert Stamps(work.connection, MEMBER).mark_unsent(after="", limit=9) == ANNA
        assert Stamps(work.connection, STAFF).mark_unsent(after="", limit=9) is None
        assert len(dirty_keys(work.connection, 9)) == 4


def test_cards_that_a_new_one_takes_over_are_stamped_each() -> None:
    """Only those that were good."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        for issue, status in enumerate((CardStatus.BLOCKED, CardStatus.ACTIVE)):
            work.members.put_card(CardRecord(ANNA, issue, status, NOW))
        _told(work)
        work.members.end_cards(ANNA, CardStatus.REPLACED)
        assert dirty_keys(work.connection, 9) == [(CARD, f"{ANNA}/1")]


def test_a_mistyped_pin_is_nobody_elses_business() -> None:
    """Who signs in is told to other tills, how often one got it wrong is not."""
    with _paired().begin() as work:
        sam = StaffRecord(id="s", name="Sam", role="cashier", pin_hash="x", hlc=1)
        work.shop.put_staff(sam)
        work.connection.execute("UPDATE record_stamp SET is_dirty = 0")
        work.shop.put_staff(replace(sam, failed_pins=1))
        assert dirty_keys(work.connection, 9) == []
        work.shop.put_staff(replace(sam, role="manager", hlc=2))
        assert dirty_keys(work.connection, 9) == [("staff", "s")]


def test_fields_make_the_record_that_they_were() -> None:
    """Nothing of a member is lost on the way."""
    member = replace(
        _ANNA,
        consents={"mail": "2026-03-05"},
        segments=("vip",),
        reference="17",
        birthday="--03-05",
    )
    assert member_of(ANNA, member_fields(member), hlc=5) == member


def test_of_an_erased_member_no_field_is_left() -> None:
    """Whatever somebody told of it."""
    said = {**member_fields(replace(_ANNA, segments=("vip",))), "status": "erased"}
    erased = member_of(ANNA, said, hlc=9)
    assert erased == MemberRecord(id=ANNA, enrolled_at=NOW, status=erased.status, hlc=9)


def test_a_new_pin_forgets_wrong_ones() -> None:
    """With the same PIN they stay counted."""
    before = StaffRecord(id="s", name="Sam", role="cashier", pin_hash="x", failed_pins=2)
    said = {"name": "Sam", "role": "cashier", "pin_hash": "x", "active": True}
    assert staff_of("s", said, before=before, hlc=2).failed_pins == 2
    assert staff_of("s", {**said, "pin_hash": "y"}, before=before, hlc=2).failed_pins == 0


def test_a_cards_key_names_member_and_issue() -> None:
    """Cards are records of their own."""
    card = card_of(f"{ANNA}/3", {"status": "blocked", "issued_us": 0})
    assert (card.member_id, card.issue, card.status) == (ANNA, 3, CardStatus.BLOCKED)


def test_what_gives_way_before_it_was_told_waits_all_the_same() -> None:
    """Of what was written here; told, it is forgotten, and what stands was never in doubt."""
    with _paired().begin() as work:
        stamps, values = Stamps(work.connection, MEMBER), {"given_name": "Ann", "note": "new"}
        stamps.note(ANNA, before={}, before_hlc=0, after=values, hlc=5)
        mine = stamps.stamped(ANNA, values, hlc=5)
        theirs = {"given_name": Stamped(value="Anne", hlc=9, device="other")}
        stamps.keep_overruled(ANNA, values, theirs, hlc=5)
        stamps.put_merged(ANNA, {**theirs, "note": mine["note"]}, theirs)
        after = {"given_name": "Anne", "note": "new"}
        change = stamps.unsent(ANNA, after, hlc=9)
        assert change.fields == mine
        stamps.sent(change, after, hlc=9)
        assert dirty_keys(work.connection, 9) == []
        assert not work.hub.has_changes()


def test_what_gives_way_and_was_told_or_only_heard_of_is_not_kept() -> None:
    """The hub knows of it from whoever wrote it."""
    with _paired().begin() as work:
        stamps, values = Stamps(work.connection, MEMBER), {"given_name": "Ann"}
        heard = {"given_name": Stamped(value="Ann", hlc=5, device="third")}
        stamps.put_merged(ANNA, heard, {})
        theirs = {"given_name": Stamped(value="Anne", hlc=9, device="other")}
        stamps.keep_overruled(ANNA, values, theirs, hlc=5)
        stamps.note(ANNA, before=values, before_hlc=5, after={"given_name": "A"}, hlc=6)
        told = stamps.unsent(ANNA, {"given_name": "A"}, hlc=6)
        stamps.sent(told, {"given_name": "A"}, hlc=6)
        stamps.keep_overruled(ANNA, {"given_name": "A"}, theirs, hlc=6)
        assert dirty_keys(work.connection, 9) == []


def test_a_record_waits_once_however_much_of_it_does() -> None:
    """What stands and what gave way are told together, in the order of all."""
    with _paired().begin() as work:
        work.members.put(_ANNA)
        for kind, key in ((MEMBER, ANNA), (MEMBER, BEN), (CARD, "x/0")):
            kept = {"status": Stamped(value="active", hlc=1, device="till")}
            OverruledFields(work.connection, kind).keep(key, kept)
        assert dirty_keys(work.connection, 9) == [(CARD, "x/0"), (MEMBER, ANNA), (MEMBER, BEN)]
        assert dirty_keys(work.connection, 1) == [(CARD, "x/0")]
