import re
from pathlib import Path

import pytest

from pos_loyalty.domain.imports import RowProblem
from pos_loyalty.i18n.import_problems import known_row_codes, row_place_text, row_problem_text
from pos_loyalty.i18n.words import words_for
from pos_loyalty.services import imports

_GERMAN = words_for("de")
# Built from the state of the member, or lead to a sentence of the ledger's own.
_BUILT = {"member-blocked", "member-erased"}


def test_every_line_that_can_be_wrong_has_a_sentence() -> None:
    """What the readers and runs refuse with is worded here, and nothing else is."""
    source = "".join(
        path.read_text("utf-8") for path in sorted(Path(imports.__file__).parent.glob("*.py"))
    )
    said = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|missing)"', source))
    assert known_row_codes() - said == _BUILT - said
    assert {"sale-differs", "bad-amount", "no-identity"} <= known_row_codes()


@pytest.mark.parametrize(
    ("problem", "place", "sentence"),
    [
        (
            RowProblem(1_204, "Betrag", "bad-amount", (("value", "12.50x"),)),
            "Zeile 1.204, Spalte „Betrag“",
            "„12.50x“ ist kein Betrag.",
        ),
        (
            RowProblem(3, "", "sale-differs", (("receipt", "B1"), ("member", "4"))),
            "Zeile 3",
            "Bon B1 ist schon da, aber als anderer Einkauf.",
        ),
        (
            RowProblem(3, "", "sale-differs", (("receipt", ""),)),
            "Zeile 3",
            "Dieser Einkauf ist schon da, aber mit anderen Zahlen.",
        ),
        (
            RowProblem(3, "", "not-allowed"),
            "Zeile 3",
            "Diese Zeile kann nicht gebucht werden (not-allowed).",
        ),
    ],
)
def test_a_wrong_line_is_named_and_said(problem: RowProblem, place: str, sentence: str) -> None:
    """Where it stands, and what is wrong there."""
    assert row_place_text(problem, _GERMAN) == place
    assert row_problem_text(problem, _GERMAN) == sentence
