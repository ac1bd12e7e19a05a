"""Personal data in the log: only as ciphertext under a key of the member's own.

The key lies outside the log; forgetting it makes the log's personal data unreadable,
which is how a member is erased although no event ever is.
"""

from collections.abc import Mapping

from pos_loyalty.security.vault import MemberVault
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.store import Work


class Privacy:
    """Seals what may not stand in the log in clear."""

    def __init__(self, vault: MemberVault) -> None:
        self._vault = vault

    def seal(self, work: Work, member_id: str, personal: Mapping[str, object]) -> bytes:
        """Personal values of a member, sealed under the member's key; made when there is none."""
        wrapped = work.members.key(member_id)
        if wrapped is None:
            wrapped = self._vault.new_member_key()
            work.members.put_key(member_id, wrapped)
        return self._vault.seal(
            member_key=wrapped, plaintext=encode_json(personal), context=member_id.encode()
        )
