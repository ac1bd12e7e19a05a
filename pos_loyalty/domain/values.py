"""``dataclass`` for values: the standard library's, made faster where it is frozen and has slots.

The standard decorator compiles six methods for each class, and the ``__init__`` that it gives a
frozen one goes through ``object.__setattr__`` for each field. Here one method is compiled, when
the first value is made, and fills the slots itself. Three hundred classes are made before the
first card can be scanned, most of them without a value yet, and dozens of values for each sale.

``fields``, ``replace``, ``asdict``, ``copy`` and ``match`` work as ever, and so do type checkers:
they see the standard one.
"""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

__all__ = ["dataclass"]

_Parts: TypeAlias = tuple[Field[Any], ...]
_Method: TypeAlias = Callable[..., Any]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen=False, slots=False, **others):  # noqa: ANN001, ANN003, ANN201 - typed above
        """What ``dataclasses.dataclass`` makes of a class."""
        if frozen and slots and others.keys() <= {"kw_only"}:
            return lambda cls: _value_class(cls, **others)
        return dataclasses.dataclass(frozen=frozen, slots=slots, **others)


def _value_class(cls: type, *, kw_only: bool = False) -> type:
    # Without a text of its own the standard decorator would take pains to write one.
    cls.__doc__ = cls.__doc__ or cls.__name__
    make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)
    made: Any = make(cls)
    parts: _Parts = dataclasses.fields(made)
    if not all(part.init and part.compare and part.hash is None for part in parts):
        raise TypeError(f"each field of {cls.__name__} is given and compared, or it is no value")
    methods = {
        "__init__": _LateInit(made, parts),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        **_comparing(parts),
        **_copying(made, parts),
    }
    for name, method in methods.items():
        if name not in made.__dict__:
            setattr(made, name, method)
    kind: type = made
    return kind


class _LateInit:
    """``__init__`` as long as nobody asked for it; whoever does finds the compiled one."""

    __slots__ = ("_made", "_parts")

    def __init__(self, made: Any, parts: _Parts) -> None:  # noqa: ANN401 - a class of any kind
        self._made = made
        self._parts = parts

    def __get__(self, value: object, _owner: type) -> _Method:
        # Two threads may both come here first: then it is compiled twice, and alike.
        init = _init_of(self._made, self._parts)
        self._made.__init__ = init
        return init if value is None else MethodType(init, value)


def _init_of(made: Any, parts: _Parts) -> _Method:  # noqa: ANN401 - a class of any kind
    scope: dict[str, Any] = {"__missing": MISSING}
    given: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    for part in parts:
        name = part.name
        scope[f"__set_{name}"] = getattr(made, name).__set__
        (named if part.kw_only else given).append(_parameter(part, scope))
        if part.default_factory is not MISSING:
            body.append(f"if {name} is __missing: {name} = __new_{name}()")
        body.append(f"__set_{name}(self, {name})")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join([*given, *(["*", *named] if named else [])])
    lines = "\n  ".join(body or ["pass"])
    # What is compiled is made of names of fields, which are names already.
    exec(f"def __init__({parameters}):\n  {lines}", scope)  # noqa: S102 - as dataclasses does
    init: FunctionType = scope["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__module__ = made.__module__
    init.__annotations__ = {part.name: part.type for part in parts} | {"return": None}
    return init


def _parameter(part: Field[Any], scope: dict[str, Any]) -> str:
    if part.default is not MISSING:
        scope[f"__default_{part.name}"] = part.default
        return f"{part.name}=__default_{part.name}"
    if part.default_factory is not MISSING:
        scope[f"__new_{part.name}"] = part.default_factory
        return f"{part.name}=__missing"
    return part.name


def _comparing(parts: _Parts) -> dict[str, _Method]:
    names = [part.name for part in parts]
    # With one name the getter gives the value itself, which compares and hashes as well.
    content: _Method = attrgetter(*names) if names else _nothing
    shown = [part.name for part in parts if part.repr]

    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - as of all comparing
        if self.__class__ is not other.__class__:
            return NotImplemented
        return content(self) == content(other)

    def text(self: object) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({inside})"

    return {"__eq__": equal, "__hash__": lambda self: hash(content(self)), "__repr__": text}


def _copying(made: Any, parts: _Parts) -> dict[str, _Method]:  # noqa: ANN401 - as above
    names = [part.name for part in parts]

    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def restore(self: object, values: Iterable[object]) -> None:
        for name, value in zip(names, values, strict=True):
            getattr(made, name).__set__(self, value)

    return {"__getstate__": state, "__setstate__": restore}


def _refuse(_self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"{name} of a value stays what it is")


def _nothing(_self: object) -> tuple[()]:
    return ()
