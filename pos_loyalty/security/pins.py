"""PINs of the staff: their form, and their hashes.

A PIN of four digits falls to anybody who holds its hash and a night's time; argon2id
makes that night a long one, the lockout guards the counter, and the database file is
guarded by the account that owns it.
"""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass

SHORTEST: Final = 4
LONGEST: Final = 8

_TIME_COST: Final = 2
_MEMORY_KIB: Final = 19 * 1024
_PARALLELISM: Final = 1
_DIGITS: Final = frozenset("0123456789")
_UP: Final = "01234567890"
_POPULAR: Final = frozenset({"2580", "1004", "1313", "6969", "0852", "5683"})


class PinFormError(RefusalError):
    """A PIN has four to eight digits. Facts: ``shortest``, ``longest``."""

    code = "pin-form"


class WrongPinError(RefusalError):
    """Not this person's PIN. Facts: ``staff``."""

    code = "wrong-pin"


@dataclass(frozen=True, slots=True)
class PinCheck:
    """Whether a PIN was right, and the hash to store in place of one made with lesser care."""

    correct: bool
    replacement: str | None = None


class PinHasher:
    """Hashes and checks PINs; each takes some 40 ms, so call it off the window's thread."""

    def __init__(
        self,
        *,
        time_cost: int = _TIME_COST,
        memory_kib: int = _MEMORY_KIB,
        parallelism: int = _PARALLELISM,
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism
        )

    def hash(self, pin: str) -> str:
        """What to store for a new PIN. Raises PinFormError."""
        check_form(pin)
        return self._hasher.hash(pin)

    def check(self, pin: str, *, stored: str) -> PinCheck:
        """Compare a typed PIN with the stored hash; a hash that is none fits no PIN."""
        try:
            self._hasher.verify(stored, pin)
        except (VerificationError, InvalidHashError):
            return PinCheck(correct=False)
        if self._hasher.check_needs_rehash(stored):
            return PinCheck(correct=True, replacement=self._hasher.hash(pin))
        return PinCheck(correct=True)


def check_form(pin: str) -> None:
    """Raises PinFormError unless the PIN has four to eight digits of the keypad."""
    if not (SHORTEST <= len(pin) <= LONGEST and _DIGITS.issuperset(pin)):
        raise PinFormError(shortest=SHORTEST, longest=LONGEST)


def is_trivial(pin: str) -> bool:
    """Whether a PIN is among the first that anybody would try: a reason to warn, not to refuse."""
    repeats = any(pin == pin[:length] * (len(pin) // length) for length in (1, 2))
    counts = pin in _UP or pin in _UP[::-1]
    year = len(pin) == SHORTEST and pin.startswith(("19", "20"))
    return repeats or counts or year or pin in _POPULAR
