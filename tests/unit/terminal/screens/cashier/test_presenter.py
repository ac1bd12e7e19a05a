from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.sightings import CardShown, CardWord, Sighting
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage, Tone
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.cashier import Desk
from tests.support.counter import ANNA, JONAS, FakeCounter


def test_a_scan_shows_the_member() -> None:
    """A scanned card opens a sale with the member's name, balance and rewards."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    member = desk.state.member
    assert desk.stage() is Stage.SALE
    assert member is not None
    assert (member.name, member.balance, member.unit) == ("Anna Berger", "1.284", "Punkte")
    assert [line.action for line in member.rewards] == ["Einlösen", "Einlösen", ""]


@pytest.mark.parametrize(
    ("card", "title", "tone"),
    [
        ("LT-SMUDGED", "Karte", Tone.WARN),
        ("LT-FORGED", "nicht echt", Tone.BAD),
        ("LT-FOREIGN", "anderen", Tone.WARN),
        ("LT-BLOCKED", "gesperrt", Tone.BAD),
        ("LT-NOBODY", "Mitglied", Tone.WARN),
    ],
)
def test_a_card_that_is_refused_leaves_the_counter_ready(card: str, title: str, tone: Tone) -> None:
    """Whatever is wrong with a card is said in place; the next card can be scanned at once."""
    desk = Desk()
    desk.presenter.card_scanned(card)
    assert desk.stage() is Stage.READY
    assert not desk.state.is_busy
    assert desk.state.notice is not None
    assert title in desk.state.notice.title
    assert desk.state.notice.tone is tone
    assert desk.state.notice.detail
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.stage() is Stage.SALE
    assert desk.state.notice is None


def test_the_later_of_two_scans_counts() -> None:
    """An answer for an older card is dropped, even if it comes last."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.card_scanned("LT-JONAS")
    tasks.do_next()
    assert desk.stage() is Stage.READY
    tasks.do_all()
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"


def test_escape_takes_back_a_question_that_is_out() -> None:
    """Who presses Esc while a card is looked up is not surprised by its member afterwards."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.is_busy
    desk.presenter.cancel()
    tasks.do_all()
    assert desk.stage() is Stage.READY
    assert not desk.state.is_busy


def test_another_card_takes_over_the_amount() -> None:
    """A wrong card is corrected by scanning the right one; the way back is offered."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.card_scanned("LT-JONAS")
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"
    assert desk.state.sale.amount_text == "36,50"
    assert desk.state.sale.earned == "+36"
    desk.presenter.notice_answered("previous")
    assert desk.state.member.name == "Anna Berger"
    assert desk.state.sale.earned == "+65"


def test_the_same_card_again_changes_nothing() -> None:
    """A second scan of the same card keeps the amount and what is to be redeemed."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.reward_toggled("coffee")
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.amount_text == "36,50"
    assert desk.state.sale.money
    assert desk.state.notice is None


def test_a_scan_while_a_sale_is_recorded_is_not_mixed_into_it() -> None:
    """Until a sale is in the books, no other member comes to the counter."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.do_all()
    desk.presenter.sale.amount_edited("5")
    tasks.do_all()
    desk.presenter.confirm()
    desk.presenter.card_scanned("LT-JONAS")
    assert desk.state.sale.is_recording
    tasks.do_all()
    assert desk.stage() is Stage.READY
    assert [request.member_id for request in desk.counter.recorded.values()] == [ANNA.member_id]


def test_a_search_finds_members_and_enter_takes_the_chosen_one() -> None:
    """Type part of a name, move down, Enter: the member is at the counter."""
    desk = Desk()
    desk.presenter.search_edited("be")
    assert [hit.name for hit in desk.state.find.hits][:2] == ["Anna Berger", "Jonas Weber"]
    desk.presenter.hit_moved(1)
    assert desk.state.find.selected == 1
    desk.presenter.search_entered()
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"
    assert desk.state.find.text == ""


def test_the_choice_stays_inside_the_list() -> None:
    """Arrow keys stop at both ends."""
    desk = Desk()
    desk.presenter.search_edited("be")
    desk.presenter.hit_moved(-1)
    assert desk.state.find.selected == 0
    desk.presenter.hit_moved(99)
    assert desk.state.find.selected == len(desk.state.find.hits) - 1


def test_many_hits_are_not_counted() -> None:
    """Twenty hits are shown, and that there are more is said."""
    desk = Desk()
    desk.presenter.search_edited("er")
    assert desk.state.find.summary == "Mehr als 20 Treffer: bitte genauer suchen"


def test_nobody_found_offers_a_way_on() -> None:
    """An empty result says so and what to try."""
    desk = Desk()
    desk.presenter.search_edited("zappa")
    assert desk.state.find.empty_title == "Niemand gefunden"
    assert desk.state.find.empty_detail


