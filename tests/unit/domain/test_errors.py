from pos_loyalty.domain.errors import (
    LoyaltyError,
    NotAllowedError,
    Problem,
    RefusalError,
    WrongDocumentError,
)


def _all_below(kind: type[LoyaltyError]) -> list[type[LoyaltyError]]:
    return [each for child in kind.__subclasses__() for each in (child, *_all_below(child))]


def test_an_error_carries_facts() -> None:
    """Words are made elsewhere; the facts can be read in a log."""
    error = NotAllowedError(reason="no-redemption")
    assert error.facts == {"reason": "no-redemption"}
    assert str(error) == "not-allowed(reason=no-redemption)"


def test_every_refusal_has_a_code_of_its_own() -> None:
    """The command line and the scenario runner print it."""
    codes = [kind.code for kind in _all_below(RefusalError)]
    assert len(codes) == len(set(codes))


def test_a_wrong_document_lists_its_problems() -> None:
    """All of them, each at its path."""
    problems = (Problem("a", "missing"), Problem("b", "above", (("most", "1"),)))
    assert WrongDocumentError(problems).problems == problems
