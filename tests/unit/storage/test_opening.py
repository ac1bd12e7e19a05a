from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from pos_loyalty.domain.shares import Grant, SharePart
from pos_loyalty.storage.codec import decode_body
from pos_loyalty.storage.connection import bare_connection
from pos_loyalty.storage.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseExistsError,
    DatabaseMissingError,
    DatabaseTooNewError,
)
from pos_loyalty.storage.event_log import Boot, EventDraft
from pos_loyalty.storage.hub_link import HubLink
from pos_loyalty.storage.opening import EPOCH_RAISED, create_database, open_till
from pos_loyalty.storage.page_check import PageCheck
from pos_loyalty.storage.sidecar import Mark, Sidecar
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import verify_ledger
from tests.support.stores import ANNA, NOW, add_members, adjusted, fact, tamper

_PUT_BACK = "the database was put back: .*"


class _Till:
    """A till's folders, opened and closed as a day goes by."""

    def __init__(self, root: Path) -> None:
        self.database = root / "shop.db"
        self.backups = root / "backups"
        self.sidecar = root / "state" / "epoch.json"

    def open(self, page_check: PageCheck = PageCheck.EACH_START) -> Store:
        return open_till(
            self.database,
            backups=self.backups,
            sidecar=self.sidecar,
            now=NOW,
            page_check=page_check,
        )

    def sell(self, sales: int = 1) -> None:
        store = self.open()
        for _ in range(sales):
            with store.begin() as work:
                work.record(fact(adjusted(1)))
                work.log.take_number()
                work.commit()
        store.close()


@pytest.fixture
def till(tmp_path: Path) -> _Till:
    """A till that was set up and has sold twice."""
    till = _Till(tmp_path)
    create_database(till.database, device_id="till")
    store = till.open()
    add_members(store, ANNA)
    store.close()
    till.sell(2)
    return till


def _position(store: Store) -> tuple[int, int]:
    with store.read() as reading:
        device = reading.log.device()
    return device.epoch, device.last_seq


