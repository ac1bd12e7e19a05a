import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.scanning.key_run import Verdict
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_settings import (
    ScannerLayout,
    Suffix,
    WedgeSettings,
)
from tests.support.wedge import (
    BLUETOOTH,
    CARD,
    EAN,
    ENTER,
    FAST,
    SLOW,
    STALLED,
    STEADY,
    STUMBLING,
    TAB,
    Field,
    keys,
    scanned,
    typed,
)

PREFIXED = WedgeSettings(prefix=("F13",))
F13 = KeyStroke("F13", 995, KeyKind.NAMED)


@pytest.mark.parametrize("gaps", [STEADY, SLOW, FAST, STUMBLING, STALLED, BLUETOOTH])
@pytest.mark.parametrize("suffix", [ENTER, TAB])
def test_a_scan_is_recognized_and_leaves_no_key(gaps: tuple[int, ...], suffix: KeyStroke) -> None:
    """At every speed that scanners have, and whether it ends with Enter or Tab."""
    field = Field()
    field.receive(scanned(gaps=gaps, suffix=suffix))
    assert (field.scans, field.text) == ([CARD], "")
    assert not field.reader.is_holding


def test_a_scan_through_caps_lock_is_the_same_scan() -> None:
    """Caps Lock turns the case around; our codes have upper case only."""
    field = Field()
    field.receive(scanned(CARD.lower()))
    assert field.scans == [CARD]


def test_a_scan_through_another_layout_is_set_right() -> None:
    """A learned layout turns the letters back."""
    field = Field(WedgeSettings(layout=ScannerLayout.US_ON_GERMAN))
    field.receive(scanned("LTZY00000"))
    assert field.scans == ["LTYZ00000"]


def test_two_scans_in_a_row_are_two() -> None:
    """The next card may follow as soon as a hand can bring it."""
    field = Field()
    field.receive(scanned() + scanned(EAN, start_ms=2000))
    assert (field.scans, field.text) == ([CARD, EAN], "")


def test_the_same_code_read_again_at_once_is_ignored() -> None:
    """A scanner that reads twice, or two codes in its view, gives one scan and no keys."""
    field = Field()
    first = scanned(gaps=FAST)
    field.receive(first + scanned(gaps=FAST, start_ms=first[-1].time_ms + 250))
    assert (field.scans, field.text) == ([CARD], "")


def test_typing_right_after_a_scan_arrives() -> None:
    """The pause for repeats is for bursts, not for people."""
    field = Field()
    first = scanned(gaps=FAST)
    field.receive(first + keys("36", gaps=(90,), start_ms=first[-1].time_ms + 120))
    field.wait()
    assert (field.scans, field.text) == ([CARD], "36")


def test_the_line_feed_behind_the_carriage_return_presses_nothing() -> None:
    """A second suffix at once is the scanner's; one a moment later is the cashier's."""
    field = Field()
    strokes = scanned()
    end_ms = strokes[-1].time_ms
    field.receive([*strokes, replace(ENTER, time_ms=end_ms + 3)])
    assert field.arrived == []
    field.receive([replace(ENTER, time_ms=end_ms + 400)])
    assert [stroke.kind for stroke in field.arrived] == [KeyKind.ENTER]


def test_enter_alone_is_never_held() -> None:
    """The key that confirms a sale has no delay."""
    field = Field()
    field.receive([ENTER])
    assert field.arrived == [ENTER]


def test_a_short_burst_is_typing() -> None:
    """Seven fast keys and Enter are a practiced hand on the keypad."""
    field = Field()
    field.receive(scanned("1234567"))
    assert (field.scans, field.text) == ([], "1234567\r")


def test_a_foreign_code_too_slow_for_a_scan_is_typing() -> None:
    """At 40 ms a key nobody can tell; that scanner has to be learned."""
    field = Field()
    field.receive(scanned(EAN, gaps=(40,)))
    assert (field.scans, field.text) == ([], EAN + "\r")


def test_a_slow_scanner_works_once_it_is_learned() -> None:
    """With its speed in the settings the same keys are a scan."""
    field = Field(WedgeSettings(max_average_ms=45, max_gap_ms=55))
    field.receive(scanned(EAN, gaps=(40,)))
    assert (field.scans, field.text) == ([EAN], "")


