"""Members' lives to be told many times over: each played once by the services themselves.

A hundred thousand members are then a few hundred lives under other names. What differs
between two tellings is replaced in the bytes that the services wrote: ids, and places in
the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, TypeAlias

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.config.settings import Settings
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.config.settings_file import LoadedSettings
from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.security.vault import MemberVault
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.storage.codec import decode_state
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.store import Store
from tests.support.clock import FixedClock

Row: TypeAlias = tuple[Any, ...]
HERO: Final = "TEMPLATE00"
"""The member whom every life is played with."""

_KEY: Final = "hero-request-key-0000000000000000000"
_BURNS: Final = 0.6
_TOTALS_ONLY: Final = 0.85
_SHELF: Final = (("kaffee", 320), ("backwaren", 465), ("obst-gemuese", 349), ("", 1290))


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event with the rows that came with it; bodies are patterns for ``told``."""

    seq: int
    at_us: int
    outbox: Row
    entries: tuple[Row, ...]
    sale: Row | None
    request: Row | None
    print_job: Row | None


@dataclass(frozen=True, slots=True)
class Life:
    """What one member did, and where that left them."""

    chapters: tuple[Chapter, ...]
    joined_at: datetime
    state: MemberState


@dataclass(frozen=True, slots=True)
class House:
    """What all lives share: the program, the till, the keys."""

    device_id: str
    program: Mapping[str, object]
    key_ring: CardKeyRing
    vault: MemberVault


def play_life(
    house: House, random: Random, *, opened: datetime, now: datetime, visits: int
) -> Life:
    """One member's year, played by the services on a shop in memory."""
    clock = FixedClock(opened)
    application = Application(
        store=Store.in_memory(device_id=house.device_id),
        settings=SettingsBox(None, LoadedSettings(Settings())),
        clock=clock,
        key_ring=lambda: house.key_ring,
        vault=lambda: house.vault,
    )
    with application:
        application.programs.publish(Request("shop-program", OPERATOR, opened), house.program)
        _play(application, clock, random, now, visits)
        with application.store.read() as reading:
            return _life(reading.connection)


def retold_state(life: Life, seqs: Mapping[int, int]) -> MemberState:
    """The life's end for a member whose events lie elsewhere in the log."""
    state = life.state
    lots = tuple(
        replace(lot, position=replace(lot.position, seq=seqs[lot.position.seq]))
        for lot in state.lots
    )
    return replace(state, lots=lots, last=replace(state.last, seq=seqs[state.last.seq]))


def _play(
    application: Application, clock: FixedClock, random: Random, now: datetime, visits: int
) -> None:
    times = sorted(random.uniform(0.02, 0.999) for _ in range(visits))
    length = now - clock.now()
    clock.advance(timedelta(seconds=random.uniform(0, times[0] * length.total_seconds())))
    application.members.enroll(
        Request("hero-enrolled", OPERATOR, clock.now()),
        NewMember(given_name="Hero", member_id=HERO),
    )
    began = now - length
    for share in times:
        clock.move_to(began + length * share)
        state = application.overviews.standing(HERO, clock.now()).state
        burn = Burn(100) if state.spendable >= 100 and random.random() < _BURNS else Burn()
        basket = Basket(_lines(random), burn=burn)
        last = share == times[-1]
        key = _KEY if last else str(uuid7())
        sale = Sale(member_id=HERO, basket=basket)
        application.sales.record(Request(key, OPERATOR, clock.now()), sale, slip=last)


def _lines(random: Random) -> tuple[BasketLine, ...]:
    """Most tills hand over a total; some hand over what was bought."""
    if random.random() < _TOTALS_ONLY:
        return (BasketLine(random.randrange(300, 6000)),)
    chosen = random.choices(_SHELF, k=random.randrange(1, 6))
    return tuple(
        BasketLine(price + random.randrange(900), category=category) for category, price in chosen
    )


def _life(connection: Connection) -> Life:
    def rows(statement: str) -> list[Row]:
        return connection.execute(statement).all()

    entries = rows("SELECT * FROM entry ORDER BY seq, line")
    sales = {row[2]: row for row in rows("SELECT * FROM sale")}
    (request,) = rows(f"SELECT * FROM request WHERE key = '{_KEY}'")
    (job,) = rows("SELECT * FROM print_job")
    events = rows(f"SELECT * FROM outbox WHERE member_id = '{HERO}' ORDER BY seq")
    last = max(sales)
    chapters = tuple(
        _chapter(
            event,
            tuple(entry for entry in entries if entry[1] == event[0]),
            sales.get(event[0]),
            request if event[0] == last else None,
            job if event[0] == last else None,
        )
        for event in events
    )
    ((body,),) = rows("SELECT body FROM member_state")
    state = decode_state(body)
    return Life(chapters, state.enrolled_at, state)


def _chapter(
    event: Row, entries: tuple[Row, ...], sale: Row | None, request: Row | None, job: Row | None
) -> Chapter:
    seq, _epoch, id_ = event[:3]
    tokens = {HERO: "member", id_: "id", _KEY: "key"}
    if sale is not None:
        tokens[sale[1]] = "sale"
    if job is not None:
        tokens[job[1]] = "job"
    pattern = _pattern(event[10], tokens)
    pattern = pattern.replace(b'"seq":%d' % seq, b'"seq":%(seq)d')
    return Chapter(
        seq=seq,
        at_us=event[6],
        outbox=(*event[:10], pattern),
        entries=entries,
        sale=sale,
        request=(*request[:2], _pattern(request[2], tokens), request[3]) if request else None,
        print_job=job,
    )


def _pattern(body: bytes, tokens: Mapping[str, str]) -> bytes:
    pattern = body.replace(b"%", b"%%")
    for token, name in tokens.items():
        pattern = pattern.replace(token.encode(), b"%(" + name.encode() + b")b")
    return pattern
