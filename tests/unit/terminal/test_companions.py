import sys
from dataclasses import replace
from pathlib import Path

from pos_loyalty.config.settings import Gateway, Settings
from pos_loyalty.terminal.companions import api_words, this_program, watch_words


def _wanting(**gateway: object) -> Settings:
    return replace(Settings(), gateway=Gateway(**gateway))  # type: ignore[arg-type]  # as told


def test_nothing_runs_that_nobody_wants() -> None:
    """A new till lets nobody in."""
    assert (api_words(Settings()), watch_words(Settings())) == ((), ())


def test_the_api_is_for_this_computer_and_ends_with_the_window() -> None:
    """At the port of the settings, in the language of the window."""
    assert api_words(_wanting(api=True, api_port=9000)) == (
        *("--lang", "de", "api", "serve", "--listen", "127.0.0.1:9000", "--attached", "--json"),
    )


def test_the_folder_is_watched_as_it_is_named() -> None:
    """Whatever is in its name."""
    folder = str(Path("/srv/Kasse 1/Bonus"))
    assert watch_words(_wanting(watched_folder=folder)) == (
        *("--lang", "de", "watch", folder, "--attached", "--json"),
    )


def test_the_program_starts_itself() -> None:
    """From sources by its module."""
    assert list(this_program()) == [sys.executable, "-m", "pos_loyalty"]
