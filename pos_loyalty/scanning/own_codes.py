"""The shape of codes that are ours. What stands in them, nobody in here knows."""

from typing import Final, Protocol


class OwnCodes(Protocol):
    """Tells codes of ours by their first characters, their length and their check character."""

    @property
    def starts(self) -> tuple[str, ...]:
        """The characters that codes of ours begin with."""
        ...

    @property
    def shortest(self) -> int:
        """The number of characters that the shortest of them has."""
        ...

    def could_begin(self, text: str) -> bool:
        """Whether ``text``, in upper case, may be the first characters of a code of ours."""
        ...

    def is_whole(self, text: str) -> bool:
        """Whether ``text``, in upper case, is a code of ours from first to last."""
        ...


class NoOwnCodes:
    """For those who know no code: a scan shows by its speed alone."""

    starts: Final[tuple[str, ...]] = ()
    shortest: Final = 1

    def could_begin(self, text: str) -> bool:  # noqa: ARG002 - all texts are foreign
        return False

    def is_whole(self, text: str) -> bool:  # noqa: ARG002 - as above
        return False
