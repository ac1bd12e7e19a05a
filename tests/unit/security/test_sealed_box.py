import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.security.sealed_box import BoxKey, new_box_key, seal_for
from pos_loyalty.security.vault import SealBrokenError

_READER = BoxKey(bytes(range(32)))


@given(plaintext=st.binary(max_size=200), context=st.binary(max_size=20))
def test_the_reader_opens_what_was_sealed(plaintext: bytes, context: bytes) -> None:
    """Whatever is sealed under a public key comes back with the secret one."""
    sealed = seal_for(_READER.public, plaintext=plaintext, context=context)
    assert _READER.open_sealed(sealed, context=context) == plaintext


def test_a_known_seal_opens_for_good() -> None:
    """The format is a promise: what an older release sealed opens under every later one."""
    sealed = bytes.fromhex(
        "013529f60f041d8f2bfefc3b099ab62d0685d7b0b94108889e33c9916fbd53f417857fedf33298bee361d5542515c75504a49eba89"
    )
    assert _READER.open_sealed(sealed, context=b"keys") == b"ring"


def test_each_seal_differs() -> None:
    """Two seals of one text tell nobody that they are of one text."""
    first, second = (seal_for(_READER.public, plaintext=b"x", context=b"") for _ in range(2))
    assert first[1:33] != second[1:33]
    assert first[33:] != second[33:]


def test_nobody_else_opens_it() -> None:
    """Another key does not open it."""
    sealed = seal_for(_READER.public, plaintext=b"ring", context=b"keys")
    with pytest.raises(SealBrokenError):
        new_box_key().open_sealed(sealed, context=b"keys")


def test_it_opens_in_its_place_alone() -> None:
    """What was sealed for one use cannot be put forward for another."""
    sealed = seal_for(_READER.public, plaintext=b"ring", context=b"keys")
    with pytest.raises(SealBrokenError):
        _READER.open_sealed(sealed, context=b"other")


@given(at=st.integers(0, 1 + 32 + 4 + 16 - 1), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed(at: int, bit: int) -> None:
    """Whatever bit is turned, it does not open."""
    sealed = bytearray(seal_for(_READER.public, plaintext=b"ring", context=b"keys"))
    sealed[at] ^= 1 << bit
    # The curve ignores the highest bit of a key, but the agreed key does not.
    with pytest.raises(SealBrokenError):
        _READER.open_sealed(bytes(sealed), context=b"keys")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(32), b"\x01" + bytes(60)])
def test_what_is_no_seal_is_refused(sealed: bytes) -> None:
    """Too short, or an ephemeral key that makes every secret known: no seal."""
    with pytest.raises(SealBrokenError):
        _READER.open_sealed(sealed, context=b"")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32)])
def test_nothing_is_sealed_under_what_is_no_key(public: bytes) -> None:
    """A key that is none, or that anybody could open, is refused before anything is sealed."""
    with pytest.raises(SealBrokenError):
        seal_for(public, plaintext=b"ring", context=b"keys")


def test_the_secret_is_not_shown() -> None:
    """A key in a log line tells nothing."""
    assert repr(bytes(range(32))) not in repr(_READER)
