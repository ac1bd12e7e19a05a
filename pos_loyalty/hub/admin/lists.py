"""What waits for a person: refused events, conflicts, erasures."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from pos_loyalty.bootstrap.hub_office import MOST
from pos_loyalty.cards.member_number import is_member_id, member_number
from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.hub_reports import ErasureLine, WaitingLine
from pos_loyalty.domain.shared_records import Conflict, Stamped
from pos_loyalty.domain.tills import InboxStatus
from pos_loyalty.hub.admin.frame import (
    ROOT,
    Visit,
    badge,
    button,
    empty,
    form,
    link,
    note,
    shown,
    table,
)
from pos_loyalty.hub.html import Html, Piece, element, joined
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.hub import EVENT_WORDS, KIND_WORDS, REASON_WORDS, field_text
from pos_loyalty.i18n.hub_sides import act_line, side_lines

_LOGICAL_BITS: Final = 16
_LONGEST: Final = 4000


def refused(visit: Visit, lines: Sequence[WaitingLine], *, done: str = "") -> Response:
    """Events that were kept and not booked, or booked without cover; with both sides."""
    words = visit.words
    intro = words.text(
        "Nothing of this is lost. “Book” gives it to the member after all. Once you have dealt "
        "with something, say so: it leaves this list and stays as it is."
    )
    return shown(
        visit,
        words.text("Refused"),
        note(done, "good") if done else "",
        element("p", intro, class_="muted") if lines else empty(words.text("Nothing waits here.")),
        [_item(visit, line) for line in lines],
        _cut(visit, len(lines)),
        element("p", link(words.text("What was dealt with"), "/refused?done=1"), class_="below"),
    )


def dealt_with(visit: Visit, lines: Sequence[WaitingLine]) -> Response:
    """Events of that list with which somebody has dealt."""
    words = visit.words
    return shown(
        visit,
        words.text("What was dealt with"),
        [_item(visit, line) for line in lines] if lines else empty(words.text("Nothing yet.")),
        _cut(visit, len(lines)),
        element("p", link(words.text("What waits"), "/refused"), class_="below"),
    )


def conflicts(
    visit: Visit, lines: Sequence[Conflict], names: Mapping[str, str], *, done: str = ""
) -> Response:
    """Fields that two tills changed apart, with both sides; ``names`` are those of tills."""
    words = visit.words
    intro = words.text(
        "Two tills changed the same thing without knowing of each other. The later change counts. "
        "If it is the wrong one, change it once more at a till."
    )
    heads = [
        words.text("What"),
        words.text("Taken"),
        words.text("Not taken"),
        words.text("Noticed"),
        "",
    ]
    rows = [_conflict_row(visit, line, names) for line in lines]
    return shown(
        visit,
        words.text("Conflicts"),
        note(done, "good") if done else "",
        element("p", intro, class_="muted") if rows else "",
        table(heads, rows) if rows else empty(words.text("No conflicts.")),
        _cut(visit, len(lines)),
    )


def erasures(visit: Visit, lines: Sequence[ErasureLine]) -> Response:
    """Erased members whose data some till may still hold."""
    words = visit.words
    intro = words.text(
        "These members are erased here. The tills named have not said yet that they forgot them, "
        "too. A till that is gone for good is written off."
    )
    heads = [words.text("Member"), words.text("Erased"), words.text("Not confirmed by")]
    rows: list[Sequence[Piece]] = [
        [element("code", _member(line.member)), visit.at(line.erased_us), ", ".join(line.waiting)]
        for line in lines
    ]
    return shown(
        visit,
        words.text("Erasures"),
        element("p", intro, class_="muted") if rows else "",
        table(heads, rows) if rows else empty(words.text("Every till has forgotten them.")),
        _cut(visit, len(lines)),
    )


def _item(visit: Visit, waiting: WaitingLine) -> Html:
    """One event: what it is, why it is here, both sides, and what can be done."""
    words, line = visit.words, waiting.line
    row = line.row
    is_booked = row.status is InboxStatus.EXCEPTION
    head = element(
        "div",
        element("b", words.text(EVENT_WORDS.get(row.type, row.type) or mark("unknown"))),
        element("code", _member(row.member)) if row.member else "",
        badge(words.text("booked"), "warn")
        if is_booked
        else badge(words.text("not booked"), "bad"),
        class_="actions",
    )
    when = words.text(
        "{till}, {place} · happened {time}, came {later}",
        till=line.till,
        place=f"{row.epoch}/{row.seq}",
        time=visit.at(row.effective_us),
        later=visit.at(row.received_us),
    )
    return element(
        "article",
        head,
        element("p", when, class_="muted small"),
        element("p", words.text(REASON_WORDS.get(row.reason, row.reason))),
        element("div", _till_side(visit, waiting), _hub_side(visit, waiting), class_="sides"),
        _finished(visit, line.done) if line.done else _to_finish(visit, waiting),
        class_="card item",
    )


def _till_side(visit: Visit, waiting: WaitingLine) -> Html:
    words = visit.words
    moved = words.signed_points(waiting.moved) if waiting.moved is not None else ""
    return element(
        "section",
        element("h3", words.text("The till says")),
        element("p", moved) if moved else "",
        element(
            "details",
            element("summary", words.text("Word for word")),
            element("pre", _body(waiting.line.row.body)),
        ),
    )


def _hub_side(visit: Visit, waiting: WaitingLine) -> Html:
    words = visit.words
    known = side_lines(words, waiting.side, visit.at)
    return element(
        "section",
        element("h3", words.text("The hub knows")),
        element("ul", [element("li", each) for each in known])
        if known
        else element("p", words.text("Nothing against it."), class_="muted"),
    )


def _finished(visit: Visit, act: DeskAct) -> Html:
    said = visit.words.text("Dealt with: {what}", what=act_line(act, visit.at))
    return element("p", said, class_="below")


def _to_finish(visit: Visit, waiting: WaitingLine) -> Html:
    words, row = visit.words, waiting.line.row
    can_book = row.status is InboxStatus.REFUSED and row.type != "" and row.reason != "unreadable"
    return form(
        visit,
        f"{ROOT}/refused",
        element("input", type="hidden", name="event", value=row.id),
        _typed("person", words.text("Who"), visit.person),
        _typed("note", words.text("What was done about it, without names"), ""),
        element(
            "div",
            button(words.text("Dealt with"), kind="quiet small", does="done"),
            button(words.text("Book"), kind="quiet small", does="book") if can_book else "",
            class_="actions",
        ),
        class_="finish",
    )


def _typed(name: str, said: str, value: str) -> Html:
    return element(
        "label",
        said,
        element("input", type="text", name=name, value=value, maxlength="200", autocomplete="off"),
    )


def _conflict_row(visit: Visit, line: Conflict, names: Mapping[str, str]) -> Sequence[Piece]:
    words = visit.words
    field = field_text(words, line.field)
    kind = words.text(KIND_WORDS.get(line.kind, line.kind))
    hidden = {
        "kind": line.kind,
        "key": line.key,
        "field": line.field,
        "hlc": str(line.left.hlc),
        "device": line.left.device,
    }
    settle = form(
        visit,
        f"{ROOT}/conflicts",
        [element("input", type="hidden", name=name, value=value) for name, value in hidden.items()],
        button(words.text("Seen"), kind="quiet small"),
    )
    return [
        joined(
            element("b", field),
            element("span", f"{kind} ", element("code", _key(line)), class_="sub"),
        ),
        _side(visit, line.taken, names),
        _side(visit, line.left, names),
        visit.at(line.noticed_us),
        settle,
    ]


def _member(member: str) -> str:
    """The number that people know; whatever else is in its place, as it is."""
    return member_number(member) if is_member_id(member) else member


def _key(line: Conflict) -> str:
    member, slash, issue = line.key.partition("/")
    return _member(member) + slash + issue


def _side(visit: Visit, side: Stamped, names: Mapping[str, str]) -> Html:
    till = names.get(side.device, side.device[:8])
    when = visit.at((side.hlc >> _LOGICAL_BITS) * 1000)
    return joined(_value(side.value), element("span", f"{till} · {when}", class_="sub"))


def _value(value: Any) -> Piece:  # noqa: ANN401 - what JSON holds
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _body(body: bytes) -> str:
    """The event as it came, laid out; personal fields are sealed in it."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=1)
    except ValueError:
        text = body.decode("utf-8", errors="replace")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _cut(visit: Visit, found: int) -> Html:
    if found < MOST:
        return joined()
    said = visit.words.text("Only the first {n} are shown.", n=MOST)
    return element("p", said, class_="muted small below")
