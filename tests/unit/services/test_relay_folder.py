from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_loyalty.domain.receipt_lesson import named
from pos_loyalty.services.relay_folder import (
    MOST_SHOWN,
    RelayFolder,
    RelayFolderError,
    RelayStatus,
    is_template_name,
    read_template,
    shown_lines,
)
from tests.support.taught import taught
from tests.support.till_receipts import MANNERS, Manner

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
STATUS = RelayStatus(
    at=NOW, listen="127.0.0.1:9100", printer="network://10.0.0.5", is_listening=True, jobs=3
)


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_a_template_comes_back_as_it_was_kept(manner: Manner, tmp_path: Path) -> None:
    """Its file says all of it, umlauts and quotes included, and a person can change it."""
    template = replace(taught(manner), header=('Bäckerei "Zum Bären"', "a\\b"))
    folder = RelayFolder(tmp_path)
    path = folder.put_template(template)
    assert read_template(path) == template
    assert folder.templates() == (template,)
    folder.drop_template(template.name)
    folder.drop_template(template.name)
    assert folder.templates() == ()


@pytest.mark.expected_log("a receipt template cannot be read")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[total",
        'decimal = ";"\n[total]\nbefore = "SUMME"\n[number]\nbefore = "Bon"',
        '[total]\nbefore = "SUMME"\nbelow = 7\n[number]\nbefore = "Bon"',
        '[total]\nbefore = 5\n[number]\nbefore = "Bon"',
        "\udcff",
    ],
)
def test_a_template_that_is_none_is_left_out(text: str, tmp_path: Path) -> None:
    """One wrong file costs its own till, and no other."""
    folder = RelayFolder(tmp_path)
    good = folder.put_template(taught(MANNERS[0]))
    bad = good.with_name("bad.toml")
    bad.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert folder.templates() == (taught(MANNERS[0]),)
    with pytest.raises(RelayFolderError):
        read_template(bad)


def test_changes_of_templates_are_seen(tmp_path: Path) -> None:
    """Whoever keeps them in mind knows when to look again."""
    folder = RelayFolder(tmp_path)
    before = folder.templates_changed()
    folder.put_template(taught(MANNERS[0]))
    assert folder.templates_changed() != before


@pytest.mark.parametrize("name", ["", "../x", "Kasse 1", "a" * 41, "-a"])
def test_names_that_are_no_files_are_refused(name: str, tmp_path: Path) -> None:
    """A till's name never leads out of the folder."""
    assert not is_template_name(name)
    with pytest.raises(RelayFolderError):
        RelayFolder(tmp_path).put_template(named(taught(MANNERS[0]), name))


def test_only_the_last_receipts_are_kept(tmp_path: Path) -> None:
    """They say what people bought, and teaching needs a few."""
    folder = RelayFolder(tmp_path)
    for number in range(MOST_SHOWN + 5):
        folder.show((f"Bon {number}", "Käse"), NOW + timedelta(seconds=number), number)
    assert len(folder.shown()) == MOST_SHOWN
    newest = folder.shown()[0]
    assert shown_lines(newest) == (f"Bon {MOST_SHOWN + 4}", "Käse")
    assert newest.stat().st_mode & 0o077 == 0
    folder.forget_shown()
    assert folder.shown() == ()
    with pytest.raises(RelayFolderError):
        shown_lines(newest)


def test_the_state_is_told(tmp_path: Path) -> None:
    """What the relay wrote last, and whether there is still one that writes."""
    folder = RelayFolder(tmp_path)
    assert folder.status() is None
    folder.put_status(STATUS)
    assert folder.status() == STATUS
    assert STATUS.is_running(NOW + timedelta(seconds=5))
    assert not STATUS.is_running(NOW + timedelta(minutes=1))
    (tmp_path / "status.json").write_text("{", "utf-8")
    assert folder.status() is None


def test_a_folder_that_takes_nothing_says_so(tmp_path: Path) -> None:
    """A full disk or a wrong owner is an outage, and no bug."""
    (tmp_path / "relay").write_text("a file", "utf-8")
    folder = RelayFolder(tmp_path / "relay")
    with pytest.raises(RelayFolderError):
        folder.put_status(STATUS)
    (tmp_path / "templates" / "x.toml").mkdir(parents=True)
    with pytest.raises(RelayFolderError):
        RelayFolder(tmp_path).drop_template("x")
