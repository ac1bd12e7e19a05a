"""What can happen at a keyboard that is a scanner too: one scene of each kind."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pos_loyalty.scanning.wedge_settings import Suffix, WedgeSettings
from tests.support.keyboards import (
    Bundles,
    Hand,
    KeyEvent,
    Layout,
    Scanner,
    article,
    card,
    claim,
    share_a_key,
    together,
)

USUAL: Final = WedgeSettings()
PREFIXED: Final = WedgeSettings(prefix=("F13",), member_prefix=("F14",))
HALF_PREFIXED: Final = WedgeSettings(member_prefix=("F14",))
SLOW_TAUGHT: Final = WedgeSettings(
    max_average_ms=60, max_gap_ms=70, suffixes=frozenset({Suffix.ENTER, Suffix.NONE})
)


@dataclass(frozen=True)
class Scene:
    """Keys with their owners, and what may come of them."""

    events: list[KeyEvent]
    codes: tuple[str, ...] = ()
    """What is to be recognized, in this order."""
    busy_ms: int = 0
    """How long the window sees nothing, from the first key on."""


@dataclass(frozen=True)
class Kind:
    """A kind of scene, and what is promised of it."""

    name: str
    make: Callable[[random.Random], Scene]
    settings: WedgeSettings = USUAL
    share: int = 10
    is_typed: bool = False
    """With these settings it cannot be told from a person, and arrives as one would type it."""


def _steady(dice: random.Random, low: int, high: int, *, stay: tuple[int, int]) -> Scanner:
    gaps = [dice.randint(low, high) for _ in range(40)]
    # Some scanners let a key go only when they press the next one.
    dwell = high if high <= 30 and dice.random() < 0.1 else dice.randint(*stay)
    return Scanner(gaps, dwell)


def _usual(dice: random.Random) -> Scanner:
    return _steady(dice, 3, 9, stay=(1, 3))


def _plain(
    code: Callable[[random.Random], str], low: int, high: int, **changes: object
) -> Callable[[random.Random], Scene]:
    def make(dice: random.Random) -> Scene:
        text = code(dice)
        scanner = _steady(dice, low, high, stay=(0, max(1, low // 2)))
        sender = Scanner(**{**vars(scanner), **changes})
        return Scene(sender.scan(text, 1000), (text,))

    return make


def _phone(dice: random.Random) -> str:
    return card(dice, length=31)


def _stumbling(dice: random.Random) -> Scene:
    text = card(dice)
    gaps = [dice.randint(5, 10) for _ in range(40)]
    for _ in range(3):
        gaps[dice.randrange(28)] = dice.randint(40, 130)
    return Scene(Scanner(gaps).scan(text, 1000), (text,))


def _radio(suffix: str) -> Callable[[random.Random], Scene]:
    def make(dice: random.Random) -> Scene:
        text = card(dice)
        late = dice.randint(60, 150)
        scanner = Scanner(Bundles(dice).gaps, 0, suffix=suffix, suffix_gap_ms=late)
        return Scene(scanner.scan(text, 1000), (text,))

    return make


def _busy(dice: random.Random) -> Scene:
    text = card(dice)
    scanner = _usual(dice)
    typed = Hand(dice, 130).type("36,50", 1000)
    return Scene(together(typed, scanner.scan(text, 2200)), (text,), busy_ms=2500)


def _twice(dice: random.Random) -> Scene:
    text = card(dice)
    scanner = _usual(dice)
    first = scanner.scan(text, 1000)
    second = scanner.scan(text, first[-1].time_ms + dice.randint(30, 280))
    return Scene([*first, *second], (text,))


def _several_in_view(dice: random.Random) -> Scene:
    scanner, text = _usual(dice), card(dice)
    first = scanner.scan(text, 1000)
    second = scanner.scan(article(dice), first[-1].time_ms + dice.randint(30, 280))
    return Scene([*first, *second], (text,))


def _in_a_row(dice: random.Random) -> Scene:
    scanner, texts = _usual(dice), (card(dice), card(dice))
    first = scanner.scan(texts[0], 1000)
    second = scanner.scan(texts[1], first[-1].time_ms + dice.randint(320, 900))
    return Scene([*first, *second], texts)


def _amid(
    sender: Callable[[random.Random], Scanner], code: Callable[[random.Random], str] = card
) -> Callable[[random.Random], Scene]:
    """A scan at some moment of somebody's typing; keys may fall before, into and behind it."""

    def make(dice: random.Random) -> Scene:
        text = code(dice)
        hand = Hand(dice, dice.choice((90, 130, 180)))
        typed = hand.type(dice.choice(("36,50", "1284", "mueller", "0170 555", "3\b45,00")), 1000)
        scanner = sender(dice)
        while True:
            events = together(typed, scanner.scan(text, dice.randint(900, typed[-1].time_ms + 100)))
            # Two keyboards that press one key at one time are one key to the system.
            if not share_a_key(events):
                return Scene(events, (text,))

    return make


