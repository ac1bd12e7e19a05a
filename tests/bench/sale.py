"""From Enter to the commit that survives a power cut; bare SQL writes the same rows beside it."""

from contextlib import closing
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any, Final, TypeAlias

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.chain import chain_hash
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.storage.connection import DriverConnection, bare_connection
from tests.bench.result import Figure, Goal, Result, again, measured
from tests.bench.scale import Setting
from tests.bench.shops import shop_of

Row: TypeAlias = tuple[Any, ...]

_WARM_UP: Final = 20
_RESTS_EVERY: Final = 50
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16384",
    "PRAGMA wal_autocheckpoint = 16384",
)
_ENTRIES: Final = """
    SELECT * FROM entry
    WHERE device = (SELECT device_id FROM device_state) AND epoch = 1 AND seq = ?
"""
_STATE: Final = """
    INSERT INTO member_state (member_id, shape, versions, valid_until_us, body)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (member_id) DO UPDATE SET shape = excluded.shape, versions = excluded.versions,
        valid_until_us = excluded.valid_until_us, body = excluded.body
"""
_DEVICE: Final = """
    UPDATE device_state
    SET next_seq = ?, next_number = ?, tip_hash = ?, last_effective_us = ?
"""


def sale(setting: Setting) -> list[Result]:
    """``services.sales.record`` with its slip, in turn with the same rows in bare SQL."""
    shop = shop_of(setting.place, setting.scale.members)
    random = Random(3)  # noqa: S311 - chance is all that is asked for
    warm_up = min(_WARM_UP, setting.scale.sales)
    rounds = setting.scale.sales + warm_up
    taken: list[float] = []
    floor: list[float] = []
    with (
        open_application(shop.folder, SystemClock()) as application,
        closing(bare_connection(shop.folder.database)) as connection,
    ):
        till = _BareTill(connection)
        for place in range(rounds):
            member_id, other_id = random.sample(shop.members, k=2)
            taken.append(_record(application, member_id, random))
            floor.append(till.record_again(other_id))
            if place % _RESTS_EVERY == 0:
                application.store.checkpoint()
        _fold_again(application, till.touched)
    result = measured(
        "Enter to durable commit",
        taken[warm_up:],
        floor=floor[warm_up:],
        goal=Goal(Figure.RATIO, 4.0),
    )
    worst = again(result, "Enter to durable commit, worst", Goal(Figure.P99, 25))
    return [result, worst, measured("bare SQL, the same rows", floor[warm_up:])]


def basket_of(random: Random) -> Basket:
    """What is bought: two lines."""
    return Basket(
        (
            BasketLine(random.randrange(300, 2000), category="kaffee"),
            BasketLine(random.randrange(300, 4000)),
        )
    )


def _fold_again(application: Application, member_ids: set[str]) -> None:
    """Keep the states of members whose events were written past the services."""
    with application.store.begin() as work:
        timeline = application.shelf.timeline(work)
        for member_id in member_ids:
            work.projections.put_state(member_id, fold(timeline, work.history(member_id)))
        work.commit()


def _record(application: Application, member_id: str, random: Random) -> float:
    request = Request(str(uuid7()), OPERATOR, application.clock.now())
    asked = Sale(member_id=member_id, basket=basket_of(random))
    began = perf_counter()
    application.sales.record(request, asked)
    return (perf_counter() - began) * 1000


@dataclass(frozen=True, slots=True)
class _Rows:
    """All that one sale wrote."""

    outbox: Row
    entries: tuple[Row, ...]
    sale: Row
    state: Row
    job: Row
    request: Row


class _BareTill:
    """Writes the last sale of the shop once more, for another member, with nothing in between.

    What it writes is true to the log: dense, chained, and with the member's own id in the
    bytes. Only the kept state is that of before, so it is folded anew in the end.
    """

    def __init__(self, connection: DriverConnection) -> None:
        self._connection = connection
        self.touched: set[str] = set()
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    def record_again(self, member_id: str) -> float:
        """Milliseconds for the rows of the last sale, written for another member."""
        device = self._one("SELECT next_seq, next_number, tip_hash FROM device_state")
        rows = self._retold(self._last_rows(device[0] - 1), member_id, device)
        known_at = rows.outbox[6]
        after = (device[0] + 1, device[1] + 1, rows.outbox[12], known_at)
        self.touched.add(member_id)
        began = perf_counter()
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        execute(_insertion("outbox", rows.outbox), rows.outbox)
        for entry in rows.entries:
            execute(_insertion("entry", entry), entry)
        execute(_insertion("sale", rows.sale), rows.sale)
        execute(_STATE, rows.state)
        execute(_insertion("print_job", rows.job), rows.job)
        execute(_insertion("request", rows.request), rows.request)
        execute(_DEVICE, after)
        execute("COMMIT")
        return (perf_counter() - began) * 1000

    def _last_rows(self, seq: int) -> _Rows:
        outbox = self._one("SELECT * FROM outbox WHERE seq = ?", seq)
        sale_row = self._one("SELECT * FROM sale WHERE seq = ? ORDER BY number DESC LIMIT 1", seq)
        return _Rows(
            outbox=outbox,
            entries=tuple(self._connection.execute(_ENTRIES, (seq,))),
            sale=sale_row,
            state=self._one("SELECT * FROM member_state WHERE member_id = ?", outbox[5]),
            job=self._one("SELECT * FROM print_job WHERE origin = ?", sale_row[1]),
            request=self._one("SELECT * FROM request ORDER BY rowid DESC LIMIT 1"),
        )

    def _retold(self, rows: _Rows, member_id: str, device: Row) -> _Rows:
        seq, number, tip = device
        names = {
            rows.outbox[5]: member_id,
            rows.outbox[2]: str(uuid7()),
            rows.sale[1]: str(uuid7()),
            rows.job[1]: str(uuid7()),
            rows.request[0]: str(uuid7()),
            f'"seq":{rows.outbox[0]}': f'"seq":{seq}',
        }
        outbox = _renamed(rows.outbox, names)
        kept = self._one("SELECT * FROM member_state WHERE member_id = ?", rows.outbox[5])
        return _Rows(
            outbox=(seq, *outbox[1:11], tip, chain_hash(tip, outbox[10])),
            entries=tuple((row[0], seq, *_renamed(row[2:], names)) for row in rows.entries),
            sale=(number, names[rows.sale[1]], seq, *_renamed(rows.sale[3:], names)),
            state=(member_id, *kept[1:]),
            job=(None, *_renamed(rows.job[1:], names)),
            request=_renamed(rows.request, names),
        )

    def _one(self, statement: str, *values: object) -> Row:
        row: Row = self._connection.execute(statement, values).fetchone()
        return row


def _insertion(table: str, row: Row) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"


def _renamed(row: Row, names: dict[str, str]) -> Row:
    return tuple(_renamed_cell(cell, names) for cell in row)


def _renamed_cell(cell: object, names: dict[str, str]) -> object:
    if isinstance(cell, str):
        for old, new in names.items():
            cell = cell.replace(old, new)
    elif isinstance(cell, bytes):
        for old, new in names.items():
            cell = cell.replace(old.encode(), new.encode())
    return cell
