import tomllib
from collections.abc import Mapping
from datetime import date

import pytest

from pos_loyalty.config import paths
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.program_presenter import ProgramPresenter
from pos_loyalty.terminal.screens.settings.state import ProgramState, Tone
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks, TaskRunner
from tests.support.clock import FixedClock
from tests.support.settings_fakes import FakePrograms


def _document() -> Mapping[str, object]:
    file = paths.resources() / "programs" / "sonnenblume.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class _Page:
    """The program page with a shop behind it."""

    def __init__(
        self, tasks: TaskRunner | None = None, *, document: Mapping[str, object] | None = None
    ) -> None:
        self.programs = FakePrograms(_document() if document is None else document)
        self.shown: list[ProgramState] = []
        self.presenter = ProgramPresenter(
            self.programs,
            tasks=ImmediateTasks() if tasks is None else tasks,
            clock=FixedClock(),
            words=words_for("de"),
        )
        self.presenter.follow(self.shown.append)
        self.presenter.open()

    def state(self) -> ProgramState:
        return self.shown[-1]


@pytest.fixture
def page() -> _Page:
    """The page as it opens."""
    return _Page()


def test_it_opens_with_the_published_program(page: _Page) -> None:
    """Nothing is changed, and an example shows what a purchase brings today."""
    state = page.state()
    assert state.is_loaded
    assert state.changes == ()
    assert state.tables["tier"].rows[2].title == "Gold"
    assert state.tables["tier"].rows[2].detail.startswith("ab 1.000,00\u00a0€ · ×1,5 · ")
    assert "tier[2].multiplier" not in state.cells
    assert state.example.amount == "74,90"
    assert [(row.label, row.after, row.is_changed) for row in state.example.rows] == [
        ("Basis", "74", False),
        ("Silber", "93", False),
        ("Gold", "112", False),
    ]
    assert state.example.reasons == (
        ("Basis", "74,90\u00a0€", "+74"),
        ("Gold", "×1,5", "+38"),
    )


def test_a_change_is_counted_explained_and_tried(page: _Page) -> None:
    """The line is marked, the change listed, its meaning said, and the example shows both."""
    page.presenter.open_row("tier", 2)
    page.presenter.edit("tier[2].multiplier", "2")
    state = page.state()
    assert state.cells["tier[2].multiplier"].is_changed
    assert [(change.label, change.before, change.after) for change in state.changes] == [
        ("Gold · Faktor auf Punkte", "1,5", "2")
    ]
    assert state.meaning == ("Gold: Faktor 2 statt 1,5.",)
    assert (state.example.rows[2].before, state.example.rows[2].after) == ("112", "149")


def test_undo_goes_back_step_by_step(page: _Page) -> None:
    """Every change can be taken back, also the discarding of all of them."""
    page.presenter.edit("earn.points", "2")
    page.presenter.edit("earn.points", "3")
    page.presenter.undo()
    assert page.state().cells["earn.points"].text == "2"
    page.presenter.discard()
    assert page.state().changes == ()
    page.presenter.undo()
    assert page.state().cells["earn.points"].text == "2"
    page.presenter.undo()
    page.presenter.undo()
    assert page.state().cells["earn.points"].text == "1"
    assert not page.state().may_undo


def test_the_same_text_is_no_change(page: _Page) -> None:
    """A line that is edited back is as it was."""
    page.presenter.edit("earn.points", "1")
    assert not page.state().may_undo


def test_problems_stand_at_their_lines(page: _Page) -> None:
    """What cannot be read and what contradicts is said beside the line that it is about."""
    page.presenter.edit("tier[1].threshold#money", "2000")
    assert page.state().tables["tier"].rows[2].problems == 1
    page.presenter.open_row("tier", 2)
    assert page.state().cells["tier[2].threshold#money"].error
    page.presenter.edit("earn.per", "1,5o")
    assert page.state().cells["earn.per"].error == "Das ist kein Geldbetrag. So eintippen: 36,50."
    assert page.state().has_errors
    page.presenter.ask_start()
    assert page.state().publishing is None
    message = page.state().message
    assert message is not None
    assert message.tone is Tone.BAD
    assert "Sammeln · je Einkaufswert" in message.detail


def test_problems_without_a_field_are_told() -> None:
    """What a file brought along and no field shows is named by its path."""
    page = _Page(document={**_document(), "colour": "red"})
    (problem,) = page.state().other_problems
    assert problem.startswith("colour: ")
    assert page.state().has_errors


def test_a_share_is_a_percentage_in_its_errors_too(page: _Page) -> None:
    """The document says 1 where the field says 100."""
    page.presenter.edit("redemption.maximum_share", "150")
    assert page.state().cells["redemption.maximum_share"].error == "Das darf höchstens 100 sein."


