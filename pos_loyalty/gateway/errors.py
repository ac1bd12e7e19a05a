"""What can be wrong with what other software sends, and with where it is to be heard."""

from pos_loyalty.domain.errors import OutageError, RefusalError


class WrongRequestError(RefusalError):
    """The request does not say what to do. Facts: ``reason``, ``field``.

    Reasons: ``field``, ``amount``, ``time``, ``lines-over-amount``, ``discount``, ``too-large``,
    ``no-amount``, ``points``, ``json``.
    """

    code = "wrong-request"


class KeyMissingError(RefusalError):
    """What is to be booked came without a key that makes it safe to repeat. No facts."""

    code = "key-missing"


class TokenMissingError(RefusalError):
    """Whoever asks does not know the token of this till. No facts."""

    code = "token-missing"


class WrongHostError(RefusalError):
    """Asked under a name that is not this computer's own: a web page plays a trick. No facts."""

    code = "wrong-host"


class TooLargeError(RefusalError):
    """More than any request needs. No facts."""

    code = "request-too-large"


class UnknownPathError(RefusalError):
    """Nothing is at this address. No facts."""

    code = "unknown-path"


class WrongMethodError(RefusalError):
    """The address is there, and is asked in another way. No facts."""

    code = "wrong-method"


class NotLoopbackError(RefusalError):
    """The address is not of this computer alone, or none. Facts: ``address``."""

    code = "not-loopback"


class PortTakenError(OutageError):
    """Something else listens there, or nobody may. Facts: ``address``."""

    code = "port-taken"


class FolderOutageError(OutageError):
    """The watched folder is not there or cannot be used. Facts: ``folder``."""

    code = "watched-folder"


class WrongFileError(RefusalError):
    """A file in the watched folder that cannot be taken. Facts: ``reason``.

    Reasons: ``not-a-file``, ``too-large``, ``encoding``, ``json``, ``csv``, ``heading``, ``empty``.
    """

    code = "wrong-basket-file"
