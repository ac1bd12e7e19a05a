import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.config import settings as config
from pos_loyalty.scanning.key_run import Verdict
from pos_loyalty.scanning.own_codes import NoOwnCodes
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge import Fate, WedgeReader
from pos_loyalty.scanning.wedge_settings import (
    ScannerLayout,
    Suffix,
    WedgeSettings,
    wedge_settings_of,
)
from tests.support.keyboards import Hand, KeyEvent, Scanner
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


@pytest.mark.parametrize("gaps", [(40,), (60,), (50, 41, 58)])
@pytest.mark.parametrize("suffix", [ENTER, TAB, None])
def test_a_card_is_read_however_slowly_it_comes(
    gaps: tuple[int, ...], suffix: KeyStroke | None
) -> None:
    """Its beginning, its length and its check character are enough."""
    field = Field()
    field.receive(scanned(gaps=gaps, suffix=suffix))
    field.wait()
    assert (field.scans, field.text) == ([CARD], "")


def test_an_enter_that_the_radio_held_up_is_still_the_scanners() -> None:
    """The card was read at its last character; what ended it presses no button."""
    field = Field()
    strokes = keys(CARD, gaps=BLUETOOTH)
    field.receive([*strokes, replace(ENTER, time_ms=strokes[-1].time_ms + 140)])
    assert (field.scans, field.text) == ([CARD], "")


@pytest.mark.parametrize("prefix", ["]Q1", "\x02", "F13", "F24"])
def test_what_scanners_put_first_never_reaches_a_field(prefix: str) -> None:
    """Whether or not the till was taught."""
    field = Field()
    field.receive(_presses(Scanner(STEADY, prefix=prefix).scan(CARD, 1000)))
    assert (field.scans, field.text) == ([CARD], "")


def _presses(events: list[KeyEvent]) -> list[KeyStroke]:
    """The presses among them."""
    return [event.stroke for event in events if event.is_down]


def test_a_function_key_of_the_program_is_never_held() -> None:
    """F10 opens the settings at once; only keys that no keyboard has are a scanner's."""
    field = Field()
    field.receive([KeyStroke("F10", 1000, KeyKind.NAMED)])
    assert [stroke.text for stroke in field.arrived] == ["F10"]


def test_two_scanners_are_told_apart_by_what_they_send_first() -> None:
    """One counts for the counter, the other for the members' side."""
    field = Field(WedgeSettings(prefix=("F13",), member_prefix=("F14",)))
    field.receive(_presses(Scanner(STEADY, prefix="F14").scan(CARD, 1000)))
    field.receive(_presses(Scanner(STEADY, prefix="F13").scan(EAN, 2000)))
    assert (field.scans, field.text) == ([CARD, EAN], "")
    assert field.sides == [ScanSide.MEMBER, ScanSide.COUNTER]


def test_a_counter_scanner_without_prefix_and_a_members_one_with_it() -> None:
    """Only the second has to be set up; typing is held as ever."""
    field = Field(WedgeSettings(member_prefix=("F14",)))
    field.receive(_presses(Scanner(STEADY, prefix="F14").scan(CARD, 1000)))
    field.receive(scanned(EAN, start_ms=2000))
    assert field.sides == [ScanSide.MEMBER, ScanSide.COUNTER]


def test_two_scanners_at_the_same_moment_are_refused() -> None:
    """What comes out is no card, and nothing of either reaches a field."""
    field = Field(WedgeSettings(prefix=("F13",), member_prefix=("F14",)))
    one = Scanner((5,), prefix="F13").scan(CARD, 1000)
    two = Scanner((7,), prefix="F14").scan(CARD, 1012)
    field.receive(sorted(_presses(one + two), key=lambda stroke: stroke.time_ms))
    field.wait()
    assert field.text == ""
    assert len(field.scans) == 1
    assert field.scans[0] != CARD


def test_a_code_with_a_hole_is_refused_and_leaves_nothing() -> None:
    """Whoever reads it says so; its characters and its Enter are nobody's."""
    field = Field()
    field.receive(scanned(CARD[:12] + CARD[13:]))
    field.wait()
    assert (field.scans, field.text) == ([CARD[:12] + CARD[13:]], "")


