from dataclasses import replace

from pos_loyalty.domain.errors import InsufficientPointsError, OutageError
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage, Tone
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.cashier import Desk
from tests.support.counter import ANNA, FakeCounter


def test_each_point_is_explained_while_typing() -> None:
    """The preview names base, tier and birthday, and their sum."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    sale = desk.state.sale
    assert [(line.label, line.note, line.number) for line in sale.addends] == [
        ("Basis", "für 36,50\u00a0€", "36"),
        ("Silber", "×1,25", "+9"),
        ("Geburtstag", "", "+20"),
    ]
    assert (sale.earned, sale.after) == ("+65", "1.349 Punkte")


def test_enter_records_once_and_the_counter_is_ready() -> None:
    """After Enter the prompt is back, the sale stands in green in the list, its points are said."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.receipt_number_edited(" 4711 ")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert request.basket.total_minor == 3650
    assert request.receipt_number == "4711"
    assert desk.stage() is Stage.READY
    assert desk.state.member is None
    assert desk.notice == "Anna Berger: +65 Punkte"
    assert desk.state.recent.lines[0].is_fresh
    assert not any(line.is_fresh for line in desk.state.recent.lines[1:])


def test_enter_twice_records_once() -> None:
    """The second Enter finds the sale being recorded and does nothing."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.do_all()
    desk.presenter.sale.amount_edited("5")
    tasks.do_all()
    desk.presenter.confirm()
    desk.presenter.confirm()
    assert len(tasks) == 1
    tasks.do_all()
    assert len(desk.counter.recorded) == 1


def test_after_an_outage_the_same_key_is_used_again() -> None:
    """Nobody knows whether the first try was written; the second must not be a second sale."""
    counter = FakeCounter()
    desk = Desk(counter)
    desk.sell("LT-ANNA", "5")
    keys: list[str] = []
    record = counter.record

    def failing(request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - stands in for record
        keys.append(request.key)
        if len(keys) == 1:
            raise OutageError
        return record(request)

    counter.record = failing  # type: ignore[method-assign] # a disk that is full once
    desk.presenter.confirm()
    assert desk.stage() is Stage.SALE
    assert desk.state.notice is not None
    assert desk.state.notice.tone is Tone.BAD
    assert desk.state.sale.amount_text == "5"
    desk.presenter.confirm()
    assert desk.stage() is Stage.READY
    assert keys[0] == keys[1]


def test_another_amount_is_another_sale() -> None:
    """What was changed after a failure gets a key of its own."""
    desk = Desk()
    desk.sell("LT-ANNA", "5")
    desk.presenter.confirm()
    desk.sell("LT-ANNA", "6")
    desk.presenter.confirm()
    assert len(desk.counter.recorded) == 2


def test_an_answer_for_an_older_amount_is_dropped() -> None:
    """While someone types, only the preview of what stands there is shown."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-JONAS")
    tasks.do_all()
    desk.presenter.sale.amount_edited("3")
    desk.presenter.sale.amount_edited("36")
    desk.presenter.sale.amount_edited("36,50")
    assert len(tasks) == 1
    tasks.do_next()
    assert desk.state.sale.earned == ""
    tasks.do_all()
    assert desk.state.sale.earned == "+36"
    assert desk.counter.previews == 2


def test_a_preview_that_comes_after_the_end_is_dropped() -> None:
    """A late answer does not bring a finished sale back."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-JONAS")
    tasks.do_all()
    desk.presenter.sale.amount_edited("3")
    desk.presenter.cancel()
    tasks.do_all()
    assert desk.stage() is Stage.READY
    assert desk.state.sale.earned == ""
    assert desk.counter.previews == 1


def test_what_is_no_amount_is_said_beside_the_field() -> None:
    """Letters give an error, no preview, and nothing is recorded."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,5x")
    assert desk.state.sale.amount_error
    assert desk.state.sale.earned == ""
    desk.presenter.confirm()
    assert desk.counter.recorded == {}
    desk.presenter.sale.amount_edited("36,5")
    assert desk.state.sale.amount_error == ""


