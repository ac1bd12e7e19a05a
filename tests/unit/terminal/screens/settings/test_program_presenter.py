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
    assert state.cells["tier[2].multiplier"].text == "1,5"
    assert [(row.label, row.after, row.is_changed) for row in state.examples] == [
        ("Basis, 74,90\u00a0€", "74", False),
        ("Silber, 74,90\u00a0€", "93", False),
        ("Gold, 74,90\u00a0€", "112", False),
    ]


def test_a_change_is_counted_explained_and_tried(page: _Page) -> None:
    """The line is marked, the change listed, its meaning said, and the example shows both."""
    page.presenter.edit("tier[2].multiplier", "2")
    state = page.state()
    assert state.cells["tier[2].multiplier"].is_changed
    assert state.cells["tier[2].multiplier"].before == "1,5"
    assert [(change.label, change.before, change.after) for change in state.changes] == [
        ("Gold · Faktor", "1,5", "2")
    ]
    assert state.meaning == ("In Gold zählen Punkte ×2 statt ×1,5.",)
    assert (state.examples[2].before, state.examples[2].after) == ("112", "149")


def test_undo_goes_back_step_by_step(page: _Page) -> None:
    """Every change can be taken back, also the discarding of all of them."""
    page.presenter.edit("earn.points", "2")
    page.presenter.edit("earn.points", "3")
    page.presenter.undo()
    assert page.state().draft.points == "2"
    page.presenter.discard()
    assert page.state().changes == ()
    page.presenter.undo()
    assert page.state().draft.points == "2"
    page.presenter.undo()
    page.presenter.undo()
    assert page.state().draft.points == "1"
    assert not page.state().may_undo


def test_the_same_text_is_no_change(page: _Page) -> None:
    """A line that is edited back is as it was."""
    page.presenter.edit("earn.points", "1")
    assert not page.state().may_undo


def test_problems_stand_at_their_lines(page: _Page) -> None:
    """What cannot be read and what contradicts is said beside the line that it is about."""
    page.presenter.edit("tier[1].threshold", "2000")
    assert page.state().cells["tier[2].threshold"].error
    page.presenter.edit("earn.per", "1,5o")
    assert page.state().cells["earn.per"].error == "Das ist kein Geldbetrag. So eintippen: 36,50."
    assert page.state().has_errors
    page.presenter.ask_start()
    assert page.state().publishing is None
    message = page.state().message
    assert message is not None
    assert message.tone is Tone.BAD


def test_problems_elsewhere_in_the_document_are_told() -> None:
    """A reward that a stamp card needs cannot be taken out in silence."""
    rewards = _document()["reward"]
    assert isinstance(rewards, list)
    card = {"id": "c", "name": "Karte", "any": True, "size": 10, "reward": rewards[0]["id"]}
    page = _Page(document={**_document(), "stamp_card": [card]})
    assert page.state().other_problems == ()
    page.presenter.remove("reward", 0)
    assert page.state().other_problems
    assert page.state().has_errors


def test_rows_are_added_moved_and_taken_out(page: _Page) -> None:
    """Tiers and rewards come and go; each is a change."""
    page.presenter.add("reward")
    page.presenter.edit("reward[3].name", "Käse")
    page.presenter.move("reward", 3, -1)
    page.presenter.add("tier")
    page.presenter.remove("tier", 3)
    page.presenter.remove("tier", 2)
    state = page.state()
    assert [reward.name for reward in state.draft.rewards][2] == "Käse"
    assert [tier.name for tier in state.draft.tiers] == ["Basis", "Silber"]
    labels = [change.label for change in state.changes]
    assert labels == ["Gold", "Käse"]
    assert state.cells["reward[2].name"].is_changed


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
    assert state.draft.points == "2"
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
    page.presenter.edit("tier[1].threshold", "2000")
    page.presenter.edit("tier[1].threshold", "200")
    tasks.do_next()
    assert not page.state().has_errors
    tasks.do_all()
    assert not page.state().has_errors


def test_short_terms_are_cautioned(page: _Page) -> None:
    """Below 36 months, in whatever unit, a sentence warns; it forbids nothing."""
    assert page.state().expiry_warning == ""
    page.presenter.edit("expiry.length", "24")
    assert page.state().expiry_warning.startswith("Unter 36 Monaten")
    assert not page.state().has_errors
    page.presenter.edit("expiry.kind", "days")
    page.presenter.edit("expiry.length", "1100")
    assert page.state().expiry_warning == ""
    page.presenter.edit("expiry.kind", "never")
    assert page.state().expiry_warning == ""


def test_meaning_is_told_in_sentences(page: _Page) -> None:
    """Rates, thresholds, prices and new rows each have their sentence; four at most."""
    page.presenter.edit("earn.points", "2")
    page.presenter.edit("tier[1].threshold", "250")
    page.presenter.edit("reward[0].cost", "400")
    assert page.state().meaning == (
        "Silber beginnt bei 250 statt 300,00.",
        "Mitglieder sammeln 2 statt 1 je 1,00.",
        "Kaffee gratis kostet 400 statt 500 Punkte.",
    )
    page.presenter.edit("earn.per", "2,00")
    assert "1 / 1,00" in page.state().meaning[1]
    page.presenter.add("tier")
    page.presenter.add("reward")
    assert len(page.state().meaning) == 4
    page.presenter.edit("earn.per", "x")
    assert not any(sentence.startswith("Mitglieder") for sentence in page.state().meaning)


def test_choices_are_named_in_the_list_of_changes(page: _Page) -> None:
    """No raw key of the document reaches a person."""
    page.presenter.edit("earn.rounding", "up")
    page.presenter.edit("name", "")
    changes = {change.label: (change.before, change.after) for change in page.state().changes}
    assert changes["Rundung"] == ("abrunden", "aufrunden")
    assert changes["Name des Programms"] == ("Sonnenblume Bonus", "leer")


def test_another_language_rewrites_only_what_nobody_typed(page: _Page) -> None:
    """An unchanged page changes its notation; a draft stays as it was typed."""
    page.presenter.speak(words_for("en"))
    assert page.state().cells["earn.per"].text == "1.00"
    page.presenter.edit("earn.per", "2.00")
    page.presenter.speak(words_for("de"))
    assert page.state().cells["earn.per"].text == "2.00"