def test_the_average_counts_at_the_end() -> None:
    """A burst that only just kept up and never made up for it is played back."""
    field = Field()
    field.receive(scanned("12345678", gaps=(50, 38, 36, 36, 36, 36, 36)))
    assert (field.scans, field.text) == ([], "12345678\r")


def test_a_stall_in_a_slow_burst_is_not_waited_for() -> None:
    """Only who is faster than any hand is given time; others are people."""
    field = Field()
    strokes = keys("12345678", gaps=(30, 30, 30, 30, 30, 30, 60))
    field.receive([*strokes, replace(ENTER, time_ms=strokes[-1].time_ms + 30)])
    assert (field.scans, field.text) == ([], "12345678\r")


def test_a_burst_too_slow_in_all_is_played_back() -> None:
    """A stall that the rest does not make up for leaves no scan behind."""
    field = Field()
    field.receive(scanned("12345678", gaps=(1, 1, 1, 1, 1, 149, 149, 1)))
    assert (field.scans, field.text) == ([], "12345678\r")


def test_an_enter_that_comes_late_is_the_cashiers() -> None:
    """What was scanned before it is scanned all the same."""
    field = Field()
    strokes = keys(CARD, gaps=STEADY)
    field.receive([*strokes, replace(ENTER, time_ms=strokes[-1].time_ms + 151)])
    assert (field.scans, field.text) == ([CARD], "\r")


def test_a_suffix_that_is_not_the_scanners_ends_nothing() -> None:
    """Set up for Tab, Enter is a key like others."""
    field = Field(WedgeSettings(suffixes=frozenset({Suffix.TAB})))
    field.receive(scanned(EAN, gaps=SLOW, suffix=ENTER))
    assert (field.scans, field.text) == ([], EAN + "\r")


def test_a_scanner_without_suffix_ends_by_falling_silent() -> None:
    """When no key follows, what was held is the code."""
    field = Field(WedgeSettings(suffixes=frozenset({Suffix.NONE})))
    field.receive(scanned(suffix=None))
    field.wait()
    assert (field.scans, field.text) == ([CARD], "")


def test_without_suffix_short_bursts_are_still_typing() -> None:
    """Falling silent makes no scan of a word."""
    field = Field(WedgeSettings(suffixes=frozenset({Suffix.NONE})))
    field.receive(keys("1234", gaps=(60,)))
    field.wait()
    assert (field.scans, field.text) == ([], "1234")


@pytest.mark.parametrize("code", [CARD, EAN])
def test_a_burst_faster_than_any_hand_needs_no_suffix(code: str) -> None:
    """A scanner that was never set up must not write into a field."""
    field = Field()
    field.receive(scanned(code, suffix=None))
    field.wait()
    assert (field.scans, field.text) == ([code], "")


def test_a_held_down_key_is_no_scan() -> None:
    """Thirty zeros a second come from a thumb."""
    field = Field()
    held = [KeyStroke("0", 1000 + 30 * turn, KeyKind.REPEAT) for turn in range(1, 20)]
    field.receive([KeyStroke("0", 1000), *held, replace(ENTER, time_ms=1600)])
    assert (field.scans, field.text) == ([], "0" * 20 + "\r")


def test_two_equal_characters_at_once_are_not_a_key_held_down() -> None:
    """Some systems call the second one a repeat when both come within a millisecond."""
    strokes = scanned("4400004411", gaps=(1,))
    field = Field()
    field.receive(
        replace(after, kind=KeyKind.REPEAT) if after.text == before.text else after
        for before, after in pairwise([KeyStroke("", 0), *strokes])
    )
    assert (field.scans, field.text) == (["4400004411"], "")


def test_a_key_of_another_kind_lets_the_held_ones_go_first() -> None:
    """Order is kept: digits, then the Backspace that takes one away."""
    field = Field()
    field.receive([*keys("36", gaps=(20,)), KeyStroke("", 1060, KeyKind.OTHER)])
    assert [stroke.text for stroke in field.arrived] == ["3", "6", ""]


def test_a_click_lets_the_held_keys_go_first() -> None:
    """Whatever interrupts, nothing stays behind."""
    field = Field()
    field.receive(keys("36", gaps=(20,)))
    assert field.reader.flush().verdicts == (Verdict.REPLAY, Verdict.REPLAY)
    assert not field.reader.is_holding


