"""The hub and its operator: serves tills, lets them in, shuts them out, looks at what waits."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pos_loyalty.cli.command import REFUSED, Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.hub_desk import database_of, moment, open_desk, time_text, whoever
from pos_loyalty.cli.hub_options import (
    database_argument,
    link_arguments,
    pair_arguments,
    refused_arguments,
    serve_arguments,
    till_arguments,
    write_off_arguments,
)
from pos_loyalty.cli.hub_waiting import conflicts, refused
from pos_loyalty.cli.neighbors import HubOrder
from pos_loyalty.domain.hub_reports import PairingCode, TillLine
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.hub import STATUS_WORDS, grouped
from pos_loyalty.i18n.words import Words

_INK: Final = "\x1b[38;5;16;48;5;231m"
_NO_INK: Final = "\x1b[0m"


def serve(context: Context, args: Namespace) -> Answer:
    """Let tills meet until told to end."""
    if bool(args.tls_certificate) != bool(args.tls_key):
        raise WrongUseError(context.words.text("A certificate and its key are given together."))
    order = HubOrder(
        database=database_of(context, args),
        listen=args.listen,
        certificate=args.tls_certificate,
        certificate_key=args.tls_key,
        workers=args.workers,
        public_url=args.url,
    )
    door = context.hub.open_hub(order)
    if args.end_with_input:
        door.end_with_input()
    said = context.words.text("The hub is listening at {url}.", url=door.url)
    return Answer({"url": door.url, "listen": door.listen}, (said,), then=door.serve)


def pair(context: Context, args: Namespace) -> Answer:
    """Make a code by which one till is let in."""
    words = context.words
    with open_desk(context, args) as office:
        code = office.new_code(store=args.store, url=args.url, hours=args.hours)
    value = {"code": code.code, "url": code.url, "expires": moment(code.expires_us)}
    return Answer(value, _shown_code(words, code))


def admin_link(context: Context, args: Namespace) -> Answer:
    """Make a link that signs in to the hub's pages, once."""
    words = context.words
    with open_desk(context, args) as office:
        password = office.new_password()
        base = args.url.rstrip("/") or office.public_url()
    link = f"{base}/admin/sign-in?password={password.code}"
    value = {"url": link, "password": password.code, "expires": moment(password.expires_us)}
    until = time_text(words, password.expires_us)
    lines = (
        words.text("Open this link until {time}; it signs in once:", time=until),
        link,
        words.text("Or type this password there: {password}", password=grouped(password.code)),
    )
    return Answer(value, lines)


def tills(context: Context, args: Namespace) -> Answer:
    """All tills."""
    words = context.words
    with open_desk(context, args) as office:
        found = office.tills()
    lines = [_till_line(words, line) for line in found]
    return Answer(
        [_till_value(line) for line in found],
        lines or (words.text("No till has been paired yet."),),
    )


def stores(context: Context, args: Namespace) -> Answer:
    """Where tills stand."""
    words = context.words
    with open_desk(context, args) as office:
        found = office.stores()
    value = [
        {
            "store": line.name,
            "tills": line.tills,
            "backlog": line.backlog,
            "seen": moment(line.seen_us),
        }
        for line in found
    ]
    lines = [
        words.text(
            "{store}: {tills}, last seen {time}",
            store=line.name or "–",
            tills=words.plural("{n} till", "{n} tills", line.tills),
            time=time_text(words, line.seen_us),
        )
        for line in found
    ]
    return Answer(value, lines or (words.text("No till has been paired yet."),))


def revoke(context: Context, args: Namespace) -> Answer:
    """Shut a till out."""
    words = context.words
    with open_desk(context, args) as office:
        line = office.till(args.till)
        office.revoke(line.row.device, person=whoever())
    value = {"device": line.row.device, "name": line.row.name, "status": "revoked"}
    lines = (
        words.text("{till} is revoked.", till=line.row.name),
        words.text("What it sends is kept and not booked: “hub refused” lists it."),
    )
    return Answer(value, lines)


def readmit(context: Context, args: Namespace) -> Answer:
    """Let a till take part again that was revoked, or of which there were two."""
    words = context.words
    with open_desk(context, args) as office:
        line = office.till(args.till)
        office.readmit(line.row.device, person=whoever())
    value = {"device": line.row.device, "name": line.row.name, "status": "active"}
    return Answer(value, (words.text("{till} is active again.", till=line.row.name),))


def write_off(context: Context, args: Namespace) -> Answer:
    """Give what a till that is gone holds back to the members."""
    words = context.words
    with open_desk(context, args) as office:
        line = office.till(args.till)
        bound = words.points_with_unit(line.shares)
        value: dict[str, Any] = {
            "device": line.row.device,
            "name": line.row.name,
            "bound": line.shares,
            "written_off": bool(args.yes),
        }
        if not args.yes:
            sentences = (
                words.text("{till} holds {points} of members.", till=line.row.name, points=bound),
                words.text(
                    "If it is not gone for good, up to so many may be burned twice, at your loss. "
                    "Nothing was changed. Say --yes to write it off."
                ),
            )
            return Answer(value, sentences, REFUSED)
        value["bound"] = office.write_off(line.row.device, person=whoever())
    said = words.text(
        "{till} is written off; {points} went back to the members.",
        till=line.row.name,
        points=words.points_with_unit(value["bound"]),
    )
    return Answer(value, (said,))


