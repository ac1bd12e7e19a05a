"""One program for the window and for the command line."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # For the checker alone: the window does not wait for what the command line needs.
    from pos_loyalty.cli.neighbors import Gateway, Hub

_TERMINAL_COMMANDS = ("run", "demo")
_OPTIONS_WITH_VALUE = ("--data", "--lang")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what ``arguments`` ask for and return the exit status.

    Neither side is imported before the choice: the window must paint before
    anything heavy is loaded, and a command has no use for Qt.
    """
    if getattr(sys, "frozen", False):
        # In a bundle the processes that try rules on a shop's sales begin here too.
        from multiprocessing import freeze_support  # noqa: PLC0415 - see above

        freeze_support()
    given = sys.argv[1:] if arguments is None else list(arguments)
    command = _command(given)
    if command == "run":
        from pos_loyalty.terminal.main import run_terminal  # noqa: PLC0415 - see above

        return run_terminal(given)
    if command == "demo":
        from pos_loyalty.terminal.main import play_demo  # noqa: PLC0415 - see above

        return play_demo(given)
    from pos_loyalty.cli.main import main as run_command  # noqa: PLC0415 - see above
    from pos_loyalty.config.rubbish import tidy_seldom  # noqa: PLC0415 - see above

    tidy_seldom()
    return run_command(given, gateway=_gateway, hub=_hub)


def _gateway() -> "Gateway":
    """The doors of the room beside the command line, which may not import it."""
    from pos_loyalty.gateway import doors  # noqa: PLC0415 - few commands ask for it

    return doors


def _hub() -> "Hub":
    """As ``_gateway``."""
    from pos_loyalty.hub import doors  # noqa: PLC0415 - see above

    return doors


def _command(arguments: Sequence[str]) -> str | None:
    """The first word that is neither an option nor an option's value."""
    words = iter(arguments)
    for word in words:
        if word in _OPTIONS_WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


if __name__ == "__main__":
    sys.exit(main())
