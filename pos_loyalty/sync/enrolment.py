"""How a till is let in, and how the shop's card keys come to it: the hub's end.

The hub keeps the card keys sealed under its own box key, as the founding till brought them, and
seals them anew for each till. What is in the seal is between tills.
"""

import base64
import binascii
import hashlib
from dataclasses import replace
from typing import Final

import msgspec

from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedRow, HubMeta
from pos_loyalty.security.sealed_box import PUBLIC_BYTES, seal_for
from pos_loyalty.security.vault import SealBrokenError
from pos_loyalty.sync.books import HubBook, HubWork
from pos_loyalty.sync.hub_keys import HubKeys
from pos_loyalty.sync.own_shop import has_other_programs, is_another
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    DEVICE,
    PROGRAM,
    SHOP,
    Enrol,
    Enrolled,
    KeyRing,
    ProgramNote,
    TillNote,
)

CARD_KEYS: Final = b"pos-loyalty/card-keys"
"""The context in which card keys are sealed, both ways."""

PAIRING: Final = "pairing"
_RING: Final = "card-keys"
_LONGEST: Final = 120


class Enrolment:
    """Lets tills in. Each method is one whole request: see ``again``."""

    def __init__(self, book: HubBook, keys: HubKeys) -> None:
        self._book = book
        self._keys = keys

    def enrol(self, message: Enrol, *, now_us: int) -> Enrolled:
        """Let a till in for a code, once; the same till may ask again.

        Raises ProblemError: wrong-code, no-shop, device-taken, other-shop, other-hub, bad-request.
        After any of these the code is as good as before: nothing of the transaction stays.
        """
        public, box = _key(message.public_key), _key(message.box_key)
        if not message.device or len(message.device) > _LONGEST or len(message.name) > _LONGEST:
            raise ProblemError("bad-request")
        with self._book.begin() as work:
            store = work.take_pairing_code(
                code_hash(message.code), device=message.device, now_us=now_us
            )
            if store is None:
                raise ProblemError("wrong-code")
            known, meta = work.device(message.device), work.meta()
            if known is not None and known.public_key != public:
                raise ProblemError("device-taken")
            ring = work.secret(_RING)
            self._check_fits(work, message, ring)
            sealed = "" if ring is None else self._sealed_for(box, ring)
            work.put_secret(_box_name(message.device), box)
            row = _let_in(known, message, public=public, store=store, now_us=now_us)
            work.put_device(row)
            work.publish(SHOP, (_told(row),))
            work.commit()
        return self._enrolled(meta, store=store, sealed=sealed)

    def card_keys(self, device: str) -> KeyRing:
        """The shop's card keys, sealed for a till. Raises ProblemError: no-shop, revoked."""
        with self._book.begin() as work:
            _check_told(work, device)
            return self._ring_for(work, device, work.meta().key_version)

    def bring_card_keys(self, device: str, ring: KeyRing) -> KeyRing:
        """Take the first card keys of a shop, or the next version of them.

        Raises ProblemError: other-shop, version-taken, bad-request, revoked.
        """
        brought = _decoded(ring.sealed)
        plain = self._opened(brought)
        with self._book.begin() as work:
            _check_told(work, device)
            # Written first, so that two who bring keys take turns.
            work.put_meta(work.meta())
            meta = work.meta()
            kept = work.secret(_RING)
            if kept is not None and ring.version == meta.key_version:
                if self._opened(kept) != plain:
                    first = meta.key_version == 1
                    raise ProblemError(
                        "other-shop" if first else "version-taken", version=meta.key_version
                    )
            elif ring.version != meta.key_version + 1:
                raise ProblemError("version-taken", version=meta.key_version)
            else:
                work.put_secret(_RING, brought)
                work.put_meta(replace(meta, key_version=ring.version))
            answer = self._ring_for(work, device, ring.version)
            work.commit()
        return answer

    def _check_fits(self, work: HubWork, message: Enrol, ring: bytes | None) -> None:
        """Refuse a till that belongs elsewhere, as long as that costs nobody a code."""
        if message.hub_key not in {"", _text(self._keys.signing.public)}:
            raise ProblemError("other-hub")
        if ring is None:
            if not message.founds:
                raise ProblemError("no-shop")
        elif message.own is not None and is_another(message.own, self._opened(ring)):
            if message.own.has_members:
                raise ProblemError("other-shop")
            rows = work.shop_rows(PROGRAM)
            notes = [msgspec.json.decode(row.body, type=ProgramNote) for row in rows]
            if has_other_programs(message.own, notes):
                raise ProblemError("other-shop", reason="program")

    def _enrolled(self, meta: HubMeta, *, store: str, sealed: str) -> Enrolled:
        return Enrolled(
            incarnation=meta.incarnation,
            store=store,
            hub_key=_text(self._keys.signing.public),
            hub_box_key=_text(self._keys.box.public),
            keys=sealed,
            needs_keys=not sealed,
        )

    def _ring_for(self, work: HubWork, device: str, version: int) -> KeyRing:
        ring, box = work.secret(_RING), work.secret(_box_name(device))
        if ring is None or box is None:
            raise ProblemError("no-shop")
        return KeyRing(version=version, sealed=self._sealed_for(box, ring))

    def _sealed_for(self, box: bytes, ring: bytes) -> str:
        try:
            return _text(seal_for(box, plaintext=self._opened(ring), context=CARD_KEYS))
        except SealBrokenError as error:
            raise ProblemError("bad-request") from error

    def _opened(self, sealed: bytes) -> bytes:
        try:
            return self._keys.box.open_sealed(sealed, context=CARD_KEYS)
        except SealBrokenError as error:
            raise ProblemError("bad-request") from error


def code_hash(text: str, *, purpose: str = PAIRING) -> bytes:
    """What is kept of a code: enough to know it again, in any case and grouping.

    Who can read the database needs no code; the hash keeps it out of dumps and over shoulders.
    """
    meant = "".join(text.split()).upper().replace("-", "").replace("O", "0").replace("I", "1")
    return hashlib.sha256(f"pos-loyalty {purpose}\0{meant}".encode()).digest()


def _told(row: DeviceRow) -> FeedRow:
    """What tills are told of a till."""
    note = TillNote(name=row.name, store=row.store, status=row.status.value)
    return FeedRow(kind=DEVICE, key=row.device, body=msgspec.json.encode(note))


def _check_told(work: HubWork, device: str) -> None:
    till = work.device(device)
    if till is None:
        raise ProblemError("unknown-device")
    if till.status in {DeviceStatus.REVOKED, DeviceStatus.GONE}:
        raise ProblemError("revoked")


def _let_in(
    known: DeviceRow | None, message: Enrol, *, public: bytes, store: str, now_us: int
) -> DeviceRow:
    if known is None:
        known = DeviceRow(
            device=message.device,
            public_key=public,
            store=store,
            name=message.name,
            enrolled_us=now_us,
        )
    # A code that somebody gave to it lets in again what was revoked.
    return replace(
        known,
        store=store,
        name=message.name,
        app=message.app,
        status=DeviceStatus.ACTIVE,
        seen_us=now_us,
    )


def _box_name(device: str) -> str:
    return f"till-box-key/{device}"


def _key(text: str) -> bytes:
    key = _decoded(text)
    if len(key) != PUBLIC_BYTES:
        raise ProblemError("bad-request")
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProblemError("bad-request") from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