def test_things_are_added_copied_moved_and_taken_out(page: _Page) -> None:
    """Each is a change; the new one is open, with the cursor in its name."""
    page.presenter.add("reward")
    assert "reward[3].name" in [state.focus for state in page.shown]
    assert page.state().tables["reward"].opened == 3
    page.presenter.edit("reward[3].name", "Käse")
    page.presenter.move("reward", 3, -1)
    assert page.state().tables["reward"].opened == 2
    page.presenter.move("reward", 0, -1)
    page.presenter.duplicate("reward", 0)
    page.presenter.add("tier")
    page.presenter.remove("tier", 3)
    page.presenter.remove("tier", 2)
    state = page.state()
    assert [row.title for row in state.tables["reward"].rows] == [
        "Kaffee gratis",
        "Kaffee gratis (Kopie)",
        "5,00 € Rabatt",
        "Käse",
        "Geschenkkorb",
    ]
    assert [row.is_new for row in state.tables["reward"].rows].count(True) == 2
    assert [row.title for row in state.tables["tier"].rows] == ["Basis", "Silber"]
    labels = [change.label for change in state.changes]
    assert labels == ["Gold", "Kaffee gratis (Kopie)", "Käse"]


def test_another_order_is_a_change(page: _Page) -> None:
    """Where nothing else differs, the names are listed before and after."""
    page.presenter.move("reward", 1, -1)
    (change,) = page.state().changes
    assert change.label == "Prämien · Reihenfolge"
    assert change.before.startswith("Kaffee gratis · 5,00")
    assert change.after.startswith("5,00")


def test_an_outage_while_checking_is_said(page: _Page) -> None:
    """It is no problem of the draft, and the draft stays."""
    page.programs.outage = NotAllowedError(reason="role")
    page.presenter.edit("earn.points", "2")
    state = page.state()
    assert state.message is not None
    assert state.message.tone is Tone.BAD
    assert len(state.changes) == 1


def test_what_was_taken_out_is_offered_back(page: _Page) -> None:
    """The message has the undo in it; other answers are not the program's."""
    page.presenter.open_row("reward", 1)
    page.presenter.remove("reward", 1)
    state = page.state()
    assert state.message is not None
    assert state.message.actions == (("undo", "Rückgängig"),)
    assert state.tables["reward"].opened == -1
    page.presenter.answer("stay")
    assert len(page.state().tables["reward"].rows) == 2
    page.presenter.answer("undo")
    assert len(page.state().tables["reward"].rows) == 3


def test_one_thing_of_a_list_is_open(page: _Page) -> None:
    """Opening another closes the first; pressing it again closes it."""
    page.presenter.open_row("reward", 0)
    page.presenter.open_row("reward", 1)
    assert page.state().tables["reward"].opened == 1
    assert "reward[0].name" not in page.state().cells
    page.presenter.open_row("reward", 1)
    assert page.state().tables["reward"].opened == -1
    page.presenter.open_row("reward", 2)
    page.presenter.undo()
    page.presenter.remove("reward", 0)
    page.presenter.open_row("reward", 1)
    page.presenter.edit("reward[1].name", "Korb")
    page.presenter.discard()
    assert page.state().tables["reward"].opened == 1


def test_cards_unfold(page: _Page) -> None:
    """More, and the usual again."""
    page.presenter.unfold("earn")
    assert page.state().unfolded == {"earn"}
    page.presenter.unfold("earn")
    assert page.state().unfolded == frozenset()


def test_search_opens_what_is_around_a_field(page: _Page) -> None:
    """A row, a folded card, a section that is off: the cursor finds its way."""
    assert page.presenter.reveal("earn.cap_per_day") == "earn.cap_per_day"
    assert page.state().unfolded == {"earn"}
    assert page.presenter.reveal("reward[].name") == "reward[0].name"
    assert page.state().tables["reward"].opened == 0
    assert page.presenter.reveal("campaign[].members") == "campaign"
    assert page.presenter.reveal("referral.referrer") == "referral"
    assert page.presenter.reveal("referral") == "referral"
    page.presenter.add("wheel")
    assert page.presenter.reveal("wheel[].segments[].weight") == "wheel[0].segments[0].weight"


def test_sections_are_turned_on_and_off(page: _Page) -> None:
    """Their fields come and go, and the list of changes says so."""
    page.presenter.switch("referral", is_on=True)
    page.presenter.switch("redemption", is_on=False)
    state = page.state()
    assert "referral.referrer" in state.cells
    assert "redemption.value" not in state.cells
    changes = {change.label: (change.before, change.after) for change in state.changes}
    assert changes == {"Punkte als Rabatt": ("an", "aus"), "Empfehlung": ("aus", "an")}


