"""What stands on each page: how the hub is, its stores and tills, and how a till is let in."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from pos_loyalty.domain.hub_reports import HubStanding, PairingCode, StoreLine, TillLine
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus
from pos_loyalty.domain.values import dataclass
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
    shown_outside,
    table,
)
from pos_loyalty.hub.html import Html, Piece, element, joined
from pos_loyalty.hub.pairing_qr import pairing_svg
from pos_loyalty.i18n.hub import STATUS_WORDS, grouped
from pos_loyalty.i18n.words import Words

_SEEN_AGAIN_S: Final = 30
_CLOCK_MS: Final = 60_000
_KINDS: Final = {
    DeviceStatus.ACTIVE: "good",
    DeviceStatus.TWIN: "warn",
    DeviceStatus.REVOKED: "bad",
    DeviceStatus.GONE: "plain",
}


@dataclass(frozen=True, slots=True)
class _Figure:
    text: str
    label: str
    path: str | None = None
    kind: str = ""


def overview(visit: Visit, standing: HubStanding) -> Response:
    """How the hub is, at a glance."""
    words, totals = visit.words, standing.totals
    number = words.formats.number
    holding = (
        _Figure(number(totals.members), words.text("members")),
        _Figure(number(totals.points), words.text("points with members")),
        _Figure(number(totals.shared_points), words.text("of them set apart for tills")),
        _Figure(number(totals.events), words.text("events from tills")),
    )
    waiting = (
        _Figure(number(totals.refused), words.text("refused"), "/refused", _if(totals.refused)),
        _Figure(
            number(totals.exceptions),
            words.text("burned without cover"),
            "/refused",
            _if(totals.exceptions),
        ),
        _Figure(
            number(totals.conflicts), words.text("conflicts"), "/conflicts", _if(totals.conflicts)
        ),
        _Figure(
            number(totals.erasures),
            words.text("erasures not confirmed"),
            "/erasures",
            _if(totals.erasures),
        ),
    )
    return shown(
        visit,
        words.text("Overview"),
        _health(words, standing),
        element("h2", words.text("What is here")),
        _figures(holding),
        element("h2", words.text("Tills")),
        _figures(_till_figures(words, standing)),
        element("h2", words.text("Needs attention")),
        _figures(waiting),
        element(
            "p",
            words.text(
                "Incarnation {incarnation}, schema {schema}, feeds {feeds}",
                incarnation=standing.meta.incarnation,
                schema=standing.schema,
                feeds=", ".join(f"{feed} {number(n)}" for feed, n in standing.heads.items()),
            ),
            class_="muted small below",
        ),
        every_s=_SEEN_AGAIN_S,
    )


def stores(visit: Visit, lines: Sequence[StoreLine]) -> Response:
    """Where tills stand."""
    words = visit.words
    heads = [
        words.text("Store"),
        words.text("Tills"),
        words.text("Not sent yet"),
        words.text("Last seen"),
    ]
    rows: list[Sequence[Piece]] = [
        [
            element("b", line.name or "–"),
            words.formats.number(line.tills),
            words.formats.number(line.backlog),
            visit.at(line.seen_us),
        ]
        for line in lines
    ]
    found = table(heads, rows, numbers="12") if rows else _nobody(words)
    return shown(visit, words.text("Stores"), found, every_s=_SEEN_AGAIN_S)


def tills(visit: Visit, lines: Sequence[TillLine], *, done: str = "") -> Response:
    """All tills, and what can be done with each."""
    words = visit.words
    heads = [
        words.text("Till"),
        words.text("Status"),
        words.text("Last seen"),
        words.text("Version"),
        words.text("Clock"),
        words.text("Not sent yet"),
        words.text("Shares"),
        "",
    ]
    rows = [_till_row(visit, line) for line in lines]
    return shown(
        visit,
        words.text("Tills"),
        note(done, "good") if done else "",
        table(heads, rows, numbers="456") if rows else _nobody(words),
        # After a form, looking again would ask for it again.
        every_s=0 if done else _SEEN_AGAIN_S,
    )


def confirm_revoking(visit: Visit, line: TillLine) -> Response:
    """Asks once more before a till is shut out."""
    words = visit.words
    return _confirmation(
        visit,
        line,
        title=words.text("Revoke {till}?", till=line.row.name),
        sentences=(
            words.text("The till is told nothing from now on and gets no points to burn."),
            words.text(
                "What it sends is kept and not booked; you find it under “Refused” and can book it "
                "there. It goes on selling on its own."
            ),
            _bound_sentence(words, line.shares),
        ),
        action="revoke",
        does=words.text("Revoke"),
    )


def confirm_readmitting(visit: Visit, line: TillLine) -> Response:
    """Asks once more before a till takes part again."""
    words = visit.words
    return _confirmation(
        visit,
        line,
        title=words.text("Admit {till} again?", till=line.row.name),
        sentences=(
            words.text(
                "Make sure that there is only one machine with this name, and that it is yours."
            ),
            words.text("What is under “Refused” stays there until it is booked."),
        ),
        action="readmit",
        does=words.text("Admit"),
    )


def confirm_writing_off(visit: Visit, line: TillLine) -> Response:
    """Asks once more before a till's shares are given back to the members; names the bound."""
    words = visit.words
    return _confirmation(
        visit,
        line,
        title=words.text("Write {till} off?", till=line.row.name),
        sentences=(
            words.text(
                "For a till that is gone for good. Its shares go back to the members at once."
            ),
            words.text(
                "If it is not gone, up to {points} may be burned twice. The loss is yours, not the "
                "members’. What it sends later of these points is kept and not booked.",
                points=words.points_with_unit(line.shares),
            ),
        ),
        action="write-off",
        does=words.text("Write off"),
    )


