"""The command line, called in this process over a data folder of its own."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.cli.main import main
from pos_loyalty.gateway import doors
from pos_loyalty.hub import doors as hub_doors
from pos_loyalty.services.presets import find_document
from tests.support.clock import FixedClock

_CARD = {
    "id": "kaffeekarte",
    "name": "Kaffeekarte",
    "category": "kaffee",
    "size": 10,
    "reward": "kaffee-gratis",
}
_CLUB = {"id": "club", "name": "Club", "fee": "25.00", "months": 12, "percent_off": "5"}
_OWN_BOX = {"id": "eigene-dose", "name": "Eigene Dose", "points": 2, "limit": "1 per day"}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:  # noqa: ANN401 - what JSON holds
        """The one JSON value on standard output."""
        return json.loads(self.out)

    @property
    def code(self) -> str:
        """The code of the refusal or outage."""
        code: str = self.value["error"]["code"]
        return code


@dataclass
class CommandLine:
    """Types commands at one till."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    clock: FixedClock = field(default_factory=FixedClock)

    def __call__(self, *words: str) -> Said:
        """Run a command as a person types it."""
        self.capture.readouterr()
        status = main(
            ["--data", str(self.folder), *words],
            gateway=lambda: doors,
            hub=lambda: hub_doors,
            clock=self.clock,
        )
        out, err = self.capture.readouterr()
        return Said(status, out, err)

    def json(self, *words: str) -> Said:
        """Run a command as a program calls it."""
        return self(*words, "--json")

    def done(self, *words: str) -> Any:  # noqa: ANN401 - what JSON holds
        """The answer of a command that must be done."""
        said = self.json(*words)
        assert said.status == 0, said.out + said.err
        return said.value

    def move_to(self, now: datetime) -> None:
        """Let time pass."""
        self.clock.move_to(now)


def open_shop(folder: Path, capture: pytest.CaptureFixture[str]) -> CommandLine:
    """A command line at a shop that was just created.

    Its program is the one that ships, with a stamp card, an action and a club besides.
    """
    program = folder.parent / "program.json"
    more = {"stamp_card": [_CARD], "action": [_OWN_BOX], "membership": [_CLUB]}
    document = {**find_document("sonnenblume"), **more}
    program.write_text(json.dumps(document), "utf-8")
    command_line = CommandLine(folder, capture)
    command_line.done("shop", "create", "--name", "Sonnenblume", "--program", str(program))
    return command_line
