"""From stored facts to ink: the whole way of one slip, and the preview that goes the same way.

Importing this costs a third of a second, so the window does not: whoever prints, does.
"""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.domain.slip import SlipFacts, SlipKind
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.document import Document
from pos_loyalty.printing.encoder import Encoder
from pos_loyalty.printing.layout import lay_out
from pos_loyalty.printing.picture import draw
from pos_loyalty.printing.plain_text import plain_text
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.sample_page import lay_out_test
from pos_loyalty.printing.template import ReceiptTemplate
from pos_loyalty.printing.typeface import Typeface
from pos_loyalty.printing.typesetting import typeset


@dataclass(frozen=True, slots=True)
class Look:
    """The printer and the template that are in force."""

    profile: PrinterProfile
    template: ReceiptTemplate
    address: str = ""
    """Where the printer is; only the test page says so."""


class SlipPress:
    """Lays out, encodes and draws slips in the look that is in force when it is asked."""

    def __init__(self, *, fonts: Path, cache: Path, look: Callable[[], Look]) -> None:
        """``cache`` is a folder of ours alone; code of the command library is loaded from it."""
        self._typeface = Typeface(fonts)
        self._encoder = Encoder(self._typeface, cache)
        self._look = look

    def printout(self, job: PrintJob) -> Printout:
        """The slip of this job."""
        look = self._look()
        document = self.document(job.facts, look)
        sheet = typeset(document, look.profile)
        return Printout(
            name=f"{job.created_at:%Y%m%dT%H%M%S}-{job.id}",
            data=self._encoder.encode(sheet),
            text=plain_text(document, look.profile),
            picture=lambda: _png(draw(sheet, self._typeface)),
        )

    def warm_up(self, facts: SlipFacts) -> None:
        """Draws and encodes a slip for nobody, so that the first one is as quick as the rest."""
        look = self._look()
        sheet = typeset(self.document(facts, look), look.profile)
        self._encoder.encode(sheet)

    def preview(self, facts: SlipFacts, look: Look) -> bytes:
        """The picture of a slip that is not printed, as PNG."""
        return _png(draw(typeset(self.document(facts, look), look.profile), self._typeface))

    def document(self, facts: SlipFacts, look: Look) -> Document:
        """What the slip says."""
        words = words_for(
            facts.language,
            currency=facts.currency,
            timezone=facts.timezone,
            unit_one=facts.unit_one,
            unit_many=facts.unit_many,
        )
        if facts.kind is SlipKind.TEST:
            logo = look.template.logo
            return lay_out_test(facts, look.profile, words, logo=logo, address=look.address)
        return lay_out(facts, look.template, words)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
