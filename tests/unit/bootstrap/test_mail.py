"""The till's postman over a shop on the disk."""

from dataclasses import replace
from pathlib import Path

from pos_loyalty.bootstrap.mail import Post
from pos_loyalty.config.settings import Mail
from tests.support.mail_server import PASSWORD, USER, Postbox, asks_for_login, mail_server
from tests.support.shop import MANAGER, data_folder_in, disk_shop


def test_the_kept_password_is_used(tmp_path: Path) -> None:
    """Without it the server refuses; with it the letter goes, from the account's own address."""
    shop = disk_shop(tmp_path)
    post = Post(shop.application, data_folder_in(tmp_path))
    with mail_server(Postbox(), **asks_for_login(require_tls=False)) as box:
        mail = Mail(host="127.0.0.1", port=box.port, security="none", user=USER)
        mail = replace(mail, sender="bonus@example.org")
        shop.application.settings.change(lambda settings: replace(settings, mail=mail))
        post.keep_password(MANAGER, PASSWORD)
        assert Post(shop.application, data_folder_in(tmp_path)).has_password
        post.try_out("jonas@example.org")
    (letter,) = box.letters
    assert letter["From"].endswith("<bonus@example.org>")
    shop.close()