def pairing(visit: Visit, store: str, code: PairingCode | None) -> Response:
    """A code for one till, as a picture and to be typed."""
    words = visit.words
    asked = form(
        visit,
        f"{ROOT}/pairing",
        element(
            "div",
            element("label", words.text("Store"), for_="store"),
            element("input", type="text", name="store", id="store", value=store, maxlength="80"),
            class_="field",
        ),
        button(
            words.text("Another code") if code else words.text("Make a code"),
            kind="quiet" if code else "primary",
        ),
    )
    if code is None:
        said = words.text("A code admits one till, once, and expires by itself.")
        return shown(visit, words.text("Pair a till"), element("p", said), asked)
    text = words.text(
        "At the till: Settings → Several tills → Pair. Scan the code or type it, with this address:"
    )
    good_until = words.text("Good until {time}, for one till.", time=visit.at(code.expires_us))
    told = element(
        "div",
        element("p", text),
        element("p", element("code", code.url)),
        element("p", grouped(code.code), class_="big-code"),
        element("p", good_until, class_="muted"),
    )
    card = element("section", pairing_svg(code), told, class_="card pairing")
    return shown(visit, words.text("Pair a till"), card, element("div", asked, class_="below"))


def sign_in(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    """Where a one-time password is typed, when its link was not followed."""
    words = visit.words
    content = form(
        visit,
        f"{ROOT}/sign-in",
        element("label", words.text("One-time password"), for_="password"),
        element(
            "div",
            element(
                "input",
                type="password",
                name="password",
                id="password",
                autocomplete="one-time-code",
                autofocus=True,
            ),
            class_="field",
        ),
        button(words.text("Sign in")),
    )
    said = words.text("The command “{command}” makes one.", command="pos-loyalty hub admin-link")
    return shown_outside(
        visit,
        words.text("Hub"),
        note(problem, "bad") if problem else "",
        content,
        element("p", said, class_="muted small below"),
        status=status,
    )


def followed_link(visit: Visit, password: str) -> Response:
    """A click between the link and the sign-in: who only looks at links does not use them up."""
    words = visit.words
    hidden = element("input", type="hidden", name="password", value=password)
    return shown_outside(
        visit,
        words.text("Hub"),
        element("p", words.text("This link signs you in, once.")),
        form(visit, f"{ROOT}/sign-in", hidden, button(words.text("Sign in"))),
    )


def trouble(visit: Visit, sentence: str, status: int) -> Response:
    """Why a page is not shown."""
    back = element("p", element("a", visit.words.text("Back"), href=ROOT))
    title = visit.words.text("That did not work")
    return shown(visit, title, note(sentence, "bad"), back, status=status)


def outage(visit: Visit, sentence: str) -> Response:
    """What is out of order, when nothing else can be shown."""
    again = element("p", element("a", visit.words.text("Try again"), href=visit.path))
    title = visit.words.text("That did not work")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return shown_outside(visit, title, note(sentence, "bad"), again, status=status)


def _health(words: Words, standing: HubStanding) -> Html:
    if not standing.has_shop:
        said = words.text("There is no shop here yet. The first till that is paired brings it.")
        return joined(note(said, "warn"), element("p", link(words.text("Pair a till"), "/pairing")))
    if standing.meta.is_recovering:
        return note(
            words.text(
                "The hub was restored from a backup and is waiting for its tills. It gives no "
                "points to burn until all have been heard, or “pos-loyalty hub end-recovery”."
            ),
            "warn",
        )
    return note(words.text("The hub is well."), "good")


def _till_figures(words: Words, standing: HubStanding) -> Sequence[_Figure]:
    number = words.formats.number
    return [
        *(
            _Figure(
                number(standing.tills.get(status, 0)),
                words.text(STATUS_WORDS[status]),
                "/tills",
                "warn" if status is DeviceStatus.TWIN and standing.tills.get(status) else "",
            )
            for status in DeviceStatus
            if status is DeviceStatus.ACTIVE or standing.tills.get(status)
        ),
        _Figure(number(standing.backlog), words.text("events not sent yet"), "/tills"),
    ]


def _figures(figures: Sequence[_Figure]) -> Html:
    return element("div", [_figure(each) for each in figures], class_="figures")


def _figure(figure: _Figure) -> Html:
    content = (element("b", figure.text), element("span", figure.label))
    class_ = f"figure {figure.kind}".rstrip()
    if figure.path is None:
        return element("div", *content, class_=class_)
    return element("a", *content, class_=class_, href=ROOT + figure.path)


def _till_row(visit: Visit, line: TillLine) -> Sequence[Piece]:
    words, row = visit.words, line.row
    number = words.formats.number
    is_wrong = abs(row.clock_offset_ms) >= _CLOCK_MS
    clock = words.text(
        "{seconds} s", seconds=words.formats.signed(round(row.clock_offset_ms / 1000))
    )
    return [
        joined(element("b", row.name), _under(row.store or row.device[:8])),
        badge(words.text(STATUS_WORDS[row.status]), _KINDS[row.status]),
        visit.at(row.seen_us),
        joined(row.app or "–", _under(row.schema)),
        badge(clock, "warn") if is_wrong else clock,
        number(row.backlog),
        number(line.shares),
        element("div", _till_actions(visit, row), class_="actions"),
    ]


def _till_actions(visit: Visit, row: DeviceRow) -> list[Html]:
    words, actions = visit.words, []
    if row.status in {DeviceStatus.ACTIVE, DeviceStatus.TWIN}:
        actions.append(link(words.text("Revoke"), f"/tills/{row.device}/revoke"))
    if row.status is not DeviceStatus.ACTIVE:
        actions.append(link(words.text("Admit"), f"/tills/{row.device}/readmit"))
    if row.status is not DeviceStatus.GONE:
        actions.append(link(words.text("Write off"), f"/tills/{row.device}/write-off"))
    return actions


def _confirmation(
    visit: Visit,
    line: TillLine,
    *,
    title: str,
    sentences: Sequence[str],
    action: str,
    does: str,
) -> Response:
    asked = form(
        visit,
        f"{ROOT}/tills/{line.row.device}/{action}",
        element(
            "div",
            button(does, kind="danger"),
            link(visit.words.text("Cancel"), "/tills", kind="button quiet"),
            class_="actions",
        ),
    )
    facts = visit.words.text("Last seen: {time}", time=visit.at(line.row.seen_us))
    said = [element("p", sentence) for sentence in sentences]
    under = element("p", f"{line.row.store} · {facts}", class_="muted")
    return shown(visit, title, element("section", under, said, asked, class_="card"))


def _bound_sentence(words: Words, points: int) -> str:
    if not points:
        return words.text("It holds no points of members.")
    return words.text(
        "It holds {points} of members that it may have burned already. They stay set apart until "
        "it is written off.",
        points=words.points_with_unit(points),
    )


def _nobody(words: Words) -> Html:
    said = empty(words.text("No till has been paired yet."))
    return joined(said, element("p", link(words.text("Pair a till"), "/pairing"), class_="below"))


def _under(text: str) -> Html:
    return element("span", text, class_="sub")


def _if(n: int) -> str:
    return "warn" if n else ""
