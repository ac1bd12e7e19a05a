from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, MemberStatus
from tests.support.stores import ANNA, BEN, NOW, file_store, memory_store

_PROFILE = MemberRecord(
    id=ANNA,
    enrolled_at=NOW,
    given_name="Anna",
    family_name="Müller",
    phone="+491701234567",
    email="anna@example.org",
    birthday="1990-03-05",
    consents={"mail": "2026-03-05"},
)


def test_a_profile_comes_back_as_it_was_put() -> None:
    """What was written down of a member is what is shown."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(_PROFILE)
        assert work.members.member(ANNA) == _PROFILE
        assert work.members.member(BEN) is None


def test_a_changed_profile_takes_the_place_of_the_old() -> None:
    """The day of joining stays; all else is as it was said last."""
    store = memory_store()
    later = datetime(2027, 1, 1, tzinfo=UTC)
    with store.begin() as work:
        work.members.put(_PROFILE)
        work.members.put(replace(_PROFILE, family_name="Schulz", enrolled_at=later, hlc=9))
        assert work.members.member(ANNA) == replace(_PROFILE, family_name="Schulz", hlc=9)


def test_a_changed_name_is_found_and_the_old_one_no_longer() -> None:
    """The search knows members by the name they have."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(_PROFILE)
        work.members.put(replace(_PROFILE, family_name="Schulz"))
        assert [hit.id for hit in work.members.find("schulz").hits] == [ANNA]
        assert work.members.find("müller").hits == ()
        assert work.members.find("ülle").hits == ()


def test_an_erased_member_is_found_no_more() -> None:
    """After an erasure nothing leads to the member, and the key is gone."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(_PROFILE)
        work.members.put_key(ANNA, b"wrapped")
        work.members.put(MemberRecord(id=ANNA, enrolled_at=NOW, status=MemberStatus.ERASED))
        work.members.drop_key(ANNA)
        found = [work.members.find(text).hits for text in ("Anna", "4567", "anna@", ANNA)]
        assert found == [(), (), (), ()]
        assert work.members.key(ANNA) is None
        assert work.members.count() == 0


def test_an_erased_member_leaves_no_byte_behind(tmp_path: Path) -> None:
    """Not in a table, not in the search, not in a page that nobody uses any more."""
    database = tmp_path / "shop.db"
    store = file_store(database)
    others = [MemberRecord(id=f"M{n:09}", enrolled_at=NOW, given_name="Eva") for n in range(50)]
    with store.begin() as work:
        for member in (_PROFILE, *others):
            work.members.put(member)
        work.members.put_key(ANNA, b"the-wrapped-key")
        work.commit()
    store.empty_log()
    words = (
        b"M\xc3\xbcller",
        b"muller",
        b"1701234567",
        b"7654321071",
        b"anna@",
        b"the-wrapped-key",
    )
    assert all(word in database.read_bytes() for word in words)
    with store.begin() as work:
        work.members.put(MemberRecord(id=ANNA, enrolled_at=NOW, status=MemberStatus.ERASED))
        work.members.drop_key(ANNA)
        work.commit()
    store.empty_log()
    assert not [word for word in words if word in database.read_bytes()]
    store.close()


def test_an_erased_member_has_no_personal_fields() -> None:
    """The database itself refuses an erased member with a name."""
    store = memory_store()
    with pytest.raises(BrokenConstraintError), store.begin() as work:
        work.members.put(replace(_PROFILE, status=MemberStatus.ERASED))


def test_a_new_card_ends_the_old_one() -> None:
    """Of a member's cards the newest opens the account."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.members.put_card(CardRecord(ANNA, 0, CardStatus.ACTIVE, NOW))
        work.members.end_cards(ANNA, CardStatus.REPLACED)
        work.members.put_card(CardRecord(ANNA, 1, CardStatus.ACTIVE, NOW))
        assert [card.status for card in work.members.cards(ANNA)] == [
            CardStatus.ACTIVE,
            CardStatus.REPLACED,
        ]
        assert work.members.card(ANNA, 0) == CardRecord(ANNA, 0, CardStatus.REPLACED, NOW)
        assert work.members.card(ANNA, 2) is None


@pytest.mark.parametrize("issue", [-1, 32])
def test_a_card_has_one_of_32_issues(issue: int) -> None:
    """An issue that a card cannot say is refused."""
    store = memory_store(ANNA)
    with pytest.raises(BrokenConstraintError), store.begin() as work:
        work.members.put_card(CardRecord(ANNA, issue, CardStatus.ACTIVE, NOW))


def test_a_key_can_be_wrapped_anew() -> None:
    """When the vault's key changes, the member's key is kept under the new one."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.members.put_key(ANNA, b"old")
        work.members.put_key(ANNA, b"new")
        assert work.members.key(ANNA) == b"new"


def test_a_member_is_found_by_what_another_system_calls_them() -> None:
    """Exactly: zeros in front are part of a number there."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(replace(_PROFILE, reference="00004"))
        found = work.members.by_reference("00004")
        assert found is not None
        assert found.id == ANNA
        assert work.members.by_reference("4") is None


@pytest.mark.parametrize(
    ("email", "phone", "is_found"),
    [
        ("ANNA@example.org", "", True),
        ("", "0170 1234567", True),
        ("anna@example", "", False),
        ("", "01701234", False),
        ("", "", False),
    ],
)
def test_a_member_is_known_by_the_whole_address_or_number(
    email: str, phone: str, *, is_found: bool
) -> None:
    """However it is written; a part of it could be anybody's."""
    store = memory_store()
    with store.begin() as work:
        work.members.put(_PROFILE)
        work.members.put(MemberRecord(id=BEN, enrolled_at=NOW))
        found = work.members.with_contact(email=email, phone=phone)
    assert [member.id for member in found] == ([ANNA] if is_found else [])
