"""The hub's code, as it comes from cameras, scanners, keyboards of other countries, and paste."""

from pos_loyalty.scanning.foreign_keys import possible_readings
from pos_loyalty.sync.errors import WrongPairingCodeError
from pos_loyalty.sync.pairing import invitation_in


def invited(text: str) -> tuple[str, str] | None:
    """Address and code in what was scanned or pasted; None where it is something else."""
    for read in possible_readings(text):
        try:
            found = invitation_in(read)
        except WrongPairingCodeError:
            # Not all of it is typed yet.
            return None
        if found is not None:
            return found.url, found.code
    return None
