from typing import TypeGuard

from pos_loyalty.domain import errors
from pos_loyalty.domain.errors import (
    NotAllowedError,
    Problem,
    RefusalError,
    WrongDocumentError,
)


def _is_refusal(thing: object) -> TypeGuard[type[RefusalError]]:
    return isinstance(thing, type) and RefusalError in thing.__mro__[1:]


def test_an_error_carries_facts() -> None:
    """Words are made elsewhere; the facts can be read in a log."""
    error = NotAllowedError(reason="no-redemption")
    assert error.facts == {"reason": "no-redemption"}
    assert str(error) == "not-allowed(reason=no-redemption)"


def test_every_refusal_has_a_code_of_its_own() -> None:
    """The command line and the scenario runner print it."""
    refusals = [kind for kind in vars(errors).values() if _is_refusal(kind)]
    codes = [kind.code for kind in refusals]
    assert len(codes) > 15
    assert len(codes) == len(set(codes))


def test_a_wrong_document_lists_its_problems() -> None:
    """All of them, each at its path."""
    problems = (Problem("a", "missing"), Problem("b", "above", (("most", "1"),)))
    assert WrongDocumentError(problems).problems == problems
