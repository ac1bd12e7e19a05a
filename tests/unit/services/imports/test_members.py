from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.services.imports.layout import laid_out
from pos_loyalty.services.imports.members import ReadMembers, read_members
from tests.support.imports import MEMBERS, table

_HEAD = "number;name;first name;last name;phone;email;birthday;language;points;tier;tags;since"


def _read(*lines: str) -> ReadMembers:
    return read_members(laid_out(table(_HEAD, *lines), MEMBERS), zone=ZoneInfo("UTC"))


def test_a_row_is_read_as_a_member() -> None:
    """With everything that an old system knows."""
    (member,) = _read(
        "17;;Anna;Müller;0170 / 123-4567;anna@m.example;4.5.;Deutsch;1.284;gold;vip, bio;02.03.2020"
    ).members
    assert (member.member, member.given_name, member.family_name) == ("17", "Anna", "Müller")
    assert (member.phone, member.email) == ("01701234567", "anna@m.example")
    assert (member.birthday, member.language, member.points) == ("--05-04", "de", 1_284)
    assert (member.tier, member.segments) == ("gold", ("vip", "bio"))
    assert member.enrolled_at is not None
    assert member.enrolled_at.isoformat() == "2020-03-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Anna Maria Müller", "Anna Maria", "Müller"),
        ("Müller, Anna", "Anna", "Müller"),
        ("Anna", "Anna", ""),
        ("", "", ""),
    ],
)
def test_a_whole_name_is_taken_apart(name: str, given: str, family: str) -> None:
    """The last word is the family name, unless a comma says otherwise."""
    member = _read(f"17;{name}").members[0]
    assert (member.given_name, member.family_name) == (given, family)


@pytest.mark.parametrize(
    ("row", "column", "code", "shown"),
    [
        (";Anna", "number", "no-identity", ""),
        ("7" * 65, "number", "too-long", "64"),
        ("17;;;;12", "phone", "bad-phone", ""),
        ("17;;;;;anna@", "email", "bad-email", ""),
        ("17;;;;;;4.5.80", "birthday", "bad-birthday", ""),
        ("17;;;;;;;Suaheli", "language", "bad-language", "Suaheli"),
        ("17;;;;;;;;-5", "points", "bad-points", "-5"),
        ("17;;;;;;;;1,5", "points", "bad-points", "1,5"),
        ("17;;;;;;;;lots", "points", "bad-points", "lots"),
        ("17;;;;;;;;;;;once", "since", "bad-date", "once"),
        (f"17;{'x' * 101}", "name", "too-long", "100"),
        (f"17;;;{'x' * 101}", "last name", "too-long", "100"),
    ],
)
def test_a_wrong_row_is_named_without_what_is_personal(
    row: str, column: str, code: str, shown: str
) -> None:
    """Lists of errors are sent around; nobody's address is in them."""
    read = _read("1", row, "2")
    (problem,) = read.problems
    assert (problem.line, problem.column, problem.code) == (3, column, code)
    assert [fact for _name, fact in problem.facts] == ([shown] if shown else [])
    assert [member.member for member in read.members] == ["1", "2"]


@pytest.mark.parametrize(
    ("said", "language"), [("", None), ("DE", "de"), ("en-GB", "en"), ("English", "en")]
)
def test_languages_are_known_by_code_and_name(said: str, language: str | None) -> None:
    """As systems and people write them."""
    assert _read(f"17;;;;;;;{said}").members[0].language == language
