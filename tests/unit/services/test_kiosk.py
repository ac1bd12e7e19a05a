from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.cards.card_drawing import code_matrix
from pos_loyalty.cards.errors import UnreadableCardError, UsedCodeError
from pos_loyalty.cards.member_number import new_member_id
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.domain.consent import CONTACT, TERMS, Consent
from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    MemberBlockedError,
    NotAllowedError,
)
from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.play import BuyTickets, GivePoints, SpinWheel
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.domain.visit import NewAtScreen, Visit
from pos_loyalty.security.roles import Permission, is_allowed
from pos_loyalty.services.contact import BadContactError
from pos_loyalty.services.kiosk import (
    CardWantedError,
    KioskService,
    StatementPrintedError,
    SuspectCardError,
    VisitOverError,
)
from tests.support.card_office import FakeOffice, phone_text
from tests.support.shop import Shop, rules, scratch_shop

TREES = {"id": "trees", "name": "Bäume", "cost": 50, "kind": "donation", "value": "0.50"}
DRAW = {"id": "draw", "name": "Verlosung", "prizes": ["Korb"], "ticket": {"points": 20}}
WHEEL = {"id": "wheel", "name": "Glücksrad", "segments": [{"points": 10, "weight": 1}]}


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop with a good cause, a draw and a wheel, which prints what it is asked for."""
    made = scratch_shop(rules(reward=[TREES], draw=[DRAW], wheel=[WHEEL], stamp_card=[]))
    yield made
    made.close()


@pytest.fixture
def kiosk(shop: Shop) -> KioskService:
    """Its members' screen."""
    return shop.application.kiosk(lambda: None)


def _card(shop: Shop, member_id: str) -> str:
    return shop.application.members.card(member_id).payload


def _anna(shop: Shop, kiosk: KioskService, points: int = 300) -> Visit:
    anna = shop.enroll(given_name="Anna", family_name="Berger")
    shop.give(anna, points)
    return kiosk.greet(_card(shop, anna))


def _slips(shop: Shop) -> list[SlipKind]:
    with shop.application.store.read() as reading:
        return [listed.job.facts.kind for listed in reading.print_jobs.open_jobs()]


def test_a_card_opens_its_own_account(shop: Shop, kiosk: KioskService) -> None:
    """Balance, what was last first, and what there is to take part in."""
    anna = shop.enroll(given_name="Anna")
    shop.sell(anna, "36.50")
    shop.clock.advance(timedelta(days=1))
    shop.give(anna, 200)
    visit = kiosk.greet(_card(shop, anna))
    assert visit.glance.first_name == "Anna"
    assert visit.glance.balance == shop.balance(anna)
    assert [line.kind for line in visit.history] == [EntryKind.CREDIT, EntryKind.EARN]
    assert [each.id for each in visit.offers.donations] == ["trees"]


def test_a_number_is_no_card(shop: Shop, kiosk: KioskService) -> None:
    """Whoever knows somebody's number sees nothing of the account."""
    anna = shop.enroll(given_name="Anna")
    with pytest.raises(CardWantedError):
        kiosk.greet(shop.application.members.card(anna).number)


def test_a_damaged_card_ends_the_visit_before(shop: Shop, kiosk: KioskService) -> None:
    """Another card at the reader is another person, whatever comes of it."""
    visit = _anna(shop, kiosk)
    with pytest.raises(UnreadableCardError):
        kiosk.greet(f"{_card(shop, shop.enroll())[:-4]}AAAA")
    with pytest.raises(VisitOverError):
        kiosk.print_statement(visit.id, "de")


def test_a_blocked_member_sees_nothing(shop: Shop, kiosk: KioskService) -> None:
    """The counter has the say."""
    anna = shop.enroll()
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        kiosk.greet(_card(shop, anna))


def test_a_card_that_was_elsewhere_is_sent_to_the_till(shop: Shop, kiosk: KioskService) -> None:
    """A copy going around spends nothing here."""
    anna = shop.enroll()
    kiosk.greet(_card(shop, anna))
    change = shop.application.settings.change
    change(lambda settings: replace(settings, shop=replace(settings.shop, site="Nord")))
    with pytest.raises(SuspectCardError):
        kiosk.greet(_card(shop, anna))


