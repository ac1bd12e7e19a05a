from pos_loyalty.printing.pace import LONGEST_CLAIM
from pos_loyalty.printing.transports.timeouts import Timeouts


def test_waits_are_bounded() -> None:
    """The worst printer is given up before its job is taken for one of a dead process."""
    waits = Timeouts()
    questions = 2 * 3 * waits.ask_s
    total = waits.connect_s + questions + waits.whole_s + waits.answer_s
    assert total < LONGEST_CLAIM.total_seconds()
