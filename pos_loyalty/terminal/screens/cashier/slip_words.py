"""What slips are called, and how far each has come: in the queue and beside past sales."""

from typing import Final

from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.i18n.catalog import mark

SLIP_KINDS: Final = {
    SlipKind.SALE: mark("Purchase"),
    SlipKind.REFUND: mark("Return"),
    SlipKind.VOID: mark("Void"),
    SlipKind.REDEMPTION: mark("Redemption"),
    SlipKind.ADJUSTMENT: mark("Adjustment"),
    SlipKind.BALANCE: mark("Balance"),
    SlipKind.DONATION: mark("Donation"),
    SlipKind.SPIN: mark("Wheel"),
    SlipKind.MEMBERSHIP: mark("Membership"),
    SlipKind.MEMBERSHIP_CANCELLED: mark("Membership cancelled"),
    SlipKind.DRAW: mark("Prize draw"),
    SlipKind.CLAIM: mark("Claim slip"),
    SlipKind.TEST: mark("Test slip"),
}
SLIP_STATES: Final = {
    JobState.QUEUED: mark("waits"),
    JobState.SENDING: mark("is being printed"),
    JobState.PRINTED: mark("printed"),
    JobState.UNCONFIRMED: mark("sent, unconfirmed"),
    JobState.FAILED: mark("not printed yet"),
    JobState.UNCERTAIN: mark("printed?"),
    JobState.HELD: mark("held back"),
    JobState.CANCELLED: mark("not wanted"),
}
OUT: Final = frozenset({JobState.PRINTED, JobState.UNCONFIRMED})
# Nobody waits for these: they are out, or a copy went in their place, or nobody wants them.
SETTLED: Final = OUT | {JobState.CANCELLED}
