from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.document import (
    BIG,
    Align,
    Block,
    Feed,
    Heading,
    Row,
    Rule,
    Size,
    Span,
    Text,
)
from pos_loyalty.printing.typesetting import Line, Sheet, display_width
from tests.support.typography import NARROW, WIDE, sheet_of


def lines(sheet: Sheet) -> list[str]:
    """The sheet's lines with their runs in place, as plain text."""
    shown = []
    for item in sheet.items:
        assert isinstance(item, Line)
        text, column = "", 0
        for run in item.runs:
            text += " " * (run.column - column) + run.text
            column = run.column + run.columns
        shown.append(text)
    return shown


def row(left: str, right: str) -> Row:
    """A label and a figure."""
    return Row((Span(left),), (Span(right),))


def test_a_row_reaches_from_edge_to_edge() -> None:
    """Figures stand in one column at the right."""
    (line,) = lines(sheet_of(row("Einkauf", "36,50\u00a0€"), profile=NARROW))
    assert line == "Einkauf                  36,50 €"
    assert len(line) == NARROW.columns


def test_a_long_label_wraps_beside_its_figure() -> None:
    """The figure stands beside the label's last line, where the eye ends."""
    block = row("Doppelte Punkte auf alles aus der Gärtnerei", "+1.234")
    assert lines(sheet_of(block, profile=NARROW)) == [
        "Doppelte Punkte auf",
        "alles aus der Gärtnerei   +1.234",
    ]


def test_a_label_goes_above_a_figure_that_leaves_it_no_room() -> None:
    """Words are not chopped to fit beside a wide figure."""
    figure = Row((Span("Neuer Stand"),), (Span("1.234.567", BIG), Span("Punkte")))
    label, value = lines(sheet_of(figure, profile=NARROW))
    assert label == "Neuer Stand"
    assert value.strip() == "1.234.567 Punkte"


def test_a_name_is_not_broken_where_a_line_of_its_own_would_hold_it() -> None:
    """People notice what is done to their names."""
    shown = lines(sheet_of(row("Maximiliane-Friederike", "K4821-...9X-B"), profile=NARROW))
    assert shown == ["Maximiliane-Friederike", "K4821-...9X-B".rjust(32)]


def test_a_figure_too_wide_for_the_paper_is_made_smaller() -> None:
    """Better small than broken in two."""
    figure = Row((), (Span("9.999.999.999", BIG), Span("Sonnentaler")))
    (line,) = sheet_of(figure, profile=NARROW).items
    assert isinstance(line, Line)
    assert line.runs[0].style.size is Size.TALL
    assert line.runs[-1].column + line.runs[-1].columns == NARROW.columns


def test_centered_lines_are_balanced() -> None:
    """No word is left alone on the last line."""
    text = Text((Span("Ihre Karte für den nächsten Einkauf"),), Align.CENTER)
    assert [line.strip() for line in lines(sheet_of(text, profile=NARROW))] == [
        "Ihre Karte für den",
        "nächsten Einkauf",
    ]


def test_unbreakable_spaces_hold_amounts_together() -> None:
    """An amount is never torn from its currency."""
    text = Text((Span("Noch bis Jahresende gültig: 36,50\u00a0€"),))
    assert lines(sheet_of(text, profile=NARROW))[-1].endswith("36,50 €")


def test_a_word_longer_than_the_line_is_broken() -> None:
    """Nothing runs over the edge, not even Wolfeschlegelsteinhausen and family."""
    shown = lines(sheet_of(Text((Span("x" * 70),)), profile=NARROW))
    assert [len(line) for line in shown] == [32, 32, 6]


def test_a_heading_is_as_large_as_it_fits() -> None:
    """A short shop name is big; a longer one breaks in two; a very long one is plain."""

    def sizes(name: str) -> list[Size]:
        items = sheet_of(Heading(name), profile=NARROW).items
        return [item.runs[0].style.size for item in items if isinstance(item, Line)]

    assert sizes("Blumen Groß") == [Size.BIG]
    assert sizes("Sonnenblume Naturkost") == [Size.BIG, Size.BIG]
    assert sizes("Landbäckereigenossenschaft Mitte") == [Size.TALL]
    assert set(sizes("Donaudampfschifffahrtsgesellschaftskapitänsmützenladen")) == {Size.PLAIN}


def test_a_rule_crosses_the_paper() -> None:
    """It is drawn with the printer's own line, or with hyphens where it has none."""
    assert lines(sheet_of(Rule(), profile=WIDE)) == ["─" * WIDE.columns]


def test_a_line_is_native_if_the_printer_has_all_its_characters() -> None:
    """One foreign letter makes a picture of its own line, and of no other."""
    sheet = sheet_of(Text((Span("Müller"),)), Text((Span("Łukasz"),)))
    assert [item.page is None for item in sheet.items if isinstance(item, Line)] == [False, True]


def test_what_is_no_text_is_passed_on() -> None:
    """Feeds, codes and pictures need no columns."""
    assert sheet_of(Feed(2)).items == (Feed(2),)


def test_wide_characters_take_two_columns() -> None:
    """A Chinese name is as wide as it looks."""
    assert display_width("日本 Mu\u0308ller") == 4 + 1 + 6


@given(
    left=st.lists(st.text(max_size=30), max_size=3),
    right=st.text(max_size=12),
    big=st.booleans(),
)
def test_nothing_ever_leaves_the_paper(left: list[str], right: str, *, big: bool) -> None:
    """Whatever people call themselves and their rewards, each line fits and none overlap."""
    spans = tuple(Span(text) for text in left)
    block: Block = Row(spans, (Span(right, BIG if big else Span("").style),))
    for item in sheet_of(block, profile=NARROW).items:
        assert isinstance(item, Line)
        column = 0
        for run in item.runs:
            assert run.column >= column
            column = run.column + run.columns
        assert column <= NARROW.columns
