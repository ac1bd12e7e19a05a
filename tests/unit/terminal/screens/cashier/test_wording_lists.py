from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.counter import (
    QueuedSlip,
    RecentActivity,
    RecentSale,
    SearchHit,
    SearchProgress,
    SearchResult,
)
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.facts import (
    AfterFacts,
    AfterStep,
    CounterFacts,
    QueueFacts,
)
from pos_loyalty.terminal.screens.cashier.state import RecentLine
from pos_loyalty.terminal.screens.cashier.wording_lists import (
    after_panel,
    find_panel,
    recent_panel,
)
from pos_loyalty.terminal.screens.cashier.wording_queue import queue_panel
from tests.support.counter import GOLD, NOW, RECENT

_DE = words_for("de")


def _line(sale: RecentSale, *, fresh: str = "") -> RecentLine:
    facts = CounterFacts(recent=RecentActivity((sale,)), fresh_id=fresh)
    return recent_panel(facts, _DE).lines[0]


@pytest.mark.parametrize(
    ("slip", "fresh", "detail", "icon"),
    [
        (JobState.PRINTED, "", "14:29 · 23,10\u00a0€", "receipt-text"),
        (JobState.PRINTED, "old-1", "14:29 · 23,10\u00a0€ · gedruckt", "check"),
        (JobState.QUEUED, "old-1", "14:29 · 23,10\u00a0€ · wartet", "receipt-text"),
        (JobState.UNCERTAIN, "", "14:29 · 23,10\u00a0€ · gedruckt?", "printer"),
        (JobState.HELD, "", "14:29 · 23,10\u00a0€ · zurückgehalten", "printer"),
    ],
)
def test_a_slip_that_is_not_out_is_seen_in_the_list(
    slip: JobState, fresh: str, detail: str, icon: str
) -> None:
    """The newest sale tells how its slip is; older ones only when something is left to do."""
    line = _line(replace(RECENT[0], slip=slip), fresh=fresh)
    assert (line.detail, line.icon) == (detail, icon)


def test_what_is_no_purchase_is_called_by_its_name() -> None:
    """A redemption has its own word and picture, with the member beside the time."""
    line = _line(replace(RECENT[0], kind=SlipKind.REDEMPTION, points=-500, amount_minor=None))
    assert (line.title, line.icon) == ("Einlösung", "gift")
    assert line.detail == "14:29 · Jonas Weber"
    assert line.is_negative


def test_a_nameless_purchase_is_called_a_purchase() -> None:
    """Without a name, the line says what it is."""
    assert _line(replace(RECENT[0], member_name="")).title == "Einkauf"


def test_the_list_waits_visibly() -> None:
    """Until it is read, its place is held; an empty day is no waiting."""
    assert recent_panel(CounterFacts(), _DE).is_loading
    empty = recent_panel(CounterFacts(recent=RecentActivity()), _DE)
    assert not empty.is_loading
    assert empty.totals == "Heute: 0 Einkäufe · 0 Punkte"


def test_a_blocked_member_is_marked_in_the_search() -> None:
    """Whoever is found but blocked is seen to be so before being chosen."""
    hit = SearchHit("M1", "K4821-7P2M9-B", "", "", GOLD, is_blocked=True)
    panel = find_panel(CounterFacts(found=SearchResult((hit,))), _DE)
    (line,) = panel.hits
    assert (line.name, line.tier) == ("K4821-7P2M9-B", "Gold")
    assert line.detail == "K4821-7P2M9-B · gesperrt"
    assert panel.summary == "1 Treffer"


def test_a_search_says_that_names_are_missing() -> None:
    """Who is not found may still come: nobody is enrolled twice for that."""
    progress = SearchProgress(ready=430_000, members=1_000_000)
    panel = find_panel(CounterFacts(found=SearchResult(progress=progress)), _DE)
    assert panel.progress == "Namen werden noch übernommen: 430.000 von 1.000.000."
    assert panel.empty_detail.startswith("Mit Karte oder Kartennummer")
    panel = find_panel(CounterFacts(found=SearchResult()), _DE)
    assert panel.progress == ""
    assert panel.empty_detail.startswith("Teil des Namens")


def test_a_part_returned_before_is_told() -> None:
    """What went back already stands with the purchase, and the rest bounds the question."""
    sale = replace(RECENT[0], left_minor=1310)
    panel = after_panel(AfterFacts(sale=sale), _DE)
    facts = {line.label: line.number for line in panel.facts}
    assert facts["Schon zurückgegeben"] == "10,00\u00a0€"
    asked = after_panel(AfterFacts(sale=sale, step=AfterStep.GIVE_BACK), _DE)
    assert asked.consequence.startswith("Bis 13,10\u00a0€.")
    assert asked.confirm_words == "Rückgabe buchen"


def test_what_was_done_before_today_is_told_by_its_day() -> None:
    """In the morning nobody takes yesterday's afternoon for today's."""
    recent = RecentActivity((RECENT[0],), as_of=RECENT[0].at + timedelta(days=1))
    line = recent_panel(CounterFacts(recent=recent), _DE).lines[0]
    assert line.detail == "20.11.2026 · 23,10\u00a0€"
    recent = replace(recent, as_of=RECENT[0].at + timedelta(hours=3))
    line = recent_panel(CounterFacts(recent=recent), _DE).lines[0]
    assert line.detail.startswith("14:29")


@pytest.mark.parametrize("kind", list(SlipKind))
def test_each_kind_of_slip_has_a_name_in_the_queue(kind: SlipKind) -> None:
    """Whatever waits for paper is called something; a kind without a name would close the list."""
    slips = (QueuedSlip("j", kind, NOW, JobState.QUEUED, "Anna Berger"),)
    (line,) = queue_panel(CounterFacts(queue=QueueFacts(slips)), _DE).lines
    assert line.title.endswith(" · Anna Berger")
