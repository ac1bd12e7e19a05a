from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, relative

# In pieces, so that this file does not contain what it looks for.
_FORBIDDEN = {
    "an address of a package registry": (
        "py" + "pi.org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "npm" + "js.com",
        "deb." + "debian.org",
        "security." + "debian.org",
    ),
    "a path of somebody's machine": ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/"),
    "a private key": ("PRIVATE" + " KEY-----",),
}
_NOT_OURS = {".git", ".venv", "build", "dist", "demo-shop", ".hypothesis", "__pycache__"}


def _texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository."""
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if path.is_dir():
                if path.name not in _NOT_OURS and not path.name.endswith("_cache"):
                    folders.append(path)
                continue
            content = path.read_bytes()
            if b"\0" not in content and path.suffix != ".pyc":
                yield path, content.decode("utf-8", errors="replace")


def test_the_repository_names_no_machine_and_no_secret() -> None:
    """It works wherever it is cloned, and giving it away gives nothing else away."""
    found = [
        f"{relative(path)}: {what}: {word}"
        for path, text in _texts()
        for what, words in _FORBIDDEN.items()
        for word in words
        if word in text
    ]
    assert found == []
