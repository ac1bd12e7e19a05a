"""The test page: how wide the paper is, which characters the printer has, whether it cuts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.code_pages import CodePage
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
    Logo,
    Qr,
    Row,
    Rule,
    Span,
    Text,
)
from pos_loyalty.printing.profiles import PrinterProfile

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "de": "ÄÖÜẞ äöüß",
        "fr": "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ àâæçéèêëîïôœùûüÿ",
        "pl": "ĄĆĘŁŃÓŚŹŻ ąćęłńóśźż",
        "tr": "ÇĞIİÖŞÜ çğıiöşü",
        "": "„“ ‚‘ «» ’ – — − … € ×",
    }
)
"""What the alphabets of our members add to A–Z, and the signs of a well set text."""

_GERMAN = "ÄÖÜ äöü ß € ×"
_WESTERN, _POLISH, _TURKISH = "ÄÖÜ äöü ß € × „“", "ŁÓŻ łóż ąę ß € „“", "ĞİŞ ğış çö ß € „“"
_SAMPLES: Mapping[str, str] = MappingProxyType(
    {"CP1250": _POLISH, "CP852": _POLISH, "CP1254": _TURKISH, "CP857": _TURKISH}
)
_SAMPLE_COLUMNS = max(len(_WESTERN), len(_POLISH), len(_TURKISH))
_AIR = Gap(8)


def lay_out_test(
    facts: SlipFacts,
    profile: PrinterProfile,
    words: Words,
    *,
    logo: Path | None = None,
    address: str = "",
) -> Document:
    """A slip that shows what this printer can do, and lets a person see what it cannot."""
    blocks: tuple[Block, ...] = (
        *_head(facts, logo, words),
        *_printer(facts, profile, words, address),
        Rule(),
        Text((Span(words.text("This line must reach both edges:")),)),
        Text((Span(_ruler(profile.columns)),)),
        Rule(),
        Text((Span(words.text("These must be right:")),)),
        Text((Span(_GERMAN, BOLD),)),
        *_letters(),
        Rule(),
        Text((Span(words.text("If not, choose the number of the line that is:")),)),
        *(_sample(page) for page in profile.samples),
        Rule(),
        Qr(facts.qr_text or facts.shop_name),
        Text((Span(words.text("No code here? Have it sent as a picture.")),), Align.CENTER),
        Cut(),
    )
    return Document(blocks)


def _head(facts: SlipFacts, logo: Path | None, words: Words) -> Iterator[Block]:
    if logo is not None:
        yield Logo(logo)
        yield Feed()
    yield Text((Span(words.text("Test page"), BIG),), Align.CENTER)
    yield _AIR
    yield Text((Span(facts.shop_name),), Align.CENTER)
    yield Feed()


def _printer(
    facts: SlipFacts, profile: PrinterProfile, words: Words, address: str
) -> Iterator[Block]:
    formats = words.formats
    yield Row((Span(profile.name, BOLD),), (Span(facts.till_name),))
    if address:
        yield Text((Span(address),))
    when = f"{formats.date(facts.at)} {formats.time(facts.at)}"
    yield Row((Span(when),), (Span(_in_use(profile, words)),))


def _in_use(profile: PrinterProfile, words: Words) -> str:
    if not profile.pages:
        return words.text("all as a picture")
    page = profile.pages[0]
    return f"{page.name} {page.slot}"


def _letters() -> Iterator[Block]:
    for language, letters in LETTERS.items():
        label = (Span(language, BOLD),) if language else ()
        yield Text((*label, Span(letters)))


def _sample(page: CodePage) -> CodePageSample:
    sample = _SAMPLES.get(page.name, _WESTERN)
    shown = "".join(char if page.has(char) else " " for char in sample)
    name = page.name.removeprefix("ISO_")
    return CodePageSample(page, f"{page.slot:>2}  {shown:<{_SAMPLE_COLUMNS}}  {name}")


def _ruler(columns: int) -> str:
    tens = "".join(f"{ten:.>10}" for ten in range(10, columns + 1, 10))
    return tens + "." * (columns - len(tens) - 1) + "|"
