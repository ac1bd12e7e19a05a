"""Pictures of the page on which a new machine joins a shop."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.messages import message_for
from pos_loyalty.sync.errors import HubUnreachableError, WrongPairingCodeError
from pos_loyalty.terminal.screens.join.state import JoinState
from pos_loyalty.terminal.screens.join.view import JoinView
from tests.screenshots.look import SceneLook


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """Empty, in the middle of reading, with a certificate, and refused."""
    url = "https://zentrale.sonnenblume.example"
    whole = JoinState(url=url, code="H0ME0-2RH0R", till="Kasse 2")
    number = look.words.formats.number
    reading = look.words.text("{at} of {head} read", at=number(362_000), head=number(1_004_211))
    states = {
        "empty": JoinState(),
        "reading": JoinState(
            url=url, code=whole.code, till=whole.till, is_busy=True, share=0.36, reading=reading
        ),
        "certificate": JoinState(
            url=url,
            code=whole.code,
            till=whole.till,
            certificate="/media/usb/zentrale-sonnenblume-naturkost-2026.pem",
            failure=message_for(HubUnreachableError(problem="certificate-host"), look.words),
        ),
        "refused": JoinState(
            url=url,
            code=whole.code,
            till=whole.till,
            failure=message_for(WrongPairingCodeError(), look.words),
        ),
    }
    for name, state in states.items():
        view = JoinView(look.words)
        view.draw(state)
        yield name, view
