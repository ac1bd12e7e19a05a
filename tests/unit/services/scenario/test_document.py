import contextlib
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.services.scenario.document import read_scenarios, scenarios_of
from pos_loyalty.services.scenario.steps import Grant, GrantByPolicy, Purchase, Redeem, Scenario
from tests.support.builders import at

_PROGRAM = {
    "schema": 1,
    "name": "Test",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "earn": {"points": 1, "per": "1.00"},
}


def _story(*steps: dict[str, Any], **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    return {
        "schema": 1,
        "id": "s",
        "program": _PROGRAM,
        "start": "2026-01-05T09:00:00+01:00",
        "steps": list(steps),
        **changed,
    }


def _read(*steps: dict[str, Any], **changed: Any) -> Scenario:  # noqa: ANN401 - as above
    scenario = scenarios_of(_story(*steps, **changed))
    assert isinstance(scenario, Scenario)
    return scenario


def _problems(document: object) -> list[tuple[str, str]]:
    with pytest.raises(WrongDocumentError) as caught:
        scenarios_of(document)
    return [(problem.path, problem.reason) for problem in caught.value.problems]


def test_times_are_the_programs_own() -> None:
    """With an offset, local without, midnight for a date: as in the program document."""
    story = _read(
        {"do": "balance", "at": "2026-07-01"},
        {"do": "balance", "at": "2026-07-01T10:00:00"},
        {"do": "balance", "at": "2026-07-01T10:00:00Z"},
    )
    assert [step.at for step in story.steps] == [
        at("2026-07-01T00:00"),
        at("2026-07-01T10:00"),
        at("2026-07-01T12:00"),
    ]


@pytest.mark.parametrize("quantity", ["0.335", Decimal("0.335")])
def test_a_line_keeps_its_exact_quantity(quantity: object) -> None:
    """0.335 kg are 0.335 kg, in quotation marks or without."""
    deed = _read({"do": "purchase", "lines": [{"amount": "4.00", "quantity": quantity}]})
    assert deed.steps[0].deed == Purchase(Basket((BasketLine(400, Fraction(335, 1000)),)))


def test_an_absent_expiry_and_none_are_two_things() -> None:
    """Absent is as the program says; null is never."""
    story = _read(
        {"do": "grant", "points": 5},
        {"do": "grant", "points": 5, "expires": None},
        {"do": "grant", "points": 5, "expires": "2026-03-01", "lot": "a"},
    )
    assert [step.deed for step in story.steps] == [
        GrantByPolicy(5),
        Grant(5, None),
        Grant(5, at("2026-03-01T00:00")),
    ]


@pytest.mark.parametrize(
    ("step", "path", "reason"),
    [
        ({}, "do", "missing"),
        ({"do": "jump"}, "do", "unknown-choice"),
        ({"do": "balance", "amount": "1.00"}, "amount", "unknown-key"),
        ({"do": "balance", "member": 7}, "member", "wrong-type"),
        ({"do": "balance", "member": ""}, "member", "empty"),
        ({"do": "balance", "key": ""}, "key", "empty"),
        ({"do": "balance", "at": ""}, "at", "empty"),
        ({"do": "balance", "at": "2026-02-30"}, "at", "not-date"),
        ({"do": "balance", "at": "0001-01-01T00:00+14:00"}, "at", "not-date"),
        ({"do": "balance", "at": "1850-01-01"}, "at", "not-date"),
        ({"do": "advance"}, "to", "missing"),
        ({"do": "enroll", "birthday": "02-30"}, "birthday", "not-birthday"),
        ({"do": "grant"}, "points", "missing"),
        ({"do": "grant", "points": -1}, "points", "out-of-range"),
        ({"do": "grant", "points": True}, "points", "wrong-type"),
        ({"do": "grant", "points": 1.5}, "points", "wrong-type"),
        ({"do": "history"}, "entries", "missing"),
        ({"do": "history", "entries": [{}]}, "entries[0].at", "missing"),
        ({"do": "purchase"}, "amount", "one-of"),
        ({"do": "purchase", "amount": "1", "lines": []}, "amount", "one-of"),
        ({"do": "purchase", "lines": []}, "lines", "empty"),
        ({"do": "purchase", "amount": "1.005"}, "amount", "not-money"),
        ({"do": "purchase", "amount": "-1.00"}, "amount", "not-money"),
        ({"do": "purchase", "amount": 1}, "amount", "wrong-type"),
        (
            {"do": "purchase", "amount": "1.00", "order_discount": "1.01"},
            "order_discount",
            "above-purchase",
        ),
        ({"do": "purchase", "amount": "1.00", "gift_card": "-1"}, "gift_card", "not-money"),
        (
            {"do": "purchase", "amount": "1.00", "redeem": {"point": 1}},
            "redeem.point",
            "unknown-key",
        ),
        (
            {"do": "purchase", "lines": [{"amount": "1.00", "discount": "1.01"}]},
            "lines[0].discount",
            "above-line",
        ),
        (
            {"do": "purchase", "lines": [{"amount": "1.00", "quantity": 0}]},
            "lines[0].quantity",
            "above-zero",
        ),
        (
            {"do": "purchase", "lines": [{"amount": "1.00", "quantity": -1}]},
            "lines[0].quantity",
            "not-decimal",
        ),
        (
            {"do": "purchase", "lines": [{"amount": "9" * 16, "quantity": 10}]},
            "lines",
            "too-large-sum",
        ),
        ({"do": "redeem"}, "points", "one-of"),
        ({"do": "refund"}, "purchase", "missing"),
        ({"do": "undo-redeem"}, "id", "missing"),
        ({"do": "stamp", "count": 1}, "card", "missing"),
        ({"do": "ticket", "draw": "summer", "count": 0}, "count", "out-of-range"),
    ],
)
def test_a_wrong_step_is_refused_at_its_key(step: dict[str, Any], path: str, reason: str) -> None:
    """The path leads to the wrong key, and the reason says what is wrong there."""
    assert (f"steps[0].{path}", reason) in _problems(_story(step))


def test_everything_wrong_is_told_at_once() -> None:
    """One mistake does not hide the next."""
    document = _story({"do": "balance", "at": 5}, {"do": "void"}, id=3)
    assert _problems(document) == [
        ("id", "wrong-type"),
        ("steps[0].at", "wrong-type"),
        ("steps[1].purchase", "missing"),
    ]


def test_a_wrong_program_is_told_inside_its_scenario() -> None:
    """The path leads through the scenario into the program document."""
    document = [_story(), _story(program={**_PROGRAM, "earn": {"per": "0.00"}})]
    assert _problems(document) == [("[1].program.earn.per", "out-of-range")]


@pytest.mark.parametrize(
    ("document", "path", "reason"),
    [
        ({}, "program", "missing"),
        (_story(program=5), "program", "not-a-table"),
        (_story(program="no-such-preset"), "program", "unknown-program"),
        (_story(schema=2), "schema", "unknown-schema"),
        (_story(start=None), "start", "wrong-type"),
        (_story(steps={}), "steps", "not-a-list"),
        ("text", "", "not-a-table"),
        ({"scenario": 5}, "scenario", "not-a-list"),
        ([5], "[0]", "not-a-table"),
    ],
)
def test_what_is_no_scenario_is_refused(document: object, path: str, reason: str) -> None:
    """Whatever stands in the file, its reader is told what is missing or wrong."""
    assert (path, reason) in _problems(document)


def test_a_list_is_a_tuple_of_stories() -> None:
    """A list gives a list, even of one; a single scenario gives itself."""
    assert isinstance(scenarios_of([_story()]), tuple)
    assert isinstance(scenarios_of({"scenario": [_story()]}), tuple)


def test_a_program_is_found_by_preset_and_beside_its_scenario(tmp_path: Path) -> None:
    """A scenario file works from wherever it is read."""
    (tmp_path / "mine.json").write_text(json.dumps(_PROGRAM), "utf-8")
    for name, found in (("sonnenblume", "Sonnenblume Bonus"), ("mine.json", "Test")):
        story = tmp_path / "story.json"
        story.write_text(json.dumps(_story(program=name)), "utf-8")
        scenario = read_scenarios(str(story))
        assert isinstance(scenario, Scenario)
        assert scenario.program.name == found


def test_a_toml_file_holds_scenario_tables(tmp_path: Path) -> None:
    """``[[scenario]]`` tables are a list of stories."""
    story = tmp_path / "story.toml"
    story.write_text(
        "[[scenario]]\n"
        'schema = 1\nid = "one"\nprogram = "sonnenblume"\nstart = "2026-01-05"\n'
        '[[scenario.steps]]\ndo = "redeem"\npoints = 100\n',
        "utf-8",
    )
    (scenario,) = read_scenarios(str(story))  # type: ignore[misc]  # a tuple, as the next line proves
    assert scenario.steps[0].deed == Redeem(points=100)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` stands for what another program writes."""

    class _Input:
        buffer = io.BytesIO(json.dumps(_story()).encode())

    monkeypatch.setattr("sys.stdin", _Input())
    assert isinstance(read_scenarios("-"), Scenario)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(junk=_JUNK, key=st.sampled_from(["steps", "start", "program", "schema", "id"]))
def test_no_document_breaks_the_reader(junk: object, key: str) -> None:
    """Whatever is written anywhere, it is read or refused with a path."""
    for document in (_story(**{key: junk}), _story({"do": "purchase", "lines": junk})):
        with contextlib.suppress(WrongDocumentError):
            scenarios_of(document)
