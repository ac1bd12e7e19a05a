import subprocess
import sys

from pos_loyalty.cards.artwork import card_png, cards_pdf
from tests.support.cards import PAYLOAD, card_face, codes_in, image_of


def test_both_kinds_of_artwork_are_made() -> None:
    """A picture and a sheet."""
    assert codes_in(image_of(card_png(card_face()))) == [PAYLOAD]
    assert cards_pdf([card_face()], title="Karten").startswith(b"%PDF-")


def test_nothing_that_draws_is_loaded_until_something_is_drawn() -> None:
    """The first window does not wait for libraries that make cards."""
    asked = (
        "import sys, pos_loyalty.cards.artwork;"
        "print(sorted({'PIL', 'qrcode', 'fpdf'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
