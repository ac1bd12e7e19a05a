from pathlib import Path
from threading import Event

import pytest

from pos_loyalty.bootstrap.card_questions import WAITS_S, CardQuestions, hears_of_cards
from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.hub_note import HubNote, write_note

CARD = CardShown("anna", 0, step=7)


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("said", [True, False])
def test_the_hubs_word_is_there_when_it_is_wanted(said: bool) -> None:  # noqa: FBT001 - what the hub says
    """Whoever asks for it waits for it, as long as the time for it has not run out."""
    questions = CardQuestions(lambda _card: said, seconds=Seconds())
    question = questions.ask(CARD)
    question.wait()
    assert question.is_used() is said
    questions.close()


def test_nobody_waits_longer_than_a_moment() -> None:
    """A hub that is silent: once the moment is over, the credit is booked as without it."""
    seconds, answered = Seconds(), Event()

    def answer(_card: CardShown) -> bool:
        answered.wait(20)
        return True

    questions = CardQuestions(answer, seconds=seconds)
    question = questions.ask(CARD)
    seconds.now += WAITS_S
    assert not question.is_used()
    questions.close()
    answered.set()
    question.wait()
    assert question.is_used()


def test_a_hub_that_does_not_answer_is_left_alone_for_a_while() -> None:
    """The next in the queue do not wait for the same; after a few seconds it is asked again."""
    seconds, asked = Seconds(), []

    def away(card: CardShown) -> bool:
        asked.append(card)
        raise HubUnreachableError(problem="timeout")

    questions = CardQuestions(away, seconds=seconds)
    questions.ask(CARD).wait()
    resting = questions.ask(CARD)
    assert resting.is_over
    assert not resting.is_used()
    assert asked == [CARD]
    seconds.now += 5
    questions.ask(CARD).wait()
    assert asked == [CARD] * 2
    questions.close()


def test_only_a_few_are_out_at_once() -> None:
    """Cards that come faster than the hub answers are served without it."""
    answered = Event()

    def answer(_card: CardShown) -> bool:
        return answered.wait(20)

    questions = CardQuestions(answer)
    out = [questions.ask(CARD) for _ in range(4)]
    assert questions.ask(CARD).is_over
    answered.set()
    for question in out:
        question.wait()
    assert all(question.is_used() for question in out)
    questions.ask(CARD).wait()
    questions.close()


def test_at_the_end_nothing_more_is_asked() -> None:
    """Not even by a card that is shown in that moment."""
    questions = CardQuestions(lambda _card: pytest.fail("the hub is asked"))
    questions.close()
    assert questions.ask(CARD).is_over


@pytest.mark.parametrize("link", Link)
def test_only_a_hub_that_is_there_and_hears_of_cards_is_asked(tmp_path: Path, link: Link) -> None:
    """As the note of the last conversation says; without a note that can be read nobody is."""
    note = tmp_path / "state" / "hub.json"
    assert not hears_of_cards(note)
    write_note(note, HubNote(link=link, hears_sightings=True))
    assert hears_of_cards(note) is (link is Link.CONNECTED)
    write_note(note, HubNote(link=link))
    assert not hears_of_cards(note)
    note.write_text("{", encoding="ascii")
    assert not hears_of_cards(note)
