from datetime import timedelta

import pytest

from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.imports import ImportReport
from pos_loyalty.services.imports.running import Purpose
from pos_loyalty.services.members import Joined, Members, NewMember, Past
from pos_loyalty.services.request import Request
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.store import Work
from tests.support.imports import MEMBERS, brought, codes, table
from tests.support.shop import CASHIER, Shop, rules, scratch_shop
from tests.support.wordless import join_members

_HEAD = "number;first name;last name;email;phone;points;tier;tags;since"
_ANNA = "00004;Anna;Müller;anna@m.example;01701234567;120;gold;vip;02.03.2020"


def _member(shop: Shop, reference: str) -> MemberRecord:
    with shop.application.store.read() as reading:
        member = reading.members.by_reference(reference)
    assert member is not None
    return member


def _bring(shop: Shop, *lines: str) -> ImportReport:
    return brought(shop, table(_HEAD, *lines), MEMBERS)


def _figures(report: ImportReport) -> tuple[int, int, int]:
    return (report.imported, report.repeated, report.refused)


def test_members_bring_their_past_along() -> None:
    """Names, since when, tier, labels, and their points as one lot with its reason."""
    shop = scratch_shop()
    report = _bring(shop, _ANNA)
    assert (report.imported, report.members, report.points) == (1, 1, 120)
    anna = _member(shop, "00004")
    assert (anna.given_name, anna.segments) == ("Anna", ("vip",))
    assert anna.enrolled_at.isoformat().startswith("2020-03-01T23")
    state = shop.state(anna.id)
    assert (state.balance, state.tier.held, len(state.lots)) == (120, "gold", 1)
    (given,) = (body for body in shop.bodies() if body.type == "adjusted")
    assert given.detail == {"reason": "import"}
    assert shop.verified().ok


def test_starting_points_expire_as_the_program_says() -> None:
    """They are as good as points that were earned today."""
    shop = scratch_shop(rules(expiry={"kind": "months", "length": 12}))
    _bring(shop, _ANNA)
    (lot,) = shop.state(_member(shop, "00004").id).lots
    assert lot.expires_at is not None
    assert lot.expires_at > shop.now + timedelta(days=300)


def test_the_same_file_twice_changes_nothing() -> None:
    """Members are known by number, or by address or telephone together with the name."""
    shop = scratch_shop()
    lines = (_ANNA, ";Ben;;ben@b.example;;5;;;", ";Cleo;;;0761 123456;;;;")
    assert _figures(_bring(shop, *lines)) == (3, 0, 0)
    before = shop.written()
    assert _figures(_bring(shop, *lines, _ANNA)) == (0, 4, 0)
    assert shop.written() == before


def test_who_is_known_is_left_alone() -> None:
    """The shop's own data is newer than what an old system says."""
    shop = scratch_shop()
    _bring(shop, _ANNA)
    assert _figures(_bring(shop, _ANNA.replace("Müller", "Schulz").replace("120", "500"))) == (
        0,
        1,
        0,
    )
    anna = _member(shop, "00004")
    assert (anna.family_name, shop.balance(anna.id)) == ("Müller", 120)


def test_a_family_with_one_telephone_is_several_members() -> None:
    """Another first name is another person."""
    shop = scratch_shop()
    lines = (";Anna;Müller;;0761123456;;;;", ";Ben;Müller;;0761123456;;;;")
    assert _figures(_bring(shop, *lines, lines[0])) == (2, 1, 0)
    assert _figures(_bring(shop, *lines)) == (0, 2, 0)


def test_a_card_that_was_made_beforehand_keeps_its_number() -> None:
    """Who was given a printed card is the member of that number."""
    shop = scratch_shop()
    member_id = new_member_id()
    while member_number(member_id).replace("-", "").isdecimal():
        member_id = new_member_id()
    line = f"{member_number(member_id)};Anna;;;;;;;"
    assert _bring(shop, line).members == 1
    assert shop.application.members.profile(member_id).given_name == "Anna"
    assert _bring(shop, line).repeated == 1


def test_what_cannot_be_is_listed_and_the_rest_is_taken() -> None:
    """With the line of each."""
    shop = scratch_shop()
    report = _bring(
        shop,
        "1;;;;;;platinum;;",
        f"2;;;;;;;{'x' * 41};",
        "3;;;;;;;;02.03.2199",
        "4;;;;;x;;;",
        "5;;;;;;Gold;;",
    )
    assert codes(report) == [
        (2, "unknown-tier"),
        (3, "bad-segments"),
        (4, "time-ahead"),
        (5, "bad-points"),
    ]
    assert _figures(report) == (1, 0, 4)


def test_nobody_comes_back_by_an_import_who_was_erased() -> None:
    """An old file is no reason to know somebody again."""
    shop = scratch_shop()
    _bring(shop, _ANNA)
    anna = _member(shop, "00004")
    with shop.application.store.begin() as work:
        gone = MemberRecord(
            id=anna.id,
            enrolled_at=anna.enrolled_at,
            status=MemberStatus.ERASED,
            reference=anna.reference,
        )
        work.members.put(gone)
        work.commit()
    assert codes(_bring(shop, _ANNA)) == [(2, "member-erased")]


class _WaryMembers(Members):
    """Has second thoughts about Anna once she is in."""

    def enter(
        self, work: Work, request: Request, new: NewMember, past: Past | None = None
    ) -> Joined:
        joined = super().enter(work, request, new, past)
        if new.given_name == "Anna":
            raise NotAllowedError(reason="too-many-points")
        return joined


def test_what_the_ledger_itself_refuses_costs_only_its_line() -> None:
    """Nobody is half taken in, and everybody else of the step is."""
    shop = scratch_shop()
    own = shop.application
    own.members = _WaryMembers(own.store, own.shelf, own.privacy, own.key_ring)
    report = _bring(shop, _ANNA, "5;Ben;;;;;;;")
    assert (_figures(report), codes(report)) == ((1, 0, 1), [(2, "not-allowed")])
    assert shop.written()["member"] == 1
    assert shop.verified().ok


def test_a_trial_says_the_same_and_writes_nothing() -> None:
    """What was tried is what happens."""
    shop = scratch_shop()
    data = table(_HEAD, _ANNA, _ANNA, ";Ben;;b@b.example;;;;;")
    before = shop.written()
    tried = brought(shop, data, MEMBERS, purpose=Purpose.TRIAL)
    assert shop.written() == before
    assert brought(shop, data, MEMBERS) == tried


def test_a_cashier_imports_nobody() -> None:
    """It gives points away: that takes a manager."""
    shop = scratch_shop()
    with pytest.raises(NotAllowedError):
        brought(shop, table(_HEAD, _ANNA), MEMBERS, request=shop.request(actor=CASHIER))


def test_somebody_who_joined_here_is_known_by_the_address() -> None:
    """The old list has nothing to add."""
    shop = scratch_shop()
    shop.application.members.enroll(shop.request(), NewMember(email="anna@m.example"))
    assert _figures(_bring(shop, ";Anna;;ANNA@m.example;;;;;")) == (0, 1, 0)


def test_members_who_cannot_be_searched_yet_are_known_all_the_same() -> None:
    """At a till that has just joined a large shop, nobody is taken in twice."""
    shop = scratch_shop()
    join_members(shop.application.store, 70)
    assert _figures(_bring(shop, ";;;zora64@example.org;;;;;")) == (0, 1, 0)
