import copy
import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from typing import Any, Generic, TypeVar, get_type_hints

import pytest

from pos_loyalty.domain import values

_Maker = Callable[..., Callable[[type], Any]]
_Content = TypeVar("_Content")


def _lot(dataclass: _Maker) -> Any:  # noqa: ANN401 - a class of the maker's
    @dataclass(frozen=True, slots=True)
    class Lot:
        """Some points."""

        points: int
        reason: str = "sale"
        phone: str = field(default="", repr=False)
        notes: tuple[str, ...] = field(default_factory=tuple)

        def __post_init__(self) -> None:
            if self.points < 0:
                raise ValueError(self.points)

        @property
        def doubled(self) -> int:
            return self.points * 2

    return Lot


@pytest.fixture(params=[values.dataclass, dataclasses.dataclass], ids=["ours", "standard"])
def maker(request: pytest.FixtureRequest) -> _Maker:
    """The decorator of ours, and the one whose promises it keeps."""
    made: _Maker = request.param
    return made


def test_a_value_takes_what_its_fields_say(maker: _Maker) -> None:
    """Values in order or by name, with their defaults; nothing missing, nothing more."""
    lot = _lot(maker)
    made = lot(5, notes=("a",))
    assert (made.points, made.reason, made.phone, made.notes) == (5, "sale", "", ("a",))
    assert made.doubled == 10
    assert lot(5).notes == ()
    for wrong in ({}, {"points": 1, "color": "red"}):
        with pytest.raises(TypeError):
            lot(**wrong)


def test_a_value_checks_itself(maker: _Maker) -> None:
    """What exists is valid."""
    with pytest.raises(ValueError, match="-1"):
        _lot(maker)(-1)
    with pytest.raises(ValueError, match="-2"):
        replace(_lot(maker)(1), points=-2)


def test_a_value_never_changes(maker: _Maker) -> None:
    """Neither by setting nor by deleting, nor by a name that it never had."""
    made = _lot(maker)(5)
    with pytest.raises(FrozenInstanceError):
        made.points = 6
    with pytest.raises(FrozenInstanceError):
        del made.points
    # The standard one stumbles here before it refuses.
    with pytest.raises((FrozenInstanceError, TypeError)):
        made.color = "red"
    assert made.points == 5
    assert not hasattr(made, "__dict__")


def test_values_are_equal_by_what_they_hold(maker: _Maker) -> None:
    """Two of one content are one in a set; another class is another thing."""
    lot, other = _lot(maker), _lot(maker)
    assert lot(5, "gift") == lot(5, "gift")
    assert lot(5) != lot(6)
    assert lot(5) != other(5)
    assert lot(5) != (5, "sale", "", ())
    assert len({lot(5), lot(5), lot(6)}) == 2


def test_a_value_shows_all_but_what_is_hidden(maker: _Maker) -> None:
    """What names a person never reaches a log by way of a trace."""
    shown = repr(_lot(maker)(5, phone="0151"))
    assert shown.endswith("Lot(points=5, reason='sale', notes=())")


def test_tools_for_dataclasses_know_a_value(maker: _Maker) -> None:
    """Fields, replacing, a mapping of it, its hints and its signature."""
    lot: Any = _lot(maker)
    assert is_dataclass(_lot(maker))
    assert [each.name for each in fields(lot)] == ["points", "reason", "phone", "notes"]
    assert replace(lot(5), reason="gift") == lot(5, "gift")
    assert asdict(lot(5)) == {"points": 5, "reason": "sale", "phone": "", "notes": ()}
    assert get_type_hints(lot) == {
        "points": int,
        "reason": str,
        "phone": str,
        "notes": tuple[str, ...],
    }
    assert lot.__init__.__annotations__ == get_type_hints(lot) | {"return": None}
    assert list(inspect.signature(lot).parameters) == ["points", "reason", "phone", "notes"]
    assert lot.__init__.__qualname__.endswith("Lot.__init__")


