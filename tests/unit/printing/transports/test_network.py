import pytest

from pos_loyalty.printing.transports.network import Timeouts


def test_waits_are_bounded() -> None:
    """The worst printer costs its thread some seconds, and never a minute."""
    waits = Timeouts()
    assert waits.connect_s + waits.ask_s + waits.send_s + waits.answer_s < 20


def test_waits_are_shortened_to_fit() -> None:
    """A command that was given two seconds does not wait for six."""
    short = Timeouts().within(2)
    total = short.connect_s + short.ask_s + short.send_s + short.answer_s
    assert total == pytest.approx(2)


def test_waits_are_never_lengthened() -> None:
    """More time for the whole does not make a dead printer more alive."""
    assert Timeouts().within(3600) == Timeouts()
