from pathlib import Path

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.imports import DayOrder, ImportField, ImportKind, SaleMode
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.terminal.screens.settings.import_presenter import ImportPresenter
from pos_loyalty.terminal.screens.settings.import_state import ImportStage, ImportState, Picked
from pos_loyalty.terminal.screens.settings.state import Tone
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.import_room import ScratchImportRoom

_GERMAN = words_for("de")


class _Page:
    """A presenter over a shop in memory, and the states that it showed."""

    def __init__(self) -> None:
        self.room = ScratchImportRoom()
        self.tasks = HeldTasks()
        self.shown: list[ImportState] = []
        self.presenter = ImportPresenter(
            self.room, tasks=self.tasks, words=_GERMAN, show=self._show
        )
        self.presenter.open()

    def _show(self, state: ImportState, _words: Words) -> None:
        self.shown.append(state)

    @property
    def state(self) -> ImportState:
        return self.shown[-1]

    def file(self, name: str, kind: ImportKind = ImportKind.SALES) -> "_Page":
        """A file on the page."""
        self.presenter.choose_kind(kind)
        self.presenter.choose_file(name)
        self.tasks.do_all()
        return self

    def tried(self, name: str = "umsatz-maerz.csv") -> "_Page":
        """A file that was tried out."""
        self.file(name)
        self.presenter.check()
        self.tasks.do_all()
        return self

    def picked(self, key: str) -> Picked:
        """One of the lists to choose from."""
        lists = (*self.state.reading, *self.state.columns)
        return next(each for each in lists if each.key == key)

    def sales(self) -> int:
        """How many sales there are in the shop."""
        return self.room.shop.written()["sale"]


def test_a_file_is_shown_as_it_would_be_read() -> None:
    """Recognized columns, the first lines, and the first that are wrong."""
    page = _Page()
    assert page.state.stage is ImportStage.CHOOSE
    page.presenter.choose_file("umsatz-maerz.csv")
    assert (page.state.stage, page.state.file_name) == (ImportStage.READING, "umsatz-maerz.csv")
    page.tasks.do_all()
    state = page.state
    assert (state.stage, state.size) == (ImportStage.MAPPING, "8 Zeilen")
    assert page.picked("member").chosen == "2"
    assert dict(page.picked("amount").choices)[page.picked("amount").chosen] == "Betrag"
    assert page.picked("decimal").chosen == ","
    assert state.preview.headings == ("Mitgliedsnummer", "Tag", "Betrag", "Menge", "Produkt")
    assert state.preview.rows[0] == ("1001", "02.03.2026", "4,80\u00a0€", "1", "Roggenbrot")
    assert state.preview.numbers == {2, 3}
    assert state.wrong.heading == "3 Zeilen können nicht übernommen werden"
    assert (state.wrong.lines[0].place, len(state.wrong.lines)) == (
        "Zeile 5, Spalte „Kunden-Nr.“",
        3,
    )


