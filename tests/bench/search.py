"""Finding a member among a million, by each thing that somebody at the counter may say."""

from collections.abc import Callable
from contextlib import closing
from random import Random
from time import perf_counter
from typing import Any, Final

from pos_loyalty.storage.connection import DriverConnection, bare_connection
from pos_loyalty.storage.store import Store
from tests.bench.result import Figure, Goal, Result, measured
from tests.bench.scale import Scale, Setting
from tests.bench.shops import members_of

_GOAL: Final = Goal(Figure.P99, 30)
_SHOWN: Final = 20
_FLOOR: Final = """
    SELECT id, status, given_name, family_name, member.phone, member.email, birthday
    FROM member_search JOIN member ON member.id = member_id WHERE docid = ?
"""
_SOMEBODY: Final = """
    SELECT member_id, given_first, family_first, email, phone
    FROM member_search WHERE docid = ?
"""
_WITHOUT: Final = "nobody is called that"

Somebody = tuple[str, str, str, str, str]
Said = Callable[[Somebody, Random], str]


def _name(who: Somebody, random: Random) -> str:
    return who[2][: random.randrange(2, 6)]


def _inside_name(who: Somebody, _random: Random) -> str:
    return who[2].partition(" ")[0][1:5]


def _both_names(who: Somebody, _random: Random) -> str:
    return f"{who[1][:3]} {who[2][:4]}"


_SAID: Final[dict[str, Said]] = {
    "first letters of a name": _name,
    "given and family name": _both_names,
    "letters inside a name": _inside_name,
    "last digits of a telephone": lambda who, _random: who[4][-4:],
    "beginning of an e-mail": lambda who, _random: who[3][:9],
    "member number": lambda who, _random: who[0],
    "nobody": lambda _who, _random: _WITHOUT,
}


def search(setting: Setting) -> list[Result]:
    """Each way to look, with a screenful of rows in bare SQL as its floor."""
    database = members_of(setting.place, setting.scale.searched_members)
    random = Random(5)  # noqa: S311 - chance is all that is asked for
    store = Store.open(database)
    try:
        with closing(bare_connection(database)) as connection:
            people = _people(connection, setting.scale, random)
            floor = [_look(connection, setting.scale, random) for _ in people]
            return [_search(store, name, people, random, floor) for name in _SAID]
    finally:
        store.close()


def _people(connection: DriverConnection, scale: Scale, random: Random) -> list[Somebody]:
    """Members who have a telephone and an e-mail address, anywhere in the table."""
    found: list[Somebody] = []
    while len(found) < scale.searches:
        docid = random.randrange(1, scale.searched_members + 1)
        who: Any = connection.execute(_SOMEBODY, (docid,)).fetchone()
        if all(who):
            found.append(who)
    return found


def _look(connection: DriverConnection, scale: Scale, random: Random) -> float:
    """Milliseconds for as many rows as a list of hits has, wherever they lie."""
    places = [random.randrange(1, scale.searched_members + 1) for _ in range(_SHOWN)]
    began = perf_counter()
    for place in places:
        connection.execute(_FLOOR, (place,)).fetchone()
    return (perf_counter() - began) * 1000


def _search(
    store: Store, name: str, people: list[Somebody], random: Random, floor: list[float]
) -> Result:
    taken = [_find(store, _SAID[name](who, random)) for who in people]
    return measured(f"search, {name}", taken, floor=floor, goal=_GOAL)


def _find(store: Store, text: str) -> float:
    began = perf_counter()
    with store.read() as reading:
        reading.members.find(text)
    return (perf_counter() - began) * 1000
