"""The hub's own keys: one that signs shares, one under which tills seal what is for it alone."""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import field
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import DeviceKey, is_signed_by
from pos_loyalty.security.sealed_box import BoxKey
from pos_loyalty.security.secret_file import SECRET_BYTES
from pos_loyalty.sync.books import HubBook, HubWork

_SIGNING: Final = "signing-key"
_BOX: Final = "box-key"


@dataclass(frozen=True, slots=True)
class HubKeys:
    """The secret halves; they never leave the hub's database and processes."""

    signing: DeviceKey = field(repr=False)
    box: BoxKey = field(repr=False)

    def sign(self, text: bytes) -> str:
        """The signature of a share, as its token."""
        return base64.b64encode(self.signing.sign(text)).decode("ascii")

    def is_ours(self, text: bytes, token: str) -> bool:
        """Whether this hub, or what it was before it was put back, gave that share."""
        try:
            signature = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            return False
        return is_signed_by(self.signing.public, data=text, signature=signature)


def load_hub_keys(book: HubBook) -> HubKeys:
    """The hub's keys, made when there are none. One whole request: see ``again``."""
    with book.begin() as work:
        signing, box = (
            secret_or_new(work, name, lambda: secrets.token_bytes(SECRET_BYTES))
            for name in (_SIGNING, _BOX)
        )
        work.commit()
    return HubKeys(DeviceKey(signing), BoxKey(box))


def secret_or_new(work: HubWork, name: str, make: Callable[[], bytes]) -> bytes:
    """The secret of that name, made where there is none; replicas agree on one."""
    kept = work.secret(name)
    if kept is not None:
        return kept
    # Writing that one row makes the others wait; whoever comes second finds what the first made.
    work.put_meta(work.meta())
    kept = work.secret(name)
    if kept is None:
        kept = make()
        work.put_secret(name, kept)
    return kept
