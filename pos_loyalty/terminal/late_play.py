"""Taking part, at a counter where nobody has yet."""

from collections.abc import Callable
from functools import cached_property

from pos_loyalty.domain.play import PlayDeed, Played, PlayOffers
from pos_loyalty.terminal.screens.cashier.ports import Play


class LatePlay:
    """The services behind clubs, draws and the wheel, made for the first who asks for them.

    Both calls run in the worker.
    """

    def __init__(self, make: Callable[[], Play]) -> None:
        self._make = make

    @cached_property
    def _play(self) -> Play:
        return self._make()

    def offers(self, member_id: str) -> PlayOffers:
        """All that a member can take part in now."""
        return self._play.offers(member_id)

    def do(self, *, key: str, member_id: str, deed: PlayDeed, approval_pin: str) -> Played:
        """Do what was chosen, once; raises what ``PlayService.do`` raises."""
        return self._play.do(key=key, member_id=member_id, deed=deed, approval_pin=approval_pin)
