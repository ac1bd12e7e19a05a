"""A document as text, for logs of what was printed, for mail and for people who cannot see."""

from dataclasses import replace

from pos_loyalty.domain.slip import WHOLE_PERMILLE
from pos_loyalty.printing.document import (
    PLAIN,
    Align,
    Block,
    CodePageSample,
    Cut,
    Document,
    Feed,
    Gap,
    Heading,
    Logo,
    Progress,
    Qr,
    Row,
    Span,
    Stamps,
    Text,
)
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.typesetting import Item, Line, display_width, typeset


def plain_text(document: Document, profile: PrinterProfile) -> str:
    """The slip in plain characters of one size, as wide as the printer's line."""
    flat = Document(tuple(_flat(block) for block in document.blocks))
    lines = [
        line for item in typeset(flat, profile).items for line in _lines(item, profile.columns)
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _flat(block: Block) -> Block:
    match block:
        case Heading():
            return Text((Span(block.text),), Align.CENTER)
        case Text():
            return replace(block, spans=_flat_spans(block.spans))
        case Row():
            return replace(block, left=_flat_spans(block.left), right=_flat_spans(block.right))
        case _:
            return block


def _flat_spans(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(Span(span.text, PLAIN) for span in spans)


def _lines(item: Item, columns: int) -> list[str]:
    match item:
        case Line():
            return [_placed(item)]
        case Feed():
            return [""] * item.lines
        case Progress():
            filled = round(columns * item.permille / WHOLE_PERMILLE)
            return ["=" * filled + "-" * (columns - filled)]
        case Stamps():
            return ["●" * item.count + "○" * (item.goal - item.count)]
        case Logo() | Cut() | Gap():
            return []
        case _:
            return [_shown(item, columns)]


def _shown(item: Qr | CodePageSample, columns: int) -> str:
    return item.text if isinstance(item, CodePageSample) else f"[QR {item.text}]".center(columns)


def _placed(line: Line) -> str:
    text, column = "", 0
    for run in line.runs:
        text += " " * (run.column - column) + run.text
        column = run.column + display_width(run.text)
    return text