def test_an_older_search_does_not_replace_a_newer_one() -> None:
    """The answer to what was typed before is dropped."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.search_edited("anna")
    desk.presenter.search_edited("jonas")
    tasks.do_next()
    assert not desk.state.find.hits
    tasks.do_all()
    assert desk.state.find.summary == "1 Treffer"
    assert desk.state.find.hits[0].name == "Jonas Weber"


def test_a_single_letter_is_not_searched() -> None:
    """The first letter of a name would find half of the members."""
    desk = Desk()
    desk.presenter.search_edited("a")
    assert desk.state.find.hits == ()
    assert desk.state.find.empty_title == ""


def test_a_number_typed_in_full_is_like_a_scan() -> None:
    """Enter on something that no search finds asks whether it is a card number."""
    desk = Desk()
    desk.presenter.search_edited("LT-JONAS")
    desk.presenter.search_entered()
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"


def test_escape_goes_one_step_at_a_time() -> None:
    """Esc closes the panel first, then the sale, then clears what is left."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.redeem_wanted()
    desk.presenter.cancel()
    assert (desk.overlay(), desk.stage()) == (Overlay.NONE, Stage.SALE)
    desk.presenter.cancel()
    assert desk.stage() is Stage.READY
    assert desk.notice == "Einkauf abgebrochen"
    desk.presenter.cancel()
    assert desk.state.notice is None


def test_an_abandoned_sale_can_be_resumed() -> None:
    """Esc by mistake costs nothing: member, amount and rewards come back."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.reward_toggled("coffee")
    desk.presenter.cancel()
    desk.presenter.notice_answered("restore")
    assert desk.stage() is Stage.SALE
    assert desk.state.sale.amount_text == "36,50"
    assert desk.state.sale.money
    assert desk.counter.recorded == {}


def test_leaving_an_untouched_sale_says_nothing() -> None:
    """A card scanned just to look leaves no notice behind."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.cancel()
    assert desk.state.notice is None


def test_keys_that_have_no_meaning_now_do_nothing() -> None:
    """F4 without a member, and splitting without product groups, open nothing."""
    counter = FakeCounter()
    counter.groups = ()
    desk = Desk(counter)
    desk.presenter.redeem_wanted()
    assert desk.overlay() is Overlay.NONE
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.split_wanted()
    assert desk.overlay() is Overlay.NONE


def test_panels_open_and_close_with_the_same_key() -> None:
    """F1, F4, F8 and F9 each open their panel and close it again."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    for toggle, overlay in (
        (desk.presenter.help_wanted, Overlay.HELP),
        (desk.presenter.redeem_wanted, Overlay.REDEEM),
        (desk.presenter.split_wanted, Overlay.SPLIT),
        (desk.presenter.queue_wanted, Overlay.QUEUE),
        (desk.presenter.recent_wanted, Overlay.RECENT),
    ):
        toggle()
        assert desk.overlay() is overlay
        toggle()
        assert desk.overlay() is Overlay.NONE


def test_a_card_is_remembered_once_its_member_stands_there() -> None:
    """Plastic and phone are noted; a number that was typed is no card."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.counter.served == []
    desk.presenter.card_scanned("LT-PLASTIC")
    assert desk.counter.served == [CardShown(ANNA.member_id, 0)]
    assert desk.state.notice is None


def test_a_card_that_was_elsewhere_is_told() -> None:
    """The cashier hears when and where, and goes on serving: points are not held back."""
    desk = Desk()
    desk.presenter.card_scanned("LT-COPY")
    assert desk.state.notice is not None
    assert desk.state.notice.title == "Karte war eben woanders"
    assert desk.state.notice.detail.startswith("Um 14:29 in Nord.")
    assert desk.stage() is Stage.SALE
    assert len(desk.counter.served) == 1


ELSEWHERE = Sighting(
    member_id=ANNA.member_id,
    issue=0,
    step=None,
    device_id="another till",
    site="Nord",
    seen_at=datetime(2026, 5, 4, 12, 29, tzinfo=UTC),
)


def test_what_the_hub_says_of_a_card_comes_beside_the_sale() -> None:
    """A moment after the scan; what was typed meanwhile stays, and nobody waited for it."""
    asides = HeldTasks()
    desk = Desk(asides=asides)
    desk.counter.word = CardWord(elsewhere=ELSEWHERE)
    desk.sell("LT-PLASTIC", "36,50")
    assert desk.notice == ""
    asides.do_all()
    assert desk.notice == "Karte war eben woanders"
    assert desk.state.sale.amount_text == "36,50"
    desk.presenter.confirm()
    assert len(desk.counter.recorded) == 1
    (request,) = desk.counter.recorded.values()
    assert request.card == CardShown(ANNA.member_id, 0)


def test_the_card_stays_with_its_sale() -> None:
    """A member who took part in something is read anew, and the card lies there as before."""
    desk = Desk()
    desk.sell("LT-PLASTIC", "36,50")
    desk.presenter.sale.refreshed(replace(ANNA, balance=1_300))
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert request.card == CardShown(ANNA.member_id, 0)
    desk.presenter.sale.refreshed(ANNA)
    assert desk.stage() is Stage.READY


def test_a_code_that_another_till_took_is_said_at_once() -> None:
    """Before anybody presses Enter."""
    desk = Desk()
    desk.counter.word = CardWord(is_used=True)
    desk.presenter.card_scanned("LT-PLASTIC")
    assert desk.notice == "Dieser Code vom Handy wurde schon gezeigt"


