import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.chain import GENESIS, chain_hash, first_broken_link


def chained(payloads: list[bytes]) -> list[tuple[bytes, bytes]]:
    """The payloads with their links, as a till would have stored them."""
    links: list[tuple[bytes, bytes]] = []
    previous = GENESIS
    for payload in payloads:
        previous = chain_hash(previous, payload)
        links.append((payload, previous))
    return links


def test_the_written_form_is_fixed() -> None:
    """A chain written by one release is verified by the next: the bytes hashed never change."""
    expected = hashlib.sha256(
        bytes.fromhex("0000000000000020") + bytes(32) + bytes.fromhex("0000000000000002") + b"ab"
    ).digest()
    assert chain_hash(GENESIS, b"ab") == expected


def test_bytes_cannot_move_between_the_fields() -> None:
    """Two different pairs never give the same input to the hash."""
    assert chain_hash(b"ab", b"c") != chain_hash(b"a", b"bc")


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_an_untouched_chain_is_whole(payloads: list[bytes]) -> None:
    """What was chained verifies."""
    assert first_broken_link(chained(payloads)) is None


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=8), st.data())
def test_a_changed_record_is_found(payloads: list[bytes], data: st.DataObject) -> None:
    """The first record that somebody touched is named."""
    links = chained(payloads)
    touched = data.draw(st.integers(0, len(links) - 1))
    links[touched] = (links[touched][0] + b"!", links[touched][1])
    assert first_broken_link(links) == touched


@pytest.mark.parametrize("missing", [0, 1])
def test_a_removed_record_is_found(missing: int) -> None:
    """A record taken out of the middle breaks the chain where it stood."""
    links = chained([b"one", b"two", b"three"])
    del links[missing]
    assert first_broken_link(links) == missing


def test_a_later_part_verifies_from_its_own_start() -> None:
    """Who holds the link before a part can check the part alone."""
    links = chained([b"one", b"two", b"three"])
    assert first_broken_link(links[1:], prev_hash=links[0][1]) is None
    assert first_broken_link(links[1:]) == 0
