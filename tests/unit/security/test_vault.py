from pathlib import Path

import pytest

from pos_loyalty.config.private_files import DamagedPrivateFileError
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.security.vault import (
    VAULT_KEY_NAME,
    MemberVault,
    SealBrokenError,
    create_vault,
    export_vault_key,
    load_vault,
)

NAME = b"Wolfeschlegelsteinhausen"
HERE = b"member/K48217P2M9/name"


@pytest.fixture
def vault() -> MemberVault:
    """A vault whose master key the tests know."""
    return MemberVault(bytes(range(32)))


def test_what_was_sealed_is_opened(vault: MemberVault) -> None:
    """Byte for byte, the empty text included."""
    key = vault.new_member_key()
    for plaintext in (NAME, b""):
        sealed = vault.seal(member_key=key, plaintext=plaintext, context=HERE)
        assert vault.open_sealed(member_key=key, sealed=sealed, context=HERE) == plaintext


def test_what_is_sealed_shows_nothing(vault: MemberVault) -> None:
    """Neither the text, nor whether two members have the same name."""
    key = vault.new_member_key()
    first = vault.seal(member_key=key, plaintext=NAME, context=HERE)
    second = vault.seal(member_key=key, plaintext=NAME, context=HERE)
    assert NAME not in first
    assert first != second


def test_each_member_has_a_key_of_their_own(vault: MemberVault) -> None:
    """Once a member's key is forgotten no other key opens what was sealed: it is erased."""
    forgotten, other = vault.new_member_key(), vault.new_member_key()
    sealed = vault.seal(member_key=forgotten, plaintext=NAME, context=HERE)
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=other, sealed=sealed, context=HERE)


def test_sealed_data_cannot_be_moved(vault: MemberVault) -> None:
    """A name pasted into another column or to another member does not open."""
    key = vault.new_member_key()
    sealed = vault.seal(member_key=key, plaintext=NAME, context=HERE)
    with pytest.raises(SealBrokenError) as caught:
        vault.open_sealed(member_key=key, sealed=sealed, context=b"member/K48217P2M9/email")
    assert isinstance(caught.value, OutageError)
    assert caught.value.code == "seal-broken"


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_one_changed_bit_is_noticed(vault: MemberVault, place: int) -> None:
    """Damaged data is refused, never shown as something else."""
    key = vault.new_member_key()
    sealed = bytearray(vault.seal(member_key=key, plaintext=NAME, context=HERE))
    sealed[place] ^= 1
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=key, sealed=bytes(sealed), context=HERE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(27)])
def test_a_stump_is_refused(vault: MemberVault, sealed: bytes) -> None:
    """Too short to hold anything sealed."""
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=vault.new_member_key(), sealed=sealed, context=HERE)


def test_a_member_key_is_worthless_without_the_vault(vault: MemberVault) -> None:
    """Who copies the database alone reads no names."""
    key = vault.new_member_key()
    sealed = vault.seal(member_key=key, plaintext=NAME, context=HERE)
    thief = MemberVault(bytes(32))
    with pytest.raises(SealBrokenError):
        thief.open_sealed(member_key=key, sealed=sealed, context=HERE)
    with pytest.raises(SealBrokenError):
        thief.seal(member_key=key, plaintext=NAME, context=HERE)


def test_a_new_master_key_leaves_the_data_alone(vault: MemberVault) -> None:
    """Only the wrapped keys change hands; what they sealed opens as before."""
    key = vault.new_member_key()
    sealed = vault.seal(member_key=key, plaintext=NAME, context=HERE)
    new_vault = MemberVault(bytes(32))
    rewrapped = vault.rewrapped(member_key=key, into=new_vault)
    assert new_vault.open_sealed(member_key=rewrapped, sealed=sealed, context=HERE) == NAME
    with pytest.raises(SealBrokenError):
        vault.open_sealed(member_key=rewrapped, sealed=sealed, context=HERE)


def test_a_vault_outlives_the_program(tmp_path: Path) -> None:
    """Loaded from its file, or from an export of it, it opens what was sealed before."""
    path = tmp_path / "keys" / VAULT_KEY_NAME
    first = create_vault(path)
    key = first.new_member_key()
    sealed = first.seal(member_key=key, plaintext=NAME, context=HERE)
    copy = export_vault_key(path, tmp_path / "safe")
    for vault in (load_vault(path), load_vault(copy)):
        assert vault.open_sealed(member_key=key, sealed=sealed, context=HERE) == NAME


def test_a_damaged_key_is_not_exported(tmp_path: Path) -> None:
    """A good copy is never replaced by a bad one."""
    path = tmp_path / "keys" / VAULT_KEY_NAME
    create_vault(path)
    copy = export_vault_key(path, tmp_path / "safe")
    good = copy.read_bytes()
    path.write_bytes(b"damaged")
    with pytest.raises(DamagedPrivateFileError):
        export_vault_key(path, tmp_path / "safe")
    assert copy.read_bytes() == good


def test_a_short_master_key_is_none() -> None:
    """A vault that exists seals with full strength."""
    with pytest.raises(ValueError, match="32 bytes"):
        MemberVault(bytes(16))
