import pytest

from pos_loyalty.hub.admin.sessions import LASTS_S, Sessions

KEY = bytes(32)


class Now:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_cookie_is_known_by_every_replica() -> None:
    """Whoever has the hub's key knows the session, whoever made it."""
    session = Sessions(lambda: KEY, Now()).new()
    cookie = Sessions(lambda: KEY, Now()).cookie(session)
    assert Sessions(lambda: KEY, Now()).known(cookie) == session


def test_a_session_ends_by_itself() -> None:
    """After its time it is nobody's."""
    now = Now()
    sessions = Sessions(lambda: KEY, now)
    cookie = sessions.cookie(sessions.new())
    now.now += LASTS_S - 1
    assert sessions.known(cookie) is not None
    now.now += 1
    assert sessions.known(cookie) is None


@pytest.mark.parametrize("cookie", ["", ".", "a.b", "a.9999999999.0", "ä.1.ü"])
def test_what_the_hub_did_not_sign_is_none(cookie: str) -> None:
    """No text of somebody's own makes a session."""
    assert Sessions(lambda: KEY, Now()).known(cookie) is None


def test_another_key_makes_other_sessions() -> None:
    """A cookie of one hub does not open another."""
    now = Now()
    cookie = Sessions(lambda: KEY, now).cookie(Sessions(lambda: KEY, now).new())
    assert Sessions(lambda: bytes([1]) * 32, now).known(cookie) is None


def test_a_mark_is_of_its_session() -> None:
    """The mark of one session does not send the forms of another, nor does its cookie."""
    sessions = Sessions(lambda: KEY, Now())
    mine, other = sessions.new(), sessions.new()
    assert sessions.is_form_mark(mine, sessions.form_mark(mine))
    assert not sessions.is_form_mark(mine, sessions.form_mark(other))
    assert not sessions.is_form_mark(mine, sessions.cookie(mine))
    assert not sessions.is_form_mark(mine, "")
