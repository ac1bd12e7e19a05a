from datetime import timedelta

import pytest

from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.domain.errors import MemberBlockedError, NotAllowedError, UnknownMemberError
from pos_loyalty.services import members as members_module
from pos_loyalty.services.contact import BadContactError
from pos_loyalty.services.identify import ReplacedCardError
from pos_loyalty.services.members import NewMember, Past
from pos_loyalty.storage.records import MemberStatus
from tests.support.shop import CASHIER, MANAGER, Shop, rules, scratch_shop

PERSON = NewMember(
    given_name=" Annegret ",
    family_name="Sommerfeld",
    email="annegret@sommerfeld.example",
    phone="0170 / 123-4567",
    birthday="05-04",
    language="en",
    may_contact=True,
)


def _kept_answers(shop: Shop) -> bytes:
    with shop.application.store.read() as reading:
        rows = reading.connection.execute("SELECT outcome FROM request")
        return b"\n".join(rows.column())


def test_nobody_has_to_say_anything_to_join() -> None:
    """A member without a name has a number, a card and an empty account."""
    shop = scratch_shop()
    joined = shop.application.members.enroll(shop.request(), NewMember()).value
    assert joined.number == member_number(joined.member_id)
    assert shop.application.cards.member_id(joined.card, shop.now) == joined.member_id
    assert (joined.outcome.balance, joined.outcome.tier) == (0, "basis")
    profile = shop.application.members.profile(joined.member_id)
    assert (profile.given_name, profile.email, profile.consents) == (None, None, {})


def test_what_a_member_says_is_kept_tidied() -> None:
    """The profile holds what was typed, without filling; consent has its instant."""
    shop = scratch_shop()
    anna = shop.application.members.enroll(shop.request(), PERSON).value.member_id
    profile = shop.application.members.profile(anna)
    assert (profile.given_name, profile.family_name) == ("Annegret", "Sommerfeld")
    assert (profile.phone, profile.birthday) == ("01701234567", "--05-04")
    assert (profile.language, profile.enrolled_at) == ("en", shop.now)
    assert profile.consents == {"contact": shop.now.isoformat()}


@pytest.mark.parametrize("field", ["email", "phone", "birthday"])
def test_contact_data_that_cannot_be_is_refused(field: str) -> None:
    """A mistyped address is noticed while its owner still stands there; nobody has joined."""
    shop = scratch_shop()
    with pytest.raises(BadContactError) as caught:
        shop.enroll(**{field: "x"})
    assert caught.value.facts == {"field": field}
    assert shop.written()["member"] == 0


def test_a_welcome_is_given_at_joining_to_who_has_no_history() -> None:
    """Points of welcome are for new members, not for those brought along from elsewhere."""
    shop = scratch_shop(rules(welcome={"points": 50}))
    new = shop.application.members.enroll(shop.request(), NewMember()).value.outcome
    assert (new.earned, new.balance) == (50, 50)
    assert shop.balance(shop.enroll(welcome=False)) == 0
    assert shop.verified().ok


@pytest.mark.parametrize(
    "welcome", [{"points": 50, "on": "first-purchase"}, {"points": 0}], ids=["later", "nothing"]
)
def test_a_welcome_of_another_kind_is_not_given_at_joining(welcome: dict[str, object]) -> None:
    """Where the first purchase is rewarded, or nothing is, joining brings no points."""
    shop = scratch_shop(rules(welcome=welcome))
    assert shop.balance(shop.enroll()) == 0


def test_a_referrer_has_to_be_known() -> None:
    """Nobody is recommended by nobody."""
    shop = scratch_shop()
    with pytest.raises(UnknownMemberError):
        shop.enroll(referrer_id="0000000000")
    assert shop.written()["member"] == 0


def test_a_card_made_beforehand_goes_to_one_member() -> None:
    """Its number becomes the member's, in the issue it was made in; nobody else gets it."""
    shop = scratch_shop()
    blank = new_member_id()
    joined = shop.application.members.enroll(
        shop.request(), NewMember(member_id=blank, card_issue=3)
    ).value
    assert (joined.member_id, shop.application.members.card(blank).issue) == (blank, 3)
    assert shop.application.cards.member_id(joined.card, shop.now) == blank
    with pytest.raises(NotAllowedError, match="member-exists"):
        shop.enroll(member_id=blank)