@pytest.mark.parametrize("word", [None, CardWord()])
def test_nothing_is_said_of_a_card_in_order(word: CardWord | None) -> None:
    """Nor where there is no hub."""
    desk = Desk()
    desk.counter.word = word
    desk.presenter.card_scanned("LT-PLASTIC")
    assert desk.notice == ""


def test_what_was_said_is_not_said_again() -> None:
    """The till knew it already when the card was scanned; the notice was closed."""
    asides = HeldTasks()
    desk = Desk(asides=asides)
    desk.presenter.card_scanned("LT-COPY")
    elsewhere = desk.counter.identify("LT-COPY").elsewhere
    desk.counter.word = CardWord(elsewhere=elsewhere)
    desk.presenter.notice_dismissed()
    asides.do_all()
    assert desk.notice == ""


def test_a_word_that_comes_too_late_disturbs_nobody() -> None:
    """The sale is booked, or the next card lies there: its notice stays."""
    asides = HeldTasks()
    desk = Desk(asides=asides)
    desk.counter.word = CardWord(is_used=True)
    desk.presenter.card_scanned("LT-PLASTIC")
    desk.presenter.card_scanned("LT-JONAS")
    asides.do_next()
    assert desk.notice == ""
    desk.sell("LT-PLASTIC", "10,00")
    desk.presenter.confirm()
    said = desk.notice
    asides.do_all()
    assert desk.notice == said


def test_an_outage_of_the_hubs_word_is_not_said() -> None:
    """A sale goes on without it."""

    class Broken(FakeCounter):
        def card_word(self, card: CardShown) -> CardWord | None:
            raise OutageError

    desk = Desk(Broken())
    desk.presenter.card_scanned("LT-PLASTIC")
    assert desk.notice == ""


def test_the_card_goes_by_mail_in_the_midst_of_a_sale() -> None:
    """Ctrl+E: the letter is queued, the amount stays, and it is said where it goes."""
    desk = Desk(FakeCounter(replace(ANNA, mailbox="an…@example.org")))
    desk.sell("LT-ANNA", "36,50")
    assert desk.state.member is not None
    assert desk.state.member.mail == "Karte an an…@example.org schicken (Strg+E)"
    desk.presenter.mail_wanted()
    assert [member for _key, member in desk.counter.mailed] == [ANNA.member_id]
    assert desk.state.notice is not None
    assert desk.state.notice.title == "Karte kommt per E-Mail"
    assert "an…@example.org" in desk.state.notice.detail
    assert desk.state.sale.amount_text == "36,50"


def test_without_an_address_no_card_goes() -> None:
    """Nor without a member; an outage is said."""
    desk = Desk()
    desk.presenter.mail_wanted()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.mail_wanted()
    assert desk.counter.mailed == []
    assert desk.state.member is not None
    assert desk.state.member.mail == ""
    busy = Desk(FakeCounter(replace(ANNA, mailbox="an…@example.org")))
    busy.presenter.card_scanned("LT-ANNA")
    busy.counter.fails_with = OutageError()
    busy.presenter.mail_wanted()
    assert busy.state.notice is not None
    assert busy.state.notice.tone is Tone.BAD


def test_a_change_of_language_says_the_same() -> None:
    """Amount, member and notice stay when the language changes in mid-sale."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.speak(words_for("en"))
    assert desk.state.sale.confirm_words == "Credit"
    assert desk.state.sale.amount_text == "36,50"
    assert desk.state.member is not None
    assert desk.state.member.balance == "1,284"


def test_an_outage_of_the_lists_is_said() -> None:
    """When the last sales cannot be read, the counter still opens and says so."""

    class Broken(FakeCounter):
        def categories(self) -> tuple[()]:
            raise OutageError

    desk = Desk(Broken())
    assert desk.state.notice is not None
    assert desk.stage() is Stage.READY


def test_the_counter_is_idle_only_at_the_prompt() -> None:
    """Nothing locks the screen while a sale is open."""
    desk = Desk()
    assert desk.presenter.is_idle()
    desk.presenter.card_scanned("LT-ANNA")
    assert not desk.presenter.is_idle()


def test_the_customer_display_follows() -> None:
    """It hears of the member, each change, and the end, in this order."""
    desk = Desk()
    desk.sell("LT-JONAS", "5")
    desk.presenter.confirm()
    words = [word for word, _ in desk.audience.told]
    assert words[0] == "came"
    assert words[-1] == "done"
    assert ("came", JONAS.member_id) in desk.audience.told
    assert ("changed", "5") in desk.audience.told


def test_a_notice_offers_what_can_be_done_next() -> None:
    """After a foreign card, a new member is one press away; so is the search."""
    desk = Desk()
    desk.presenter.card_scanned("LT-FOREIGN")
    desk.presenter.notice_answered("enroll")
    assert desk.stage() is Stage.ENROLL
    desk.presenter.cancel()
    desk.presenter.card_scanned("LT-FOREIGN")
    desk.presenter.notice_answered("search")
    assert desk.state.notice is None
