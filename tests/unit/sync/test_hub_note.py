from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.domain.counter import Link
from pos_loyalty.sync.conversation import Talk
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.hub_note import HubNote, after, error_of, read_note, write_note
from pos_loyalty.sync.protocol import Problem, Refused, Welcome
from tests.support.builders import at

NOW = at("2026-03-01T09:00")
LATER = NOW + timedelta(minutes=5)
WELCOME = Welcome(version=1, incarnation=1, epoch=1, seq=0, tip_hash="", heads={}, server_us=0)
AWAY = Talk(trouble=HubUnreachableError(problem="timeout"))


def test_a_talk_that_went_well() -> None:
    """The line is up, and everything was exchanged now."""
    note = after(HubNote(), Talk(welcome=WELCOME), NOW)
    assert (note.link, note.synced_at, note.down_since, note.error) == (
        Link.CONNECTED,
        NOW,
        None,
        None,
    )


def test_an_outage_counts_from_its_first_failure() -> None:
    """What was exchanged last stays known; the first failure says since when."""
    good = after(HubNote(), Talk(welcome=WELCOME), NOW)
    first = after(good, AWAY, NOW)
    second = after(first, AWAY, LATER)
    assert (second.link, second.down_since, second.synced_at) == (Link.OFFLINE, NOW, NOW)
    assert second.error is not None
    assert second.error.facts == {"problem": "timeout"}
    assert after(second, Talk(welcome=WELCOME), LATER).down_since is None


@pytest.mark.parametrize("code", ["revoked", "unknown-device", "bad-signature", "upgrade-required"])
def test_a_hub_that_does_not_let_in(code: str) -> None:
    """It is there, and refuses: another thing than an outage."""
    note = after(HubNote(), Talk(problem=Problem(code=code)), NOW)
    assert note.link is Link.REFUSED
    assert note.error is not None
    assert (note.error.code, note.error.facts) == ("hub-refused", {"reason": code})


def test_a_revoked_till_still_sends() -> None:
    """It is welcomed and told nothing: refused all the same."""
    talk = Talk(welcome=WELCOME, problem=Problem(code="revoked"))
    assert after(HubNote(), talk, NOW).link is Link.REFUSED


def test_a_talk_that_was_not_had_tells_nothing() -> None:
    """The program ended before the first question: that is no outage."""
    good = after(HubNote(), Talk(welcome=WELCOME), NOW)
    assert after(good, Talk(), LATER) == good


def test_a_busy_hub() -> None:
    """The line is up; not everything was exchanged."""
    talk = Talk(welcome=WELCOME, problem=Problem(code="retry-later"))
    note = after(HubNote(), talk, NOW)
    assert (note.link, note.trouble, note.synced_at) == (Link.CONNECTED, "busy", None)


def test_what_was_healed_is_no_trouble() -> None:
    """A fork that ended in a new epoch leaves nothing to be told."""
    talk = Talk(welcome=WELCOME, problem=Problem(code="fork"))
    assert after(HubNote(), talk, NOW).error is None
    assert talk.went_well


def test_what_the_hub_keeps_aside_is_remembered() -> None:
    """The newest fifty, across talks."""
    note = HubNote()
    for seq in range(60):
        refused = (Refused(seq=seq, id=f"e{seq}", code="revoked"),)
        note = after(note, Talk(welcome=WELCOME, refused=refused), NOW)
    assert [each.seq for each in note.refused] == list(range(10, 60))


def test_a_note_is_read_as_it_was_written(tmp_path: Path) -> None:
    """In a folder that need not be there; rubbish is as if nobody had looked yet."""
    path = tmp_path / "state" / "hub.json"
    assert read_note(path) == HubNote()
    refused = (Refused(seq=1, id="e", code="revoked"),)
    note = after(after(HubNote(), AWAY, NOW), Talk(welcome=WELCOME, refused=refused), LATER)
    write_note(path, note)
    assert read_note(path) == note
    path.write_bytes(b"rubbish")
    assert read_note(path) == HubNote()


def test_a_disk_that_refuses_costs_a_line(tmp_path: Path) -> None:
    """The talk was had all the same."""
    (tmp_path / "state").write_bytes(b"no folder")
    write_note(tmp_path / "state" / "hub.json", HubNote())


def test_errors_of_problems() -> None:
    """Whatever the hub says no with has words."""
    assert error_of(Problem(code="retry-later")).facts == {"problem": "busy"}
    assert error_of(Problem(code="version-taken")).facts == {"reason": "version-taken"}
