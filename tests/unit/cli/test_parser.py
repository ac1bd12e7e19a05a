import argparse
from argparse import ArgumentParser

import pytest

from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError
from pos_loyalty.cli.parser import overview, parser_of
from pos_loyalty.i18n.words import Words, words_for


def _arguments(parser: ArgumentParser, _words: Words) -> None:
    parser.add_argument("--card", required=True)
    parser.add_argument("--points", type=int)
    parser.add_argument("--kind", choices=["a", "b"])
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--yes", action="store_true")
    one.add_argument("--no", action="store_true")


_COMMAND = Command("records a purchase", lambda _context, _args: Answer(None), _arguments)


@pytest.mark.parametrize(
    ("words", "german"),
    [
        (["--yes"], "Es fehlt: --card."),
        (["--yes", "--card"], "--card braucht einen Wert."),
        (["--yes", "--card", "X", "Y"], "Unbekannt: Y."),
        (["--yes", "--card", "X", "--points", "many"], "'many' passt nicht zu --points."),
        (["--card", "X"], "Eines davon wird gebraucht: --yes --no."),
        (["--card", "X", "--yes", "--no"], "--no und --yes schließen sich aus."),
    ],
)
def test_complaints_are_in_the_readers_language(words: list[str], german: str) -> None:
    """The library speaks English; whoever types may not."""
    with pytest.raises(WrongUseError) as caught:
        parser_of(words_for("de"), "sale", _COMMAND).parse_args(words)
    assert caught.value.sentence.startswith(german)
    assert "Aufruf: pos-loyalty sale" in caught.value.sentence


def test_a_wrong_choice_names_the_right_ones() -> None:
    """Whoever chose wrongly chooses again."""
    with pytest.raises(WrongUseError) as caught:
        parser_of(words_for("en"), "sale", _COMMAND).parse_args(["--kind", "c"])
    assert "'a', 'b'" in caught.value.sentence


def test_a_complaint_that_nobody_foresaw_is_told_too() -> None:
    """In general words, with the use below."""
    parser = parser_of(words_for("en"), "sale", _COMMAND)
    with pytest.raises(WrongUseError) as caught:
        parser.error("the moon is full")
    assert caught.value.sentence.startswith("The command cannot be understood")


def test_options_are_not_guessed() -> None:
    """An option that a script shortens would change its meaning with the next release."""
    with pytest.raises(WrongUseError):
        parser_of(words_for("en"), "sale", _COMMAND).parse_args(["--yes", "--car", "X"])


def test_a_group_leads_to_its_commands() -> None:
    """The second word chooses; none is not enough."""
    group = Group("those who take part", {"show": _COMMAND})
    parser = parser_of(words_for("en"), "member", group)
    args = parser.parse_args(["show", "--card", "X", "--yes"])
    assert isinstance(args, argparse.Namespace)
    assert args.run is _COMMAND.run
    with pytest.raises(WrongUseError):
        parser.parse_args([])


def test_the_overview_has_a_line_for_each_command() -> None:
    """In the order in which people look for them."""
    text = overview(
        words_for("de"), [("void", "cancels a purchase"), ("sale", "records a purchase")]
    )
    assert text.index("sale  bucht einen Einkauf") < text.index("void  storniert einen Einkauf")
