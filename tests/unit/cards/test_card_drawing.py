from dataclasses import replace

import pytest

from pos_loyalty.cards.card_drawing import (
    HEIGHT_MM,
    MODULE_MM,
    PANEL_MM,
    WIDTH_MM,
    Box,
    Face,
    Label,
    shapes_of,
)
from pos_loyalty.cards.card_face import CardFace
from tests.support.cards import card_face


def labels(card: CardFace) -> list[Label]:
    """The card's texts, in the order in which they are drawn."""
    return [shape for shape in shapes_of(card) if isinstance(shape, Label)]


def texts(card: CardFace) -> list[str]:
    """What can be read on the card."""
    return [label.text for label in labels(card)]


def code(card: CardFace) -> list[Box]:
    """The black squares."""
    return [
        shape for shape in shapes_of(card) if isinstance(shape, Box) and shape.color == "#000000"
    ]


def test_a_card_says_whose_it_is() -> None:
    """Shop, what it is, member, and the number for when the code fails."""
    shown = ["Sonnenblume", "Naturkost", "Mitgliedskarte", "Anna Berger", "K4821-7P2M9-R"]
    assert texts(card_face()) == shown


def test_the_code_is_large_and_its_quiet_zone_empty() -> None:
    """At least 25 mm, and nothing else within four modules of it."""
    squares = code(card_face())
    left, right = min(box.x for box in squares), max(box.x + box.width for box in squares)
    top, bottom = min(box.y for box in squares), max(box.y + box.height for box in squares)
    assert right - left >= 25
    assert bottom - top == pytest.approx(right - left)
    quiet = 4 * MODULE_MM
    bar = next(shape for shape in shapes_of(card_face()) if isinstance(shape, Box) and shape.x > 1)
    assert bar.x == PANEL_MM
    assert left - quiet >= PANEL_MM + 1.1
    assert right + quiet <= WIDTH_MM
    assert top - quiet >= 0
    number = labels(card_face())[-1]
    assert number.baseline - number.size * 0.73 >= bottom + quiet


@pytest.mark.parametrize(
    "shop",
    [
        "Café Ø",
        "Sonnenblume Naturkost",
        "Bücherstube am Schlossgarten Inhaberin Dr. Margarethe Hohenlohe-Langenburg",
        "Donaudampfschifffahrtsgesellschaftskapitänswitwen",
        "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
        "W" * 60,
    ],
)
@pytest.mark.parametrize(
    "member", ["Li", "Wolfgang Maria Wolfeschlegelsteinhausenbergerdorff", "W" * 80]
)
def test_no_text_leaves_its_place(shop: str, member: str) -> None:
    """However long the names are, the lines stay on the panel and apart from one another."""
    card = card_face(shop, member)
    lines = [label for label in labels(card) if label.x < PANEL_MM]
    for label in lines:
        right = label.x + drawn_width(label)
        assert right <= PANEL_MM - 4
    baselines = [label.baseline for label in lines]
    assert len(set(baselines)) == len(baselines)
    assert max(baselines) < HEIGHT_MM - 5
    name = [label for label in lines if label.size == 3.5]
    rest = [label for label in lines if label.size != 3.5]
    assert min(label.baseline - label.size for label in name) > max(
        label.baseline for label in rest
    )


def drawn_width(label: Label) -> float:
    """How far a text reaches, by the type itself."""
    from PIL import ImageFont  # noqa: PLC0415 - a ruler of the test's own

    return ImageFont.truetype(label.face.path, 200).getlength(label.text) * label.size / 200


def test_what_does_not_fit_ends_with_dots() -> None:
    """Nobody takes half a name for a whole one."""
    assert any(text.endswith("…") for text in texts(card_face("W" * 60)))
    assert any(text.endswith("…") for text in texts(card_face(member_name="W" * 80)))


@pytest.mark.parametrize("member", [None, "", "  ", "王小明", "Анна 王"])
def test_a_name_that_cannot_be_written_is_left_out(member: str | None) -> None:
    """No name, or one in a script that the type lacks: no empty boxes instead."""
    assert texts(card_face(member_name=member))[-2:] == ["Mitgliedskarte", "K4821-7P2M9-R"]


@pytest.mark.parametrize("member", ["Łukasz Żółć", "Αθηνά", "Анна", "Leyla Aydın"])
def test_names_from_all_over_europe_are_written(member: str) -> None:
    """The type has their letters."""
    assert member in texts(card_face(member_name=member))


def test_a_card_without_caption_has_none() -> None:
    """The caption is the shop's to leave out."""
    assert "Mitgliedskarte" not in texts(replace(card_face(), caption=""))


def test_the_type_is_shipped() -> None:
    """A card looks the same on every machine."""
    for face in Face:
        assert face.path.is_file()
