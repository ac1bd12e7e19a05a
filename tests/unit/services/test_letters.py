from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos_loyalty.config.settings import Mail
from pos_loyalty.domain.errors import MemberBlockedError, NotAllowedError, UnknownMemberError
from pos_loyalty.domain.letter import Letter, LetterProblem, LetterState, MailOutageError
from pos_loyalty.mailing.letter import Envelope
from pos_loyalty.services.letters import LetterWriter, Postman
from tests.support.cards import codes_in, image_of
from tests.support.shop import Shop, scratch_shop

ANNA = "anna@example.org"


class Outbound:
    """Takes letters, or refuses each with the same problem."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.problem: LetterProblem | None = None

    def deliver(self, envelope: Envelope) -> None:
        """Take the letter."""
        if self.problem is not None:
            raise MailOutageError(problem=self.problem)
        self.taken.append(envelope)


@pytest.fixture
def shop() -> Shop:
    """A shop that has a mail server."""
    shop = scratch_shop()
    mail = Mail(host="mail.example.org", sender="bonus@example.org")
    shop.application.settings.change(lambda settings: replace(settings, mail=mail))
    return shop


def writer(shop: Shop) -> LetterWriter:
    """Writes what this shop writes."""
    application = shop.application
    return LetterWriter(
        application.members, application.programs, application.member_cards, application.voice
    )


def postman(
    shop: Shop,
    out: Outbound,
    written: Callable[[Letter, datetime], Envelope | None] | None = None,
) -> Postman:
    """Carries letters of this shop."""
    return Postman(
        shop.application.store, written or writer(shop).written, out.deliver, lambda: shop.now
    )


def test_a_card_goes_by_mail(shop: Shop) -> None:
    """In the member's language, with a picture that opens the account and a page for the phone."""
    anna = shop.enroll(given_name="Anna", email=ANNA)
    queued = shop.application.letters.send_card(shop.request(), anna).value
    out = Outbound()
    carrier = postman(shop, out)
    assert carrier.next_due() == shop.now
    sent = carrier.step()
    assert sent is not None
    assert (sent.id, sent.state) == (queued, LetterState.SENT)
    (envelope,) = out.taken
    assert (envelope.recipient, envelope.sender) == (ANNA, "bonus@example.org")
    assert envelope.text.startswith("Guten Tag Anna,")
    picture, page = envelope.enclosures
    payload = shop.application.members.card(anna).payload
    assert codes_in(image_of(picture.content)) == [payload]
    assert page.media_type == "text/html"
    assert (carrier.step(), carrier.next_due()) == (None, None)


def test_a_letter_speaks_the_members_language(shop: Shop) -> None:
    """English for who speaks English; nobody is called by an empty name."""
    ben = shop.enroll(language="en", email=ANNA)
    shop.application.letters.send_card(shop.request(), ben)
    out = Outbound()
    postman(shop, out).step()
    assert out.taken[0].text.startswith("Hello,\n")
    assert out.taken[0].language == "en"


def test_asking_twice_sends_once(shop: Shop) -> None:
    """Under one key there is one letter."""
    anna = shop.enroll(email=ANNA)
    request = shop.request("k")
    first = shop.application.letters.send_card(request, anna)
    again = shop.application.letters.send_card(request, anna)
    assert (again.value, again.repeated) == (first.value, True)
    assert shop.application.letters.counts().waiting == 1


def test_who_cannot_be_written_to_is_said(shop: Shop) -> None:
    """No address, nobody, blocked, no server: refused, and nothing is queued."""
    letters = shop.application.letters
    blocked = shop.enroll(email=ANNA)
    shop.application.members.block(shop.request(), blocked)
    with pytest.raises(NotAllowedError) as caught:
        letters.send_card(shop.request(), shop.enroll())
    assert caught.value.facts == {"reason": "no-email"}
    with pytest.raises(UnknownMemberError):
        letters.send_card(shop.request(), "NOBODYHERE")
    with pytest.raises(MemberBlockedError):
        letters.send_card(shop.request(), blocked)
    shop.application.settings.change(lambda settings: replace(settings, mail=Mail()))
    with pytest.raises(NotAllowedError) as caught:
        letters.send_card(shop.request(), shop.enroll(email="b@example.org"))
    assert caught.value.facts == {"reason": "no-mail-server"}
    assert letters.latest() == ()


def test_a_letter_waits_for_its_server(shop: Shop) -> None:
    """It stays in the queue, is left alone for a while, and goes when the server is back."""
    anna = shop.enroll(email=ANNA)
    shop.application.letters.send_card(shop.request(), anna)
    out = Outbound()
    out.problem = LetterProblem.UNREACHABLE
    carrier = postman(shop, out)
    tried = carrier.step()
    assert tried is not None
    assert (tried.state, tried.problem) == (LetterState.QUEUED, LetterProblem.UNREACHABLE)
    assert carrier.step() is None
    out.problem = None
    shop.clock.advance(timedelta(minutes=2))
    again = carrier.step()
    assert again is not None
    assert (again.state, again.attempts) == (LetterState.SENT, 2)


def test_a_member_who_has_gone_is_not_written_to(shop: Shop) -> None:
    """Blocked, erased or without an address by then: the letter is given up."""
    anna = shop.enroll(email=ANNA)
    shop.application.letters.send_card(shop.request(), anna)
    shop.application.members.block(shop.request(), anna)
    out = Outbound()
    tried = postman(shop, out).step()
    assert tried is not None
    assert (tried.state, tried.problem) == (LetterState.FAILED, LetterProblem.NO_ADDRESS)
    assert out.taken == []
    assert writer(shop).written(replace(tried, member_id="NOBODYHERE"), shop.now) is None


def test_nobody_s_transaction_is_open_while_a_server_is_spoken_to(shop: Shop) -> None:
    """A slow server holds up no sale."""
    anna = shop.enroll(email=ANNA)
    shop.application.letters.send_card(shop.request(), anna)

    class Slow(Outbound):
        def deliver(self, envelope: Envelope) -> None:
            shop.sell(anna, "10.00")
            super().deliver(envelope)

    out = Slow()
    postman(shop, out).step()
    assert len(out.taken) == 1


def test_a_trial_goes_to_whoever_tries(shop: Shop) -> None:
    """It says that it arrived, and encloses nothing."""
    envelope = writer(shop).trial("jonas@example.org", shop.now)
    assert (envelope.recipient, envelope.enclosures) == ("jonas@example.org", ())
    assert "funktioniert" in envelope.text
