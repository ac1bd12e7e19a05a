"""Shops of a given size on the disk, made fast and kept for the next run.

Every member has a life that the services played (``lives``); the log is dense and chained, and
``ledger verify`` finds nothing to complain about. Requests and slips are there for each
member's last sale only: those of a whole year would fill the disk and tell nothing more.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from sqlcipher3 import dbapi2 as sqlite
from uuid_utils import uuid7

from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.chain import chain_hash
from pos_loyalty.domain.staff import OPERATOR, Role
from pos_loyalty.security.vault import VAULT_KEY_NAME, load_vault
from pos_loyalty.services.presets import find_document
from pos_loyalty.storage import schema
from pos_loyalty.storage.codec import STATE_SHAPE, encode_state
from pos_loyalty.storage.connection import DriverConnection, bare_connection
from pos_loyalty.storage.instants import optional_us
from tests.bench.lives import HERO, Chapter, House, Life, Row, play_life, retold_state
from tests.bench.people import BATCH, add_people, member_ids
from tests.support.clock import FixedClock

VISITS: Final = 8
CASHIER: Final = "Ulrike"
PIN: Final = "739152"

_VERSION: Final = 3
_HERO_ACCOUNT: Final = f"member:{HERO}"
_LIVES: Final = 256
# Columns of a print job that this shop fills itself; the rest are as its maker left them.
_PLAIN_JOB: Final = 14
SEED: Final = 7
_YEAR: Final = timedelta(days=365)
_TO_LOAD: Final = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -600000",
    "PRAGMA temp_store = MEMORY",
)
_LOOSE: Final = """
    SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name IN ('outbox', 'entry', 'sale', 'member', 'member_search', 'print_job')
"""


@dataclass(frozen=True, slots=True)
class BenchShop:
    """A shop to measure in, and its members."""

    folder: DataFolder
    members: list[str]


def shop_of(place: Path, members: int) -> BenchShop:
    """The shop of that size, made when it is not there yet or has grown old."""
    ids = member_ids(members, SEED)
    root = place / f"shop-{members}-{_stamp()}"
    folder = _folder(root)
    if folder.database.is_file():
        _empty_queue(folder.database)
        return BenchShop(folder, ids)
    _forget_older(place, f"shop-{members}-*")
    unfinished = _folder(root.with_suffix(".new"))
    shutil.rmtree(unfinished.root, ignore_errors=True)
    _found(unfinished)
    with _loading(unfinished.database) as connection:
        _fill(connection, unfinished, ids)
    unfinished.root.rename(root)
    return BenchShop(folder, ids)


def members_of(place: Path, count: int) -> Path:
    """A database with so many members and nothing else, for searching."""
    database = place / f"members-{count}-{_stamp()}.db"
    if database.is_file():
        return database
    _forget_older(place, f"members-{count}-*")
    place.mkdir(parents=True, exist_ok=True)
    unfinished = database.with_suffix(".new")
    with closing(sqlite.connect(str(unfinished), isolation_level=None)) as connection:
        schema.create_tables(connection, "till")
    joined = datetime.now(UTC) - _YEAR
    with _loading(unfinished) as connection:
        add_people(
            connection,
            member_ids(count, SEED),
            seed=SEED,
            joined_at=lambda _place: joined,
            wrapped_key=lambda: b"-",
        )
    unfinished.rename(database)
    return database


def _empty_queue(database: Path) -> None:
    """Slips that another bench left are not this one's to print."""
    with closing(bare_connection(database)) as connection:
        connection.execute("UPDATE print_job SET state = 'cancelled' WHERE state = 'queued'")


def _stamp() -> str:
    """What a kept shop depends on: another schema, shape or week asks for another shop."""
    schema_hash = hashlib.sha256(schema.schema_script().encode()).hexdigest()[:8]
    return f"{datetime.now(UTC):%G-W%V}-{schema_hash}-{STATE_SHAPE}-{_VERSION}"


def _folder(root: Path) -> DataFolder:
    return DataFolder(root=root, state=root / "state", cache=root / "cache")


def _forget_older(place: Path, pattern: str) -> None:
    for old in place.glob(pattern):
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()


def _found(folder: DataFolder) -> None:
    """An empty shop, opened a year ago, with somebody who can sign in."""
    clock = FixedClock(datetime.now(UTC) - _YEAR - timedelta(days=1))
    new = NewShop("Bench", "Kasse 1", find_document("sonnenblume"))
    with create_shop(folder, new, clock) as application:
        application.staff.add(OPERATOR, name=CASHIER, role=Role.MANAGER, pin=PIN, now=clock.now())


