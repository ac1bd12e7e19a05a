import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.config import paths
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.terminal.screens.settings.program_draft import (
    DraftReader,
    ProgramDraft,
    RewardDraft,
    TierDraft,
    moved,
    row_paths,
    text_at,
    with_text,
)

_FILES = sorted((paths.resources() / "programs").glob("*.toml"))
_SONNENBLUME = next(file for file in _FILES if file.stem == "sonnenblume")


def _document(file: Path = _SONNENBLUME) -> Mapping[str, object]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def reader() -> DraftReader:
    """Reads as Germans write."""
    return DraftReader(Formats("de"))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_an_untouched_draft_is_the_document(file: Path, language: str) -> None:
    """Opening the page and publishing changes nothing, in any shipped program."""
    document = _document(file)
    currency = str(document["currency"])
    reader = DraftReader(Formats(language, currency=currency))
    written, wrong = reader.document_of(reader.draft_of(document), document)
    assert written == document
    assert wrong == {}


def test_a_draft_shows_what_people_write(reader: DraftReader) -> None:
    """Money and factors stand in the form as the language writes them."""
    draft = reader.draft_of(_document())
    assert draft.per == "1,00"
    assert draft.excluded == "tabak, pfand, gutschein"
    assert draft.tiers[1].threshold == "300,00"
    assert draft.tiers[1].multiplier == "1,25"
    assert draft.rewards[0].value == "3,20"


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("earn.points", "2", 2),
        ("earn.per", "1,5", "1.50"),
        ("earn.exclude_categories", "tabak,  pfand ,", ["tabak", "pfand"]),
        ("expiry.length", "24", 24),
        ("redemption.minimum_points", "1.000", 1000),
        ("unit.one", "Stern", "Stern"),
    ],
)
def test_lines_become_keys(reader: DraftReader, path: str, text: str, value: object) -> None:
    """Each line is written at its place of the document, in the document's notation."""
    base = _document()
    draft = with_text(reader.draft_of(base), path, text)
    written, wrong = reader.document_of(draft, base)
    section, _, key = path.partition(".")
    table = written[section]
    assert wrong == {}
    assert isinstance(table, dict)
    assert table[key] == value
    assert text_at(draft, path) == text


def test_rows_become_tables(reader: DraftReader) -> None:
    """A changed tier keeps all of its table that the form does not show."""
    base = _document()
    draft = with_text(reader.draft_of(base), "tier[2].multiplier", "×2")
    written, _wrong = reader.document_of(draft, base)
    before, after = base["tier"], written["tier"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert after[2] == {**before[2], "multiplier": "2"}
    assert after[:2] == before[:2]


def test_new_rows_get_ids_of_their_own(reader: DraftReader) -> None:
    """An id is readable, made of the name, and never given twice."""
    base = _document()
    draft = reader.draft_of(base)
    new = RewardDraft(name="Kaffee gratis", cost="300", kind="product", value="2,00")
    draft = replace(draft, rewards=(*draft.rewards, new, replace(new, name="Käse!")))
    written, wrong = reader.document_of(draft, base)
    rewards = written["reward"]
    assert isinstance(rewards, list)
    assert wrong == {}
    assert [reward["id"] for reward in rewards[-2:]] == ["kaffee-gratis-2", "kaese"]
    assert rewards[-1] == {
        "id": "kaese",
        "name": "Käse!",
        "cost": 300,
        "kind": "product",
        "value": "2.00",
    }
    read_program(written)


def test_first_rows_in_an_empty_program(reader: DraftReader) -> None:
    """A program without tiers and rewards can get its first ones."""
    base = {"schema": 1, "name": "A", "currency": "EUR", "timezone": "Europe/Berlin"}
    draft = reader.draft_of(base)
    assert draft.tiers == ()
    tier = TierDraft(name="Basis", threshold="0", multiplier="1")
    written, _wrong = reader.document_of(replace(draft, tiers=(tier,)), base)
    assert read_program(written).tiers[0].name == "Basis"


def test_percent_rewards_are_no_money(reader: DraftReader) -> None:
    """Ten percent are "10", and what is no number is refused."""
    base = _document()
    draft = reader.draft_of(base)
    draft = with_text(with_text(draft, "reward[0].kind", "percent-off"), "reward[0].value", "10")
    written, wrong = reader.document_of(draft, base)
    rewards = written["reward"]
    assert isinstance(rewards, list)
    assert wrong == {}
    assert rewards[0]["value"] == "10"
    assert reader.draft_of(written).rewards[0].value == "10"


def test_thresholds_follow_the_measure(reader: DraftReader) -> None:
    """Counted by purchases, a threshold is a number; and all of them are written anew."""
    base = _document()
    draft = with_text(reader.draft_of(base), "tiers.measure", "visits")
    for place, threshold in enumerate(("0", "10", "25")):
        draft = with_text(draft, f"tier[{place}].threshold", threshold)
    written, wrong = reader.document_of(draft, base)
    assert wrong == {}
    assert [tier.threshold for tier in read_program(written).tiers] == [0, 10, 25]


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("earn.per", "1,5o", "bad-amount"),
        ("earn.points", "one", "bad-number"),
        ("earn.points", "-1", "bad-number"),
        ("expiry.length", "1e3", "bad-number"),
        ("tier[1].multiplier", "much", "bad-number"),
        ("tier[1].threshold", "-3", "bad-amount"),
        ("reward[0].cost", "5,5", "bad-number"),
    ],
)
def test_what_cannot_be_read_is_named(reader: DraftReader, path: str, text: str, code: str) -> None:
    """A line that is no number is a problem of that line, and of no other."""
    base = _document()
    _written, wrong = reader.document_of(with_text(reader.draft_of(base), path, text), base)
    assert {place: error.code for place, error in wrong.items()} == {path: code}


