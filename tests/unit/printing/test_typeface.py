import pytest

from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.document import BIG, BOLD, PLAIN, Size, Style
from pos_loyalty.printing.typeface import Typeface, line_height
from pos_loyalty.printing.typesetting import Line, Run, display_width
from tests.golden.golden_characters import ALPHABETS
from tests.support.slips import FONTS
from tests.support.typography import typeface

_LANGUAGES = ("German", "French", "Polish", "Turkish")


def line(*runs: Run) -> Line:
    """A line of these runs."""
    return Line(runs=runs, page=CodePage("CP858", 19))


def ink(text: str, style: Style = PLAIN) -> tuple[int, int, int, int] | None:
    """The box that the text's dots fill."""
    image = typeface().draw(line(Run(0, text, style)), 240)
    return image.convert("L").point(lambda dot: 255 - dot).getbbox()


@pytest.mark.parametrize("text", ["Ä", "ß", "€", "Ł", "Ω", "Ж", "×"])
def test_letters_leave_ink(text: str) -> None:
    """The bundled font has the letters of our members' names."""
    assert ink(text) not in (None, ink("\uffff"))


def test_each_character_stands_in_its_cell() -> None:
    """Columns line up whatever stands in them."""
    wide, narrow = ink("iiiM"), ink("MMMM")
    assert wide is not None
    assert narrow is not None
    assert (wide[2] - 1) // 12 == (narrow[2] - 1) // 12 == 3


def test_big_characters_share_the_ground_line_of_small_ones() -> None:
    """A unit beside a big figure stands on the same line."""
    both = typeface().draw(line(Run(0, "H", BIG), Run(2, "H", PLAIN)), 48)
    boxes = [
        both.crop((left, 0, right, 48)).convert("L").point(lambda dot: 255 - dot).getbbox()
        for left, right in ((0, 24), (24, 36))
    ]
    bottoms = [box[3] for box in boxes if box]
    assert len(bottoms) == 2
    assert abs(bottoms[0] - bottoms[1]) <= 1


def test_a_rule_has_no_gaps() -> None:
    """It crosses the paper as one stroke."""
    assert ink("─" * 20) == (0, 11, 240, 13)
    image = typeface().draw(line(Run(0, "─" * 20, PLAIN)), 240)
    assert all(image.getpixel((x, 11)) == 0 for x in range(240))


def test_a_tall_character_is_twice_as_high_and_no_wider() -> None:
    """A long shop name is stretched, not squeezed."""
    plain, tall = ink("H"), ink("H", Style(size=Size.TALL))
    assert plain is not None
    assert tall is not None
    assert tall[2] - tall[0] == plain[2] - plain[0]
    assert tall[3] - tall[1] == 2 * (plain[3] - plain[1])


def test_inverse_text_is_white_on_black() -> None:
    """The mark of a copy is a black bar."""
    box = ink("Kopie", Style(inverse=True))
    assert box == (0, 0, 60, 24)


def test_joined_scripts_are_drawn_as_a_whole() -> None:
    """Letters that join cannot be cut into cells."""
    whole, parts = ink("مرحبا"), ink("م ر ح ب ا")
    assert whole is not None
    assert whole != parts


def test_lines_move_the_paper_by_their_height() -> None:
    """A line of big figures needs more room than one of small ones."""
    assert line_height(line()) == 30
    assert line_height(line(Run(0, "1", BIG))) == 48


@pytest.mark.parametrize("bold", [False, True], ids=["plain", "bold"])
def test_every_letter_of_our_languages_has_a_shape_of_its_own(*, bold: bool) -> None:
    """German, French, Polish and Turkish need no typeface that the machine may not have."""
    letters = dict.fromkeys("".join(ALPHABETS[name] for name in _LANGUAGES))
    only_ours = Typeface(FONTS, elsewhere=())
    shapes = {
        char: only_ours.draw(line(Run(0, char, Style(bold=bold))), 24).tobytes()
        for char in (*letters, "\uffff", " ")
    }
    assert len(set(shapes.values())) == len(shapes)


def test_a_letter_too_wide_for_its_cell_is_drawn_smaller() -> None:
    """Other typefaces know no cells; their letters may neither lose their end nor their height."""
    box, usual = ink("ẞ", BOLD), ink("B", BOLD)
    assert box is not None
    assert usual is not None
    assert 8 <= box[2] - box[0] <= 12
    assert usual[3] - usual[1] - 2 <= box[3] - box[1]


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "שלום עולם", "नमस्ते दुनिया"])
def test_words_that_join_stay_within_their_columns(text: str) -> None:
    """They are drawn as one, and neither run over the figure beside them nor lose their end."""
    runs = (Run(0, text, PLAIN), Run(19, "X", PLAIN))
    drawn = typeface().draw(line(*runs), 240)
    alone = typeface().draw(line(runs[1]), 240)
    edge = (display_width(text) * 12, 0, 240, 30)
    assert drawn.crop(edge).tobytes() == alone.crop(edge).tobytes()
