"""A hub's database: made by whoever comes first, and in whichever role."""

import logging
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest
from psycopg import errors, sql

from pos_loyalty.config import paths
from pos_loyalty.domain.desk_acts import DeskActKind, Hand
from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, GrantRow, SharePart
from pos_loyalty.domain.sightings import Placed, Sighting
from pos_loyalty.domain.tills import FeedRow, InboxStatus
from pos_loyalty.storage import hub_store
from pos_loyalty.storage.errors import DatabaseError, DatabaseTooNewError
from pos_loyalty.storage.hub_errors import HubDatabaseAwayError, HubDatabaseForeignError
from pos_loyalty.storage.hub_migrate import HUB_HEAD, migrate_hub
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from tests.support.hub_events import START, credit, event, till, told_of
from tests.support.postgres import Cluster


def test_hubs_that_start_together_make_one_database(server: Cluster) -> None:
    """One makes the tables, the others wait and find them."""
    url = server.create()
    program = (
        "import sys; from pos_loyalty.storage.hub_migrate import migrate_hub; "
        "sys.stdin.readline(); migrate_hub(sys.argv[1])"
    )
    starting = [
        subprocess.Popen([sys.executable, "-c", program, url], stdin=subprocess.PIPE)
        for _ in range(3)
    ]
    for each in starting:
        each.communicate(b"now\n", timeout=60)
    assert [each.returncode for each in starting] == [0, 0, 0]
    with psycopg.connect(url) as link:
        assert link.execute("SELECT version_num FROM alembic_version").fetchall() == [(HUB_HEAD,)]
    server.drop(url)


def test_the_newest_migration_is_known() -> None:
    """The revision that a start looks for is the last one that there is a script for."""
    scripts = paths.migrations("hub").joinpath("versions").glob("[0-9]*_*.py")
    assert max(script.name.partition("_")[0] for script in scripts) == HUB_HEAD


def test_a_newer_database_is_left_alone(hub_url: str) -> None:
    """An old hub does not touch what a later release wrote, and says so."""
    with psycopg.connect(hub_url, autocommit=True) as link:
        link.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNewError) as caught:
        migrate_hub(hub_url)
    assert caught.value.facts == {"found": "9999", "known": HUB_HEAD}


@pytest.mark.parametrize("revision", [None, "0001", "of somebody else"])
def test_what_is_no_hubs_is_left_alone(server: Cluster, revision: str | None) -> None:
    """No table is made beside those of another program, whatever its migrations are called."""
    url = server.create()
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("CREATE TABLE device (id text)")
        if revision is not None:
            link.execute("CREATE TABLE alembic_version (version_num text)")
            link.execute("INSERT INTO alembic_version VALUES (%s)", (revision,))
        before = link.execute("SELECT relname FROM pg_class ORDER BY relname").fetchall()
        with pytest.raises(HubDatabaseForeignError):
            migrate_hub(url)
        assert link.execute("SELECT relname FROM pg_class ORDER BY relname").fetchall() == before
    server.drop(url)


def test_who_may_not_look_is_told(server: Cluster, hub_url: str) -> None:
    """An outage that a person mends, and no bug."""
    server.run(sql.SQL("CREATE ROLE passer_by LOGIN"))
    with pytest.raises(DatabaseError, match="permission denied"):
        migrate_hub(hub_url.replace("//postgres:", "//passer_by:"))
    server.run(sql.SQL("DROP ROLE passer_by"))


