"""A new till joins a shop of many members: until it can sell, and what that costs it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import msgspec
import psycopg
from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.hub import HubCore
from pos_loyalty.bootstrap.pairing import join_shop
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.events import Position
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.tills import DeviceRow, FeedRow, InboxRow, InboxStatus
from pos_loyalty.storage.codec import decode_body, encode_body
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.protocol import EVENTS
from tests.bench.hub_line import MeasuredHub, measured_hub
from tests.bench.people import member_ids
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Setting
from tests.bench.shops import SEED, shop_of
from tests.support.shop import data_folder_in

_ROOT: Final = Path(__file__).resolve().parents[2]
_MODELS: Final = 50
_EVENTS_EACH: Final = 4
_BATCH: Final = 2000
_ELSEWHERE: Final = "another-till"
_MEGABYTE: Final = 1 << 20
_MILLION: Final = 1_000_000
_GOAL_S: Final = 30
"""For a million members."""


def bootstrap(setting: Setting) -> list[Result]:
    """A small shop founds a hub, which comes to have many members; then a till joins."""
    members = setting.scale.joining_members
    with tempfile.TemporaryDirectory(dir=setting.place) as folder, measured_hub() as hub:
        place = Path(folder)
        _found(setting, hub, place)
        _multiply(hub, members)
        ready_s = _made_ready(hub)
        cost = _joined(hub, place / "second")
    goal = Goal(Figure.P50, _GOAL_S * members / _MILLION)
    title = f"a till that joins {members:,} members"
    return [
        measured(f"{title}, until it sells", [cost["seconds"]], unit="s", goal=goal),
        measured(f"{title}, its disk", [cost["disk"] / _MEGABYTE], unit="MiB"),
        measured(f"{title}, its memory", [cost["memory"] / _MEGABYTE], unit="MiB"),
        measured(f"a hub folds {members:,} members ahead of that", [ready_s], unit="s"),
    ]


def _found(setting: Setting, hub: MeasuredHub, place: Path) -> None:
    shop = shop_of(setting.place, _MODELS)
    folder = data_folder_in(place / "first")
    shutil.copytree(shop.folder.root, folder.root)
    with open_application(folder, SystemClock()) as till:
        join_shop(till, folder, OPERATOR, hub.wish("Kasse 1"))
        if till.hub is None:
            raise LookupError(place)
        while till.hub.till_hub().run_once().backlog:
            continue


def _multiply(hub: MeasuredHub, members: int) -> None:
    """Members as those of the small shop are, with the beginnings of their lives."""
    store = HubStore.open(hub.database)
    with psycopg.connect(hub.database) as connection:
        models = _models(connection)
        with store.begin() as work:
            work.put_device(
                DeviceRow(device=_ELSEWHERE, public_key=bytes(32), store="Mitte", name="Kasse 9")
            )
            work.commit()
        ids, seq = member_ids(members, SEED + 1), 0
        for first in range(0, members, _BATCH):
            batch = [
                (member, models[(first + at) % len(models)])
                for at, member in enumerate(ids[first : first + _BATCH])
            ]
            _copy_records(connection, batch)
            rows: list[InboxRow] = []
            for member, model in batch:
                for row in _lived(member, model, seq):
                    seq += 1
                    rows.append(row)
            with store.begin() as work:
                work.add_events(rows)
                told = [
                    FeedRow(kind=row.type, key=row.id, body=row.body, device=row.device)
                    for row in rows
                ]
                work.publish(EVENTS, told)
                work.commit()
        # As the database does by itself before long.
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE inbox")
        connection.execute("VACUUM ANALYZE record")
    store.close()


class _Model(msgspec.Struct, frozen=True):
    id: str
    member: str
    card: str
    events: tuple[bytes, ...]


def _models(connection: psycopg.Connection[tuple[Any, ...]]) -> Sequence[_Model]:
    rows = connection.execute(
        "SELECT m.key, m.fields, c.fields FROM record AS m JOIN record AS c"
        " ON c.kind = 'card' AND c.key = m.key || '/0' WHERE m.kind = 'member'"
    ).fetchall()
    history = "SELECT body FROM inbox WHERE member_id = %s ORDER BY effective_us, seq LIMIT %s"
    return [
        _Model(
            key,
            member,
            card,
            tuple(bytes(body) for (body,) in connection.execute(history, (key, _EVENTS_EACH))),
        )
        for key, member, card in rows
    ]


def _copy_records(
    connection: psycopg.Connection[tuple[Any, ...]], batch: Sequence[tuple[str, _Model]]
) -> None:
    statement = "COPY record (kind, key, status, fields) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for member, model in batch:
            copy.write_row(("member", member, "active", model.member))
            copy.write_row(("card", f"{member}/0", "active", model.card))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE feed_head SET last = last + %s WHERE feed = 'shop'", (len(batch),))
    connection.commit()


def _lived(member: str, model: _Model, seq: int) -> Iterator[InboxRow]:
    for number, body in enumerate(model.events, seq + 1):
        said = decode_body(body)
        place = Position(said.position.effective_at, _ELSEWHERE, 1, number)
        said = msgspec.structs.replace(said, id=str(uuid7()), member=member, position=place)
        written = encode_body(said).replace(model.id.encode(), member.encode())
        yield InboxRow(
            device=_ELSEWHERE,
            epoch=1,
            seq=number,
            id=said.id,
            type=said.type,
            member=member,
            effective_us=to_us(place.effective_at),
            body=written,
            hash=sha256(written).digest(),
            received_us=to_us(place.effective_at),
            status=InboxStatus.APPLIED,
        )


def _made_ready(hub: MeasuredHub) -> float:
    store = HubStore.open(hub.database)
    core = HubCore(store, SystemClock())
    after: str | None = ""
    began = perf_counter()
    while after is not None:
        after = core.freshen(after=after, limit=_BATCH)
    spent = perf_counter() - began
    store.close()
    return spent


def _joined(hub: MeasuredHub, place: Path) -> dict[str, float]:
    wish = hub.wish("Kasse 2")
    command = (sys.executable, "-m", "tests.bench.joining_till", str(place), wish.url, wish.code)
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost
