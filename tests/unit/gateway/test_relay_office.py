import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Relay as RelaySettings
from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.domain.till_receipt import Offer
from pos_loyalty.gateway.relay import Address
from pos_loyalty.gateway.relay_office import (
    FollowedSettings,
    Office,
    RelayRunsError,
    listen_address,
    printer_address,
)
from pos_loyalty.printing.address import NetworkAddress
from pos_loyalty.services.relay_folder import RelayFolder
from tests.support.printers import LoopbackPrinter, mute, printer
from tests.support.relaying import ended, eventually, till_at
from tests.support.shop import Shop, data_folder_in, disk_shop
from tests.support.taught import taught
from tests.support.till_receipts import BY_NAME, Sold, copied, voided

BAKERY = BY_NAME["bakery"]


class _Wanted:
    """Settings that a test changes."""

    def __init__(self, real: LoopbackPrinter, *, teaching: bool = False) -> None:
        address = f"network://127.0.0.1:{real.address.port}"
        self.now = RelaySettings(on=True, listen="127.0.0.1:0", printer=address, teaching=teaching)

    def __call__(self) -> RelaySettings:
        return self.now


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop on the disk, whose till was taught."""
    made = disk_shop(tmp_path)
    RelayFolder(_folder(made).relay).put_template(taught(BAKERY))
    return made


def _folder(shop: Shop) -> DataFolder:
    assert shop.folder is not None
    return shop.folder


def _printed(office: Office, *jobs: bytes) -> None:
    for data in jobs:
        with till_at(office.address) as connection:
            connection.sendall(data)
            ended(connection)


def _offers(shop: Shop, count: int) -> tuple[Offer, ...]:
    """The offers at the counter, as soon as there are so many."""
    receipts = shop.application.till_receipts

    def offers() -> tuple[Offer, ...]:
        return receipts.open_ones(SystemClock().now()).offers

    eventually(lambda: len(offers()) == count)
    return offers()


def test_what_the_till_prints_is_offered(shop: Shop) -> None:
    """From the wire to the counter: printed once, twice, as a copy, then voided."""
    with printer(mute) as real:
        office = Office(_folder(shop), SystemClock(), _Wanted(real))
        office.open()
        receipt = BAKERY.print(Sold())
        _printed(office, receipt, receipt, copied(BAKERY, Sold()))
        (offer,) = _offers(shop, 1)
        assert (offer.receipt, offer.total_minor, offer.source) == ("4711", 3650, "bakery")
        _printed(office, voided(BAKERY, Sold("4712"), of="4711"))
        assert _offers(shop, 0) == ()
        office.close()
    status = RelayFolder(_folder(shop).relay).status()
    assert status is not None
    assert (status.jobs, status.receipts, status.waiting, status.problem) == (4, 4, 0, "")
    assert not status.is_listening
    shop.application.store.close()


@pytest.mark.expected_log("receipts wait for the database")
def test_without_a_shop_the_till_prints(tmp_path: Path) -> None:
    """No database, no folder: the receipt comes out and is kept for later."""
    folder = data_folder_in(tmp_path)
    RelayFolder(folder.relay).put_template(taught(BAKERY))
    with printer(mute) as real:
        office = Office(folder, SystemClock(), _Wanted(real))
        office.open()
        _printed(office, BAKERY.print(Sold()))
        office.close()
        assert real.printed() == BAKERY.print(Sold())
    journal = RelayFolder(folder.relay).journal.read_bytes()
    assert json.loads(journal)["receipt"]["number"] == "4711"


@pytest.mark.expected_log("receipts wait for the database")
def test_what_waited_is_handed_over_at_the_next_start(tmp_path: Path) -> None:
    """The relay was there before the shop was."""
    test_without_a_shop_the_till_prints(tmp_path)
    shop = disk_shop(tmp_path)
    with printer(mute) as real:
        office = Office(_folder(shop), SystemClock(), _Wanted(real))
        office.open()
        assert [offer.receipt for offer in _offers(shop, 1)] == ["4711"]
        office.close()
    shop.application.store.close()


def test_a_locked_database_blocks_no_till(shop: Shop) -> None:
    """While another program writes and does not end, receipts come out; then they are offered."""
    with printer(mute) as real:
        office = Office(_folder(shop), SystemClock(), _Wanted(real))
        office.open()
        with shop.application.store.begin():
            _printed(office, *(BAKERY.print(Sold(str(number))) for number in range(20)))
            assert real.printed() == b"".join(
                BAKERY.print(Sold(str(number))) for number in range(20)
            )
        assert len(_offers(shop, 20)) == 20
        office.close()
    shop.application.store.close()


def test_jobs_are_kept_only_while_teaching(shop: Shop) -> None:
    """Receipts say what people bought: they are kept while somebody teaches, and then they go."""
    papers = RelayFolder(_folder(shop).relay)
    with printer(mute) as real:
        wanted = _Wanted(real, teaching=True)
        office = Office(_folder(shop), SystemClock(), wanted)
        office.open()
        thread = Thread(target=office.run)
        thread.start()
        _printed(office, BAKERY.print(Sold()))
        _offers(shop, 1)
        (shown,) = papers.shown()
        assert "SUMME EUR" in shown.read_text("utf-8")
        wanted.now = replace(wanted.now, teaching=False)
        eventually(lambda: not papers.shown())
        wanted.now = replace(wanted.now, on=False)
        thread.join()
    shop.application.store.close()


@pytest.mark.expected_log("cannot be set as wanted")
def test_settings_are_followed(shop: Shop) -> None:
    """Another printer is taken at once; one that is none is logged and waited for."""
    with printer(mute) as one, printer(mute) as two:
        wanted = _Wanted(one)
        office = Office(_folder(shop), SystemClock(), wanted)
        office.open()
        thread = Thread(target=office.run)
        thread.start()
        good = replace(wanted.now, printer=f"network://127.0.0.1:{two.address.port}")
        wanted.now = replace(wanted.now, printer="")
        eventually(lambda: not office.is_listening)
        wanted.now = good
        eventually(lambda: office.is_listening)
        _printed(office, b"abc")
        office.stop()
        thread.join()
        assert (one.printed(), two.printed()) == (b"", b"abc")
    shop.application.store.close()


@pytest.mark.expected_log("last ones stay in force")
def test_settings_come_from_the_file_and_the_command_line(tmp_path: Path) -> None:
    """What was given by hand is stronger; a file that cannot be read changes nothing."""
    folder = data_folder_in(tmp_path)
    settings = FollowedSettings(folder, on=True)
    assert settings() == RelaySettings(on=True)
    folder.settings.parent.mkdir(parents=True, exist_ok=True)
    folder.settings.write_text('[relay]\non = false\nlisten = "0.0.0.0:9101"\n', "utf-8")
    assert settings() == RelaySettings(on=True, listen="0.0.0.0:9101")
    folder.settings.write_text("[relay\n", "utf-8")
    assert settings() == RelaySettings(on=True, listen="0.0.0.0:9101")


@pytest.mark.expected_log("cannot be reached")
def test_what_went_wrong_stands_in_a_log_of_its_own(shop: Shop) -> None:
    """Whoever is told by phone that nothing prints can look; the process ends when told to."""
    with printer(mute) as real:
        office = Office(_folder(shop), SystemClock(), _Wanted(real))
        office.open()
        assert _second_is_refused(shop, real)
        real.stop()
        log = _folder(shop).logs / "relay" / "pos-loyalty.log"
        _knock(office)
        eventually(lambda: log.is_file() and "cannot be reached" in log.read_text("utf-8"))
        office.stop()
        office.serve()
    shop.application.store.close()


def _second_is_refused(shop: Shop, real: LoopbackPrinter) -> bool:
    with pytest.raises(RelayRunsError):
        Office(_folder(shop), SystemClock(), _Wanted(real)).open()
    return True


def _knock(office: Office) -> None:
    with suppress(ConnectionError), till_at(office.address) as connection:
        connection.recv(1)


def test_addresses() -> None:
    """Where tills connect to, and where the real printer is."""
    assert listen_address("127.0.0.1:9100") == Address("127.0.0.1", 9100)
    assert listen_address("[::1]:9100") == Address("::1", 9100)
    assert printer_address("network://10.0.0.5") == Address("10.0.0.5", 9100)
    for other in ("virtual", "", "file:///tmp"):
        with pytest.raises(PrinterAddressError):
            printer_address(other)
    assert NetworkAddress("10.0.0.5").port == 9100