def digest(context: Context, args: Namespace) -> Answer:
    """One hash over what all tills share, as the hub has it."""
    words = context.words
    with open_desk(context, args) as office:
        found, points = office.digest()
    parts = {
        "members": found.members,
        "cards": found.cards,
        "entries": found.entries,
        "balances": found.balances,
    }
    value = {
        "digest": found.digest,
        "members": found.members.rows,
        "entries": found.entries.rows,
        "points": points,
        "parts": {name: part.digest for name, part in parts.items()},
    }
    return Answer(value, (words.text("Digest: {digest}", digest=found.digest),))


def restored(context: Context, args: Namespace) -> Answer:
    """Say that the database was put back from a backup."""
    words = context.words
    with open_desk(context, args) as office:
        incarnation = office.restored(person=whoever())
    lines = (
        words.text("Tills now send again what the backup lacks."),
        words.text("No points are given to burn until all tills have been heard."),
    )
    return Answer({"incarnation": incarnation, "recovering": True}, lines)


def end_recovery(context: Context, args: Namespace) -> Answer:
    """Give points to burn again, whoever has not been heard."""
    words = context.words
    with open_desk(context, args) as office:
        was = office.end_recovery(person=whoever())
    said = (
        words.text("The hub gives points to burn again.")
        if was
        else words.text("The hub was not recovering. Nothing was changed.")
    )
    return Answer({"recovering": False, "was_recovering": was}, (said,))


def _shown_code(words: Words, code: PairingCode) -> Iterator[str]:
    yield from _qr_lines(code.qr_text)
    yield words.text("Scan this at the till, or type the address and the code:")
    yield f"  {code.url}"
    yield f"  {grouped(code.code)}"
    yield words.text("Good until {time}, for one till.", time=time_text(words, code.expires_us))


def _qr_lines(text: str) -> Iterator[str]:
    """A picture of half blocks, two rows in each line; white ground where there are colors."""
    import qrcode  # noqa: PLC0415 - few commands draw

    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(text)
    rows = code.get_matrix()
    has_colors = sys.stdout.isatty()
    blocks = " ▄▀█" if has_colors else "█▀▄ "
    for at in range(0, len(rows), 2):
        lower = rows[at + 1] if at + 1 < len(rows) else [False] * len(rows[at])
        line = "".join(blocks[2 * up + down] for up, down in zip(rows[at], lower, strict=True))
        yield f"{_INK}{line}{_NO_INK}" if has_colors else line


def _till_value(line: TillLine) -> dict[str, Any]:
    row = line.row
    return {
        "device": row.device,
        "name": row.name,
        "store": row.store,
        "status": row.status.value,
        "seen": moment(row.seen_us) if row.seen_us else None,
        "epoch": row.epoch,
        "seq": row.seq,
        "backlog": row.backlog,
        "shares": line.shares,
        "app": row.app,
        "schema": row.schema,
        "clock_offset_ms": row.clock_offset_ms,
    }


def _till_line(words: Words, line: TillLine) -> str:
    row = line.row
    return words.text(
        "{till} ({store}), {status}: last seen {time}, not sent yet: {backlog}, shares: {points}",
        till=row.name,
        store=row.store or "–",
        status=words.text(STATUS_WORDS[row.status]),
        time=time_text(words, row.seen_us) if row.seen_us else "–",
        backlog=words.formats.number(row.backlog),
        points=words.formats.number(line.shares),
    )


_COMMANDS: Final[Sequence[tuple[str, Command]]] = (
    ("serve", Command(mark("lets tills meet, until it is told to end"), serve, serve_arguments)),
    ("pair", Command(mark("makes a code that lets one till in"), pair, pair_arguments)),
    (
        "admin-link",
        Command(mark("makes a link to the hub’s pages, for once"), admin_link, link_arguments),
    ),
    ("tills", Command(mark("all tills and how they are"), tills, database_argument)),
    (
        "stores",
        Command(mark("the stores and how many tills they have"), stores, database_argument),
    ),
    ("revoke", Command(mark("shuts a till out"), revoke, till_arguments)),
    ("readmit", Command(mark("lets a till take part again"), readmit, till_arguments)),
    (
        "write-off",
        Command(
            mark("gives what a till that is gone holds back to the members"),
            write_off,
            write_off_arguments,
        ),
    ),
    (
        "refused",
        Command(mark("what tills sent and was not booked"), refused, refused_arguments),
    ),
    (
        "conflicts",
        Command(mark("what two tills changed apart"), conflicts, database_argument),
    ),
    (
        "digest",
        Command(mark("one hash over what all tills of a shop share"), digest, database_argument),
    ),
    (
        "restored",
        Command(
            mark("says that the database was put back from a backup"), restored, database_argument
        ),
    ),
    (
        "end-recovery",
        Command(
            mark("gives points to burn again, whoever has not been heard"),
            end_recovery,
            database_argument,
        ),
    ),
)
COMMANDS: Final[Mapping[str, Group]] = {
    "hub": Group(mark("where the tills of a shop meet"), dict(_COMMANDS))
}