def test_a_code_that_breaks_off_leaves_nothing() -> None:
    """Neither its head nor the rest that comes when nobody waits any more."""
    field = Field()
    head = keys(CARD[:15], gaps=STEADY)
    field.receive(head)
    field.wait()
    field.receive(scanned(CARD[15:], start_ms=head[-1].time_ms + 800))
    field.wait()
    assert (field.scans, field.text) == ([CARD[:15]], "")


def test_a_persons_key_amid_a_scan_arrives_and_the_scan_is_whole() -> None:
    """A finger stays on its key while the scanner goes on."""
    field = Field()
    hand = Hand(random.Random(1), 100).type("5", 1040)  # noqa: S311 - one key
    scan = Scanner((5,)).scan(CARD, 1000)
    _play(field, hand + scan)
    assert (field.scans, field.text) == ([CARD], "5")


def test_a_persons_key_amid_a_foreign_code_arrives_too() -> None:
    """There is no check character to help; how long keys are down is enough."""
    field = Field()
    hand = Hand(random.Random(1), 100).type("5", 1031)  # noqa: S311 - one key
    _play(field, hand + Scanner((5,)).scan(EAN, 1000))
    assert (field.scans, field.text) == ([EAN], "5")


def test_a_click_amid_a_scan_does_not_spill_it() -> None:
    """Nobody waits for the keys of a scan; the click goes its way before them."""
    field = Field()
    strokes = scanned()
    field.receive(strokes[:12])
    assert field.reader.flush().verdicts == ()
    field.receive(strokes[12:])
    assert (field.scans, field.text) == ([CARD], "")


def _play(field: Field, events: list[KeyEvent]) -> None:
    """Presses and releases in the order of their times."""
    for event in sorted(events, key=lambda one: one.time_ms):
        if event.is_down:
            field.receive([event.stroke])
        else:
            field.reader.release(event.stroke.key, event.time_ms)
    field.wait()


def test_an_l_that_was_typed_before_makes_no_slow_scan_of_a_fast_one() -> None:
    """It waits for a card that never comes; the article after it is one all the same."""
    field = Field()
    hand = Hand(random.Random(1), 100)  # noqa: S311 - two keys
    typed_keys = hand.type("l", 1000) + hand.type("l", 1130)
    _play(field, typed_keys + Scanner((6,)).scan(EAN, 1139))
    assert (field.scans, field.text) == ([EAN], "ll")


def test_start_and_end_of_text_are_no_commands() -> None:
    """Scanners send them as Ctrl and a letter; amid a scan they are nobody's."""
    field = Field()
    _play(field, Scanner((3,), prefix="\x02", suffix="\x03\r").scan(EAN, 1000))
    assert (field.scans, field.text) == ([EAN], "")
    field.receive([KeyStroke("\x03", 5000, KeyKind.NAMED)])
    assert field.text == "\x03"


def test_the_tail_of_a_refused_code_is_nobodys() -> None:
    """A few characters and an Enter that a scanner still sends are not typed by anybody."""
    field = Field()
    broken = Scanner((3,)).scan(CARD[:10] + CARD[12:], 1000)
    _play(field, broken)
    tail = Scanner((3,)).scan("ME06", broken[-1].time_ms + 300)
    _play(field, tail)
    assert (field.scans, field.text) == ([CARD[:10] + CARD[12:]], "")


def test_a_reader_that_knows_no_codes_goes_by_speed() -> None:
    """A slow card is typing to it, and a fast one a scan."""
    reader = WedgeReader(WedgeSettings())
    assert [reader.feed(stroke).fate for stroke in keys(CARD, gaps=(70,))][-1] is Fate.HOLD
    reader.expire()
    decisions = [reader.feed(stroke) for stroke in scanned(start_ms=9000)]
    assert decisions[-1].scan == CARD
    assert not NoOwnCodes().could_begin(CARD)


def test_one_prefix_does_not_stand_for_two_scanners() -> None:
    """Settings that say so do not exist; a till that was told so has one scanner."""
    with pytest.raises(ValueError, match="two scanners"):
        WedgeSettings(prefix=("F13",), member_prefix=("F13",))
    both = wedge_settings_of(config.Scanner(prefix="F13", member_prefix="F13"))
    assert (both.prefix, both.member_prefix) == (("F13",), ())