def test_the_hubs_word_on_a_card_is_heeded(shop: Shop) -> None:
    """A code that another till took, and a card that was elsewhere a moment ago."""
    office = FakeOffice(shop, says_used=True)
    kiosk = shop.application.kiosk(lambda: None)
    anna = shop.enroll()
    with pytest.raises(UsedCodeError):
        kiosk.greet(phone_text(shop, anna))
    office.says_used = False
    assert kiosk.greet(_card(shop, anna)).glance.member_id == anna
    office.seen_in = "Süd"
    with pytest.raises(SuspectCardError):
        kiosk.greet(_card(shop, anna))


def test_a_statement_is_printed_once(shop: Shop, kiosk: KioskService) -> None:
    """Once in a visit, and once in a minute however often the card is scanned."""
    visit = _anna(shop, kiosk)
    kiosk.print_statement(visit.id, "en")
    with pytest.raises(StatementPrintedError):
        kiosk.print_statement(visit.id, "en")
    again = kiosk.greet(_card(shop, visit.glance.member_id))
    with pytest.raises(StatementPrintedError):
        kiosk.print_statement(again.id, "en")
    assert _slips(shop) == [SlipKind.BALANCE]
    shop.clock.advance(timedelta(minutes=1))
    later = kiosk.greet(_card(shop, visit.glance.member_id))
    kiosk.print_statement(later.id, "de")
    assert _slips(shop) == [SlipKind.BALANCE, SlipKind.BALANCE]


def test_a_statement_speaks_the_language_that_was_read(shop: Shop, kiosk: KioskService) -> None:
    """Whoever reads English at the screen reads it on paper, too."""
    visit = _anna(shop, kiosk)
    kiosk.print_statement(visit.id, "en")
    with shop.application.store.read() as reading:
        [listed] = reading.print_jobs.open_jobs()
    assert listed.job.facts.language == "en"
    assert listed.job.facts.balance == 300


@pytest.mark.parametrize(
    ("deed", "balance"),
    [(GivePoints("trees", 100), 200), (BuyTickets("draw", 2), 260), (SpinWheel("wheel"), 310)],
)
def test_members_take_part_by_themselves(
    shop: Shop, kiosk: KioskService, deed: GivePoints | BuyTickets | SpinWheel, balance: int
) -> None:
    """Once for a key; the log says that it was done at the members' screen."""
    visit = _anna(shop, kiosk)
    for _twice in range(2):
        played = kiosk.take_part(visit.id, key="k", deed=deed)
        assert played.balance_after == balance
    assert kiosk.look_again(visit.id).glance.balance == balance
    assert shop.bodies()[-1].staff == "kiosk"


def test_too_few_points_change_nothing(shop: Shop, kiosk: KioskService) -> None:
    """A refusal, and the points are still there."""
    visit = _anna(shop, kiosk, points=40)
    with pytest.raises(InsufficientPointsError):
        kiosk.take_part(visit.id, key="k", deed=GivePoints("trees", 50))
    assert shop.balance(visit.glance.member_id) == 40


def test_nothing_is_done_for_who_has_left(shop: Shop, kiosk: KioskService) -> None:
    """A press that comes late finds the door shut."""
    visit = _anna(shop, kiosk)
    kiosk.leave()
    with pytest.raises(VisitOverError):
        kiosk.take_part(visit.id, key="k", deed=SpinWheel("wheel"))
    with pytest.raises(VisitOverError):
        kiosk.look_again(visit.id)


def test_the_screen_may_nothing_else() -> None:
    """No sale, no reward over the counter, no change of anybody's points."""
    allowed = {each for each in Permission if is_allowed(KIOSK, each)}
    assert allowed == {Permission.TAKE_PART, Permission.ENROLL}


def test_wishes_are_kept_with_their_time(shop: Shop, kiosk: KioskService) -> None:
    """Consent and its end are events of the log, which name nobody but by an id."""
    visit = _anna(shop, kiosk)
    anna = visit.glance.member_id
    assert not visit.may_contact
    assert kiosk.allow_contact(visit.id, key="a").may_contact
    assert shop.application.members.profile(anna).consents["contact"] == shop.now.isoformat()
    assert not kiosk.forbid_contact(visit.id, key="b").may_contact
    assert kiosk.speak(visit.id, key="c", language="en").language == "en"
    wishes = [body.data for body in shop.bodies() if body.type == "member-wish"]
    assert wishes == [{"contact": True}, {"contact": False}, {"language": "en"}]


