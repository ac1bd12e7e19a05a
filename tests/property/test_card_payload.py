from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.errors import ForgedCardError, UnreadableCardError
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.payload import ISSUES, ScannedCard, card_payload, read_card

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
MEMBER_IDS = st.text(ALPHABET, min_size=10, max_size=10)
KEYS = st.builds(
    CardKey,
    key_id=st.sampled_from(ALPHABET),
    secret=st.binary(min_size=32, max_size=32),
    made_at=st.just(NOW),
)
ISSUE_NUMBERS = st.integers(0, ISSUES - 1)


@given(MEMBER_IDS, ISSUE_NUMBERS, KEYS)
def test_every_card_is_read_back(member_id: str, issue: int, key: CardKey) -> None:
    """Payload round trip: what was put on the card is what the till reads, in either case."""
    text = card_payload(member_id=member_id, issue=issue, key=key)
    expected = ScannedCard(member_id, issue, key.key_id)
    assert read_card(text, CardKeyRing((key,)), NOW) == expected
    assert read_card(text.lower(), CardKeyRing((key,)), NOW) == expected


@given(MEMBER_IDS, ISSUE_NUMBERS, KEYS)
def test_every_card_fits_the_small_symbol(member_id: str, issue: int, key: CardKey) -> None:
    """Twenty-eight characters of the tight alphabet: any more and the symbol grows."""
    text = card_payload(member_id=member_id, issue=issue, key=key)
    assert len(text) == 28
    assert set(text) <= set(ALPHABET)


@given(MEMBER_IDS, ISSUE_NUMBERS, KEYS, st.data())
def test_no_single_slip_is_taken_for_a_card(
    member_id: str, issue: int, key: CardKey, data: st.DataObject
) -> None:
    """A wrong character is a bad reading, never a forgery and never another member."""
    text = card_payload(member_id=member_id, issue=issue, key=key)
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != text[place]]))
    try:
        read_card(text[:place] + wrong + text[place + 1 :], CardKeyRing((key,)), NOW)
    except UnreadableCardError:
        return
    raise AssertionError("a damaged code was taken")


@given(MEMBER_IDS, ISSUE_NUMBERS, KEYS, st.binary(min_size=32, max_size=32))
def test_only_the_secret_makes_a_card(
    member_id: str, issue: int, key: CardKey, secret: bytes
) -> None:
    """The same name with another secret signs nothing that we take."""
    if secret == key.secret:
        return
    theirs = card_payload(
        member_id=member_id, issue=issue, key=CardKey(key.key_id, secret, made_at=NOW)
    )
    try:
        read_card(theirs, CardKeyRing((key,)), NOW)
    except ForgedCardError:
        return
    raise AssertionError("a card under another secret was taken")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a scanner delivers is refused, not crashed upon."""
    try:
        read_card(text, CardKeyRing((CardKey("7", bytes(32), made_at=NOW),)), NOW)
    except UnreadableCardError:
        return
    raise AssertionError("a random text was taken for a card")
