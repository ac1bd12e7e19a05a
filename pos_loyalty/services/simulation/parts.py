"""Parts of a simulation: what one process does from opening the database to the sum."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.places import CONSEQUENCES, Places
from pos_loyalty.services.simulation.play import Play
from pos_loyalty.services.simulation.rulebook import Rulebook
from pos_loyalty.services.simulation.shop_use import ShopUse, Use, limits_of
from pos_loyalty.services.simulation.tally import Tally, end_of
from pos_loyalty.services.simulation.trial import DETAILS, Trial
from pos_loyalty.storage.recorded import Person, Recorded, RecordedReader
from pos_loyalty.storage.store import Reading

Told = int | Tally
"""How many events were gone through since it was last said, or the sum at the end."""

_TOLD_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class Apart:
    """Families replayed one after the other, as if nothing in the shop could run out."""

    trial: Trial
    families: Sequence[Sequence[Person]]

    def run(self, reading: Reading) -> Iterator[Told]:
        """Replay them, telling on the way how far it has come."""
        trial, rules = self.trial, Rulebook(self.trial)
        reader = RecordedReader(reading, DETAILS, last_seq=trial.last_seq, told=trial.told)
        limited = frozenset(limits_of(trial.tried))
        tally = Tally()
        told = 0
        for family in self.families:
            histories = {p.id: list(_until(trial, reader.history(p.id))) for p in family}
            events = _side_by_side(list(histories.values()))
            places = Places()
            places.note(events)
            use = ShopUse(limited)
            play = Play(rules, family, places, use)
            for recorded in events:
                play.take(recorded)
            tally.uses += use.uses
            _end(rules, play, reader, tally, histories.__getitem__)
            if reader.rows - told >= _TOLD_EVERY:
                yield reader.rows - told
                told = reader.rows
        yield reader.rows - told
        tally.trim()
        yield tally


@dataclass(frozen=True, slots=True)
class InOrder:
    """Members replayed side by side in the order of the log, with what is limited counted exactly.

    ``others`` are the uses of everybody else, in order.
    """

    trial: Trial
    people: Sequence[Person]
    others: Sequence[Use]

    def run(self, reading: Reading) -> Iterator[Told]:
        """Replay them, telling on the way how far it has come."""
        trial, rules = self.trial, Rulebook(self.trial)
        reader = RecordedReader(reading, DETAILS, last_seq=trial.last_seq, told=trial.told)
        ids = frozenset(person.id for person in self.people)
        places = Places()
        places.note(reader.in_order(ids, types=CONSEQUENCES))
        use = ShopUse(frozenset(limits_of(trial.tried)), exact=True)
        play = Play(rules, self.people, places, use, self.others)
        tally = Tally()
        told = reader.rows
        for recorded in _until(trial, reader.in_order(ids)):
            play.take(recorded)
            if reader.rows - told >= _TOLD_EVERY:
                yield reader.rows - told
                told = reader.rows
        tally.uses = use.uses
        _end(rules, play, reader, tally, lambda id_: _until(trial, reader.history(id_)))
        tally.trim()
        yield tally


Part = Apart | InOrder


def _until(trial: Trial, recorded: Iterable[Recorded]) -> Iterable[Recorded]:
    if not trial.is_cut:
        return recorded
    return (each for each in recorded if each.event.position.effective_at < trial.until)


def _side_by_side(histories: Sequence[list[Recorded]]) -> list[Recorded]:
    if len(histories) == 1:
        return histories[0]
    return sorted((each for history in histories for each in history), key=_place)


def _place(recorded: Recorded) -> Position:
    return recorded.event.position


def _end(
    rules: Rulebook,
    play: Play,
    reader: RecordedReader,
    tally: Tally,
    recorded: Callable[[str], Iterable[Recorded]],
) -> None:
    """Bring everybody in a play to the end, and into the tally."""
    for member_id, replay in play.replays.items():
        if replay.has_begun:
            kept = reader.kept(member_id)
            end = end_of(rules, replay, kept, partial(recorded, member_id))
            tally.add(end, value_before=rules.value_before, value_after=rules.value_after)
