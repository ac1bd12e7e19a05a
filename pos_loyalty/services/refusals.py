"""A refusal as it is kept under a key, and back."""

from collections.abc import Iterator, Mapping
from typing import Any

from pos_loyalty.domain.errors import RefusalError


def remembered(refusal: RefusalError) -> dict[str, Any]:
    """The refusal's class, code and facts, as plain values."""
    facts = {
        name: fact if isinstance(fact, int | str | None) else str(fact)
        for name, fact in refusal.facts.items()
    }
    return {"class": type(refusal).__name__, "code": refusal.code, "facts": facts}


def refusal_from(kept: Mapping[str, Any]) -> RefusalError:
    """The refusal that was kept, as one that is repeated."""
    refusal = _revived(kept)
    refusal.is_repeated = True
    return refusal


def _revived(kept: Mapping[str, Any]) -> RefusalError:
    """A class that is no more answers with its code."""
    for known in _all_refusals(RefusalError):
        if known.__name__ == kept["class"]:
            return known(**kept["facts"])
    refusal = RefusalError(**kept["facts"])
    refusal.code = kept["code"]  # type: ignore[misc]  # this one instance answers for a lost class
    return refusal


def _all_refusals(parent: type[RefusalError]) -> Iterator[type[RefusalError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _all_refusals(child)
