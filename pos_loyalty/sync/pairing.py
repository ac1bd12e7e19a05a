"""How a till comes to a hub: the code, what is kept of it, and what tills of a shop hand over.

A pairing that was interrupted is begun again with the same words, and goes on where it was.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Final

import msgspec

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.key_ring_file import ring_document, ring_in
from pos_loyalty.config.private_files import MissingPrivateFileError, read_private, write_private
from pos_loyalty.config.settings import Settings
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.sealed_box import BoxKey, new_box_key, seal_for
from pos_loyalty.security.vault import SealBrokenError
from pos_loyalty.sync.enrolment import CARD_KEYS
from pos_loyalty.sync.errors import (
    HubRefusedError,
    HubUnreachableError,
    NoShopYetError,
    OtherShopError,
    WrongPairingCodeError,
)
from pos_loyalty.sync.protocol import Problem

CODE_LENGTH: Final = 10
PAIRING_NAME: Final = "hub_pairing.json"

_SHARED: Final = ("name", "currency", "timezone", "language")
_SCHEME: Final = "pos-loyalty-pair:"
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "-": "", " ": ""})


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the hub's code says: where it is, and the word that lets one till in."""

    url: str
    code: str = field(repr=False)


def invitation_in(text: str) -> Invitation | None:
    """What a scan of the hub's code says; None for any other scan.

    Raises WrongPairingCodeError where its code is none.
    """
    head, rest = text[: len(_SCHEME)], text[len(_SCHEME) :]
    url, _, code = rest.rpartition("#")
    if head.lower() != _SCHEME or not url:
        return None
    # A scanner's keys come in capitals: then nothing tells which of them was one.
    return Invitation(url if head == _SCHEME else url.lower(), clean_code(code))


def clean_code(text: str) -> str:
    """A code as it is meant, however it was typed. Raises WrongPairingCodeError."""
    code = "".join(text.split()).upper().translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(character not in ALPHABET for character in code):
        raise WrongPairingCodeError
    return code


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the tills of a shop hand each other through the hub, which sees it sealed only.

    ``shop`` are the settings that are the same at all of them, such as its name.
    """

    ring: CardKeyRing = field(repr=False)
    shop: Mapping[str, str]


def shared_settings(settings: Settings) -> Mapping[str, str]:
    """Those settings of the shop that are the same at all its tills."""
    return {name: str(getattr(settings.shop, name)) for name in _SHARED}


class _Written(msgspec.Struct):
    ring: str
    shop: dict[str, str] = {}


def sealed_parcel(parcel: Parcel, hub_box_key: str) -> str:
    """The parcel, sealed for the hub alone. Raises SealBrokenError."""
    written = _Written(ring_document(parcel.ring).decode(), dict(sorted(parcel.shop.items())))
    plain = msgspec.json.encode(written)
    sealed = seal_for(_bytes(hub_box_key), plaintext=plain, context=CARD_KEYS)
    return base64.b64encode(sealed).decode("ascii")


def opened_parcel(sealed: str, box: BoxKey) -> Parcel:
    """The parcel that was sealed for this till. Raises SealBrokenError."""
    plain = box.open_sealed(_bytes(sealed), context=CARD_KEYS)
    try:
        written = msgspec.json.decode(plain, type=_Written)
        return Parcel(ring_in(written.ring.encode()), written.shop)
    except ValueError as error:
        raise SealBrokenError from error


def is_of_one_shop(own: CardKeyRing, other: CardKeyRing) -> bool:
    """Whether a card of one is, or was, one of the other: they have a key in common."""
    return bool({key.secret for key in own.keys} & {key.secret for key in other.keys})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What a till keeps of its pairing for good.

    ``box`` opens what is sealed for it; ``hub_box_key`` seals for the hub, empty before the hub
    has answered.
    """

    url: str
    device: str
    box: BoxKey = field(repr=False)
    hub_box_key: str = ""


class _Kept(msgspec.Struct):
    url: str
    device: str
    box: str
    hub_box_key: str = ""


@dataclass(frozen=True, slots=True)
class PairingFile:
    """Where that is kept, in the folder of keys. Raises PrivateFileError and its kinds."""

    keys: Path

    def read(self) -> Pairing | None:
        """The pairing; None where none was begun."""
        try:
            kept = msgspec.json.decode(read_private(self._path), type=_Kept)
            box = BoxKey(bytes.fromhex(kept.box))
        except (MissingPrivateFileError, ValueError):
            return None
        return Pairing(url=kept.url, device=kept.device, box=box, hub_box_key=kept.hub_box_key)

    def write(self, pairing: Pairing) -> None:
        """Keep it, whole."""
        kept = _Kept(pairing.url, pairing.device, pairing.box.secret.hex(), pairing.hub_box_key)
        write_private(self._path, msgspec.json.encode(kept))

    def begun(self, *, url: str, device: str) -> Pairing:
        """The pairing that was begun with this hub for this till, or a new one."""
        kept = self.read()
        if kept is not None and (kept.url, kept.device) == (url, device):
            return kept
        pairing = Pairing(url=url, device=device, box=new_box_key())
        self.write(pairing)
        return pairing

    @property
    def _path(self) -> Path:
        return self.keys / PAIRING_NAME


def pairing_error(problem: Problem) -> LoyaltyError:
    """What the hub said no with, while a till was being paired."""
    match problem.code:
        case "wrong-code":
            return WrongPairingCodeError()
        case "no-shop":
            return NoShopYetError()
        case "other-shop" | "version-taken":
            reason = problem.facts.get("reason")
            return OtherShopError(reason=reason) if reason else OtherShopError()
        case "retry-later":
            return HubUnreachableError(problem="busy")
        case code:
            return HubRefusedError(reason=code)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBrokenError from error
