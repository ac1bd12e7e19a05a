from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_loyalty.config.settings import Mail
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.letter import MailOutageError
from pos_loyalty.terminal.mail_room import ShopMailRoom
from tests.support.mail_server import Postbox, mail_server
from tests.support.shop import CASHIER, MANAGER, Shop, data_folder_in, disk_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop on the disk."""
    shop = disk_shop(tmp_path)
    yield shop
    shop.close()


def test_a_server_is_put_in_force_and_tried(shop: Shop, tmp_path: Path) -> None:
    """The settings and the password are kept, whoever listens is told, and a letter goes."""
    told: list[bool] = []
    folder = data_folder_in(tmp_path)
    room = ShopMailRoom(shop.application, folder, lambda: MANAGER, lambda: told.append(True))
    assert room.load().mail == Mail()
    with mail_server(Postbox()) as box:
        mail = Mail(host="127.0.0.1", port=box.port, security="none", sender="b@example.org")
        room.save(mail, "geheim")
        assert (room.load().mail, room.load().has_password, told) == (mail, True, [True])
        room.save(replace(mail, user=""), None)
        room.try_out("jonas@example.org")
    assert len(box.letters) == 1
    with pytest.raises(MailOutageError):
        room.try_out("jonas@example.org")


def test_letters_are_listed(shop: Shop, tmp_path: Path) -> None:
    """The newest first."""
    mail = Mail(host="mail.example.org", sender="b@example.org")
    shop.application.settings.change(lambda settings: replace(settings, mail=mail))
    anna = shop.enroll(email="anna@example.org")
    shop.application.letters.send_card(shop.request(), anna)
    room = ShopMailRoom(shop.application, data_folder_in(tmp_path), lambda: MANAGER, lambda: None)
    assert [letter.member_id for letter in room.load().letters] == [anna]


def test_a_cashier_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    """The server is the manager's: not seen, not set, not tried."""
    room = ShopMailRoom(shop.application, data_folder_in(tmp_path), lambda: CASHIER, lambda: None)
    for forbidden in (
        room.load,
        lambda: room.save(Mail(host="x"), None),
        lambda: room.try_out("jonas@example.org"),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    assert shop.application.settings.settings().mail == Mail()
