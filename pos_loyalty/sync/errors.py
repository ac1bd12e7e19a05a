"""What can go wrong between a till and its hub, told apart by what a person can do about it."""

from pos_loyalty.domain.errors import OutageError, RefusalError


class HubUnreachableError(OutageError):
    """Nobody answered, or not in our words. Facts: ``problem``.

    Problems: ``name``, ``connection``, ``timeout``, ``certificate``, ``certificate-expired`` (or
    not valid yet), ``certificate-host`` (it is for another address), ``no-hub`` (something else
    answers there), ``trouble`` (the hub is not well), ``busy``.
    """

    code = "hub-unreachable"


class HubAddressError(RefusalError):
    """That is no address of a hub. Facts: ``url``, ``reason``.

    Reasons: ``form``, ``not-encrypted`` (without encryption only on this very machine).
    """

    code = "hub-address"


class NotPairedError(RefusalError):
    """This till has no hub."""

    code = "not-paired"


class AlreadyPairedError(RefusalError):
    """This till has a hub. Facts: ``url``."""

    code = "already-paired"


class WrongPairingCodeError(RefusalError):
    """The hub does not know the code, it was used, or it is too old."""

    code = "wrong-code"


class OtherShopError(RefusalError):
    """The till has members under card keys of its own, and the hub is that of another shop."""

    code = "other-shop"


class NoShopYetError(RefusalError):
    """The hub has no shop, and this till brings none."""

    code = "no-shop-yet"


class HubBusyError(OutageError):
    """Another program on this machine is talking to the hub for the same data folder."""

    code = "hub-busy"


class HubRefusedError(RefusalError):
    """The hub does not let this till in, or not do this. Facts: ``reason``, the hub's own code."""

    code = "hub-refused"