def test_enter_without_an_amount_asks_for_it() -> None:
    """Neither nothing nor zero is a purchase."""
    desk = Desk()
    for text in ("", "0"):
        desk.sell("LT-ANNA", text)
        desk.presenter.confirm()
        assert desk.state.sale.amount_error == "Erst den Betrag des Einkaufs eingeben."
    assert desk.counter.recorded == {}


def test_an_unusual_amount_is_questioned_and_not_refused() -> None:
    """3650 instead of 36,50 is seen before Enter; who means it presses Enter."""
    desk = Desk()
    desk.sell("LT-ANNA", "3650")
    assert "3.650,00" in desk.state.sale.caution
    desk.presenter.confirm()
    assert len(desk.counter.recorded) == 1


def test_a_reward_becomes_a_discount_to_key_into_the_till() -> None:
    """The cashier reads what to take off, before and after Enter."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.reward_toggled("five")
    assert [(line.label, line.number) for line in desk.state.sale.money] == [
        ("Rabatt", "−5,00\u00a0€"),
        ("An der Kasse zu zahlen", "31,50\u00a0€"),
    ]
    desk.presenter.confirm()
    assert desk.notice == "In der Kasse 5,00\u00a0€ abziehen"
    (request,) = desk.counter.recorded.values()
    assert request.basket.burn.rewards == ("five",)


def test_a_reward_can_be_put_back() -> None:
    """Pressed twice, a reward is not redeemed."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.reward_toggled("five")
    assert desk.state.member is not None
    assert desk.state.member.rewards[1].is_chosen
    desk.presenter.sale.reward_toggled("five")
    assert desk.state.sale.money == ()


def test_a_reward_alone_is_redeemed_without_a_purchase() -> None:
    """No amount is needed for a free coffee."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.reward_toggled("coffee")
    assert desk.state.sale.confirm_words == "Einlösen"
    desk.presenter.confirm()
    assert [burn.rewards for burn in desk.counter.redeemed] == [("coffee",)]
    assert desk.counter.recorded == {}
    assert desk.stage() is Stage.READY


def test_more_than_there_is_warns_in_place() -> None:
    """Three rewards for the points of two are refused in the preview already."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    for reward in ("coffee", "five", "basket"):
        desk.presenter.sale.reward_toggled(reward)
    assert "1.284" in desk.state.sale.caution
    assert desk.state.redeem.caution == desk.state.sale.caution
    assert desk.state.sale.earned == ""


def test_points_go_in_steps() -> None:
    """From the minimum upwards in the program's steps, and never below it."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    points = []
    for _ in range(3):
        desk.presenter.sale.more_points()
        points.append(desk.state.redeem.points_text)
    for _ in range(3):
        desk.presenter.sale.fewer_points()
        points.append(desk.state.redeem.points_text)
    assert points == ["100", "200", "300", "200", "100", "0"]
    assert not desk.state.redeem.can_less


def test_as_many_points_as_possible_stop_at_the_amount() -> None:
    """Nobody pays more points than the purchase costs, nor than there are."""
    desk = Desk()
    desk.sell("LT-ANNA", "3,50")
    desk.presenter.sale.all_points()
    assert desk.state.redeem.points_text == "300"
    desk.presenter.sale.amount_edited("99")
    desk.presenter.sale.all_points()
    assert desk.state.redeem.points_text == "1.200"
    assert not desk.state.redeem.can_more


def test_a_member_without_points_cannot_redeem() -> None:
    """There is nothing to press where there is nothing to redeem."""
    desk = Desk()
    desk.presenter.card_scanned("LT-JONAS")
    assert not desk.state.sale.can_burn
    desk.presenter.sale.more_points()
    desk.presenter.sale.all_points()
    assert desk.state.redeem.points_text == "0"


def test_the_amount_is_parted_over_product_groups() -> None:
    """Groups become lines, the rest a line without a group."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.part_edited("kaffee", "4,20")
    desk.presenter.sale.part_edited("tabak", "10")
    assert desk.state.split.rest == "Ohne Gruppe: 22,30\u00a0€"
    desk.presenter.sale.code_edited("HERBST")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    parts = [(line.category, line.amount_minor) for line in request.basket.lines]
    assert parts == [("kaffee", 420), ("tabak", 1000), ("", 2230)]
    assert request.basket.code == "HERBST"


