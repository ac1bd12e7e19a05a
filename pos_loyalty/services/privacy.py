"""What may not stand in the log in clear: only as ciphertext.

Personal data is sealed under a key of the member's own.

The key lies outside the log; forgetting it makes the log's personal data unreadable,
which is how a member is erased although no event ever is.
"""

from collections.abc import Mapping

from pos_loyalty.security.vault import MemberVault
from pos_loyalty.storage.codec import decode_as, encode_json
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

    def seal_secret(self, secret: str, context: str) -> bytes:
        """A secret of the shop's, sealed under a key of its own that lies beside it, wrapped."""
        wrapped = self._vault.new_member_key()
        sealed = self._vault.seal(
            member_key=wrapped, plaintext=secret.encode(), context=context.encode()
        )
        return encode_json((wrapped, sealed))

    def open_secret(self, sealed: bytes, context: str) -> str:
        """The secret that was sealed for this context. Raises SealBrokenError."""
        wrapped, text = decode_as(tuple[bytes, bytes], sealed)
        plain = self._vault.open_sealed(member_key=wrapped, sealed=text, context=context.encode())
        return plain.decode()
