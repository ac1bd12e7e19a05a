"""A purchase that somebody tries a draft on: read, and its points explained."""

from collections.abc import Mapping

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.i18n.explanations import detail_of, label_of
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.ports import Explained, Purchase
from pos_loyalty.terminal.screens.settings.program_paths import tables_at
from pos_loyalty.terminal.screens.settings.state import Example, ExampleRow


def purchase_of(typed: tuple[str, str], words: Words) -> Purchase | None:
    """The purchase that was typed; None when its amount cannot be read."""
    amount, category = typed
    formats = words.formats
    reader = Formats(formats.language, currency=formats.currency.code, timezone=formats.zone.key)
    try:
        return Purchase(reader.parse_money(amount), category.strip())
    except RefusalError:
        return None


def example_of(
    typed: tuple[str, str],
    explained: tuple[Explained, Explained],
    document: Mapping[str, object],
    words: Words,
) -> Example:
    """The purchase in every tier, under the draft and under the program in force."""
    after, before = explained
    names = {str(row.get("id")): str(row.get("name")) for row in tables_at(document, "tier")}
    rows = tuple(
        ExampleRow(
            label=names.get(tier, tier) or words.text("All members"),
            after=words.formats.points(_sum(lines)),
            before=words.formats.points(_sum(before[tier])) if tier in before else "–",
            is_changed=tier not in before or _sum(before[tier]) != _sum(lines),
        )
        for tier, lines in after.items()
    )
    highest = tuple(after.values())[-1] if after else ()
    return Example(
        amount=typed[0],
        category=typed[1],
        is_wrong=purchase_of(typed, words) is None,
        rows=rows,
        reasons=tuple(
            (label_of(line, words), detail_of(line, words), words.formats.signed(line.points))
            for line in highest
        ),
    )


def _sum(lines: tuple[ExplanationLine, ...]) -> int:
    return sum(line.points for line in lines)
