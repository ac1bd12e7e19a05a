"""The key ring on the disk: private, whole, and known to be what was written.

A flipped digit in a secret would make every card of the shop a forgery. So the file
carries a digest of its keys, and a ring that does not fit it is refused by name.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from pos_loyalty.cards.errors import DamagedKeyRingError
from pos_loyalty.cards.key_ring import (
    SYSTEM_RANDOM,
    CardKey,
    CardKeyRing,
    RandomSource,
    new_key_ring,
)
from pos_loyalty.config.private_files import (
    copy_private,
    create_private,
    read_private,
    write_private,
)
from pos_loyalty.domain.values import dataclass

KEY_RING_NAME: Final = "card_keys.json"

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class KeyRingFile:
    """The card keys of one shop, kept at ``path``.

    Every method raises PrivateFileError or one of its kinds when the file is missing,
    open to others, or the disk refuses; reading also DamagedKeyRingError.
    """

    path: Path
    random: RandomSource = SYSTEM_RANDOM

    def create(self, now: datetime) -> CardKeyRing:
        """Make the shop's first key. A ring that is there is never written over."""
        ring = new_key_ring(now, self.random)
        create_private(self.path, ring_document(ring))
        return ring

    def adopt(self, ring: CardKeyRing) -> None:
        """Keep a ring that another till of the shop has handed over."""
        write_private(self.path, ring_document(ring))

    def load(self) -> CardKeyRing:
        """The ring, as it was written."""
        data = read_private(self.path)
        try:
            return ring_in(data)
        except ValueError as error:
            raise DamagedKeyRingError(file=self.path.name) from error

    def rotate(self, now: datetime, grace: timedelta) -> CardKeyRing:
        """Sign with a new key from now on; the old one verifies until ``grace`` is over."""
        ring = self.load().rotated(now, grace, self.random)
        write_private(self.path, ring_document(ring))
        return ring

    def export(self, folder: Path) -> Path:
        """Put a copy into ``folder``; a ring that cannot be read back is not copied."""
        self.load()
        return copy_private(self.path, folder)


def ring_document(ring: CardKeyRing) -> bytes:
    """A ring as it is written and handed over; whoever reads it can sign cards."""
    keys = [
        {
            "id": key.key_id,
            "secret": key.secret.hex(),
            "made_at": key.made_at.isoformat(),
            "ends_at": None if key.ends_at is None else key.ends_at.isoformat(),
        }
        for key in ring.keys
    ]
    document = {"format": _FORMAT, "keys": keys, "digest": _digest(keys)}
    return json.dumps(document, indent=2).encode() + b"\n"


def ring_in(data: bytes) -> CardKeyRing:
    """The ring in such a document. Raises ValueError for what is none, or is damaged."""
    try:
        return _read(data)
    except (KeyError, TypeError) as error:
        raise ValueError("no key ring") from error


def _read(data: bytes) -> CardKeyRing:
    document = json.loads(data)
    keys = document["keys"]
    if document["format"] != _FORMAT or document["digest"] != _digest(keys):
        raise ValueError("the digest does not fit the keys")
    return CardKeyRing(
        tuple(
            CardKey(
                key["id"],
                bytes.fromhex(key["secret"]),
                made_at=datetime.fromisoformat(key["made_at"]),
                ends_at=None if key["ends_at"] is None else datetime.fromisoformat(key["ends_at"]),
            )
            for key in keys
        )
    )


def _digest(keys: object) -> str:
    return sha256(json.dumps(keys, sort_keys=True).encode()).hexdigest()
