import argparse
import json
from pathlib import Path

import pytest

from pos_loyalty.terminal import demo
from pos_loyalty.terminal.main import play_demo


@pytest.mark.parametrize("as_json", [True, False])
def test_a_place_that_cannot_be_made_is_wrong_use(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    as_json: bool,
) -> None:
    """A file stands where the folder would be: that is told, and nothing is played."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / "file").touch()
    options = argparse.Namespace(out=tmp_path / "file" / "out", json=as_json, lang="en")
    assert demo.play(options) == 2
    out, err = capsys.readouterr()
    said = json.loads(out)["error"]["message"] if as_json else err
    assert "cannot be written" in said


def test_a_language_that_is_not_spoken_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told before a minute is spent on the story."""
    with pytest.raises(SystemExit) as ended:
        play_demo(["--lang", "xx", "demo", "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert "--lang" in capsys.readouterr().err
