"""A member's card as a page for the phone: one file that shows a new code every half minute.

The page needs no network and no app. It carries the secret of this one card, so whoever has the
file has the card, as with a card of plastic; a new card ends it. How its codes are made and
checked stands in ``phone_code``.
"""

import html
import json
import re
from dataclasses import field
from typing import Final

from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.config.paths import resources
from pos_loyalty.domain.values import dataclass

_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class PhoneSecret:
    """What one member's phone needs to make codes."""

    key_id: str
    member_id: str
    secret: bytes = field(repr=False)


def phone_page(face: CardFace, secret: PhoneSecret, *, language: str, advice: str) -> bytes:
    """The page as UTF-8. ``advice`` says what to do with it; ``face.payload`` is not shown."""
    folder = resources() / "phone_card"
    card = {
        "key": secret.key_id,
        "member": secret.member_id,
        "secret": secret.secret.hex(),
    }
    texts = {
        "language": language,
        "shop": face.shop_name,
        "name": face.member_name or "",
        "number": face.number_text,
        "caption": face.caption,
        "advice": advice,
        "ground": face.colors.ground,
        "ink": face.colors.ink,
    }
    filled = {name: html.escape(text) for name, text in texts.items()}
    filled["script"] = (folder / "code.js").read_text("utf-8")
    # Letters and digits only: nothing in it could end the script.
    filled["card"] = json.dumps(card)
    page = (folder / "page.html").read_text("utf-8")
    return _PLACE.sub(lambda place: filled[place[1]], page).encode()
