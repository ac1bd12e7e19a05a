from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.keys import rotate_card_keys
from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.bootstrap.sync import AUTHORITY_NAME, TillHub, authority_in
from pos_loyalty.config.folder_lock import FolderLock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.sync.errors import (
    AlreadyPairedError,
    HubBusyError,
    HubUnreachableError,
    OtherShopError,
    WrongPairingCodeError,
)
from pos_loyalty.sync.pairing import PAIRING_NAME
from pos_loyalty.sync.protocol import Problem
from tests.support.clock import FixedClock
from tests.support.hub_door import Asked, Said, said
from tests.support.hub_tls import own_certificate, shown
from tests.support.joined_shop import joined_shop, till_hub
from tests.support.shop import CASHIER, MANAGER, data_folder_in, disk_shop
from tests.support.tiny_hub import TinyHub, tiny_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TinyHub]:
    """A hub with a shop."""
    with tiny_hub() as hub:
        with joined_shop(tmp_path / "first", hub):
            pass
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An empty folder."""
    (tmp_path / "second").mkdir()
    return data_folder_in(tmp_path / "second")


def wish(hub: TinyHub) -> Wish:
    """To join that hub."""
    return Wish(url=hub.url, code=hub.code, name="Kasse 2")


def test_a_joining_can_be_stopped_and_taken_up_again(hub: TinyHub, folder: DataFolder) -> None:
    """There is no shop until everything was read; then the same till goes on."""
    with pytest.raises(HubUnreachableError):
        join_new_till(folder, FixedClock(), wish(hub), ends=lambda: True)
    assert not folder.has_shop
    report = join_new_till(folder, FixedClock(), wish(hub))
    assert report.is_whole
    assert folder.database.is_file()
    assert len(hub.names) == 2
    assert len(hub.door.asked_for("/v1/enrol")) == 2
    assert {each.name for each in folder.root.glob("shop*.db*")} == {"shop.db"}
    with pytest.raises(NotAllowedError):
        join_new_till(folder, FixedClock(), wish(hub))


def test_another_hub_begins_anew(hub: TinyHub, folder: DataFolder, tmp_path: Path) -> None:
    """What was read from one hub does not get into the till of another."""
    with pytest.raises(HubUnreachableError):
        join_new_till(folder, FixedClock(), wish(hub), ends=lambda: True)
    with tiny_hub() as other:
        with joined_shop(tmp_path / "other", other):
            pass
        join_new_till(folder, FixedClock(), wish(other))
        assert len(other.names) == 2
        keys = [each / "keys" / "card_keys.json" for each in (folder.root, tmp_path / "other")]
        ours, theirs = keys[0], data_folder_in(tmp_path / "other").keys / "card_keys.json"
        assert ours.read_bytes() == theirs.read_bytes()


def test_two_programs_do_not_join_at_once(hub: TinyHub, folder: DataFolder) -> None:
    """The second one is told to wait."""
    lock = FolderLock(folder.state / "joining.lock")
    assert lock.take()
    with pytest.raises(HubBusyError):
        join_new_till(folder, FixedClock(), wish(hub))
    lock.release()
    assert not hub.door.asked_for("/v1/enrol")[1:]


def test_only_a_manager_joins_a_shop(hub: TinyHub, tmp_path: Path) -> None:
    """It is checked where it is done."""
    shop = disk_shop(tmp_path / "shop")
    with pytest.raises(NotAllowedError):
        join_shop(shop.application, data_folder_in(tmp_path / "shop"), CASHIER, wish(hub))
    shop.application.close()


def test_a_founding_whose_answer_was_lost(tmp_path: Path) -> None:
    """The hub says that a shop is there: it is this one, and the founding goes on."""
    shop = disk_shop(tmp_path / "shop")
    folder = data_folder_in(tmp_path / "shop")
    with tiny_hub() as hub:
        serving = hub.door.answers["/v1/keys"]

        def lose_once(asked: Asked) -> Said:
            serving(asked)
            hub.door.answers["/v1/keys"] = taken
            return Said(b"", 502)

        def taken(asked: Asked) -> Said:
            if asked.method == "POST":
                return said(Problem(code="version-taken"), status=409)
            return serving(asked)

        hub.door.answers["/v1/keys"] = lose_once
        with pytest.raises(HubUnreachableError):
            join_shop(shop.application, folder, MANAGER, wish(hub))
        ring, hub.ring = hub.ring, None
        # Asked to found once more, although the hub has the keys of just before.
        enrolling = hub.door.answers["/v1/enrol"]

        def enrol(asked: Asked) -> Said:
            answer = enrolling(asked)
            hub.ring = ring
            return answer

        hub.door.answers["/v1/enrol"] = enrol
        join_shop(shop.application, folder, MANAGER, wish(hub))
        assert len(hub.programs) == 1
    shop.application.close()


def test_somebody_else_founded_it_a_moment_ago(hub: TinyHub, tmp_path: Path) -> None:
    """Two tills bring a shop at once: the second one is told that it is another shop."""
    shop = disk_shop(tmp_path / "shop")
    shop.enroll()
    ring, hub.ring = hub.ring, None
    enrolling = hub.door.answers["/v1/enrol"]

    def enrol(asked: Asked) -> Said:
        answer = enrolling(asked)
        hub.ring = ring
        return answer

    hub.door.answers["/v1/enrol"] = enrol
    with pytest.raises(OtherShopError):
        join_shop(shop.application, data_folder_in(tmp_path / "shop"), MANAGER, wish(hub))
    shop.application.close()


def test_a_certificate_of_ones_own_is_kept(folder: DataFolder, tmp_path: Path) -> None:
    """A hub that vouches for itself is believed by those that were given its file, for good."""
    file = own_certificate(tmp_path)
    with tiny_hub(tls=shown(file)) as hub:
        trusting = replace(wish(hub), authority=file)
        shop = disk_shop(tmp_path / "shop")
        theirs = data_folder_in(tmp_path / "shop")
        with pytest.raises(HubUnreachableError) as unknown:
            join_shop(shop.application, theirs, MANAGER, wish(hub))
        assert unknown.value.facts == {"problem": "certificate"}
        join_shop(shop.application, theirs, MANAGER, trusting)
        with closing(TillHub(shop.application.store, theirs, shop.application.clock)) as till:
            assert till.run_once().is_whole
        shop.application.close()
        with pytest.raises(HubUnreachableError):
            join_new_till(folder, FixedClock(), wish(hub))
        join_new_till(folder, FixedClock(), trusting)
    kept = authority_in(folder)
    assert kept == folder.keys / AUTHORITY_NAME
    assert b"PRIVATE KEY" not in kept.read_bytes()


def test_a_joining_that_broke_off_goes_on_by_the_certificate_it_had(
    folder: DataFolder, tmp_path: Path
) -> None:
    """Nobody has to find the file a second time."""
    file = own_certificate(tmp_path)
    with tiny_hub(tls=shown(file)) as hub:
        trusting = replace(wish(hub), authority=file)
        founder = disk_shop(tmp_path / "shop")
        theirs = data_folder_in(tmp_path / "shop")
        join_shop(founder.application, theirs, MANAGER, trusting)
        with closing(TillHub(founder.application.store, theirs, founder.application.clock)) as till:
            till.run_once()
        founder.application.close()
        with pytest.raises(HubUnreachableError):
            join_new_till(folder, FixedClock(), trusting, ends=lambda: True)
        assert join_new_till(folder, FixedClock(), wish(hub)).is_whole


def test_a_certificate_of_another_hub_is_let_go(folder: DataFolder, tmp_path: Path) -> None:
    """Given by mistake, it does not stand in the way of a hub that everybody trusts."""
    with tiny_hub(tls=shown(own_certificate(tmp_path))) as hub:
        other = own_certificate(tmp_path)
        for authority in (other, None):
            with pytest.raises(HubUnreachableError):
                join_new_till(folder, FixedClock(), replace(wish(hub), authority=authority))
            assert (authority_in(folder) is None) is (authority is None)
        with pytest.raises(NotAllowedError):
            join_new_till(folder, FixedClock(), replace(wish(hub), authority=tmp_path / "none"))
    assert hub.names == {}


def test_who_is_in_already_loses_nothing_by_an_address_that_is_wrong(tmp_path: Path) -> None:
    """What opens the shop's card keys is kept until the hub has answered, and after it too."""
    with tiny_hub() as hub, joined_shop(tmp_path / "shop", hub) as shop:
        folder = data_folder_in(tmp_path / "shop")
        kept = (folder.keys / PAIRING_NAME).read_bytes()
        nowhere = Wish(url="http://127.0.0.1:9", code=hub.code)
        with pytest.raises(HubUnreachableError):
            join_shop(shop.application, folder, MANAGER, nowhere)
        with pytest.raises(WrongPairingCodeError):
            join_shop(shop.application, folder, MANAGER, replace(wish(hub), code="0000000000"))
        with tiny_hub(secret=bytes(31) + b"1") as other, pytest.raises(AlreadyPairedError):
            join_shop(shop.application, folder, MANAGER, wish(other))
        assert (folder.keys / PAIRING_NAME).read_bytes() == kept
        join_shop(shop.application, folder, MANAGER, wish(hub))
        rotated = rotate_card_keys(shop.application, folder, OPERATOR, grace=timedelta(days=1))
        assert shop.application.key_ring() == rotated