def test_typing_that_runs_into_a_scan_is_parted_from_it() -> None:
    """The digit under the finger arrives in the field, the card at the counter."""
    field = Field()
    last_digit = keys("36", gaps=(110,), start_ms=850)
    field.receive(last_digit + scanned(start_ms=1000))
    assert (field.scans, field.text) == ([CARD], "36")


def test_codes_of_others_are_not_cut() -> None:
    """A code that does not begin like ours is one text."""
    field = Field()
    field.receive(scanned("4006381333931"))
    assert field.scans == ["4006381333931"]


def test_the_letters_that_ours_begin_with_may_stand_inside() -> None:
    """Cutting never makes a code shorter than a code can be."""
    field = Field()
    field.receive(scanned("12LT5678"))
    assert field.scans == ["12LT5678"]


def test_a_prefix_parts_scans_from_typing_at_once() -> None:
    """With a prefix of its own nothing is held, and what follows it is the code."""
    field = Field(PREFIXED)
    field.receive([F13, *scanned()])
    assert (field.scans, field.text) == ([CARD], "")
    field.receive(keys("3", gaps=(1,), start_ms=5000))
    assert field.text == "3"
    assert not field.reader.is_holding


def test_without_its_prefix_a_burst_is_typing() -> None:
    """A scanner that sends a prefix always sends it."""
    field = Field(PREFIXED)
    field.receive(scanned())
    assert (field.scans, field.text) == ([], CARD + "\r")


def test_a_prefix_of_several_keys_has_to_be_whole() -> None:
    """``]Q1`` begins a scan, ``]Q2`` is played back, and the next may begin anew."""
    settings = WedgeSettings(prefix=("]", "q", "1"))
    field = Field(settings)
    field.receive(scanned("]Q1" + CARD))
    assert (field.scans, field.text) == ([CARD], "")
    other = Field(settings)
    other.receive(scanned("]Q]Q1" + CARD))
    assert (other.scans, other.text) == ([CARD], "]Q")


def test_a_clock_that_starts_anew_costs_no_key() -> None:
    """The system counts milliseconds in 32 bits; after seven weeks it begins at zero."""
    field = Field()
    field.receive([KeyStroke("3", 4_294_967_290), KeyStroke("6", 10)])
    field.wait()
    assert field.text == "36"


@given(
    seed=st.integers(0, 2**32),
    median_ms=st.sampled_from([130, 80, 55]),
    text=st.text("abcdefghijklmnopqrstuvwxyzäöüß0123456789,. LT\n", max_size=60),
)
def test_a_persons_typing_is_never_eaten(seed: int, median_ms: int, text: str) -> None:
    """Everything that a person types arrives, in order, and none of it is a scan."""
    dice = random.Random(seed)  # noqa: S311 - a person, the same in each run of this example
    field = Field()
    field.receive(typed(text, median_ms=median_ms, dice=dice))
    field.wait()
    assert (field.scans, field.text) == ([], text)


@given(
    gaps=st.lists(st.integers(0, 400), min_size=1, max_size=20),
    kinds=st.lists(st.sampled_from(KeyKind), min_size=1, max_size=40),
)
def test_no_key_is_lost_or_moved(gaps: list[int], kinds: list[KeyKind]) -> None:
    """Whatever comes at whatever speed: without a scan, all keys arrive as they were pressed."""
    strokes = [
        replace(stroke, kind=kind)
        for stroke, kind in zip(keys("0" * len(kinds), gaps=gaps), kinds, strict=True)
    ]
    field = Field()
    field.receive(strokes)
    field.wait()
    if not field.scans:
        assert field.arrived == strokes


@given(
    before=st.text("0123456789", min_size=1, max_size=6),
    after=st.text("0123456789", max_size=6),
    median_ms=st.sampled_from([130, 80]),
    seed=st.integers(0, 2**32),
)
def test_a_scan_between_typed_digits_disturbs_neither(
    before: str, after: str, median_ms: int, seed: int
) -> None:
    """The amount that is being typed stays as it is, and the card is read."""
    dice = random.Random(seed)  # noqa: S311 - as above
    field = Field()
    field.receive(typed(before, median_ms=median_ms, dice=dice, start_ms=0))
    field.receive(scanned(start_ms=10_000))
    field.receive(typed(after, median_ms=median_ms, dice=dice, start_ms=11_000))
    field.wait()
    assert (field.scans, field.text) == ([CARD], before + after)