def test_groups_beyond_the_amount_are_not_recorded() -> None:
    """Enter shows the panel in which the parts do not sum up."""
    desk = Desk()
    desk.sell("LT-ANNA", "3")
    desk.presenter.sale.part_edited("kaffee", "4,20")
    assert desk.state.split.error
    desk.presenter.confirm()
    assert desk.counter.recorded == {}
    assert desk.overlay() is Overlay.SPLIT


def test_a_group_that_is_no_amount_is_not_recorded() -> None:
    """A typing mistake in a part stops Enter as one in the amount does."""
    desk = Desk()
    desk.sell("LT-ANNA", "30")
    desk.presenter.sale.part_edited("kaffee", "4,x")
    assert desk.state.split.error
    desk.presenter.confirm()
    assert desk.counter.recorded == {}
    desk.presenter.sale.part_edited("kaffee", "")
    desk.presenter.confirm()
    assert len(desk.counter.recorded) == 1


def test_a_first_card_over_an_untouched_sale_says_nothing() -> None:
    """Scanning one card after another, just to look, leaves no notice."""
    desk = Desk()
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.card_scanned("LT-JONAS")
    assert desk.state.member is not None
    assert desk.state.member.name == "Jonas Weber"
    assert desk.state.notice is None


def test_nothing_is_left_while_it_is_being_written() -> None:
    """Esc after Enter is too late, and does not pretend otherwise."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.do_all()
    desk.presenter.sale.amount_edited("5")
    tasks.do_all()
    desk.presenter.confirm()
    desk.presenter.cancel()
    assert desk.stage() is Stage.SALE
    tasks.do_all()
    assert desk.stage() is Stage.READY
    assert len(desk.counter.recorded) == 1


def test_there_is_nothing_to_resume_after_a_sale() -> None:
    """What is in the books does not come back as if it were not."""
    desk = Desk()
    desk.sell("LT-ANNA", "5")
    desk.presenter.confirm()
    desk.presenter.notice_answered("restore")
    assert desk.stage() is Stage.READY


def test_a_program_without_a_discount_has_no_steps() -> None:
    """Where points buy rewards only, the stepper does nothing and is not shown."""
    member = replace(ANNA, points_terms=None, value_minor=None)
    desk = Desk(FakeCounter(member))
    desk.sell("LT-ANNA", "36,50")
    for press in (
        desk.presenter.sale.more_points,
        desk.presenter.sale.fewer_points,
        desk.presenter.sale.all_points,
    ):
        press()
    assert not desk.state.redeem.has_points
    assert desk.state.sale.money == ()


def test_too_few_points_for_the_minimum_are_not_offered() -> None:
    """Below the smallest redemption neither plus nor “as many as possible” does anything."""
    member = replace(ANNA, balance=60, spendable=60)
    desk = Desk(FakeCounter(member))
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.sale.more_points()
    desk.presenter.sale.all_points()
    assert desk.state.redeem.points_text == "0"
    assert not desk.state.redeem.can_more


def test_a_late_refusal_of_an_older_amount_is_dropped() -> None:
    """A warning about what stood there before is not shown over what stands there now."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.card_scanned("LT-ANNA")
    tasks.do_all()
    desk.counter.fails_with = InsufficientPointsError(needed=500, held=20)
    desk.presenter.sale.amount_edited("3")
    desk.presenter.sale.amount_edited("36")
    tasks.do_next()
    assert desk.state.sale.caution == ""
    desk.counter.fails_with = None
    tasks.do_all()
    assert desk.state.sale.earned == "+65"


def test_a_blocked_member_buys_nothing() -> None:
    """A member who is blocked is shown, and Enter does nothing."""
    desk = Desk(FakeCounter(replace(ANNA, is_blocked=True)))
    desk.sell("LT-ANNA", "36,50")
    assert not desk.state.sale.can_confirm
    desk.presenter.confirm()
    assert desk.counter.recorded == {}
    assert desk.stage() is Stage.SALE
