"""The menu in words."""

from pos_loyalty.domain.staff import Role
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.shell.state import MenuEntry

SETTINGS = "settings"
SLIPS = "slips"
LOCK = "lock"
CHANGE_STAFF = "change-staff"
LANGUAGE = "language"
THEME = "theme"
DISPLAY = "display"
DRAWER = "drawer"
FULL_SCREEN = "full-screen"
HELP = "help"
QUIT = "quit"


def menu_for(
    words: Words, role: Role | None, *, is_dark: bool, has_drawer: bool = False
) -> tuple[MenuEntry, ...]:
    """What can be chosen by whoever is signed in; nothing of it by nobody.

    ``has_drawer``: there is a cash drawer that this person may open.
    """
    theme = words.text("Light colors") if is_dark else words.text("Dark colors")
    # The other language is named in itself, for whoever cannot read this one.
    language = "English" if words.translator.language == "de" else "Deutsch"
    looks = (
        MenuEntry(LANGUAGE, language, "languages"),
        MenuEntry(THEME, theme, "sun" if is_dark else "moon"),
        MenuEntry(FULL_SCREEN, words.text("Full screen"), "layout-dashboard", "F11"),
    )
    leave = (MenuEntry(), MenuEntry(QUIT, words.text("Close the till"), "power", "Ctrl+Q"))
    if role is None:
        return (*looks, *leave)
    settings = (
        (MenuEntry(SETTINGS, words.text("Settings"), "settings", "F10"),)
        if role is Role.MANAGER
        else ()
    )
    drawer = (
        (MenuEntry(DRAWER, words.text("Open the drawer"), "cash-drawer", "Ctrl+L"),)
        if has_drawer
        else ()
    )
    return (
        *settings,
        *drawer,
        MenuEntry(SLIPS, words.text("Printer and slips"), "printer", "F8"),
        MenuEntry(DISPLAY, words.text("Members’ screen"), "monitor"),
        MenuEntry(),
        MenuEntry(CHANGE_STAFF, words.text("Hand over to somebody else"), "users", "F7"),
        MenuEntry(LOCK, words.text("Lock"), "lock", "F6"),
        MenuEntry(),
        *looks,
        MenuEntry(),
        MenuEntry(HELP, words.text("Help and keys"), "circle-help", "F1"),
        *leave,
    )
