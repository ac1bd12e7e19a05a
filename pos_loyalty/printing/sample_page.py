"""The test print: how wide the paper is, which code page the printer honors, whether it cuts."""

from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.document import (
    BIG,
    BOLD,
    Align,
    Block,
    CodePageSample,
    Cut,
    Document,
    Feed,
    Gap,
    Qr,
    Row,
    Rule,
    Span,
    Text,
)
from pos_loyalty.printing.profiles import CODE_PAGE_SLOTS, PrinterProfile, codec_of

_SAMPLE = "ÄÖÜ äöü ß € × „“"
_RASTERED = "Łódź · Ελλάδα · Київ"


def lay_out_test(facts: SlipFacts, profile: PrinterProfile, words: Words) -> Document:
    """A slip that shows what this printer can do, and lets a person see what it cannot."""
    when = f"{words.formats.date(facts.at)} {words.formats.time(facts.at)}"
    blocks: tuple[Block, ...] = (
        Text((Span(words.text("Test print"), BIG),), Align.CENTER),
        Gap(8),
        Text((Span(facts.shop_name),), Align.CENTER),
        Feed(),
        Row((Span(profile.name, BOLD),), (Span(facts.till_name),)),
        Row((Span(when),), (Span(f"{profile.code_page} {profile.code_page_slot}"),)),
        Rule(),
        Text((Span(words.text("This line must reach both edges:")),)),
        Text((Span(_ruler(profile.columns)),)),
        Rule(),
        Text((Span(words.text("These must be right:")),)),
        Text((Span(_SAMPLE.removesuffix(" „“"), BOLD),)),
        Text((Span(_RASTERED),)),
        Rule(),
        Text((Span(words.text("If not, choose the number of the line that is:")),)),
        *(_sample(slot, page) for slot, page in CODE_PAGE_SLOTS.items()),
        Rule(),
        Qr(facts.qr_text or facts.shop_name),
        Cut(),
    )
    return Document(blocks)


def _sample(slot: int, page: str) -> CodePageSample:
    codec = codec_of(page)
    sample = _SAMPLE.encode(codec, errors="replace").decode(codec)
    name = page.removeprefix("ISO_")
    return CodePageSample(slot=slot, code_page=page, text=f"{slot:>2}  {sample}  {name}")


def _ruler(columns: int) -> str:
    tens = "".join(f"{ten:.>10}" for ten in range(10, columns + 1, 10))
    return tens + "." * (columns - len(tens) - 1) + "|"
