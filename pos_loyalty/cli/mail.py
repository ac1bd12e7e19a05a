"""Letters to members: the server tried out, what waits, and sending without a window."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final

from pos_loyalty.bootstrap.mail import Post
from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.letter import Letter, LetterProblem, LetterState, MailOutageError
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words

_STATES: Final = {
    LetterState.QUEUED: mark("waiting"),
    LetterState.SENT: mark("sent"),
    LetterState.FAILED: mark("given up"),
}


def test(context: Context, args: Namespace) -> Answer:
    """Send a letter to see whether the settings are right."""
    Post(context.shop, context.folder).try_out(args.address)
    return Answer({"sent": True}, (context.words.text("The mail server accepted the e-mail."),))


def send(context: Context, _args: Namespace) -> Answer:
    """Send every letter that is due."""
    postman = Post(context.shop, context.folder).postman()
    problem: LetterProblem | None = None
    sent = 0
    while (letter := postman.step()) is not None:
        sent += letter.state is LetterState.SENT
        problem = letter.problem or problem
    counts = context.shop.letters.counts()
    value = {"sent": sent, "waiting": counts.waiting, "failed": counts.failed}
    words = context.words
    lines = [
        words.plural("{n} e-mail sent.", "{n} e-mails sent.", sent),
        words.plural("{n} e-mail is waiting.", "{n} e-mails are waiting.", counts.waiting),
    ]
    if problem is not None:
        lines.append(message_for(MailOutageError(problem=problem), words))
    return Answer(value, tuple(lines), OUTAGE if problem is not None else 0)


def queue(context: Context, _args: Namespace) -> Answer:
    """The last letters, newest first, and what became of them."""
    letters = context.shop.letters.latest()
    value = [
        {
            "letter": letter.id,
            "member": letter.member_id,
            "kind": letter.kind.value,
            "state": letter.state.value,
            "problem": letter.problem.value if letter.problem else None,
            "attempts": letter.attempts,
            "created": context.local(letter.created_at),
        }
        for letter in letters
    ]
    lines = [_line(context.words, letter) for letter in letters]
    return Answer(value, lines or [context.words.text("No e-mails yet.")])


def password(context: Context, _args: Namespace) -> Answer:
    """Keep the password of the mail account; it is read from standard input."""
    said = sys.stdin.readline().rstrip("\r\n")
    Post(context.shop, context.folder).keep_password(OPERATOR, said)
    return Answer({"kept": True}, (context.words.text("The password is kept with the keys."),))


def _line(words: Words, letter: Letter) -> str:
    when = words.formats.date_time(letter.created_at)
    why = message_for(MailOutageError(problem=letter.problem), words) if letter.problem else ""
    return "  ".join(filter(None, (when, words.text(_STATES[letter.state]), why)))


def _test_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("address", metavar=words.text("ADDRESS"), help=words.text("to whom"))


COMMANDS: Final[Mapping[str, Group]] = {
    "mail": Group(
        mark("e-mails to members"),
        {
            "test": Command(mark("sends an e-mail to try the mail server"), test, _test_arguments),
            "send": Command(mark("sends the e-mails that are due"), send),
            "queue": Command(mark("lists the latest e-mails"), queue),
            "password": Command(
                mark("keeps the password of the mail account, read from standard input"), password
            ),
        },
    )
}
