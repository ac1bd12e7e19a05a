"""What a run of keys is, seen through the reader that asks it: shape, side, pieces, fingers."""

import random
from dataclasses import replace

import pytest

from pos_loyalty.config import settings as config
from pos_loyalty.scanning.own_codes import NoOwnCodes
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge import Fate, WedgeReader
from pos_loyalty.scanning.wedge_settings import WedgeSettings, wedge_settings_of
from tests.support.keyboards import Hand, KeyEvent, Scanner
from tests.support.wedge import (
    BLUETOOTH,
    CARD,
    EAN,
    ENTER,
    STEADY,
    TAB,
    Field,
    keys,
    scanned,
)


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


def test_prefixes_without_a_code_are_keys_like_others() -> None:
    """Two that come at once and nothing behind them are nobody's scan."""
    field = Field(WedgeSettings(prefix=("F13",), member_prefix=("F14",)))
    strokes = [KeyStroke(name, 1000, KeyKind.NAMED) for name in ("F13", "F14")]
    field.receive(strokes)
    field.wait()
    assert (field.scans, field.arrived) == ([], strokes)


def test_a_code_with_a_character_too_many_leaves_nothing() -> None:
    """No key is taken for somebody's only because the rest would be a code."""
    field = Field()
    _play(field, Scanner((5,)).scan(CARD[:9] + CARD[8:], 1000))
    assert (field.scans, field.text) == ([CARD[:9] + CARD[8:]], "")
