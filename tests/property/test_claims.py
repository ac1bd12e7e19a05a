from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.claim import LARGEST_CLAIM_MINOR, Claim, claim_text, read_claim
from pos_loyalty.cards.errors import ForeignCardError, ForgedCardError, UnreadableCardError
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
KEYS = st.builds(
    CardKey,
    key_id=st.sampled_from(ALPHABET),
    secret=st.binary(min_size=32, max_size=32),
    made_at=st.just(NOW),
)
CLAIMS = st.builds(
    Claim,
    at=st.integers(0, 2**30 - 1).map(lambda minutes: EPOCH + timedelta(minutes=minutes)),
    amount_minor=st.integers(1, LARGEST_CLAIM_MINOR),
    nonce=st.integers(0, 2**25 - 1),
)


@given(CLAIMS, KEYS)
def test_every_claim_is_read_back(claim: Claim, key: CardKey) -> None:
    """Round trip: what was put on the slip is what the till reads, in either case."""
    text = claim_text(claim, key)
    assert len(text) == 36
    assert set(text) <= set(ALPHABET)
    assert read_claim(text, CardKeyRing((key,)), NOW) == claim
    assert read_claim(text.lower(), CardKeyRing((key,)), NOW) == claim


@given(CLAIMS, KEYS, st.data())
def test_no_wrong_character_is_taken(claim: Claim, key: CardKey, data: st.DataObject) -> None:
    """One wrong character is a bad reading, never a forgery and never another amount."""
    text = claim_text(claim, key)
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != text[place]]))
    try:
        read_claim(text[:place] + wrong + text[place + 1 :], CardKeyRing((key,)), NOW)
    except UnreadableCardError:
        return
    raise AssertionError("a damaged slip was taken")


@given(CLAIMS, KEYS, st.data())
def test_no_exchange_is_taken(claim: Claim, key: CardKey, data: st.DataObject) -> None:
    """Two characters that changed places are noticed, by the key or its signature at the latest."""
    text = list(claim_text(claim, key))
    one = data.draw(st.integers(0, 34))
    other = data.draw(st.integers(one + 1, 35))
    if text[one] == text[other]:
        return
    text[one], text[other] = text[other], text[one]
    try:
        read_claim("".join(text), CardKeyRing((key,)), NOW)
    except (UnreadableCardError, ForeignCardError, ForgedCardError):
        return
    raise AssertionError("an exchange was not seen")
