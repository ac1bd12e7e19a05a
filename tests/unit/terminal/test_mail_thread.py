from dataclasses import replace
from pathlib import Path
from threading import Event

from aiosmtpd.smtp import SMTP, Envelope, Session

from pos_loyalty.config.settings import Mail
from pos_loyalty.terminal.mail_thread import MailThread
from tests.support.mail_server import Postbox, mail_server
from tests.support.shop import data_folder_in, disk_shop


class Bell(Postbox):
    """A box that rings."""

    def __init__(self) -> None:
        super().__init__()
        self.rang = Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self.rang.set()
        return answer


def test_a_letter_goes_when_it_is_queued(tmp_path: Path) -> None:
    """The thread sleeps until it is nudged, and ends when it is told to."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll(email="anna@example.org")
    thread = MailThread(shop.application, data_folder_in(tmp_path))
    thread.start()
    with mail_server(Bell()) as box:
        assert isinstance(box, Bell)
        mail = Mail(host="127.0.0.1", port=box.port, security="none", sender="b@example.org")
        shop.application.settings.change(lambda settings: replace(settings, mail=mail))
        shop.application.letters.send_card(shop.request(), anna)
        thread.nudge()
        assert box.rang.wait(20)
        thread.stop()
    assert len(box.letters) == 1
    shop.close()


def test_a_till_without_a_server_sends_nothing(tmp_path: Path) -> None:
    """It looks at the settings and sleeps on."""
    shop = disk_shop(tmp_path)
    thread = MailThread(shop.application, data_folder_in(tmp_path))
    thread.start()
    thread.nudge()
    thread.stop()
    thread.stop()
    shop.close()
