import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("size", ["1024x768", "1280x800"])
def test_every_text_fits_in_both_languages(size: str) -> None:
    """Each label and button of each page has the room that its text needs."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.fit", size, "kiosk", "way_out"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
