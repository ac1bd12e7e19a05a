import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("part", ["sign_in", "first_start", "settings"])
@pytest.mark.parametrize(
    ("size", "scale"),
    [("1024x768", "1.0"), ("1024x768", "1.5"), ("1024x768", "2.0"), ("1366x768", "1.25")],
)
def test_every_text_fits_in_both_languages(part: str, size: str, scale: str) -> None:
    """Each label and button of each scene has the room that its text needs, at every scale."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.fit", size, part],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
