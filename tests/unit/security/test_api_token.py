import secrets
from pathlib import Path

import pytest

from pos_loyalty.config.private_files import DamagedPrivateFileError, OpenPrivateFileError
from pos_loyalty.security.api_token import API_TOKEN_NAME, ApiToken


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the token lies; it is not there yet."""
    return tmp_path / "keys" / API_TOKEN_NAME


def test_a_token_is_made_once_and_kept(file: Path) -> None:
    """For the eyes of its owner alone, and too long to be guessed."""
    token = ApiToken(file).text()
    assert ApiToken(file).text() == token
    assert len(token) >= 43
    assert file.stat().st_mode & 0o077 == 0


def test_two_who_make_it_at_once_have_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second takes what the first has made."""
    made = secrets.token_urlsafe

    def meanwhile(_size: int) -> str:
        monkeypatch.setattr(secrets, "token_urlsafe", made)
        ApiToken(file).text()
        return "never kept"

    monkeypatch.setattr(secrets, "token_urlsafe", meanwhile)
    assert ApiToken(file).text() == ApiToken(file).text() != "never kept"


def test_only_the_token_opens(file: Path) -> None:
    """Neither a part of it nor foreign characters."""
    token = ApiToken(file)
    text = token.text()
    assert token.is_right(text)
    for wrong in ("", text[:-1], f"{text} ", "ä" * 43):
        assert not token.is_right(wrong)


def test_a_renewed_token_counts_at_once(file: Path) -> None:
    """A server that is running refuses the old one with the next request."""
    running = ApiToken(file)
    old = running.text()
    new = ApiToken(file).renew()
    assert (running.is_right(new), running.is_right(old)) == (True, False)


def test_a_token_that_others_could_read_is_not_used(file: Path) -> None:
    """Somebody who can read it is somebody who may have."""
    token = ApiToken(file)
    token.text()
    file.chmod(0o644)
    with pytest.raises(OpenPrivateFileError):
        token.is_right("x")


def test_an_emptied_file_opens_for_nobody(file: Path) -> None:
    """An empty token would be right for all who send none."""
    token = ApiToken(file)
    token.text()
    file.write_bytes(b"")
    with pytest.raises(DamagedPrivateFileError):
        token.is_right("")
