from pos_loyalty.printing.document import (
    BIG,
    Cut,
    Document,
    Gap,
    Heading,
    Logo,
    Progress,
    Qr,
    Row,
    Span,
    Stamps,
)
from pos_loyalty.printing.plain_text import plain_text
from tests.support.slips import FONTS
from tests.support.typography import NARROW


def test_all_that_a_slip_shows_has_its_words() -> None:
    """Who cannot see the picture learns the same."""
    document = Document(
        (
            Logo(FONTS / "none.png"),
            Heading("Blumen Groß"),
            Gap(8),
            Row((Span("Neuer Stand"),), (Span("1.349", BIG), Span("Punkte"))),
            Progress(500),
            Stamps(2, 5),
            Qr("LT1ABC"),
            Cut(),
        )
    )
    assert plain_text(document, NARROW).splitlines() == [
        "          Blumen Groß",
        "Neuer Stand         1.349 Punkte",
        "================----------------",
        "●●○○○",
        "          [QR LT1ABC]",
    ]
