from functools import partial

import pytest

from pos_loyalty.domain.errors import LoyaltyError, RefusalError
from pos_loyalty.terminal.tasks import HeldTasks, ImmediateTasks


def _refuse() -> int:
    raise RefusalError(reason="test")


def test_an_answer_arrives() -> None:
    """What the work gives is handed on."""
    answers: list[int] = []
    ImmediateTasks().run(lambda: 7, answers.append, lambda _error: None)
    assert answers == [7]


def test_a_refusal_is_no_answer() -> None:
    """A refusal goes to its own callable, and to nobody else."""
    answers: list[int] = []
    refusals: list[LoyaltyError] = []
    ImmediateTasks().run(_refuse, answers.append, refusals.append)
    assert answers == []
    assert [error.facts for error in refusals] == [{"reason": "test"}]


def test_an_error_in_the_answer_is_no_refusal_of_the_work() -> None:
    """A bug in the receiver is seen; the work is not reported as refused after it was done."""

    def broken(_answer: int) -> None:
        raise RefusalError

    refusals: list[LoyaltyError] = []
    with pytest.raises(RefusalError):
        ImmediateTasks().run(lambda: 1, broken, refusals.append)
    assert refusals == []


def test_held_work_is_done_in_order() -> None:
    """Work waits until it is its turn."""
    tasks = HeldTasks()
    answers: list[int] = []
    for number in (1, 2, 3):
        tasks.run(partial(int, number), answers.append, lambda _error: None)
    assert (len(tasks), answers) == (3, [])
    tasks.do_next()
    assert answers == [1]
    tasks.do_all()
    assert answers == [1, 2, 3]