def test_a_database_that_cannot_keep_every_name_is_refused(server: Cluster) -> None:
    """Nothing is made in it."""
    server.run(sql.SQL("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
    with pytest.raises(DatabaseError, match="LATIN1"):
        migrate_hub(server.url("latin"))
    with psycopg.connect(server.url("latin")) as link:
        assert link.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)
    server.drop(server.url("latin"))


def test_all_constraints_are_named(hub_url: str) -> None:
    """An error names what was broken, in words that somebody chose."""
    with psycopg.connect(hub_url) as link:
        found = link.execute(
            "SELECT conname FROM pg_constraint JOIN pg_class ON conrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
            " AND contype <> 'n'"
        ).fetchall()
    assert found
    assert [name for (name,) in found if name[:3] not in {"pk_", "uq_", "ck_"}] == []


def test_a_database_that_does_not_answer_is_an_outage() -> None:
    """Nothing listens there."""
    nowhere = "postgresql://nobody@/nothing?host=/nowhere"
    with pytest.raises(HubDatabaseAwayError):
        migrate_hub(nowhere)


@pytest.mark.parametrize("address", ["nonsense words", "postgresql://[half"])
def test_an_address_that_is_none_is_told_as_one_that_does_not_answer(address: str) -> None:
    """A person mistyped it: that is no bug."""
    with pytest.raises(HubDatabaseAwayError):
        migrate_hub(address)


def test_a_hub_does_not_open_without_its_database() -> None:
    """It says so at once, and leaves nothing behind that goes on trying."""
    nowhere = "postgresql://nobody@/nothing?host=/nowhere"
    with pytest.raises(HubDatabaseAwayError):
        HubStore.open(nowhere)


def test_a_database_that_is_not_there_is_an_outage(server: Cluster) -> None:
    """The server is, the database is not."""
    with pytest.raises(DatabaseError):
        migrate_hub(server.url("nothing"))


@pytest.mark.expected_log("discarding closed connection")
@pytest.mark.expected_log("the database does not answer")
def test_a_cut_connection_is_an_outage_and_the_next_one_is_new(
    hub_url: str, store: HubStore
) -> None:
    """What PostgreSQL cut off in the middle is undone; then the hub goes on."""

    def be_cut() -> None:
        with store.begin() as work:
            work.put_device(till())
            with psycopg.connect(hub_url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            work.commit()

    with pytest.raises(HubDatabaseAwayError):
        be_cut()
    with store.begin() as work:
        assert work.devices() == []


@pytest.mark.expected_log("psycopg.pool")
@pytest.mark.expected_log("the database does not answer")
def test_a_database_that_is_away_is_told_once(
    server: Cluster, hub_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is asked; and once that it is back."""
    monkeypatch.setattr(hub_store, "_PATIENCE_S", 1.0)
    caplog.set_level(logging.INFO, logger=hub_store.__name__)
    store, name = HubStore.open(hub_url, most_connections=1), server.name_in(hub_url)
    with psycopg.connect(server.url("postgres"), autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        for _ in range(3):
            with pytest.raises(HubDatabaseAwayError), store.begin() as work:
                work.heads()
        owner.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
    while not _is_there(store):
        pass
    assert _is_there(store)
    store.close()
    told = [each.getMessage() for each in caplog.records if each.name == hub_store.__name__]
    assert told == ["the database does not answer", "the database answers again"]


def _is_there(store: HubStore) -> bool:
    try:
        with store.begin() as work:
            return bool(work.heads())
    except HubDatabaseAwayError:
        return False


def test_the_hubs_role_can_add_and_not_change(hub_url: str) -> None:
    """It does all that a hub does, and may not touch what happened, nor the tables."""
    grants = paths.migrations("hub").joinpath("roles.sql").read_text("utf-8")
    with psycopg.connect(hub_url, autocommit=True) as owner:
        owner.execute(grants.encode())
        # Roles are the whole server's.
        owner.execute("DROP ROLE IF EXISTS test_hub")
        owner.execute("CREATE ROLE test_hub LOGIN IN ROLE pos_loyalty_hub")
    url = hub_url.replace("postgres:@", "test_hub@")
    migrate_hub(url)
    store = HubStore.open(url)
    try:
        _do_everything(store)
    finally:
        store.close()
    for statement in (
        "UPDATE inbox SET body = 'x'",
        "DELETE FROM inbox",
        "UPDATE entry SET points = 1",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "DELETE FROM share",
        "DELETE FROM happened",
        "UPDATE desk_act SET note = 'x'",
        "DELETE FROM desk_act",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
    ):
        with psycopg.connect(url) as link, pytest.raises(errors.InsufficientPrivilege):
            link.execute(statement.encode())


SEEN = Sighting(member_id="M1", issue=0, step=None, device_id="till-1", site="", seen_at=START)


def _do_everything(store: HubStore) -> None:
    """Write whatever a hub writes, new and once more, where that changes a row."""
    waiting = event(1, credit(5), status=InboxStatus.REFUSED)
    stamped = Stamped(value="a", hlc=1, device="till-1")
    conflict = Conflict(
        kind="member", key="M1", field="note", taken=stamped, left=stamped, noticed_us=1
    )
    grant = Grant(grant="G", member="M1", device="till-1", epoch=1, parts=(SharePart(5),))
    for _ in range(2):
        with store.begin_shares() as work:
            work.put_meta(replace(work.meta(), is_recovering=True))
            work.put_secret("name", b"value")
            work.add_pairing_code(b"h" * 32, store="Mitte", now_us=1, expires_us=2)
            work.take_pairing_code(b"h" * 32, device="till-1", now_us=1)
            work.put_device(till())
            if not work.known_events([waiting.id]):
                work.add_events([waiting, event(2, id_=waiting.id)])
            work.records([("member", "M1")])
            work.put_records([RecordChange(kind="member", key="M1", fields={"note": stamped})])
            work.add_conflict(conflict)
            work.settle_conflict(conflict, now_us=1)
            work.records([("member", "M2")])
            erased = Stamped(value="erased", hlc=1, device="till-1")
            work.put_records([RecordChange(kind="member", key="M2", fields={"status": erased})])
            if not work.sightings({"M1"})["M1"]:
                work.add_sightings([Placed(1, SEEN)], now_us=1)
            work.drop_sightings(now_us=to_us(SEEN.seen_at) * 2)
            work.add_act(Hand(now_us=1).act(DeskActKind.DONE, waiting.id))
            work.lock_member("M1")
            work.put_grant(GrantRow(grant=grant))
            work.put_transit("till-1", {"M1": 5})
            work.clear_transit("till-1")
            work.accept_event(waiting.id)
            work.publish("shop", [FeedRow(kind="member", key="M1")])
            work.publish("events", [told_of(waiting)])
            assert work.totals().entries == work.digest().entries.rows == 1
            work.commit()
