import json

import pytest

from pos_loyalty.domain.program_document import read_program
from pos_loyalty.gateway.basket_file import is_whole, key_of, purchase_in
from pos_loyalty.gateway.errors import WrongFileError, WrongRequestError
from tests.support.shop import rules

_WHOLE = {"card": "NBC23-EM2RJ-A", "receipt": "4711", "at": "2026-03-05T14:30"}
_TABLE = "card;receipt;at;amount;quantity;category;product;total"
_FIRST = "NBC23-EM2RJ-A;4711;2026-03-05T14:30"


def _json(**more: object) -> bytes:
    return json.dumps({**_WHOLE, **more}).encode()


def test_json_is_what_the_api_takes() -> None:
    """Field by field, with whatever a purchase may have."""
    found = purchase_in(_json(amount="36.50", redeem={"points": 100}, print=False), ".json")
    assert (found.card, found.receipt, found.amount) == ("NBC23-EM2RJ-A", "4711", "36.50")
    assert (found.redeem.points, found.print) == (100, False)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_is_one_purchase_with_its_parts(end: str, mark: str, separator: str) -> None:
    """As tills of any system write it: line ends, a mark in front, other separators."""
    rows = [_TABLE, f"{_FIRST};2.40;2;bread;rye;36.50", ";;;1.20;;;;"]
    text = mark + end.join(rows).replace(";", separator) + end
    found = purchase_in(text.encode(), ".csv")
    assert (found.receipt, found.amount) == ("4711", "36.50")
    assert [(line.amount, line.quantity, line.category) for line in found.lines] == [
        ("2.40", "2", "bread"),
        ("1.20", "1", ""),
    ]


def test_a_comma_may_part_the_decimals() -> None:
    """German tills write them so."""
    text = f"{_TABLE}\n{_FIRST};2,40;1,5;;;36,50\n"
    found = purchase_in(text.encode(), ".csv")
    assert (found.amount, found.lines[0].amount, found.lines[0].quantity) == (
        "36.50",
        "2.40",
        "1.5",
    )


def test_a_purchase_may_be_known_by_its_total_alone() -> None:
    """Then it has no parts."""
    found = purchase_in(b"card,receipt,at,total\nX,1,2026-03-05T14:30,36.50\n", ".csv")
    assert (found.amount, found.lines) == ("36.50", [])


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".json", "empty"),
        (b" \r\n", ".csv", "empty"),
        (b"{", ".json", "json"),
        (b"[]", ".json", "json"),
        (b"[" * 100_000, ".json", "json"),
        ("Käse".encode("cp1252"), ".csv", "encoding"),
        (json.dumps(_WHOLE).encode("utf-16"), ".json", "encoding"),
        (b"card;receipt;at;amount\n\0;1;2;3\n", ".csv", "encoding"),
        (b"card;receipt;amount\nX;1;2.00\n", ".csv", "heading"),
        (b"card;receipt;at;price\nX;1;2026-03-05;2.00\n", ".csv", "csv"),
        (b"card;receipt;at;at\nX;1;2026-03-05;2.00\n", ".csv", "csv"),
        (b"card;receipt;at;amount\nX;1;2026-03-05\n", ".csv", "csv"),
        (b'card;receipt;at;amount\n"X;1;2026-03-05;1.00\n', ".csv", "csv"),
        (b"card;receipt;at;amount\n", ".csv", "empty"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, suffix: str, reason: str) -> None:
    """With the reason, so that whoever sends it knows what to change."""
    with pytest.raises(WrongFileError) as refused:
        purchase_in(data, suffix)
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("data", "suffix", "field"),
    [
        (b'{"card": "X", "receipt": "1", "amount": "1.00"}', ".json", "at"),
        (b'{"card": "X", "at": "2026-03-05", "amount": "1.00"}', ".json", "receipt"),
        (_json(amount=36.5), ".json", "amount"),
        (_json(amount="1.00", tip="1.00"), ".json", "tip"),
        (f"{_TABLE}\n{_FIRST};1;;;;\nY;;;1;;;;\n".encode(), ".csv", "card"),
    ],
)
def test_a_wrong_field_is_named(data: bytes, suffix: str, field: str) -> None:
    """Receipt and time are no choice: without them a repeated file is a second purchase."""
    with pytest.raises(WrongRequestError) as refused:
        purchase_in(data, suffix)
    assert refused.value.facts["field"] == field


def test_the_key_is_the_receipt_and_its_time() -> None:
    """However the file is written; a till that begins anew with 1 is not mistaken for itself."""
    program = read_program(rules())
    named = purchase_in(_json(amount="36.50"), ".json")
    table = purchase_in(f"{_TABLE}\n{_FIRST};36,50;;;;\n".encode(), ".csv")
    offset = purchase_in(_json(amount="36.50", at="2026-03-05T14:30+01:00"), ".json")
    later = purchase_in(_json(amount="36.50", at="2026-03-06T14:30"), ".json")
    other = purchase_in(_json(amount="36.50", receipt="4712"), ".json")
    assert key_of(named, program) == key_of(table, program) == key_of(offset, program)
    assert len({key_of(each, program) for each in (named, later, other)}) == 3


def test_half_an_object_is_not_whole() -> None:
    """Whatever part of it has arrived."""
    data = _json(amount="36.50")
    assert is_whole(data)
    assert not any(is_whole(data[:end]) for end in range(len(data)))
