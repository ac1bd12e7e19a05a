"""A member's card in every form that it is handed out in."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pos_loyalty.cards.artwork import card_png, cards_pdf
from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.cards.phone_code import phone_secret
from pos_loyalty.cards.phone_page import PhoneSecret, phone_page
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.members import MemberCard, Members
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.voice import ShopVoice


class CardForm(StrEnum):
    """How a card is handed out as a file."""

    PICTURE = "png"
    SHEET = "pdf"
    PHONE_PAGE = "html"
    WALLET_PASS = "pkpass"  # noqa: S105 - a kind of file


MEDIA_TYPES: Final = {
    CardForm.PICTURE: "image/png",
    CardForm.SHEET: "application/pdf",
    CardForm.PHONE_PAGE: "text/html",
    CardForm.WALLET_PASS: "application/vnd.apple.pkpass",
}


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card as a file: ``name`` to keep it under, and its number, for those who handed it out."""

    name: str
    media_type: str
    content: bytes
    number: str


class MemberCards:
    """Makes them. ``pass_signer`` is where the shop's certificate for wallet passes may lie."""

    def __init__(
        self,
        members: Members,
        programs: Programs,
        voice: ShopVoice,
        key_ring: Callable[[], CardKeyRing],
        pass_signer: Path | None,
    ) -> None:
        self._members = members
        self._programs = programs
        self._voice = voice
        self._key_ring = key_ring
        self._pass_signer = pass_signer

    def face(self, member_id: str, now: datetime) -> CardFace:
        """What stands on the member's card. Raises UnknownMemberError."""
        return self._face(self._members.card(member_id), self._words(member_id, now))

    def blank_face(self, member_id: str, words: Words) -> CardFace:
        """A card that nobody has yet; who joins with it takes its number."""
        return CardFace(
            shop_name=self._shop_name,
            member_name=None,
            number_text=member_number(member_id),
            payload=card_payload(member_id=member_id, issue=0, key=self._key_ring().current),
            caption=words.text("Member card"),
        )

    def file(self, member_id: str, form: CardForm, now: datetime) -> CardFile:
        """The member's card in that form, in the member's language.

        Raises UnknownMemberError, and for a pass NotAllowedError with reason
        ``no-pass-certificate`` where the shop has none.
        """
        card, words = self._members.card(member_id), self._words(member_id, now)
        face = self._face(card, words)
        match form:
            case CardForm.PICTURE:
                content = card_png(face)
            case CardForm.SHEET:
                content = cards_pdf([face], title=face.shop_name)
            case CardForm.PHONE_PAGE:
                content = self._page(card, face, words)
            case CardForm.WALLET_PASS:
                content = self._pass(card, face, words)
        name = f"{words.text('member-card')}.{form.value}"
        return CardFile(name, MEDIA_TYPES[form], content, card.number)

    @property
    def signs_passes(self) -> bool:
        """Whether the shop has a certificate for wallet passes."""
        return self._pass_signer is not None and self._pass_signer.is_file()

    @property
    def _shop_name(self) -> str:
        return self._voice.settings().shop.name

    def _words(self, member_id: str, now: datetime) -> Words:
        program = self._programs.current(now).program
        return self._voice.words(program, self._members.profile(member_id).language)

    def _face(self, card: MemberCard, words: Words) -> CardFace:
        profile = self._members.profile(card.member_id)
        name = " ".join(filter(None, (profile.given_name, profile.family_name)))
        return CardFace(
            shop_name=self._shop_name,
            member_name=name or None,
            number_text=card.number,
            payload=card.payload,
            caption=words.text("Member card"),
        )

    def _page(self, card: MemberCard, face: CardFace, words: Words) -> bytes:
        key = self._key_ring().current
        secret = phone_secret(key, member_id=card.member_id, issue=card.issue)
        return phone_page(
            face,
            PhoneSecret(key.key_id, card.member_id, secret),
            language=words.translator.language,
            advice=words.text("Please show this code at the till."),
        )

    def _pass(self, card: MemberCard, face: CardFace, words: Words) -> bytes:
        # Certificates are a library that no counter waits for.
        from pos_loyalty.cards.pass_signer import load_signer  # noqa: PLC0415
        from pos_loyalty.cards.wallet_pass import (  # noqa: PLC0415
            PassContent,
            PassWords,
            wallet_pass,
        )

        if self._pass_signer is None or not self.signs_passes:
            raise NotAllowedError(reason="no-pass-certificate")
        signer = load_signer(self._pass_signer)
        said = PassWords(
            member=words.text("Member"),
            number=words.text("Number"),
            terms_title=words.text("Your card"),
            terms=words.text(
                "Whoever shows this card can use your points. Please do not share it."
            ),
        )
        serial = f"{card.member_id}-{card.issue}"
        return wallet_pass(PassContent(face, serial, said), signer)