def test_segments_are_edited_with_their_odds(page: _Page) -> None:
    """Every weight moves all odds."""
    page.presenter.add("wheel")
    page.presenter.edit("wheel[0].name", "Rad")
    page.presenter.edit("wheel[0].segments[0].weight", "60")
    assert page.state().cells["wheel[0].segments[0]"].text == "75\u00a0%"
    page.presenter.add("wheel[0].segments")
    assert "wheel[0].segments[2].points" in [state.focus for state in page.shown]
    page.presenter.remove("wheel[0].segments", 2)
    assert page.state().cells["wheel[0].segments"].text == "2"
    assert not page.state().has_errors


def test_a_preset_becomes_the_draft_and_can_be_undone(page: _Page) -> None:
    """One press, one step of undo; nothing is published."""
    page.presenter.show_presets()
    cards = page.state().presets
    assert cards is not None
    assert [card.id for card in cards] == ["plain", "today"]
    assert page.presenter.close_question()
    assert page.state().presets is None
    page.presenter.load_preset("plain")
    state = page.state()
    assert state.cells["name"].text == "Schlicht"
    assert state.message is not None
    assert state.message.text == "„Schlicht“ ist als Entwurf geladen."
    assert page.programs.published == []
    page.presenter.answer("undo")
    assert page.state().changes == ()


def test_programs_come_from_files_and_go_into_files(page: _Page) -> None:
    """What is written is the draft, and it can be loaded again."""
    page.presenter.edit("earn.points", "3")
    page.presenter.save_file("mine.toml")
    assert page.state().message is not None
    assert page.programs.files["mine.toml"] == page.presenter.document()
    page.presenter.discard()
    page.presenter.load_file("mine.toml")
    assert page.state().cells["earn.points"].text == "3"
    page.programs.failure = NotAllowedError(reason="role")
    page.presenter.load_file("mine.toml")
    message = page.state().message
    assert message is not None
    assert message.tone is Tone.BAD


def test_any_purchase_can_be_tried(page: _Page) -> None:
    """Amount and product group; an amount that cannot be read is marked, and the last one stays."""
    page.presenter.edit_example(amount="10", category="tabak")
    assert [row.after for row in page.state().example.rows] == ["0", "0", "0"]
    page.presenter.edit_example(amount="10", category="")
    assert page.state().example.rows[0].after == "10"
    page.presenter.edit_example(amount="zehn", category="")
    assert page.state().example.is_wrong
    assert page.state().changes == ()


def test_publishing_asks_for_the_day(page: _Page) -> None:
    """Tomorrow is offered, today is possible, the past is not."""
    page.presenter.edit("earn.points", "2")
    page.presenter.ask_start()
    publishing = page.state().publishing
    assert publishing is not None
    assert (publishing.start, publishing.earliest) == (date(2026, 3, 6), date(2026, 3, 5))
    page.presenter.choose_start(date(2025, 1, 1))
    chosen = page.state().publishing
    assert chosen is not None
    assert chosen.start == date(2026, 3, 5)
    page.presenter.choose_start(date(2026, 4, 1))
    page.presenter.publish()
    ((document, start),) = page.programs.published
    assert start == date(2026, 4, 1)
    assert document["earn"] == {**_earn(), "points": 2}
    state = page.state()
    assert state.publishing is None
    assert state.changes == ()
    assert not state.may_undo
    assert state.message is not None
    assert state.message.text == "Veröffentlicht. Es gilt ab 01.04.2026."


def _earn() -> Mapping[str, object]:
    earn = _document()["earn"]
    assert isinstance(earn, dict)
    return earn


def test_a_refused_publication_keeps_the_draft(page: _Page) -> None:
    """Nothing typed is lost when the shop says no."""
    page.presenter.edit("earn.points", "2")
    page.presenter.ask_start()
    page.programs.failure = NotAllowedError(reason="role")
    page.presenter.publish()
    state = page.state()
    assert state.cells["earn.points"].text == "2"
    assert len(state.changes) == 1
    assert state.message is not None
    assert "Rolle" in state.message.text
    assert not state.is_busy


def test_the_question_can_be_put_away(page: _Page) -> None:
    """Esc closes the question before it closes the page."""
    page.presenter.edit("earn.points", "2")
    page.presenter.ask_start()
    assert page.presenter.close_question()
    assert page.state().publishing is None
    assert not page.presenter.close_question()


def test_publishing_twice_publishes_once() -> None:
    """A second press while it is being published does nothing, nor does an edit."""
    tasks = HeldTasks()
    page = _Page(tasks)
    tasks.do_all()
    page.presenter.edit("earn.points", "2")
    tasks.do_all()
    page.presenter.ask_start()
    page.presenter.publish()
    page.presenter.publish()
    page.presenter.edit("earn.points", "9")
    page.presenter.undo()
    tasks.do_all()
    assert len(page.programs.published) == 1