def test_a_kind_of_value_is_made_as_its_like(maker: _Maker) -> None:
    """A class that builds on another gives it what is its own, whichever is made first."""

    @maker(frozen=True, slots=True)
    class Lot:
        points: int

    class Plain(Lot):
        pass

    @maker(frozen=True, slots=True)
    class Named(Lot):
        name: str = ""

    plain, named, lot = (Plain, Named, Lot)  # type: tuple[Any, Any, Any]
    assert (plain(5).points, type(plain(5)), lot(6).points) == (5, Plain, 6)
    assert (named(5, name="x").name, named(7).points) == ("x", 7)
    with pytest.raises(TypeError):
        lot(5, name="x")


def test_what_makes_a_value_is_compiled_with_the_first() -> None:
    """A class of which nothing is ever made costs next to nothing, and no class costs twice."""
    lot = _lot(values.dataclass)
    assert not inspect.isfunction(vars(lot)["__init__"])
    lot(5)
    compiled = vars(lot)["__init__"]
    assert inspect.isfunction(compiled)
    assert lot(6).points == 6
    assert vars(lot)["__init__"] is compiled


def test_a_value_can_be_copied_and_matched(maker: _Maker) -> None:
    """A copy is equal; a pattern names the fields in their order."""
    made = _lot(maker)(5, notes=("a",))
    assert copy.copy(made) == copy.deepcopy(made) == made
    assert type(made).__match_args__ == ("points", "reason", "phone", "notes")


def test_fields_can_be_by_name_only(maker: _Maker) -> None:
    """Two values of one type are not mixed up; one with a default may then come first."""

    @maker(frozen=True, slots=True, kw_only=True)
    class Pair:
        first: int = 1
        second: int

    pair: Any = Pair
    assert (pair(second=2).first, pair(second=2).second) == (1, 2)
    with pytest.raises(TypeError):
        pair(1, 2)


def test_a_value_may_hold_one_thing_or_none(maker: _Maker) -> None:
    """The smallest values compare and show themselves like all others."""

    @maker(frozen=True, slots=True)
    class Nothing:
        pass

    @maker(frozen=True, slots=True)
    class Box(Generic[_Content]):
        content: _Content

    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert repr(Nothing()).endswith("Nothing()")
    box: Any = Box
    assert box(3) == box(3)
    assert hash(box(3)) == hash(box(3))


def test_what_a_class_says_itself_stands(maker: _Maker) -> None:
    """A value with a text of its own keeps it."""

    @maker(frozen=True, slots=True)
    class Secret:
        pin: str

        def __repr__(self) -> str:
            return "Secret"

    secret: Any = Secret
    assert repr(secret("1234")) == "Secret"


def test_what_is_no_value_is_made_by_the_standard_library() -> None:
    """What changes, or has an order, is as it always was."""

    @values.dataclass(slots=True)
    class Count:
        so_far: int = 0

    @values.dataclass(frozen=True, slots=True, order=True)
    class Place:
        number: int

    count = Count()
    count.so_far += 1
    assert count.so_far == 1
    assert Place(1) < Place(2)


@pytest.mark.parametrize("options", [{"init": False}, {"compare": False}, {"hash": False}])
def test_a_field_that_is_no_part_of_the_value_is_refused(options: dict[str, bool]) -> None:
    """Nobody finds out in the field that two different values were taken for one."""

    class Odd:
        part: int = field(default=0, **options)  # type: ignore[call-overload] # one of them at a time

    with pytest.raises(TypeError):
        values.dataclass(frozen=True, slots=True)(Odd)


def test_a_value_may_build_on_another(maker: _Maker) -> None:
    """What it takes over, it fills, compares and shows like its own."""

    @maker(frozen=True, slots=True, kw_only=True)
    class Sale:
        points: int

    @maker(frozen=True, slots=True, kw_only=True)
    class Return(Sale):
        reason: str = ""

    found: Any = Return
    assert found(points=1, reason="broken").points == 1
    assert found(points=1) != found(points=2)
    assert copy.copy(found(points=3)) == found(points=3)
    assert repr(found(points=4)).endswith("Return(points=4, reason='')")
