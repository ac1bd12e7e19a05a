import tomllib
from collections.abc import Mapping

import pytest

from pos_loyalty.config import paths
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.terminal.screens.settings.program_draft import (
    Draft,
    DraftEditor,
    choices_for,
    fresh_id,
)
from pos_loyalty.terminal.screens.settings.program_pages import FORMS, place_at
from pos_loyalty.terminal.screens.settings.program_paths import found
from pos_loyalty.terminal.screens.settings.program_texts import Texts


def _document() -> Mapping[str, object]:
    file = paths.resources() / "programs" / "sonnenblume.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class _Desk:
    """An editor with a draft that follows every change."""

    def __init__(self, document: Mapping[str, object] | None = None) -> None:
        self.published = _document() if document is None else document
        self.editor = DraftEditor(Texts(Formats("de")), self.published)
        self.draft = Draft(self.published)

    def type(self, path: str, text: str) -> None:
        self.draft = self.editor.with_text(self.draft, path, text)

    def text(self, path: str) -> str:
        return self.editor.text_at(self.draft, place_at(path))

    def value(self, path: str) -> object:
        return found(self.draft.document, path)

    def is_shown(self, path: str) -> bool:
        return self.editor.is_shown(self.draft, place_at(path))


@pytest.fixture
def desk() -> _Desk:
    """The shop's own program on the desk."""
    return _Desk()


def test_only_what_is_typed_is_written(desk: _Desk) -> None:
    """Everything else of the document passes through untouched."""
    desk.type("earn.points", "2")
    assert desk.draft.document == {
        **_document(),
        "earn": {**dict(_document()["earn"]), "points": 2},  # type: ignore[call-overload]  # a table
    }
    desk.type("earn.points", "1")
    assert desk.draft == Draft(_document())


def test_a_text_stays_as_it_was_typed(desk: _Desk) -> None:
    """Nobody's "2,5" turns into "2,50" under the hands; the document has the exact value."""
    desk.type("earn.per", "2,5")
    assert desk.text("earn.per") == "2,5"
    assert desk.value("earn.per") == "2.50"
    desk.type("earn.per", "2,50")
    assert desk.draft.typed == {}


def test_what_cannot_be_read_keeps_the_last_value(desk: _Desk) -> None:
    """The text stays and is wrong; the document stays right."""
    desk.type("earn.per", "zwei")
    assert desk.text("earn.per") == "zwei"
    assert desk.value("earn.per") == "1.00"
    assert list(desk.editor.wrong_texts(desk.draft)) == ["earn.per"]
    desk.type("earn.per", "")
    assert desk.value("earn.per") is None
    assert desk.text("earn.per") == "1,00" or desk.draft.typed == {"earn.per": ""}


def test_one_of_several_keys_takes_the_place_of_the_others(desk: _Desk) -> None:
    """A campaign gives a factor or extra points, never both; the other fields go."""
    desk.draft = desk.editor.added(desk.draft, "campaign")
    assert desk.text("campaign[0].~effect") == "multiplier"
    assert desk.is_shown("campaign[0].multiplier")
    assert not desk.is_shown("campaign[0].bonus")
    desk.type("campaign[0].~effect", "bonus")
    assert (desk.value("campaign[0].multiplier"), desk.value("campaign[0].bonus")) == (None, 50)
    desk.type("campaign[0].bonus", "")
    assert desk.text("campaign[0].~effect") == "bonus"
    assert list(desk.editor.wrong_texts(desk.draft)) == ["campaign[0].bonus"]


def test_what_goes_with_a_key_goes_with_it(desk: _Desk) -> None:
    """Points by item know no value that they are counted by."""
    desk.draft = desk.editor.added(desk.draft, "earn.category")
    desk.type("earn.category[0].~rate", "points_per_item")
    assert desk.value("earn.category[0]") == {"category": "", "points_per_item": 5}


def test_an_emptied_choice_stays_chosen(desk: _Desk) -> None:
    """Clearing the product of a rate does not turn it into a product group's."""
    desk.draft = desk.editor.added(desk.draft, "earn.category")
    desk.type("earn.category[0].~what", "product")
    desk.type("earn.category[0].product", "latte")
    desk.type("earn.category[0].product", "")
    assert desk.text("earn.category[0].~what") == "product"
    assert desk.value("earn.category[0].product") == ""


def test_keys_that_contradict_each_other_are_both_shown() -> None:
    """A file may bring both; a person has to see them to mend it."""
    desk = _Desk({**_document(), "campaign": [{"id": "c", "multiplier": "2", "bonus": 5}]})
    assert desk.is_shown("campaign[0].multiplier")
    assert desk.is_shown("campaign[0].bonus")


def test_fields_follow_what_they_depend_on(desk: _Desk) -> None:
    """In the same table, and across the document."""
    assert desk.is_shown("tier[0].threshold#money")
    desk.type("tiers.measure", "visits")
    assert not desk.is_shown("tier[0].threshold#money")
    assert desk.is_shown("tier[0].threshold")
    assert not desk.is_shown("expiry.fixed_date")
    desk.type("expiry.kind", "fixed-date")
    assert desk.is_shown("expiry.fixed_date")