def test_an_emptied_line_takes_its_key_out(reader: DraftReader) -> None:
    """Empty means what an absent key means; the document then says what is missing."""
    base = _document()
    draft = with_text(reader.draft_of(base), "earn.exclude_categories", " ")
    written, _wrong = reader.document_of(draft, base)
    earn = written["earn"]
    assert isinstance(earn, dict)
    assert "exclude_categories" not in earn


def test_moving_rows(reader: DraftReader) -> None:
    """Rows move by one, and not beyond the ends."""
    draft = reader.draft_of(_document())
    names = [row.name for row in moved(draft, "reward", 0, step=1).rewards]
    assert names == ["5,00 € Rabatt", "Kaffee gratis", "Geschenkkorb"]
    assert moved(draft, "reward", 0, step=-1) == draft
    assert [row.name for row in moved(draft, "tier", 2, step=-1).tiers] == [
        "Basis",
        "Gold",
        "Silber",
    ]


def test_every_line_of_a_table_has_a_path(reader: DraftReader) -> None:
    """Paths name row and column, as problems of the document do."""
    found = row_paths(reader.draft_of(_document()))
    assert "tier[2].multiplier" in found
    assert "reward[0].cost" in found
    assert row_paths(ProgramDraft()) == ()


def test_odd_documents_can_be_opened(reader: DraftReader) -> None:
    """A document of wrong kinds is shown as far as it goes, to be mended here."""
    draft = reader.draft_of({"tier": "none", "earn": 3, "reward": [3, {"name": "A", "value": "x"}]})
    assert draft.tiers == ()
    assert draft.rewards[0].value == "x"
    odd = reader.draft_of({"tier": [{"name": "A", "multiplier": "much", "benefits": "x"}]})
    assert odd.tiers[0].multiplier == "much"


@given(st.text(max_size=12))
def test_no_text_breaks_the_page(text: str) -> None:
    """Whatever is typed into a line, it is read or named as a problem."""
    reader = DraftReader(Formats("de"))
    base = _document()
    draft = reader.draft_of(base)
    for path in ("earn.per", "earn.points", "tier[1].multiplier", "reward[0].value", "name"):
        _written, wrong = reader.document_of(with_text(draft, path, text), base)
        assert set(wrong) <= {path}
