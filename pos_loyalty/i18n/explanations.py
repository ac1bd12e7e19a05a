"""Words for the lines that explain a credit."""

from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.i18n.words import Words


def label_of(line: ExplanationLine, words: Words) -> str:
    """What a line is called: ``Basis``, the name of the tier, membership or campaign."""
    match line.rule:
        case Rule.BASE:
            return words.text("Base")
        case Rule.CAP:
            return words.text("Upper limit")
        case Rule.WELCOME:
            return words.text("Welcome")
        case Rule.REFERRAL:
            return words.text("Referral")
        case Rule.TIER | Rule.MEMBERSHIP | Rule.CAMPAIGN | Rule.BONUS:
            return line.name


def detail_of(line: ExplanationLine, words: Words) -> str:
    """What stands beside it in smaller type: the money or the factor behind it."""
    if line.amount_minor is not None:
        return words.formats.money(line.amount_minor)
    return words.formats.factor(line.factor) if line.factor is not None else ""


def sentence_of(line: ExplanationLine, words: Words) -> str:
    """A line in one piece: ``36,50 €``, ``Gold ×1,5``."""
    detail = detail_of(line, words)
    if line.rule is Rule.BASE:
        return detail
    label = label_of(line, words)
    return f"{label} {detail}" if detail else label
