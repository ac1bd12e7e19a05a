import pytest

from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.shell import menu


def _ids(role: Role | None) -> list[str]:
    entries = menu.menu_for(words_for("de"), role, is_dark=False)
    return [entry.id for entry in entries if entry.id]


def test_nobody_gets_only_looks_and_the_way_out() -> None:
    """What needs a person is not offered before there is one."""
    assert _ids(None) == [menu.LANGUAGE, menu.THEME, menu.FULL_SCREEN, menu.QUIT]


def test_settings_are_the_managers() -> None:
    """A cashier's menu is a manager's without them."""
    assert [menu.SETTINGS, *_ids(Role.CASHIER)] == _ids(Role.MANAGER)


@pytest.mark.parametrize("role", [None, *Role])
def test_the_way_out_is_last_and_no_line_stands_twice(role: Role | None) -> None:
    """Closing the till is never between two harmless entries, and each thing has one place."""
    ids = _ids(role)
    assert ids[-1] == menu.QUIT
    assert len(set(ids)) == len(ids)


def test_the_other_language_is_named_in_itself() -> None:
    """Whoever cannot read this one finds the way back; the theme names where it leads."""
    named = {}
    for language, is_dark in (("de", False), ("en", True)):
        entries = menu.menu_for(words_for(language), None, is_dark=is_dark)
        named[language] = {entry.id: entry.words for entry in entries}
    assert named["de"][menu.LANGUAGE] == "English"
    assert named["en"][menu.LANGUAGE] == "Deutsch"
    assert named["de"][menu.THEME] == "Dunkle Farben"
    assert named["en"][menu.THEME] == "Light colors"


def test_the_drawer_is_offered_to_whoever_may_open_it() -> None:
    """Without a drawer, or without the right, there is no such line."""
    entries = menu.menu_for(words_for("de"), Role.CASHIER, is_dark=False, has_drawer=True)
    (drawer,) = [entry for entry in entries if entry.id == menu.DRAWER]
    assert (drawer.words, drawer.key) == ("Lade öffnen", "Ctrl+L")
    assert menu.DRAWER not in _ids(Role.MANAGER)