def test_a_card_is_shown_where_the_shop_wants_it(shop: Shop, kiosk: KioskService) -> None:
    """Off without a word in the settings; what is shown is the member's own card."""
    visit = _anna(shop, kiosk)
    with pytest.raises(NotAllowedError):
        kiosk.card(visit.id)
    change = shop.application.settings.change
    change(lambda settings: replace(settings, display=replace(settings.display, show_card=True)))
    code = kiosk.card(visit.id)
    assert kiosk.look_again(visit.id).can_show_card
    assert code.number == visit.glance.number
    text = _card(shop, visit.glance.member_id)
    assert code.rows == tuple(tuple(row) for row in code_matrix(text))


TERMS_READ = Consent(TERMS, "Wir speichern Ihre Punkte.\nDamit bin ich einverstanden")
LETTERS_READ = Consent(CONTACT, "Sie dürfen mir schreiben")


def _let_join(shop: Shop) -> None:
    change = shop.application.settings.change
    change(lambda settings: replace(settings, display=replace(settings.display, joining=True)))


def test_somebody_joins(shop: Shop, kiosk: KioskService) -> None:
    """Once for a key; their visit begins, with the card that they have nowhere else yet."""
    _let_join(shop)
    new = NewAtScreen(first_name="Zoe", language="en", consents=(TERMS_READ,))
    visit = kiosk.join(key="k", new=new)
    again = kiosk.join(key="k", new=new)
    assert again.glance.member_id == visit.glance.member_id
    assert (again.glance.first_name, again.language, again.may_contact) == ("Zoe", "en", False)
    assert kiosk.card(again.id).number == visit.glance.number
    kiosk.leave()
    later = kiosk.greet(_card(shop, visit.glance.member_id))
    with pytest.raises(NotAllowedError):
        kiosk.card(later.id)


def test_a_card_that_was_handed_out_is_joined_with(shop: Shop, kiosk: KioskService) -> None:
    """It is theirs from now on; nobody else can join with it."""
    _let_join(shop)
    ring = shop.application.key_ring()
    text = card_payload(member_id=new_member_id(), issue=0, key=ring.current)
    visit = kiosk.join(key="k", new=NewAtScreen(card_text=text, consents=(TERMS_READ,)))
    assert kiosk.greet(text).glance.member_id == visit.glance.member_id
    with pytest.raises(NotAllowedError):
        kiosk.join(key="other", new=NewAtScreen(card_text=text, consents=(TERMS_READ,)))


def test_what_was_agreed_to_stands_in_the_log(shop: Shop, kiosk: KioskService) -> None:
    """Who, when, and every word that they read; once, however often the request comes."""
    _let_join(shop)
    new = NewAtScreen(
        email="zoe@example.org",
        may_contact=True,
        language="de",
        consents=(TERMS_READ, LETTERS_READ),
    )
    for _time in range(2):
        visit = kiosk.join(key="k", new=new)
    member_id = visit.glance.member_id
    (given,) = [body for body in shop.bodies() if body.type == "consent-given"]
    assert (given.member, given.staff, given.key) == (member_id, KIOSK.staff_id, "k")
    assert given.occurred == shop.now
    assert given.data == {
        "language": "de",
        "texts": {"terms": TERMS_READ.text, "contact": LETTERS_READ.text},
    }
    since = shop.now.isoformat()
    assert shop.application.members.profile(member_id).consents == {
        "contact": since,
        "terms": since,
    }
    kiosk.forbid_contact(visit.id, key="no-letters")
    assert shop.application.members.profile(member_id).consents == {"terms": since}
    assert shop.verified().ok


def test_nobody_joins_without_agreeing(shop: Shop, kiosk: KioskService) -> None:
    """The screen asks for the tick, and whatever stands before it cannot do without."""
    _let_join(shop)
    before = shop.written()
    with pytest.raises(NotAllowedError):
        kiosk.join(key="k", new=NewAtScreen(consents=(LETTERS_READ,)))
    assert shop.written() == before


def test_nobody_joins_where_the_shop_does_not_want_it(shop: Shop, kiosk: KioskService) -> None:
    """Off without a word in the settings; a wrong address joins nobody either."""
    with pytest.raises(NotAllowedError):
        kiosk.join(key="k", new=NewAtScreen())
    _let_join(shop)
    before = shop.written()
    with pytest.raises(BadContactError):
        kiosk.join(key="k", new=NewAtScreen(email="zoe@", consents=(TERMS_READ,)))
    assert shop.written() == before