def _slow(dice: random.Random) -> Scanner:
    return _steady(dice, 40, 60, stay=(4, 15))


def _bundled(dice: random.Random) -> Scanner:
    return Scanner(Bundles(dice).gaps, 0)


def _broken(dice: random.Random) -> Scene:
    """A character is lost on the way; nothing of the rest may reach a field."""
    text, hole = card(dice), dice.randrange(9, 28)
    return Scene(_usual(dice).scan(text[:hole] + text[hole + 1 :], 1000))


def _broken_off(dice: random.Random) -> Scene:
    """The radio fails for longer than anybody waits, and then sends the rest."""
    text, hole = card(dice), dice.randrange(9, 24)
    scanner = _usual(dice)
    head = Scanner(scanner.gaps, scanner.dwell_ms, suffix="").scan(text[:hole], 1000)
    tail = scanner.scan(text[hole:], head[-1].time_ms + dice.randint(650, 900))
    return Scene([*head, *tail])


def _sides(
    prefixes: tuple[str, str], *, apart_ms: tuple[int, int]
) -> Callable[[random.Random], Scene]:
    def make(dice: random.Random) -> Scene:
        texts = card(dice), card(dice)
        gaps = [dice.randint(3, 9) for _ in range(40)], [dice.randint(2, 12) for _ in range(40)]
        one = Scanner(gaps[0], prefix=prefixes[0], owner="counter").scan(texts[0], 1000)
        two = Scanner(gaps[1], prefix=prefixes[1], owner="member")
        start = dice.randint(*apart_ms)
        if apart_ms[0] > 100:
            return Scene([*one, *two.scan(texts[1], one[-1].time_ms + start)], texts)
        return Scene(together(one, two.scan(texts[1], 1000 + start)))

    return make


_TEXTS: Final = (
    "Walter Schulte",
    "lt. Liste LT",
    "36,50\r",
    "1284\r",
    "Jörg Müßig",
    "Lcd und LTE",
    "0170 5550142\r",
    "K4821 7P2M9 X",
    "12\b\b13,90\r",
    "0\f\r",
    "anna.lotte@example.org",
    "LTLT lclc\r",
    "LT7K 4821",
)


def _typing(low: int, high: int) -> Callable[[random.Random], Scene]:
    def make(dice: random.Random) -> Scene:
        hand = Hand(dice, dice.randint(low, high), dice.randint(60, 130))
        return Scene(hand.type(dice.choice(_TEXTS), 1000))

    return make


def _typed_card_number(dice: random.Random) -> Scene:
    return Scene(Hand(dice, dice.randint(110, 260)).type(card(dice) + "\r", 1000))