def test_who_is_in_already_loses_nothing_by_a_certificate_that_is_wrong(tmp_path: Path) -> None:
    """The one that let the till in is kept until the hub was believed by the other one."""
    file = own_certificate(tmp_path)
    (tmp_path / "others").mkdir()
    other = own_certificate(tmp_path / "others")
    with tiny_hub(tls=shown(file)) as hub:
        shop, folder = disk_shop(tmp_path / "shop"), data_folder_in(tmp_path / "shop")
        join_shop(shop.application, folder, MANAGER, replace(wish(hub), authority=file))
        kept = (folder.keys / AUTHORITY_NAME).read_bytes()
        with pytest.raises(HubUnreachableError) as unknown:
            join_shop(shop.application, folder, MANAGER, replace(wish(hub), authority=other))
        assert unknown.value.facts == {"problem": "certificate"}
        assert (folder.keys / AUTHORITY_NAME).read_bytes() == kept
        both = tmp_path / "both.pem"
        both.write_bytes(file.read_bytes() + other.read_bytes())
        join_shop(shop.application, folder, MANAGER, replace(wish(hub), authority=both))
        assert len((folder.keys / AUTHORITY_NAME).read_bytes()) > len(kept)
        assert {each.name for each in folder.keys.glob("hub_*")} == {PAIRING_NAME, AUTHORITY_NAME}
        assert till_hub(shop).run_once().is_whole
        shop.application.close()


def test_a_new_certificate_is_believed_by_what_is_running(tmp_path: Path) -> None:
    """The hub's old one is over, and the till is let in by the next: the window goes on talking."""
    file = own_certificate(tmp_path)
    (tmp_path / "before").mkdir()
    before = own_certificate(tmp_path / "before")
    with tiny_hub(tls=shown(file)) as hub:
        shop, folder = disk_shop(tmp_path / "shop"), data_folder_in(tmp_path / "shop")
        join_shop(shop.application, folder, MANAGER, replace(wish(hub), authority=file))
        # As if the hub had shown the other one until now.
        (folder.keys / AUTHORITY_NAME).write_bytes(before.read_bytes())
        till = till_hub(shop)
        assert till.run_once().note.trouble == "certificate"
        join_shop(shop.application, folder, MANAGER, replace(wish(hub), authority=file))
        assert till.run_once().is_whole
        shop.application.close()
