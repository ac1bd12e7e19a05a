"""What can go wrong, as facts. Words for people are made in ``i18n/messages.py``.

Every class carries ``code``: the stable name that the command line and the
scenario runner print, and that support can look up.
"""

from typing import ClassVar

from pos_loyalty.domain.values import dataclass


class LoyaltyError(Exception):
    """Something that a person should be told; nothing has been changed."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({shown})"


class RefusalError(LoyaltyError):
    """The program's rules say no. Expected; shown; nothing is broken."""

    code = "not-allowed"
    is_repeated: bool = False
    """Whether the same request was answered with it before."""


class OutageError(LoyaltyError):
    """The world is not in order: disk, printer, network. Shown; tried again."""

    code = "outage"


class NotAllowedError(RefusalError):
    """The program, the shop or the role does not permit this. Facts: ``reason``."""

    code = "not-allowed"


class InsufficientPointsError(RefusalError):
    """More points asked for than are spendable. Facts: ``needed``, ``held``."""

    code = "insufficient-points"


class PointsElsewhereError(OutageError):
    """Points are there, but this till may not burn them without the hub's word.

    Facts: ``member``, ``needed``, ``here`` (what it may burn), ``reason`` (what the hub
    said, once it was asked).
    """

    code = "points-elsewhere"


class HistoryElsewhereError(OutageError):
    """What a member did before this till joined the shop is needed, and only the hub has it.

    Facts: ``member``.
    """

    code = "history-elsewhere"


class SaleElsewhereError(OutageError):
    """A sale or a redemption is not on record here, and may be with the hub alone.

    Told where the hub does not say whose it is. Facts: ``purchase`` or ``redemption``.
    """

    code = "sale-elsewhere"


class HubNeededError(RefusalError):
    """What all tills have in common is changed with the hub's word alone. Facts: ``reason``.

    Reasons: ``program``, ``keys``.
    """

    code = "hub-needed"


class BelowMinimumError(RefusalError):
    """Fewer points than one redemption must have. Facts: ``points``, ``minimum``."""

    code = "below-minimum"


class NotAMultipleError(RefusalError):
    """Points are redeemed in steps. Facts: ``points``, ``step``."""

    code = "not-a-multiple"


class ExceedsPurchaseError(RefusalError):
    """More would be paid than the purchase needs. Facts: ``asked_minor``, ``limit_minor``."""

    code = "exceeds-purchase"


class UnknownRewardError(RefusalError):
    """No such reward in the program in force. Facts: ``reward``."""

    code = "unknown-reward"


class RewardNotAvailableError(RefusalError):
    """Wrong tier, outside its dates, or out of stock. Facts: ``reward``, ``reason``."""

    code = "reward-not-available"


class LimitReachedError(RefusalError):
    """A limit or a cooldown stands against it. Facts: ``subject``, ``limit``."""

    code = "limit-reached"


class UnknownPurchaseError(RefusalError):
    """No such sale. Facts: ``purchase``."""

    code = "unknown-purchase"


class UnknownRedemptionError(RefusalError):
    """No such redemption. Facts: ``redemption``."""

    code = "unknown-redemption"


class AlreadyRefundedError(RefusalError):
    """It has been taken back completely before. Facts: ``purchase``."""

    code = "already-refunded"


class ExceedsRefundableError(RefusalError):
    """More money than is left to return. Facts: ``asked_minor``, ``left_minor``."""

    code = "exceeds-refundable"


class NegativeAdjustmentError(RefusalError):
    """A manual debit needs cover. Facts: ``asked``, ``held``."""

    code = "negative-adjustment"


class UnknownActionError(RefusalError):
    """No such action in the program. Facts: ``action``."""

    code = "unknown-action"


class UnknownMemberError(RefusalError):
    """No such member here. Facts: ``member``."""

    code = "unknown-member"


class MemberBlockedError(RefusalError):
    """The member is blocked. Facts: ``member``."""

    code = "member-blocked"


class InThePastError(RefusalError):
    """The ledger does not run backwards. Facts: ``at``, ``now``."""

    code = "in-the-past"


class KeyReusedError(RefusalError):
    """The same key came with other content. Facts: ``key``."""

    code = "key-reused"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a document, at ``path`` (``tier[1].threshold``).

    ``reason`` is a stable name that ``i18n`` turns into a sentence; ``facts`` fill it.
    """

    path: str
    reason: str
    facts: tuple[tuple[str, str], ...] = ()


class WrongDocumentError(LoyaltyError):
    """A file is not what it should be. ``problems`` lists every wrong key."""

    code = "wrong-file"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems=problems)
        self.problems = problems
