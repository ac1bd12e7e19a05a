"""What a draft of the program means, in words: its changes, an example, a warning."""

from collections.abc import Container, Mapping, Sequence
from typing import Final

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.program_catalog import CHOICES, COLUMNS, LABELS
from pos_loyalty.terminal.screens.settings.program_draft import (
    PATHS,
    ProgramDraft,
    RewardDraft,
    Row,
    TierDraft,
    text_at,
)
from pos_loyalty.terminal.screens.settings.state import Change, ExampleRow

# Shorter terms have been struck down by German courts.
_SAFE_MONTHS: Final = 36
_DAYS_PER_MONTH: Final = 30
_MOST_SENTENCES: Final = 4


def program_changes(
    published: ProgramDraft, draft: ProgramDraft, words: Words
) -> tuple[Change, ...]:
    """Every difference, in the order of the page."""
    changes = [
        _change(words.text(LABELS[path]), path, text_at(published, path), text, words)
        for path in PATHS
        if (text := text_at(draft, path)) != text_at(published, path)
    ]
    for known, rows in ((published.tiers, draft.tiers), (published.rewards, draft.rewards)):
        changes.extend(_row_changes(known, rows, words))
    return tuple(changes)


def _row_changes(known: Sequence[Row], rows: Sequence[Row], words: Words) -> list[Change]:
    changes = []
    for row in rows:
        name = row.name or words.text("unnamed")
        if row.source < 0:
            changes.append(Change(name, words.text("not there"), words.text("new")))
            continue
        old = known[row.source]
        for column, label in COLUMNS.items():
            if hasattr(row, column) and getattr(row, column) != getattr(old, column):
                title = f"{old.name} · {words.text(label)}"
                before, after = getattr(old, column), getattr(row, column)
                changes.append(_change(title, column, before, after, words))
    kept = {row.source for row in rows}
    for place, old in enumerate(known):
        if place not in kept:
            changes.append(Change(old.name, words.text("there"), words.text("taken out")))
    order = [row.source for row in rows if row.source >= 0]
    if order != sorted(order):
        names = " · ".join(row.name for row in rows)
        before = " · ".join(row.name for row in known)
        changes.append(Change(words.text("Order"), before, names))
    return changes


def _change(label: str, path: str, before: str, after: str, words: Words) -> Change:
    return Change(label, _shown(path, before, words), _shown(path, after, words))


def _shown(path: str, text: str, words: Words) -> str:
    choices = dict(CHOICES.get(path, ()))
    if text in choices:
        return words.text(choices[text])
    return text or words.text("empty")


def expiry_warning(draft: ProgramDraft, words: Words) -> str:
    """A caution about short terms; empty when there is nothing to say."""
    if draft.expiry_kind == "never" or not draft.expiry_length.isdigit():
        return ""
    length = int(draft.expiry_length)
    months = length // _DAYS_PER_MONTH if draft.expiry_kind == "days" else length
    if months >= _SAFE_MONTHS:
        return ""
    return words.text(
        "Terms below 36 months have been struck down in Germany. Points that members have already "
        "keep their old term."
    )


def meaning(
    published: ProgramDraft, draft: ProgramDraft, words: Words, *, wrong: Container[str]
) -> tuple[str, ...]:
    """The changes as sentences; nothing is said about lines that are not right yet."""
    sentences = []
    for row in draft.tiers:
        old = published.tiers[row.source] if 0 <= row.source < len(published.tiers) else None
        if old is None:
            sentences.append(words.text("A new tier: {tier}.", tier=row.name or "…"))
        else:
            sentences.extend(_about_tier(old, row, words))
    is_readable = "earn.points" not in wrong and "earn.per" not in wrong
    if is_readable and (draft.points != published.points or draft.per != published.per):
        sentences.append(
            words.text(
                "Members earn {points} instead of {before} per {amount}.",
                points=draft.points,
                before=_before(published.points, published.per, draft.per),
                amount=draft.per,
            )
        )
    sentences.extend(
        words.text("A new reward: {reward}.", reward=row.name or "…")
        for row in draft.rewards
        if row.source < 0
    )
    sentences.extend(_about_prices(published, draft, words))
    if draft.expiry_kind != published.expiry_kind or draft.expiry_length != published.expiry_length:
        sentences.append(words.text("Points earned from then on follow the new term."))
    return tuple(sentences[:_MOST_SENTENCES])


def _about_tier(old: TierDraft, row: TierDraft, words: Words) -> list[str]:
    sentences = []
    if row.multiplier != old.multiplier:
        sentences.append(
            words.text(
                "In {tier}, points count {after} instead of {before}.",
                tier=row.name,
                after=f"×{row.multiplier.lstrip('×x* ')}",
                before=f"×{old.multiplier}",
            )
        )
    if row.threshold != old.threshold:
        sentences.append(
            words.text(
                "{tier} begins at {after} instead of {before}.",
                tier=row.name,
                after=row.threshold or "…",
                before=old.threshold,
            )
        )
    return sentences


def _before(points: str, per: str, now_per: str) -> str:
    return points if per == now_per else f"{points} / {per}"


def _about_prices(published: ProgramDraft, draft: ProgramDraft, words: Words) -> list[str]:
    pairs: list[tuple[RewardDraft, RewardDraft]] = [
        (published.rewards[row.source], row)
        for row in draft.rewards
        if 0 <= row.source < len(published.rewards)
    ]
    return [
        words.text(
            "{reward} costs {after} instead of {before} points.",
            reward=row.name,
            after=row.cost or "…",
            before=old.cost,
        )
        for old, row in pairs
        if row.cost != old.cost
    ]


def example_rows(
    draft: ProgramDraft,
    base: Mapping[str, object],
    points: tuple[Mapping[str, int], Mapping[str, int]],
    amount_minor: int,
    words: Words,
) -> tuple[ExampleRow, ...]:
    """A plain purchase in every tier, under the draft and under the program in force."""
    after, before = points
    names = _tier_names(draft, base)
    amount = words.formats.money(amount_minor)
    return tuple(
        ExampleRow(
            label=f"{names.get(tier, tier)}, {amount}" if tier else amount,
            after=words.formats.points(value),
            before=words.formats.points(before[tier]) if tier in before else "–",
            is_changed=before.get(tier) != value,
        )
        for tier, value in after.items()
    )


def _tier_names(draft: ProgramDraft, base: Mapping[str, object]) -> dict[str, str]:
    tiers = base.get("tier", [])
    ids = [str(tier.get("id")) for tier in tiers] if isinstance(tiers, list) else []
    return {ids[row.source]: row.name for row in draft.tiers if 0 <= row.source < len(ids)}
