"""What the hub packs of members is what a till unpacks, record by record and stamp by stamp."""

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.shared_records import CARD, MEMBER, Stamped
from pos_loyalty.storage import member_parts
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.member_parts import (
    BASE_COLUMNS,
    MEMBER_COLUMNS,
    MemberPart,
    PartMaker,
    packed,
    records_of,
    rows,
    unpacked,
)

_FIELDS = msgspec.json.Decoder(dict[str, Stamped])
_ISSUED_US = 1_700_000_000_123_000
_CARD_HLC = 1_700_000_000_123 << 16
_HLCS = st.sampled_from((1, 2, _CARD_HLC, 1 << 60))
_DEVICES = st.sampled_from(("till-a", "till-b"))


def _stamped(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Stamped]:
    return st.builds(
        Stamped,
        value=values,
        hlc=_HLCS,
        device=_DEVICES,
        seen=st.sampled_from((0, 0, 1)),
        turn=st.sampled_from((0, 0, 1)),
    )


_TEXT = st.sampled_from((None, "Anna", "", "\N{SNOWMAN}"))
_MEMBER = st.fixed_dictionaries(
    {},
    optional={
        "status": _stamped(st.sampled_from(("active", "blocked", "erased", "paused", None))),
        "enrolled_at": _stamped(st.sampled_from((_ISSUED_US, 0, None))),
        "given_name": _stamped(_TEXT),
        "email": _stamped(_TEXT),
        "consents.mail": _stamped(st.sampled_from((None, "2026-03-05", ""))),
        "segments": _stamped(st.sampled_from((None, ["vip"], [], "vip"))),
        "referrer_id": _stamped(st.sampled_from((None, "M2"))),
        "shoe_size": _stamped(st.sampled_from((None, 42))),
    },
).filter(bool)
_CARD = st.fixed_dictionaries(
    {},
    optional={
        "status": _stamped(st.sampled_from(("active", "blocked", "lost", None))),
        "issued_us": _stamped(st.sampled_from((_ISSUED_US, None))),
        "color": _stamped(st.sampled_from((None, "blue"))),
    },
).filter(bool)
_PLAIN = {
    name: Stamped(value=value, hlc=7, device="till-a")
    for name, value in (("status", "active"), ("enrolled_at", _ISSUED_US), ("given_name", "Anna"))
}
_PLAIN_CARD = {
    name: Stamped(value=value, hlc=_CARD_HLC, device="till-b")
    for name, value in (("status", "active"), ("issued_us", _ISSUED_US))
}


def _json(fields: Mapping[str, Stamped]) -> str:
    return encode_json(fields).decode()


def _part(
    members: Mapping[str, Mapping[str, Stamped] | None],
    cards: Mapping[str, Mapping[str, Stamped]] | None = None,
) -> MemberPart:
    maker = PartMaker()
    for member, fields in members.items():
        maker.add_member(member, None if fields is None else _json(fields))
    for key, fields in (cards or {}).items():
        maker.add_card(key, _json(fields))
    return unpacked(packed(maker.part()))


def _told(part: MemberPart) -> dict[tuple[str, str], dict[str, Stamped]]:
    found = [*part.records, *records_of(part)]
    assert len({(each.kind, each.key) for each in found}) == len(found)
    return {(each.kind, each.key): _FIELDS.decode(each.fields) for each in found}


@given(_MEMBER, _MEMBER, _CARD)
def test_nothing_of_a_record_is_lost_or_made_up(
    first: dict[str, Stamped], second: dict[str, Stamped], card: dict[str, Stamped]
) -> None:
    """Values and stamps, those of names that nobody here knows too."""
    part = _part({"M1": first, "M2": second}, {"M1/0": card})
    assert _told(part) == {(MEMBER, "M1"): first, (MEMBER, "M2"): second, (CARD, "M1/0"): card}


def test_a_record_of_one_writing_has_no_stamps() -> None:
    """Only the till that wrote it."""
    part = _part({"M1": _PLAIN}, {"M1/0": _PLAIN_CARD})
    assert part.stamps == {}
    assert part.origins == ("", "till-a", "till-b")
    assert (part.members["origin"], part.cards["origin"]) == ([1], [2])


