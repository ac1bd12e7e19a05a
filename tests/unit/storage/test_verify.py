from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.domain.events import (
    Credited,
    CreditKind,
    MemberEvent,
    Position,
    Redeemed,
    Refunded,
)
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.arrivals import Arrival, take_in
from pos_loyalty.storage.codec import Envelope, encode_body
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import BadRow, LedgerReport, verify_ledger
from tests.support.builders import program, timeline
from tests.support.stores import ANNA, BEN, DAY, NOW, credit, fact, file_store, record_sale, tamper

_RULES = timeline(program())
_COPY = """
    INSERT INTO entry SELECT {}, {}, line, device, member_id, sale_id, kind, debit_account,
        credit_account, points, effective_us, occurred_us, business_day, program_version, partner
    FROM entry WHERE seq = 1
"""
_DIFFERS = "differs from its event"
_MIX_UP = f"""
    UPDATE member_state SET body = (SELECT body FROM member_state WHERE member_id = '{BEN}')
    WHERE member_id = '{ANNA}'
"""


def _folded(events: Sequence[MemberEvent], at: datetime) -> MemberState:
    return fold(_RULES, events, at=at)


def _with_business(database: Path) -> None:
    store = file_store(database, ANNA, BEN)
    with store.begin() as work:
        work.record(fact(Credited(CreditKind.WELCOME, credit(100))))
        record_sale(work, "sale-1", earned=36, spent=4)
        record_sale(work, "sale-2", member_id=BEN, earned=10)
        work.record(fact(Redeemed("redemption-1", 50)))
        refund = Refunded(
            "sale-1", 3650, 3650, complete=True, reversed_points=36, restored_points=4
        )
        work.record(fact(refund))
        for member_id in (ANNA, BEN):
            history = work.history(member_id)
            work.projections.put_state(member_id, _folded(history, NOW))
        work.commit()
    store.close()


def _report(database: Path) -> LedgerReport:
    store = Store.open(database)
    with store.read() as reading:
        report = verify_ledger(reading, _folded)
    store.close()
    return report


def test_an_untouched_ledger_is_in_order(tmp_path: Path) -> None:
    """All links, all entries and all kept states agree with what happened."""
    _with_business(tmp_path / "shop.db")
    assert _report(tmp_path / "shop.db") == LedgerReport(events=5, entries=7, members=2)
    assert _report(tmp_path / "shop.db").ok


def test_an_empty_ledger_is_in_order(tmp_path: Path) -> None:
    """A shop that has not sold yet has nothing wrong."""
    file_store(tmp_path / "shop.db").close()
    assert _report(tmp_path / "shop.db") == LedgerReport(0, 0, 0)


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        (
            "UPDATE outbox SET body = CAST(body || ' ' AS BLOB) WHERE seq = 2",
            BadRow("outbox", "2", "chain"),
        ),
        ("DELETE FROM outbox WHERE seq = 3", BadRow("outbox", "3", "missing")),
        (
            "DELETE FROM outbox WHERE seq = 5",
            BadRow("entry", "(1, 5)", "no such event"),
        ),
        (
            "UPDATE outbox SET type = 'x' WHERE seq = 4",
            BadRow("outbox", "4", "differs from its body"),
        ),
        (
            "UPDATE outbox SET effective_us = 0 WHERE seq = 4",
            BadRow("outbox", "4", "differs from its body"),
        ),
        (
            "UPDATE entry SET points = 37 WHERE points = 36 AND kind = 'earn'",
            BadRow("entry", "(1, 2)", "differs from its event"),
        ),
        *(
            (f"UPDATE entry SET {change} WHERE seq = 3", BadRow("entry", "(1, 3)", _DIFFERS))
            for change in (
                "effective_us = effective_us + 1",
                "occurred_us = occurred_us + 1",
                "program_version = 2",
            )
        ),
        (
            "UPDATE entry SET device = 'another' WHERE seq = 3",
            BadRow("entry", "('another', 1, 3)", "no such event"),
        ),
        ("DELETE FROM entry WHERE seq = 3", BadRow("entry", "(1, 3)", "differs from its event")),
        (
            "UPDATE entry SET seq = 6 WHERE seq = 3",
            BadRow("entry", "(1, 3)", "differs from its event"),
        ),
        (
            _COPY.format("epoch", 9),
            BadRow("entry", "(1, 9)", "no such event"),
        ),
        (
            _COPY.format(0, "seq"),
            BadRow("entry", "(0, 1)", "no such event"),
        ),
        (
            "UPDATE device_state SET next_seq = 7",
            BadRow("outbox", "6", "the end of the log is missing"),
        ),
        (
            _MIX_UP,
            BadRow("member_state", ANNA, "differs from the fold"),
        ),
    ],
    ids=str,
)
def test_whatever_was_touched_is_named(tmp_path: Path, statement: str, bad: BadRow) -> None:
    """The first row that somebody changed, removed or added is found."""
    _with_business(tmp_path / "shop.db")
    tamper(tmp_path / "shop.db", statement)
    assert _report(tmp_path / "shop.db").first_bad == bad


