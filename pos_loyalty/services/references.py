"""Members by the number that they have here, or had elsewhere."""

from pos_loyalty.cards.errors import MistypedNumberError
from pos_loyalty.cards.member_number import parse_number
from pos_loyalty.cards.reference import ATTEMPTS, member_id_for, tidy_reference
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Reading


def own_id(number: str) -> str | None:
    """The member id in a number of ours, as people type it; None for any other text.

    Eleven figures are somebody else's number: of ours, one in a hundred thousand has no letter.
    """
    try:
        member_id = parse_number(number)
    except MistypedNumberError:
        return None
    return None if number.isdecimal() else member_id


def member_by_reference(reading: Reading, reference: str) -> MemberRecord | None:
    """The member who had that number elsewhere, erased ones too."""
    tidy = tidy_reference(reference)
    return reading.members.by_reference(tidy) if tidy else None


def free_id_for(reading: Reading, reference: str) -> str:
    """The id for somebody who had that number elsewhere and is not known here yet."""
    ids = (member_id_for(reference, attempt) for attempt in range(ATTEMPTS))
    return next(each for each in ids if reading.members.member(each) is None)