def test_a_new_till_has_an_identity(tmp_path: Path) -> None:
    """No two tills share an id, and a shop is never written over."""
    first = create_database(tmp_path / "a.db")
    assert first != create_database(tmp_path / "b.db")
    with pytest.raises(DatabaseExistsError):
        create_database(tmp_path / "a.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "b.db"]


def test_an_interrupted_creation_is_begun_anew(tmp_path: Path) -> None:
    """Half a database of an earlier attempt does not stand in the way."""
    (tmp_path / "shop.new").write_bytes(b"half")
    create_database(tmp_path / "shop.db")
    assert [path.name for path in tmp_path.iterdir()] == ["shop.db"]


def test_a_till_goes_on_where_it_stopped(till: _Till) -> None:
    """Closing and opening changes nothing."""
    till.sell()
    store = till.open()
    assert _position(store) == (1, 3)
    store.close()


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    """A mistyped folder is not silently made into an empty shop."""
    with pytest.raises(DatabaseMissingError):
        _Till(tmp_path).open()
    assert not (tmp_path / "shop.db").exists()


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough" * 200])
def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    """What lies there under the shop's name but is not the shop is left as it is."""
    till = _Till(tmp_path)
    till.database.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        till.open()
    assert till.database.read_bytes() == content


def test_a_garbled_database_is_damaged(till: _Till) -> None:
    """A dying disk is noticed before the first sale of the day."""
    size = till.database.stat().st_size
    with till.database.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(DatabaseError):
        till.open()


def _break_a_rule(database: Path) -> None:
    """Pages whole, content not: as a bit that turned over on the disk."""
    with closing(bare_connection(database)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE member SET status = 'aktive'")


def test_a_small_shop_is_looked_through_at_each_start(till: _Till) -> None:
    """What does not agree with itself is found although each page can be read."""
    _break_a_rule(till.database)
    with pytest.raises(DatabaseDamagedError):
        till.open()


def test_a_large_shop_is_looked_through_after_a_crash(
    till: _Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for minutes each morning; but after a power cut everything is looked at."""
    monkeypatch.setattr("pos_loyalty.storage.page_check._ALWAYS_CHECKED_BYTES", 0)
    _break_a_rule(till.database)
    till.open().close()
    open_one = Store.open(till.database)
    with open_one.begin() as work:
        work.append(EventDraft(type="note", data={}, effective_at=NOW, occurred_at=NOW))
        work.commit()
    with pytest.raises(DatabaseDamagedError):
        till.open()
    open_one.close()


def test_commands_look_through_a_shop_once_a_boot(
    till: _Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other software waits for it once; after a power cut the machine has started anew."""
    boots = ["monday"]
    monkeypatch.setattr(
        "pos_loyalty.storage.page_check.this_boot", lambda: Boot(boots[-1], lambda: 0)
    )
    window = _busy_window(till)
    till.open(PageCheck.ONCE_A_BOOT).close()
    _break_a_rule(till.database)
    till.open(PageCheck.ONCE_A_BOOT).close()
    boots.append("tuesday")
    with pytest.raises(DatabaseDamagedError):
        till.open(PageCheck.ONCE_A_BOOT)
    window.close()


def test_a_command_relies_on_a_till_that_is_open(
    till: _Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large shop's log is not empty while its window is open, and that is no power cut."""
    monkeypatch.setattr("pos_loyalty.storage.page_check._ALWAYS_CHECKED_BYTES", 0)
    window = _busy_window(till)
    _break_a_rule(till.database)
    till.open(PageCheck.ONCE_A_BOOT).close()
    window.close()


def _busy_window(till: _Till) -> Store:
    """A till that is open and has booked something."""
    window = till.open()
    with window.begin() as work:
        work.append(EventDraft(type="note", data={}, effective_at=NOW, occurred_at=NOW))
        work.commit()
    return window


def test_a_command_looks_through_a_file_that_changed_while_it_was_closed(till: _Till) -> None:
    """Nobody of ours had it open: what changed it may have left a hole in it."""
    till.open(PageCheck.ONCE_A_BOOT).close()
    _break_a_rule(till.database)
    with pytest.raises(DatabaseDamagedError):
        till.open(PageCheck.ONCE_A_BOOT)


def test_a_command_looks_through_a_file_that_was_put_in_place(till: _Till) -> None:
    """What was said of the file before is not said of this one."""
    till.open(PageCheck.ONCE_A_BOOT).close()
    _break_a_rule(till.database)
    copy = till.database.with_name("copy.db")
    copyfile(till.database, copy)
    copy.replace(till.database)
    with pytest.raises(DatabaseDamagedError):
        till.open(PageCheck.ONCE_A_BOOT)


def test_a_newer_database_is_refused_politely(till: _Till) -> None:
    """An older program does not touch what it does not understand, and makes no copies of it."""
    tamper(till.database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNewError) as caught:
        till.open()
    assert caught.value.facts["found"] == "9999"
    assert not till.backups.exists()


@pytest.mark.expected_log(_PUT_BACK)
def test_a_database_put_back_begins_a_new_epoch(till: _Till) -> None:
    """Numbers of lost events are not given out again; slips go on with a fresh number."""
    copyfile(till.database, till.database.with_suffix(".copy"))
    till.sell(5)
    till.database.with_suffix(".copy").replace(till.database)
    store = till.open()
    assert _position(store) == (2, 3)
    with store.begin() as work:
        position = work.record(fact(adjusted(1))).position
        assert (position.epoch, position.seq) == (2, 4)
        assert work.log.take_number() == 8
        work.commit()
    with store.read() as reading:
        noted = next(reading.log.events(after=2, limit=1))
        assert verify_ledger(reading).ok
    assert noted.type == EPOCH_RAISED
    assert decode_body(noted.body).data == {
        "from_epoch": 1,
        "lost_after_seq": 2,
        "known_to_seq": 7,
    }
    store.close()
    store = till.open()
    assert _position(store) == (2, 4)
    store.close()


@pytest.mark.expected_log(_PUT_BACK)
def test_a_database_put_back_burns_nothing_without_the_hub(till: _Till) -> None:
    """What only it seems to know may have been sent, seen and burned since the backup was made."""
    link = HubLink(url="https://hub", hub_key="", store="north", paired_at=NOW)
    part = (SharePart(30),)
    grant = Grant(grant="g", member=ANNA, device="till", epoch=1, parts=part)
    store = till.open()
    with store.begin() as work:
        work.hub.pair(link)
        work.hub.move_cursor("events", start=0, to=7)
        work.shares.add(grant, taken_us=0)
        work.commit()
    store.close()
    copyfile(till.database, till.database.with_suffix(".bak"))
    till.sell()
    till.database.with_suffix(".bak").rename(till.database)
    store = till.open()
    with store.read() as reading:
        assert reading.shares.left(ANNA, NOW) == 0
        assert reading.hub.cursors() == {}
    store.close()


def test_what_was_sent_stays_sent(till: _Till) -> None:
    """A database put back to before a push lacks no event, and still is not alone with them."""
    store = till.open()
    with store.begin() as work:
        work.hub.pair(HubLink(url="https://hub", hub_key="", store="s", paired_at=NOW))
        work.commit()
    store.close()
    copyfile(till.database, till.database.with_suffix(".copy"))
    store = till.open()
    with store.begin() as work:
        work.hub.put_sent(2)
        work.commit()
    store.close()
    till.database.with_suffix(".copy").replace(till.database)
    store = till.open()
    with store.read() as reading:
        link = reading.hub.link()
    assert _position(store) == (1, 2)
    assert link is not None
    assert link.sent_seq == 2
    store.close()


@pytest.mark.expected_log(_PUT_BACK)
def test_a_database_put_back_twice_begins_two_epochs(till: _Till) -> None:
    """The second time is told from the first."""
    copy = till.database.with_suffix(".copy")
    copyfile(till.database, copy)
    for _ in range(2):
        till.sell(5)
        copyfile(copy, till.database)
    store = till.open()
    assert _position(store)[0] == 3
    store.close()


@pytest.mark.expected_log(_PUT_BACK)
def test_a_log_that_went_another_way_begins_a_new_epoch(till: _Till) -> None:
    """As many events, but others: a put-back database that sold on without its mark."""
    copy = till.database.with_suffix(".copy")
    copyfile(till.database, copy)
    till.sell()
    lost = Sidecar(till.sidecar).read()
    assert lost is not None
    copy.replace(till.database)
    till.sidecar.unlink()
    till.sell()
    Sidecar(till.sidecar).write(lost)
    store = till.open()
    assert _position(store) == (2, 4)
    store.close()


def test_a_mark_behind_the_database_is_in_order(till: _Till) -> None:
    """After a power cut the mark is older than the log; that is no restore."""
    old = Sidecar(till.sidecar).read()
    till.sell(3)
    assert old is not None
    Sidecar(till.sidecar).write(old)
    store = till.open()
    assert _position(store) == (1, 5)
    store.close()


@pytest.mark.expected_log("the high-water mark is that of another device")
def test_another_devices_mark_says_nothing(till: _Till) -> None:
    """A till that was replaced by another leaves its mark behind; the new one writes its own."""
    Sidecar(till.sidecar).write(Mark("other", 7, 900, "00" * 32, 1))
    store = till.open()
    assert _position(store) == (1, 2)
    store.close()
    mark = Sidecar(till.sidecar).read()
    assert mark is not None
    assert (mark.device_id, mark.high_seq) == ("till", 2)


def test_effective_time_survives_a_closed_shop(till: _Till) -> None:
    """A clock that was set back over night does not order today before yesterday."""
    store = till.open()
    with store.begin() as work:
        assert work.log.effective(NOW - timedelta(days=2)) == NOW
    store.close()


def test_a_look_waits_for_nobody_who_writes(till: _Till) -> None:
    """Opening, reading and closing go on while another program holds the right to write."""
    with closing(bare_connection(till.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = till.open()
        with store.read() as reading:
            assert reading.log.device().last_seq == 2
        store.close()
        other.execute("ROLLBACK")