def test_an_entry_of_no_known_kind_is_named(tmp_path: Path) -> None:
    """What cannot be an entry is a bad row, not a crash."""
    _with_business(tmp_path / "shop.db")
    tamper(
        tmp_path / "shop.db",
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE entry SET kind = 'present' WHERE seq = 1",
    )
    assert _report(tmp_path / "shop.db").first_bad == BadRow("entry", "(1, 1)", "unreadable")


def test_a_body_that_is_no_event_is_named(tmp_path: Path) -> None:
    """Even where somebody forged the link to it."""
    _with_business(tmp_path / "shop.db")
    link = chain_hash(GENESIS, b"{}").hex()
    tamper(
        tmp_path / "shop.db",
        f"UPDATE outbox SET body = x'7b7d', hash = x'{link}' WHERE seq = 1",
    )
    assert _report(tmp_path / "shop.db").first_bad == BadRow("outbox", "1", "unreadable")


def test_a_fold_that_makes_points_is_noticed(tmp_path: Path) -> None:
    """Entries and lots are counted apart, and must come to the same."""
    _with_business(tmp_path / "shop.db")
    tamper(tmp_path / "shop.db", "DELETE FROM member_state")
    store = Store.open(tmp_path / "shop.db")
    with store.read() as reading:
        report = verify_ledger(reading, lambda events, at: replace(_folded(events, at), debt=1))
    store.close()
    assert report.first_bad == BadRow("entry", ANNA, "differs from the balance")


def test_a_log_cut_with_its_entries_is_noticed(tmp_path: Path) -> None:
    """Taking the newest event away together with all that it moved does not go unseen."""
    _with_business(tmp_path / "shop.db")
    tamper(
        tmp_path / "shop.db",
        "DELETE FROM outbox WHERE seq = 5",
        "DELETE FROM entry WHERE seq = 5",
    )
    bad = _report(tmp_path / "shop.db").first_bad
    assert bad == BadRow("outbox", "5", "the end of the log is missing")


def test_a_long_verification_can_be_followed_and_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits sees how far it is, and need not wait."""
    monkeypatch.setattr("pos_loyalty.storage.verify._TOLD_EVERY", 2)
    _with_business(tmp_path / "shop.db")
    told: list[int] = []

    def cancel_at_four(done: int) -> None:
        told.append(done)
        if done == 4:
            raise InterruptedError

    store = Store.open(tmp_path / "shop.db")
    with store.read() as reading:
        verify_ledger(reading, _folded, progress=lambda _: None)
        with pytest.raises(InterruptedError):
            verify_ledger(reading, _folded, progress=cancel_at_four)
    assert told == [2, 4]
    store.close()


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        (
            "UPDATE foreign_event SET body = x'7b7d'",
            BadRow("foreign_event", "('north', 1, 1)", "unreadable"),
        ),
        (
            f"UPDATE foreign_event SET member_id = '{BEN}'",
            BadRow("foreign_event", "('north', 1, 1)", "differs from its body"),
        ),
        (
            "DELETE FROM foreign_event",
            BadRow("entry", "('north', 1, 1)", "no such event"),
        ),
        (
            "UPDATE entry SET points = 9 WHERE device = 'north'",
            BadRow("entry", "('north', 1, 1)", _DIFFERS),
        ),
    ],
    ids=str,
)
def test_what_the_hub_told_of_other_tills_is_proved_too(
    tmp_path: Path, statement: str, bad: BadRow
) -> None:
    """Their entries follow from their events, as this till's own do."""
    database = tmp_path / "shop.db"
    _with_business(database)
    store = Store.open(database)
    told = Envelope(
        id="north-1",
        type="redeemed",
        ver=1,
        position=Position(NOW, "north", 1, 1),
        occurred=NOW,
        data=Redeemed("redemption-2", 10),
        member=ANNA,
        program=1,
    )
    with store.begin() as work:
        take_in(work, [Arrival(encode_body(told), 1)], day_of=lambda _at: DAY, now=NOW)
        work.commit()
    store.close()
    assert _report(database) == LedgerReport(events=6, entries=8, members=2)
    tamper(database, statement)
    assert _report(database).first_bad == bad
