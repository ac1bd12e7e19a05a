"""The whole screen in words."""

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import CounterFacts
from pos_loyalty.terminal.screens.cashier.offer_wording import offer_panel
from pos_loyalty.terminal.screens.cashier.play_wording import play_panel
from pos_loyalty.terminal.screens.cashier.state import CashierState
from pos_loyalty.terminal.screens.cashier.wording import (
    member_panel,
    redeem_panel,
    sale_panel,
    split_panel,
)
from pos_loyalty.terminal.screens.cashier.wording_lists import (
    after_panel,
    claim_panel,
    enroll_panel,
    find_panel,
    recent_panel,
)
from pos_loyalty.terminal.screens.cashier.wording_queue import queue_panel


def worded(facts: CounterFacts, words: Words, *, high_amount_minor: int) -> CashierState:
    """What the screen shows for these facts, in this language."""
    member = facts.member
    return CashierState(
        stage=facts.stage,
        overlay=facts.overlay,
        is_busy=facts.is_busy,
        notice=facts.notice(words) if facts.notice else None,
        find=find_panel(facts, words),
        member=member_panel(member, facts.sale, words) if member else None,
        sale=sale_panel(facts, words, high_amount_minor=high_amount_minor),
        recent=recent_panel(facts, words),
        enroll=enroll_panel(facts, words),
        redeem=redeem_panel(member, facts.sale, words),
        split=split_panel(facts, words),
        claim=claim_panel(facts.claim, words),
        after=after_panel(facts.after, words),
        queue=queue_panel(facts, words),
        play=play_panel(facts.play, words),
        offers=offer_panel(facts, words),
    )