@pytest.mark.parametrize(
    "changed",
    [
        Stamped(value="Anna", hlc=8, device="till-a"),
        Stamped(value="Anna", hlc=7, device="till-b"),
        Stamped(value="Anna", hlc=7, device="till-a", seen=3),
        Stamped(value="Anna", hlc=7, device="till-a", turn=1),
        Stamped(value=None, hlc=7, device="till-a"),
    ],
)
def test_any_other_record_has_them(changed: Stamped) -> None:
    """Whatever of a stamp is different."""
    part = _part({"M1": {**_PLAIN, "given_name": changed}})
    assert part.stamps["key"] == ["M1"]
    assert part.members["origin"] == [0]


def test_a_card_that_is_stamped_otherwise_than_it_was_issued_has_stamps() -> None:
    """No stamp of a card is kept beside it."""
    later = {
        name: Stamped(value=each.value, hlc=9, device="till-b")
        for name, each in _PLAIN_CARD.items()
    }
    part = _part({"M1": _PLAIN}, {"M1/0": later})
    assert part.stamps["kind"] == [CARD]


def test_what_a_row_cannot_say_comes_as_the_record() -> None:
    """Its member is named, so that cards and standing have somebody to belong to."""
    odd = {**_PLAIN, "status": Stamped(value="paused", hlc=7, device="till-a")}
    part = _part({"M1": odd, "M2": None})
    assert part.named == ("M1", "M2")
    assert [each.key for each in part.records] == ["M1"]
    assert part.ids == []


def test_members_are_taken_out_with_all_that_is_theirs() -> None:
    """And what is left is theirs no more."""
    maker = PartMaker()
    mixed = {**_PLAIN, "email": Stamped(value="a", hlc=9, device="till-b")}
    odd = {**_PLAIN, "shoe_size": Stamped(value=42, hlc=9, device="till-b")}
    for member, fields in (("M1", _PLAIN), ("M2", mixed), ("M3", odd)):
        maker.add_member(member, _json(fields))
        maker.add_card(f"{member}/0", _json(_PLAIN_CARD))
        maker.add_base((member, b"s", 1, b"{}", 1, bytes(32), 5), ("draw",), 17)
    whole = maker.part()
    assert whole.latest_us == 17
    both = {"M2", "M3"}
    rest, taken = whole.without(both), whole.only(both)
    for part, ids in ((rest, ["M1"]), (taken, ["M2", "M3"])):
        assert part.cards["member_id"] == ids
        assert part.bases["member_id"] == ids
        assert [member for _draw, member in part.draws] == ids
    assert (rest.ids, rest.stamps["key"], rest.named, rest.records) == (["M1"], [], (), ())
    assert (taken.ids, taken.stamps["key"], taken.named) == (["M2"], ["M2"], ("M3",))
    assert [each.key for each in taken.records] == ["M3"]


def test_columns_are_found_by_their_names() -> None:
    """What a newer hub tells besides is passed over, what an older one does not is as always."""
    part = _part({"M1": _PLAIN})
    told = {"shoe_size": [42], **{k: v for k, v in part.members.items() if k != "segments"}}
    ((*values, _origin),) = rows(told, MEMBER_COLUMNS)
    said = dict(zip(MEMBER_COLUMNS, values, strict=False))
    assert (said["id"], said["segments"], said["given_name"]) == ("M1", b"[]", "Anna")
    assert list(rows({}, BASE_COLUMNS)) == []


def test_what_is_no_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything of it is believed."""
    good = packed(_part({"M1": _PLAIN}))
    crooked = msgspec.msgpack.encode({"members": {"id": ["M1"], "hlc": []}})
    for body in (b"", b"something else", good[:-1], zlib.compress(b"\x91"), zlib.compress(crooked)):
        with pytest.raises(ValueError, match=r".*"):
            unpacked(body)
    monkeypatch.setattr(member_parts, "LARGEST_PART", 10)
    with pytest.raises(ValueError, match="too large"):
        unpacked(good)