def test_members_are_shown_as_they_would_be_read() -> None:
    """With the columns that the file has."""
    page = _Page().file("kundenkartei.csv", ImportKind.MEMBERS)
    assert page.state.preview.rows[0] == (
        "17",
        "Anna Wolfeschlegelsteinhausenbergerdorff",
        "anna@m.example",
        "4. Mai",
        "1.284",
        "02.03.2019",
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bild.csv", "Die Datei ist kein Text mit Spalten. Bitte als CSV exportieren."),
        ("fehlt.csv", "Die Datei fehlt.csv lässt sich nicht lesen."),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_once(name: str, reason: str) -> None:
    """In words without names of settings, and another can be chosen."""
    page = _Page().file(name)
    assert page.state.stage is ImportStage.CHOOSE
    assert page.state.message is not None
    assert (page.state.message.tone, page.state.message.detail) == (Tone.BAD, reason)


def test_what_the_file_does_not_tell_must_be_chosen() -> None:
    """Until then nothing can be checked."""
    page = _Page().file("visits.csv")
    assert page.state.hint == "Welche Spalte ist das? Mitgliedsnummer, Tag, Betrag"
    assert page.picked("member").is_missing
    page.presenter.check()
    assert page.state.stage is ImportStage.MAPPING
    for field, column in (("member", "1"), ("date", "2"), ("amount", "3")):
        page.presenter.choose_column(field, column)
    page.tasks.do_all()
    assert page.picked("day_order").is_missing
    assert "Tag oder Monat" in page.state.hint
    page.presenter.choose("day_order", DayOrder.MONTH_FIRST)
    page.tasks.do_all()
    assert page.state.hint == ""
    assert page.state.preview.rows[0][1] == "04.03.2026"


def test_an_empty_file_has_nothing_to_check() -> None:
    """It says so instead of trying nothing."""
    page = _Page().file("leer.csv")
    assert page.state.hint
    assert page.state.preview.rows == ()


def test_choices_are_wishes_and_the_file_is_read_anew() -> None:
    """Only the last answer counts when somebody chooses faster than it is read."""
    page = _Page().file("umsatz-maerz.csv")
    page.presenter.choose("shape", "comma")
    page.presenter.choose("shape", "")
    page.presenter.choose("encoding", "windows-1252")
    page.presenter.choose("header", "false")
    page.presenter.choose("decimal", ".")
    shown = len(page.shown)
    page.tasks.do_all()
    assert len(page.shown) == shown + 1
    wish = page.room.wishes[-1]
    assert (wish.delimiter, wish.encoding, wish.decimal) == (None, "windows-1252", ".")
    assert wish.has_header is False
    assert dict(page.picked("date").choices)["1"] == "Spalte 1: Datum"


def test_a_column_can_be_left_out_on_purpose() -> None:
    """What is recognized wrongly is not read."""
    page = _Page().file("umsatz-maerz.csv")
    page.presenter.choose_column("quantity", "")
    page.tasks.do_all()
    assert page.room.wishes[-1].columns == {ImportField.QUANTITY: ""}
    assert page.picked("quantity").chosen == ""


def test_receipts_ask_what_a_line_is() -> None:
    """A list of items and a list of purchases look alike."""
    page = _Page().file("umsatz-maerz.csv")
    page.presenter.choose_column("receipt", "1")
    page.tasks.do_all()
    assert page.picked("unit").chosen == "line"
    page.presenter.choose("unit", "purchase")
    page.tasks.do_all()
    assert page.picked("unit").chosen == "purchase"


def test_a_trial_shows_what_would_be_and_writes_nothing() -> None:
    """In figures, with every wrong line."""
    page = _Page().tried()
    state = page.state
    assert state.stage is ImportStage.TRIED
    assert [(total.value, total.label) for total in state.totals] == [
        ("4", "Einkäufe"),
        ("1.050,44\u00a0€", "Umsatz"),
        ("3", "neue Mitglieder"),
        ("0", "Punkte"),
        ("0", "Zeilen schon da"),
        ("4", "Zeilen falsch"),
    ]
    assert state.totals[-1].is_bad
    assert len(state.wrong.lines) == 4
    assert state.import_label == "4 Zeilen übernehmen"
    assert page.sales() == 0
    page.presenter.back()
    assert page.state.stage is ImportStage.MAPPING


def test_points_are_given_only_when_that_is_chosen() -> None:
    """The first choice is the one that can be looked at without consequences."""
    page = _Page().file("umsatz-maerz.csv")
    assert page.state.mode is SaleMode.HISTORY
    looks = len(page.room.wishes)
    page.presenter.choose_mode(SaleMode.POINTS)
    page.presenter.take_new_members(is_wanted=False)
    assert not page.state.takes_new_members
    page.presenter.take_new_members(is_wanted=True)
    assert len(page.room.wishes) == looks
    page.presenter.check()
    page.tasks.do_all()
    assert page.state.totals[3].value == "+1.048"


def test_what_was_tried_is_taken_in() -> None:
    """And the same file has nothing new afterwards."""
    page = _Page().tried()
    page.presenter.take_in()
    page.tasks.do_all()
    assert page.state.message is not None
    assert page.state.message.text == "4 Zeilen sind übernommen."
    assert (page.sales(), page.state.import_label) == (4, "")
    page.presenter.start_over()
    assert page.shown[-1].stage is ImportStage.CHOOSE
    page.tried()
    assert page.state.message is not None
    assert page.state.message.text == "In dieser Datei ist nichts Neues."
    assert page.state.import_label == ""
    page.presenter.take_in()
    assert page.sales() == 4


def test_progress_is_shown_and_others_have_their_turn_in_between() -> None:
    """One step is one piece of work."""
    page = _Page().tried("viele.csv")
    page.presenter.take_in()
    assert page.presenter.state.is_under_way
    page.tasks.do_next()
    page.tasks.do_next()
    assert (page.state.progress, round(page.state.share, 2)) == ("30 von 90", 0.33)
    assert len(page.tasks) == 1


def test_a_stopped_import_is_whole_and_goes_on() -> None:
    """The step that was being done is counted; Esc stops like the button."""
    page = _Page().tried("viele.csv")
    page.presenter.take_in()
    page.tasks.do_next()
    assert page.presenter.close()
    assert page.state.stage is ImportStage.DONE
    page.tasks.do_all()
    assert page.state.message is not None
    assert page.state.message.text == "Angehalten. 30 Zeilen sind vollständig übernommen."
    assert (page.sales(), page.state.import_label) == (30, "Weiter übernehmen")
    assert not page.presenter.close()
    page.presenter.take_in()
    page.tasks.do_all()
    assert (page.sales(), page.state.is_stopped) == (90, False)


def test_a_stop_that_comes_with_the_last_step_stops_nothing() -> None:
    """What is done is done, and said so."""
    page = _Page().tried("viele.csv")
    page.presenter.take_in()
    for _step in range(3):
        page.tasks.do_next()
    page.presenter.stop()
    page.tasks.do_all()
    assert (page.sales(), page.state.is_stopped) == (90, False)


def test_a_stopped_trial_goes_back_to_the_columns() -> None:
    """Nothing was written, so there is nothing to say."""
    page = _Page().file("viele.csv")
    page.presenter.check()
    page.tasks.do_next()
    page.presenter.start_over()
    page.presenter.choose_file("umsatz-maerz.csv")
    page.presenter.stop()
    page.tasks.do_all()
    assert (page.state.stage, page.state.message) == (ImportStage.MAPPING, None)


def test_an_outage_ends_an_import_with_what_was_done() -> None:
    """The disk may be full; what is in stays, and the rest can be taken in later."""
    page = _Page().tried("viele.csv")
    page.presenter.take_in()
    page.tasks.do_next()
    page.tasks.do_next()
    page.room.failure = OutageError()
    page.tasks.do_all()
    assert page.state.message is not None
    assert page.state.message.tone is Tone.BAD
    assert (page.sales(), page.state.import_label) == (30, "Weiter übernehmen")


def test_an_outage_while_trying_leads_back_to_the_columns() -> None:
    """With what happened, and nothing written."""
    page = _Page().file("viele.csv")
    page.presenter.check()
    page.room.failure = OutageError()
    page.tasks.do_all()
    assert page.state.stage is ImportStage.MAPPING
    assert page.state.message is not None


def test_the_page_speaks_another_language_at_once() -> None:
    """Whatever it shows just then."""
    page = _Page().tried()
    page.presenter.speak(words_for("en"))
    assert page.state.import_label == "Import 4 lines"
    page.presenter.open()
    assert page.state.totals[0].label == "purchases"


def test_nothing_but_the_file_s_name_is_shown_of_its_path() -> None:
    """Folders have names of people."""
    page = _Page()
    page.presenter.choose_file(str(Path("Annas Unterlagen", "kasse.csv")))
    assert page.state.file_name == "kasse.csv"
