"""One number over what tills and hub share: two that tell the same hold the same.

A part is the sum of the hashes of its rows, so that their order is nothing, rows can be added one
by one, and what is known only as a sum can be added whole. What belongs to one till alone is in no
row: its numbers, its slips, its days. Nor is a word about a person, so that it may be told to
anybody.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, Self

from pos_loyalty.domain.values import dataclass

SUM_BYTES: Final = 32
_MODULUS: Final = 1 << (8 * SUM_BYTES)


@dataclass(frozen=True, slots=True)
class Part:
    """The sum of the hashes of some rows, and how many they are."""

    sum: int = 0
    rows: int = 0

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Self:
        """The part that these rows are, each a list in JSON without spaces."""
        sha256, read = hashlib.sha256, int.from_bytes
        total = count = 0
        for line in lines:
            total += read(sha256(line).digest(), "big")
            count += 1
        return cls(total % _MODULUS, count)

    @classmethod
    def known(cls, digest: bytes, rows: int) -> Self:
        """A part that is known by its digest alone."""
        return cls(int.from_bytes(digest, "big"), rows)

    def __add__(self, other: "Part") -> "Part":
        """Both together; no row may be in both."""
        return Part((self.sum + other.sum) % _MODULUS, self.rows + other.rows)

    @property
    def digest(self) -> str:
        """The sum as hex."""
        return self.sum.to_bytes(SUM_BYTES, "big").hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedParts:
    """What is shared, by kind of row.

    - ``members``: [id, status, [segment, …], reference]
    - ``cards``: [member, issue, status]
    - ``entries``: [device, epoch, seq, line, member, sale, kind, debit account, credit account,
      points, effective µs, occurred µs, program version, partner]
    - ``balances``: [member, points that entries left with the member], for members with entries
    """

    members: Part = Part()
    cards: Part = Part()
    entries: Part = Part()
    balances: Part = Part()

    @property
    def digest(self) -> str:
        """One hash over all parts."""
        whole = hashlib.sha256()
        for part in (self.members, self.cards, self.entries, self.balances):
            whole.update(bytes.fromhex(part.digest))
            whole.update(part.rows.to_bytes(8, "big"))
        return whole.hexdigest()
