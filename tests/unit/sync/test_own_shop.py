from datetime import timedelta

import msgspec

from pos_loyalty.cards.key_ring import new_key_ring
from pos_loyalty.cards.key_ring_file import ring_document
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.sync.own_shop import has_other_programs, is_another, own_shop
from pos_loyalty.sync.protocol import ProgramNote
from tests.support.builders import at

NOW = at("2026-03-01T09:00")
RING = new_key_ring(NOW)
PROGRAM = ProgramRecord(1, NOW, b'{"a":1,"b":2}', NOW, None)


def _note(number: int, document: bytes) -> ProgramNote:
    return ProgramNote(
        number=number, valid_from=NOW, document=msgspec.Raw(document), published_at=NOW
    )


def test_a_shop_is_known_by_any_key_that_it_ever_had() -> None:
    """By marks that are no keys; what cannot be read is nobody's to judge."""
    later = RING.rotated(NOW, timedelta(days=1))
    own = own_shop(RING, (), has_members=True)
    assert not is_another(own, msgspec.json.encode({"ring": ring_document(later).decode()}))
    other = msgspec.json.encode({"ring": ring_document(new_key_ring(NOW)).decode()})
    assert is_another(own, other)
    assert not is_another(own, b"sealed by another release")
    assert not is_another(own, msgspec.json.encode({"ring": "{}"}))
    assert all(key.secret.hex() not in own.key_marks for key in RING.keys)


def test_programs_are_compared_by_what_they_say() -> None:
    """However they are laid out; a version that the hub has not is another one."""
    own = own_shop(RING, (PROGRAM,), has_members=False)
    assert not has_other_programs(own, [_note(1, b'{ "b": 2, "a": 1 }'), _note(2, b"{}")])
    assert has_other_programs(own, [_note(1, b'{"a":1}')])
    assert has_other_programs(own, [])