KINDS: Final = (
    Kind("typing, calm (120–220 ms)", _typing(120, 220), share=120),
    Kind("typing, practiced (80–120 ms)", _typing(80, 120), share=120),
    Kind("typing, very fast (55–80 ms)", _typing(55, 80), share=80),
    Kind("typing a card's 28 characters", _typed_card_number, share=20),
    Kind("typing, scanners with prefixes", _typing(55, 160), PREFIXED, share=40),
    Kind("card, 3–9 ms, Enter", _plain(card, 3, 9), share=60),
    Kind("card, 0–2 ms, Enter", _plain(card, 0, 2), share=40),
    Kind("card, 15–30 ms, Enter", _plain(card, 15, 30), share=30),
    Kind("card, 40–60 ms, Enter", _plain(card, 40, 60), share=30),
    Kind("card, Tab", _plain(card, 3, 9, suffix="\t"), share=20),
    Kind("card, CR and LF", _plain(card, 3, 9, suffix="\r\n"), share=20),
    Kind("card, no terminator", _plain(card, 3, 9, suffix=""), share=20),
    Kind("card, no terminator, 40–60 ms", _plain(card, 40, 60, suffix=""), share=20),
    Kind("card, STX … ETX Enter, not taught", _plain(card, 3, 9, prefix="\x02", suffix="\x03\r")),
    Kind("card, F13 first, not taught", _plain(card, 3, 9, prefix="F13")),
    Kind("card, ]Q1 first, not taught", _plain(card, 3, 9, prefix="]Q1")),
    Kind("card, F13 first, taught", _plain(card, 3, 60, prefix="F13"), PREFIXED),
    Kind("phone card (31), Enter", _plain(_phone, 3, 9), share=20),
    Kind("phone card (31), no terminator", _plain(_phone, 3, 9, suffix="")),
    Kind("claim slip (36), Enter", _plain(claim, 3, 9), share=20),
    Kind("card, the system stumbles", _stumbling, share=20),
    Kind("card, Bluetooth, stops of 60–150 ms", _radio("\r"), share=30),
    Kind("card, Bluetooth, no terminator", _radio("")),
    Kind("card, US scanner, German computer", _plain(card, 3, 9, layout=Layout.GERMAN)),
    Kind("card, US scanner, French computer", _plain(card, 3, 9, layout=Layout.FRENCH)),
    Kind("the same at 40–60 ms", _plain(card, 40, 60, layout=Layout.FRENCH)),
    Kind("card through Caps Lock", _plain(card, 3, 9, layout=Layout.CAPS)),
    Kind("card, Caps Lock shifts digits", _plain(card, 3, 9, layout=Layout.CAPS_SHIFTS_DIGITS)),
    Kind("card behind typing, window busy", _busy),
    Kind("the same card twice within 300 ms", _twice),
    Kind("several codes in view", _several_in_view),
    Kind("two cards in a row", _in_a_row),
    Kind("card amid typing, 3–9 ms", _amid(_usual), share=40),
    Kind("card amid typing, 40–60 ms", _amid(_slow), share=20),
    Kind("card amid typing, Bluetooth", _amid(_bundled), share=20),
    Kind("article amid typing, 3–9 ms", _amid(_usual, article), share=20),
    Kind("card with a character lost", _broken, share=10),
    Kind("card broken off for 650–900 ms", _broken_off, share=10),
    Kind("two scanners one after the other", _sides(("F13", "F14"), apart_ms=(120, 800)), PREFIXED),
    Kind("two scanners at once, prefixes", _sides(("F13", "F14"), apart_ms=(0, 90)), PREFIXED),
    Kind(
        "two scanners in turn, one prefix", _sides(("", "F14"), apart_ms=(320, 800)), HALF_PREFIXED
    ),
    Kind("two scanners at once, one prefix", _sides(("", "F14"), apart_ms=(0, 90)), HALF_PREFIXED),
    Kind("two scanners at once, no prefixes", _sides(("", ""), apart_ms=(0, 90))),
    Kind("article, 3–9 ms, Enter", _plain(article, 3, 9), share=20),
    Kind("article, 15–30 ms, Enter", _plain(article, 15, 30), share=10),
    Kind("article, 3–9 ms, no terminator", _plain(article, 3, 9, suffix="")),
    Kind("article, 40–60 ms, Enter", _plain(article, 40, 60), is_typed=True),
    Kind("article, 20–30 ms, no terminator", _plain(article, 20, 30, suffix=""), is_typed=True),
    Kind("article, 40–58 ms, Enter, taught", _plain(article, 40, 58), SLOW_TAUGHT),
    Kind("article, 40–58 ms, nothing, taught", _plain(article, 40, 58, suffix=""), SLOW_TAUGHT),
)
