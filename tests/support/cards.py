"""Card faces to draw, and a reader of other people's making for what was drawn."""

import io

import zxingcpp
from PIL import Image

from pos_loyalty.cards.card_face import CardFace

PAYLOAD = "LT7K48217P2M9244744CAMB0N6ME"


def card_face(
    shop_name: str = "Sonnenblume Naturkost", member_name: str | None = "Anna Berger"
) -> CardFace:
    """A card as a shop would hand it out."""
    return CardFace(shop_name, member_name, "K4821-7P2M9-R", PAYLOAD, "Mitgliedskarte")


def image_of(png: bytes) -> Image.Image:
    """The picture in color."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def codes_in(image: Image.Image) -> list[str]:
    """The texts of all QR codes that a camera would find."""
    return [
        code.text
        for code in zxingcpp.read_barcodes(image)
        if code.format == zxingcpp.BarcodeFormat.QRCode
    ]
