"""What can be wrong with a card or a number, before any member is looked up.

Facts name the member that the card claims, never the payload: whoever has the
payload has the card.
"""

from pos_loyalty.domain.errors import OutageError, RefusalError


class UnreadableCardError(RefusalError):
    """Not one of our codes, or a character was lost or changed on the way. No facts."""

    code = "unknown-card"


class MistypedNumberError(UnreadableCardError):
    """Not a member number. Fact: ``reason``, where no more than a character is wrong."""

    code = "unknown-card"


class ForgedCardError(RefusalError):
    """Our key's name, but not our signature. Facts: ``member``, ``key``.

    Key names are single characters, so another shop's card can carry one of ours:
    where the member is not known here, the card is foreign rather than forged.
    """

    code = "forged-card"


class ForeignCardError(RefusalError):
    """In our format, signed under a key that this shop never had. Facts: ``member``, ``key``."""

    code = "foreign-card"


class OutdatedCardError(RefusalError):
    """Ours and genuine, but its key was replaced and the grace is over. Facts: ``member``, ``key``.

    The member needs a new card; until then the number can be typed.
    """

    code = "replaced-card"


class StaleCodeError(RefusalError):
    """A phone's genuine code, but of another time. Facts: ``member``, ``late_s`` (below 0: early).

    A photograph of the screen, or a phone or till whose clock is wrong.
    """

    code = "stale-code"


class UsedCodeError(RefusalError):
    """A phone's genuine code that was shown elsewhere, or before a newer one. Facts: ``member``."""

    code = "used-code"


class PassCertificateError(RefusalError):
    """A certificate that signs no wallet passes. Fact: ``reason``; ``until`` when it has ended."""

    code = "pass-certificate"


class DamagedKeyRingError(OutageError):
    """The file of the card keys is not what was written. Facts: ``file``."""

    code = "card-keys-damaged"


class FullKeyRingError(RefusalError):
    """Every key name is in use by a key that cards still rely on. No facts."""

    code = "card-keys-full"
