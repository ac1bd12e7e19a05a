"""Whatever order sightings are told in, and however often: what is found in the end is the same."""

from datetime import timedelta
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.sightings import CardShown, Sighting, doubled_from, is_used
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.protocol import Seen, Sight
from tests.support.card_hub import TRAVEL, CardTill, card_tills

SITES: Final = {"north": "Nord", "nearby": "Nord", "south": "Süd"}
CARDS: Final = (CardShown("anna", 0), CardShown("anna", 1), CardShown("anna", 0, step=7))
SHOW: Final = st.tuples(st.sampled_from(sorted(SITES)), st.sampled_from(CARDS))
TELL: Final = st.tuples(
    st.sampled_from(sorted(SITES)), st.sampled_from(["", "", "request", "answer", "retry-later"])
)
STEPS: Final = st.lists(st.one_of(SHOW, TELL), max_size=12)


def _serve(till: CardTill, card: CardShown) -> None:
    """As a counter does: a code that is known to be used is not served."""
    with till.store.read() as reading:
        known = reading.sightings.of(card.member_id)
    if not is_used(card, till.name, known):
        till.show(card)


def _tell(till: CardTill, fate: str) -> None:
    till.line.loses = lambda: fate
    try:
        till.tell()
    except HubUnreachableError:
        # What became of it nobody knows: it is told again.
        return


def _noted(till: CardTill) -> list[Sighting]:
    """What was served at this till."""
    with till.store.read() as reading:
        return [each for each in reading.sightings.of("anna") if each.device_id == till.name]


def _suspicions(tills: dict[str, CardTill]) -> list[int]:
    return [till.suspicions() for till in tills.values()]


def _play(tills: dict[str, CardTill], steps: list[tuple[str, CardShown | str]]) -> None:
    for name, what in steps:
        if isinstance(what, CardShown):
            tills[name].clock.advance(timedelta(minutes=2))
            _serve(tills[name], what)
        else:
            _tell(tills[name], what)


def _is_copied(noted: list[Sighting]) -> bool:
    return any(doubled_from(each, noted, TRAVEL) is not None for each in noted)


@settings(max_examples=40)
@given(STEPS, st.permutations(sorted(SITES)))
def test_a_copy_is_found_whoever_tells_first(
    steps: list[tuple[str, CardShown | str]], order: list[str]
) -> None:
    """Once all is told, some till has logged it, and none has where there is nothing to log."""
    tills = card_tills(**SITES)
    _play(tills, steps)
    for name in order:
        _tell(tills[name], "")
    noted = [each for till in tills.values() for each in _noted(till)]
    assert all(till.waiting() == 0 for till in tills.values())
    assert (sum(_suspicions(tills)) > 0) is _is_copied(noted)


@settings(max_examples=40)
@given(STEPS, st.lists(st.sampled_from(sorted(SITES)), max_size=6))
def test_telling_again_finds_nothing_new(
    steps: list[tuple[str, CardShown | str]], again: list[str]
) -> None:
    """All that is told is told anew, as after answers that were lost: the logs stay as they are."""
    tills = card_tills(**SITES)
    _play(tills, steps)
    for till in tills.values():
        _tell(till, "")
    before = _suspicions(tills)
    for name in again:
        for card in CARDS:
            tills[name].line.loses = str
            tills[name].talk.about(card)
            _resend(tills[name])
    assert _suspicions(tills) == before


def _resend(till: CardTill) -> None:
    """Tell the hub once more of all that was served here, as if it had never heard of it."""
    sights = tuple(
        Sight(
            member=each.member_id,
            issue=each.issue,
            step=each.step,
            site=each.site,
            seen_us=to_us(each.seen_at),
        )
        for each in _noted(till)
    )
    first = till.line.seen(Seen(sightings=sights))
    assert first == till.line.seen(Seen(sightings=sights))


@settings(max_examples=40)
@given(st.sampled_from(CARDS), st.permutations(["north", "south"]), st.lists(TELL, max_size=6))
def test_two_branches_find_it_once(
    card: CardShown, order: list[str], telling: list[tuple[str, str]]
) -> None:
    """One card, served in two branches without a line: exactly one line in exactly one log."""
    tills = card_tills(**SITES)
    for name in order:
        tills[name].show(card)
    for name, fate in telling:
        _tell(tills[name], fate)
    for name in order:
        _tell(tills[name], "")
    assert sum(_suspicions(tills)) == 1