@contextmanager
def _loading(database: Path) -> Iterator[DriverConnection]:
    """A connection that fears nothing, with indexes made at the end, in one go."""
    with closing(sqlite.connect(str(database), isolation_level=None)) as connection:
        for pragma in _TO_LOAD:
            connection.execute(pragma)
        indexes = connection.execute(_LOOSE).fetchall()
        for name, _sql in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        for _name, sql in indexes:
            connection.execute(sql)


def _fill(connection: DriverConnection, folder: DataFolder, ids: list[str]) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    (device_id,) = connection.execute("SELECT device_id FROM device_state").fetchone()
    vault = load_vault(folder.keys / VAULT_KEY_NAME)
    house = House(
        device_id=device_id,
        program=find_document("sonnenblume"),
        key_ring=KeyRingFile(folder.keys / KEY_RING_NAME).load(),
        vault=vault,
    )
    random = Random(SEED)  # noqa: S311 - nobody guesses at a bench
    lives = [
        play_life(house, random, opened=now - _YEAR, now=now, visits=VISITS)
        for _ in range(min(_LIVES, len(ids)))
    ]
    add_people(
        connection,
        ids,
        seed=SEED,
        joined_at=lambda place: lives[place % len(lives)].joined_at,
        wrapped_key=vault.new_member_key,
    )
    _Teller(connection, lives, ids).tell()


class _Teller:
    """Writes all lives into one log, in the order of time."""

    def __init__(self, connection: DriverConnection, lives: list[Life], ids: list[str]) -> None:
        self._connection = connection
        self._lives = lives
        self._ids = ids
        self._seqs: list[dict[int, int]] = [{} for _ in ids]
        (self._seq, self._number, self._tip) = connection.execute(
            "SELECT next_seq, next_number, tip_hash FROM device_state"
        ).fetchone()
        self._rows: dict[str, list[Row]] = {
            table: [] for table in ("outbox", "entry", "sale", "request", "print_job")
        }

    def tell(self) -> None:
        ordered = sorted(
            (chapter.at_us, chapter.seq, place, chapter)
            for place, life in enumerate(self._lives)
            for chapter in life.chapters
        )
        for _at, _seq, place, chapter in ordered:
            for member in range(place, len(self._ids), len(self._lives)):
                self._write(chapter, member)
            self._flush(least=BATCH)
        self._flush(least=1)
        self._write_states()
        last_us = ordered[-1][0]
        self._connection.execute(
            "UPDATE device_state SET next_seq = ?, next_number = ?, tip_hash = ?,"
            " last_effective_us = ?",
            (self._seq, self._number, self._tip, last_us),
        )

    def _write(self, chapter: Chapter, member: int) -> None:
        member_id = self._ids[member]
        seq, event_id, sale_id, job_id = self._seq, str(uuid7()), str(uuid7()), str(uuid7())
        names = {
            b"member": member_id.encode(),
            b"id": event_id.encode(),
            b"key": event_id.encode(),
            b"sale": sale_id.encode(),
            b"job": job_id.encode(),
            b"seq": seq,
        }
        body = chapter.outbox[10] % names
        link = chain_hash(self._tip, body)
        told = chapter.outbox
        self._rows["outbox"].append(
            (seq, told[1], event_id, *told[3:5], member_id, *told[6:10], body, self._tip, link)
        )
        for entry in chapter.entries:
            accounts = (
                account.replace(_HERO_ACCOUNT, "member:" + member_id) for account in entry[7:9]
            )
            sale = sale_id if entry[5] else None
            self._rows["entry"].append(
                (entry[0], seq, *entry[2:4], member_id, sale, entry[6], *accounts, *entry[9:])
            )
        if chapter.sale is not None:
            self._rows["sale"].append((self._number, sale_id, seq, member_id, *chapter.sale[4:]))
            self._number += 1
        if chapter.request is not None:
            _key, content_hash, outcome, created_us = chapter.request
            self._rows["request"].append((event_id, content_hash, outcome % names, created_us))
        if chapter.print_job is not None:
            job = chapter.print_job
            self._rows["print_job"].append(
                (
                    None,
                    job_id,
                    job[2],
                    "printed",
                    *job[4:7],
                    1,
                    job[5],
                    job[5],
                    900,
                    None,
                    None,
                    sale_id,
                    *job[_PLAIN_JOB:],
                )
            )
        self._tip = link
        self._seqs[member][chapter.seq] = seq
        self._seq += 1

    def _flush(self, *, least: int) -> None:
        if len(self._rows["outbox"]) < least:
            return
        for table, rows in self._rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
                rows.clear()

    def _write_states(self) -> None:
        rows = []
        for member, member_id in enumerate(self._ids):
            state = retold_state(self._lives[member % len(self._lives)], self._seqs[member])
            until_us = optional_us(state.valid_until)
            rows.append((member_id, STATE_SHAPE, state.versions, until_us, encode_state(state)))
        self._connection.executemany("INSERT INTO member_state VALUES (?, ?, ?, ?, ?)", rows)
