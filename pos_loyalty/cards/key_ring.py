"""The shop's keys for signing cards: one that signs, and older ones that still verify.

The ring is a value; ``key_ring_file`` keeps it on the disk.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.errors import FullKeyRingError
from pos_loyalty.domain.values import dataclass

SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class RandomSource:
    """Where keys come from; tests put something predictable in its place."""

    secret: Callable[[int], bytes] = secrets.token_bytes
    choice: Callable[[Sequence[str]], str] = secrets.choice


SYSTEM_RANDOM: Final = RandomSource()


@dataclass(frozen=True, slots=True)
class CardKey:
    """A secret, and the one character that names it on each card signed with it."""

    key_id: str
    secret: bytes = field(repr=False)
    made_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.key_id) != 1 or self.key_id not in ALPHABET:
            raise ValueError("a key is named by one character of the alphabet")
        if len(self.secret) != SECRET_BYTES:
            raise ValueError("a card key has 32 bytes")
        for instant in (self.made_at, self.ends_at):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("a card key's instants carry their zone")

    def is_valid(self, now: datetime) -> bool:
        """Whether a card signed with this key is still taken."""
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True)
class CardKeyRing:
    """All keys of a shop, the signing one last. Ended keys stay, to tell old cards from foreign."""

    keys: tuple[CardKey, ...]

    def __post_init__(self) -> None:
        if not self.keys or self.keys[-1].ends_at is not None:
            raise ValueError("the last key of a ring signs, and has no end")
        if len({key.key_id for key in self.keys}) != len(self.keys):
            raise ValueError("two keys of one ring have different names")

    @property
    def current(self) -> CardKey:
        """The key that signs new cards."""
        return self.keys[-1]

    def find(self, key_id: str) -> CardKey | None:
        """The key of that name, ended or not; None when the shop never had it."""
        return next((key for key in self.keys if key.key_id == key_id), None)

    def rotated(
        self, now: datetime, grace: timedelta, random: RandomSource = SYSTEM_RANDOM
    ) -> "CardKeyRing":
        """A ring with a new signing key; cards of the one before are taken until ``grace`` is over.

        Raises FullKeyRingError when all 32 names belong to keys that are still valid.
        """
        if grace < timedelta(0):
            raise ValueError("grace does not run backwards")
        kept = [*self.keys[:-1], replace(self.current, ends_at=now + grace)]
        if len(kept) == len(ALPHABET):
            kept.remove(_ended_first(kept, now))
        return CardKeyRing((*kept, _new_key(now, kept, random)))


def new_key_ring(now: datetime, random: RandomSource = SYSTEM_RANDOM) -> CardKeyRing:
    """A ring with its first key.

    The key's name is random, so that most foreign cards show themselves by their key
    and are not taken for forgeries of ours.
    """
    return CardKeyRing((_new_key(now, (), random),))


def _new_key(now: datetime, kept: Sequence[CardKey], random: RandomSource) -> CardKey:
    taken = {key.key_id for key in kept}
    free = [key_id for key_id in ALPHABET if key_id not in taken]
    return CardKey(random.choice(free), random.secret(SECRET_BYTES), made_at=now)


def _ended_first(keys: Sequence[CardKey], now: datetime) -> CardKey:
    ended = [(key.ends_at, key) for key in keys if key.ends_at is not None and key.ends_at <= now]
    if not ended:
        raise FullKeyRingError
    return min(ended, key=lambda pair: pair[0])[1]