def test_late_checks_of_old_drafts_are_dropped() -> None:
    """The answer about a draft that was typed over is not shown beside the new one."""
    tasks = HeldTasks()
    page = _Page(tasks)
    tasks.do_all()
    page.presenter.edit("tier[1].threshold#money", "2000")
    page.presenter.edit("tier[1].threshold#money", "200")
    tasks.do_next()
    assert not page.state().has_errors
    tasks.do_all()
    assert not page.state().has_errors


def test_advice_stands_beside_its_field_and_blocks_nothing(page: _Page) -> None:
    """Below 36 months a sentence says why that is risky."""
    page.presenter.edit("expiry.length", "24")
    state = page.state()
    assert any(hint.place.startswith("Verfall") for hint in state.hints)
    assert "36" in "".join(cell.advice for cell in state.cells.values())
    assert not state.has_errors
    page.presenter.edit("expiry.length", "x")
    assert page.state().cells["expiry.length"].error


def test_meaning_is_told_in_sentences(page: _Page) -> None:
    """Rates, thresholds, prices, things that come and go each have theirs; five at most."""
    page.presenter.edit("earn.points", "2")
    page.presenter.edit("tier[1].threshold#money", "250")
    page.presenter.edit("reward[0].cost", "400")
    assert page.state().meaning == (
        "Mitglieder sammeln 2 statt 1 je 1,00\u00a0€.",
        "Silber: Schwelle 250,00\u00a0€ statt 300,00\u00a0€.",
        "Kaffee gratis: Preis in Punkten 400 statt 500.",
    )
    page.presenter.edit("earn.per", "2,00")
    assert "1 / 1,00" in page.state().meaning[0]
    page.presenter.add("campaign")
    page.presenter.edit("campaign[0].name", "Dienstag")
    assert page.state().meaning[2] == "Neu bei Kampagnen: Dienstag, ×2."
    page.presenter.remove("reward", 2)
    page.presenter.switch("welcome", is_on=False)
    assert len(page.state().meaning) == 5
    page.presenter.edit("tier[1].threshold#money", "300")
    page.presenter.edit("reward[0].cost", "500")
    assert page.state().meaning[2:] == (
        "„Geschenkkorb“ gibt es dann nicht mehr.",
        "„Willkommen“ gibt es dann nicht mehr.",
    )


def test_choices_are_named_in_the_list_of_changes(page: _Page) -> None:
    """No raw key of the document reaches a person."""
    page.presenter.edit("earn.rounding", "up")
    page.presenter.edit("name", "")
    changes = {change.label: (change.before, change.after) for change in page.state().changes}
    assert changes["Sammeln · Rundung"] == ("abrunden", "aufrunden")
    assert changes["Namen · Name des Programms"] == ("Sonnenblume Bonus", "leer")


def test_an_amount_below_zero_is_no_return(page: _Page) -> None:
    """The sentence is about the setting, not about taking goods back."""
    page.presenter.edit("earn.minimum_purchase", "-3")
    assert page.state().cells["earn.minimum_purchase"].error == "Das darf nicht negativ sein."


def test_a_mark_that_is_gone_can_be_taken_away(page: _Page) -> None:
    """A tier that was taken out stays to be seen where something still means it."""
    page.presenter.open_row("reward", 0)
    page.presenter.edit("reward[0].tiers", "gold")
    page.presenter.remove("tier", 2)
    cell = page.state().cells["reward[0].tiers"]
    assert cell.error
    assert cell.choices[-1] == ("gold", "gold")
    page.presenter.edit("reward[0].tiers", "")
    assert not page.state().has_errors


def test_the_example_speaks_the_other_language(page: _Page) -> None:
    """Its amount is written as the language writes it, and stays what it was."""
    page.presenter.edit_example(amount="1.234,50", category="kaffee")
    page.presenter.speak(words_for("en"))
    example = page.state().example
    assert (example.amount, example.category, example.is_wrong) == ("1,234.50", "kaffee", False)


def test_another_language_rewrites_everything_that_can_be_read(page: _Page) -> None:
    """A draft survives the change; only what cannot be read stays as it was typed."""
    page.presenter.edit("earn.per", "2,00")
    page.presenter.edit("earn.minimum_purchase", "viel")
    page.presenter.speak(words_for("en"))
    assert page.state().cells["earn.per"].text == "2.00"
    assert page.state().cells["earn.minimum_purchase"].text == "viel"
    assert [change.label for change in page.state().changes] == [
        "Earning · per purchase value",
        "Earning · From a purchase of",
    ]
