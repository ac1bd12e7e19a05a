"""Slips in every form, for tests that look at them."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from PIL import Image

from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.printing.document import Block, Document
from pos_loyalty.printing.encoder import Encoder
from pos_loyalty.printing.layout import lay_out
from pos_loyalty.printing.picture import draw
from pos_loyalty.printing.profiles import PrinterProfile, profile
from pos_loyalty.printing.template import ReceiptTemplate
from pos_loyalty.printing.typeface import Typeface
from pos_loyalty.printing.typesetting import Sheet, typeset
from tests.support.slips import FONTS

TEMPLATE = ReceiptTemplate(footer=("Danke für Ihren Besuch!",))
WIDE, NARROW = profile("generic-80"), profile("generic-58")


@cache
def typeface() -> Typeface:
    """The bundled typeface, loaded once for all tests."""
    return Typeface(FONTS)


@cache
def encoder() -> Encoder:
    """The encoder; loading its library is slow, so that all tests share one."""
    return Encoder(typeface(), Path(mkdtemp(prefix="pos-loyalty-tests-")))


def words(language: str = "de") -> Words:
    """Words for a slip in this language."""
    return words_for(language)


def slip_sheet(
    facts: SlipFacts, profile: PrinterProfile = WIDE, template: ReceiptTemplate = TEMPLATE
) -> Sheet:
    """The slip as it lies on the paper of this printer."""
    return typeset(lay_out(facts, template, words(facts.language)), profile)


def sheet_of(*blocks: Block, profile: PrinterProfile = WIDE) -> Sheet:
    """These blocks as they lie on the paper of this printer."""
    return typeset(Document(blocks), profile)


def encoded(sheet: Sheet) -> bytes:
    """What the printer is sent."""
    return encoder().encode(sheet)


def drawn(sheet: Sheet) -> Image.Image:
    """What we say comes out."""
    return draw(sheet, typeface())
