"""What all pages have around them: the way about, the language, the sign-out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse

from pos_loyalty import __version__
from pos_loyalty.domain.values import dataclass
from pos_loyalty.hub.html import Html, Piece, element, joined
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

ROOT: Final = "/admin"
STYLE_SHEET: Final = f"{ROOT}/assets/hub.css"

LANGUAGES: Final = (("de", "Deutsch"), ("en", "English"))
_PAGES: Final = (
    ("", mark("Overview")),
    ("/stores", mark("Stores")),
    ("/tills", mark("Tills")),
    ("/pairing", mark("Pair a till")),
    ("/refused", mark("Refused")),
    ("/conflicts", mark("Conflicts")),
    ("/erasures", mark("Erasures")),
)
_HEADERS: Final = {
    # Nothing of anybody else's is loaded, nothing is framed, nothing is kept.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_JUST_NOW: Final = timedelta(minutes=1)
_MINUTES: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who looks: in which words, at what time, and the mark that their forms carry."""

    words: Words
    language: str
    now: datetime
    path: str
    form_mark: str = ""
    person: str = ""
    """Who they said they are, when they last dealt with something here."""
    waiting: frozenset[str] = frozenset()
    """Pages that hold something for a person."""

    def at(self, us: int) -> str:
        """An instant as people say it: how long ago, where it was just now."""
        if not us:
            return self.words.text("never")
        instant = datetime.fromtimestamp(us / 1_000_000, UTC)
        ago = self.now - instant
        if timedelta(0) <= ago < _JUST_NOW:
            return self.words.text("just now")
        if timedelta(0) <= ago < _MINUTES:
            return self.words.plural(
                "{n} minute ago", "{n} minutes ago", int(ago.total_seconds() // 60)
            )
        return self.words.formats.date_time(instant)


def shown(
    visit: Visit, title: str, *content: Piece, status: int = HTTPStatus.OK, every_s: int = 0
) -> HTMLResponse:
    """A page of somebody who is signed in; looked at again ``every_s``, where that is given."""
    body = joined(
        _bar(visit),
        element("main", element("h1", title), *content),
    )
    return HTMLResponse(_document(visit, title, body, every_s), status, headers=_HEADERS)


def shown_outside(
    visit: Visit, title: str, *content: Piece, status: int = HTTPStatus.OK
) -> HTMLResponse:
    """A page of somebody who is not."""
    card = element(
        "main",
        element("section", element("h1", title), *content, class_="card"),
        _languages(visit),
        class_="outside",
    )
    return HTMLResponse(_document(visit, title, card, 0), status, headers=_HEADERS)


def form(visit: Visit, action: str, *content: Piece, class_: str | None = None) -> Html:
    """A form whose answer is taken from our own pages only."""
    mark_field = element("input", type="hidden", name="mark", value=visit.form_mark)
    return element("form", mark_field, *content, method="post", action=action, class_=class_)


def table(heads: Sequence[Piece], rows: Sequence[Sequence[Piece]], *, numbers: str = "") -> Html:
    """A table; ``numbers`` are the places of columns that hold figures, as digits."""
    sides = [None if str(at) not in numbers else "number" for at in range(len(heads))]
    head = element(
        "tr",
        [
            element("th", each, scope="col", class_=side)
            for each, side in zip(heads, sides, strict=True)
        ],
    )
    lines = [
        element(
            "tr", [element("td", cell, class_=side) for cell, side in zip(row, sides, strict=True)]
        )
        for row in rows
    ]
    inner = element("table", element("thead", head), element("tbody", lines))
    return element("div", inner, class_="table", tabindex="0")


def empty(sentence: str) -> Html:
    """What stands where nothing is."""
    return element("p", sentence, class_="empty")


def badge(text: str, kind: str) -> Html:
    """A word on a colored ground: good, warn, bad or plain."""
    return element("span", text, class_=f"badge {kind}")


def note(sentence: str, kind: str = "plain") -> Html:
    """A sentence that is not to be overlooked."""
    return element("p", sentence, class_=f"note {kind}", role="status")


def button(text: str, *, kind: str = "primary", does: str | None = None) -> Html:
    """What sends a form; ``does`` tells which of several buttons it was."""
    return element(
        "button",
        text,
        type="submit",
        name=None if does is None else "act",
        value=does,
        class_=f"button {kind}",
    )


def link(text: str, path: str, *, kind: str | None = None) -> Html:
    """A way to another page of ours."""
    return element("a", text, href=ROOT + path, class_=kind)


def _bar(visit: Visit) -> Html:
    words = visit.words
    items = []
    for path, name in _PAGES:
        is_here = visit.path.rstrip("/") == ROOT + path
        dot = element("span", words.text("something waits"), class_="dot")
        items.append(
            element(
                "a",
                words.text(name),
                dot if path in visit.waiting else "",
                href=ROOT + path,
                aria_current="page" if is_here else None,
            )
        )
    out = form(visit, f"{ROOT}/sign-out", element("button", words.text("Sign out"), type="submit"))
    return element(
        "header",
        element("a", words.text("Hub"), class_="brand", href=ROOT),
        element("nav", items, aria_label=words.text("Pages")),
        element("div", _languages(visit), out, class_="side"),
    )


def _languages(visit: Visit) -> Html:
    links = [
        element(
            "a",
            code.upper(),
            href=f"{ROOT}/language?to={code}&back={visit.path.removeprefix(ROOT)}",
            lang=code,
            title=name,
            aria_current="true" if visit.language == code else None,
        )
        for code, name in LANGUAGES
    ]
    return element("div", links, class_="languages")


def _document(visit: Visit, title: str, body: Html, every_s: int) -> str:
    hub = visit.words.text("Hub")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", http_equiv="refresh", content=str(every_s)) if every_s else "",
        element("title", hub if title == hub else f"{title} · {hub}"),
        element("link", rel="stylesheet", href=f"{STYLE_SHEET}?{__version__}"),
    )
    return "<!doctype html>" + element("html", head, element("body", body), lang=visit.language)
