"""The scenario file, schema 1: from parsed values to stories that can be played.

Everything wrong is refused at once, each with the path of its key. What the rules of a
program will say to a step is no matter of the file: that is a result of playing it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.calendar import parse_month_day
from pos_loyalty.domain.document_reader import TableReader
from pos_loyalty.domain.errors import Problem, WrongDocumentError
from pos_loyalty.domain.events import Activity
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.services.document_file import STANDARD_INPUT, read_document_file
from pos_loyalty.services.presets import find_document
from pos_loyalty.services.scenario.steps import (
    Adjust,
    Advance,
    Balance,
    Block,
    BuyMembership,
    CancelMembership,
    Deed,
    Donate,
    Enroll,
    Grant,
    GrantByPolicy,
    History,
    HoldDraw,
    PerformAction,
    Purchase,
    Quote,
    Redeem,
    Refund,
    Scenario,
    SetTier,
    Spin,
    Stamp,
    Step,
    Ticket,
    Unblock,
    UndoRedeem,
    Void,
)

_LARGEST: Final = 2**63 - 1
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2999


def read_scenarios(name: str) -> Scenario | tuple[Scenario, ...]:
    """The stories of a file: a list gives a tuple, a single scenario itself.

    ``-`` is standard input. Raises WrongDocumentError with all problems.
    """
    beside = Path(name).parent if name != STANDARD_INPUT else None
    return scenarios_of(read_document_file(name), beside=beside)


def scenarios_of(
    document: object, *, beside: Path | None = None
) -> Scenario | tuple[Scenario, ...]:
    """The stories of a parsed document. Raises WrongDocumentError with all problems.

    ``beside`` is the folder in which a program's relative path is looked for.
    """
    if isinstance(document, Mapping) and set(document) == {"scenario"}:
        return _several(document["scenario"], "scenario", beside)
    if isinstance(document, list):
        return _several(document, "", beside)
    problems: list[Problem] = []
    story = _scenario(document, "", problems, beside)
    return _checked([story], problems)[0]


def _several(items: object, path: str, beside: Path | None) -> tuple[Scenario, ...]:
    problems: list[Problem] = []
    if not isinstance(items, list):
        raise WrongDocumentError((Problem(path, "not-a-list"),))
    stories = [
        _scenario(item, f"{path}[{place}]", problems, beside) for place, item in enumerate(items)
    ]
    return _checked(stories, problems)


def _checked(stories: list[Scenario | None], problems: list[Problem]) -> tuple[Scenario, ...]:
    if problems:
        raise WrongDocumentError(tuple(dict.fromkeys(problems)))
    return tuple(story for story in stories if story is not None)


def _scenario(
    item: object, path: str, problems: list[Problem], beside: Path | None
) -> Scenario | None:
    if not isinstance(item, Mapping):
        problems.append(Problem(path, "not-a-table"))
        return None
    found = _program(item, path, problems, beside)
    if found is None:
        return None
    document, program = found
    reader = TableReader(item, path, problems, currency=program.currency, zone=program.zone)
    if reader.whole("schema", None, least=1) > 1:
        reader.problem("schema", "unknown-schema")
    reader.known("program")
    if not reader.has("steps"):
        reader.problem("steps", "missing")
    story = Scenario(
        id=reader.text("id"),
        program=program,
        document=document,
        start=_instant(reader, "start"),
        steps=tuple(_step(table) for table in reader.tables("steps")),
    )
    reader.close()
    return story


def _program(
    item: Mapping[str, object], path: str, problems: list[Problem], beside: Path | None
) -> tuple[Mapping[str, object], Program] | None:
    """The program of a scenario, with its document.

    Without it neither amounts nor times can be read, so its problems stand alone.
    """
    place = f"{path}.program" if path else "program"
    if "program" not in item:
        problems.append(Problem(place, "missing"))
        return None
    named = item["program"]
    try:
        document = find_document(named, beside) if isinstance(named, str) else named
        if not isinstance(document, Mapping):
            problems.append(Problem(place, "not-a-table"))
            return None
        return document, read_program(document)
    except WrongDocumentError as error:
        problems += [_moved(problem, place) for problem in error.problems]
        return None


def _moved(problem: Problem, place: str) -> Problem:
    inside = f"{place}.{problem.path}" if problem.path else place
    return Problem(inside, problem.reason, problem.facts)


def _step(table: TableReader) -> Step:
    do = table.text("do", None)
    read = _DEEDS.get(do)
    if read is None:
        if do:
            table.problem("do", "unknown-choice", value=do, choices=", ".join(_DEEDS))
        return Step(do=do, deed=Balance())
    step = Step(
        do=do,
        deed=read(table),
        member=table.text("member", None) if table.has("member") else None,
        at=_instant(table, "at") if table.has("at") else None,
        key=table.text("key", None) if table.has("key") else "",
        partner=table.text("partner", None) if table.has("partner") else "",
    )
    table.close()
    return step


def _enroll(table: TableReader) -> Enroll:
    return Enroll(
        birthday=_birthday(table),
        referrer=table.text("referrer", None) if table.has("referrer") else None,
        segments=table.texts("segments"),
    )


def _grant(table: TableReader) -> Grant | GrantByPolicy:
    points = table.whole("points", None)
    table.text("lot")
    if table.is_null("expires"):
        return Grant(points, None)
    if not table.has("expires"):
        return GrantByPolicy(points)
    return Grant(points, _moment(table, "expires"))


def _history(table: TableReader) -> History:
    if not table.has("entries"):
        table.problem("entries", "missing")
    return History(tuple(_activity(entry) for entry in table.tables("entries")))


def _activity(table: TableReader) -> Activity:
    activity = Activity(
        at=_instant(table, "at"),
        spend_minor=table.money("spend"),
        points=table.whole("points"),
        visits=table.whole("visits", 1),
    )
    table.close()
    return activity


def _purchase(table: TableReader) -> Purchase:
    return Purchase(_basket(table), id=table.text("id"))


def _quote(table: TableReader) -> Quote:
    return Quote(_basket(table))


def _basket(table: TableReader) -> Basket:
    lines = _lines(table)
    lines_minor = sum(line.total_minor for line in lines)
    if lines_minor > _LARGEST:
        table.problem("lines" if table.has("lines") else "amount", "too-large-sum")
    order_discount_minor = table.money("order_discount")
    if order_discount_minor > lines_minor:
        table.problem("order_discount", "above-purchase")
        order_discount_minor = 0
    return Basket(
        lines=lines,
        order_discount_minor=order_discount_minor,
        gift_card_minor=table.money("gift_card"),
        code=table.text("code"),
        burn=_burn(table.table("redeem")),
    )


def _lines(table: TableReader) -> tuple[BasketLine, ...]:
    if table.has("lines") == table.has("amount"):
        table.problem("amount", "one-of", choices="amount, lines")
        table.known("amount", "lines")
        return ()
    if table.has("amount"):
        return (BasketLine(table.money("amount", None)),)
    lines = tuple(_line(each) for each in table.tables("lines"))
    if not lines:
        table.problem("lines", "empty")
    return lines


def _line(table: TableReader) -> BasketLine:
    line = BasketLine(
        amount_minor=table.money("amount", None),
        quantity=table.quantity("quantity"),
        category=table.text("category"),
        product=table.text("product"),
    )
    discount_minor = table.money("discount")
    if discount_minor > line.gross_minor:
        table.problem("discount", "above-line")
        discount_minor = 0
    table.close()
    return BasketLine(line.amount_minor, line.quantity, line.category, line.product, discount_minor)


def _burn(table: TableReader | None) -> Burn:
    if table is None:
        return Burn()
    burn = Burn(points=table.whole("points"), rewards=table.texts("rewards"))
    table.close()
    return burn


def _refund(table: TableReader) -> Refund:
    amount = table.money("amount") if table.has("amount") else None
    return Refund(table.text("purchase", None), amount)


def _void(table: TableReader) -> Void:
    return Void(table.text("purchase", None))


def _redeem(table: TableReader) -> Redeem:
    if not table.has("points") and not table.has("reward"):
        table.problem("points", "one-of", choices="points, reward")
    return Redeem(
        points=table.whole("points"),
        reward=table.text("reward", None) if table.has("reward") else "",
        purchase_total_minor=(
            table.money("purchase_total") if table.has("purchase_total") else None
        ),
        id=table.text("id"),
    )


def _undo_redeem(table: TableReader) -> UndoRedeem:
    return UndoRedeem(table.text("id", None))


def _adjust(table: TableReader) -> Adjust:
    return Adjust(table.whole("points", None, least=-_LARGEST), table.text("reason"))


def _action(table: TableReader) -> PerformAction:
    return PerformAction(table.text("action", None))


def _set_tier(table: TableReader) -> SetTier:
    return SetTier(table.text("tier", None))


def _stamp(table: TableReader) -> Stamp:
    return Stamp(table.text("card", None), table.whole("count", 1, least=-_LARGEST))


def _advance(table: TableReader) -> Advance:
    return Advance(_instant(table, "to"))


def _buy_membership(table: TableReader) -> BuyMembership:
    return BuyMembership(table.text("membership", None), id=table.text("id"))


def _cancel_membership(table: TableReader) -> CancelMembership:
    return CancelMembership(table.text("id", None))


def _ticket(table: TableReader) -> Ticket:
    return Ticket(table.text("draw", None), table.whole("count", 1, least=1), table.text("id"))


def _draw(table: TableReader) -> HoldDraw:
    return HoldDraw(table.text("draw", None), table.text("seed"))


def _spin(table: TableReader) -> Spin:
    return Spin(table.text("wheel", None), table.text("seed"))


def _donate(table: TableReader) -> Donate:
    points = table.whole("points", None, least=1)
    return Donate(points, table.text("reward", None), id=table.text("id"))


_DEEDS: Final[Mapping[str, Callable[[TableReader], Deed]]] = MappingProxyType(
    {
        "enroll": _enroll,
        "grant": _grant,
        "history": _history,
        "purchase": _purchase,
        "quote": _quote,
        "refund": _refund,
        "void": _void,
        "redeem": _redeem,
        "undo-redeem": _undo_redeem,
        "adjust": _adjust,
        "action": _action,
        "set-tier": _set_tier,
        "stamp": _stamp,
        "balance": lambda _: Balance(),
        "advance": _advance,
        "block": lambda _: Block(),
        "unblock": lambda _: Unblock(),
        "buy-membership": _buy_membership,
        "cancel-membership": _cancel_membership,
        "ticket": _ticket,
        "draw": _draw,
        "spin": _spin,
        "donate": _donate,
    }
)


def _birthday(table: TableReader) -> tuple[int, int] | None:
    if not table.has("birthday"):
        return None
    text = table.text("birthday", None)
    try:
        return parse_month_day(text)
    except ValueError:
        if text:
            table.problem("birthday", "not-birthday", value=text)
        return None


def _instant(table: TableReader, key: str) -> datetime:
    """A time that a story can be at: calendars of rules reach decades beyond it."""
    moment = _moment(table, key)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        table.problem(key, "not-date", value=moment.date())
        return _anywhen()
    return moment


def _moment(table: TableReader, key: str) -> datetime:
    return table.moment(key, None) or _anywhen()


def _anywhen() -> datetime:
    """Stands where a time is wrong, so that the rest of the file is still read."""
    return datetime.fromisoformat("2000-01-01T00:00:00+00:00")
