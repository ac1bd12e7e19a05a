"""Programs to begin with, in one line each."""

from dataclasses import replace

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.first_start.ports import Preset
from pos_loyalty.terminal.screens.first_start.state import PresetTile


def preset_tile(preset: Preset, words: Words) -> PresetTile:
    """A shipped program with what it is about."""
    document = preset.document()
    if preset.summary:
        name = str(document.get("name", preset.id))
        return PresetTile(preset.id, name, words.text(preset.summary))
    try:
        program = read_program(document)
    except WrongDocumentError:
        # A file that somebody put there by hand; choosing it will say what is wrong.
        return PresetTile(preset.id, str(document.get("name", preset.id)), "")
    return PresetTile(preset.id, program.name, _detail(program, words))


def _detail(program: Program, words: Words) -> str:
    parts = [_earning(program, words)]
    if program.tiers:
        parts.append(words.plural("{n} tier", "{n} tiers", len(program.tiers)))
    if program.rewards:
        parts.append(words.plural("{n} reward", "{n} rewards", len(program.rewards)))
    if program.stamp_cards:
        parts.append(words.plural("{n} stamp card", "{n} stamp cards", len(program.stamp_cards)))
    return " · ".join(part for part in parts if part)


def _earning(program: Program, words: Words) -> str:
    if program.earn is None or not program.earn.rate.points:
        return ""
    formats = Formats(words.formats.language, currency=program.currency.code)
    rate = program.earn.rate
    own = replace(words, unit_one=program.unit.one, unit_many=program.unit.many)
    return words.text(
        "{points} for {amount}",
        points=own.points_with_unit(rate.points),
        amount=formats.money_short(rate.per_minor),
    )