def test_a_number_that_is_taken_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The member table has the last word on a number drawn by chance."""
    shop = scratch_shop()
    taken = shop.enroll()
    drawn = iter([taken, taken, "K48217P2M9"])
    monkeypatch.setattr(members_module, "new_member_id", lambda: next(drawn))
    assert shop.enroll() == "K48217P2M9"


def test_only_the_newest_card_is_good() -> None:
    """A lost card is worthless from the moment on that the next one is issued."""
    shop = scratch_shop()
    first = shop.application.members.enroll(shop.request(), NewMember()).value
    second = shop.application.members.replace_card(
        shop.request(actor=CASHIER), first.member_id
    ).value
    assert (second.issue, second.number) == (1, first.number)
    assert shop.application.cards.member_id(second.payload, shop.now) == first.member_id
    with pytest.raises(ReplacedCardError):
        shop.application.cards.member_id(first.card, shop.now)
    assert shop.application.members.card(first.member_id) == second


def test_cards_run_out_before_they_repeat() -> None:
    """There are 32 issues of a card; a further one would make the first good again."""
    shop = scratch_shop()
    anna = shop.enroll()
    for _ in range(31):
        shop.application.members.replace_card(shop.request(), anna)
    with pytest.raises(NotAllowedError, match="card-issues"):
        shop.application.members.replace_card(shop.request(), anna)
    assert shop.application.members.card(anna).issue == 31


def test_a_repeat_gives_the_same_card() -> None:
    """Asked again, the answer has the code of the card that was issued then."""
    shop = scratch_shop()
    members, joining = shop.application.members, shop.request()
    joined = members.enroll(joining, NewMember()).value
    replacing = shop.request()
    card = members.replace_card(replacing, joined.member_id).value
    assert members.enroll(joining, NewMember()).value.card == joined.card
    assert members.replace_card(replacing, joined.member_id).value.payload == card.payload
    assert card.payload != joined.card


def test_kept_answers_hold_no_card_and_no_person() -> None:
    """Whoever reads the table of requests can neither copy a card nor learn a name."""
    shop = scratch_shop()
    joined = shop.application.members.enroll(shop.request(), PERSON).value
    card = shop.application.members.replace_card(shop.request(), joined.member_id).value
    kept = _kept_answers(shop)
    for secret in (joined.card, card.payload, "Annegret", "Sommerfeld", "1234567", "05-04"):
        assert secret.encode() not in kept


def test_a_block_is_an_event_and_ends_with_another() -> None:
    """Blocking changes the profile, and the log says who did it."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    members = shop.application.members
    assert members.block(shop.request(actor=MANAGER), anna).value == anna
    assert members.profile(anna).status is MemberStatus.BLOCKED
    with pytest.raises(MemberBlockedError):
        shop.sell(anna, "5.00")
    members.unblock(shop.request(), anna)
    assert members.profile(anna).status is MemberStatus.ACTIVE
    assert members.profile(anna).given_name == "Anna"
    events = [body for body in shop.bodies() if body.type == "member-status"]
    assert [event.data["status"] for event in events] == ["blocked", "active"]
    assert {event.staff for event in events} == {MANAGER.staff_id}


def test_labels_are_events_without_a_person() -> None:
    """Joining with some, given and taken by a manager; what changes nothing is not written."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Annegret", segments=(" vip ",))
    members = shop.application.members
    assert members.profile(anna).segments == ("vip",)
    assert members.label(shop.request(), anna, add=("a", "b"), remove=("vip",)).value == ("a", "b")
    assert members.label(shop.request(), anna, add=("a",), remove=("c",)).value == ("a", "b")
    assert members.profile(anna).segments == ("a", "b")
    events = [body for body in shop.bodies() if body.type == "member-segments"]
    assert [event.data for event in events] == [{"segments": ["vip"]}, {"segments": ["a", "b"]}]
    with pytest.raises(NotAllowedError):
        members.label(shop.request(actor=CASHIER), anna, add=("c",))
    with pytest.raises(NotAllowedError):
        shop.enroll(segments=("birthday-day",))
    with pytest.raises(UnknownMemberError):
        members.label(shop.request(), "nobody", add=("a",))
    request = shop.request("k")
    assert members.label(request, anna, add=("c",)).value == ("a", "b", "c")
    assert members.label(request, anna, add=("c",)).repeated


def test_nobody_has_no_card_and_no_profile() -> None:
    """An unknown member is unknown to each question."""
    members = scratch_shop().application.members
    for ask in (members.card, members.profile):
        with pytest.raises(UnknownMemberError):
            ask("0000000000")


def test_a_member_may_bring_a_past_along() -> None:
    """Profile and rules know since when; the number elsewhere stands in the log sealed only."""
    shop = scratch_shop()
    since = shop.now - timedelta(days=700)
    with shop.application.store.begin() as work:
        past = Past(since=since, reference="anna@example.org")
        joined = shop.application.members.enter(
            work, shop.request(), NewMember(welcome=False), past
        )
        work.commit()
    assert shop.application.members.profile(joined.member_id).enrolled_at == since
    assert shop.state(joined.member_id).enrolled_at == since
    assert shop.application.members.profile(joined.member_id).reference == "anna@example.org"
    assert "anna@" not in repr(shop.bodies())
