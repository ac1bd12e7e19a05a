from pos_loyalty.printing.pace import LONGEST_CLAIM
from pos_loyalty.printing.transports.timeouts import Timeouts


def test_waits_are_bounded() -> None:
    """The worst printer is given up before its job is taken for one of a dead process."""
    waits = Timeouts()
    opened = 2 * waits.connect_s
    # Before and after the slip, three questions at most; each is said, then answered.
    asked = 2 * 3 * 2 * waits.ask_s
    confirmed = 2 * waits.ask_s + waits.answer_s
    total = opened + asked + waits.whole_s + confirmed
    assert total < LONGEST_CLAIM.total_seconds()
