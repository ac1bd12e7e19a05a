from pathlib import Path

import pytest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import NotAllowedError, WrongDocumentError
from pos_loyalty.domain.staff import Role
from pos_loyalty.storage.errors import DatabaseReadOnlyError
from pos_loyalty.terminal.founding import ShopFounder
from pos_loyalty.terminal.loading import ShopLog
from pos_loyalty.terminal.screens.first_start.ports import Wish
from tests.support.clock import FixedClock
from tests.support.shop import data_folder_in

_WISH = Wish(shop_name="Blumen Berta", till="Kasse 7", language="en", preset="sonnenblume")


def _founder(folder: DataFolder) -> tuple[ShopFounder, ShopLog]:
    log = ShopLog()
    return ShopFounder(folder, FixedClock(), log), log


def test_a_shop_is_founded_as_it_was_wished(tmp_path: Path) -> None:
    """Its name, its language, its program; and the first person runs it."""
    folder = data_folder_in(tmp_path)
    founder, log = _founder(folder)
    founder.found(_WISH)
    assert founder.application is not None
    settings = founder.application.settings.settings()
    assert (settings.shop.name, settings.shop.till) == ("Blumen Berta", "Kasse 7")
    assert settings.counter_language == "en"
    berta = founder.add_manager("Berta", "975310")
    assert berta.role is Role.MANAGER
    assert folder.has_shop
    assert (folder.logs / "pos-loyalty.log").is_file()
    founder.application.store.close()
    log.end()


def test_presets_are_programs(tmp_path: Path) -> None:
    """There is something to begin with."""
    founder, _ = _founder(data_folder_in(tmp_path))
    assert "sonnenblume" in {preset.id for preset in founder.presets()}


def test_a_manager_needs_a_shop(tmp_path: Path) -> None:
    """Asking in the wrong order is a bug, not a refusal."""
    founder, _ = _founder(data_folder_in(tmp_path))
    with pytest.raises(RuntimeError):
        founder.add_manager("Berta", "975310")


def test_an_old_shop_is_never_founded_over(tmp_path: Path) -> None:
    """Whoever starts anew in a used folder is told, and the old shop stays."""
    folder = data_folder_in(tmp_path)
    founder, log = _founder(folder)
    founder.found(_WISH)
    assert founder.application is not None
    founder.application.store.close()
    log.end()
    again, _ = _founder(folder)
    with pytest.raises(NotAllowedError):
        again.found(_WISH)


def test_what_cannot_be_founded_is_said(tmp_path: Path) -> None:
    """A program that is none, and a folder that cannot be made."""
    founder, _ = _founder(data_folder_in(tmp_path))
    with pytest.raises(WrongDocumentError):
        founder.found(Wish(shop_name="A", till="", language="de", preset="moon"))
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(DatabaseReadOnlyError):
        founder.found(_WISH)