def test_new_things_are_named_after_their_names(desk: _Desk) -> None:
    """An id follows its name until it is published, and everything that means it follows, too."""
    desk.draft = desk.editor.added(desk.draft, "reward")
    desk.type("reward[3].name", "Käsekuchen groß")
    assert desk.value("reward[3].id") == "kaesekuchen-gross"
    desk.draft = desk.editor.added(desk.draft, "stamp_card")
    desk.type("stamp_card[0].reward", "kaesekuchen-gross")
    desk.draft = desk.editor.added(desk.draft, "wheel")
    desk.type("wheel[0].segments[1].reward", "kaesekuchen-gross")
    desk.draft = desk.editor.added(desk.draft, "tier")
    desk.type("tier[3].name", "Platin")
    desk.type("reward[0].tiers", "gold,platin")
    desk.type("tier[3].name", "Perle")
    desk.type("reward[3].name", "Käsekuchen")
    assert desk.value("stamp_card[0].reward") == "kaesekuchen"
    assert desk.value("wheel[0].segments[1].reward") == "kaesekuchen"
    assert desk.value("reward[0].tiers") == ["gold", "perle"]
    desk.type("reward[0].name", "Kaffee umsonst")
    assert desk.value("reward[0].id") == "kaffee-gratis"
    desk.type("reward[3].id", "kuchen")
    desk.type("reward[3].name", "Torte")
    assert desk.value("reward[3].id") == "kuchen"


def test_rows_are_added_copied_moved_and_taken_out(desk: _Desk) -> None:
    """Texts that were typed and cannot be read go along with their rows."""
    desk.type("reward[1].cost", "viel")
    desk.draft = desk.editor.duplicated(desk.draft, "reward", 0, "Kaffee (Kopie)")
    assert desk.value("reward[1].id") == "kaffee-kopie"
    assert desk.draft.typed == {"reward[2].cost": "viel"}
    desk.draft = desk.editor.moved(desk.draft, "reward", 2, step=-1)
    assert desk.draft.typed == {"reward[1].cost": "viel"}
    assert desk.value("reward[1].id") == "fuenf-euro"
    assert desk.editor.moved(desk.draft, "reward", 0, step=-1) == desk.draft
    desk.draft = desk.editor.removed(desk.draft, "reward", 1)
    assert desk.draft.typed == {}
    for _each in range(3):
        desk.draft = desk.editor.removed(desk.draft, "reward", 0)
    assert "reward" not in desk.draft.document


def test_a_rate_has_no_id_and_is_copied_all_the_same(desk: _Desk) -> None:
    """Its twin is its equal."""
    desk.draft = desk.editor.added(desk.draft, "earn.category")
    desk.draft = desk.editor.duplicated(desk.draft, "earn.category", 0, "unused")
    rows = desk.value("earn.category")
    assert isinstance(rows, list)
    assert rows[0] == rows[1]


def test_a_tier_brings_its_color_and_waits_for_its_threshold(desk: _Desk) -> None:
    """The first tier begins at 0; where a further one begins, only a person knows."""
    desk.draft = desk.editor.added(desk.draft, "tier")
    assert desk.value("tier[3].color") == "#0f6656"
    assert desk.value("tier[3].threshold") is None
    empty = _Desk({"name": "A"})
    empty.draft = empty.editor.added(empty.draft, "tier")
    assert empty.value("tier[0].threshold") == "0"


def test_segments_come_and_go(desk: _Desk) -> None:
    """The list inside a wheel is a list like any other."""
    desk.draft = desk.editor.added(desk.draft, "wheel")
    desk.draft = desk.editor.added(desk.draft, "wheel[0].segments")
    desk.type("wheel[0].segments[2].weight", "7")
    desk.draft = desk.editor.removed(desk.draft, "wheel[0].segments", 0)
    assert desk.value("wheel[0].segments[1].weight") == 7


def test_sections_are_turned_off_and_on(desk: _Desk) -> None:
    """Off keeps nothing; on again brings back what was published, or a sensible start."""
    redemption = next(form for form in FORMS if form.id == "redemption")
    referral = next(form for form in FORMS if form.id == "referral")
    desk.type("redemption.value", "viel")
    desk.draft = desk.editor.with_section(desk.draft, redemption, is_on=False)
    assert "redemption" not in desk.draft.document
    assert desk.draft.typed == {}
    desk.draft = desk.editor.with_section(desk.draft, redemption, is_on=True)
    assert desk.value("redemption") == _document()["redemption"]
    desk.draft = desk.editor.with_section(desk.draft, referral, is_on=True)
    assert desk.value("referral.referrer") == 100


def test_a_loaded_program_keeps_the_shops_money_and_clock(desk: _Desk) -> None:
    """Rules may come from anywhere; currency and time zone were decided long ago."""
    other = {"schema": 1, "name": "Andere", "currency": "USD", "timezone": "America/New_York"}
    desk.draft = desk.editor.loaded(other)
    assert desk.value("name") == "Andere"
    assert (desk.value("currency"), desk.value("timezone")) == ("EUR", "Europe/Berlin")


def test_ids_are_readable_and_their_own() -> None:
    """Letters that every system knows, and a number where a name is taken."""
    assert fresh_id("Größe 5!", set()) == "groesse-5"
    assert fresh_id("", {"new"}) == "new-2"
    assert fresh_id("Gold", {"gold", "gold-2"}) == "gold-3"


def test_choices_are_what_the_document_has(desk: _Desk) -> None:
    """Ids with their names, for fields that mean other things of the program."""
    field = place_at("campaign[0].tiers").field
    assert choices_for(desk.draft.document, field)[2] == ("gold", "Gold")
    assert choices_for({"tier": [{"name": "A"}, {"id": "b"}]}, field) == (("b", "b"),)
