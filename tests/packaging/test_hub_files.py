import configparser
import shlex

from pos_loyalty.cli.hub import COMMANDS
from pos_loyalty.cli.hub_options import DATABASE_VARIABLE, DEFAULT_LISTEN
from pos_loyalty.cli.parser import parser_of
from pos_loyalty.hub.wire import LARGEST_PACKED
from pos_loyalty.i18n.words import words_for
from tests.architecture.source import ROOT

FOLDER = ROOT / "packaging" / "hub"


def test_the_service_starts_what_there_is() -> None:
    """What the unit calls is a command of ours, with options that it knows."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case
    unit.read(FOLDER / "pos-loyalty-hub.service", "utf-8")
    env, program, word, *rest = shlex.split(unit["Service"]["ExecStart"])
    assert (env, program, word) == ("/usr/bin/env", "pos-loyalty", "hub")
    given = parser_of(words_for("en"), word, COMMANDS[word]).parse_args(rest)
    assert given.listen == DEFAULT_LISTEN
    assert given.url.startswith("https://")


def test_the_proxy_passes_on_what_the_hub_takes() -> None:
    """It buffers no hints, bounds bodies as the hub does, and finds it where it listens."""
    text = (FOLDER / "reverse-proxy.conf").read_text("utf-8")
    assert f"client_max_body_size {LARGEST_PACKED >> 20}m;" in text
    assert "proxy_buffering off;" in text.partition("/v1/hints")[2]
    assert f"server {DEFAULT_LISTEN};" in text


def test_the_composition_names_the_variable_that_is_read() -> None:
    """A password goes by the environment, under the name that the command line reads."""
    text = (FOLDER / "compose.yaml").read_text("utf-8")
    assert f"{DATABASE_VARIABLE}:" in text
    assert "secret" not in text
