from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.errors import FullKeyRingError
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing, RandomSource, new_key_ring

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
GRACE = timedelta(days=90)


def first_free(names: Sequence[str]) -> str:
    """A choice that can be foreseen."""
    return names[0]


def zeros(count: int) -> bytes:
    """A secret that can be foreseen."""
    return bytes(count)


FORESEEN = RandomSource(secret=zeros, choice=first_free)


def test_a_new_ring_signs_with_its_one_key() -> None:
    """The key has no end and a secret of 32 bytes."""
    ring = new_key_ring(NOW, FORESEEN)
    assert ring.keys == (CardKey("0", bytes(32), made_at=NOW),)
    assert ring.current.is_valid(NOW + timedelta(days=36500))


def test_shops_get_keys_of_their_own() -> None:
    """Names and secrets come from the system's randomness."""
    rings = [new_key_ring(NOW) for _ in range(40)]
    assert len({ring.current.secret for ring in rings}) == 40
    assert len({ring.current.key_id for ring in rings}) > 1


def test_rotation_signs_anew_and_lets_the_old_key_fade() -> None:
    """The old key verifies until the end of grace and not at that instant."""
    ring = new_key_ring(NOW, FORESEEN).rotated(NOW, GRACE, FORESEEN)
    old, new = ring.keys
    assert ring.current is new
    assert (old.key_id, new.key_id) == ("0", "1")
    assert old.is_valid(NOW + GRACE - timedelta(microseconds=1))
    assert not old.is_valid(NOW + GRACE)


def test_an_older_key_keeps_its_own_end() -> None:
    """A second rotation does not lengthen the life of the key before the last."""
    ring = new_key_ring(NOW, FORESEEN).rotated(NOW, GRACE, FORESEEN)
    again = ring.rotated(NOW + timedelta(days=1), GRACE, FORESEEN)
    assert again.keys[0].ends_at == NOW + GRACE
    assert again.keys[1].ends_at == NOW + timedelta(days=1) + GRACE


def test_keys_are_found_by_name() -> None:
    """Ended keys are still found: their cards are ours."""
    ring = new_key_ring(NOW, FORESEEN).rotated(NOW, timedelta(0), FORESEEN)
    found = ring.find("0")
    assert found is not None
    assert not found.is_valid(NOW)
    assert ring.find("X") is None


def full_ring(*, ends_at: datetime) -> CardKeyRing:
    """A ring in which all 32 names are taken and the older keys end at one instant."""
    old = [CardKey(name, bytes(32), made_at=NOW, ends_at=ends_at) for name in ALPHABET[:-1]]
    return CardKeyRing((*old, CardKey(ALPHABET[-1], bytes(32), made_at=NOW)))


def test_a_full_ring_forgets_the_key_that_ended_first() -> None:
    """The name of a key that no card may use any more is free again."""
    ring = full_ring(ends_at=NOW - timedelta(days=1))
    rotated = ring.rotated(NOW, GRACE, FORESEEN)
    assert len(rotated.keys) == 32
    assert rotated.current.key_id == "0"
    assert rotated.keys[0].key_id == "1"


def test_a_full_ring_of_valid_keys_refuses() -> None:
    """No card in somebody's pocket is made worthless to free a name."""
    with pytest.raises(FullKeyRingError):
        full_ring(ends_at=NOW + GRACE).rotated(NOW, GRACE, FORESEEN)


def test_grace_does_not_run_backwards() -> None:
    """A negative grace is a bug in the caller."""
    with pytest.raises(ValueError, match="grace"):
        new_key_ring(NOW).rotated(NOW, timedelta(seconds=-1))


def test_a_key_never_shows_its_secret() -> None:
    """A key that ends up in a log or a trace gives nothing away."""
    key = CardKey("7", b"s" * 32, made_at=NOW)
    assert "ssss" not in repr(CardKeyRing((key,)))


@pytest.mark.parametrize("key_id", ["", "O", "77"])
def test_a_key_has_a_name_of_one_character(key_id: str) -> None:
    """The name has one place on the card."""
    with pytest.raises(ValueError, match="one character"):
        CardKey(key_id, bytes(32), made_at=NOW)


def test_a_short_secret_is_no_key() -> None:
    """A truncated file never becomes a weak key."""
    with pytest.raises(ValueError, match="32 bytes"):
        CardKey("7", bytes(31), made_at=NOW)


def test_a_key_knows_the_zone_of_its_instants() -> None:
    """An instant without a zone could mean another end on another till."""
    with pytest.raises(ValueError, match="zone"):
        CardKey("7", bytes(32), made_at=NOW.replace(tzinfo=None))


def test_a_ring_needs_a_signing_key_and_distinct_names() -> None:
    """A ring that exists can sign and can tell its keys apart."""
    key = CardKey("7", bytes(32), made_at=NOW)
    ended = CardKey("8", bytes(32), made_at=NOW, ends_at=NOW)
    for keys in ((), (key, ended), (ended, ended, key), (key, key)):
        with pytest.raises(ValueError, match=r"ring"):
            CardKeyRing(keys)
