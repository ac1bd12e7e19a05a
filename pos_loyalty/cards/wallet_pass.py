"""A member's card as a pass for the wallet of a phone: a signed archive, ``.pkpass``.

The archive holds ``pass.json``, pictures, a manifest with a SHA-1 of each file, and a detached
signature of the manifest (the format's own choice of hash; the signature itself is SHA-256). The
code on it is the one of the plastic card: this kind of pass knows no changing one.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import field
from hashlib import sha1
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image, ImageDraw, ImageFont

from pos_loyalty.cards.card_drawing import Face
from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.cards.pass_signer import PassSigner
from pos_loyalty.domain.values import dataclass

MEDIA_TYPE: Final = "application/vnd.apple.pkpass"

# Logical size, and how much finer screens want it.
_ICON: Final = 29
_LOGO: Final = 50
_SCALES: Final = {"": 1, "@2x": 2, "@3x": 3}
# Zip files know no time before 1980; the same pass is the same bytes whenever it is made.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PassWords:
    """What stands beside the figures, in the member's language."""

    member: str
    number: str
    terms_title: str
    terms: str


@dataclass(frozen=True, slots=True)
class PassContent:
    """One pass. ``serial`` tells it from all others of the shop."""

    face: CardFace
    serial: str
    words: PassWords = field(repr=False)


def wallet_pass(content: PassContent, signer: PassSigner) -> bytes:
    """The signed archive."""
    files = {"pass.json": _document(content, signer), **_pictures(content.face)}
    # The format asks for this hash; what makes a pass genuine is the signature below.
    manifest = {name: sha1(data, usedforsecurity=False).hexdigest() for name, data in files.items()}
    files["manifest.json"] = _json(manifest)
    files["signature"] = signer.signature(files["manifest.json"])
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(ZipInfo(name, _NO_TIME), data)
    return archive.getvalue()


def _document(content: PassContent, signer: PassSigner) -> bytes:
    face, words = content.face, content.words
    barcode = {
        "format": "PKBarcodeFormatQR",
        "message": face.payload,
        "messageEncoding": "iso-8859-1",
        "altText": face.number_text,
    }
    person = [_field("member", words.member, face.member_name)] if face.member_name else []
    return _json(
        {
            "formatVersion": 1,
            "passTypeIdentifier": signer.pass_type,
            "teamIdentifier": signer.team,
            "serialNumber": content.serial,
            "organizationName": face.shop_name,
            "description": face.caption,
            "logoText": face.shop_name,
            "backgroundColor": _rgb(face.colors.ground),
            "foregroundColor": _rgb(face.colors.ink),
            "labelColor": _rgb(face.colors.ink),
            # A card that is handed on in a message would be two cards.
            "sharingProhibited": True,
            "barcodes": [barcode],
            "barcode": barcode,
            "storeCard": {
                "secondaryFields": [*person, _field("number", words.number, face.number_text)],
                "backFields": [_field("terms", words.terms_title, words.terms)],
            },
        }
    )


def _field(key: str, label: str, value: str) -> dict[str, str]:
    return {"key": key, "label": label, "value": value}


def _pictures(face: CardFace) -> dict[str, bytes]:
    return {
        f"{name}{suffix}.png": _badge(face, size * scale)
        for name, size in (("icon", _ICON), ("logo", _LOGO))
        for suffix, scale in _SCALES.items()
    }


def _badge(face: CardFace, dots: int) -> bytes:
    """The shop's first letter on its color."""
    image = Image.new("RGB", (dots, dots), face.colors.ground)
    font = ImageFont.truetype(Face.DISPLAY.path, dots * 0.62)
    letter = (face.shop_name.strip() or "•")[0].upper()
    middle = (dots / 2, dots / 2)
    ImageDraw.Draw(image).text(middle, letter, font=font, fill=face.colors.ink, anchor="mm")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _rgb(color: str) -> str:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
