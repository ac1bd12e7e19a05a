from dataclasses import replace

import pytest

from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE, Finding, Lesson, WedgeLesson
from pos_loyalty.scanning.wedge_settings import ScannerLayout, Suffix, WedgeSettings
from tests.support.wedge import (
    BLUETOOTH,
    CARD,
    ENTER,
    FAST,
    SLOW,
    STUMBLING,
    TAB,
    Field,
    scanned,
)


def learned(strokes: list[KeyStroke], current: WedgeSettings | None = None) -> Lesson:
    """What a lesson makes of these keys."""
    lesson = WedgeLesson(current=current)
    for stroke in strokes:
        lesson.feed(stroke)
    return lesson.finish()


@pytest.mark.parametrize("gaps", [FAST, SLOW, STUMBLING, BLUETOOTH, (44,), (58,)])
@pytest.mark.parametrize("suffix", [ENTER, TAB, None])
def test_what_was_learned_recognizes_the_next_scan(
    gaps: tuple[int, ...], suffix: KeyStroke | None
) -> None:
    """The settings of a lesson fit the scanner that gave it."""
    lesson = learned(scanned(LESSON_CODE, gaps=gaps, suffix=suffix))
    assert lesson.settings is not None
    field = Field(lesson.settings)
    field.receive(scanned(gaps=gaps, suffix=suffix))
    field.wait()
    assert (field.scans, field.text) == ([CARD], "")


def test_a_good_scanner_gives_nothing_to_say() -> None:
    """Fast, with Enter, same layout: the settings as they come, and no finding."""
    lesson = learned(scanned(LESSON_CODE))
    assert lesson.findings == ()
    assert lesson.settings == WedgeSettings(suffixes=frozenset({Suffix.ENTER}))
    assert (lesson.received, lesson.mean_gap_ms, lesson.longest_gap_ms) == (LESSON_CODE, 4, 4)


def test_other_settings_stay() -> None:
    """A lesson changes what it measured and nothing else."""
    lesson = learned(scanned(LESSON_CODE), WedgeSettings(minimum_length=10, repeat_pause_ms=500))
    assert lesson.settings is not None
    assert (lesson.settings.minimum_length, lesson.settings.repeat_pause_ms) == (10, 500)


@pytest.mark.parametrize(
    ("first", "prefix"),
    [
        ([KeyStroke("F13", 990, KeyKind.NAMED)], ("F13",)),
        ([KeyStroke("]", 985), KeyStroke("Q", 990), KeyStroke("1", 995)], ("]", "Q", "1")),
    ],
)
def test_the_prefix_is_what_comes_before(first: list[KeyStroke], prefix: tuple[str, ...]) -> None:
    """A function key or a few letters, learned as the keys that they are."""
    lesson = learned([*first, *scanned(LESSON_CODE)])
    assert lesson.settings is not None
    assert lesson.findings == (Finding.SENDS_FIRST,)
    assert lesson.settings.prefix == prefix
    field = Field(lesson.settings)
    field.receive([*first, *scanned()])
    assert (field.scans, field.text) == ([CARD], "")


def test_another_layout_is_named_and_learned() -> None:
    """The scanner presses US keys on a German computer: usable, and better set right."""
    lesson = learned(scanned("LTßZYÖ0123456789-QWX"))
    assert lesson.findings == (Finding.OTHER_LAYOUT,)
    assert lesson.settings is not None
    assert lesson.settings.layout is ScannerLayout.US_ON_GERMAN


def test_caps_lock_is_named() -> None:
    """Harmless, but good to know."""
    lesson = learned(scanned(LESSON_CODE.lower()))
    assert lesson.findings == (Finding.LOWER_CASE,)
    assert lesson.settings is not None


def test_a_missing_suffix_is_named() -> None:
    """It works, with a pause after each scan."""
    lesson = learned(scanned(LESSON_CODE, suffix=None))
    assert lesson.findings == (Finding.NO_SUFFIX,)
    assert lesson.settings is not None
    assert lesson.settings.suffixes == {Suffix.NONE}


def test_text_behind_the_code_makes_it_useless() -> None:
    """No card would be recognized; the scanner has to be set up anew."""
    lesson = learned(scanned(LESSON_CODE + "#"))
    assert lesson.findings == (Finding.TEXT_BEHIND,)
    assert lesson.settings is None


def test_a_slow_scanner_is_learned_with_a_warning() -> None:
    """Between 35 and 60 ms a key it works, at the cost of fast typists."""
    lesson = learned(scanned(LESSON_CODE, gaps=(44,)))
    assert lesson.findings == (Finding.SLOW,)
    assert lesson.settings is not None


@pytest.mark.parametrize("gaps", [(70,), (4, 4, 4, 90), (2, 2, 2, 2, 240)])
def test_a_scanner_that_stops_reads_our_codes(gaps: tuple[int, ...]) -> None:
    """Radio does that. What is learned is how long to wait, and that others may be missed."""
    lesson = learned(scanned(LESSON_CODE, gaps=gaps))
    assert lesson.findings == (Finding.STOPS,)
    assert lesson.settings is not None
    field = Field(lesson.settings)
    field.receive(scanned(gaps=gaps))
    field.wait()
    assert (field.scans, field.text) == ([CARD], "")


@pytest.mark.parametrize("gaps", [(80,), (4, 4, 4, 400)])
def test_a_scanner_as_slow_as_a_person_is_refused(gaps: tuple[int, ...]) -> None:
    """What cannot be told from typing must not swallow typing."""
    lesson = learned(scanned(LESSON_CODE, gaps=gaps))
    assert lesson.findings == (Finding.TOO_SLOW,)
    assert lesson.settings is None


def test_a_layout_that_nobody_knows_is_learned_by_the_places_of_the_keys() -> None:
    """A US scanner on a French computer: the digits arrive as signs."""
    french = dict(zip("0123456789AQWZ-/:", "à&é\"'(-è_çQAZW)!M", strict=True))
    strokes = [
        replace(stroke, text=french.get(stroke.text, stroke.text), us_text=stroke.text)
        for stroke in scanned(LESSON_CODE)
    ]
    lesson = learned(strokes)
    assert lesson.findings == (Finding.OTHER_LAYOUT,)
    assert lesson.settings is not None
    assert lesson.settings.layout is ScannerLayout.US_KEYS


def test_another_text_is_shown_as_it_came() -> None:
    """The page shows received beside expected."""
    lesson = learned(scanned("4006381333931"))
    assert (lesson.received, lesson.findings) == ("4006381333931", (Finding.OTHER_TEXT,))
    assert lesson.settings is None


def test_nothing_is_a_finding_too() -> None:
    """No key at all, or an Enter alone, means that no scanner is there."""
    for strokes in ([], [ENTER]):
        lesson = learned(strokes)
        assert lesson.findings == (Finding.NOTHING_ARRIVED,)
        assert lesson.settings is None


def test_what_comes_behind_the_suffix_does_not_matter() -> None:
    """A line feed after the carriage return is part of the same scan."""
    strokes = scanned(LESSON_CODE)
    lesson = learned([*strokes, replace(ENTER, time_ms=strokes[-1].time_ms + 2)])
    assert lesson.findings == ()
