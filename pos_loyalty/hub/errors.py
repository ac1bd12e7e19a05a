"""What can be wrong with how a hub is started."""

from pos_loyalty.domain.errors import RefusalError


class HubListenError(RefusalError):
    """No address, or nobody can be heard there. Facts: ``address``, ``example``."""

    code = "hub-listen"


class HubCertificateError(RefusalError):
    """The certificate or its key cannot be used. No facts."""

    code = "hub-certificate"
