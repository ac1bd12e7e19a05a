from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from pos_loyalty.config.settings import Counter, Settings, Theme
from pos_loyalty.terminal.theme_choice import look_for


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", get_args(Theme))
def test_every_theme_has_a_look(theme: Theme) -> None:
    """Light and dark as they are called; the system's is one of the two."""
    look = look_for(replace(Settings(), counter=Counter(theme=theme)), Path("resources"))
    if theme != "system":
        assert look.colors.is_dark == (theme == "dark")
    assert look.colors.ink


@pytest.mark.usefixtures("qapp")
def test_who_wants_no_movement_gets_none() -> None:
    """The wish is part of the look."""
    settings = replace(Settings(), counter=Counter(theme="light", reduced_motion=True))
    assert look_for(settings, Path("resources")).reduced_motion
